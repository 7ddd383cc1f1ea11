//! From the text of a file to a [`Letter`].

use std::sync::Arc;

use super::Letter;
use crate::diagnostic::{Diagnostics, Source};

/// Reads a letter file.
///
/// # Errors
///
/// Everything that is wrong with the file, in the order of its lines.
pub fn parse(source: &Arc<Source>) -> Result<Letter, Diagnostics> {
    super::reader::read(source)
}
