//! The faces that there are, and what they cover.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::geometry::Pt;

/// A face of a [`Fonts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FaceId(pub u32);

/// Where a font comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FontOrigin {
    /// It is part of the program.
    Bundled,
    /// A file of a folder given by the user.
    Folder(PathBuf),
    /// A file that the system has installed.
    System(PathBuf),
}

/// A family, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyInfo {
    /// Its name.
    pub name: String,
    /// Names of its styles: "Regular", "Bold Italic", …
    pub styles: Vec<String>,
    /// Where its files come from.
    pub origin: FontOrigin,
}

/// A family that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFamily {
    /// The name asked for.
    pub name: String,
    /// The nearest names that are there, best first, at most three.
    pub nearest: Vec<String>,
}

/// Vertical measures of a face, in parts of an em.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metrics {
    /// From the baseline up to the top of the line.
    pub ascent: f64,
    /// From the baseline down to the bottom of the line, positive.
    pub descent: f64,
    /// Height of capitals.
    pub cap_height: f64,
    /// Height of small letters.
    pub x_height: f64,
    /// Top of the underline below the baseline, positive.
    pub underline_offset: f64,
    /// Thickness of the underline.
    pub underline_thickness: f64,
}

/// A face: one style of a family.
#[derive(Debug)]
pub struct Face {
    data: Cow<'static, [u8]>,
}

impl Face {
    /// The font file's bytes.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The face's number within its file.
    pub fn index(&self) -> u32 {
        todo!()
    }

    /// The family's name.
    pub fn family(&self) -> &str {
        todo!()
    }

    /// The PostScript name, for the PDF.
    pub fn postscript_name(&self) -> &str {
        todo!()
    }

    /// Whether it is bold.
    pub fn bold(&self) -> bool {
        todo!()
    }

    /// Whether it is italic or oblique.
    pub fn italic(&self) -> bool {
        todo!()
    }

    /// Vertical measures.
    pub fn metrics(&self) -> Metrics {
        todo!()
    }

    /// Whether it has a glyph for a character.
    pub fn covers(&self, character: char) -> bool {
        let _ = character;
        todo!()
    }
}

/// The faces that a letter can be set in. Files are opened and parsed when first used.
#[derive(Debug, Default)]
pub struct Fonts {}

impl Fonts {
    /// The bundled families.
    pub fn bundled() -> Self {
        todo!()
    }

    /// Adds all fonts of a folder and the folders in it; they go before the bundled ones.
    ///
    /// # Errors
    ///
    /// The folder cannot be read.
    pub fn add_folder(&mut self, folder: &Path) -> std::io::Result<()> {
        let _ = folder;
        todo!()
    }

    /// Adds the fonts that the system has installed; they go after all others.
    pub fn add_system(&mut self) {
        todo!()
    }

    /// The face of a family that is nearest to a style.
    ///
    /// # Errors
    ///
    /// No such family, with the nearest names.
    pub fn select(&self, family: &str, bold: bool, italic: bool) -> Result<FaceId, UnknownFamily> {
        let _ = (family, bold, italic);
        todo!()
    }

    /// The face with a number that [`select`](Self::select) gave.
    pub fn face(&self, id: FaceId) -> &Face {
        let _ = id;
        todo!()
    }

    /// All families, by name.
    pub fn families(&self) -> Vec<FamilyInfo> {
        todo!()
    }
}
