//! Where letters go: what each kind of place has to do with those that are made.
//!
//! A [`Sink`] gets letters in the order of rows, whatever the order in which workers make them,
//! and says at the end where the rows that failed are. Manifest and failed rows grow beside it,
//! the same for all kinds. To add a kind: an implementation in a file of its own.

use std::path::{Path, PathBuf};

use super::failed::FailedRows;
use super::manifest::Manifest;
use super::work::Worked;
use super::{BatchError, Ended};

/// What takes the letters that are made.
pub(super) trait Sink {
    /// The folder in which letters wait as files, to be placed many at once and to stay from then
    /// on, whatever happens to the run.
    fn waiting_room(&self) -> &Path;

    /// The folder in which manifest and failed rows grow.
    fn records(&self) -> &Path;

    /// Gives letters their places, in the order of rows; those that failed have none.
    fn place(&mut self, letters: &[Worked]) -> Result<(), BatchError>;

    /// Ends, with all letters or without; the result says where the rows that failed are.
    fn end(
        self: Box<Self>,
        ended: Ended,
        manifest: Manifest,
        failed: FailedRows,
    ) -> Result<Option<PathBuf>, BatchError>;
}

/// The folder that a file lies in.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
