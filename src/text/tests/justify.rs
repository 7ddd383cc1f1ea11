//! Where glyphs stand on their lines.

use super::*;

#[test]
fn justify_fills_the_measure() {
    for measure in [180.0, 250.0, 400.0] {
        let lines = set_lines(&plain(PROSE), &justified(measure));
        let (last, others) = lines.split_last().expect("lines");
        for line in others {
            assert!((line.width.0 - measure).abs() < 1e-6, "{:?}", texts(&lines));
            assert_eq!(line.x, Pt::ZERO);
        }
        assert!(last.width.0 <= measure + 0.01);
        assert_eq!(last.end, LineEnd::Last);
    }
}

#[test]
fn justify_changes_spaces_only_and_within_bounds() {
    let space = glyphs(" ")[0].clone();
    for measure in [250.0, 300.0, 400.0] {
        for line in set_lines(&plain(PROSE), &justified(measure)) {
            for glyph in line.runs.iter().flat_map(|run| &run.run.glyphs).filter(|glyph| glyph.id == space.id) {
                let factor = glyph.advance / space.advance;
                assert!((0.75 - 1e-9..2.5).contains(&factor), "{factor}");
            }
        }
    }
}

#[test]
fn justify_leaves_hard_line_ends_alone() {
    let lines = set_lines(&plain("Two words\nand more"), &justified(200.0));
    assert!((lines[0].width.0 - width_of("Two words")).abs() < 1e-9);
}

#[test]
fn justify_does_not_tear_a_line_apart() {
    let setting = Setting { hyphenate: false, ..justified(width_of("incomprehensibilities") + 1.0) };
    let lines = set_lines(&plain("a b incomprehensibilities"), &setting);
    assert!((lines[0].width.0 - width_of("a b")).abs() < 1e-9);
}

#[test]
fn alignment_places_the_ink() {
    let x = |alignment| set_lines(&plain("Dear Sir"), &Setting { alignment, ..ragged(200.0) })[0].x.0;
    let lack = 200.0 - width_of("Dear Sir");
    assert_eq!(x(Alignment::Start), 0.0);
    assert!((x(Alignment::End) - lack).abs() < 1e-9);
    assert!((x(Alignment::Center) - lack / 2.0).abs() < 1e-9);
}

#[test]
fn runs_follow_one_another() {
    let bold = FONTS.select("Noto Sans", true, false).expect("bundled");
    let bold = Arc::new(TextStyle { faces: Arc::new([bold]), ..style("en") });
    let mut paragraph = plain("one ");
    paragraph.push("two ", &bold, Mark(7), Breaking::Prose);
    paragraph.push("three", &english(), Mark(0), Breaking::Prose);
    let line = set_lines(&paragraph, &ragged(200.0)).remove(0);
    assert_eq!(line.runs.len(), 3);
    assert_eq!(line.runs[1].span, 1);
    for pair in line.runs.windows(2) {
        assert!((pair[0].x + pair[0].run.advance - pair[1].x).0.abs() < 1e-9);
    }
}
