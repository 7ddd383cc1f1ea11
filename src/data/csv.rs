//! CSV (RFC 4180), as spreadsheets write it in all countries.
//!
//! The encoding is UTF-8, that of a byte-order mark, or a declared one; the delimiter is the one
//! that parts the first lines into the most columns. A file that this program has written of
//! rows that failed reads as the rows that it was made of: see [`FAILED`].

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;
use serde_json::Value as Json;

use super::nest::Nest;
use super::{AsItCame, Broken, Row, Rows, row_of_cells};

/// The column in which a file of failed rows says why; it is not read as data.
pub(crate) const FAILED: &str = "letterpdf error";

/// How much of a file is looked at for its delimiter.
const LOOKED_AT: usize = 64 << 10;

/// Reads the header, and gives the rows.
pub(super) fn rows(stream: impl Read + Send + 'static, encoding: Option<&str>) -> Result<Rows, String> {
    let encoding = match encoding {
        None => None,
        Some(name) => Some(Encoding::for_label(name.as_bytes()).ok_or_else(|| {
            format!("cannot be read as `{name}`: there is no such encoding; try utf-8, windows-1252 or utf-16le")
        })?),
    };
    // Without a declared encoding bytes stay as they are, so that a line that is not UTF-8 can be named.
    let mut text = DecodeReaderBytesBuilder::new()
        .encoding(encoding)
        .bom_override(true)
        .strip_bom(true)
        .utf8_passthru(true)
        .build(stream);
    let mut start = vec![];
    text.by_ref().take(LOOKED_AT as u64).read_to_end(&mut start).map_err(|error| format!("cannot be read: {error}"))?;
    let delimiter = delimiter(&start);
    // The reader takes the second half of such a line end for the start of the next line.
    let late = start.iter().position(|byte| *byte == b'\n').is_some_and(|end| start[..end].ends_with(b"\r"));

    let stream = std::io::Cursor::new(start).chain(text);
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(stream);
    let mut header = ByteRecord::new();
    let is_there = reader.read_byte_record(&mut header).map_err(|error| error.to_string())?;
    if !is_there {
        return Err("is empty: its first line should name the columns".into());
    }
    let mut columns: Vec<String> = header
        .iter()
        .map(|cell| std::str::from_utf8(cell).map(str::to_owned))
        .collect::<Result<_, _>>()
        .map_err(|_| NOT_UTF8)?;
    // Spreadsheets leave empty columns at the end.
    while columns.last().is_some_and(|column| column.trim().is_empty()) {
        columns.pop();
    }
    let failed = columns.iter().position(|column| column == FAILED);
    if let Some(failed) = failed {
        columns.remove(failed);
    }
    let nest = Nest::new(&columns)?;
    let mut number = 0;
    let rows = std::iter::from_fn(move || {
        let mut record = ByteRecord::new();
        match reader.read_byte_record(&mut record) {
            Ok(false) => None,
            Ok(true) => {
                number += 1;
                let line = record.position().map_or(0, csv::Position::line) + u64::from(late);
                Some(row(&nest, number, line, &record, failed))
            }
            Err(error) => {
                number += 1;
                let broken = Broken { message: error.to_string(), row: AsItCame::Cells(vec![]) };
                Some(Row { number, place: format!("row {number}"), values: Err(broken) })
            }
        }
    });
    Ok(Rows { columns: Some(columns), rows: Box::new(rows.fuse()) })
}

const NOT_UTF8: &str = "is not UTF-8; say what it is with `--encoding`, such as windows-1252";

fn row(nest: &Nest, number: u64, line: u64, record: &ByteRecord, failed: Option<usize>) -> Row {
    let place = format!("line {line}");
    let mut cells: Vec<String> = record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
    if let Some(failed) = failed {
        if failed < cells.len() {
            cells.remove(failed);
        }
        cells.iter_mut().for_each(unguard);
    }
    while cells.len() > nest.count() && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    let message = if record.iter().any(|cell| std::str::from_utf8(cell).is_err()) {
        NOT_UTF8.to_owned()
    } else if cells.len() != nest.count() {
        format!("has {} cells, and the header {}", cells.len(), nest.count())
    } else {
        let cells = cells.into_iter().map(Json::String).collect();
        return row_of_cells(nest, number, place, cells);
    };
    Row { number, place, values: Err(Broken { message, row: AsItCame::Cells(cells) }) }
}

/// The delimiter that parts the first lines into the most columns, as many in each as in the header.
fn delimiter(start: &[u8]) -> u8 {
    let columns = |delimiter: &u8| {
        let mut reader =
            ReaderBuilder::new().delimiter(*delimiter).flexible(true).has_headers(false).from_reader(start);
        let lengths: Vec<usize> =
            reader.byte_records().take(20).filter_map(Result::ok).map(|record| record.len()).collect();
        let header = lengths.first().copied().unwrap_or(0);
        let alike = lengths.iter().filter(|length| **length == header).count();
        if header < 2 { (0, 0) } else { (alike * 100 / lengths.len().max(1), header) }
    };
    let candidates = [b',', b';', b'\t', b'|'];
    // Of equals the first, which is the comma.
    candidates.into_iter().rev().max_by_key(columns).unwrap_or(b',')
}

/// Whether a spreadsheet would take a cell for a formula.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn guarded(cell: &str) -> String {
    if is_formula(cell) || cell.starts_with('\'') { format!("'{cell}") } else { cell.to_owned() }
}

fn unguard(cell: &mut String) {
    if cell.starts_with('\'') {
        cell.remove(0);
    }
}
