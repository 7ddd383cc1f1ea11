//! Letters as one PDF file to be printed, alone or beside a file for each.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::destination::{Grown, Sink, Takes};
use super::folder::Folder;
use super::whole::Whole;
use super::work::Worked;
use super::{Batch, BatchError, Ended};
use crate::pdf;
use crate::text::Fonts;

/// The file as it grows.
pub(super) struct Print<'a> {
    whole: Whole<'a>,
    file: BufWriter<File>,
    duplex: bool,
    fonts: &'a Fonts,
    kept: &'a pdf::Kept,
    /// From the first letter on, whose standard it keeps to.
    letters: Option<pdf::Print<'a>>,
}

impl<'a> Print<'a> {
    /// Begins a file beside its place.
    pub(super) fn open(
        path: &'a Path,
        duplex: bool,
        batch: &Batch<'a>,
        kept: &'a pdf::Kept,
    ) -> Result<Self, BatchError> {
        let (whole, file) = Whole::open(path, batch.force)?;
        let (file, fonts) = (BufWriter::new(file), batch.world.fonts());
        Ok(Self { whole, file, duplex, fonts, kept, letters: None })
    }

    /// Adds letters in the order of rows.
    fn add(&mut self, letters: &[Worked]) -> Result<(), BatchError> {
        for document in letters.iter().filter_map(|letter| letter.document.as_deref()) {
            let (standard, duplex, fonts, kept) = (document.standard, self.duplex, self.fonts, self.kept);
            let print = self.letters.get_or_insert_with(|| pdf::Print::new(standard, duplex, fonts, kept));
            let bytes = print.add(document).map_err(|error| BatchError::Wrong(error.into()))?;
            self.file.write_all(&bytes).map_err(|error| self.machine(error))?;
        }
        Ok(())
    }

    /// Writes what a file ends with, and makes it stay; without letters there is no file.
    fn finish(&mut self) -> Result<bool, BatchError> {
        let Some(print) = self.letters.take() else { return Ok(false) };
        let name = self.whole.path().file_stem().unwrap_or_default().to_string_lossy();
        let rest = print.finish(&name).map_err(|error| BatchError::Wrong(error.into()))?;
        let written = self.file.write_all(&rest).and_then(|()| self.file.flush());
        written.and_then(|()| self.whole.sync(self.file.get_ref())).map_err(|error| self.machine(error))?;
        Ok(true)
    }

    fn machine(&self, error: std::io::Error) -> BatchError {
        BatchError::Machine(self.whole.path().to_owned(), error)
    }
}

impl Sink for Print<'_> {
    fn takes(&self) -> Takes {
        Takes { files: false, documents: true }
    }

    fn records(&self) -> &Path {
        self.whole.records()
    }

    fn place(&mut self, letters: &[Worked]) -> Result<(), BatchError> {
        self.add(letters)
    }

    fn end(mut self: Box<Self>, ended: Ended, grown: Grown) -> Result<Option<PathBuf>, BatchError> {
        // Whoever finds the file may take it for all letters.
        if ended != Ended::Complete {
            return Ok(None);
        }
        let is_there = self.finish()?;
        self.whole.place(is_there, grown)
    }
}

/// A file for each letter, with manifest and failed rows, and beside them one with all.
pub(super) struct Beside<'a> {
    folder: Folder<'a>,
    print: Print<'a>,
}

impl<'a> Beside<'a> {
    pub(super) fn new(folder: Folder<'a>, print: Print<'a>) -> Self {
        Self { folder, print }
    }
}

impl Sink for Beside<'_> {
    fn takes(&self) -> Takes {
        Takes { files: true, documents: true }
    }

    fn waiting_room(&self) -> Option<&Path> {
        self.folder.waiting_room()
    }

    fn records(&self) -> &Path {
        self.folder.records()
    }

    fn place(&mut self, letters: &[Worked]) -> Result<(), BatchError> {
        self.folder.place(letters)?;
        self.print.add(letters)
    }

    fn end(mut self: Box<Self>, ended: Ended, grown: Grown) -> Result<Option<PathBuf>, BatchError> {
        if ended == Ended::Complete && self.print.finish()? {
            self.print.whole.rename().map_err(|error| self.print.machine(error))?;
        }
        Box::new(self.folder).end(ended, grown)
    }
}
