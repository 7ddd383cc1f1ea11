//! What comes out: lines of runs of glyphs.

use std::ops::Range;
use std::sync::Arc;

use super::FaceId;
use crate::geometry::{Color, Pt};

/// A line of a set paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Runs in visual order, from left to right.
    pub runs: Vec<PlacedRun>,
    /// The x where the line's ink begins, from the measure's left side.
    pub x: Pt,
    /// The width from there, after justification, without the last space or hanging marks.
    pub width: Pt,
    /// The part of the paragraph's text that the line shows, its last space and a `\n` that ends it included.
    pub range: Range<usize>,
    /// Why it ends.
    pub end: LineEnd,
}

/// Why a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// A break at a space or other opportunity.
    Soft,
    /// A break within a word, with an inserted hyphen.
    Hyphen,
    /// A `\n` in the text.
    Hard,
    /// The end of the paragraph.
    Last,
}

/// A run with its place on the line.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedRun {
    /// The x of its left end, from the measure's left side.
    pub x: Pt,
    /// The run; the same paragraph in another letter has the same one.
    pub run: Arc<Run>,
    /// The index of the paragraph's span that it begins in; all that it is part of have one mark.
    pub span: usize,
}

/// Glyphs of one face, style, direction and language, with the text that they stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The face.
    pub face: FaceId,
    /// The size of the em.
    pub size: Pt,
    /// The colour.
    pub color: Color,
    /// The language of the text, a BCP 47 tag.
    pub language: Arc<str>,
    /// The text reads from right to left (the glyphs still lie from left to right).
    pub rtl: bool,
    /// The text, in reading order. A space at which the line was broken is its last
    /// character, with a glyph beyond the measure, so that words do not join when read.
    /// A hyphen that was inserted is U+00AD.
    pub text: String,
    /// The glyphs from left to right.
    pub glyphs: Vec<Glyph>,
    /// The sum of the glyphs' advances.
    pub advance: Pt,
}

/// A glyph of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Its number in the face; never 0.
    pub id: u16,
    /// From its origin to the next glyph's, justification and tracking included.
    pub advance: Pt,
    /// How far right of its origin it is drawn.
    pub dx: Pt,
    /// How far above its origin it is drawn.
    pub dy: Pt,
    /// The bytes of the run's text that it stands for; glyphs of one cluster share them.
    pub cluster: Range<u32>,
}
