//! Picture files to pictures: PNG, JPEG, SVG.
//!
//! In: the bytes of a file from anywhere. Out: a [`Picture`] that can be drawn, or
//! a [`PictureError`]. Sizes are judged from the header before a pixel is decoded;
//! an SVG never opens anything outside itself.
//!
//! 1. *png*, *jpeg*: what the header says, and whether it is acceptable;
//! 2. *raster*: samples, upright, eight bits each;
//! 3. *budget*: what an SVG would cost, and whether it is acceptable;
//! 4. *svg*: the drawing.
//!
//! Colours are taken for sRGB: an embedded profile is not looked at.

mod budget;
mod jpeg;
mod png;
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

impl Picture {
    /// About how many bytes it takes in memory; all drawings are counted alike.
    pub(crate) fn size_in_memory(&self) -> usize {
        const DRAWING: usize = 256 << 10;
        let length = |samples: &Option<Arc<[u8]>>| samples.as_ref().map_or(0, |samples| samples.len());
        match &self.content {
            Content::Raster(raster) => raster.samples.len() + length(&raster.alpha) + length(&raster.jpeg),
            Content::Vector(_) => DRAWING,
        }
    }
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

impl PictureError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PictureError {}

/// Reads a picture file; the kind is told from its first bytes.
///
/// # Errors
///
/// Not a picture, broken, too large, or of a kind that cannot be drawn right.
pub fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    if bytes.starts_with(&png::SIGNATURE) {
        raster::png(bytes)
    } else if bytes.starts_with(&jpeg::SIGNATURE) {
        raster::jpeg(bytes)
    } else if svg::is_gzip(bytes) {
        svg::unpack(bytes).and_then(|text| svg::read(&text))
    } else if svg::looks_like_xml(bytes) {
        svg::read(bytes)
    } else {
        Err(unknown(bytes))
    }
}

/// The error for what is none of the three, by its name where it has one.
fn unknown(bytes: &[u8]) -> PictureError {
    const OTHERS: [(&[u8], &str); 7] = [
        (b"GIF8", "a GIF file"),
        (b"RIFF", "a WebP file"),
        (b"BM", "a BMP file"),
        (b"II*\0", "a TIFF file"),
        (b"MM\0*", "a TIFF file"),
        (b"%PDF", "a PDF file"),
        (b"%!PS", "an EPS file"),
    ];
    let kind = OTHERS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind);
    let message = match kind {
        _ if bytes.is_empty() => "is empty".to_owned(),
        Some(kind) => format!("is {kind}, which cannot be drawn"),
        None => "is not a picture".to_owned(),
    };
    PictureError::new(message).hint("use a PNG, JPEG or SVG file")
}
