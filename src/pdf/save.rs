//! The finished document to bytes.

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Dictionary, Document as Pdf, Object, StringFormat};
use sha2::{Digest, Sha256};

use super::file::File;
use super::objects::name;
use super::{ExportError, numbering};

/// How hard streams are compressed, of 9: more costs time and saves next to nothing.
const LEVEL: u32 = 4;

/// Numbers, compresses and writes the document.
pub(super) fn save(mut pdf: Pdf) -> Result<Vec<u8>, ExportError> {
    numbering::compact(&mut pdf);
    // One compressor for all: to set one up costs more than to compress a page.
    let mut deflater = Compress::new(Compression::new(LEVEL), true);
    let mut deflate = |content: &[u8]| deflate(&mut deflater, content);

    let mut file = File::new(pdf.max_id as usize);
    for ((number, _), mut object) in std::mem::take(&mut pdf.objects) {
        if let Object::Stream(stream) = &mut object {
            // Metadata is read by programs that know nothing of PDF.
            if !stream.dict.has(b"Filter") && !stream.dict.has_type(b"Metadata") {
                let packed = deflate(&stream.content)?;
                stream.dict.set("Filter", name("FlateDecode"));
                stream.set_content(packed);
            }
        }
        file.add(number as usize, object);
    }
    file.pack(&mut deflate)?;

    // The identifier (ISO 32000-1, 14.4) is made from all the rest.
    let digest = Sha256::digest(file.bytes());
    let id = || Object::String(digest[..16].to_vec(), StringFormat::Hexadecimal);
    let mut trailer = Dictionary::new();
    for key in ["Root", "Info"] {
        if let Ok(value) = pdf.trailer.get(key.as_bytes()) {
            trailer.set(key, value.clone());
        }
    }
    trailer.set("ID", vec![id(), id()]);
    file.finish(trailer, &mut deflate)
}

fn deflate(deflater: &mut Compress, content: &[u8]) -> Result<Vec<u8>, ExportError> {
    deflater.reset();
    // Data that does not shrink grows by five bytes a block of 16 KB at most.
    let mut packed = Vec::with_capacity(content.len() + content.len() / 1000 + 64);
    match deflater.compress_vec(content, &mut packed, FlushCompress::Finish) {
        Ok(Status::StreamEnd) => Ok(packed),
        _ => Err(ExportError::new("a part of the file cannot be compressed")),
    }
}
