//! What ends a command early, and with which exit code.

use std::io::{self, ErrorKind};
use std::path::Path;

use letterpdf::{Diagnostic, Diagnostics};

/// The exit code when all went well, or nobody reads the output any longer.
pub(super) const DONE: u8 = 0;
/// The exit code when some letters of many failed, or files differ.
pub(super) const SOME: u8 = 1;
/// The exit code when the letter or the call is wrong.
pub(super) const WRONG: u8 = 2;
/// The exit code when the machine failed: disk, permission, or a bug.
pub(super) const MACHINE: u8 = 3;

/// Why a command ends early.
#[derive(Debug)]
pub(super) enum Failure {
    /// The letter or the call is wrong.
    Wrong(Diagnostics),
    /// The machine failed.
    Machine(Diagnostics),
    /// Some letters could not be made; the others are.
    Some(Diagnostics),
    /// All that there is to say is said; only the exit code is left.
    Told(u8),
    /// Nobody reads the output any longer: no reason to complain.
    Closed,
}

impl Failure {
    /// The call is wrong.
    pub(super) fn wrong(message: impl Into<String>) -> Self {
        Diagnostic::error(message).into()
    }

    /// A file or folder cannot be read.
    pub(super) fn reading(path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        match error.kind() {
            ErrorKind::NotFound => Self::wrong(format!("`{path}` is not there")),
            ErrorKind::NotADirectory => Self::wrong(format!("`{path}` is not a folder")),
            ErrorKind::IsADirectory => Self::wrong(format!("`{path}` is a folder, not a file")),
            _ => Self::machine(format!("`{path}` cannot be read: {error}")),
        }
    }

    /// A file cannot be written.
    pub(super) fn writing(path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        match error.kind() {
            ErrorKind::BrokenPipe => Self::Closed,
            ErrorKind::IsADirectory => Self::wrong(format!("`{path}` is a folder, not a file to write to")),
            ErrorKind::NotFound => Self::wrong(format!("`{path}` cannot be written: its folder is not there")),
            ErrorKind::AlreadyExists => {
                Diagnostic::error(format!("`{path}` exists already")).hint("`--force` replaces it").into()
            }
            _ => Self::machine(format!("`{path}` cannot be written: {error}")),
        }
    }

    /// The same with advice.
    pub(super) fn hint(self, hint: &str) -> Self {
        let with =
            |Diagnostics(problems)| Diagnostics(problems.into_iter().map(|p: Diagnostic| p.hint(hint)).collect());
        match self {
            Self::Wrong(problems) => Self::Wrong(with(problems)),
            Self::Machine(problems) => Self::Machine(with(problems)),
            other => other,
        }
    }

    fn machine(message: String) -> Self {
        Self::Machine(Diagnostics(vec![Diagnostic::error(message)]))
    }

    /// The program's exit code.
    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Closed => DONE,
            Self::Told(code) => *code,
            Self::Some(_) => SOME,
            Self::Wrong(_) => WRONG,
            Self::Machine(_) => MACHINE,
        }
    }
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::Wrong(diagnostics)
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Wrong(Diagnostics(vec![diagnostic]))
    }
}
