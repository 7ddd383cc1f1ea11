//! From the text of a file to a [`Letter`].

use std::sync::Arc;

use super::{Letter, reader};
use crate::diagnostic::{Diagnostic, Diagnostics, Source};

/// Reads a letter file.
///
/// # Errors
///
/// Everything that is wrong with the file, in the order of its lines.
pub fn parse(source: &Arc<Source>) -> Result<(Letter, Vec<Diagnostic>), Diagnostics> {
    Ok((reader::read(source)?, vec![]))
}
