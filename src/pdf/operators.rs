//! What is seen, as printpdf's operators.
//!
//! Pages are put together of pieces, of which most come again: the same run in the next letter,
//! the same change of font in the next line. Each is drawn once. What is new is drawn all at once,
//! as printpdf draws pages, not pieces.

use std::collections::BTreeMap;
use std::sync::Arc;

use printpdf::{Op, PdfDocument, PdfPage, PdfSaveOptions};

use super::ExportError;
use super::kept::Kept;
use crate::keep::hash_of_bytes;

/// What stands between pieces while they are drawn: no operator of PDF, and in no name.
const BETWEEN: u8 = b'|';

/// A piece by what it was made of.
#[derive(Debug, Clone)]
pub(super) struct Operators {
    key: Vec<u8>,
    bytes: Arc<[u8]>,
}

/// The content of pages under way: bytes with gaps for pieces that are still to be drawn.
pub(super) struct Content<'k> {
    kept: &'k Kept,
    bytes: Vec<u8>,
    /// Where each gap is and which new piece belongs there.
    gaps: Vec<(usize, usize)>,
    /// Where each part of a page ends, in bytes and in gaps, and whether the page ends there.
    ends: Vec<(usize, usize, bool)>,
    /// New pieces.
    new: Vec<Vec<Op>>,
    /// Those of them that are the same for the same key.
    keyed: BTreeMap<Vec<u8>, usize>,
    /// The others, which are drawn for their place.
    placed: Vec<usize>,
}

/// The content of pages, and the pieces that were drawn for it.
pub(super) struct Finished {
    /// The content of each page, in parts.
    pub pages: Vec<Vec<Vec<u8>>>,
    /// What was drawn for its place.
    pub drawn: Vec<Arc<[u8]>>,
}

impl<'k> Content<'k> {
    pub(super) fn new(kept: &'k Kept) -> Self {
        let bytes = Vec::with_capacity(16 << 10);
        Self { kept, bytes, gaps: vec![], ends: vec![], new: vec![], keyed: BTreeMap::new(), placed: vec![] }
    }

    /// The bytes so far, to which what is not seen is added: the place of text, marks of what it is part of.
    pub(super) fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Adds a piece that is the same for the same key.
    pub(super) fn piece(&mut self, key: &[u8], ops: impl FnOnce() -> Vec<Op>) {
        let hash = hash_of_bytes(key);
        if let Some(piece) = self.kept.operators.borrow_mut().get(hash, |piece| piece.key == key) {
            self.bytes.extend(&*piece.bytes);
            return;
        }
        let number = match self.keyed.get(key) {
            Some(number) => *number,
            None => {
                self.keyed.insert(key.to_vec(), self.new.len());
                self.new.push(ops());
                self.new.len() - 1
            }
        };
        self.gaps.push((self.bytes.len(), number));
    }

    /// Adds a piece that is drawn for this place; gives its index in [`Finished::drawn`].
    pub(super) fn draw(&mut self, ops: Vec<Op>) -> usize {
        self.gaps.push((self.bytes.len(), self.new.len()));
        self.placed.push(self.new.len());
        self.new.push(ops);
        self.placed.len() - 1
    }

    /// Adds a piece that was drawn before.
    pub(super) fn again(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    /// Ends a part of a page, which is a stream by itself.
    pub(super) fn end_part(&mut self) {
        self.ends.push((self.bytes.len(), self.gaps.len(), false));
    }

    /// Ends a page.
    pub(super) fn end_page(&mut self) {
        self.ends.push((self.bytes.len(), self.gaps.len(), true));
    }

    /// Draws what is new and fills the gaps.
    ///
    /// # Errors
    ///
    /// printpdf drew something else than it was given, which does not happen.
    pub(super) fn finish(self) -> Result<Finished, ExportError> {
        let Self { kept, bytes, gaps, ends, new, keyed, placed } = self;
        let pieces = draw_all(new)?;
        for (key, number) in keyed {
            let hash = hash_of_bytes(&key);
            kept.operators.borrow_mut().put(hash, Operators { key, bytes: pieces[number].clone() }, 1);
        }
        let (mut pages, mut parts) = (vec![], vec![]);
        let (mut start, mut first) = (0, 0);
        for (end, last, is_whole) in ends {
            let mut part = Vec::with_capacity(end - start + 1024);
            for (at, number) in &gaps[first..last] {
                part.extend(&bytes[start..*at]);
                part.extend(&*pieces[*number]);
                start = *at;
            }
            part.extend(&bytes[start..end]);
            (start, first) = (end, last);
            parts.push(part);
            if is_whole {
                pages.push(std::mem::take(&mut parts));
            }
        }
        let drawn = placed.into_iter().map(|number| pieces[number].clone()).collect();
        Ok(Finished { pages, drawn })
    }
}

/// Draws pieces, all on one page, and cuts that where one ends and the next begins.
fn draw_all(pieces: Vec<Vec<Op>>) -> Result<Vec<Arc<[u8]>>, ExportError> {
    if pieces.is_empty() {
        return Ok(vec![]);
    }
    let count = pieces.len();
    let between = || Op::Unknown { key: char::from(BETWEEN).to_string(), value: vec![] };
    let ops = pieces.into_iter().flat_map(|ops| ops.into_iter().chain([between()])).collect();
    let mut document = PdfDocument::new("");
    document.pages.push(PdfPage::new(printpdf::Mm(1.0), printpdf::Mm(1.0), ops));
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: false, image_optimization: None };
    let drawn = document.to_lopdf_document(&options, &mut vec![]);
    let page = drawn.page_iter().next().map(|page| drawn.get_page_contents(page)).unwrap_or_default();
    let content = page.first().and_then(|content| drawn.get_object(*content).ok()?.as_stream().ok());
    let pieces = cut(content.map_or(&[], |content| &content.content));
    if pieces.len() == count { Ok(pieces) } else { Err(ExportError::new("a page cannot be drawn")) }
}

/// Cuts content at the signs between pieces; in strings they are no signs.
fn cut(content: &[u8]) -> Vec<Arc<[u8]>> {
    let mut pieces = vec![];
    let (mut start, mut depth, mut at) = (0, 0, 0);
    while let Some(byte) = content.get(at) {
        match byte {
            b'\\' if depth > 0 => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            &BETWEEN if depth == 0 => {
                pieces.push(content[start..at].trim_ascii_start().into());
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    pieces
}
