//! One file that holds all letters: under its name it is whole, or not there.
//!
//! It grows in a scratch folder beside its place, with manifest and failed rows, and all three
//! get there when all rows are done.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::BatchError;
use super::destination::{Grown, parent};
use super::folder::sync_folder;
use super::scratch::{self, Scratch};

/// A file that waits for its place.
pub(super) struct Whole<'a> {
    /// The place that it gets at the end.
    path: &'a Path,
    /// Whether it may take the place of one that is there.
    force: bool,
    waiting: PathBuf,
    scratch: Scratch,
}

impl<'a> Whole<'a> {
    /// Begins a file beside its place.
    pub(super) fn open(path: &'a Path, force: bool) -> Result<(Self, File), BatchError> {
        let machine = |error| BatchError::Machine(path.to_owned(), error);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = parent(path).join(format!("{}-{name}", scratch::NAME));
        match fs::create_dir(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(machine(error)),
            _ => {}
        }
        let scratch = Scratch::take(folder, path)?;
        let waiting = scratch.path().join("whole");
        let file = File::create(&waiting).map_err(machine)?;
        Ok((Self { path, force, waiting, scratch }, file))
    }

    /// The place that it gets at the end.
    pub(super) fn path(&self) -> &'a Path {
        self.path
    }

    /// The folder in which manifest and failed rows grow.
    pub(super) fn records(&self) -> &Path {
        self.scratch.path()
    }

    /// Makes all that was written stay.
    pub(super) fn sync(&self, file: &File) -> io::Result<()> {
        // What replaces a file is seen by no more eyes than that was.
        if let Some(old) = fs::metadata(self.path).ok().filter(|old| old.is_file()) {
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()
    }

    /// Gives manifest, failed rows and, if it is there, the file their places; gives that of the failed rows.
    pub(super) fn place(&self, is_there: bool, grown: Grown) -> Result<Option<PathBuf>, BatchError> {
        let path = self.path;
        let machine = |path: &Path| {
            let path = path.to_owned();
            move |error| BatchError::Machine(path, error)
        };
        let manifest = grown.manifest.finish().map_err(machine(path))?;

        // Rows that failed in an earlier run are no longer those of this file.
        for ending in ["failed.csv", "failed.jsonl"] {
            let old = path.with_extension(ending);
            match fs::remove_file(&old) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(machine(&old)(error)),
                _ => {}
            }
        }
        // The file comes last: where it is, all that belongs to it is.
        let mut failed_rows = None;
        if let Some(rows) = grown.failed.written() {
            let ending = rows.file_name().unwrap_or_default().to_string_lossy();
            let place = path.with_extension(ending.as_ref());
            File::open(rows).and_then(|file| file.sync_all()).map_err(machine(&place))?;
            fs::rename(rows, &place).map_err(machine(&place))?;
            failed_rows = Some(place);
        }
        let place = path.with_extension("manifest.jsonl");
        fs::rename(manifest, &place).map_err(machine(&place))?;
        if is_there {
            self.rename().map_err(machine(path))?;
        }
        Ok(failed_rows)
    }

    /// Gives the file its name.
    pub(super) fn rename(&self) -> io::Result<()> {
        if self.force {
            fs::rename(&self.waiting, self.path)?;
        } else {
            // Another program may have put a file there in the meantime.
            TempPath::try_from_path(&self.waiting)?.persist_noclobber(self.path)?;
        }
        sync_folder(parent(self.path));
        Ok(())
    }
}
