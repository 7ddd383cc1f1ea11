//! The layout of a file (ISO 32000-1, 7.5): streams by themselves, all other objects packed
//! into object streams, and a cross-reference stream that tells where each is.

use sha2::{Digest, Sha256};

use super::ExportError;
use super::pack::Packer;
use super::syntax::{Dict, Ref, Value, write_integer};

/// How many objects an object stream holds: readers unpack it whole to get at one of them.
const PACKED: usize = 1000;

/// A file while it is written.
pub(super) struct File<'p> {
    /// What is written and not taken yet.
    bytes: Vec<u8>,
    /// How many bytes were taken.
    taken: u64,
    /// Of what was taken; the file's identifier is made of it.
    digest: Sha256,
    /// By object number, from 1.
    places: Vec<Place>,
    /// Objects that wait to be packed, one after the other.
    waiting: Vec<u8>,
    /// Their numbers, and where each begins.
    index: Vec<(Ref, usize)>,
    packer: &'p Packer,
}

/// Where an object is.
#[derive(Clone, Copy)]
enum Place {
    /// It is not there.
    Nowhere,
    /// At an offset.
    At(u64),
    /// In an object stream, by that one's number and the object's index in it.
    In(Ref, u16),
}

impl<'p> File<'p> {
    /// A file without objects.
    pub(super) fn new(packer: &'p Packer) -> Self {
        let mut bytes = Vec::with_capacity(64 << 10);
        // The comment tells programs that copy files that this one is not text.
        bytes.extend(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
        let (places, waiting, index) = (vec![Place::Nowhere], Vec::with_capacity(32 << 10), vec![]);
        Self { bytes, taken: 0, digest: Sha256::new(), places, waiting, index, packer }
    }

    /// What streams are compressed by.
    pub(super) fn packer(&self) -> &'p Packer {
        self.packer
    }

    /// A number for an object that is written later.
    pub(super) fn reserve(&mut self) -> Ref {
        self.places.push(Place::Nowhere);
        Ref(self.places.len() as u32 - 1)
    }

    /// Writes an object, to be packed with others.
    ///
    /// # Errors
    ///
    /// See [`Packer::pack`].
    pub(super) fn object(&mut self, number: Ref, write: impl FnOnce(Value<'_>)) -> Result<(), ExportError> {
        self.index.push((number, self.waiting.len()));
        write(Value::at_end_of(&mut self.waiting));
        self.waiting.push(b' ');
        if self.index.len() == PACKED { self.pack() } else { Ok(()) }
    }

    /// Writes an object by itself: one that is different in each letter, so that those beside which
    /// it would be packed are the same.
    pub(super) fn lone_object(&mut self, number: Ref, write: impl FnOnce(Value<'_>)) {
        self.begin(number);
        write(Value::at_end_of(&mut self.bytes));
        self.bytes.extend(b"\nendobj\n");
    }

    /// Writes a stream as it is.
    pub(super) fn stream(&mut self, number: Ref, content: &[u8], describe: impl FnOnce(&mut Dict<'_>)) {
        self.begin(number);
        Value::at_end_of(&mut self.bytes).dict(|dict| {
            describe(dict);
            dict.key("Length").count(content.len());
        });
        self.bytes.extend(b"stream\n");
        self.bytes.extend(content);
        self.bytes.extend(b"\nendstream\nendobj\n");
    }

    /// Writes a stream that is compressed already.
    pub(super) fn packed_stream(&mut self, number: Ref, packed: &[u8], describe: impl FnOnce(&mut Dict<'_>)) {
        self.stream(number, packed, |dict| {
            describe(dict);
            dict.key("Filter").name("FlateDecode");
        });
    }

    fn begin(&mut self, Ref(number): Ref) {
        self.places[number as usize] = Place::At(self.taken + self.bytes.len() as u64);
        write_integer(&mut self.bytes, i64::from(number));
        self.bytes.extend(b" 0 obj\n");
    }

    /// Packs what waits (7.5.7).
    fn pack(&mut self) -> Result<(), ExportError> {
        if self.index.is_empty() {
            return Ok(());
        }
        let stream = self.reserve();
        let mut content = Vec::with_capacity(self.waiting.len() + self.index.len() * 10);
        let index = std::mem::take(&mut self.index);
        for (position, (number, offset)) in (0..).zip(&index) {
            self.places[number.0 as usize] = Place::In(stream, position);
            write_integer(&mut content, i64::from(number.0));
            content.push(b' ');
            write_integer(&mut content, *offset as i64);
            content.push(b' ');
        }
        let first = content.len();
        content.append(&mut self.waiting);
        let packed = self.packer.pack(&content)?;
        self.packed_stream(stream, &packed, |dict| {
            dict.key("Type").name("ObjStm");
            dict.key("N").count(index.len());
            dict.key("First").count(first);
        });
        Ok(())
    }

    /// Takes what is written so far.
    pub(super) fn take(&mut self) -> Vec<u8> {
        self.digest.update(&self.bytes);
        self.taken += self.bytes.len() as u64;
        std::mem::take(&mut self.bytes)
    }

    /// Ends the file with its cross-reference stream (7.5.8), which is its trailer, too, and takes the rest,
    /// with the SHA-256 of the whole file.
    ///
    /// # Errors
    ///
    /// See [`Packer::pack`].
    pub(super) fn finish(mut self, root: Ref, info: Ref) -> Result<(Vec<u8>, [u8; 32]), ExportError> {
        self.pack()?;
        let digested = self.bytes.len();
        self.digest.update(&self.bytes);
        // The identifier (14.4) is made from all the rest.
        let id = self.digest.clone().finalize();
        let table = self.reserve();
        let start = self.taken + self.bytes.len() as u64;
        self.places[table.0 as usize] = Place::At(start);
        // Offsets of up to 4 GiB, or of any size.
        let offset = if u32::try_from(start).is_ok() { 4 } else { 8 };
        let packed = self.packer.pack_once(&differences(&self.places, offset))?;
        let size = self.places.len();
        self.packed_stream(table, &packed, |dict| {
            dict.key("Type").name("XRef");
            dict.key("Size").count(size);
            dict.key("Root").reference(root);
            dict.key("Info").reference(info);
            dict.key("ID").array(|array| {
                array.item().hexadecimal(&id[..16]);
                array.item().hexadecimal(&id[..16]);
            });
            dict.key("W").array(|array| [1, offset, 2].into_iter().for_each(|width| array.item().count(width)));
            // Each row as its difference from the one above: rows are alike, so that packs well.
            dict.key("DecodeParms").dict(|dict| {
                dict.key("Predictor").integer(12);
                dict.key("Columns").count(1 + offset + 2);
            });
        });
        self.bytes.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
        self.digest.update(&self.bytes[digested..]);
        Ok((self.bytes, self.digest.finalize().into()))
    }
}

/// The rows of places, each as what it adds to the row above (7.4.4.4: PNG's filter "Up").
fn differences(places: &[Place], offset: usize) -> Vec<u8> {
    let width = 1 + offset + 2;
    let mut table = Vec::with_capacity(places.len() * (width + 1));
    let mut above = [0; 11];
    for place in places {
        let (kind, number, index) = match place {
            Place::Nowhere => (0, 0, 0),
            Place::At(offset) => (1, *offset, 0),
            Place::In(Ref(stream), index) => (2, u64::from(*stream), *index),
        };
        let mut row = [0; 11];
        row[0] = kind;
        row[1..=offset].copy_from_slice(&number.to_be_bytes()[8 - offset..]);
        row[1 + offset..width].copy_from_slice(&index.to_be_bytes());
        table.push(2);
        table.extend(row[..width].iter().zip(above).map(|(byte, above)| byte.wrapping_sub(above)));
        above = row;
    }
    table
}
