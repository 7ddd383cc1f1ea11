//! The manifests of parts as one.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::manifest::Known;

/// What was put together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merged {
    /// How many rows there are.
    pub rows: u64,
    /// How many of them failed.
    pub failed: u64,
}

/// Why manifests cannot be put together.
#[derive(Debug)]
pub enum MergeError {
    /// Rows are missing or doubled.
    Wrong(Vec<String>),
    /// A file cannot be read or written.
    Machine(PathBuf, io::Error),
}

/// How many problems are told.
const TOLD: usize = 20;

/// Writes the records of several manifests in the order of rows; `rows` is how many there should be, if known.
///
/// # Errors
///
/// A row that is in none of them or in two, or a file that cannot be read or written.
pub fn merge(manifests: &[PathBuf], rows: Option<u64>, out: &mut dyn Write) -> Result<Merged, MergeError> {
    let mut parts = vec![];
    for path in manifests {
        let at = |error| MergeError::Machine(path.clone(), error);
        parts.push((path, Known::open(path).map_err(at)?.ok_or_else(|| at(io::ErrorKind::NotFound.into()))?));
    }
    let last = parts.iter().map(|(_, part)| part.last()).max().unwrap_or(0);
    check(&parts, last, rows)?;
    let mut merged = Merged { rows: last, failed: 0 };
    for row in 1..=last {
        for (path, part) in &mut parts {
            let Some(record) = part.get(row).map_err(|error| MergeError::Machine(path.clone(), error))? else {
                continue;
            };
            merged.failed += u64::from(record.error.is_some());
            let written =
                serde_json::to_writer(&mut *out, &record).map_err(io::Error::from).and_then(|()| out.write_all(b"\n"));
            written.map_err(|error| MergeError::Machine(PathBuf::from("the merged manifest"), error))?;
        }
    }
    Ok(merged)
}

/// Each row is in one of them, and no other is.
fn check(parts: &[(&PathBuf, Known)], last: u64, rows: Option<u64>) -> Result<(), MergeError> {
    let mut problems = vec![];
    let should = rows.unwrap_or(last);
    for row in 1..=last.max(should) {
        let holders: Vec<&Path> =
            parts.iter().filter(|(_, part)| part.has(row)).map(|(path, _)| path.as_path()).collect();
        match holders.as_slice() {
            [] if problems.len() < TOLD => problems.push(format!("row {row} is in none of them")),
            [only] if row > should => {
                problems.push(format!("row {row} in `{}` is one too many: there should be {should}", only.display()))
            }
            [one, other, ..] if problems.len() < TOLD => {
                problems.push(format!("row {row} is in both `{}` and `{}`", one.display(), other.display()));
            }
            _ => {}
        }
        if problems.len() >= TOLD {
            break;
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(MergeError::Wrong(problems)) }
}
