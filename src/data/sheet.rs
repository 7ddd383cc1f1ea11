//! Workbooks of spreadsheets: XLSX, ODS and their relatives.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use serde_json::Value as Json;

use super::nest::Nest;
use super::{AsItCame, Broken, LARGEST, Row, Rows, row_of_cells};

/// The rows of a sheet, the first of which names the columns.
pub(super) fn rows(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Rows, String> {
    check_size(&bytes)?;
    let broken = |error: calamine::Error| format!("is not a workbook, or a broken one: {error}");
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let names = workbook.sheet_names();
    let name = match sheet {
        None => names.first().cloned().ok_or("has no sheet")?,
        Some(sheet) if names.iter().any(|name| name == sheet) => sheet.to_owned(),
        Some(sheet) => return Err(format!("has no sheet `{sheet}`, but {}", names.join(", "))),
    };
    let range = workbook.worksheet_range(&name).map_err(broken)?;
    let first_row = range.start().map_or(0, |(row, _)| u64::from(row)) + 1;
    let mut table: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
    if table.is_empty() {
        return Err("is empty: its first row should name the columns".into());
    }
    let mut columns: Vec<String> = table.remove(0).iter().map(|cell| cell.to_string()).collect();
    while columns.last().is_some_and(|column| column.trim().is_empty()) {
        columns.pop();
    }
    let nest = Nest::new(&columns)?;
    let mut number = 0;
    let rows = (first_row + 1..).zip(table).filter_map(move |(line, cells)| {
        if cells.iter().all(|cell| matches!(cell, Data::Empty)) {
            return None;
        }
        number += 1;
        Some(row(&nest, number, line, &cells))
    });
    Ok(Rows { columns: Some(columns), rows: Box::new(rows.collect::<Vec<_>>().into_iter()) })
}

fn row(nest: &Nest, number: u64, line: u64, cells: &[Data]) -> Row {
    let place = format!("row {line} of the sheet");
    let wrong = cells.iter().position(|cell| matches!(cell, Data::Error(_)));
    let extra = cells.iter().skip(nest.count()).any(|cell| !matches!(cell, Data::Empty));
    let message = match wrong {
        Some(column) => format!("has an error in column {}: {}", column + 1, cells[column]),
        None if extra => format!("has more cells than the header, which has {}", nest.count()),
        None => return row_of_cells(nest, number, place, cells.iter().map(value).collect()),
    };
    Row {
        number,
        place,
        values: Err(Broken { message, row: AsItCame::Cells(cells.iter().map(ToString::to_string).collect()) }),
    }
}

/// A cell as a value: dates as texts such as `2026-03-01`, numbers without a needless point.
fn value(cell: &Data) -> Json {
    match cell {
        Data::Int(number) => (*number).into(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => (*number as i64).into(),
        Data::Float(number) => (*number).into(),
        Data::Bool(yes) => (*yes).into(),
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            let is_midnight = (hour, minute, second) == (0, 0, 0);
            if is_midnight { day.into() } else { format!("{day}T{hour:02}:{minute:02}:{second:02}").into() }
        }
        Data::Empty => "".into(),
        other => other.to_string().into(),
    }
}

/// A workbook is a ZIP file; one that unpacks to too much is refused before it is unpacked.
fn check_size(bytes: &[u8]) -> Result<(), String> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let mut left = LARGEST;
    for index in 0..archive.len() {
        let Ok(entry) = archive.by_index(index) else { continue };
        // What it says of its size may be wrong, so it is counted.
        let size = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).unwrap_or(0);
        left = left.checked_sub(size).ok_or_else(|| format!("unpacks to more than {} MiB", LARGEST >> 20))?;
    }
    Ok(())
}
