//! Rows of data from the command line: which file, how it is read, which rows count.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use letterpdf::Diagnostic;
use letterpdf::batch::Selection;
use letterpdf::data::{self, Reading, Row};
use letterpdf::letter::Values;

use super::Failure;
use super::letter::is_standard;

/// The largest file of one letter's values, in bytes: 16 MiB.
const LARGEST: u64 = 16 << 20;

/// How rows are read and chosen.
#[derive(Debug, clap::Args)]
pub(super) struct RowArgs {
    /// The encoding of a CSV file that is not UTF-8, such as windows-1252
    #[arg(long, value_name = "NAME", help_heading = "Data")]
    encoding: Option<String>,

    /// The sheet of a workbook [default: the first]
    #[arg(long, value_name = "NAME", help_heading = "Data")]
    sheet: Option<String>,

    /// The query of a database (.db) [default: all rows of its only table]
    #[arg(long, value_name = "SQL", help_heading = "Data")]
    query: Option<String>,

    /// Only rows for which this holds, as in 'country == "CH"'
    #[arg(long = "where", value_name = "CONDITION", help_heading = "Data")]
    condition: Option<String>,

    /// Only the first rows
    #[arg(long, value_name = "N", help_heading = "Data")]
    limit: Option<u64>,

    /// Only so many rows, spread over all: a trial run
    #[arg(long, value_name = "N", help_heading = "Data")]
    sample: Option<u64>,

    /// Only one part of the rows, as in 3/16; all parts together are all rows
    #[arg(long, value_name = "PART/PARTS", value_parser = shard, help_heading = "Data")]
    shard: Option<(u64, u64)>,
}

/// A table of rows that can be gone through more than once.
pub(super) struct Table {
    path: PathBuf,
    /// Standard input, kept in a file without a name.
    spooled: Option<File>,
    reading: Reading,
    selection: Selection,
}

impl RowArgs {
    /// The rows of a file, or of standard input.
    pub(super) fn open(&self, path: &Path) -> Result<Table, Failure> {
        let spooled =
            if is_standard(path) { Some(spool().map_err(|error| Failure::reading(path, &error))?) } else { None };
        let (path, in_path) = with_query(path);
        let query = self.query.clone().or(in_path);
        let reading = Reading { encoding: self.encoding.clone(), sheet: self.sheet.clone(), query };
        let path = path.as_path();
        let mut table = Table { path: path.to_owned(), spooled, reading, selection: Selection::default() };
        table.selection = self.selection()?;
        if let Some(count) = self.sample {
            let total = table.rows()?.1.count() as u64;
            table.selection = self.selection()?.with_sample(count, total);
        }
        Ok(table)
    }

    fn selection(&self) -> Result<Selection, Failure> {
        let mut selection = Selection::default();
        if let Some(condition) = &self.condition {
            selection = selection.with_condition(condition).map_err(|message| {
                Failure::from(
                    Diagnostic::error(message).hint("a condition looks like 'country == \"CH\" and amount | int > 0'"),
                )
            })?;
        }
        if let Some((part, parts)) = self.shard {
            selection = selection.with_shard(part, parts);
        }
        Ok(self.limit.into_iter().fold(selection, Selection::with_limit))
    }
}

/// The columns of a table, if it has any, and its rows.
pub(super) type Opened<'a> = (Option<Vec<String>>, Box<dyn Iterator<Item = Row> + Send + 'a>);

impl Table {
    /// The columns and the chosen rows, from the first.
    pub(super) fn rows(&self) -> Result<Opened<'_>, Failure> {
        let name = self.path.display();
        let rows = match &self.spooled {
            None => data::open(&self.path, &self.reading),
            Some(file) => {
                let again = || {
                    let mut file = file.try_clone()?;
                    file.rewind()?;
                    io::Result::Ok(file)
                };
                data::read(again().map_err(|error| Failure::reading(&self.path, &error))?, &self.reading)
            }
        };
        let rows = rows.map_err(|message| Failure::wrong(format!("`{name}` {message}")))?;
        Ok((rows.columns.clone(), Box::new(self.selection.of(rows))))
    }
}

/// A path with the query that may stand behind it: `people.db?query=SELECT …`.
fn with_query(path: &Path) -> (PathBuf, Option<String>) {
    let parts = path.to_str().and_then(|path| path.split_once("?query="));
    match parts.filter(|_| !path.exists()) {
        Some((path, query)) => (PathBuf::from(path), Some(query.to_owned())),
        None => (path.to_owned(), None),
    }
}

/// The values of one letter, from a file or from standard input.
pub(super) fn one(path: &Path) -> Result<Values, Failure> {
    let mut bytes = vec![];
    let stream: Box<dyn Read> = match is_standard(path) {
        true => Box::new(io::stdin().lock()),
        false => Box::new(File::open(path).map_err(|error| Failure::reading(path, &error))?),
    };
    stream.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| Failure::reading(path, &error))?;
    let name = path.display();
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::wrong(format!("`{name}` is larger than {} MiB", LARGEST >> 20)));
    }
    data::one(&path.to_string_lossy(), &bytes).map_err(|message| {
        Diagnostic::error(format!("`{name}` {message}"))
            .hint("`letterpdf batch` makes a letter for each of many rows")
            .into()
    })
}

/// Standard input, in a file that goes with the program.
fn spool() -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut io::stdin().lock(), &mut file)?;
    Ok(file)
}

/// Reads a part of parts, `3/16`.
fn shard(text: &str) -> Result<(u64, u64), String> {
    let parts = text.split_once('/').and_then(|(part, parts)| Some((part.parse().ok()?, parts.parse().ok()?)));
    parts.filter(|(part, parts)| (1..=*parts).contains(part)).ok_or_else(|| "a part looks like 3/16".to_owned())
}
