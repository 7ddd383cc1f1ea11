//! Where letters go: what each kind of place has to do with those that are made.
//!
//! A [`Sink`] gets letters in the order of rows, whatever the order in which workers make them,
//! and says at the end where the rows that failed are. Manifest and failed rows grow beside it,
//! the same for all kinds. To add a kind: an implementation in a file of its own, and a line in
//! [`Destination::open`].

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::failed::FailedRows;
use super::folder::Folder;
use super::manifest::Manifest;
use super::print::{Beside, Print};
use super::tar::Tar;
use super::work::Worked;
use super::zip::Zip;
use super::{Batch, BatchError, Ended};
use crate::pdf;

/// Where letters go.
pub enum Destination<'a> {
    /// Files of the pattern's folder, which also gets manifest and failed rows.
    Folder,
    /// One ZIP file, `x.zip`, with `x.manifest.jsonl` and `x.failed.csv` (or `.jsonl`) beside it.
    Zip(&'a Path),
    /// One PDF file, `x.pdf`, with `x.manifest.jsonl` and `x.failed.csv` (or `.jsonl`) beside it; also files of
    /// the pattern's folder, if they are wanted.
    Print {
        /// The file.
        path: &'a Path,
        /// Whether each letter begins on a front page.
        duplex: bool,
        /// Whether there are files of single letters, too.
        beside_files: bool,
    },
    /// A stream in the format of tar, whose last entries are manifest and failed rows.
    Tar(&'a mut dyn Write),
}

impl fmt::Debug for Destination<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder => f.write_str("Folder"),
            Self::Zip(path) => f.debug_tuple("Zip").field(path).finish(),
            Self::Print { path, .. } => f.debug_tuple("Print").field(path).finish(),
            Self::Tar(_) => f.write_str("Tar"),
        }
    }
}

impl<'a> Destination<'a> {
    /// Makes it ready to take letters, and keeps other runs out of it.
    pub(super) fn open<'s>(self, batch: &Batch<'s>, kept: &'s pdf::Kept) -> Result<Box<dyn Sink + 's>, BatchError>
    where
        'a: 's,
    {
        Ok(match self {
            Self::Folder => Box::new(Folder::open(batch.pattern.folder())?),
            Self::Zip(path) => Box::new(Zip::open(path, batch.force)?),
            Self::Print { path, duplex, beside_files } => {
                let print = Print::open(path, duplex, batch, kept)?;
                match beside_files {
                    true => Box::new(Beside::new(Folder::open(batch.pattern.folder())?, print)),
                    false => Box::new(print),
                }
            }
            Self::Tar(stream) => Box::new(Tar::open(stream)?),
        })
    }
}

/// In which forms letters are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Takes {
    /// As files, each with a letter.
    pub(super) files: bool,
    /// As pages that are laid out, for a file with all letters.
    pub(super) documents: bool,
}

/// What takes the letters that are made.
pub(super) trait Sink {
    /// In which forms it takes them.
    fn takes(&self) -> Takes {
        Takes { files: true, documents: false }
    }

    /// The folder in which letters wait as files, to be placed many at once and to stay from then
    /// on, whatever happens to the run; without one, each is placed from memory at its turn.
    fn waiting_room(&self) -> Option<&Path> {
        None
    }

    /// The folder in which manifest and failed rows grow.
    fn records(&self) -> &Path;

    /// Gives letters their places, in the order of rows; those that failed have none.
    fn place(&mut self, letters: &[Worked]) -> Result<(), BatchError>;

    /// Ends, with all letters or without; the result says where the rows that failed are.
    fn end(self: Box<Self>, ended: Ended, grown: Grown) -> Result<Option<PathBuf>, BatchError>;
}

/// What has grown beside the letters.
pub(super) struct Grown {
    pub(super) manifest: Manifest,
    pub(super) failed: FailedRows,
}

/// The folder that a file lies in.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
