//! What became of each row, a line of JSON each, written as it goes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The row's number.
    pub row: u64,
    /// Where the row stands in its file.
    pub place: String,
    /// The file within the folder; `None` if there is none.
    pub file: Option<String>,
    /// How many pages it has.
    pub pages: usize,
    /// How many bytes.
    pub bytes: usize,
    /// The SHA-256 of the file.
    pub sha256: String,
    /// What deserves a look.
    pub warnings: Vec<String>,
    /// Why there is no file.
    pub error: Option<String>,
    /// How long it took to be made.
    pub milliseconds: f64,
    /// The SHA-256 of all that it was made of.
    pub input: String,
    /// The files that it was made of, as the letter and its template name them.
    pub uses: Vec<String>,
}

/// A manifest that grows.
#[derive(Debug)]
pub struct Manifest {
    path: PathBuf,
    file: File,
}

/// What an earlier run has written; of each row, where its last record begins.
#[derive(Debug)]
pub struct Known {
    file: File,
    /// By number of row, from 1; one more than the offset, nought where there is none.
    places: Vec<u64>,
}

/// What a manifest is called.
const NAME: &str = "manifest.jsonl";

impl Manifest {
    /// The manifest of a folder, and what it says so far if the run goes on with an earlier one.
    ///
    /// # Errors
    ///
    /// It cannot be read or written.
    pub(super) fn open(folder: &Path, resume: bool) -> io::Result<(Self, Option<Known>)> {
        let path = folder.join(NAME);
        let known = if resume { Known::open(&path)? } else { None };
        let mut options = OpenOptions::new();
        options.create(true);
        let file =
            if known.is_some() { options.append(true) } else { options.write(true).truncate(true) }.open(&path)?;
        let mut manifest = Self { path, file };
        if known.is_some() {
            // A line that was cut off ends here, so that the next one is whole.
            manifest.file.write_all(b"\n")?;
        }
        Ok((manifest, known))
    }

    /// Adds records, to stay.
    ///
    /// # Errors
    ///
    /// They cannot be written.
    pub(super) fn add(&mut self, records: &[Record]) -> io::Result<()> {
        let mut lines = vec![];
        for record in records {
            serde_json::to_writer(&mut lines, record)?;
            lines.push(b'\n');
        }
        self.file.write_all(&lines)?;
        self.file.sync_data()
    }

    /// Puts the last word on each row in the order of rows, in place of all that was written.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub(super) fn tidy(self) -> io::Result<()> {
        let Some(mut known) = Known::open(&self.path)? else { return Ok(()) };
        let other = self.path.with_extension("tmp");
        let mut file = io::BufWriter::new(File::create(&other)?);
        for row in 1..=known.places.len() as u64 {
            if let Some(record) = known.get(row)? {
                serde_json::to_writer(&mut file, &record)?;
                file.write_all(b"\n")?;
            }
        }
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(other, &self.path)
    }
}

impl Known {
    /// Reads where the records of a manifest are; `None` if there is no such file.
    pub(super) fn open(path: &Path) -> io::Result<Option<Self>> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        let mut places: Vec<u64> = vec![];
        let mut offset = 0;
        for line in BufReader::new(&file).split(b'\n') {
            let line = line?;
            // A line that was cut off is no record.
            if let Ok(Record { row, .. }) = serde_json::from_slice::<Record>(&line) {
                let index = usize::try_from(row.saturating_sub(1)).unwrap_or(usize::MAX).min(MOST_ROWS);
                if places.len() <= index {
                    places.resize(index + 1, 0);
                }
                places[index] = offset + 1;
            }
            offset += line.len() as u64 + 1;
        }
        Ok(Some(Self { file, places }))
    }

    /// The highest row that it has.
    pub(super) fn last(&self) -> u64 {
        self.places.len() as u64
    }

    /// Whether it has a row.
    pub(super) fn has(&self, row: u64) -> bool {
        let index = usize::try_from(row.saturating_sub(1)).unwrap_or(usize::MAX);
        self.places.get(index).is_some_and(|place| *place > 0)
    }

    /// The last record of a row.
    pub(super) fn get(&mut self, row: u64) -> io::Result<Option<Record>> {
        let index = usize::try_from(row.saturating_sub(1)).unwrap_or(usize::MAX);
        let Some(offset) = self.places.get(index).and_then(|place| place.checked_sub(1)) else { return Ok(None) };
        self.file.seek(io::SeekFrom::Start(offset))?;
        let mut line = vec![];
        BufReader::new(&self.file).read_until(b'\n', &mut line)?;
        Ok(serde_json::from_slice(&line).ok())
    }
}

/// The highest row that a manifest is believed to have: a number beyond it is a mistake.
const MOST_ROWS: usize = 1 << 32;
