//! A check that cannot fail is no check: good files are broken on purpose, one thing in each,
//! and both the checklist and veraPDF's wrapper must name what is broken.

mod checklist;
mod corpus;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use letterpdf::{Source, render};
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};

/// A way to break a file, and how the checklist and veraPDF name it; empty where veraPDF does not.
type Breaking = (&'static str, fn(&mut Pdf), &'static str, &'static str);

const BREAKINGS: [Breaking; 17] = [
    ("no language", |pdf| drop(catalog(pdf).remove(b"Lang")), "7.2: no language", "ua1 7.2-"),
    ("not marked", |pdf| drop(catalog(pdf).remove(b"MarkInfo")), "7.1: not marked", "ua1 6.2-1"),
    ("no structure", |pdf| drop(catalog(pdf).remove(b"StructTreeRoot")), "7.1: no structure", "ua1 7.1-11"),
    ("title not displayed", |pdf| drop(catalog(pdf).remove(b"ViewerPreferences")), "7.1: the title", "ua1 7.1-10"),
    ("no metadata", |pdf| drop(catalog(pdf).remove(b"Metadata")), "6.6.2: no metadata", "not judged"),
    (
        "no claim to accessibility",
        |pdf| in_metadata(pdf, "pdfuaid:part>1", "pdfuaid:part>7"),
        "pdfuaid:part>1",
        "not judged",
    ),
    ("another title", |pdf| in_metadata(pdf, "Findings", "Other"), "6.6.2.3: Title", ""),
    ("no output intent", |pdf| drop(catalog(pdf).remove(b"OutputIntents")), "6.2.3: no output", "2a 6.2.4.3"),
    ("figure without words", |pdf| drop(element(pdf, "Figure").remove(b"Alt")), "7.3: a figure", "ua1 7.3-1"),
    (
        "heading level skipped",
        |pdf| element(pdf, "H1").set("S", Object::Name(b"H2".to_vec())),
        "7.4.2: H2 after H0",
        "ua1 7.4.2-1",
    ),
    ("item that is none", |pdf| element(pdf, "LI").set("S", Object::Name(b"P".to_vec())), "7.2: P in L", "ua1 7.2-"),
    ("head without scope", |pdf| drop(element(pdf, "TH").remove(b"A")), "7.5: a head", "ua1 7.5-1"),
    ("link in no element", without_objects, "7.18.5: a place that is in no Link", "ua1 7.18.5-1"),
    (
        "link without words",
        |pdf| drop(first(pdf, "Annot").remove(b"Contents")),
        "7.18.5: a link without",
        "ua1 7.18.5-2",
    ),
    ("text without meaning", |pdf| drop(first_font(pdf).remove(b"ToUnicode")), "7.21.7: ", "ua1 7.21.7-1"),
    ("content outside", draw_outside, "7.1: f is neither", "ua1 7.1-3"),
    (
        "annotations without order",
        |pdf| drop(find(pdf, |dict| dict.has(b"Annots")).remove(b"Tabs")),
        "7.18.3: ",
        "ua1 7.18.3-1",
    ),
];

fn catalog(pdf: &mut Pdf) -> &mut Dictionary {
    pdf.catalog_mut().expect("a catalog")
}

fn find(pdf: &mut Pdf, is: impl Fn(&Dictionary) -> bool) -> &mut Dictionary {
    let mut dicts = pdf.objects.values_mut().filter_map(|object| object.as_dict_mut().ok());
    dicts.find(|dict| is(dict)).expect("an object of this kind")
}

fn first<'a>(pdf: &'a mut Pdf, kind: &str) -> &'a mut Dictionary {
    find(pdf, |dict| dict.has_type(kind.as_bytes()))
}

fn first_font(pdf: &mut Pdf) -> &mut Dictionary {
    find(pdf, |dict| dict.has(b"ToUnicode"))
}

fn element<'a>(pdf: &'a mut Pdf, role: &str) -> &'a mut Dictionary {
    find(pdf, |dict| {
        dict.has(b"P") && dict.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == role.as_bytes())
    })
}

fn without_objects(pdf: &mut Pdf) {
    let link = element(pdf, "Link");
    if let Ok(kids) = link.get_mut(b"K").and_then(Object::as_array_mut) {
        kids.retain(|kid| kid.as_dict().is_err());
    }
    let annotation = first(pdf, "Annot");
    annotation.remove(b"StructParent");
}

fn draw_outside(pdf: &mut Pdf) {
    let page = pdf.page_iter().next().expect("a page");
    let mut content = pdf.get_page_content(page);
    content.extend(b"\n0 0 10 10 re f\n");
    let stream = pdf.add_object(Stream::new(Dictionary::new(), content));
    pdf.get_object_mut(page).and_then(Object::as_dict_mut).expect("a page").set("Contents", stream);
}

fn in_metadata(pdf: &mut Pdf, from: &str, to: &str) {
    let id: ObjectId = catalog(pdf).get(b"Metadata").and_then(Object::as_reference).expect("metadata");
    let stream = pdf.get_object_mut(id).and_then(Object::as_stream_mut).expect("a stream");
    let text = String::from_utf8(stream.content.clone()).expect("UTF-8");
    assert!(text.contains(from), "{text}");
    stream.set_plain_content(text.replace(from, to).into_bytes());
}

/// A letter with everything that is broken here.
fn good() -> Vec<u8> {
    let letter = corpus::letters().into_iter().find(|letter| letter.name == "itu full").expect("a full letter");
    let source = Arc::new(Source::new("letter.toml", letter.toml));
    render(&source, &corpus::world()).expect("a good letter").bytes
}

/// The file, read, broken and written again.
fn rewritten(bytes: &[u8], breaking: impl Fn(&mut Pdf)) -> Vec<u8> {
    let mut pdf = Pdf::load_mem(bytes).expect("a PDF");
    breaking(&mut pdf);
    let mut written = vec![];
    pdf.save_to(&mut written).expect("memory");
    written
}

#[test]
fn checklist_names_what_is_broken() {
    let good = good();
    assert_eq!(checklist::broken(&good), Vec::<String>::new());
    let of_the_writer = checklist::broken(&rewritten(&good, |_| {}));
    for (name, breaking, clause, _) in BREAKINGS {
        let mut broken = checklist::broken(&rewritten(&good, breaking));
        broken.retain(|what| !of_the_writer.contains(what));
        assert!(broken.iter().any(|what| what.contains(clause)), "{name}: {broken:?}");
    }
}

#[test]
fn verapdf_names_what_is_broken() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !project.join(".cache/verapdf").is_dir() {
        eprintln!("skipped: veraPDF is not here; scripts/verapdf fetches it");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let good = good();
    std::fs::write(folder.path().join("good.pdf"), rewritten(&good, |_| {})).expect("a file");
    for (name, breaking, ..) in BREAKINGS {
        std::fs::write(folder.path().join(format!("{name}.pdf")), rewritten(&good, breaking)).expect("a file");
    }
    let run = Command::new(project.join("scripts/verapdf")).arg(folder.path()).output().expect("a script");
    if run.status.code() == Some(3) {
        eprintln!("skipped: {}", String::from_utf8_lossy(&run.stderr));
        return;
    }
    let said = String::from_utf8_lossy(&run.stdout);
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(!said.contains("good.pdf"), "{said}");
    for (name, _, _, rule) in BREAKINGS.into_iter().filter(|(.., rule)| !rule.is_empty()) {
        let named = said.lines().any(|line| line.contains(&format!("{name}.pdf: {rule}")));
        assert!(named, "{name} ({rule}):\n{said}");
    }
}
