//! Frames to a PDF file.
//!
//! In: a [`Document`] and its fonts. Out: the file's bytes, the same for the same
//! document. printpdf draws the pages; what it does not do is completed on the lopdf
//! document that it returns.
//!
//! 1. *cut* (`fonts`): keep of each font the glyphs that are used;
//! 2. *draw* (`content`): each page's items as operators, for printpdf;
//! 3. *complete* (`fonts`, `pictures`, `links`, `outline`, `tags`, `attachments`,
//!    `metadata`): embed fonts and pictures, make links work, say what the content means
//!    and what the file is;
//! 4. *save* (`save`): number, compress and write, with an identifier made from the content.

mod attachments;
mod clusters;
mod content;
mod file;
mod fonts;
mod links;
mod metadata;
mod numbering;
mod objects;
mod outline;
mod pictures;
mod save;
mod syntax;
mod tags;

#[cfg(test)]
mod tests;

use printpdf::{PdfDocument, PdfSaveOptions};

use crate::frame::Document;
use crate::text::Fonts;

/// Why a document cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportError {
    /// What is wrong, in the user's words.
    pub message: String,
}

impl ExportError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
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
    // Of each font the glyphs that are used.
    let cuts = fonts::cut(document, fonts)?;

    // Each page's items as operators.
    let elements = document.standard.is_tagged().then_some(document.elements.as_slice());
    let mut drawing = PdfDocument::new("");
    let mut owners = vec![];
    for page in &document.pages {
        let drawn = content::draw(page, &cuts, elements);
        drawing.pages.push(drawn.page);
        owners.push(drawn.owners);
    }
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: false, image_optimization: None };
    let mut pdf = drawing.to_lopdf_document(&options, &mut vec![]);

    // What printpdf leaves to us.
    let pages = objects::pages(&pdf);
    let font_resources = fonts::embed(&mut pdf, &cuts);
    let picture_resources = pictures::embed(&mut pdf, &document.pictures)?;
    objects::set_resources(&mut pdf, &pages, &font_resources, &picture_resources);
    let links = links::add(&mut pdf, &pages, document);
    outline::add(&mut pdf, &pages, document);
    if document.standard.is_tagged() {
        tags::add(&mut pdf, &pages, document, &owners, &links);
    }
    attachments::add(&mut pdf, document);
    metadata::describe(&mut pdf, document);

    save::save(pdf)
}
