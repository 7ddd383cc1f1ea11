//! A PDF from the command line, read back.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use letterpdf::inspect::{Inspection, inspect};

use super::Failure;

/// The largest PDF that is read, in bytes: 512 MiB.
const LARGEST: u64 = 512 << 20;

/// Reads a PDF back.
pub(super) fn open(path: &Path) -> Result<Inspection, Failure> {
    let mut bytes = vec![];
    let file = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    file.map_err(|error| Failure::reading(path, &error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::wrong(format!("`{}` is larger than {} MiB", path.display(), LARGEST >> 20)));
    }
    inspect(bytes).map_err(|error| Failure::wrong(format!("`{}` {error}", path.display())))
}
