//! A PDF read back: what it says of itself, what its content means, what is attached.
//!
//! In: the bytes of any PDF, ours or not. Out: an [`Inspection`], which prints as text.
//! The parser is not the library that writes: it takes files from anywhere.
//!
//! 1. *about* (`about`): the Info dictionary, the language, the standards claimed in XMP;
//! 2. *texts* (`content`, `fonts`): what each piece of marked content says;
//! 3. *tree* (`tree`): the structure with these texts, and where links lead;
//! 4. *attached* (`attached`): the files in it.

mod about;
mod attached;
mod content;
mod fonts;
mod print;
mod tree;
mod values;

use hayro_syntax::object::{Dict, ObjectIdentifier};
use hayro_syntax::{LoadPdfError, Pdf};
use serde::Serialize;

pub use about::About;
pub use attached::Attached;
pub use tree::{Element, Kid};

/// What is in a PDF.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inspection {
    /// What it says of itself.
    #[serde(flatten)]
    pub about: About,
    /// The structure; empty in an untagged file.
    pub structure: Vec<Kid>,
    /// How many pieces of text are neither part of the structure nor an artifact.
    pub untagged: usize,
    /// The files in it.
    pub attachments: Vec<Attached>,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InspectError {
    /// It is no PDF, or a broken one.
    Broken,
    /// It can only be read with a password.
    Encrypted,
}

impl std::fmt::Display for InspectError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Broken => "is not a PDF, or a broken one",
            Self::Encrypted => "is encrypted and can only be read with a password",
        })
    }
}

impl std::error::Error for InspectError {}

/// Reads a PDF back.
///
/// # Errors
///
/// It is no PDF, too broken to be read, or encrypted with a password.
pub fn inspect(bytes: Vec<u8>) -> Result<Inspection, InspectError> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => InspectError::Encrypted,
        LoadPdfError::Invalid => InspectError::Broken,
    })?;
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).ok_or(InspectError::Broken)?;

    // What each piece of marked content says.
    let mut texts = content::Texts::default();
    for page in pdf.pages().iter() {
        let id = page.raw().obj_id().unwrap_or(ObjectIdentifier::new(0, 0));
        if let Some(stream) = page.page_stream() {
            texts.read(id, stream, page.resources());
        }
    }

    Ok(Inspection {
        about: about::about(&pdf, &catalog),
        structure: tree::structure(pdf.xref(), &catalog, &texts),
        untagged: texts.untagged,
        attachments: attached::attached(&catalog),
    })
}
