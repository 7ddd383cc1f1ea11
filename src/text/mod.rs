//! Text to lines of placed glyphs.
//!
//! In: a [`Paragraph`] (text, styles by range) and a [`Setting`] (measure,
//! alignment). Out: [`Line`]s of [`Run`]s whose glyphs lie where they are drawn,
//! each run with the text that it stands for.
//!
//! 1. *itemize*: cut the text into runs of one direction, script, language and face;
//! 2. *shape*: characters to glyphs, with kerning and ligatures;
//! 3. *breaks*: where a line may end (UAX #14, hyphens, sensible places of a URL);
//! 4. *lines*: choose the ends for the paragraph as a whole (Knuth and Plass);
//! 5. *arrange*: put each line's runs in visual order and justify them (UAX #9).

mod fonts;
mod line;
mod paragraph;

pub use fonts::{Face, FaceId, FamilyInfo, FontOrigin, Fonts, Metrics, UnknownFamily};
pub use line::{Glyph, Line, LineEnd, PlacedRun, Run};
pub use paragraph::{Alignment, Breaking, Mark, Paragraph, Setting, StyleSpan, TextStyle};

use crate::diagnostic::Span;
use crate::geometry::Pt;

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
/// # Errors
///
/// See [`TextError`]; all uncovered characters of the paragraph are reported at once.
pub fn set(paragraph: &Paragraph, setting: &Setting, fonts: &Fonts) -> Result<Vec<Line>, TextError> {
    let _ = (paragraph, setting, fonts);
    todo!()
}

/// The width of a text on one line, without its last space.
///
/// # Errors
///
/// [`TextError::Uncovered`] only.
pub fn width(paragraph: &Paragraph, fonts: &Fonts) -> Result<Pt, TextError> {
    let _ = (paragraph, fonts);
    todo!()
}

/// The width of a text's widest unbreakable piece: the least measure it can be set to.
///
/// # Errors
///
/// [`TextError::Uncovered`] only.
pub fn least_width(paragraph: &Paragraph, fonts: &Fonts) -> Result<Pt, TextError> {
    let _ = (paragraph, fonts);
    todo!()
}
