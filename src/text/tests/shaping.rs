//! Glyphs: kerning, ligatures, clusters, figures, tracking.

use super::*;

#[test]
fn shaping_kerns() {
    assert!(width_of("AV") < width_of("A") + width_of("V") - 0.1);
}

#[test]
fn shaping_joins_letters_within_words() {
    let serif = FONTS.select("Noto Serif", false, false).expect("bundled");
    let ligatures = [english(), Arc::new(TextStyle { faces: Arc::new([serif]), ..style("en") })].iter().any(|style| {
        let lines = set_lines(&Paragraph::plain("office", style), &ragged(100.0));
        lines[0].runs[0].run.glyphs.iter().any(|glyph| glyph.cluster.len() > 1)
    });
    assert!(ligatures);
}

#[test]
fn shaping_keeps_marks_with_their_base() {
    let glyphs = glyphs("e\u{301}x\u{323}\u{301}");
    assert!(glyphs.iter().all(|glyph| glyph.id != 0));
    assert_eq!(glyphs.first().map(|glyph| glyph.cluster.clone()), Some(0..3));
    assert_eq!(glyphs.last().map(|glyph| glyph.cluster.clone()), Some(3..8));
}

#[test]
fn shaping_clusters_cover_the_text() {
    for text in ["office affluent", "a\u{200d}b\u{200c}c\u{200e}", "x\u{301}\u{302} – ‘quoted’"] {
        let lines = set_lines(&plain(text), &ragged(1000.0));
        for run in &lines[0].runs {
            let mut covered = vec![false; run.run.text.len()];
            run.run.glyphs.iter().for_each(|glyph| {
                covered[glyph.cluster.start as usize..glyph.cluster.end as usize].fill(true);
            });
            assert!(covered.iter().all(|byte| *byte), "{text:?}");
        }
    }
}

#[test]
fn shaping_gives_figures_equal_width_on_demand() {
    let tabular = Arc::new(TextStyle { tabular_figures: true, ..style("en") });
    let width = |text| width(&Paragraph::plain(text, &tabular), &FONTS).expect("it is covered");
    assert_eq!(width("111"), width("888"));
}

#[test]
fn shaping_tracks_each_cluster_once() {
    let tracked = Arc::new(TextStyle { tracking: 100.0, ..style("en") });
    let spaced = width(&Paragraph::plain("ABe\u{301}", &tracked), &FONTS).expect("it is covered");
    assert!((spaced.0 - width_of("ABe\u{301}") - 3.0).abs() < 1e-6);
}

#[test]
fn shaping_scales_with_the_size() {
    let large = Arc::new(TextStyle { size: Pt(20.0), ..style("en") });
    let large = width(&Paragraph::plain("Hamburg", &large), &FONTS).expect("it is covered");
    assert!((large.0 - 2.0 * width_of("Hamburg")).abs() < 1e-9);
}
