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
    /// Whether it began as that of an earlier run.
    goes_on: bool,
}

/// What an earlier run has written; of each row, where its last record begins.
#[derive(Debug)]
pub struct Known {
    file: File,
    /// Rows with the offsets of their records, ascending.
    places: Vec<(u64, u64)>,
}

/// What a manifest is called.
const NAME: &str = "manifest.jsonl";

impl Manifest {
    /// The manifest of a folder, and what it says so far if the run goes on with an earlier one. Else that of an
    /// earlier run gets another name, with the rows that failed then, unless it is replaced by force.
    ///
    /// # Errors
    ///
    /// It cannot be read or written.
    pub(super) fn open(folder: &Path, resume: bool, force: bool) -> io::Result<(Self, Option<Known>)> {
        let path = folder.join(NAME);
        if !resume && !force {
            set_aside(folder)?;
        }
        let known = if resume { Known::open(&path)? } else { None };
        let mut options = OpenOptions::new();
        options.create(true);
        let file =
            if known.is_some() { options.append(true) } else { options.write(true).truncate(true) }.open(&path)?;
        let mut manifest = Self { path, file, goes_on: known.is_some() };
        if known.is_some() {
            // A line that was cut off ends here, so that the next one is whole.
            manifest.file.write_all(b"\n")?;
        }
        Ok((manifest, known))
    }

    /// Adds records.
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
        self.file.write_all(&lines)
    }

    /// Makes what was added stay, whatever happens to the machine.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Ends a manifest that did not go on with an earlier one; the result is where it is.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub(super) fn finish(self) -> io::Result<PathBuf> {
        self.sync()?;
        Ok(self.path)
    }

    /// Puts the last word on each row in the order of rows, if records of an earlier run are among them.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub(super) fn tidy(self) -> io::Result<()> {
        if !self.goes_on {
            return Ok(());
        }
        let Some(mut known) = Known::open(&self.path)? else { return Ok(()) };
        let other = self.path.with_extension("tmp");
        let mut file = io::BufWriter::new(File::create(&other)?);
        for row in known.rows().collect::<Vec<_>>() {
            if let Some(record) = known.get(row)? {
                serde_json::to_writer(&mut file, &record)?;
                file.write_all(b"\n")?;
            }
        }
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(other, &self.path)
    }
}

/// Gives the records of an earlier run names with a number.
fn set_aside(folder: &Path) -> io::Result<()> {
    if !folder.join(NAME).try_exists()? {
        return Ok(());
    }
    let names = [("manifest", "jsonl"), ("failed", "csv"), ("failed", "jsonl")];
    let numbered = |number: u64| names.map(|(stem, ending)| folder.join(format!("{stem}-{number}.{ending}")));
    let free = (1..).map(numbered).find(|paths| paths.iter().all(|path| path.symlink_metadata().is_err()));
    for ((stem, ending), path) in names.iter().zip(free.into_iter().flatten()) {
        match fs::rename(folder.join(format!("{stem}.{ending}")), path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

impl Known {
    /// Reads where the records of a manifest are; `None` if there is no such file.
    pub(super) fn open(path: &Path) -> io::Result<Option<Self>> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        let mut places: Vec<(u64, u64)> = vec![];
        let mut offset = 0;
        for line in BufReader::new(&file).split(b'\n') {
            let line = line?;
            // A line that was cut off is no record.
            if let Ok(Record { row, .. }) = serde_json::from_slice::<Record>(&line) {
                places.push((row, offset));
            }
            offset += line.len() as u64 + 1;
        }
        // The last word on a row counts.
        places.sort_unstable_by_key(|(row, offset)| (*row, std::cmp::Reverse(*offset)));
        places.dedup_by_key(|(row, _)| *row);
        Ok(Some(Self { file, places }))
    }

    /// Whether a file without records has something else in it.
    pub(super) fn is_something_else(&self) -> io::Result<bool> {
        Ok(self.file.metadata()?.len() > 0)
    }

    /// The rows that it has, ascending.
    pub(super) fn rows(&self) -> impl Iterator<Item = u64> + '_ {
        self.places.iter().map(|(row, _)| *row)
    }

    /// The last record of a row.
    pub(super) fn get(&mut self, row: u64) -> io::Result<Option<Record>> {
        let Ok(index) = self.places.binary_search_by_key(&row, |(row, _)| *row) else { return Ok(None) };
        let (_, offset) = self.places[index];
        self.file.seek(io::SeekFrom::Start(offset))?;
        let mut line = vec![];
        BufReader::new(&self.file).read_until(b'\n', &mut line)?;
        Ok(serde_json::from_slice(&line).ok())
    }
}
