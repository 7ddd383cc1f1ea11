//! Every row's file name, before anything is written.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::name::folded;
use super::{Batch, BatchError, Destination, NamePattern};
use crate::data::{AsItCame, Broken, Row};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::letter::Values;

/// How many problems are told; who has more has one cause for most of them.
const TOLD: usize = 20;

/// A row with its file name.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its number.
    pub number: u64,
    /// Where it stands.
    pub place: String,
    /// Its values and file name, or what is wrong with it.
    pub content: Result<(Values, String), Broken>,
}

impl Planned {
    /// Names a row's file.
    pub fn new(row: Row, pattern: &NamePattern) -> Self {
        let Row { number, place, values } = row;
        let content = values.and_then(|values| match pattern.name(&values, number) {
            Ok(name) => Ok((values, name)),
            Err(message) => Err(Broken { message, row: AsItCame::Values(values) }),
        });
        Self { number, place, content }
    }
}

/// Goes through all rows, and counts them: no two may have one name, and no file may be in the way.
///
/// Keeps sixteen bytes a row, so that a million rows need no more than a small picture.
pub(super) fn plan(
    batch: &Batch<'_>,
    destination: &Destination<'_>,
    rows: impl Iterator<Item = Planned>,
) -> Result<u64, BatchError> {
    // The folder in which files may be in the way.
    let folder = match destination {
        Destination::Folder | Destination::Print { beside_files: true, .. } if !batch.force && !batch.resume => {
            Some(batch.pattern.folder())
        }
        _ => None,
    };
    let mut names: Vec<(u64, u64)> = vec![];
    let mut problems: Vec<Diagnostic> = vec![];
    if let Destination::Zip(path) | Destination::Print { path, .. } = destination
        && !batch.force
        && is_there(path)
    {
        let message = format!("`{}` is there already", path.display());
        problems.push(Diagnostic::error(message).hint("`--force` replaces it"));
    }
    let mut count = 0;
    for row in rows {
        count += 1;
        let Ok((_, name)) = &row.content else { continue };
        names.push((fingerprint(&folded(name)), row.number));
        let path = folder.filter(|_| problems.len() < TOLD).map(|folder| folder.join(name));
        if let Some(path) = path.filter(|path| is_there(path)) {
            let message = format!("`{}` is there already (row {}, {})", path.display(), row.number, row.place);
            problems.push(
                Diagnostic::error(message).hint("`--force` replaces files, `--resume` goes on with an earlier run"),
            );
        }
    }
    names.sort_unstable();
    for pair in names.windows(2) {
        if let [(one, first), (other, second)] = pair
            && one == other
            && problems.len() < TOLD
        {
            let message = format!("row {first} and row {second} would have the same file name");
            problems.push(Diagnostic::error(message).hint("put another column into the pattern, or {{ row }}"));
        }
    }
    if problems.is_empty() { Ok(count) } else { Err(BatchError::Wrong(Diagnostics(problems))) }
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Sixty-four bits of a name; of a million, two are alike by chance once in forty million times.
pub(super) fn fingerprint(name: &str) -> u64 {
    let digest = Sha256::digest(name.as_bytes());
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}
