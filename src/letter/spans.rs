//! From a place in a text's value to the place in the file where it was written.
//!
//! TOML texts have escapes, a first line end that does not count, and line ends
//! after a backslash that vanish. The map is built by reading the written form
//! again beside the value; between two entries both run in step.

use crate::diagnostic::{Source, Span};

/// Where each byte of a value was written.
pub(crate) struct SpanMap {
    /// The place of the whole text as written, quotes and all.
    whole: Span,
    /// From this byte of the value on, bytes were written from this place on.
    steps: Vec<(usize, usize)>,
}

impl SpanMap {
    /// The map of a value that was written at `whole`.
    pub(crate) fn new(source: &Source, whole: &Span, value: &str) -> Self {
        let written = source.slice(whole);
        let steps = if written == value { Some(vec![(0, whole.start)]) } else { steps(written, value, whole.start) };
        Self { whole: whole.clone(), steps: steps.unwrap_or_default() }
    }

    /// Where a place in the value was written.
    pub(crate) fn span(&self, span: &Span) -> Span {
        if self.steps.is_empty() {
            return self.whole.clone();
        }
        let start = self.place(span.start);
        let end = if span.end > span.start { self.end(span.end) } else { start };
        start..end.clamp(start, self.whole.end.max(start))
    }

    /// Where the byte at this place was written.
    fn place(&self, at: usize) -> usize {
        let index = self.steps.partition_point(|(from, _)| *from <= at);
        let step = index.checked_sub(1).and_then(|index| self.steps.get(index));
        step.map_or(self.whole.start, |(from, written)| written + (at - from))
    }

    /// Where what was written for the byte before this place ends: before any escape that writes nothing.
    fn end(&self, at: usize) -> usize {
        let index = self.steps.partition_point(|(from, _)| *from < at);
        match self.steps.get(index) {
            Some((from, written)) if *from == at => *written,
            _ => self.place(at - 1) + 1,
        }
    }
}

/// The steps of a text as written in quotes; `None` if value and written form do not agree.
fn steps(written: &str, value: &str, start: usize) -> Option<Vec<(usize, usize)>> {
    let quote = written.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let triple = written.len() >= 6 && written.starts_with(&quote.to_string().repeat(3));
    let width = if triple { 3 } else { 1 };
    let inner = written.get(width..written.len().checked_sub(width)?)?;
    let skipped = match inner {
        _ if !triple => 0,
        _ if inner.starts_with("\r\n") => 2,
        _ if inner.starts_with('\n') => 1,
        _ => 0,
    };
    let mut reader =
        Steps { start: start + width, at: skipped, value_at: 0, steps: vec![(0, start + width + skipped)] };
    while let Some(rest) = inner.get(reader.at..).filter(|rest| !rest.is_empty()) {
        let plain = if quote == '"' { rest.find('\\').unwrap_or(rest.len()) } else { rest.len() };
        reader.advance(plain, plain);
        if let Some(escape) = rest.get(plain..).filter(|escape| !escape.is_empty()) {
            let (written, value) = escape_lengths(escape)?;
            reader.mark();
            reader.advance(written, value);
            reader.mark();
        }
    }
    (reader.value_at == value.len()).then_some(reader.steps)
}

/// The walk through a written text.
struct Steps {
    start: usize,
    at: usize,
    value_at: usize,
    steps: Vec<(usize, usize)>,
}

impl Steps {
    fn advance(&mut self, written: usize, value: usize) {
        self.at += written;
        self.value_at += value;
    }

    fn mark(&mut self) {
        self.steps.push((self.value_at, self.start + self.at));
    }
}

/// How many bytes an escape takes as written and in the value.
fn escape_lengths(escape: &str) -> Option<(usize, usize)> {
    let digits = |count: usize| {
        let code = u32::from_str_radix(escape.get(2..2 + count)?, 16).ok()?;
        Some((2 + count, char::from_u32(code)?.len_utf8()))
    };
    match escape.as_bytes().get(1)? {
        b'x' => digits(2),
        b'u' => digits(4),
        b'U' => digits(8),
        b' ' | b'\t' | b'\n' | b'\r' => {
            let rest = escape.get(1..)?;
            Some((1 + rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len(), 0))
        }
        _ => Some((2, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the word `here` of the value was written.
    fn here(written: &str) -> String {
        let text = format!("body = {written}\n");
        let table: toml::Table = toml::from_str(&text).unwrap();
        let value = table["body"].as_str().unwrap();
        let source = Source::new("a", text.clone());
        let map = SpanMap::new(&source, &(7..text.len() - 1), value);
        let at = value.find("here").unwrap();
        text[map.span(&(at..at + 4))].to_owned()
    }

    #[test]
    fn spans_survive_every_way_of_writing() {
        for written in [
            "\"here\"",
            "'here'",
            "\"\"\"\nhere\"\"\"",
            "\"\"\"\r\n\r\nx\r\nhere\r\n\"\"\"",
            "\"\\t\\u00e9\\U0001F600 here \\n\"",
            "\"\"\"a \\\n    \n  here\\\n\"\"\"",
            "\"\"\"\"\"here\"\"\"\"\"",
            "'''\n'here'''''",
            "\"é\\\\here\\\"\"",
        ] {
            assert_eq!(here(written), "here", "{written}");
        }
    }

    #[test]
    fn spans_of_escapes_hold_the_escape() {
        let source = Source::new("a", "\"a\\tb\"");
        let map = SpanMap::new(&source, &(0..6), "a\tb");
        assert_eq!(map.span(&(1..2)), 2..4);
        assert_eq!(map.span(&(0..3)), 1..5);
    }

    #[test]
    fn spans_of_overrides_are_their_own() {
        let source = Source::new("a", "").with_override("body=x here");
        let map = SpanMap::new(&source, &(6..12), "x here");
        assert_eq!(source.slice(&map.span(&(2..6))), "here");
    }
}
