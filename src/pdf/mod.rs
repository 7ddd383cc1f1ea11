//! Frames to a PDF file.
//!
//! In: a [`Document`]. Out: the file's bytes, the same for the same document.

use crate::frame::Document;
use crate::text::Fonts;

/// Why a document cannot be written.
#[derive(Debug)]
pub struct ExportError {
    /// What is wrong, in the user's words.
    pub message: String,
}

impl std::fmt::Display for ExportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ExportError {}

/// Writes a document as PDF.
///
/// # Errors
///
/// A font that cannot be cut or must not be embedded, a drawing that cannot be converted.
pub fn export(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, ExportError> {
    let _ = (document, fonts);
    todo!()
}
