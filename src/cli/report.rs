//! What a command says: messages on standard error, JSON on standard output.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::ValueEnum;
use letterpdf::diagnostic::Severity;
use letterpdf::{Diagnostic, Diagnostics};
use serde::Serialize;

use super::{Failure, failure, output};

/// How much is said.
#[derive(Debug, clap::Args)]
pub(super) struct ReportArgs {
    /// Say nothing but errors
    #[arg(long, short)]
    pub(super) quiet: bool,

    /// Say it as one JSON object on standard output
    #[arg(long, conflicts_with = "quiet")]
    pub(super) json: bool,
}

/// When messages are coloured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    // Plain comments: clap would list documented values over ten lines of every help text.
    // On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Whether messages on a stream are coloured.
    #[expect(clippy::disallowed_methods, reason = "colours depend on the terminal, letters do not")]
    pub(super) fn is_on(self, stream: &impl IsTerminal) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
                    || std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
                !refused && stream.is_terminal()
            }
        }
    }
}

/// Tells what went wrong or deserves a look.
#[derive(Debug)]
pub(super) struct Reporter {
    pub(super) color: Color,
    pub(super) json: bool,
}

impl Reporter {
    /// Says why a command ended early, and gives the exit code for it.
    pub(super) fn failure(&self, why: &Failure) -> ExitCode {
        let (Failure::Wrong(diagnostics) | Failure::Machine(diagnostics) | Failure::Some(diagnostics)) = why else {
            return ExitCode::from(why.code());
        };
        let told = if self.json {
            json(&Errors { errors: problems(diagnostics) })
        } else {
            self.tell(diagnostics);
            Ok(())
        };
        // If the reason cannot be written either, the machine has failed whatever the reason was.
        let machine_failed = matches!(told, Err(Failure::Machine(_)));
        ExitCode::from(if machine_failed { failure::MACHINE } else { why.code() })
    }

    /// Says what is wrong or deserves a look.
    pub(super) fn tell(&self, diagnostics: &Diagnostics) {
        let text = diagnostics.render(self.color.is_on(&io::stderr()));
        // Nobody can be told that standard error is closed.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}

/// Writes one line of JSON to standard output.
pub(super) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let mut line = serde_json::to_vec(value).map_err(|error| Failure::wrong(error.to_string()))?;
    line.push(b'\n');
    output::stdout(&line)
}

#[derive(Serialize)]
struct Errors<'a> {
    errors: Vec<Problem<'a>>,
}

/// A [`Diagnostic`] for a program to read.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Problem<'a> {
    severity: &'static str,
    message: &'a str,
    file: Option<&'a str>,
    /// From 1.
    line: Option<usize>,
    /// From 1, in characters.
    column: Option<usize>,
    hints: &'a [String],
}

/// Diagnostics for a program to read.
pub(super) fn problems(diagnostics: &Diagnostics) -> Vec<Problem<'_>> {
    diagnostics.ordered().into_iter().map(Problem::from).collect()
}

impl<'a> From<&'a Diagnostic> for Problem<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        let position = diagnostic.position();
        Self {
            severity: match diagnostic.severity {
                Severity::Warning => "warning",
                Severity::Error => "error",
            },
            message: &diagnostic.message,
            file: diagnostic.origin(),
            line: position.map(|(line, _)| line),
            column: position.map(|(_, column)| column),
            hints: &diagnostic.hints,
        }
    }
}

/// A number of things: "1 page", "2 pages".
pub(super) fn count<N: std::fmt::Display + PartialEq + From<u8>>(number: N, thing: &str) -> String {
    format!("{number} {thing}{}", if number == N::from(1) { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use letterpdf::Source;

    use super::*;

    #[test]
    fn problem_has_the_place_in_lines_and_characters() {
        let source = Arc::new(Source::new("a.toml", "é = 1\nüü x\n"));
        let diagnostic = Diagnostic::error("no").at(&source, 12..13).hint("do");
        let problem = Problem::from(&diagnostic);
        assert_eq!((problem.file, problem.line, problem.column), (Some("a.toml"), Some(2), Some(4)));
        assert_eq!(
            serde_json::to_string(&problem).unwrap(),
            r#"{"severity":"error","message":"no","file":"a.toml","line":2,"column":4,"hints":["do"]}"#
        );
    }

    #[test]
    fn problem_without_a_place_has_none() {
        let diagnostic = Diagnostic::warning("look");
        let problem = Problem::from(&diagnostic);
        assert_eq!((problem.severity, problem.file, problem.line), ("warning", None, None));
    }
}
