//! TOML: an array of tables, each a row.

use serde_json::{Map, Value as Json};
use toml::Value;

use super::{AsItCame, Broken, Row, Rows, nest};
use crate::letter::Values;

/// Rows of a file with one array of tables: `[[people]]`.
pub(super) fn tables(bytes: &[u8]) -> Result<Rows, String> {
    let Json::Object(document) = document(bytes)? else { return Err(NO_TABLES.into()) };
    let mut arrays = document.into_iter().filter_map(|(_, value)| match value {
        Json::Array(items) => Some(items),
        _ => None,
    });
    let (Some(items), None) = (arrays.next(), arrays.next()) else { return Err(NO_TABLES.into()) };
    let rows = (1..).zip(items).map(|(number, item)| {
        let values = match item {
            Json::Object(values) => nest::object(values).map(Values),
            _ => Err("is no table".to_owned()),
        };
        let values = values.map_err(|message| Broken { message, row: AsItCame::Cells(vec![]) });
        Row { number, place: format!("table {number}"), values }
    });
    Ok(Rows { columns: None, rows: Box::new(rows) })
}

const NO_TABLES: &str = "should hold one array of tables, such as [[people]]";

/// A TOML text; dates become texts such as `2026-03-01`.
pub(super) fn document(bytes: &[u8]) -> Result<Json, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8")?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        format!("is not TOML: line {line}: {}", error.message())
    })?;
    Ok(Json::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect::<Map<_, _>>()))
}

fn json(value: Value) -> Json {
    match value {
        Value::String(text) => Json::String(text),
        Value::Integer(number) => number.into(),
        Value::Float(number) => number.into(),
        Value::Boolean(yes) => yes.into(),
        Value::Datetime(date) => Json::String(date.to_string()),
        Value::Array(items) => items.into_iter().map(json).collect(),
        Value::Table(table) => table.into_iter().map(|(key, value)| (key, json(value))).collect::<Map<_, _>>().into(),
    }
}
