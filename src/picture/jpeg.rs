//! What a JPEG file says before its samples, and whether it is whole (ITU-T T.81, annex B).

use std::ops::Range;

use super::PictureError;

/// The first bytes of every JPEG file: start of image, and a marker.
pub(super) const SIGNATURE: [u8; 3] = [0xFF, 0xD8, 0xFF];

const START_OF_IMAGE: u8 = 0xD8;
const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;

/// The facts of the header.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    /// Columns.
    pub(super) width: u16,
    /// Rows.
    pub(super) height: u16,
    /// Colour channels.
    pub(super) components: Vec<u8>,
    /// Bits of a sample.
    precision: u8,
    /// The marker of the frame header: how the samples are coded.
    coding: u8,
    /// Pixels per inch from left to right and from top to bottom, if stated.
    pub(super) resolution: Option<(f64, f64)>,
    /// The file has Adobe's marker.
    pub(super) adobe: bool,
    jfif: bool,
    /// How often a decoder walks through the picture.
    pub(super) scans: u32,
    /// The segments and scans that a reader needs, without descriptions and profiles.
    needed: Vec<Range<usize>>,
}

/// Reads the header, and walks through the file to see that it is whole.
pub(super) fn header(bytes: &[u8]) -> Result<Header, PictureError> {
    let mut header = Header {
        width: 0,
        height: 0,
        components: Vec::new(),
        precision: 0,
        coding: 0,
        resolution: None,
        adobe: false,
        jfif: false,
        scans: 0,
        needed: Vec::new(),
    };
    let mut at = 0;
    loop {
        let (marker, start) = next_marker(bytes, at).ok_or_else(truncated)?;
        at = match marker {
            START_OF_IMAGE | 0x01 | 0xD0..=0xD7 => start + 2,
            END_OF_IMAGE => {
                header.needed.push(start..start + 2);
                break;
            }
            _ => {
                let end = segment_end(bytes, start).ok_or_else(truncated)?;
                header.read(marker, bytes.get(start + 4..end).unwrap_or_default());
                let end = if marker == START_OF_SCAN { scan_end(bytes, end) } else { end };
                if is_needed(marker) {
                    header.needed.push(start..end);
                }
                end
            }
        };
    }
    if header.components.is_empty() { Err(PictureError::new("is a broken JPEG file")) } else { Ok(header) }
}

fn truncated() -> PictureError {
    PictureError::new("is a JPEG file that ends too early").hint("get the file again: a part of it was lost")
}

/// The next marker and where it stands; bytes before it are skipped.
fn next_marker(bytes: &[u8], from: usize) -> Option<(u8, usize)> {
    let pairs = bytes.get(from..)?.windows(2);
    pairs.enumerate().find_map(|(offset, pair)| match pair {
        [0xFF, marker] if *marker != 0 && *marker != 0xFF => Some((*marker, from + offset)),
        _ => None,
    })
}

/// Where a segment ends; its length follows the marker.
fn segment_end(bytes: &[u8], start: usize) -> Option<usize> {
    let length = usize::from(number(bytes, start + 2)?);
    let end = start + 2 + length.max(2);
    (end <= bytes.len()).then_some(end)
}

/// Where the samples of a scan end: at a marker that is not a restart.
fn scan_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        match next_marker(bytes, at) {
            Some((0xD0..=0xD7, start)) => at = start + 2,
            Some((_, start)) => return start,
            None => return bytes.len(),
        }
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// Segments without which the picture would not be the same: not EXIF, profiles,
/// thumbnails and comments. What was noted about a photograph stays out of the letter.
fn is_needed(marker: u8) -> bool {
    !matches!(marker, 0xE1..=0xED | 0xEF | 0xFE)
}

impl Header {
    /// Notes what a segment says.
    fn read(&mut self, marker: u8, data: &[u8]) {
        match marker {
            // A frame header; the gaps are other tables.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                self.coding = marker;
                self.precision = data.first().copied().unwrap_or_default();
                self.height = number(data, 1).unwrap_or_default();
                self.width = number(data, 3).unwrap_or_default();
                self.components =
                    data.get(6..).unwrap_or_default().chunks_exact(3).filter_map(|c| c.first().copied()).collect();
            }
            0xE0 if data.starts_with(b"JFIF\0") => {
                self.jfif = true;
                self.resolution = jfif_resolution(data);
            }
            START_OF_SCAN => self.scans = self.scans.saturating_add(1),
            0xEE if data.starts_with(b"Adobe") => self.adobe = true,
            _ => {}
        }
    }

    /// Three channels that are not luminance and colour difference, told by their names alone.
    /// Readers disagree about such files.
    pub(super) fn is_ambiguous(&self) -> bool {
        self.components == b"RGB" && !self.jfif && !self.adobe
    }

    /// Whether PDF readers can decode it: baseline, extended or progressive, eight bits, grey or colour.
    pub(super) fn is_for_pdf(&self) -> bool {
        matches!(self.coding, 0xC0..=0xC2) && self.precision == 8 && matches!(self.components.len(), 1 | 3)
    }

    /// The file without what is not needed to draw it.
    pub(super) fn stripped(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stripped = vec![0xFF, START_OF_IMAGE];
        for range in &self.needed {
            stripped.extend_from_slice(bytes.get(range.clone()).unwrap_or_default());
        }
        stripped
    }
}

/// The resolution in a JFIF header (JFIF 1.02, page 5).
fn jfif_resolution(data: &[u8]) -> Option<(f64, f64)> {
    let unit = match data.get(7)? {
        1 => 1.0,
        2 => 2.54,
        _ => return None,
    };
    Some((f64::from(number(data, 8)?) * unit, f64::from(number(data, 10)?) * unit))
}
