//! The finished document to bytes.

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Document as Pdf, Object, SaveOptions, StringFormat};
use sha2::{Digest, Sha256};

use super::objects::name;
use super::{ExportError, numbering};

/// What stands for the identifier until the content is known.
const PLACEHOLDER: &[u8; 16] = b"letterpdf-no-id.";

/// Numbers, compresses and writes the document.
pub(super) fn save(mut pdf: Pdf) -> Result<Vec<u8>, ExportError> {
    pdf.version = "1.7".to_string();
    numbering::compact(&mut pdf);
    compress(&mut pdf)?;
    let id = || Object::String(PLACEHOLDER.to_vec(), StringFormat::Hexadecimal);
    pdf.trailer.set("ID", vec![id(), id()]);

    let mut bytes = Vec::with_capacity(64 << 10);
    let options =
        SaveOptions::builder().use_object_streams(true).use_xref_streams(true).max_objects_per_stream(1000).build();
    pdf.save_with_options(&mut bytes, options)
        .map_err(|error| ExportError::new(format!("the file cannot be written: {error}")))?;
    identify(&mut bytes);
    Ok(bytes)
}

/// Compresses every stream that is not yet, but for metadata, which readers of no PDF look for.
fn compress(pdf: &mut Pdf) -> Result<(), ExportError> {
    // One compressor for all: to set one up costs more than to compress a page.
    let mut deflater = Compress::new(Compression::new(4), true);
    for object in pdf.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        let is_metadata = stream.dict.has_type(b"Metadata");
        if stream.dict.has(b"Filter") || is_metadata {
            continue;
        }
        deflater.reset();
        // Data that does not shrink grows by five bytes a block of 16 KB at most.
        let mut packed = Vec::with_capacity(stream.content.len() + stream.content.len() / 1000 + 64);
        let status = deflater.compress_vec(&stream.content, &mut packed, FlushCompress::Finish);
        if !matches!(status, Ok(Status::StreamEnd)) {
            return Err(ExportError::new("a part of the file cannot be compressed"));
        }
        stream.dict.set("Filter", name("FlateDecode"));
        stream.set_content(packed);
    }
    Ok(())
}

/// Makes the identifier (ISO 32000-1, 14.4) from everything else in the file.
fn identify(bytes: &mut [u8]) {
    let digest = Sha256::digest(&*bytes);
    let hex = |bytes: &[u8]| -> Vec<u8> { bytes.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect() };
    let (placeholder, id) = (hex(PLACEHOLDER), hex(&digest[..16]));
    let places: Vec<usize> = (0..bytes.len().saturating_sub(placeholder.len()))
        .rev()
        .filter(|at| bytes[*at..].starts_with(&placeholder))
        .take(2)
        .collect();
    for at in places {
        bytes[at..at + id.len()].copy_from_slice(&id);
    }
}
