//! JSON: a line for each row, or an array of all.

use std::io::BufRead;

use serde_json::Value as Json;

use super::{AsItCame, Broken, FAILED, Row, Rows, nest};
use crate::letter::Values;

/// The longest line of JSON Lines, in bytes: 16 MiB.
const LONGEST: u64 = 16 << 20;

/// Rows of JSON Lines (<https://jsonlines.org>); empty lines are none.
pub(super) fn lines(reader: impl BufRead + Send + 'static) -> Rows {
    let mut reader = reader;
    let (mut number, mut line) = (0, 0);
    let rows = std::iter::from_fn(move || {
        loop {
            let mut text = vec![];
            line += 1;
            let read = std::io::Read::take(&mut reader, LONGEST + 1).read_until(b'\n', &mut text);
            let wrong = |message: String, text: &[u8]| Broken {
                message,
                row: AsItCame::Cells(vec![String::from_utf8_lossy(text).into_owned()]),
            };
            let values = match read {
                Ok(0) => return None,
                Ok(_) if text.trim_ascii().is_empty() => continue,
                Ok(length) if length as u64 > LONGEST => {
                    // The rest of it is no row of its own; that it cannot be read is told next time.
                    let _ = reader.skip_until(b'\n');
                    Err(wrong(format!("is longer than {} MiB", LONGEST >> 20), b""))
                }
                Ok(_) => {
                    let bytes = text.trim_ascii().strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text.trim_ascii());
                    document(bytes).and_then(object).map_err(|message| wrong(message, text.trim_ascii()))
                }
                Err(error) => Err(wrong(format!("cannot be read: {error}"), b"")),
            };
            number += 1;
            return Some(Row { number, place: format!("line {line}"), values });
        }
    });
    Rows { columns: None, rows: Box::new(rows.fuse()) }
}

/// Rows of an array.
pub(super) fn array(bytes: &[u8]) -> Result<Rows, String> {
    let Json::Array(items) = document(bytes)? else {
        return Err("is no array of rows: [ { \"name\": \"…\" }, … ]".into());
    };
    let rows = (1..).zip(items).map(|(number, item)| {
        let cells = || vec![item.to_string()];
        let values = object(item.clone()).map_err(|message| Broken { message, row: AsItCame::Cells(cells()) });
        Row { number, place: format!("row {number}"), values }
    });
    Ok(Rows { columns: None, rows: Box::new(rows) })
}

/// A JSON text.
pub(super) fn document(bytes: &[u8]) -> Result<Json, String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| format!("is not JSON: {error}"))
}

fn object(json: Json) -> Result<Values, String> {
    match json {
        Json::Object(mut values) => {
            // Why an earlier run failed is no data.
            values.remove(FAILED);
            Ok(Values(nest::object(values)?))
        }
        _ => Err("is no row of names and values: { \"name\": \"…\", … }".into()),
    }
}
