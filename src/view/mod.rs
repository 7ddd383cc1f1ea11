//! A PDF as those see it who look at it: its pages as pictures, and what stands where on them.
//!
//! In: the bytes of any PDF, ours or not. Out: [`Raster`]s, SVG, and [`Placed`] words.
//! What cannot be read whole is not read at all: a viewer may guess what a broken file
//! meant; who compares must not.
//!
//! 1. *sound* (`sound`): the file is whole, every object where it should be;
//! 2. *draw* (`draw`): a page as pixels or as SVG;
//! 3. *place* (`place`): the words and pictures of a page, each with its place.

mod draw;
mod place;
mod sound;

use std::fmt;

use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};

pub use draw::{Dpi, Pencil, Raster};
pub use place::{Placed, PlacedPicture, Word};

use crate::geometry::{Pt, Size};
use crate::inspect::{InspectError, Inspection, Read};

/// A PDF, opened.
pub struct View {
    pdf: Pdf,
}

/// Why a PDF cannot be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ViewError {
    /// It is no PDF at all.
    NotPdf,
    /// It can only be read with a password.
    Encrypted,
    /// It is a broken PDF, and how.
    Broken(String),
    /// A page, counted from 1, could not be drawn whole, and why.
    Page(usize, String),
}

impl fmt::Display for ViewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPdf => f.write_str("is not a PDF"),
            Self::Encrypted => f.write_str("is encrypted and can only be read with a password"),
            Self::Broken(how) => write!(f, "is a broken PDF: {how}"),
            Self::Page(page, why) => write!(f, "cannot be drawn whole: page {page}: {why}"),
        }
    }
}

impl std::error::Error for ViewError {}

impl View {
    /// Opens a PDF and sees that all of it is there.
    ///
    /// # Errors
    ///
    /// It is no PDF, encrypted with a password, or not whole.
    pub fn open(bytes: Vec<u8>) -> Result<Self, ViewError> {
        sound::check(&bytes)?;
        let pdf = Pdf::new(bytes).map_err(|error| match error {
            LoadPdfError::Decryption(_) => ViewError::Encrypted,
            LoadPdfError::Invalid => ViewError::Broken("its objects cannot be found".into()),
        })?;
        if pdf.pages().is_empty() {
            return Err(ViewError::Broken("it has no pages".into()));
        }
        Ok(Self { pdf })
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        self.pdf.data().as_ref()
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.pdf.pages().len()
    }

    /// The size of a page as it is looked at, turned and cropped; nothing if there is no such page.
    pub fn size(&self, index: usize) -> Size {
        let (width, height) = self.page(index).map_or((0.0, 0.0), Page::render_dimensions);
        Size { width: Pt(width.into()), height: Pt(height.into()) }
    }

    /// By how many degrees a page is turned, clockwise.
    pub fn turned(&self, index: usize) -> i32 {
        let rotation = self.page(index).and_then(|page| page.raw().get::<i32>("Rotate"));
        rotation.unwrap_or(0).rem_euclid(360)
    }

    /// What the file says of itself, and its structure.
    ///
    /// # Errors
    ///
    /// The file's catalogue cannot be read.
    pub fn inspect(&self) -> Result<Inspection, InspectError> {
        Ok(self.read()?.inspection())
    }

    pub(crate) fn read(&self) -> Result<Read<'_>, InspectError> {
        Read::new(&self.pdf)
    }

    pub(crate) fn pdf(&self) -> &Pdf {
        &self.pdf
    }

    /// Takes up a pencil that draws pages and knows its fonts from one page to the next.
    pub fn pencil(&self) -> Pencil<'_> {
        Pencil::new(self)
    }

    fn page(&self, index: usize) -> Option<&Page<'_>> {
        self.pdf.pages().get(index)
    }
}
