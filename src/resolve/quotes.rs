//! Straight quotation marks to those of the language, and single spaces.
//!
//! Two spaces after a full stop, as typists set them, become one; in French the space
//! that the writer put before `;` or within `« »` becomes the narrow one that does not
//! break. Everything else stands as it was written. A mark opens at the start of a text and
//! after a space, a dash or an opening bracket; elsewhere it closes, or is an apostrophe.

use crate::letter::{Block, BlockKind, Inline, InlineKind};

/// The four marks of a language: outer pair, inner pair.
struct Marks {
    /// Spaces beside marks are narrow and do not break.
    spaced: bool,
    outer: (&'static str, &'static str),
    inner: (&'static str, &'static str),
}

fn marks_of(language: &str) -> Marks {
    match language.split('-').next().unwrap_or(language) {
        // Guillemets stand off their text by a narrow space that does not break.
        "fr" => Marks { spaced: true, outer: ("«\u{202f}", "\u{202f}»"), inner: ("“", "”") },
        "de" if language != "de-CH" => Marks { spaced: false, outer: ("„", "“"), inner: ("‚", "‘") },
        "de" | "it" => Marks { spaced: false, outer: ("«", "»"), inner: ("‹", "›") },
        "es" | "pt" => Marks { spaced: false, outer: ("«", "»"), inner: ("“", "”") },
        "ru" => Marks { spaced: false, outer: ("«", "»"), inner: ("„", "“") },
        "ar" => Marks { spaced: false, outer: ("«", "»"), inner: ("“", "”") },
        _ => Marks { spaced: false, outer: ("“", "”"), inner: ("‘", "’") },
    }
}

/// Sets the marks of a text.
pub(super) fn typographic(text: &str, language: &str) -> String {
    let mut before = None;
    replace(text, &marks_of(language), &mut before)
}

/// Sets the marks of blocks, in place.
pub(super) fn in_blocks(blocks: &mut [Block], language: &str) {
    let marks = marks_of(language);
    for block in blocks {
        match &mut block.kind {
            BlockKind::Paragraph(inlines) => in_inlines(inlines, &marks, &mut None),
            BlockKind::List { items, .. } => items.iter_mut().for_each(|item| in_blocks(item, language)),
            BlockKind::Quote(blocks) => in_blocks(blocks, language),
            BlockKind::Table { head, rows, .. } => {
                let cells = head.iter_mut().chain(rows.iter_mut().flatten());
                cells.for_each(|cell| in_inlines(cell, &marks, &mut None));
            }
            BlockKind::Documents => {}
        }
    }
}

/// Sets the marks of a line's pieces; `before` is the character before them.
fn in_inlines(inlines: &mut [Inline], marks: &Marks, before: &mut Option<char>) {
    for inline in inlines {
        match &mut inline.kind {
            InlineKind::Text(text) => *text = replace(text, marks, before),
            InlineKind::Emphasis(content) | InlineKind::Strong(content) => in_inlines(content, marks, before),
            InlineKind::Link { bare: false, content, .. } => in_inlines(content, marks, before),
            InlineKind::Link { bare: true, .. } => *before = Some('a'),
            InlineKind::Foreign { language, content } => in_inlines(content, &marks_of(language), before),
            InlineKind::Break => *before = Some(' '),
        }
    }
}

fn replace(text: &str, marks: &Marks, before: &mut Option<char>) -> String {
    let mut result = String::with_capacity(text.len() + 8);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let opens = before.is_none_or(opens_after);
        let next = characters.peek().copied();
        match character {
            ' ' if *before == Some(' ') => continue,
            ' ' if marks.spaced && (next.is_some_and(stands_off) || *before == Some('«')) => result.push('\u{202f}'),
            '"' => result.push_str(if opens { marks.outer.0 } else { marks.outer.1 }),
            // '90s: an apostrophe, though at the start of a word.
            '\'' if opens && characters.peek().is_some_and(char::is_ascii_digit) => result.push('’'),
            '\'' if opens => result.push_str(marks.inner.0),
            // Within and after a word the two cannot be told apart; the apostrophe is the likelier.
            '\'' => result.push('’'),
            other => result.push(other),
        }
        *before = Some(character);
    }
    result
}

/// Whether French sets a narrow space before a character.
fn stands_off(character: char) -> bool {
    matches!(character, ';' | ':' | '!' | '?' | '»' | '%')
}

fn opens_after(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '(' | '[' | '{' | '–' | '—' | '-' | '/' | '"' | '“' | '«' | '„' | '¿' | '¡')
}

#[cfg(test)]
mod tests {
    use super::typographic;

    #[test]
    fn quotes_follow_the_language() {
        let text = "ITU's report on \"Progress made\" ('in 2020')";
        assert_eq!(typographic(text, "en"), "ITU’s report on “Progress made” (‘in 2020’)");
        assert_eq!(typographic("le \"rapport\"", "fr"), "le «\u{202f}rapport\u{202f}»");
        assert_eq!(typographic("der \"Bericht\"", "de"), "der „Bericht“");
        assert_eq!(typographic("«отчёт» \"дом\"", "ru"), "«отчёт» «дом»");
        assert_eq!(typographic("« oui » ; non", "fr"), "«\u{202f}oui\u{202f}»\u{202f}; non");
    }

    #[test]
    fn runs_of_spaces_become_one() {
        assert_eq!(typographic("One.  Two.   Three.", "en"), "One. Two. Three.");
    }
}
