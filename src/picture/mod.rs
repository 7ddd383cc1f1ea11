//! Picture files to pictures: PNG, JPEG, SVG.
//!
//! In: the bytes of a file from anywhere. Out: a [`Picture`] that can be drawn, or
//! a [`PictureError`]. Sizes are judged from the header before a pixel is decoded;
//! an SVG never opens anything outside itself.

mod raster;
mod svg;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use crate::geometry::Size;

/// A picture, ready to be drawn at any size.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its natural size: pixels at the file's own resolution (96 per inch where none is stated), SVG user units.
    pub size: Size,
    /// What is drawn.
    pub content: Content,
}

/// What a picture is made of.
#[derive(Debug, Clone)]
pub enum Content {
    /// Samples, row by row from the top.
    Raster(Raster),
    /// A drawing.
    Vector(Arc<svg2pdf::usvg::Tree>),
}

/// Decoded samples of eight bits, upright (EXIF rotation applied).
#[derive(Debug, Clone)]
pub struct Raster {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// 1 for grey, 3 for RGB (sRGB).
    pub channels: u8,
    /// `width × height × channels` samples.
    pub samples: Arc<[u8]>,
    /// `width × height` samples of opacity, unless all is opaque.
    pub alpha: Option<Arc<[u8]>>,
    /// The file's own bytes when they can stand in a PDF as they are (an upright baseline or
    /// progressive JPEG, grey or RGB).
    pub jpeg: Option<Arc<[u8]>>,
}

/// Why a file is not a picture that can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureError {
    /// What is wrong, to be read after the file's name.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PictureError {}

impl PictureError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_string());
        self
    }
}

/// Reads a picture file; the kind is told from its first bytes.
///
/// # Errors
///
/// Not a picture, broken, too large, or of a kind that cannot be drawn right.
pub fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        raster::decode_png(bytes)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        raster::decode_jpeg(bytes)
    } else if bytes.starts_with(b"\x1f\x8b") {
        Err(PictureError::new("is a compressed SVG").hint("unpack it: `gzip -dc logo.svgz > logo.svg`"))
    } else if svg::looks_like(bytes) {
        svg::decode(bytes)
    } else {
        Err(PictureError::new("is not a picture that can be drawn").hint("use SVG, PNG or JPEG"))
    }
}
