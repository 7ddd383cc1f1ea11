//! Diagnostics as text: the title, the place, the line with a caret, the hints.
//!
//! The line is cut around the place and cleaned here, before the drawing: a
//! letter may hold a line of a megabyte or an escape sequence for the terminal.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Severity, Span};

/// How many are shown; who has more has one cause for most of them.
const SHOWN: usize = 50;

/// How many characters of a line are shown before and after the start of the place.
const BEFORE: usize = 50;
const AFTER: usize = 90;

/// All of them, a blank line after each but the last.
pub(super) fn render(diagnostics: &[&Diagnostic], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(10_000);
    let mut text = String::new();
    for (index, diagnostic) in diagnostics.iter().take(SHOWN).enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(&one(diagnostic, &renderer));
        text.push('\n');
    }
    if diagnostics.len() > SHOWN {
        text.push_str(&format!("\nand {} more\n", diagnostics.len() - SHOWN));
    }
    text
}

/// One of them.
fn one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let hints = diagnostic.hints.iter().map(|hint| Level::HELP.message(clean(hint)));
    let title = Group::with_title(level.primary_title(clean(&diagnostic.message)));
    let Some((source, span)) = &diagnostic.place else {
        return renderer.render(&[title.elements(hints)]);
    };

    let (part, span) = source.locate(span);
    let (line, column) = position(part.text, span.start);
    let (excerpt, marked) = excerpt(part.text, &span);
    let shown_column = excerpt.get(..marked.start).unwrap_or_default().chars().count() + 1;
    let name = clean(part.name);
    let snippet =
        Snippet::source(excerpt).line_start(line).path(name.clone()).annotation(AnnotationKind::Primary.span(marked));
    let text = renderer.render(&[title.element(snippet).elements(hints)]);
    // The drawing library counts the column in the excerpt; the user counts it in the line.
    text.replacen(&format!("{name}:{line}:{shown_column}"), &format!("{name}:{line}:{column}"), 1)
}

/// Line and column of a byte, both from 1; a byte order mark at the start is in no column.
pub(super) fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    let in_line = before.get(line_start..).unwrap_or_default();
    (line, in_line.strip_prefix('\u{feff}').filter(|_| line == 1).unwrap_or(in_line).chars().count() + 1)
}

/// The line in which a place starts, cleaned and cut around it, and where the place lies in that.
///
/// Of a place of several lines the first is shown.
fn excerpt(text: &str, span: &Span) -> (String, Span) {
    let (before, rest) = text.split_at_checked(span.start).unwrap_or((text, ""));
    let before = before.get(before.rfind('\n').map_or(0, |newline| newline + 1)..).unwrap_or_default();
    let before = before.trim_start_matches('\u{feff}');
    let rest = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let length = (span.end - span.start).min(rest.len());
    let (inside, after) = rest.split_at_checked(length).unwrap_or((rest, ""));

    let mut line = String::new();
    let fits = before.chars().chain(rest.chars()).nth(BEFORE + AFTER).is_none();
    let (shown_before, mut room) = if fits { (BEFORE + AFTER, BEFORE + AFTER) } else { (BEFORE, AFTER) };
    let cut = before.char_indices().rev().nth(shown_before - 1).map_or(0, |(at, _)| at);
    if cut > 0 {
        line.push('…');
    }
    push_visible(&mut line, before.get(cut..).unwrap_or_default(), shown_before);
    let start = line.len();
    room -= push_visible(&mut line, inside, room);
    let end = line.len();
    push_visible(&mut line, after, room);
    if !fits && rest.chars().nth(AFTER).is_some() {
        line.push('…');
    }
    (line, start..end)
}

/// Adds at most `room` characters, none of them harmful, and says how many.
fn push_visible(line: &mut String, text: &str, room: usize) -> usize {
    let mut count = 0;
    for character in text.chars().take(room) {
        line.push(visible(character));
        count += 1;
    }
    count
}

/// A message without control characters.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { visible(c) }).collect()
}

/// A character that a terminal only shows: control characters and those that turn the direction are replaced.
fn visible(character: char) -> char {
    match character {
        '\t' => '\t',
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Diagnostics, Source};
    use super::*;

    fn show(text: &str, span: Span) -> String {
        let source = Arc::new(Source::new("a.toml", text));
        Diagnostics(vec![Diagnostic::error("wrong").at(&source, span).hint("do right")]).to_string()
    }

    #[test]
    fn render_shows_line_and_caret() {
        let expected = "error: wrong\n --> a.toml:2:5\n  |\n2 | b = 2\n  |     ^\n  |\n  = help: do right\n";
        assert_eq!(show("a = 1\nb = 2\n", 10..11), expected);
    }

    #[test]
    fn render_escapes_control_characters() {
        let shown = show("a = '\x1b[31m\u{9b}1m\u{202e}'\n", 4..9);
        assert!(!shown.contains(['\x1b', '\u{9b}', '\u{202e}']), "{shown}");
        assert!(shown.contains("1 | a = '␛[31m"), "{shown}");
    }

    #[test]
    fn render_cuts_long_lines() {
        let text = format!("a = \"{}X{}\"", "é".repeat(500), "é".repeat(500));
        let shown = show(&text, 1005..1006);
        assert!(shown.lines().all(|line| line.chars().count() < 170), "{shown}");
        assert!(shown.contains("a.toml:1:506"), "{shown}");
    }

    #[test]
    fn render_survives_any_span() {
        for text in ["", "\n", "a", "é\r\n", "\u{feff}a"] {
            for start in 0..6 {
                for end in 0..6 {
                    show(text, start..end);
                }
            }
        }
    }

    #[test]
    fn render_ends_after_fifty() {
        let many = (0..70).map(|n| Diagnostic::error(format!("wrong {n}"))).chain([Diagnostic::error("wrong 0")]);
        let shown = Diagnostics(many.collect()).to_string();
        assert!(shown.ends_with("\nand 20 more\n"), "{shown}");
    }
}
