//! Rows of data, whatever they come in.
//!
//! In: a CSV, JSON, JSON Lines, TOML, XLSX, ODS or SQLite file, or standard input. Out: [`Rows`], each a
//! set of [`Values`] with its number and place, or what is wrong with it. A row that is wrong
//! does not end the others; a file that is wrong is told at once. The files are named after
//! what they read; `nest` makes `recipient.name` a name within a name.

mod csv;
mod json;
mod nest;
mod sheet;
mod sqlite;
mod toml;

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use serde_json::Value as Json;

use crate::World;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::letter::{Form, Values};
pub(crate) use csv::{FAILED, guarded};
use nest::Nest;

/// The largest file that is read whole, in bytes: 64 MiB. CSV and JSON Lines may be of any size.
const LARGEST: u64 = 64 << 20;

/// A row of data.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its number, from 1.
    pub number: u64,
    /// Where it stands: "line 8".
    pub place: String,
    /// What it says, or why it cannot be used.
    pub values: Result<Values, Broken>,
}

/// A row that cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// What is wrong.
    pub message: String,
    /// The row as it came.
    pub row: AsItCame,
}

/// A row as it came, so that it can be given back.
#[derive(Debug, Clone, PartialEq)]
pub enum AsItCame {
    /// With names and values.
    Values(Values),
    /// As cells, as far as it could be read.
    Cells(Vec<String>),
}

/// Rows one after the other.
pub struct Rows {
    /// The names of columns, where the kind of file has columns.
    pub columns: Option<Vec<String>>,
    rows: Box<dyn Iterator<Item = Row> + Send>,
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        self.rows.next()
    }
}

/// How a file is to be read, where it does not say so itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The encoding of a CSV file, by a name that browsers know: `windows-1252`; UTF-8 if left out.
    pub encoding: Option<String>,
    /// The sheet of a workbook; the first if left out.
    pub sheet: Option<String>,
    /// The query of a database; the rows of its only table if left out.
    pub query: Option<String>,
}

/// The kinds of file, by the end of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Csv,
    JsonLines,
    Json,
    Toml,
    Sheet,
    Sqlite,
}

/// Opens a file of rows.
///
/// # Errors
///
/// It cannot be read, is of no known kind, or is wrong as a whole, such as a header that
/// names a column twice. Messages are to be read after the file's name.
pub fn open(path: &Path, reading: &Reading) -> Result<Rows, String> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let kind = match ending.as_str() {
        "csv" | "tsv" | "txt" => Kind::Csv,
        "jsonl" | "ndjson" => Kind::JsonLines,
        "json" => Kind::Json,
        "toml" => Kind::Toml,
        "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => Kind::Sheet,
        "db" | "sqlite" | "sqlite3" => Kind::Sqlite,
        _ => return Err("is of no kind that holds rows: .csv, .jsonl, .json, .toml, .xlsx, .ods or .db".into()),
    };
    let file = File::open(path).map_err(|error| format!("cannot be read: {error}"))?;
    match kind {
        Kind::Csv => csv::rows(file, reading.encoding.as_deref()),
        Kind::JsonLines => Ok(json::lines(BufReader::new(file))),
        Kind::Json => json::array(&whole(file)?),
        Kind::Toml => toml::tables(&whole(file)?),
        Kind::Sheet => sheet::rows(whole(file)?, reading.sheet.as_deref()),
        Kind::Sqlite => sqlite::rows(path, reading.query.as_deref()),
    }
}

/// Reads rows from a stream: JSON Lines or an array if it begins with a bracket, else CSV.
///
/// # Errors
///
/// As [`open`].
pub fn read(stream: impl Read + Send + 'static, reading: &Reading) -> Result<Rows, String> {
    let mut stream = stream;
    let mut start = vec![];
    // What begins it, past space.
    let mut byte = [0];
    while let Ok(1) = stream.read(&mut byte) {
        start.push(byte[0]);
        if !byte[0].is_ascii_whitespace() {
            break;
        }
    }
    let first = start.last().copied();
    let stream = std::io::Cursor::new(start).chain(stream);
    match first {
        Some(b'{') => Ok(json::lines(BufReader::new(stream))),
        Some(b'[') => json::array(&whole(stream)?),
        _ => csv::rows(stream, reading.encoding.as_deref()),
    }
}

/// The values of one letter: a JSON object or a TOML file.
///
/// # Errors
///
/// It is neither. Messages are to be read after the file's name.
pub fn one(name: &str, bytes: &[u8]) -> Result<Values, String> {
    let json = if name.ends_with(".toml") { toml::document(bytes)? } else { json::document(bytes)? };
    match json {
        Json::Object(values) => Ok(Values(nest::object(values)?)),
        _ => Err("does not hold the values of one letter: { \"name\": \"…\", … }".into()),
    }
}

/// The values that a letter names itself, `data = "row.json"`; none if it names none.
///
/// # Errors
///
/// The file cannot be had, or does not hold the values of one letter.
pub fn of_letter(form: &Form, world: &dyn World) -> Result<Values, Diagnostics> {
    let Some(path) = form.data() else { return Ok(Values::default()) };
    let name = path.get_ref();
    let problem = |what: &str| Diagnostic::error(format!("the data `{name}` {what}")).at(form.source(), path.span());
    let bytes =
        world.file(name).map_err(|error| error.hint.into_iter().fold(problem(&error.message), Diagnostic::hint))?;
    Ok(one(name, &bytes).map_err(|message| problem(&message))?)
}

/// All bytes of a stream, unless there are too many.
fn whole(stream: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = vec![];
    stream.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("is larger than {} MiB; .csv and .jsonl may be of any size", LARGEST >> 20));
    }
    Ok(bytes)
}

/// A row of a table.
fn row_of_cells(nest: &Nest, number: u64, place: String, cells: Vec<Json>) -> Row {
    Row { number, place, values: Ok(Values(nest.values(cells))) }
}
