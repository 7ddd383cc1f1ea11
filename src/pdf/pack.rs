//! Streams compressed.

use std::cell::RefCell;
use std::sync::Arc;

use flate2::{Compress, Compression, FlushCompress, Status};

use super::ExportError;
use crate::keep::{Keep, hash_of_bytes};

/// How hard streams are compressed, of 9: more costs time and saves next to nothing.
const LEVEL: u32 = 4;
/// How many streams are kept: those that letters have in common.
const ROOM: usize = 128;
/// Longer ones are hardly the same in two letters; pictures and fonts are kept elsewhere.
const LONGEST_KEPT: usize = 64 << 10;

/// Compresses streams, each that comes again once.
pub(super) struct Packer {
    /// One for all: to set one up costs more than to compress a page.
    deflater: RefCell<Compress>,
    kept: RefCell<Keep<Arc<Packed>>>,
}

/// A stream with its compressed form.
struct Packed {
    content: Box<[u8]>,
    packed: Arc<[u8]>,
}

impl Default for Packer {
    fn default() -> Self {
        let deflater = RefCell::new(Compress::new(Compression::new(LEVEL), true));
        Self { deflater, kept: RefCell::new(Keep::with_room(ROOM)) }
    }
}

impl Packer {
    /// The compressed form of a stream that may come again.
    ///
    /// # Errors
    ///
    /// It cannot be compressed, which does not happen.
    pub(super) fn pack(&self, content: &[u8]) -> Result<Arc<[u8]>, ExportError> {
        if content.len() > LONGEST_KEPT {
            return self.pack_once(content);
        }
        let hash = hash_of_bytes(content);
        if let Some(known) = self.kept.borrow_mut().get(hash, |known| *known.content == *content) {
            return Ok(known.packed.clone());
        }
        let packed = self.pack_once(content)?;
        let known = Packed { content: content.into(), packed: packed.clone() };
        self.kept.borrow_mut().put(hash, Arc::new(known), 1);
        Ok(packed)
    }

    /// The compressed form of a stream.
    ///
    /// # Errors
    ///
    /// As [`pack`](Self::pack).
    pub(super) fn pack_once(&self, content: &[u8]) -> Result<Arc<[u8]>, ExportError> {
        let mut deflater = self.deflater.borrow_mut();
        deflater.reset();
        // Data that does not shrink grows by five bytes a block of 16 KB at most.
        let mut packed = Vec::with_capacity(content.len() + content.len() / 1000 + 64);
        match deflater.compress_vec(content, &mut packed, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => Ok(packed.into()),
            _ => Err(ExportError::new("a part of the file cannot be compressed")),
        }
    }
}
