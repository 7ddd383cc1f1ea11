//! Directions and scripts. No bundled face has Hebrew or Arabic letters, so they are tested before faces are chosen.

use unicode_script::Script;

use super::super::itemize::{levels, scripts};
use super::*;

fn numbers(text: &str, language: &str) -> (u8, Vec<u8>) {
    let paragraph = Paragraph::plain(text, &Arc::new(style(language)));
    let prepared = prepare(&paragraph);
    let (base, levels) = levels(&prepared);
    (base.number(), text.char_indices().map(|(place, _)| levels.get(place).map_or(0, |level| level.number())).collect())
}

#[test]
fn bidi_reads_latin_from_the_left() {
    assert_eq!(numbers("Dear – “Sir”", "en"), (0, vec![0; 12]));
}

#[test]
fn bidi_reads_hebrew_from_the_right() {
    assert_eq!(numbers("אב 12", "he"), (1, vec![1, 1, 1, 2, 2]));
    assert_eq!(numbers("a אב c", "en"), (0, vec![0, 0, 1, 1, 0, 0]));
}

#[test]
fn bidi_goes_by_the_language_where_a_name_comes_first() {
    assert_eq!(numbers("ITU אב", "he").0, 1);
    assert_eq!(numbers("ITU אב", "en").0, 0);
    assert_eq!(numbers("ITU", "he").0, 0);
    assert_eq!(numbers("2020", "ar").0, 1);
}

#[test]
fn scripts_take_in_what_has_none() {
    let paragraph = plain("(ab) 12 – вг!");
    assert_eq!(scripts(&prepare(&paragraph)), [(12, Script::Latin), (17, Script::Cyrillic)]);
    let arabic = Paragraph::plain("2020", &Arc::new(style("ar")));
    assert_eq!(scripts(&prepare(&arabic)), [(4, Script::Arabic)]);
}

/// A right-to-left line can be had without letters: marks of direction are always covered.
#[test]
fn bidi_orders_runs_from_the_right() {
    let paragraph = Paragraph::plain("\u{200f}ab \u{200f}12 ", &Arc::new(style("he")));
    let line = set_lines(&paragraph, &ragged(200.0)).remove(0);
    assert!((line.x.0 + line.width.0 - 200.0).abs() < 1e-9);
    let order: Vec<&str> = line.runs.iter().map(|run| run.run.text.trim_matches('\u{200f}')).collect();
    let place = |text: &str| order.iter().position(|run| run.trim() == text).expect("a run");
    assert!(place("12") < place("ab"), "{order:?}");
    // The last space lies beyond the ink, on the left.
    assert!(line.runs[0].x < line.x);
    assert_eq!(line.runs[0].run.text, " ");
}

#[test]
fn bidi_runs_stay_in_the_measure() {
    let text = "\u{200f}abc \u{200f}12 def \u{200f}".repeat(20);
    let paragraph = Paragraph::plain(&text, &Arc::new(style("he")));
    for line in set_lines(&paragraph, &ragged(90.0)) {
        let last = line.runs.last().expect("runs");
        assert!((last.x + last.run.advance).0 <= 90.01);
        assert!(line.x.0 >= -0.01);
    }
}
