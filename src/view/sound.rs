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

/// The families of colour spaces that are arrays (8.6.3).
const COLOR_SPACES: [&[u8]; 12] = [
    b"CalGray",
    b"CalRGB",
    b"Lab",
    b"ICCBased",
    b"Indexed",
    b"I",
    b"Pattern",
    b"Separation",
    b"DeviceN",
    b"DeviceGray",
    b"DeviceRGB",
    b"DeviceCMYK",
];
/// How deep values are looked into.
const DEPTH: usize = 50;

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
    let start = bytes.windows(5).position(|part| part == b"%PDF-").unwrap_or(0);
    let mut left = UNPACKED;
    for ((number, _), object) in &file.objects {
        let checked = match object {
            Object::Stream(stream) => is_closed(stream, &bytes[start..]).and_then(|()| unpack(stream, &mut left)),
            Object::Dictionary(_) => is_no_stream(&file, *number, &bytes[start..]),
            _ => Ok(()),
        };
        let checked = checked.and_then(|()| has_known_colors(object, false, DEPTH));
        checked.map_err(|why| broken(format!("object {number} {why}")))?;
    }
    Ok(())
}

/// Sees that a stream ends where its length says (7.3.8.1).
fn is_closed(stream: &Stream, bytes: &[u8]) -> Result<(), String> {
    let Some(start) = stream.start_position else { return Ok(()) };
    let rest = bytes.get(start + stream.content.len()..).unwrap_or_default();
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    if rest.starts_with(b"endstream") { Ok(()) } else { Err("does not end where its length says".to_owned()) }
}

/// Sees that nothing follows a dictionary that would make it a stream, had it been whole.
fn is_no_stream(file: &Document, number: u32, bytes: &[u8]) -> Result<(), String> {
    let Some(XrefEntry::Normal { offset, .. }) = file.reference_table.get(number) else { return Ok(()) };
    let own = bytes.get(*offset as usize..).unwrap_or_default();
    let end = own.windows(6).position(|part| part == b"endobj").unwrap_or(own.len());
    let is_stream = own[..end].trim_ascii_end().ends_with(b"endstream");
    if is_stream { Err("is a stream that cannot be read".to_owned()) } else { Ok(()) }
}

/// Sees that colour spaces are of a kind that there is: a viewer would paint in black what it does not know.
fn has_known_colors(object: &Object, is_space: bool, depth: usize) -> Result<(), String> {
    let Some(depth) = depth.checked_sub(1) else { return Ok(()) };
    match object {
        Object::Array(values) if is_space => match values.first() {
            Some(Object::Name(family)) if !COLOR_SPACES.contains(&family.as_slice()) => {
                Err(format!("has a colour space `{}`, which no reader knows", String::from_utf8_lossy(family)))
            }
            _ => Ok(()),
        },
        Object::Array(values) => values.iter().try_for_each(|value| has_known_colors(value, false, depth)),
        Object::Dictionary(dict) => dict.iter().try_for_each(|(key, value)| {
            has_known_colors(value, is_space || key == b"ColorSpace" || key == b"CS", depth)
        }),
        Object::Stream(stream) => stream
            .dict
            .iter()
            .try_for_each(|(key, value)| has_known_colors(value, key == b"ColorSpace" || key == b"CS", depth)),
        _ => Ok(()),
    }
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
