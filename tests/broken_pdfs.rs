//! PDFs that are cut, flipped or tied in knots: reading them back ends soon and does not panic.

mod corpus;

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use letterpdf::inspect::{Inspection, inspect};
use letterpdf::{Source, render};
use lopdf::{Dictionary, Document as Pdf, Object, Stream};

/// The longest that reading may take.
const LIMIT: Duration = Duration::from_secs(2);

fn good() -> Vec<u8> {
    let letter = corpus::letters().into_iter().find(|letter| letter.name == "itu with source").expect("a full letter");
    render(&Arc::new(Source::new("letter.toml", letter.toml)), &corpus::world()).expect("a good letter").bytes
}

fn read(bytes: Vec<u8>, what: &str) -> Option<Inspection> {
    let start = Instant::now();
    let read = inspect(bytes).ok();
    let text = read.as_ref().map(ToString::to_string).unwrap_or_default();
    assert!(start.elapsed() < LIMIT, "{what}: {:?}, {} bytes of text", start.elapsed(), text.len());
    read
}

#[test]
fn broken_anywhere() {
    let good = good();
    let mut seed = 7_u64;
    let mut chance = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for round in 0..600 {
        let mut bytes = good.clone();
        match round % 4 {
            0 => bytes.truncate(chance(good.len())),
            1 => (0..1 + chance(20)).for_each(|_| bytes[chance(good.len())] = chance(256) as u8),
            2 => {
                let (from, length) = (chance(good.len()), chance(2000));
                let part = good[from..(from + length).min(good.len())].to_vec();
                let at = chance(good.len());
                bytes.splice(at..at, part);
            }
            _ => drop(bytes.drain(chance(good.len() / 2)..chance(good.len() / 2) + good.len() / 2)),
        }
        read(bytes, &format!("round {round}"));
    }
}

/// The file, read, changed and written again.
fn changed(change: impl Fn(&mut Pdf)) -> Vec<u8> {
    let mut pdf = Pdf::load_mem(&good()).expect("a PDF");
    change(&mut pdf);
    let mut written = vec![];
    pdf.save_to(&mut written).expect("memory");
    written
}

/// A file of an old version is no broken one.
#[test]
fn versions_are_named_as_files_name_them() {
    for version in ["1.1", "1.2", "1.7", "2.0"] {
        let bytes = changed(|pdf| pdf.version = version.to_owned());
        assert_eq!(read(bytes, version).expect("a readable file").about.version, version);
    }
}

#[test]
fn broken_by_a_structure_that_holds_itself() {
    let bytes = changed(|pdf| {
        let all: Vec<_> = pdf
            .objects
            .iter()
            .filter(|(_, object)| object.as_dict().is_ok_and(|dict| dict.has(b"S") && dict.has(b"P")))
            .map(|(id, _)| *id)
            .collect();
        for id in &all {
            let kids: Vec<Object> = all.iter().map(|id| Object::from(*id)).collect();
            pdf.get_object_mut(*id).and_then(Object::as_dict_mut).expect("an element").set("K", kids);
        }
    });
    assert!(!read(bytes, "elements in themselves").expect("a readable file").structure.is_empty());
}

#[test]
fn broken_by_nesting_without_end() {
    let bytes = changed(|pdf| {
        let mut inner = Dictionary::new();
        for _ in 0..200 {
            let mut outer = Dictionary::new();
            outer.set("S", Object::Name(b"Div".to_vec()));
            let id = pdf.add_object(inner);
            outer.set("K", id);
            inner = outer;
        }
        let top = pdf.add_object(inner);
        let root =
            pdf.catalog().and_then(|catalog| catalog.get(b"StructTreeRoot")?.as_reference()).expect("a structure");
        pdf.get_object_mut(root).and_then(Object::as_dict_mut).expect("a structure").set("K", top);
    });
    read(bytes, "two hundred levels").expect("a readable file");
}

#[test]
fn broken_by_drawings_of_drawings() {
    let bytes = changed(|pdf| {
        let mut drawn = pdf.new_object_id();
        let with = |drawn: lopdf::ObjectId| {
            let (mut resources, mut drawings) = (Dictionary::new(), Dictionary::new());
            drawings.set("X", drawn);
            resources.set("XObject", drawings);
            resources
        };
        // The first draws itself, each other one the one before ten times.
        for depth in 0..20 {
            let mut dict = Dictionary::new();
            dict.set("Subtype", Object::Name(b"Form".to_vec()));
            dict.set("Resources", with(drawn));
            let form = Stream::new(dict, b"/X Do ".repeat(10));
            if depth == 0 {
                pdf.set_object(drawn, form);
            } else {
                drawn = pdf.add_object(form);
            }
        }
        let page = pdf.page_iter().next().expect("a page");
        let content = pdf.add_object(Stream::new(Dictionary::new(), b"/X Do".to_vec()));
        let page = pdf.get_object_mut(page).and_then(Object::as_dict_mut).expect("a page");
        page.set("Contents", content);
        page.set("Resources", with(drawn));
    });
    read(bytes, "drawings of drawings").expect("a readable file");
}

#[test]
fn broken_by_a_file_that_unpacks_to_gigabytes() {
    let mut bomb = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::best());
    for _ in 0..300 {
        bomb.write_all(&vec![0; 1 << 20]).expect("memory");
    }
    let bomb = bomb.finish().expect("memory");
    let bytes = changed(|pdf| {
        for object in pdf.objects.values_mut() {
            if let Object::Stream(stream) = object
                && stream.dict.has_type(b"EmbeddedFile")
            {
                stream.set_content(bomb.clone());
                stream.dict.set("Filter", Object::Name(b"FlateDecode".to_vec()));
            }
        }
    });
    let read = read(bytes, "a bomb").expect("a readable file");
    assert!(!read.attachments.is_empty());
    assert!(read.attachments.iter().all(|file| file.size.is_none()));
}
