//! What is wrong, where, and what to do about it.
//!
//! In: a message in the user's words, a place in a [`Source`], hints. Out: text
//! with the line and a caret, or the parts of it for a program.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A text that the user wrote, with its name: a letter, a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name as the user would say it: a path, `-` for standard input.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// A text with its name.
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.to_string(), text: text.to_string() }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A place in a source, in bytes of [`Source::text`].
pub type Span = Range<usize>;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The letter is made, but something deserves a look.
    Warning,
    /// The letter cannot be made right, so it is not made.
    Error,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in the user's words, without a full stop.
    pub message: String,
    /// Where, if it has a place.
    pub place: Option<(Arc<Source>, Span)>,
    /// What to do, one sentence a line.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error without a place or a hint yet.
    pub fn error(message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, message: message.into(), place: None, hints: vec![] }
    }

    /// A warning without a place or a hint yet.
    pub fn warning(message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(message) }
    }

    /// The same, with a place.
    #[must_use]
    pub fn at(mut self, source: &Arc<Source>, span: Span) -> Self {
        self.place = Some((source.clone(), span));
        self
    }

    /// The same, with one more hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// Everything that is wrong, in the order of the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.0 {
            writeln!(f, "{}", diagnostic.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
