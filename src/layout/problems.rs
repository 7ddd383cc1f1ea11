//! What cannot be set, in the user's words.

use std::sync::Arc;

use super::composer::Composed;
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::text::TextError;

/// The most characters that one message lists.
const LISTED: usize = 24;

/// A complaint about a paragraph.
pub(super) fn text_problem(source: &Arc<Source>, composed: &Composed, error: &TextError) -> Diagnostic {
    match error {
        TextError::Uncovered { characters, tried } => {
            let listed: Vec<String> =
                characters.iter().take(LISTED).map(|(character, _)| describe(*character)).collect();
            let more = characters.len().saturating_sub(LISTED);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            let (first, offset) = characters.first().copied().unwrap_or_default();
            Diagnostic::error(format!("no font has {}{rest}", listed.join(", ")))
                .at(source, character_span(source, composed.origin(offset), first))
                .hint(format!("tried {}", tried.join(", ")))
                .hint("`--font-path DIR` adds a folder of fonts, and a template's `family` can list several")
        }
        TextError::TooWide { range, width, measure } => {
            let piece = composed.text().get(range.clone()).unwrap_or_default().trim();
            let origin = composed.origin(range.start);
            Diagnostic::error(format!(
                "“{}” is {} wide, but its column has {}",
                shortened(piece),
                width.mm(),
                measure.mm()
            ))
            .at(source, piece_span(source, origin, piece))
            .hint("break it with a space, or with \\u00AD where it may be hyphenated")
        }
    }
}

/// A character with its code point and name.
fn describe(character: char) -> String {
    let code = u32::from(character);
    match unicode_names2::name(character) {
        Some(name) => format!("“{character}” (U+{code:04X} {name})"),
        None => format!("U+{code:04X}"),
    }
}

/// The place of a character, as near as it can be told.
fn character_span(source: &Source, origin: Span, character: char) -> Span {
    piece_span(source, origin, character.encode_utf8(&mut [0; 4]))
}

fn piece_span(source: &Source, origin: Span, piece: &str) -> Span {
    let found = Some(source.slice(&origin)).and_then(|text| text.find(piece)).filter(|_| !piece.is_empty());
    match found {
        Some(at) => origin.start + at..origin.start + at + piece.len(),
        None => origin,
    }
}

/// A text cut to what fits a message.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_string() } else { text.chars().take(39).chain(['…']).collect() }
}
