//! Changes within a file that no letter makes.

use letterpdf::compare::Level;
use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat};

pub type Edit = (&'static str, fn(&mut Document), Level, &'static str);

/// The file, read, changed and written again.
pub fn edited(bytes: &[u8], edit: impl Fn(&mut Document)) -> Vec<u8> {
    let mut pdf = Document::load_mem(bytes).expect("a PDF");
    edit(&mut pdf);
    let mut written = vec![];
    pdf.save_to(&mut written).expect("memory");
    written
}

pub const ALL: [Edit; 24] = [
    ("a tag", |pdf| role(pdf, "P", "H2"), Level::Structure, "became H2"),
    ("an element of a list", |pdf| role(pdf, "LI", "P"), Level::Structure, "LI became P"),
    ("no tags", |pdf| drop(catalog(pdf).remove(b"StructTreeRoot")), Level::Structure, "the file is no longer tagged"),
    ("another order of reading", swap_kids, Level::Structure, "tags:"),
    ("an actual text", actual_text, Level::Structure, "actual text “Something else” is new"),
    ("the language", |pdf| catalog(pdf).set("Lang", string("fr")), Level::Structure, "language “en” became “fr”"),
    (
        "the title",
        |pdf| info(pdf).set("Title", string("Another title")),
        Level::Structure,
        "title “Contribution to the annual report",
    ),
    (
        "the author",
        |pdf| info(pdf).set("Author", string("Nobody")),
        Level::Structure,
        "author “The Body for Standards” became “Nobody”",
    ),
    ("keywords", |pdf| info(pdf).set("Keywords", string("a, b")), Level::Structure, "keywords “a, b” is new"),
    (
        "no XMP",
        |pdf| drop(catalog(pdf).remove(b"Metadata")),
        Level::Structure,
        "standard “PDF/UA-1 and PDF/A-3a” is gone",
    ),
    ("said not to be tagged", not_marked, Level::Structure, "said to be tagged “yes” became “no”"),
    ("an outline's title", outline, Level::Structure, "outline: “Another entry” is new"),
    ("no outline", |pdf| drop(catalog(pdf).remove(b"Outlines")), Level::Structure, "outline:"),
    ("a link's description", describe_link, Level::Structure, "is described as “Elsewhere”"),
    ("a link's place", move_link, Level::Structure, "covers another place"),
    ("pages in another order", swap_pages, Level::Structure, "pages are in another order"),
    ("a page missing", |pdf| pdf.delete_pages(&[2]), Level::Structure, "page 2 is missing (it begins"),
    ("a page turned", |pdf| page(pdf).set("Rotate", 90), Level::Structure, "page 1: turned clockwise by 90°"),
    ("a page of another size", resize, Level::Structure, "its size was 210.0 × 297.0 mm and is 210.0 × 296.0 mm"),
    ("a page cropped", crop, Level::Structure, "its size was 210.0 × 297.0 mm"),
    (
        "no attached file",
        |pdf| drop(catalog(pdf).remove(b"Names")),
        Level::Structure,
        "the attached file “plan.csv” is gone",
    ),
    ("a file's content alone", attached, Level::Structure, "the attached file “plan.csv” has other content"),
    (
        "the date alone, byte by byte",
        |pdf| info(pdf).set("CreationDate", string("D:20300101000000Z")),
        Level::Bytes,
        "/Info/CreationDate",
    ),
    (
        "the producer alone, byte by byte",
        |pdf| info(pdf).set("Producer", string("Somebody")),
        Level::Bytes,
        "/Info/Producer",
    ),
];

pub fn string(text: &str) -> Object {
    Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
}

pub fn catalog(pdf: &mut Document) -> &mut Dictionary {
    pdf.catalog_mut().expect("a catalogue")
}

pub fn info(pdf: &mut Document) -> &mut Dictionary {
    let id = pdf.trailer.get(b"Info").and_then(Object::as_reference).expect("an Info dictionary");
    pdf.get_object_mut(id).and_then(Object::as_dict_mut).expect("an Info dictionary")
}

fn page(pdf: &mut Document) -> &mut Dictionary {
    let id = pdf.page_iter().next().expect("a page");
    pdf.get_object_mut(id).and_then(Object::as_dict_mut).expect("a page")
}

/// Objects that are dictionaries for which something holds.
fn all(pdf: &Document, is_one: impl Fn(&Dictionary) -> bool) -> Vec<ObjectId> {
    pdf.objects.iter().filter(|(_, object)| object.as_dict().is_ok_and(&is_one)).map(|(id, _)| *id).collect()
}

fn dict(pdf: &mut Document, id: ObjectId) -> &mut Dictionary {
    pdf.get_object_mut(id).and_then(Object::as_dict_mut).expect("a dictionary")
}

fn role(pdf: &mut Document, from: &str, to: &str) {
    let element = all(pdf, |dict| {
        dict.has(b"P") && dict.get(b"S").is_ok_and(|role| role.as_name().is_ok_and(|role| role == from.as_bytes()))
    })[0];
    dict(pdf, element).set("S", Object::Name(to.into()));
}

fn swap_kids(pdf: &mut Document) {
    let many = |dict: &Dictionary| {
        dict.has(b"S") && dict.has(b"P") && dict.get(b"K").and_then(Object::as_array).is_ok_and(|kids| kids.len() > 5)
    };
    let element = all(pdf, many)[0];
    dict(pdf, element).get_mut(b"K").and_then(Object::as_array_mut).expect("kids").swap(2, 4);
}

fn actual_text(pdf: &mut Document) {
    let element = all(pdf, |dict| {
        dict.has(b"P") && dict.get(b"S").is_ok_and(|role| role.as_name().is_ok_and(|role| role == b"P"))
    })[0];
    dict(pdf, element).set("ActualText", string("Something else"));
}

fn not_marked(pdf: &mut Document) {
    catalog(pdf).set("MarkInfo", Dictionary::new());
}

fn outline(pdf: &mut Document) {
    let entry = all(pdf, |dict| dict.has(b"Title") && dict.has(b"Parent"))[0];
    dict(pdf, entry).set("Title", string("Another entry"));
}

fn link(pdf: &mut Document) -> &mut Dictionary {
    let link = all(pdf, |dict| {
        dict.has(b"Rect") && dict.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_ok_and(|kind| kind == b"Link"))
    })[0];
    dict(pdf, link)
}

fn describe_link(pdf: &mut Document) {
    link(pdf).set("Contents", string("Elsewhere"));
}

fn move_link(pdf: &mut Document) {
    link(pdf).set("Rect", vec![10.into(), 10.into(), 50.into(), Object::from(20)]);
}

fn swap_pages(pdf: &mut Document) {
    let root = catalog(pdf).get(b"Pages").and_then(Object::as_reference).expect("pages");
    dict(pdf, root).get_mut(b"Kids").and_then(Object::as_array_mut).expect("pages").swap(0, 1);
}

fn resize(pdf: &mut Document) {
    let high = 296.0 * 72.0 / 25.4;
    page(pdf).set("MediaBox", vec![0.into(), 0.into(), Object::Real(595.276), Object::Real(high)]);
}

fn crop(pdf: &mut Document) {
    page(pdf).set("CropBox", vec![20.into(), 20.into(), 500.into(), Object::from(700)]);
}

fn attached(pdf: &mut Document) {
    let file = pdf.objects.values_mut().filter_map(|object| object.as_stream_mut().ok());
    let file = file.into_iter().find(|stream| stream.dict.has_type(b"EmbeddedFile")).expect("an attached file");
    file.dict.remove(b"Filter");
    file.set_content(b"day,hour\n1,4\n".to_vec());
}
