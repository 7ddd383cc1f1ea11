//! Letters as files of a folder: each whole from when it has its name, and there from then on.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::destination::{Grown, Sink, parent};
use super::scratch::{self, Scratch};
use super::work::{Waiting, Worked};
use super::{BatchError, Ended};

/// The folder, and the one within it where letters wait.
pub(super) struct Folder<'a> {
    path: &'a Path,
    scratch: Scratch,
}

impl<'a> Folder<'a> {
    /// Makes the folder if it is not there, and takes it.
    pub(super) fn open(path: &'a Path) -> Result<Self, BatchError> {
        let scratch = path.join(scratch::NAME);
        fs::create_dir_all(&scratch).map_err(|error| BatchError::Machine(scratch.clone(), error))?;
        Ok(Self { path, scratch: Scratch::take(scratch, path)? })
    }
}

impl Sink for Folder<'_> {
    fn waiting_room(&self) -> Option<&Path> {
        Some(self.scratch.path())
    }

    fn records(&self) -> &Path {
        self.path
    }

    /// Syncs files at once and gives them their names.
    fn place(&mut self, letters: &[Worked]) -> Result<(), BatchError> {
        let files: Vec<(&Path, PathBuf)> = letters
            .iter()
            .filter_map(|letter| match (&letter.waiting, &letter.record.file) {
                (Some(Waiting::File(waiting)), Some(name)) => Some((waiting.as_path(), self.path.join(name))),
                _ => None,
            })
            .collect();
        sync(self.path, &files).map_err(|error| BatchError::Machine(self.path.to_owned(), error))?;
        let mut folders = BTreeSet::new();
        for (waiting, target) in &files {
            let folder = parent(target);
            fs::create_dir_all(folder)
                .and_then(|()| fs::rename(waiting, target))
                .map_err(|error| BatchError::Machine(target.clone(), error))?;
            folders.insert(folder);
        }
        for folder in folders {
            sync_folder(folder);
        }
        Ok(())
    }

    fn end(self: Box<Self>, _: Ended, grown: Grown) -> Result<Option<PathBuf>, BatchError> {
        grown.manifest.tidy().map_err(|error| BatchError::Machine(self.path.to_owned(), error))?;
        Ok(grown.failed.written().map(Path::to_owned))
    }
}

/// Makes sure that what was written to files stays, whatever happens to the machine.
fn sync(folder: &Path, files: &[(&Path, PathBuf)]) -> io::Result<()> {
    // One call for all, where there is one.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if files.len() > 8 {
        return Ok(rustix::fs::syncfs(File::open(folder)?)?);
    }
    let _ = folder;
    files.iter().try_for_each(|(waiting, _)| File::open(waiting)?.sync_all())
}

/// Makes sure that the names in a folder stay.
pub(super) fn sync_folder(folder: &Path) {
    // Some systems cannot sync a folder; they have no more to give.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}
