//! Formal letters from TOML to typeset, accessible, archival PDF.
//!
//! A letter goes through four steps, each a room of its own with one door:
//!
//! ```text
//! TOML text → Letter → ResolvedLetter → Document (pages of frames) → PDF bytes
//!           parse    resolve          layout                       export
//! ```
//!
//! [`render`] takes all four; what stands between them is there to be looked at:
//!
//! ```
//! use std::sync::Arc;
//! use letterpdf::{MemoryWorld, Source, World, layout, letter, pdf, resolve};
//!
//! let source = Arc::new(Source::new(
//!     "letter.toml",
//!     r#"
//!     date = 2020-12-08
//!     body = "I accept your kind *invitation*."
//!
//!     [sender]
//!     name = "Ada Lovelace"
//!
//!     [recipient]
//!     name = "Mr Charles Babbage"
//!     "#,
//! ));
//! let world = MemoryWorld::new();
//!
//! // What the author said, each text with its place in the file.
//! let (letter, _) = letter::parse(&source)?;
//! // Every choice settled: template, faces, dates and labels, pictures.
//! let (resolved, _) = resolve::resolve(&source, &letter, &world)?;
//! // Everything at its place on a page, with its role.
//! let document = layout::layout(&resolved, world.fonts())?;
//! // The file, the same for the same document.
//! let bytes = pdf::export(&document, world.fonts())?;
//! assert!(bytes.starts_with(b"%PDF-1.7"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The rooms
//!
//! | room | what happens there | its door |
//! | --- | --- | --- |
//! | [`letter`] | TOML to a typed letter; body markup to blocks and inlines | [`letter::parse`] |
//! | [`resolve`] | letter + template + world: labels and dates written out, faces chosen, files read | [`resolve::resolve`] |
//! | [`layout`] | blocks, paragraphs, zones and pages: where everything stands | [`layout::layout`] |
//! | [`pdf`] | frames to pages, subset fonts, links, tags, metadata, attached files | [`pdf::export`] |
//!
//! Three go the other way, whoever made the PDF: [`inspect`] reads it back, [`view`] draws it,
//! [`compare`] tells what differs between two. Above them all stands [`batch`], which makes
//! many letters of one and of rows that [`data`] reads.
//!
//! Three more are the tables between them and the tools that they share:
//! [`frame`] (pages of placed things, each with its role), [`text`] (fonts,
//! shaping, line breaking) and [`picture`] (PNG, JPEG and SVG files). Two belong to
//! all: [`diagnostic`] (what is wrong, where, and what to do) and [`geometry`].
//!
//! What letters of a batch have in common is made once and [`Kept`]; no letter's bytes depend on it.
//!
//! The outside comes in through one door, a [`World`]: fonts, files, today's date.
//! The library reads no clock and no environment, prints nothing and keeps no global
//! state, so that the same letter in the same world gives the same bytes.

pub mod batch;
pub mod compare;
pub mod data;
pub mod diagnostic;
mod digest;
pub mod frame;
pub mod geometry;
pub mod inspect;
mod keep;
mod kept;
pub mod layout;
pub mod letter;
mod locale;
pub mod pdf;
pub mod picture;
pub mod resolve;
pub mod text;
pub mod view;
mod world;

use std::sync::Arc;

pub use diagnostic::{Diagnostic, Diagnostics, Source};
pub use kept::Kept;
use letter::{Form, Values};
pub use world::{FileError, FolderWorld, MemoryWorld, World};

/// A finished letter.
#[derive(Debug, Clone)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its SHA-256, as digits.
    pub sha256: String,
    /// How many pages it has.
    pub pages: usize,
    /// What deserves a look.
    pub warnings: Vec<Diagnostic>,
}

/// Makes a PDF from the text of a letter file.
///
/// # Errors
///
/// Everything that keeps the letter from being set right; nothing of it is made then.
pub fn render(source: &Arc<Source>, world: &dyn World) -> Result<Pdf, Diagnostics> {
    let form = letter::read(source)?;
    let values = data::of_letter(&form, world)?;
    render_row(&form, &values, world)
}

/// Makes a PDF of a letter with placeholders and the values that they stand for.
///
/// # Errors
///
/// As [`render`], and names that are not among the values.
pub fn render_row(form: &Form, values: &Values, world: &dyn World) -> Result<Pdf, Diagnostics> {
    render_row_with(form, values, world, &Kept::default())
}

/// The same as [`render_row`], with what is kept from rows before, and kept for those after.
///
/// # Errors
///
/// As [`render_row`].
pub fn render_row_with(form: &Form, values: &Values, world: &dyn World, kept: &Kept) -> Result<Pdf, Diagnostics> {
    let (document, warnings) = lay_out_row(form, values, world, kept)?;
    let (bytes, sha256) = pdf::export_with(&document, world.fonts(), &kept.objects)?;
    Ok(Pdf { bytes, sha256: digest::hexadecimal(&sha256), pages: document.pages.len(), warnings })
}

/// Lays out a letter with placeholders, and gives what deserves a look beside it.
///
/// # Errors
///
/// As [`render_row`].
pub fn lay_out_row(
    form: &Form,
    values: &Values,
    world: &dyn World,
    kept: &Kept,
) -> Result<(frame::Document, Vec<Diagnostic>), Diagnostics> {
    let (letter, mut warnings) = form.letter(values)?;
    let source = form.source();
    let (resolved, more) = resolve::resolve_with(source, &letter, world, &kept.files)?;
    warnings.extend(more);
    Ok((layout::layout_with(&resolved, world.fonts(), &kept.paragraphs)?, warnings))
}
