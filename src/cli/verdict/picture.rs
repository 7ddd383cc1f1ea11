//! Pages as PNG.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use letterpdf::view::Raster;

/// A picture as PNG; without its opacity where all of it is opaque. The error is in words.
pub(in crate::cli) fn png(raster: &Raster) -> Result<Vec<u8>, String> {
    let mut png = Cursor::new(vec![]);
    let encoder = PngEncoder::new(&mut png);
    let (width, height) = (raster.width as u32, raster.height as u32);
    let is_opaque = raster.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255);
    let encoded = if is_opaque {
        let rgb: Vec<u8> = raster.rgba.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        encoder.write_image(&rgb, width, height, ExtendedColorType::Rgb8)
    } else {
        encoder.write_image(&raster.rgba, width, height, ExtendedColorType::Rgba8)
    };
    encoded.map_err(|error| format!("no picture can be made: {error}"))?;
    Ok(png.into_inner())
}

/// A picture as an address that holds it.
pub(in crate::cli) fn picture(raster: &Raster) -> Result<String, String> {
    Ok(format!("data:image/png;base64,{}", BASE64.encode(png(raster)?)))
}
