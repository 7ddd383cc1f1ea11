//! The layout of a file (ISO 32000-1, 7.5): streams by themselves, all other objects packed
//! into object streams, and a cross-reference stream that tells where each is.

use lopdf::{Dictionary, Object, Stream};

use super::objects::name;
use super::syntax::{write_dictionary, write_integer, write_object};

/// How many objects an object stream holds: readers unpack it whole to get at one of them.
const PACKED: usize = 1000;

/// A file while it is written.
pub(super) struct File {
    bytes: Vec<u8>,
    /// By object number, from 1.
    places: Vec<Place>,
    /// Objects that wait to be packed, with their numbers.
    waiting: Vec<(usize, Object)>,
}

/// Where an object is.
#[derive(Clone, Copy)]
enum Place {
    /// It is not there.
    Nowhere,
    /// At an offset.
    At(usize),
    /// In an object stream, by that one's number and the object's index in it.
    In(usize, usize),
}

impl File {
    /// An empty file for objects numbered from 1 to `count`.
    pub(super) fn new(count: usize) -> Self {
        let mut bytes = Vec::with_capacity(64 << 10);
        // The comment tells programs that copy files that this one is not text.
        bytes.extend(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
        Self { bytes, places: vec![Place::Nowhere; count + 1], waiting: vec![] }
    }

    /// Adds an object. Streams must be packed already.
    pub(super) fn add(&mut self, number: usize, object: Object) {
        match object {
            Object::Stream(stream) => self.write_stream(number, &stream),
            other => self.waiting.push((number, other)),
        }
    }

    fn write_stream(&mut self, number: usize, stream: &Stream) {
        self.places[number] = Place::At(self.bytes.len());
        write_integer(&mut self.bytes, number as i64);
        self.bytes.extend(b" 0 obj\n");
        write_dictionary(&mut self.bytes, &stream.dict);
        self.bytes.extend(b"stream\n");
        self.bytes.extend(&stream.content);
        self.bytes.extend(b"\nendstream\nendobj\n");
    }

    /// Packs what waits (7.5.7).
    pub(super) fn pack<E>(&mut self, deflate: &mut impl FnMut(&[u8]) -> Result<Vec<u8>, E>) -> Result<(), E> {
        for objects in std::mem::take(&mut self.waiting).chunks(PACKED) {
            let number = self.places.len();
            let (mut offsets, mut content) = (vec![], vec![]);
            for (index, (own, object)) in objects.iter().enumerate() {
                self.places[*own] = Place::In(number, index);
                write_integer(&mut offsets, *own as i64);
                offsets.push(b' ');
                write_integer(&mut offsets, content.len() as i64);
                offsets.push(b' ');
                write_object(&mut content, object);
                content.push(b' ');
            }
            let first = offsets.len();
            offsets.extend(content);
            let mut dict = Dictionary::new();
            dict.set("Type", name("ObjStm"));
            dict.set("N", objects.len() as i64);
            dict.set("First", first as i64);
            self.places.push(Place::Nowhere);
            self.write_stream(number, &deflated(dict, deflate(&offsets)?));
        }
        Ok(())
    }

    /// Everything so far, from which the file's identifier is made.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Ends the file with its cross-reference stream (7.5.8), which is its trailer, too.
    pub(super) fn finish<E>(
        mut self,
        trailer: Dictionary,
        deflate: &mut impl FnMut(&[u8]) -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        let (number, start) = (self.places.len(), self.bytes.len());
        self.places.push(Place::At(start));
        let mut dict = trailer;
        dict.set("Type", name("XRef"));
        dict.set("Size", self.places.len() as i64);
        dict.set("W", vec![1.into(), (OFFSET as i64).into(), 2.into()]);
        // Each row as its difference from the one above: rows are alike, so that packs well.
        let mut parameters = Dictionary::new();
        parameters.set("Predictor", 12);
        parameters.set("Columns", ROW as i64);
        dict.set("DecodeParms", parameters);
        let table = deflate(&differences(&self.places))?;
        self.write_stream(number, &deflated(dict, table));
        self.bytes.extend(b"startxref\n");
        write_integer(&mut self.bytes, start as i64);
        self.bytes.extend(b"\n%%EOF\n");
        Ok(self.bytes)
    }
}

/// Bytes of an offset in the cross-reference stream.
const OFFSET: usize = 4;
/// Bytes of a row: the type, an offset or number, an index.
const ROW: usize = 1 + OFFSET + 2;

/// The rows of places, each as what it adds to the row above (7.4.4.4: PNG's filter "Up").
fn differences(places: &[Place]) -> Vec<u8> {
    let mut table = Vec::with_capacity(places.len() * (ROW + 1));
    let mut above = [0; ROW];
    for place in places {
        let (kind, number, index) = match place {
            Place::Nowhere => (0, 0, 0),
            Place::At(offset) => (1, *offset, 0),
            Place::In(stream, index) => (2, *stream, *index),
        };
        let mut row = [0; ROW];
        row[0] = kind;
        row[1..=OFFSET].copy_from_slice(&(number as u32).to_be_bytes());
        row[1 + OFFSET..].copy_from_slice(&(index as u16).to_be_bytes());
        table.push(2);
        table.extend(row.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(above)));
        above = row;
    }
    table
}

fn deflated(dict: Dictionary, content: Vec<u8>) -> Stream {
    let mut dict = dict;
    dict.set("Filter", name("FlateDecode"));
    Stream::new(dict, content)
}
