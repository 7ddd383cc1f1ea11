//! Whether a file is whole.
//!
//! Readers of PDF mend what they can: they look for objects where none should be and
//! give what a broken stream has until it breaks. Two files read so may look alike that
//! are not. Here the file is taken at its word (ISO 32000-1, 7.5).

use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use lopdf::xref::XrefEntry;
use lopdf::{Document, LoadOptions, Object, Stream};

use super::ViewError;

/// Where a file's head and tail are looked for, in bytes from its ends.
const MARGIN: usize = 1024;
/// How much all streams may hold together, in bytes: 512 MiB.
const UNPACKED: u64 = 512 << 20;
/// The filters that ISO 32000-1, 7.4 knows.
const FILTERS: [&[u8]; 10] = [
    b"ASCIIHexDecode",
    b"ASCII85Decode",
    b"LZWDecode",
    b"FlateDecode",
    b"RunLengthDecode",
    b"CCITTFaxDecode",
    b"JBIG2Decode",
    b"DCTDecode",
    b"JPXDecode",
    b"Crypt",
];

/// Sees that a file is whole: its head and tail, each object where the file says, each stream to its end.
pub(super) fn check(bytes: &[u8]) -> Result<(), ViewError> {
    let head = &bytes[..bytes.len().min(MARGIN)];
    if !contains(head, b"%PDF-") {
        return Err(ViewError::NotPdf);
    }
    let tail = &bytes[bytes.len().saturating_sub(MARGIN)..];
    if !contains(tail, b"%%EOF") {
        return Err(broken("its end is missing"));
    }
    let options = LoadOptions { strict: true, max_decompressed_size: Some(UNPACKED as usize), ..Default::default() };
    let file = Document::load_mem_with_options(bytes, options)
        .map_err(|error| broken(format!("its table of objects cannot be read ({error})")))?;

    // What is encrypted was changed by being read; the viewer's own checks must do.
    if file.trailer.has(b"Encrypt") {
        return Ok(());
    }
    for (number, entry) in &file.reference_table.entries {
        let is_there = match entry {
            XrefEntry::Normal { generation, .. } => file.objects.contains_key(&(*number, *generation)),
            XrefEntry::Compressed { .. } => file.objects.contains_key(&(*number, 0)),
            XrefEntry::Free | XrefEntry::UnusableFree => true,
        };
        // Number 0 heads the list of free objects, which some writers take for one in use.
        if !is_there && *number != 0 {
            return Err(broken(format!("object {number} is not where the file says")));
        }
    }
    let mut left = UNPACKED;
    for ((number, _), object) in &file.objects {
        if let Object::Stream(stream) = object {
            unpack(stream, &mut left).map_err(|why| broken(format!("object {number} {why}")))?;
        }
    }
    Ok(())
}

/// Sees that a stream is whole as far as its first filter tells.
fn unpack(stream: &Stream, left: &mut u64) -> Result<(), String> {
    let filters = match stream.dict.get(b"Filter") {
        Ok(Object::Name(name)) => vec![name.as_slice()],
        Ok(Object::Array(names)) => names.iter().filter_map(|name| name.as_name().ok()).collect(),
        _ => vec![],
    };
    if let Some(unknown) = filters.iter().find(|filter| !FILTERS.contains(filter)) {
        return Err(format!("is packed by `{}`, which no reader knows", String::from_utf8_lossy(unknown)));
    }
    if filters.first() != Some(&b"FlateDecode".as_slice()) {
        return Ok(());
    }
    let mut unpacked = ZlibDecoder::new(stream.content.as_slice()).take(*left + 1);
    let size = io::copy(&mut unpacked, &mut io::sink()).map_err(|_| "is damaged: it does not unpack".to_owned())?;
    *left = left.checked_sub(size).ok_or_else(|| format!("unpacks to more than {} MiB", UNPACKED >> 20))?;
    Ok(())
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn broken(how: impl Into<String>) -> ViewError {
    ViewError::Broken(how.into())
}
