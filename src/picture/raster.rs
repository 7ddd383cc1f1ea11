//! PNG and JPEG files to samples.
//!
//! 1. judge the size from the header, before anything is decoded;
//! 2. decode to eight bits, grey or sRGB, with opacity apart;
//! 3. turn upright, as the EXIF orientation says;
//! 4. keep a JPEG's own bytes where they can stand in a PDF as they are.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, Limits};

use super::{Content, Picture, PictureError, Raster};
use crate::geometry::{Pt, Size};

/// The most pixels that are decoded: 50 megapixels, an A4 page at 720 dots per inch.
const MOST_PIXELS: u64 = 50_000_000;

/// The most memory that decoding may take.
const MOST_MEMORY: u64 = 384 << 20;

/// Points for each pixel, where a file does not say: 96 pixels per inch, as on screens.
const PIXEL: f64 = 0.75;

/// Reads a PNG file.
pub(super) fn decode_png(bytes: &[u8]) -> Result<Picture, PictureError> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits).map_err(broken)?;
    judge_size(&decoder)?;
    let image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture(&image, None)
}

/// Reads a JPEG file.
pub(super) fn decode_jpeg(bytes: &[u8]) -> Result<Picture, PictureError> {
    let frame = JpegFrame::read(bytes).ok_or_else(|| PictureError::new("is a broken JPEG file"))?;
    if !frame.complete {
        return Err(
            PictureError::new("is a JPEG file that ends too early").hint("copy it again from where it came from")
        );
    }
    let mut decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(broken)?;
    judge_size(&decoder)?;
    if frame.components == 4 {
        // Inks have no colours without their profile; what viewers show differs.
        return Err(PictureError::new("is a JPEG file in CMYK, whose colours depend on the press")
            .hint("convert it to RGB: `magick logo.jpg -colorspace sRGB logo.png`"));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(orientation);
    let as_it_is = orientation == Orientation::NoTransforms && matches!(frame.components, 1 | 3);
    picture(&image, as_it_is.then(|| bytes.into()))
}

fn broken(error: image::ImageError) -> PictureError {
    PictureError::new(format!("is broken: {error}"))
}

fn judge_size(decoder: &impl ImageDecoder) -> Result<(), PictureError> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err(PictureError::new(format!("has {width} × {height} pixels, more than 50 million"))
            .hint("make it smaller: 300 pixels per inch are enough in print"));
    }
    if pixels == 0 { Err(PictureError::new("has no pixels")) } else { Ok(()) }
}

/// A decoded image as samples.
fn picture(image: &DynamicImage, jpeg: Option<Arc<[u8]>>) -> Result<Picture, PictureError> {
    let (width, height) = (image.width(), image.height());
    let grey = !image.color().has_color();
    let (samples, alpha): (Vec<u8>, Option<Vec<u8>>) = match (grey, image.color().has_alpha()) {
        (true, false) => (image.to_luma8().into_raw(), None),
        (false, false) => (image.to_rgb8().into_raw(), None),
        (true, true) => split(&image.to_luma_alpha8().into_raw(), 2),
        (false, true) => split(&image.to_rgba8().into_raw(), 4),
    };
    let size = Size::new(Pt(f64::from(width) * PIXEL), Pt(f64::from(height) * PIXEL));
    let raster = Raster {
        width,
        height,
        channels: if grey { 1 } else { 3 },
        samples: samples.into(),
        alpha: alpha.map(Into::into),
        jpeg,
    };
    Ok(Picture { size, content: Content::Raster(raster) })
}

/// Parts colour and opacity; none of the latter if all is opaque.
fn split(samples: &[u8], channels: usize) -> (Vec<u8>, Option<Vec<u8>>) {
    let pixels = samples.chunks_exact(channels);
    let color = pixels.clone().flat_map(|pixel| &pixel[..channels - 1]).copied().collect();
    let alpha: Vec<u8> = pixels.map(|pixel| pixel[channels - 1]).collect();
    (color, alpha.iter().any(|sample| *sample != 255).then_some(alpha))
}

/// What a JPEG file's markers say (ITU-T T.81, annex B).
struct JpegFrame {
    components: u8,
    /// The end marker follows the last scan.
    complete: bool,
}

impl JpegFrame {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut components = None;
        let mut at = 2;
        loop {
            let marker = *bytes.get(at + 1)?;
            if bytes[at] != 0xff {
                return None;
            }
            let length = usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?));
            match marker {
                // Fill bytes.
                0xff => {
                    at += 1;
                    continue;
                }
                // Start of frame, of any process.
                0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => components = bytes.get(at + 9).copied(),
                // Start of scan: from here on there is image data.
                0xda => break,
                _ => {}
            }
            at += 2 + length;
        }
        let scans = &bytes[at..];
        let last_scan = scans.windows(2).rposition(|pair| pair == [0xff, 0xda])?;
        let complete = scans[last_scan..].windows(2).any(|pair| pair == [0xff, 0xd9]);
        Some(Self { components: components?, complete })
    }
}
