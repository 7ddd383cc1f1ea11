//! Text to lines of placed glyphs.
//!
//! In: a [`Paragraph`] (text, styles by range) and a [`Setting`] (measure,
//! alignment). Out: [`Line`]s of [`Run`]s whose glyphs lie where they are drawn,
//! each run with the text that it stands for.
//!
//! 1. *itemize*: cut the text into runs of one direction, script, language and face;
//! 2. *shape* and *measure*: characters to glyphs, with kerning and ligatures, and their widths;
//! 3. *breaks*: where a line may end (UAX #14, *hyphens*, sensible places of *urls*);
//! 4. *lines*: choose the ends for the paragraph as a whole (*fit*: Knuth and Plass; *balance*);
//! 5. *arrange*: put each line's runs in visual order and justify them (UAX #9).

mod arrange;
mod balance;
mod breaks;
mod characters;
mod face;
mod fit;
mod fonts;
mod hyphens;
mod itemize;
mod kept;
mod line;
mod lines;
mod measure;
mod paragraph;
mod prepare;
mod program;
mod shape;
#[cfg(test)]
mod tests;
mod ties;
mod urls;

pub use face::{Face, Metrics};
pub use fonts::{FaceId, FamilyInfo, FontOrigin, Fonts, UnknownFamily};
pub use kept::Kept;
pub use line::{Glyph, Line, LineEnd, PlacedRun, Run};
pub use paragraph::{Alignment, Breaking, Mark, Paragraph, Setting, StyleSpan, TextStyle};
pub use program::ProgramFacts;

use std::ops::Range;

use unicode_bidi::Level;

use crate::diagnostic::Span;
use crate::geometry::Pt;
use arrange::{Stretch, arrange, start_of_ink};
use breaks::{PointKind, segment_ends};
use characters::is_line_end;
use itemize::itemize;
use lines::lines;
use measure::{Cut, Measured, looks};
use prepare::{Prepared, prepare};

/// Why a text cannot be set.
#[derive(Debug, Clone, PartialEq)]
pub enum TextError {
    /// No face has a glyph for these characters.
    Uncovered {
        /// The characters, each once, with the byte offset of its first use in the paragraph.
        characters: Vec<(char, usize)>,
        /// The families that were tried.
        tried: Vec<String>,
    },
    /// A piece that may not be broken is wider than the measure.
    TooWide {
        /// The piece, in bytes of the paragraph's text.
        range: Span,
        /// Its width.
        width: Pt,
        /// The room that there is.
        measure: Pt,
    },
}

/// Sets a paragraph: lines of at most the measure's width.
///
/// A text without characters has no lines. One of spaces only has one line without
/// width, and so has an empty line between two `\n`. A `\n` at the very end begins
/// no further line. The lines' ranges follow one another and cover the text; the
/// `\n` that ends a line is in its range but not in its runs.
///
/// # Errors
///
/// See [`TextError`]; all uncovered characters of the paragraph are reported at once.
pub fn set(paragraph: &Paragraph, setting: &Setting, fonts: &Fonts) -> Result<Vec<Line>, TextError> {
    let prepared = prepare(paragraph);
    let itemized = itemize(&prepared, fonts)?;
    let mut text = Measured::new(&prepared, looks(&prepared, &itemized, fonts), fonts);
    let mut set = Vec::new();
    for hard in hard_lines(&prepared.text) {
        text.measure(hard.text.start, &segment_ends(&prepared, hard.text.clone()));
        if text.segments.is_empty() {
            set.push(empty_line(&prepared, &hard, setting, itemized.base));
            continue;
        }
        let points = lines(&text, setting)?;
        let mut from = Cut { at: hard.text.start, left: hard.text.start, right: hard.text.start };
        for to in &points {
            let end = match to.kind {
                _ if to.cut.at == hard.text.end => hard.end,
                PointKind::Hyphen => LineEnd::Hyphen,
                PointKind::Word | PointKind::Url => LineEnd::Soft,
            };
            set.push(arrange(&Stretch { text: &text, from: &from, to, end, base: itemized.base }, setting));
            from = to.cut.clone();
        }
        if let Some(last) = set.last_mut() {
            last.range.end = prepared.original(hard.next);
        }
    }
    Ok(set)
}

/// The width of a text on one line, without its last space; of its widest line if it has several.
///
/// # Errors
///
/// [`TextError::Uncovered`] only.
pub fn width(paragraph: &Paragraph, fonts: &Fonts) -> Result<Pt, TextError> {
    widest(paragraph, fonts, |text| text.segments.last().map_or(0.0, |segment| segment.ink.width))
}

/// The width of a text's widest unbreakable piece: the least measure it can be set to.
///
/// Words are taken whole, unless they have soft hyphens; addresses in their pieces.
///
/// # Errors
///
/// [`TextError::Uncovered`] only.
pub fn least_width(paragraph: &Paragraph, fonts: &Fonts) -> Result<Pt, TextError> {
    widest(paragraph, fonts, lines::least_width)
}

/// The largest of the widths of the author's lines.
fn widest(paragraph: &Paragraph, fonts: &Fonts, width: impl Fn(&Measured) -> f64) -> Result<Pt, TextError> {
    let prepared = prepare(paragraph);
    let itemized = itemize(&prepared, fonts)?;
    let mut text = Measured::new(&prepared, looks(&prepared, &itemized, fonts), fonts);
    let mut widest = 0.0_f64;
    for hard in hard_lines(&prepared.text) {
        text.measure(hard.text.start, &segment_ends(&prepared, hard.text));
        widest = widest.max(width(&text));
    }
    Ok(Pt(widest))
}

/// A line of the author's.
struct HardLine {
    /// What is on it.
    text: Range<usize>,
    /// Where the next one begins.
    next: usize,
    /// Why it ends.
    end: LineEnd,
}

/// The text between the characters that end lines.
fn hard_lines(text: &str) -> impl Iterator<Item = HardLine> {
    let mut start = 0;
    text.split_inclusive(is_line_end).map(move |line| {
        let ink = line.trim_end_matches(is_line_end);
        let end = if ink.len() < line.len() { LineEnd::Hard } else { LineEnd::Last };
        let text = start..start + ink.len();
        start += line.len();
        HardLine { text, next: start, end }
    })
}

fn empty_line(prepared: &Prepared, hard: &HardLine, setting: &Setting, base: Level) -> Line {
    let range = prepared.original_range(&(hard.text.start..hard.next));
    Line { runs: vec![], x: Pt(start_of_ink(base, setting, 0.0)), width: Pt::ZERO, range, end: hard.end }
}
