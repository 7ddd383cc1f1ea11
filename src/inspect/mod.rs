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
pub(crate) use values::{name_at, text, text_at};

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
    Ok(Read::new(&pdf)?.inspection())
}

/// A piece of marked content: the page that holds it, counted from 0, and its identifier there.
pub(crate) type Marked = (usize, i32);

/// A PDF whose content was read.
pub(crate) struct Read<'a> {
    pdf: &'a Pdf,
    pub(crate) catalog: Dict<'a>,
    texts: content::Texts,
    pages: Vec<ObjectIdentifier>,
}

impl<'a> Read<'a> {
    /// Reads what each piece of marked content says.
    pub(crate) fn new(pdf: &'a Pdf) -> Result<Self, InspectError> {
        let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).ok_or(InspectError::Broken)?;
        let mut texts = content::Texts::default();
        let mut pages = vec![];
        for page in pdf.pages().iter() {
            let id = page.raw().obj_id().unwrap_or(ObjectIdentifier::new(0, 0));
            if let Some(stream) = page.page_stream() {
                texts.read(id, stream, page.resources());
            }
            pages.push(id);
        }
        Ok(Self { pdf, catalog, texts, pages })
    }

    /// Takes back what some pieces of marked content say.
    pub(crate) fn hush(&mut self, marked: &[Marked]) {
        for (page, mark) in marked {
            if let Some(page) = self.pages.get(*page) {
                self.texts.hush(*page, *mark);
            }
        }
    }

    /// What the file says of itself.
    pub(crate) fn about(&self) -> About {
        about::about(self.pdf, &self.catalog)
    }

    /// What is in it.
    pub(crate) fn inspection(&self) -> Inspection {
        Inspection {
            about: self.about(),
            structure: tree::structure(self.pdf.xref(), &self.catalog, &self.texts).0,
            untagged: self.texts.untagged,
            attachments: attached::attached(&self.catalog),
        }
    }

    /// The pieces of marked content in reading order, each with the types of the elements that it is in.
    pub(crate) fn reading_order(&self) -> Vec<(Marked, String)> {
        let (_, order) = tree::structure(self.pdf.xref(), &self.catalog, &self.texts);
        let page_of = |id| self.pages.iter().position(|page| *page == id);
        order.into_iter().filter_map(|((holder, mark), path)| Some(((page_of(holder)?, mark), path))).collect()
    }
}
