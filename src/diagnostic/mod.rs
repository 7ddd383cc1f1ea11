//! What is wrong, where, and what to do about it.
//!
//! In: a message in the user's words, a place in a [`Source`], hints. Out: text
//! with the line and a caret, or the parts of it for a program.

mod render;
mod source;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

pub(crate) use source::{Part, PartKind};
pub use source::{Source, Span};

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

    /// The same, with these hints more.
    #[must_use]
    pub fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }

    /// The name of the file in which it stands, or `--set key` for what was said on the command line.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        let (source, span) = self.place.as_ref()?;
        Some(source.locate(span).0.name)
    }

    /// Line and column of its start, both from 1; the column counts characters.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        let (source, span) = self.place.as_ref()?;
        let (part, span) = source.locate(span);
        Some(render::position(part.text, span.start))
    }
}

/// Everything that is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Each once, by place; those without a place at the end.
    #[must_use]
    pub fn ordered(&self) -> Vec<&Diagnostic> {
        let mut sources: Vec<&Arc<Source>> = vec![];
        let mut seen = BTreeSet::new();
        let mut keyed = vec![];
        for diagnostic in &self.0 {
            let place = diagnostic.place.as_ref().map(|(source, span)| {
                let known = sources.iter().position(|s| Arc::ptr_eq(s, source) || s == &source);
                let index = known.unwrap_or_else(|| {
                    sources.push(source);
                    sources.len() - 1
                });
                (index, span.start, span.end)
            });
            if seen.insert((place, diagnostic.severity, &diagnostic.message)) {
                keyed.push((place.is_none(), place, diagnostic));
            }
        }
        keyed.sort_by_key(|(without, place, _)| (*without, *place));
        keyed.into_iter().map(|(_, _, diagnostic)| diagnostic).collect()
    }

    /// The text for a terminal or, without colours, for a file.
    ///
    /// At most fifty are shown; control characters never go out raw.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        render::render(&self.ordered(), color)
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}
