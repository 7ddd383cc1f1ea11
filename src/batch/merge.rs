//! The manifests of parts as one.

use std::io::{self, Write};
use std::path::PathBuf;

use super::manifest::Known;
use super::name::folded;
use super::plan::fingerprint;

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

/// How many problems, or ranges of rows in one, are told.
const TOLD: usize = 10;

/// Writes the records of several manifests in the order of rows; `rows` is how many there should be, if known.
///
/// Nothing is written unless all is right.
///
/// # Errors
///
/// A row that is in none of them or in two, two rows with one file name, or a file that is no
/// manifest or cannot be read or written.
pub fn merge(manifests: &[PathBuf], rows: Option<u64>, out: &mut dyn Write) -> Result<Merged, MergeError> {
    let mut parts = vec![];
    for path in manifests {
        let at = |error| MergeError::Read(path.clone(), error);
        let known = Known::open(path).map_err(at)?.ok_or_else(|| at(io::ErrorKind::NotFound.into()))?;
        if known.rows().next().is_none() && known.is_something_else().map_err(at)? {
            return Err(MergeError::Wrong(vec![format!("`{}` is no manifest", path.display())]));
        }
        parts.push(known);
    }
    // All rows with the number of their part.
    let mut all: Vec<(u64, usize)> =
        parts.iter().enumerate().flat_map(|(part, known)| known.rows().map(move |row| (row, part))).collect();
    all.sort_unstable();
    check_rows(manifests, &all, rows)?;
    let mut read = |(row, part): (u64, usize)| {
        let at = |error| MergeError::Read(manifests[part].clone(), error);
        parts[part].get(row).map_err(at)?.ok_or_else(|| at(io::Error::other(format!("row {row} has changed"))))
    };
    let mut names = vec![];
    for place in &all {
        names.extend(read(*place)?.file.map(|name| (fingerprint(&folded(&name)), place.0)));
    }
    check_names(names)?;

    let mut merged = Merged::default();
    for place in all {
        let record = read(place)?;
        merged.rows += 1;
        merged.failed += u64::from(record.error.is_some());
        let written = serde_json::to_writer(&mut *out, &record).map_err(io::Error::from);
        written.and_then(|()| out.write_all(b"\n")).map_err(MergeError::Write)?;
    }
    Ok(merged)
}

/// Each row from the first to the last is there once.
fn check_rows(manifests: &[PathBuf], all: &[(u64, usize)], rows: Option<u64>) -> Result<(), MergeError> {
    let name = |part: usize| manifests[part].display();
    let (mut problems, mut missing) = (vec![], vec![]);
    let mut before: Option<(u64, usize)> = None;
    for (row, part) in all {
        match before {
            Some((last, other)) if last == *row => {
                problems.push(format!("row {row} is in both `{}` and `{}`", name(other), name(*part)));
            }
            _ => missing.push((before.map_or(0, |(last, _)| last) + 1, *row)),
        }
        if let Some(rows) = rows.filter(|rows| row > rows) {
            problems.push(format!("row {row} in `{}` is one too many: there should be {rows}", name(*part)));
        }
        before = Some((*row, *part));
    }
    missing.extend(rows.map(|rows| (before.map_or(0, |(last, _)| last) + 1, rows + 1)));
    missing.retain(|(first, end)| first < end);
    let more = problems.len().saturating_sub(TOLD);
    problems.truncate(TOLD);
    if more > 0 {
        problems.push(format!("and {more} more"));
    }
    problems.extend(say_missing(&missing));
    if problems.is_empty() { Ok(()) } else { Err(MergeError::Wrong(problems)) }
}

/// Which rows are missing, of ranges without their ends.
fn say_missing(ranges: &[(u64, u64)]) -> Option<String> {
    let mut said: Vec<String> = (ranges.iter().take(TOLD))
        .map(|(first, end)| match end - first {
            1 => first.to_string(),
            _ => format!("{first} to {}", end - 1),
        })
        .collect();
    let more: u64 = ranges.iter().skip(TOLD).map(|(first, end)| end - first).sum();
    if more > 0 {
        said.push(format!("{more} more"));
    }
    let last = said.pop()?;
    Some(match said.is_empty() {
        true if ranges[0].1 - ranges[0].0 == 1 => format!("row {last} is in none of them"),
        true => format!("rows {last} are in none of them"),
        false => format!("rows {} and {last} are in none of them", said.join(", ")),
    })
}

/// No two rows have one name.
fn check_names(mut names: Vec<(u64, u64)>) -> Result<(), MergeError> {
    names.sort_unstable();
    let doubled = names.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    let problems: Vec<String> = (doubled.take(TOLD))
        .map(|pair| format!("row {} and row {} have the same file name", pair[0].1, pair[1].1))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(MergeError::Wrong(problems)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_rows_are_said_in_a_line() {
        assert_eq!(say_missing(&[]), None);
        assert_eq!(say_missing(&[(3, 4)]).unwrap(), "row 3 is in none of them");
        assert_eq!(say_missing(&[(3, 9)]).unwrap(), "rows 3 to 8 are in none of them");
        assert_eq!(say_missing(&[(3, 4), (6, 7), (9, 12)]).unwrap(), "rows 3, 6 and 9 to 11 are in none of them");
        let many: Vec<(u64, u64)> = (0..500).map(|index| (index * 4 + 2, index * 4 + 3)).collect();
        assert_eq!(
            say_missing(&many).unwrap(),
            "rows 2, 6, 10, 14, 18, 22, 26, 30, 34, 38 and 490 more are in none of them"
        );
    }
}
