//! Makes a text ready to be set: soft hyphens become break points, tabs spaces.
//!
//! In: a [`Paragraph`]. Out: a [`Prepared`] text in which all that is left is
//! set, with the way back to the places of the paragraph.

use std::borrow::Cow;
use std::ops::Range;

use super::{Breaking, Paragraph, StyleSpan};

const SOFT_HYPHEN: char = '\u{ad}';

/// A text without soft hyphens: inside words they would keep letters from being kerned and joined.
pub(super) struct Prepared<'a> {
    /// The text to set.
    pub(super) text: Cow<'a, str>,
    /// Ranges of the paragraph's spans in it.
    pub(super) ranges: Vec<Range<usize>>,
    /// The paragraph's spans.
    pub(super) spans: &'a [StyleSpan],
    /// Places in the text before which soft hyphens stood, ascending, one for each.
    pub(super) soft_hyphens: Vec<usize>,
}

/// Prepares a paragraph.
pub(super) fn prepare(paragraph: &Paragraph) -> Prepared<'_> {
    let spans = paragraph.spans.as_slice();
    if !paragraph.text.contains([SOFT_HYPHEN, '\t', '\r']) {
        let text = Cow::Borrowed(paragraph.text.as_str());
        let ranges = spans.iter().map(|span| span.range.clone()).collect();
        return Prepared { text, ranges, spans, soft_hyphens: Vec::new() };
    }
    let mut text = String::with_capacity(paragraph.text.len());
    let mut soft_hyphens = Vec::new();
    let mut ranges = Vec::with_capacity(spans.len());
    for span in spans {
        let start = text.len();
        for character in paragraph.text.get(span.range.clone()).unwrap_or_default().chars() {
            match character {
                SOFT_HYPHEN => soft_hyphens.push(text.len()),
                '\t' | '\r' => text.push(' '),
                other => text.push(other),
            }
        }
        ranges.push(start..text.len());
    }
    Prepared { text: Cow::Owned(text), ranges, spans, soft_hyphens }
}

impl Prepared<'_> {
    /// The place in the paragraph's text. Soft hyphens at the place lie before it.
    pub(super) fn original(&self, place: usize) -> usize {
        let before = self.soft_hyphens.partition_point(|soft| *soft <= place);
        place + before * SOFT_HYPHEN.len_utf8()
    }

    /// The range in the paragraph's text. What begins the text begins the paragraph.
    pub(super) fn original_range(&self, range: &Range<usize>) -> Range<usize> {
        let start = if range.start == 0 { 0 } else { self.original(range.start) };
        start..self.original(range.end)
    }

    /// The number of the span that a place is in.
    pub(super) fn span_at(&self, place: usize) -> usize {
        self.ranges.partition_point(|range| range.end <= place).min(self.ranges.len().saturating_sub(1))
    }

    /// Where text at a place may be broken.
    pub(super) fn breaking_at(&self, place: usize) -> Breaking {
        self.spans.get(self.span_at(place)).map_or(Breaking::Prose, |span| span.breaking)
    }

    /// The text of a range; nothing if it is none.
    pub(super) fn get(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }
}
