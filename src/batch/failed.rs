//! The rows that failed, as they came, with the reason: ready to be mended and run again.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};

use crate::data::{self, AsItCame};

/// The file of failed rows: CSV if the data has columns, else JSON Lines. It is there if a row failed.
pub(super) struct FailedRows {
    path: PathBuf,
    columns: Option<Vec<String>>,
    file: Option<BufWriter<File>>,
}

impl FailedRows {
    /// The file for a folder; one of an earlier run is removed.
    pub(super) fn new(folder: &Path, columns: Option<Vec<String>>) -> io::Result<Self> {
        for name in ["failed.csv", "failed.jsonl"] {
            match fs::remove_file(folder.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        let name = if columns.is_some() { "failed.csv" } else { "failed.jsonl" };
        Ok(Self { path: folder.join(name), columns, file: None })
    }

    /// Where it is, or would be.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where it is, if there is one.
    pub(super) fn written(&self) -> Option<&Path> {
        self.file.as_ref().map(|_| self.path.as_path())
    }

    /// Adds a row.
    pub(super) fn add(&mut self, row: &AsItCame, error: &str) -> io::Result<()> {
        let line = match &self.columns {
            Some(columns) => csv_line(error, &cells(row, columns)),
            None => json_line(row, error),
        };
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let mut file = BufWriter::new(File::create(&self.path)?);
                if let Some(columns) = &self.columns {
                    // Spreadsheets take a file without the mark for one in an old encoding.
                    file.write_all("\u{feff}".as_bytes())?;
                    file.write_all(&csv_line(data::FAILED, columns))?;
                }
                self.file.insert(file)
            }
        };
        file.write_all(&line)
    }

    /// Writes out what is held back.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

/// The cells of a row in the order of columns.
fn cells(row: &AsItCame, columns: &[String]) -> Vec<String> {
    match row {
        AsItCame::Cells(cells) => cells.clone(),
        AsItCame::Values(values) => columns.iter().map(|column| text(at(&values.0, column))).collect(),
    }
}

/// The value of a column whose name may have points.
fn at<'a>(values: &'a Map<String, Json>, column: &str) -> Option<&'a Json> {
    let mut steps = column.split('.').map(str::trim);
    let mut value = values.get(steps.next()?)?;
    for step in steps {
        value = value.get(step)?;
    }
    Some(value)
}

fn text(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// A line of CSV whose cells no spreadsheet takes for formulas. The reason comes first: a row may
/// have any number of cells.
fn csv_line(error: &str, cells: &[String]) -> Vec<u8> {
    let cells = std::iter::once(error).chain(cells.iter().map(String::as_str)).map(data::guarded);
    let quoted = cells.map(|cell| match cell.contains([',', '"', '\n', '\r', ';']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    });
    format!("{}\r\n", quoted.collect::<Vec<_>>().join(",")).into_bytes()
}

fn json_line(row: &AsItCame, error: &str) -> Vec<u8> {
    let mut values = match row {
        AsItCame::Values(values) => values.0.clone(),
        AsItCame::Cells(cells) => Map::from_iter([("row".to_owned(), Json::from(cells.join(" ")))]),
    };
    values.insert(data::FAILED.to_owned(), error.into());
    format!("{}\n", Json::Object(values)).into_bytes()
}
