//! PNG and JPEG files to samples.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageResult, Limits};

use super::{Content, Picture, PictureError, Raster};
use crate::geometry::{Pt, Size};

/// More pixels than this are refused.
const MOST_PIXELS: u64 = 50_000_000;

/// A JPEG is walked through once a scan; programs write ten. More pixels times scans are refused.
const MOST_SCANNED: u64 = 20 * MOST_PIXELS;

/// What a decoder may allocate.
const MOST_MEMORY: u64 = 256 << 20;

/// Resolutions outside of this, in pixels per inch, are taken for mistakes.
const RESOLUTIONS: std::ops::RangeInclusive<f64> = 10.0..=10_000.0;

/// Where a file states none.
const USUAL_RESOLUTION: f64 = 96.0;

/// Reads a PNG file.
pub(super) fn png(bytes: &[u8]) -> Result<Picture, PictureError> {
    let header = super::png::header(bytes)?;
    check_size(header.width, header.height)?;
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits());
    let (image, orientation) = decoder.and_then(decode).map_err(|error| broken("PNG", &error))?;
    Ok(picture(image, orientation, header.resolution, None))
}

/// Reads a JPEG file.
pub(super) fn jpeg(bytes: &[u8]) -> Result<Picture, PictureError> {
    let header = super::jpeg::header(bytes)?;
    check_size(header.width.into(), header.height.into())?;
    if u64::from(header.width) * u64::from(header.height) * u64::from(header.scans) > MOST_SCANNED {
        return Err(PictureError::new("is a JPEG file of too many scans").hint("save it anew, or scale it down"));
    }
    let as_rgb = "save it as an RGB picture";
    // Adobe's programs store CMYK inverted, and say that they wrote it; of others nobody knows.
    if header.components.len() == 4 && !header.adobe {
        return Err(PictureError::new("is a CMYK JPEG file of unknown polarity").hint(as_rgb));
    }
    if header.is_ambiguous() {
        return Err(PictureError::new("is a JPEG file that does not say what its colours are").hint(as_rgb));
    }
    let decoder = JpegDecoder::new(Cursor::new(bytes));
    let (image, orientation) = decoder.and_then(decode).map_err(|error| broken("JPEG", &error))?;
    let upright = orientation == Orientation::NoTransforms;
    let passed_on = (upright && header.is_for_pdf()).then(|| header.stripped(bytes));
    Ok(picture(image, orientation, header.resolution, passed_on))
}

fn check_size(width: u32, height: u32) -> Result<(), PictureError> {
    if width == 0 || height == 0 {
        return Err(PictureError::new("has no pixels"));
    }
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS {
        let message = format!("has {width} × {height} pixels, and {} million are the most", MOST_PIXELS / 1_000_000);
        return Err(PictureError::new(message).hint("scale it down; 600 pixels per inch are plenty in print"));
    }
    Ok(())
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

/// Decodes all samples.
fn decode(mut decoder: impl ImageDecoder) -> ImageResult<(DynamicImage, Orientation)> {
    decoder.set_limits(limits())?;
    // A broken note about the camera is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

fn broken(kind: &str, error: &image::ImageError) -> PictureError {
    match error {
        image::ImageError::Limits(_) => PictureError::new(format!("is a {kind} file that takes too much memory"))
            .hint("scale it down, or save it with 8 bits for each channel"),
        _ => PictureError::new(format!("is a broken {kind} file: {error}")),
    }
}

/// Turns the image upright and its samples into ours.
fn picture(
    mut image: DynamicImage,
    orientation: Orientation,
    resolution: Option<(f64, f64)>,
    jpeg: Option<Vec<u8>>,
) -> Picture {
    image.apply_orientation(orientation);
    let (width, height) = (image.width(), image.height());
    let (across, down) = match resolution {
        Some((x, y)) if RESOLUTIONS.contains(&x) && RESOLUTIONS.contains(&y) => (x, y),
        _ => (USUAL_RESOLUTION, USUAL_RESOLUTION),
    };
    let (across, down) = if swaps_sides(orientation) { (down, across) } else { (across, down) };
    let size = Size::new(Pt(f64::from(width) * 72.0 / across), Pt(f64::from(height) * 72.0 / down));

    let colored = image.color().has_color();
    let (channels, mut samples, alpha) = match (colored, image.color().has_alpha()) {
        (false, false) => (1, image.into_luma8().into_raw(), None),
        (true, false) => (3, image.into_rgb8().into_raw(), None),
        (false, true) => split(1, image.into_luma_alpha8().into_raw()),
        (true, true) => split(3, image.into_rgba8().into_raw()),
    };
    samples.truncate(width as usize * height as usize * usize::from(channels));
    let raster = Raster { width, height, channels, samples: samples.into(), alpha, jpeg: jpeg.map(Arc::from) };
    Picture { size, content: Content::Raster(raster) }
}

fn swaps_sides(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH)
}

/// Parts colours from opacity; the colours are moved together where they are, as large pictures are large.
fn split(channels: u8, mut samples: Vec<u8>) -> (u8, Vec<u8>, Option<Arc<[u8]>>) {
    let colors = usize::from(channels);
    let pixel = colors + 1;
    let alpha: Arc<[u8]> = samples.chunks_exact(pixel).map(|pixel| pixel.last().copied().unwrap_or(255)).collect();
    let count = alpha.len();
    for index in 0..count {
        samples.copy_within(index * pixel..index * pixel + colors, index * colors);
    }
    samples.truncate(count * colors);
    let opaque = alpha.iter().all(|&value| value == 255);
    (channels, samples, (!opaque).then_some(alpha))
}
