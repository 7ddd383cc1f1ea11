//! Letters as a stream in the format of tar, for whatever reads at the other end of a pipe.
//!
//! The same letters give the same bytes: entries are in the order of rows, with time 0, one mode
//! and nobody's name. The last entries are manifest and failed rows, for there is no other place;
//! of these the manifest tells times and differs from run to run. A run that is stopped ends the
//! archive as well, with all that was made and a manifest of that.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tar::{Builder, EntryType, Header};
use tempfile::TempDir;

use super::destination::{Grown, Sink};
use super::work::{Waiting, Worked};
use super::{BatchError, Ended};

/// The stream, and a folder for what comes last.
pub(super) struct Tar<'a> {
    /// There until it is finished.
    builder: Option<Builder<&'a mut dyn Write>>,
    records: TempDir,
}

impl<'a> Tar<'a> {
    pub(super) fn open(stream: &'a mut dyn Write) -> Result<Self, BatchError> {
        let records = tempfile::tempdir()
            .map_err(|error| BatchError::Machine(PathBuf::from("the folder of temporary files"), error))?;
        Ok(Self { builder: Some(Builder::new(stream)), records })
    }

    /// Adds a file; `plain` is its name for programs that know no long ones.
    fn add(&mut self, name: &str, plain: &str, size: u64, data: impl Read) -> io::Result<()> {
        let Some(builder) = &mut self.builder else {
            return Err(io::Error::other("the archive is finished"));
        };
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_size(size);
        // A header has little room for a name, and does not say in which encoding it is; where that
        // matters, an extended header (POSIX.1-2001, pax) stands before it.
        let is_long = header.set_path(name).is_err();
        if is_long || !name.is_ascii() {
            builder.append_pax_extensions([("path", name.as_bytes())])?;
        }
        if is_long {
            clear_path(&mut header);
            header.set_path(plain)?;
        }
        header.set_cksum();
        builder.append(&header, data)
    }

    fn add_file(&mut self, path: &Path) -> Result<PathBuf, BatchError> {
        let machine = |error| BatchError::Machine(path.to_owned(), error);
        let file = File::open(path).map_err(machine)?;
        let size = file.metadata().map_err(machine)?.len();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.add(&name, &name, size, file).map_err(BatchError::Stream)?;
        Ok(PathBuf::from(name.as_ref()))
    }
}

/// Takes back what was set of a path that did not fit.
fn clear_path(header: &mut Header) {
    if let Some(ustar) = header.as_ustar_mut() {
        ustar.name.fill(0);
        ustar.prefix.fill(0);
    }
}

impl Sink for Tar<'_> {
    fn records(&self) -> &Path {
        self.records.path()
    }

    fn place(&mut self, letters: &[Worked]) -> Result<(), BatchError> {
        for letter in letters {
            if let (Some(Waiting::Bytes(bytes)), Some(name)) = (&letter.waiting, &letter.record.file) {
                let plain = format!("row-{}.pdf", letter.record.row);
                self.add(name, &plain, bytes.len() as u64, bytes.as_slice()).map_err(BatchError::Stream)?;
            }
        }
        Ok(())
    }

    fn end(mut self: Box<Self>, _: Ended, grown: Grown) -> Result<Option<PathBuf>, BatchError> {
        let machine = |error| BatchError::Machine(self.records.path().to_owned(), error);
        let manifest = grown.manifest.finish().map_err(machine)?;
        self.add_file(&manifest)?;
        let failed_rows = grown.failed.written().map(|rows| self.add_file(rows)).transpose()?;
        if let Some(builder) = self.builder.take() {
            builder.into_inner().and_then(|stream| stream.flush()).map_err(BatchError::Stream)?;
        }
        Ok(failed_rows)
    }
}

impl Drop for Tar<'_> {
    fn drop(&mut self) {
        // Dropped, it would end the archive, and one that is cut off would look whole.
        std::mem::forget(self.builder.take());
    }
}
