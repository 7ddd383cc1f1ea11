//! The finished document to bytes.

use lopdf::{Document as Pdf, Object, SaveOptions, StringFormat};
use sha2::{Digest, Sha256};

use super::ExportError;
use super::objects::{deflate, name};

/// What stands for the identifier until the content is known.
const PLACEHOLDER: &[u8; 16] = b"letterpdf-no-id.";

/// Numbers, compresses and writes the document.
pub(super) fn save(mut pdf: Pdf) -> Result<Vec<u8>, ExportError> {
    pdf.version = "1.7".to_string();
    pdf.prune_objects();
    pdf.renumber_objects();
    compress_contents(&mut pdf);
    let id = || Object::String(PLACEHOLDER.to_vec(), StringFormat::Hexadecimal);
    pdf.trailer.set("ID", vec![id(), id()]);

    let mut bytes = Vec::with_capacity(64 << 10);
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    pdf.save_with_options(&mut bytes, options)
        .map_err(|error| ExportError::new(format!("the file cannot be written: {error}")))?;
    identify(&mut bytes);
    Ok(bytes)
}

/// Compresses what printpdf wrote: the pages' content.
fn compress_contents(pdf: &mut Pdf) {
    for object in pdf.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        if stream.dict.get(b"Filter").is_err() && stream.dict.get(b"Type").is_err() {
            stream.content = deflate(&stream.content);
            stream.dict.set("Filter", name("FlateDecode"));
            stream.dict.set("Length", stream.content.len() as i64);
        }
    }
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
