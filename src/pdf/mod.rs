//! Frames to a PDF file.
//!
//! In: a [`Document`] and its fonts. Out: the file's bytes, the same for the same
//! document. printpdf draws what is seen; the objects of the file are written here, since most
//! of them are the same in the next letter, too, and those are made once ([`Kept`]).
//!
//! 1. *cut* (`runs`, `fonts`): keep of each font the glyphs that are used;
//! 2. *draw* (`content`, `operators`): each page's items as operators, by printpdf;
//! 3. *write* (`pages`, `pictures`, `links`, `outline`, `tags`, `attachments`, `metadata`):
//!    embed fonts and pictures, make links work, say what the content means and what the file is;
//! 4. *lay out* (`file`, `pack`): compressed, with an identifier made from the content.

mod attachments;
mod clusters;
mod content;
mod file;
mod fonts;
mod kept;
mod links;
mod metadata;
mod numbering;
mod operators;
mod outline;
mod pack;
mod pages;
mod pictures;
mod print;
mod runs;
mod syntax;
mod tags;

#[cfg(test)]
mod tests;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::frame::Document;
use crate::text::Fonts;
use file::File;
use fonts::Breadth;
use metadata::describe;

pub use kept::Kept;
pub use print::Print;

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

impl From<ExportError> for Diagnostics {
    fn from(error: ExportError) -> Self {
        Self(vec![Diagnostic::error(error.message)])
    }
}

/// Writes a document as PDF.
///
/// # Errors
///
/// A font that cannot be cut or must not be embedded, a drawing that cannot be converted.
pub fn export(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, ExportError> {
    Ok(export_with(document, fonts, &Kept::default())?.0)
}

/// Finds out whether a document can be written, without writing it.
///
/// # Errors
///
/// As [`export`].
pub fn check(document: &Document, fonts: &Fonts, kept: &Kept) -> Result<(), ExportError> {
    let runs = runs::runs(document, fonts, kept);
    fonts::cut(&runs, Breadth::File, fonts, kept)?;
    document.pictures.iter().try_for_each(|picture| pictures::check(picture, kept))
}

/// The same as [`export`], with what is kept from documents before, and kept for those after;
/// also gives the SHA-256 of the file.
///
/// # Errors
///
/// As [`export`].
pub fn export_with(document: &Document, fonts: &Fonts, kept: &Kept) -> Result<(Vec<u8>, [u8; 32]), ExportError> {
    // Of each font the glyphs that are used.
    let runs = runs::runs(document, fonts, kept);
    let breadth = if document.is_one_of_many { Breadth::Alphabets } else { Breadth::Used };
    let cuts = fonts::cut(&runs, breadth, fonts, kept)?;

    // Each page's items as content.
    let drawn = content::draw(document, document.standard, &runs, &cuts, kept)?;

    // Fonts and pictures, pages, and what they mean.
    let mut file = File::new(&kept.packer);
    let [root, node, structure] = std::array::from_fn(|_| file.reserve());
    let resources = pages::Resources::default().add(&mut file, &cuts, &document.pictures, kept)?;
    let structure = document.standard.is_tagged().then_some(structure);
    let written = pages::add(
        &mut file,
        document,
        &drawn,
        pages::Below { node, structure, is_part: false, resources, first_key: 0 },
    )?;
    pages::add_node(&mut file, node, None, &written.pages, written.pages.len())?;
    if let Some(root) = structure {
        tags::add_root(&mut file, root, written.top.as_slice(), &written.parents)?;
    }

    // What the file is, and what goes with it.
    let attached = attachments::add(&mut file, document)?;
    let outline = outline::add(&mut file, &written.outline)?;
    let described = describe(&mut file, &document.info, document.standard)?;
    let catalog = pages::Catalog { node, structure, outline, described: &described, attached: &attached };
    pages::add_catalog(&mut file, root, &document.info, &catalog)?;
    file.finish(root, described.info)
}
