//! What a PNG file says before its samples (PNG specification, clauses 5 and 11).

use super::PictureError;

/// The first bytes of every PNG file.
pub(super) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// The facts of the header.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Header {
    /// Columns.
    pub(super) width: u32,
    /// Rows.
    pub(super) height: u32,
    /// Pixels per inch from left to right and from top to bottom, if stated.
    pub(super) resolution: Option<(f64, f64)>,
}

/// Reads the header and the resolution.
pub(super) fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    let broken = || PictureError::new("is a broken PNG file");
    let mut rest = bytes.get(SIGNATURE.len()..).ok_or_else(broken)?;
    let (kind, data) = next_chunk(&mut rest).ok_or_else(broken)?;
    let (Some(width), Some(height), b"IHDR") = (number(data, 0), number(data, 4), &kind) else {
        return Err(broken());
    };
    let mut header = Header { width, height, resolution: None };
    while let Some((kind, data)) = next_chunk(&mut rest) {
        match &kind {
            b"pHYs" => header.resolution = resolution(data),
            b"IDAT" => break,
            _ => {}
        }
    }
    Ok(header)
}

/// Takes a chunk: its kind and its data.
fn next_chunk<'a>(rest: &mut &'a [u8]) -> Option<([u8; 4], &'a [u8])> {
    let length = number(rest, 0)? as usize;
    let kind = rest.get(4..8)?.try_into().ok()?;
    let data = rest.get(8..length.checked_add(8)?)?;
    // After the data comes a checksum of four bytes.
    *rest = rest.get(length.checked_add(12)?..).unwrap_or_default();
    Some((kind, data))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Pixels per metre to pixels per inch.
fn resolution(data: &[u8]) -> Option<(f64, f64)> {
    const METRE: u8 = 1;
    let inch = |at| number(data, at).map(|pixels| f64::from(pixels) * 0.0254);
    (data.get(8) == Some(&METRE)).then_some((inch(0)?, inch(4)?))
}
