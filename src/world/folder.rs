//! The world of a real machine: the letter's folder, and whatever else was allowed.
//!
//! In: a path as a letter writes it, which may come from a stranger. Out: the
//! bytes of a regular file that really lies in an allowed folder. A path is
//!
//! 1. *located*: looked for in the letter's folder, then in the other searched ones;
//! 2. *judged*: where it leads in the end must lie in an allowed folder, be a
//!    regular file and not too large, all before it is opened;
//! 3. *read*: opened so that nothing put in its place meanwhile can be followed
//!    or waited for, and judged again.

use std::fmt;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::{FileError, World};
use crate::letter::Date;
use crate::text::Fonts;

/// The largest file that is read, in bytes: 64 MiB.
const MAX_FILE: u64 = 64 << 20;

/// What day it is, found out when a letter first asks.
type Today = LazyLock<Option<Date>, Box<dyn FnOnce() -> Option<Date> + Send>>;

/// A world of real folders.
///
/// Relative paths start in the letter's folder. Nothing outside of the folders
/// given here is ever opened, whether the path says so (`../`, absolute) or a
/// symbolic link does.
pub struct FolderWorld {
    /// Where relative paths start, the letter's folder first, as they were written.
    searched: Vec<PathBuf>,
    /// Where files may lie; canonical, so that a prefix is proof.
    allowed: Vec<PathBuf>,
    fonts: Fonts,
    today: Today,
    source_date_epoch: Option<u64>,
}

impl FolderWorld {
    /// The world of a letter that lies in `folder`; an empty path is the current one.
    ///
    /// # Errors
    ///
    /// The folder is not there or cannot be entered.
    pub fn new(folder: &Path, fonts: Fonts) -> io::Result<Self> {
        let nobody_knows: Box<dyn FnOnce() -> Option<Date> + Send> = Box::new(|| None);
        let world = Self {
            searched: vec![],
            allowed: vec![],
            fonts,
            today: LazyLock::new(nobody_knows),
            source_date_epoch: None,
        };
        world.with_searched(folder)
    }

    /// The same, where relative paths may also start in `folder`: that of a template, for its own files.
    ///
    /// # Errors
    ///
    /// The folder is not there or cannot be entered.
    pub fn with_searched(mut self, folder: &Path) -> io::Result<Self> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        self.searched.push(folder.to_owned());
        self.with_allowed(folder)
    }

    /// The same, where files may also lie in `folder` and the folders in it.
    ///
    /// # Errors
    ///
    /// It is not a folder, not there, or cannot be entered.
    pub fn with_allowed(mut self, folder: &Path) -> io::Result<Self> {
        let real = fs::canonicalize(folder)?;
        if !fs::metadata(&real)?.is_dir() {
            return Err(ErrorKind::NotADirectory.into());
        }
        self.allowed.push(real);
        Ok(self)
    }

    /// The same, with a way to find out what day it is; used at most once, when a letter asks.
    #[must_use]
    pub fn with_today(mut self, today: impl FnOnce() -> Option<Date> + Send + 'static) -> Self {
        self.today = LazyLock::new(Box::new(today));
        self
    }

    /// The same, where files are said to be made at a certain second since 1970-01-01 UTC.
    #[must_use]
    pub fn with_source_date_epoch(mut self, seconds: u64) -> Self {
        self.source_date_epoch = Some(seconds);
        self
    }

    /// Where a path leads in the end, in the first searched folder that has it.
    fn locate(&self, path: &str) -> Result<PathBuf, FileError> {
        for folder in &self.searched {
            // An absolute path replaces the folder, so the first round decides.
            match fs::canonicalize(folder.join(path)) {
                Ok(real) => return Ok(real),
                Err(error) if is_missing(&error) => {}
                Err(error) => return Err(unreadable(&error)),
            }
        }
        let hint = Path::new(path).is_relative().then(|| self.where_looked());
        Err(FileError { message: "is not there".to_owned(), hint })
    }

    /// The searched folders, in a sentence.
    fn where_looked(&self) -> String {
        let folders: Vec<_> = self.searched.iter().map(|folder| format!("`{}`", folder.display())).collect();
        format!("it was looked for in {}", folders.join(" and "))
    }

    /// Refuses what lies outside of all allowed folders.
    fn judge_place(&self, real: &Path) -> Result<(), FileError> {
        if self.allowed.iter().any(|folder| real.starts_with(folder)) {
            return Ok(());
        }
        let folder = real.parent().unwrap_or(real);
        Err(FileError {
            message: "lies outside the letter's folder".to_owned(),
            hint: Some(format!("allow the folder it lies in: `--allow {}`", folder.display())),
        })
    }
}

impl World for FolderWorld {
    fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    fn file(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let real = self.locate(path)?;
        self.judge_place(&real)?;
        judge_kind(&fs::metadata(&real).map_err(|error| unreadable(&error))?)?;
        read(&real)
    }

    fn today(&self) -> Option<Date> {
        *self.today
    }

    fn source_date_epoch(&self) -> Option<u64> {
        self.source_date_epoch
    }
}

impl fmt::Debug for FolderWorld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FolderWorld")
            .field("searched", &self.searched)
            .field("allowed", &self.allowed)
            .field("source_date_epoch", &self.source_date_epoch)
            .finish_non_exhaustive()
    }
}

/// Refuses what is not a regular file of a bearable size.
fn judge_kind(metadata: &Metadata) -> Result<(), FileError> {
    if metadata.is_dir() {
        Err(FileError::new("is a folder, not a file"))
    } else if !metadata.is_file() {
        Err(FileError::new("is not a regular file"))
    } else if metadata.len() > MAX_FILE {
        Err(too_large())
    } else {
        Ok(())
    }
}

/// The bytes of a file that was judged by its name; what was opened is judged again.
fn read(real: &Path) -> Result<Vec<u8>, FileError> {
    let file = open(real).map_err(|error| unreadable(&error))?;
    let metadata = file.metadata().map_err(|error| unreadable(&error))?;
    judge_kind(&metadata)?;

    // The size is only a promise: the file may grow, and files of the kernel say 0.
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > MAX_FILE { Err(too_large()) } else { Ok(bytes) }
}

/// Opens a canonical path.
///
/// Between the judging and this call somebody may have put a FIFO or a link in
/// the file's place: it is opened without waiting for a writer, and not followed.
fn open(real: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    options.open(real)
}

/// Whether the path leads nowhere, as opposed to somewhere that cannot be read.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn unreadable(error: &io::Error) -> FileError {
    if is_missing(error) { FileError::new("is not there") } else { FileError::new(format!("cannot be read: {error}")) }
}

fn too_large() -> FileError {
    FileError::new(format!("is larger than {} MiB", MAX_FILE >> 20))
}

#[cfg(test)]
mod tests;
