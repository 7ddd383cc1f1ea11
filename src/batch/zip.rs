//! Letters as one ZIP file: under its name it is whole, or not there.
//!
//! The same letters give the same bytes: entries are in the order of rows, of one date and with
//! one mode, and stored as they are, for PDFs are compressed already. The manifest tells times and
//! differs from run to run; so it lies beside the archive, and so do the rows that failed.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use zip::result::ZipError;
use zip::write::{FileOptions, SimpleFileOptions};
use zip::{CompressionMethod, System, ZIP64_BYTES_THR, ZipWriter};

use super::destination::{Grown, Sink};
use super::whole::Whole;
use super::work::{Waiting, Worked};
use super::{BatchError, Ended};

/// What all entries have in common; their date is 1980-01-01, the first that a ZIP file knows.
const ENTRY: SimpleFileOptions = FileOptions::DEFAULT
    .compression_method(CompressionMethod::Stored)
    .unix_permissions(0o644)
    // Whatever system this is, or the bytes would depend on it.
    .system(System::Unix);

/// The archive as it grows.
pub(super) struct Zip<'a> {
    whole: Whole<'a>,
    /// There until it fails or is finished.
    writer: Option<ZipWriter<BufWriter<File>>>,
}

impl<'a> Zip<'a> {
    /// Begins an archive beside its place.
    pub(super) fn open(path: &'a Path, force: bool) -> Result<Self, BatchError> {
        let (whole, file) = Whole::open(path, force)?;
        Ok(Self { whole, writer: Some(ZipWriter::new(BufWriter::new(file))) })
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let Some(writer) = &mut self.writer else { return Err(failed_before()) };
        let options = ENTRY.large_file(bytes.len() as u64 >= ZIP64_BYTES_THR);
        let added = writer.start_file(name, options).map_err(plain).and_then(|()| writer.write_all(bytes));
        if added.is_err() {
            // Dropped, it would try to end the archive and print that it cannot.
            std::mem::forget(self.writer.take());
        }
        added
    }

    /// Writes the list of entries at the archive's end, and makes it stay.
    fn finish(&mut self) -> io::Result<()> {
        let Some(writer) = self.writer.take() else { return Err(failed_before()) };
        let file = writer.finish().map_err(plain)?.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.whole.sync(&file)
    }
}

impl Sink for Zip<'_> {
    fn records(&self) -> &Path {
        self.whole.records()
    }

    fn place(&mut self, letters: &[Worked]) -> Result<(), BatchError> {
        for letter in letters {
            if let (Some(Waiting::Bytes(bytes)), Some(name)) = (&letter.waiting, &letter.record.file) {
                self.add(name, bytes).map_err(|error| BatchError::Machine(self.whole.path().to_owned(), error))?;
            }
        }
        Ok(())
    }

    fn end(mut self: Box<Self>, ended: Ended, grown: Grown) -> Result<Option<PathBuf>, BatchError> {
        // Whoever finds the archive may take it for all of it.
        if ended != Ended::Complete {
            return Ok(None);
        }
        self.finish().map_err(|error| BatchError::Machine(self.whole.path().to_owned(), error))?;
        self.whole.place(true, grown)
    }
}

/// The machine's own error, where the archive's is one.
fn plain(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => other.into(),
    }
}

fn failed_before() -> io::Error {
    io::Error::other("the archive has failed before")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read;

    use zip::ZipArchive;

    use super::*;

    /// An archive of so many entries, of which each has these bytes.
    fn archive(path: &Path, count: usize, bytes: &[u8]) {
        let mut zip = Zip::open(path, false).unwrap();
        for number in 0..count {
            zip.add(&format!("{number}.pdf"), bytes).unwrap();
        }
        zip.finish().unwrap();
        zip.whole.rename().unwrap();
    }

    #[test]
    fn more_entries_than_sixteen_bits_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("many.zip");
        archive(&path, 66_000, b"x");
        let mut read = ZipArchive::new(File::open(&path).unwrap()).unwrap();
        assert_eq!(read.len(), 66_000);
        assert_eq!(read.by_index(65_999).unwrap().name(), "65999.pdf");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left over");
    }

    #[test]
    #[ignore = "writes five gigabytes"]
    fn more_bytes_than_thirty_two_bits_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.zip");
        archive(&path, 80, &vec![7; 64 << 20]);
        assert!(fs::metadata(&path).unwrap().len() > 5 << 30);
        let mut read = ZipArchive::new(File::open(&path).unwrap()).unwrap();
        let mut last = vec![];
        read.by_index(79).unwrap().read_to_end(&mut last).unwrap();
        assert_eq!(last, vec![7; 64 << 20]);
    }
}
