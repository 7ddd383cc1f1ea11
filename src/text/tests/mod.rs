//! Tests of the room, by step; here what they share.

mod bidi;
mod fonts;
mod hostile;
mod justify;
mod shaping;
mod wrapping;

use std::sync::{Arc, LazyLock};

use super::*;
use crate::geometry::Color;

pub(super) static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::bundled);

pub(super) fn style(language: &str) -> TextStyle {
    let face = FONTS.select("Noto Sans", false, false).expect("bundled");
    TextStyle {
        faces: Arc::new([face]),
        size: Pt(10.0),
        color: Color::BLACK,
        language: language.into(),
        tracking: 0.0,
        tabular_figures: false,
    }
}

pub(super) fn english() -> Arc<TextStyle> {
    Arc::new(style("en"))
}

pub(super) fn plain(text: &str) -> Paragraph {
    Paragraph::plain(text, &english())
}

pub(super) fn with(text: &str, breaking: Breaking) -> Paragraph {
    let mut paragraph = Paragraph::new();
    paragraph.push(text, &english(), Mark::default(), breaking);
    paragraph
}

pub(super) fn ragged(measure: f64) -> Setting {
    Setting { measure: Pt(measure), alignment: Alignment::Start, hyphenate: true, balance: false }
}

pub(super) fn justified(measure: f64) -> Setting {
    Setting { alignment: Alignment::Justify, ..ragged(measure) }
}

pub(super) fn set_lines(paragraph: &Paragraph, setting: &Setting) -> Vec<Line> {
    set(paragraph, setting, &FONTS).expect("it can be set")
}

/// The lines' texts in reading order for text from left to right, inserted hyphens shown.
pub(super) fn texts(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| line.runs.iter().map(|run| run.run.text.replace('\u{ad}', "-")).collect()).collect()
}

pub(super) fn wrapped(text: &str, measure: f64) -> Vec<String> {
    texts(&set_lines(&plain(text), &ragged(measure)))
}

pub(super) fn glyphs(text: &str) -> Vec<Glyph> {
    let lines = set_lines(&plain(text), &ragged(1000.0));
    lines.into_iter().flat_map(|line| line.runs).flat_map(|run| run.run.glyphs.clone()).collect()
}

pub(super) fn width_of(text: &str) -> f64 {
    width(&plain(text), &FONTS).expect("it is covered").0
}

pub(super) const PROSE: &str = "This is with reference to the letter dated 22 September 2020, inviting the \
    International Telecommunication Union to contribute to the preparation of the Secretary-General's report \
    which will assess progress made in 2020 in the implementation of the outcomes of the World Summit.";
