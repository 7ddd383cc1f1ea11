//! The folder of what is not finished, near its place and gone at the end: one run has it at a time.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::BatchError;

/// How its name begins, which no file of a letter may.
pub(super) const NAME: &str = ".letterpdf";

/// A folder that is this run's alone.
pub(super) struct Scratch {
    path: PathBuf,
    /// Held as long as the folder is there.
    _lock: File,
}

impl Scratch {
    /// Takes a folder that is there, and clears it of what an earlier run has left; `target` is
    /// what the run is told to work in.
    ///
    /// # Errors
    ///
    /// Another run has it, or the machine fails.
    pub(super) fn take(path: PathBuf, target: &Path) -> Result<Self, BatchError> {
        let machine = |error| BatchError::Machine(path.clone(), error);
        let lock = File::create(path.join("lock")).map_err(machine)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BatchError::Busy(target.to_owned())),
            Err(TryLockError::Error(error)) => return Err(machine(error)),
        }
        clear(&path).map_err(machine)?;
        Ok(Self { path, _lock: lock })
    }

    /// Its path.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // While it is still ours; whoever comes next makes it anew.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Removes what an earlier run has left.
fn clear(scratch: &Path) -> io::Result<()> {
    for entry in fs::read_dir(scratch)? {
        let entry = entry?;
        if entry.file_name() != "lock" {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
