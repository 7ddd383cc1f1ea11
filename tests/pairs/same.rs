//! Changes that are none to a reader: they must count as the same.

use letterpdf::compare::Level;
use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, StringFormat};

use super::edits::{catalog, edited, info, string};
use super::{Pair, base, letter};

type Rewrite = (&'static str, fn(&[u8]) -> Vec<u8>);

const REWRITES: [Rewrite; 20] = [
    ("written again", |bytes| edited(bytes, |_| {})),
    ("another /ID", |bytes| {
        edited(bytes, |pdf| {
            let id = Object::String(vec![7; 16], StringFormat::Hexadecimal);
            pdf.trailer.set("ID", vec![id.clone(), id]);
        })
    }),
    ("no /ID", |bytes| edited(bytes, |pdf| drop(pdf.trailer.remove(b"ID")))),
    ("another producer", |bytes| edited(bytes, |pdf| info(pdf).set("Producer", string("Another program 7.1")))),
    ("another date", |bytes| {
        edited(bytes, |pdf| {
            info(pdf).set("CreationDate", string("D:19990101000000Z"));
            info(pdf).set("ModDate", string("D:19990101000000Z"));
        })
    }),
    ("another date in XMP", |bytes| edited(bytes, |pdf| xmp(pdf, "2020-12-08T", "1999-01-01T"))),
    ("another producer in XMP", |bytes| {
        edited(bytes, |pdf| xmp(pdf, "Producer>letterpdf", "Producer>another program"))
    }),
    ("more room in XMP", |bytes| edited(bytes, |pdf| xmp(pdf, "<?xpacket end", "\n\n      \n<?xpacket end"))),
    ("all streams unpacked", |bytes| edited(bytes, Document::decompress)),
    ("all streams packed again", |bytes| {
        edited(bytes, |pdf| {
            pdf.decompress();
            pdf.compress();
        })
    }),
    ("objects with other numbers", |bytes| edited(bytes, |pdf| pdf.renumber_objects_with(100))),
    ("objects in packages", |bytes| {
        let mut pdf = Document::load_mem(bytes).expect("a PDF");
        let mut written = vec![];
        let options = SaveOptions { use_object_streams: true, use_xref_streams: true, ..SaveOptions::default() };
        pdf.save_with_options(&mut written, options).expect("memory");
        written
    }),
    ("an object that nothing needs", |bytes| {
        edited(bytes, |pdf| {
            pdf.add_object(string("idle"));
        })
    }),
    ("content in two streams", |bytes| edited(bytes, split_content)),
    ("content saved and restored", |bytes| edited(bytes, |pdf| content(pdf, |old| [b"q\n", old, b"\nQ\n"].concat()))),
    ("content with more room", |bytes| {
        edited(bytes, |pdf| content(pdf, |old| [b"% a remark\n\n   ", old, b"\n\n\n"].concat()))
    }),
    ("the page's box handed down", |bytes| edited(bytes, hand_down)),
    ("pages in branches", |bytes| edited(bytes, branch)),
    ("resources of their own", |bytes| edited(bytes, |pdf| direct(pdf, b"Resources"))),
    ("another version", |bytes| edited(bytes, |pdf| pdf.version = "1.6".to_owned())),
];

/// Pairs that must count as the same.
pub fn all() -> Vec<Pair> {
    let letters = [
        base(),
        letter(&[("language = \"en\"", "language = \"fr\"")], "[styles.text]\nfamily = [\"Noto Serif\"]\n", &[]),
    ];
    let pair = |(name, rewrite): Rewrite, bytes: &Vec<u8>| Pair {
        name,
        expected: bytes.clone(),
        actual: rewrite(bytes),
        level: Level::Structure,
        reason: "",
    };
    letters.iter().flat_map(|bytes| REWRITES.map(|rewrite| pair(rewrite, bytes))).collect()
}

/// A file whose text is filled and stroked.
pub fn stroked(bytes: &[u8]) -> Vec<u8> {
    edited(bytes, |pdf| content(pdf, |old| [b"2 Tr\n", old].concat()))
}

fn xmp(pdf: &mut Document, from: &str, to: &str) {
    let id = catalog(pdf).get(b"Metadata").and_then(Object::as_reference).expect("XMP");
    let stream = pdf.get_object_mut(id).and_then(Object::as_stream_mut).expect("XMP");
    let text = String::from_utf8(stream.get_plain_content().unwrap_or_else(|_| stream.content.clone())).expect("UTF-8");
    assert!(text.contains(from), "{from:?} is not in {text}");
    stream.dict.remove(b"Filter");
    stream.set_content(text.replace(from, to).into_bytes());
}

fn pages(pdf: &Document) -> Vec<ObjectId> {
    pdf.page_iter().collect()
}

fn dict(pdf: &mut Document, id: ObjectId) -> &mut Dictionary {
    pdf.get_object_mut(id).and_then(Object::as_dict_mut).expect("a dictionary")
}

/// Puts other content in place of that of each page.
fn content(pdf: &mut Document, change: impl Fn(&[u8]) -> Vec<u8>) {
    for page in pages(pdf) {
        let old = pdf.get_page_content(page);
        let new = pdf.add_object(Stream::new(Dictionary::new(), change(&old)));
        dict(pdf, page).set("Contents", new);
    }
}

fn split_content(pdf: &mut Document) {
    for page in pages(pdf) {
        let old = pdf.get_page_content(page);
        // Between two operators.
        let end = |at: usize| old[at..].windows(4).position(|part| part == b"EMC\n").map(|step| at + step + 4);
        let middle = end(old.len() / 3).expect("marked content");
        let parts = [&old[..middle], &old[middle..]]
            .map(|part| Object::from(pdf.add_object(Stream::new(Dictionary::new(), part.to_vec()))));
        dict(pdf, page).set("Contents", parts.to_vec());
    }
}

fn hand_down(pdf: &mut Document) {
    let root = catalog(pdf).get(b"Pages").and_then(Object::as_reference).expect("pages");
    for page in pages(pdf) {
        let own = dict(pdf, page).remove(b"MediaBox");
        if let Some(own) = own {
            dict(pdf, root).set("MediaBox", own);
        }
    }
}

fn branch(pdf: &mut Document) {
    let root = catalog(pdf).get(b"Pages").and_then(Object::as_reference).expect("pages");
    let all = pages(pdf);
    let mut branches = vec![];
    for some in all.chunks(2) {
        let mut node = Dictionary::new();
        node.set("Type", Object::Name(b"Pages".to_vec()));
        node.set("Parent", root);
        node.set("Kids", some.iter().map(|id| Object::from(*id)).collect::<Vec<_>>());
        node.set("Count", some.len() as i64);
        let node = pdf.add_object(node);
        some.iter().for_each(|page| dict(pdf, *page).set("Parent", node));
        branches.push(Object::from(node));
    }
    dict(pdf, root).set("Kids", branches);
}

/// Puts a value of each page where it was only referred to.
fn direct(pdf: &mut Document, key: &[u8]) {
    for page in pages(pdf) {
        let value = pdf.get_dictionary(page).and_then(|page| page.get(key)).cloned().expect("a value");
        let (_, value) = pdf.dereference(&value).expect("a value");
        let value = value.clone();
        dict(pdf, page).set(key, value);
    }
}
