//! Bytes to a file that is whole or not there, or to standard output.

use std::fmt;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf, is_separator};

use super::Failure;
use super::letter::is_standard;

/// Where a command's result goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Standard output.
    Stdout,
    /// A file.
    File(PathBuf),
}

/// What happens to a file that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// It is replaced.
    Replace,
    /// It stays, and the command fails.
    Keep,
}

impl Target {
    /// A path of the command line; `-` is standard output.
    ///
    /// What cannot be a file is refused here, before any work is done.
    pub(super) fn at(path: &Path) -> Result<Self, Failure> {
        if is_standard(path) {
            return Ok(Self::Stdout);
        }
        let ends_as_folder = path.to_string_lossy().ends_with(is_separator);
        if path.file_name().is_none() || ends_as_folder || path.is_dir() {
            return Err(Failure::wrong(format!("`{}` is a folder, not a file to write to", path.display())));
        }
        Ok(Self::File(path.to_owned()))
    }

    /// Whether it is the file that a path leads to.
    pub(super) fn is_file_of(&self, path: &Path) -> bool {
        match self {
            Self::Stdout => false,
            Self::File(own) if own.is_dir() => false,
            Self::File(own) => matches!((fs::canonicalize(own), fs::canonicalize(path)), (Ok(a), Ok(b)) if a == b),
        }
    }

    /// Whether a file is there that is no PDF: a picture of the letter, its template, anything but an older result.
    pub(super) fn is_something_else(&self) -> bool {
        self.is_other_than(&[b"%PDF-"])
    }

    /// Whether a file is there that begins with none of these.
    pub(super) fn is_other_than(&self, starts: &[&[u8]]) -> bool {
        let Self::File(path) = self else { return false };
        let is_file = fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() > 0);
        let mut start = vec![];
        let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
        is_file && (read.is_err() || !starts.iter().any(|known| start.starts_with(known)))
    }

    /// Writes everything, or nothing that has the target's name.
    pub(super) fn write(&self, bytes: &[u8], existing: Existing) -> Result<(), Failure> {
        match self {
            Self::Stdout => stdout(bytes),
            Self::File(_) => self.fill(existing, |out| out.write_all(bytes)),
        }
    }

    /// Writes what is too large to be held in memory; a file is there when all of it is written.
    pub(super) fn fill(
        &self,
        existing: Existing,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        match self {
            Self::Stdout => {
                let mut out = BufWriter::new(io::stdout().lock());
                fill(&mut out)
                    .and_then(|()| out.flush())
                    .map_err(|error| Failure::writing(Path::new("standard output"), &error))
            }
            Self::File(path) => fill_file(path, existing, fill).map_err(|error| Failure::writing(path, &error)),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdout => f.write_str("-"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

/// Writes to standard output.
pub(super) fn stdout(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .map_err(|error| Failure::writing(Path::new("standard output"), &error))
}

/// Writes a file whole: to another name in the same folder, which is then changed.
fn fill_file(path: &Path, existing: Existing, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => replace(path, None, existing, fill),
        Err(error) => Err(error),
        Ok(_) if existing == Existing::Keep => Err(ErrorKind::AlreadyExists.into()),
        // A link stays a link: what it leads to is replaced.
        Ok(old) if old.is_file() => replace(&fs::canonicalize(path)?, Some(&old), existing, fill),
        // Devices and pipes (`/dev/null`, `/dev/fd/3`) are written to, never replaced.
        Ok(_) => fill(&mut OpenOptions::new().write(true).open(path)?),
    }
}

/// Puts a file in a path's place, with the permissions of the old one or of any new file.
fn replace(
    path: &Path,
    old: Option<&Metadata>,
    existing: Existing,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".letterpdf-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less the umask
    let file = builder.tempfile_in(folder)?;
    let mut out = BufWriter::new(file.as_file());
    fill(&mut out)?;
    out.flush()?;
    drop(out);
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    match existing {
        Existing::Replace => file.persist(path)?,
        Existing::Keep => file.persist_noclobber(path)?,
    };
    sync_folder(folder)
}

/// Makes a changed name last through a power cut.
fn sync_folder(folder: &Path) -> io::Result<()> {
    // Some systems cannot open or sync a folder; they have no more to give.
    let Ok(folder) = File::open(folder) else { return Ok(()) };
    match folder.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}
