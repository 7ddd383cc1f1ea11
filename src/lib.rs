//! Formal letters from TOML to typeset PDF.

pub mod diagnostic;
pub mod frame;
pub mod geometry;
pub mod layout;
pub mod letter;
pub mod pdf;
pub mod picture;
pub mod resolve;
pub mod text;
mod world;

use std::sync::Arc;

pub use diagnostic::{Diagnostic, Diagnostics, Source};
pub use world::{FileError, FolderWorld, MemoryWorld, World};

/// A finished letter.
#[derive(Debug, Clone)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// What deserves a look.
    pub warnings: Vec<Diagnostic>,
}

/// Makes a PDF from the text of a letter file.
///
/// # Errors
///
/// Everything that keeps the letter from being set right.
pub fn render(source: &Arc<Source>, world: &dyn World) -> Result<Pdf, Diagnostics> {
    let _ = (source, world);
    todo!()
}
