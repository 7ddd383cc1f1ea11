//! What is set: text with styles, and how.

use std::ops::Range;
use std::sync::Arc;

use super::FaceId;
use crate::geometry::{Color, Pt};

/// How a piece of text looks.
#[derive(Debug, Clone, PartialEq)]
pub struct TextStyle {
    /// The faces, tried in order for each character; at least one.
    pub faces: Arc<[FaceId]>,
    /// The size of the em.
    pub size: Pt,
    /// The colour.
    pub color: Color,
    /// The language, a BCP 47 tag; it chooses hyphenation and glyph variants.
    pub language: Arc<str>,
    /// Extra space after each glyph, in thousandths of an em; not for joining scripts.
    pub tracking: f64,
    /// Figures of equal width, for columns of numbers.
    pub tabular_figures: bool,
}

/// What a run belongs to; the caller's own number, carried from text to runs.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark(pub u32);

/// Where a piece of text may be broken.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Breaking {
    /// As prose: between words, and within them by the language's hyphenation.
    #[default]
    Prose,
    /// As an address: after `/`, before `.`, `?`, `&`, `#`, `-`, … and never with an inserted hyphen.
    Url,
    /// Not at all.
    Never,
}

/// A range of a paragraph's text in one style.
#[derive(Debug, Clone)]
pub struct StyleSpan {
    /// Bytes of the paragraph's text.
    pub range: Range<usize>,
    /// How it looks.
    pub style: Arc<TextStyle>,
    /// What it belongs to.
    pub mark: Mark,
    /// Where it may be broken.
    pub breaking: Breaking,
}

/// A text to be set. `\n` is a hard line end.
#[derive(Debug, Clone, Default)]
pub struct Paragraph {
    /// The whole text.
    pub text: String,
    /// Styles; the ranges follow one another and cover the text.
    pub spans: Vec<StyleSpan>,
}

impl Paragraph {
    /// A paragraph without text yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A paragraph of one style.
    pub fn plain(text: &str, style: &Arc<TextStyle>) -> Self {
        let mut paragraph = Self::new();
        paragraph.push(text, style, Mark::default(), Breaking::Prose);
        paragraph
    }

    /// Adds text at the end.
    pub fn push(&mut self, text: &str, style: &Arc<TextStyle>, mark: Mark, breaking: Breaking) {
        let start = self.text.len();
        self.text.push_str(text);
        self.spans.push(StyleSpan { range: start..self.text.len(), style: style.clone(), mark, breaking });
    }
}

/// How the lines stand in the measure.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// Even at the start of the line: the left, or the right for right-to-left text.
    #[default]
    Start,
    /// Even at the end of the line.
    End,
    /// In the middle.
    Center,
    /// Even at both sides, except for the last line and before hard line ends.
    Justify,
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// The width that lines may fill.
    pub measure: Pt,
    /// How lines stand in it.
    pub alignment: Alignment,
    /// Words may be hyphenated, as their style's language does.
    pub hyphenate: bool,
    /// Lines of about the same length, for titles and other short texts: no more lines
    /// than needed, and none much shorter than the others.
    pub balance: bool,
}
