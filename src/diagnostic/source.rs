//! The text that a user wrote, and what was said beside it.
//!
//! A letter is more than its file: `--set key=value` on the command line and
//! the base of a template speak too. They are further parts of the same
//! [`Source`], each with a name of its own; a [`Span`] counts through all of
//! them, so one span is enough to say where any complaint belongs.

use std::ops::Range;

/// A text that the user wrote, with its name: a letter, a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name as the user would say it: a path, `-` for standard input.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// What was said beside the file; `text` stays as it is once there is one.
    beside: Vec<Beside>,
}

/// A place in a source, in bytes of [`Source::text`]; what lies beyond its end belongs to the further parts.
pub type Span = Range<usize>;

/// A further part of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Beside {
    kind: PartKind,
    name: String,
    text: String,
    start: usize,
}

/// What a part of a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartKind {
    /// The file itself.
    File,
    /// A file whose tables count where the file itself says nothing.
    Base,
    /// One `key=value` that counts more than any file.
    Override,
}

/// A part of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    /// What it is.
    pub(crate) kind: PartKind,
    /// What the user calls it.
    pub(crate) name: &'a str,
    /// Its text.
    pub(crate) text: &'a str,
    /// The number that spans give its first byte.
    pub(crate) start: usize,
}

impl Part<'_> {
    /// The number that spans give the end of its text.
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

impl Source {
    /// The text of a file.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), beside: vec![] }
    }

    /// The same with one `key=value` that counts more than the file, as `--set` gives it.
    #[must_use]
    pub fn with_override(self, assignment: impl Into<String>) -> Self {
        let text = assignment.into();
        let key = text.split_once('=').map_or(text.as_str(), |(key, _)| key.trim_end());
        let name = format!("--set {key}");
        self.with_option(name, text)
    }

    /// The same with one `key=value` that an option of another name gives.
    #[must_use]
    pub fn with_option(self, name: impl Into<String>, assignment: impl Into<String>) -> Self {
        self.with_part(PartKind::Override, name.into(), assignment.into())
    }

    /// The same with a file whose tables count where this one says nothing, as a template's `extends` names it.
    ///
    /// A base that has a base itself is added first, then that one's.
    #[must_use]
    pub fn with_base(self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.with_part(PartKind::Base, name.into(), text.into())
    }

    fn with_part(mut self, kind: PartKind, name: String, text: String) -> Self {
        // One number lies between two parts, so that the end of one is not the start of the next.
        let start = self.parts().last().map_or(0, |part| part.end() + 1);
        self.beside.push(Beside { kind, name, text, start });
        self
    }

    /// The file, then the further parts in the order in which they were added.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let file = Part { kind: PartKind::File, name: &self.name, text: &self.text, start: 0 };
        let beside = self.beside.iter().map(|b| Part { kind: b.kind, name: &b.name, text: &b.text, start: b.start });
        std::iter::once(file).chain(beside)
    }

    /// The part in which a place lies, and the place counted from the start of that part's text.
    pub(crate) fn locate(&self, span: &Span) -> (Part<'_>, Span) {
        let file = Part { kind: PartKind::File, name: &self.name, text: &self.text, start: 0 };
        let part = self.parts().take_while(|part| part.start <= span.start).last().unwrap_or(file);
        let within = |at: usize| boundary(part.text, at.saturating_sub(part.start));
        let (start, end) = (within(span.start), within(span.end));
        (part, start..end.max(start))
    }

    /// The text at a place; empty if there is none.
    pub(crate) fn slice(&self, span: &Span) -> &str {
        let (part, span) = self.locate(span);
        part.text.get(span).unwrap_or_default()
    }
}

/// The last start of a character that is not beyond this byte.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_parts_count_on() {
        let source = Source::new("a.toml", "x = 1\n").with_override("x=2").with_override("y = 3");
        let names: Vec<_> = source.parts().map(|part| (part.name, part.start)).collect();
        assert_eq!(names, [("a.toml", 0), ("--set x", 7), ("--set y", 11)]);
        assert_eq!(source.slice(&(4..5)), "1");
        assert_eq!(source.slice(&(9..10)), "2");
        assert_eq!(source.slice(&(11..12)), "y");
        assert_eq!(source.locate(&(6..6)).0.name, "a.toml");
        assert_eq!(source.locate(&(900..999)).1, 5..5);
    }
}
