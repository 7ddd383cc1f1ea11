//! SQLite: the rows of a query, or of the only table.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value as Json;

use super::nest::Nest;
use super::{AsItCame, Broken, Row, Rows, row_of_cells};

/// The rows of a query; without one, of the only table that there is.
///
/// They are read one by one on a thread of their own: a query lives no longer than its connection.
pub(super) fn rows(path: &Path, query: Option<&str>) -> Result<Rows, String> {
    let broken = |error: rusqlite::Error| format!("cannot be read: {error}");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(broken)?;
    let query = match query {
        Some(query) => query.to_owned(),
        None => format!("SELECT * FROM \"{}\"", only_table(&connection)?.replace('"', "\"\"")),
    };
    let statement = connection.prepare(&query).map_err(|error| format!("does not answer the query: {error}"))?;
    if !statement.readonly() || statement.parameter_count() > 0 {
        return Err("is only read: the query must be a SELECT without parameters".into());
    }
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    drop(statement);
    let nest = Nest::new(&columns)?;
    let (send, receive) = std::sync::mpsc::sync_channel::<Row>(64);
    std::thread::spawn(move || {
        let sent = read(&connection, &query, &nest, &mut |row| send.send(row).is_ok());
        if let Err((number, error)) = sent {
            let broken = Broken { message: format!("cannot be read: {error}"), row: AsItCame::Cells(vec![]) };
            let _ = send.send(Row { number, place: format!("row {number}"), values: Err(broken) });
        }
    });
    Ok(Rows { columns: Some(columns), rows: Box::new(receive.into_iter()) })
}

/// Gives the rows of a query for as long as they are taken.
fn read(
    connection: &Connection,
    query: &str,
    nest: &Nest,
    take: &mut dyn FnMut(Row) -> bool,
) -> Result<(), (u64, rusqlite::Error)> {
    let mut number = 1;
    let mut statement = connection.prepare(query).map_err(|error| (number, error))?;
    let mut rows = statement.query([]).map_err(|error| (number, error))?;
    while let Some(row) = rows.next().map_err(|error| (number, error))? {
        let cells = (0..nest.count()).map(|column| row.get_ref(column).map(value));
        let cells = cells.collect::<Result<Vec<Json>, _>>().map_err(|error| (number, error))?;
        if !take(row_of_cells(nest, number, format!("row {number}"), cells)) {
            break;
        }
        number += 1;
    }
    Ok(())
}

fn value(value: ValueRef<'_>) -> Json {
    match value {
        ValueRef::Null => "".into(),
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into(),
    }
}

/// The name of the only table or view.
fn only_table(connection: &Connection) -> Result<String, String> {
    let names = || -> rusqlite::Result<Vec<String>> {
        let of_users =
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name";
        connection.prepare(of_users)?.query_map([], |row| row.get(0))?.collect()
    };
    let names = names().map_err(|error| format!("is not a database of SQLite, or a broken one: {error}"))?;
    match names.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err("has no table".into()),
        _ => Err(format!("has several tables ({}): say which rows with `--query`", names.join(", "))),
    }
}
