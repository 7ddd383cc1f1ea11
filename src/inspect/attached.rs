//! The files in a file (ISO 32000-1, 7.11.4).

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Object, Stream};
use serde::Serialize;

use super::values::{name_at, text, text_at};
use crate::frame;

/// The largest file that is taken out, in bytes: 64 MiB.
const LARGEST: u64 = 64 << 20;
/// How much is taken out of one PDF, in bytes: 256 MiB.
const ALTOGETHER: usize = 256 << 20;
/// How deep the tree of names may be.
const DEPTH: usize = 16;

/// A file in a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attached {
    /// Its name, which may begin with folders. It is as the PDF has it: nobody vouches for it.
    pub name: String,
    /// What it is, in words.
    pub description: Option<String>,
    /// What it is to the document.
    pub relationship: Option<String>,
    /// Its media type.
    pub media_type: Option<String>,
    /// Whether the document was made of it, by this program.
    pub source: bool,
    /// How many bytes it has; `None` if it cannot be unpacked.
    pub size: Option<usize>,
    /// What is in it.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

impl Attached {
    /// Whether its name is a plain one, that leads to something in a folder or in one within it.
    pub fn stays_inside(&self) -> bool {
        frame::stays_inside(&self.name)
    }
}

/// Takes out all files.
pub(super) fn attached(catalog: &Dict<'_>) -> Vec<Attached> {
    let mut found = vec![];
    let names = catalog.get::<Dict<'_>>("Names").and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"));
    if let Some(root) = names {
        collect(&root, &mut found, DEPTH);
    }
    found
}

/// Collects the files of a part of the tree of names (7.9.6).
fn collect(node: &Dict<'_>, found: &mut Vec<Attached>, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    if let Some(names) = node.get::<Array<'_>>("Names") {
        let mut names = names.iter::<Object<'_>>();
        while let (Some(key), Some(value)) = (names.next(), names.next()) {
            if let (Object::String(key), Object::Dict(specification)) = (key, value) {
                found.extend(file(&text(&key), &specification, found));
            }
        }
    }
    for kid in node.get::<Array<'_>>("Kids").into_iter().flat_map(|kids| kids.iter::<Dict<'_>>().collect::<Vec<_>>()) {
        collect(&kid, found, depth);
    }
}

fn file(key: &str, specification: &Dict<'_>, found: &[Attached]) -> Option<Attached> {
    let embedded = specification.get::<Dict<'_>>("EF")?;
    let stream = embedded.get::<Stream<'_>>("UF").or_else(|| embedded.get::<Stream<'_>>("F"))?;
    let before: usize = found.iter().map(|file| file.bytes.len()).sum();
    let bytes = unpack(&stream).filter(|bytes| before + bytes.len() <= ALTOGETHER);
    Some(Attached {
        name: text_at(specification, "UF").or_else(|| text_at(specification, "F"))?,
        description: text_at(specification, "Desc"),
        relationship: name_at(specification, "AFRelationship"),
        media_type: name_at(stream.dict(), "Subtype"),
        source: key.starts_with(frame::SOURCE),
        size: bytes.as_ref().map(Vec::len),
        bytes: bytes.unwrap_or_default(),
    })
}

/// The bytes of a stream that is deflated or not packed at all, unless there are too many.
fn unpack(stream: &Stream<'_>) -> Option<Vec<u8>> {
    let raw = stream.raw_data();
    match stream.filters().as_slice() {
        [] => Some(raw.into_owned()),
        [Filter::FlateDecode] => {
            let mut bytes = vec![];
            ZlibDecoder::new(&*raw).take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
            (bytes.len() as u64 <= LARGEST).then_some(bytes)
        }
        _ => None,
    }
}
