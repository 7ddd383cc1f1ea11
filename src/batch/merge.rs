//! The manifests of parts as one.

use std::io::{self, Write};
use std::path::PathBuf;

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
    /// A file cannot be read.
    Read(PathBuf, io::Error),
    /// The whole cannot be written.
    Write(io::Error),
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
        let at = |error| MergeError::Read(path.clone(), error);
        parts.push(Known::open(path).map_err(at)?.ok_or_else(|| at(io::ErrorKind::NotFound.into()))?);
    }
    // All rows with the number of their part.
    let mut all: Vec<(u64, usize)> =
        parts.iter().enumerate().flat_map(|(part, known)| known.rows().map(move |row| (row, part))).collect();
    all.sort_unstable();
    check(manifests, &all, rows)?;
    let mut merged = Merged::default();
    for (row, part) in all {
        let record = parts[part].get(row).map_err(|error| MergeError::Read(manifests[part].clone(), error))?;
        let Some(record) = record else { continue };
        merged.rows += 1;
        merged.failed += u64::from(record.error.is_some());
        let written = serde_json::to_writer(&mut *out, &record).map_err(io::Error::from);
        written.and_then(|()| out.write_all(b"\n")).map_err(MergeError::Write)?;
    }
    Ok(merged)
}

/// Each row from the first to the last is there once.
fn check(manifests: &[PathBuf], all: &[(u64, usize)], rows: Option<u64>) -> Result<(), MergeError> {
    let name = |part: usize| manifests[part].display();
    let mut problems = vec![];
    let mut before: Option<(u64, usize)> = None;
    for (row, part) in all {
        match before {
            Some((last, other)) if last == *row => {
                problems.push(format!("row {row} is in both `{}` and `{}`", name(other), name(*part)));
            }
            _ => problems.extend(missing(before.map_or(0, |(last, _)| last), *row)),
        }
        if let Some(rows) = rows.filter(|rows| row > rows) {
            problems.push(format!("row {row} in `{}` is one too many: there should be {rows}", name(*part)));
        }
        before = Some((*row, *part));
    }
    problems.extend(rows.and_then(|rows| missing(before.map_or(0, |(last, _)| last), rows + 1)));
    problems.truncate(TOLD);
    if problems.is_empty() { Ok(()) } else { Err(MergeError::Wrong(problems)) }
}

/// What is missing between two rows.
fn missing(last: u64, next: u64) -> Option<String> {
    match next.saturating_sub(last) {
        0 | 1 => None,
        2 => Some(format!("row {} is in none of them", last + 1)),
        _ => Some(format!("rows {} to {} are in none of them", last + 1, next - 1)),
    }
}
