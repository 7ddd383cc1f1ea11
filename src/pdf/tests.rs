//! Files read back.

use std::collections::BTreeSet;
use std::sync::Arc;

use lopdf::{Dictionary, Document as Pdf, Object};

use crate::{MemoryWorld, Source, render};

const LETTER: &str = r#"
date = 2026-03-02
subject = "Offices & (files) <of> Zürich"
body = """
The office's final offer: see <https://example.org/a b> or [the **list**](https://example.org/é), and
write to <office@example.org>. An extraordinarily uncomplicated internationalization of
correspondence necessitates straightforward hyphenation, notwithstanding considerations.

Donaudampfschifffahrtsgesellschaftskapitaensmuetzen\u00ADdonaudampfschifffahrtsgesellschaftskapitaen\u00ADkajuete
"""
[sender]
name = "Ada Lovelace"
logo = "logo.svg"
[recipient]
name = "Mr Babbage"
[[signatures]]
name = "Ada"
image = "logo.svg"
[cover]
title = "Title"
"#;

const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><defs><linearGradient id="g"><stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient></defs><rect width="20" height="10" fill="url(#g)" opacity="0.5"/></svg>"##;

fn make(letter: &str) -> Vec<u8> {
    let world = MemoryWorld::new().with_file("logo.svg", LOGO);
    render(&Arc::new(Source::new("letter.toml", letter)), &world).unwrap_or_else(|wrong| panic!("{wrong}")).bytes
}

fn read(letter: &str) -> Pdf {
    // Written a moment ago, not by a stranger.
    Pdf::load_mem(&make(letter)).expect("a file that can be read")
}

fn dictionaries(pdf: &Pdf) -> impl Iterator<Item = &Dictionary> {
    pdf.objects.values().filter_map(|object| match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    })
}

fn of_type<'a>(pdf: &'a Pdf, kind: &'static str) -> impl Iterator<Item = &'a Dictionary> {
    dictionaries(pdf).filter(move |dictionary| dictionary.has_type(kind.as_bytes()))
}

fn text_of(object: &Object) -> String {
    let bytes = object.as_str().expect("a string");
    match bytes.strip_prefix(b"\xfe\xff") {
        Some(utf16) => {
            let units: Vec<u16> = utf16.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).expect("UTF-16")
        }
        None => String::from_utf8(bytes.to_vec()).expect("ASCII"),
    }
}

#[test]
fn the_same_letter_gives_the_same_bytes_and_another_one_another_identifier() {
    let other = LETTER.replace("Ada Lovelace", "Eve Lovelace");
    assert!(make(LETTER) == make(LETTER));
    let id = |letter: &str| format!("{:?}", read(letter).trailer.get(b"ID"));
    assert_eq!(id(LETTER), id(LETTER));
    assert_ne!(id(LETTER), id(&other));
}

#[test]
fn the_file_begins_and_ends_as_it_should() {
    let bytes = make(LETTER);
    assert!(bytes.starts_with(b"%PDF-1.7\n%"));
    assert!(bytes[10..14].iter().all(|byte| *byte >= 128), "{:?}", &bytes[..16]);
    assert!(bytes.ends_with(b"%%EOF") || bytes.ends_with(b"%%EOF\n"));
}

#[test]
fn the_file_says_what_it_is() {
    let pdf = read(LETTER);
    let catalog = pdf.catalog().expect("a catalog");
    assert_eq!(text_of(catalog.get(b"Lang").expect("a language")), "en");
    let preferences = catalog.get(b"ViewerPreferences").and_then(Object::as_dict).expect("preferences");
    assert!(preferences.get(b"DisplayDocTitle").and_then(Object::as_bool).expect("a switch"));

    let info = pdf.trailer.get(b"Info").and_then(|id| pdf.get_dictionary(id.as_reference()?)).expect("an Info");
    assert_eq!(text_of(info.get(b"Title").expect("a title")), "Offices & (files) <of> Zürich");
    assert_eq!(text_of(info.get(b"Author").expect("an author")), "Ada Lovelace");
    assert_eq!(text_of(info.get(b"CreationDate").expect("a date")), "D:20260302120000Z");

    let metadata = pdf
        .objects
        .values()
        .find_map(|object| object.as_stream().ok().filter(|stream| stream.dict.has_type(b"Metadata")));
    let xmp = String::from_utf8(metadata.expect("metadata").content.clone()).expect("XMP is UTF-8");
    for expected in [
        "Offices &amp; (files) &lt;of&gt; Zürich",
        "<rdf:li>Ada Lovelace</rdf:li>",
        "<rdf:li>en</rdf:li>",
        "<xmp:CreateDate>2026-03-02T12:00:00Z</xmp:CreateDate>",
    ] {
        assert!(xmp.contains(expected), "{expected} is not in {xmp}");
    }
}

#[test]
fn fonts_are_cut_embedded_and_mapped() {
    let pdf = read(LETTER);
    let fonts: Vec<&Dictionary> = of_type(&pdf, "Font")
        .filter(|font| font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0"))
        .collect();
    assert!(!fonts.is_empty());
    for font in fonts {
        let map = font.get(b"ToUnicode").and_then(|id| pdf.get_object(id.as_reference()?)?.as_stream()).expect("a map");
        let map = String::from_utf8(map.decompressed_content().expect("deflated")).expect("ASCII");
        let texts: Vec<&str> = map
            .lines()
            .filter_map(|line| line.strip_prefix('<')?.split_once("> <"))
            .map(|(_, text)| text)
            .filter(|text| *text != "ffff>")
            .collect();
        let descendants = font.get(b"DescendantFonts").and_then(Object::as_array).expect("descendants");
        let descendant = pdf.get_dictionary(descendants[0].as_reference().expect("a reference")).expect("a font");
        let widths = descendant.get(b"W").and_then(Object::as_array).expect("widths")[1].as_array().expect("a list");
        assert_eq!(texts.len() + 1, widths.len(), "every glyph but the first has a text: {map}");
        assert!(texts.iter().all(|text| !["0000>", "feff>", "fffe>"].contains(text)), "{texts:?}");
        let descriptor = descendant.get(b"FontDescriptor").and_then(|id| pdf.get_dictionary(id.as_reference()?));
        let descriptor = descriptor.expect("a descriptor");
        assert!(descriptor.has(b"FontFile2"));
        let names = [font, descendant].map(|dict| dict.get(b"BaseFont").and_then(Object::as_name).expect("a name"));
        assert_eq!(names[0], names[1]);
        assert_eq!(names[0], descriptor.get(b"FontName").and_then(Object::as_name).expect("a name"));
        assert_eq!(names[0].iter().position(|byte| *byte == b'+'), Some(6));
    }
}

#[test]
fn links_are_objects_with_words_and_addresses() {
    let pdf = read(LETTER);
    let links: Vec<&Dictionary> = of_type(&pdf, "Annot").collect();
    let addresses: BTreeSet<String> = links
        .iter()
        .filter_map(|link| link.get(b"A").and_then(Object::as_dict).ok()?.get(b"URI").ok())
        .map(text_of)
        .collect();
    assert!(addresses.contains("https://example.org/%C3%A9"), "{addresses:?}");
    assert!(addresses.contains("mailto:office@example.org"), "{addresses:?}");
    for link in links {
        assert!(!text_of(link.get(b"Contents").expect("words")).is_empty());
        assert_eq!(link.get(b"F").and_then(Object::as_i64).ok(), Some(4));
    }
}

#[test]
fn a_picture_that_is_drawn_twice_is_there_once() {
    let pdf = read(LETTER);
    let forms = of_type(&pdf, "XObject").filter(|form| form.has(b"Matrix") && form.has(b"Resources"));
    assert_eq!(forms.count(), 1);
}

#[test]
fn the_outline_leads_to_cover_and_letter() {
    let pdf = read(LETTER);
    let titles: Vec<String> = dictionaries(&pdf)
        .filter(|entry| entry.has(b"Dest"))
        .filter_map(|entry| entry.get(b"Title").ok())
        .map(text_of)
        .collect();
    assert_eq!(titles, ["Cover page", "Letter"]);
    assert!(!read(&LETTER.replace("[cover]\ntitle = \"Title\"\n", "")).catalog().expect("a catalog").has(b"Outlines"));
}

#[test]
fn nothing_is_in_the_file_that_nothing_uses() {
    let mut pdf = read(LETTER);
    let left = pdf.prune_objects();
    let left: Vec<_> = left.into_iter().filter(|id| pdf.get_object(*id).is_ok()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn ligatures_and_hyphens_are_spelt() {
    let pdf = read(LETTER);
    let content: Vec<u8> = pdf.page_iter().flat_map(|page| pdf.get_page_content(page)).collect();
    let content = String::from_utf8_lossy(&content);
    // All glyphs spell what they stand for, so none needs another text.
    assert!(!content.contains("ActualText"), "{content}");
    let maps = of_type(&pdf, "Font").filter_map(|font| font.get(b"ToUnicode").ok()?.as_reference().ok());
    let maps: Vec<u8> = maps
        .filter_map(|id| pdf.get_object(id).ok()?.as_stream().ok()?.decompressed_content().ok())
        .flatten()
        .collect();
    // U+00AD, where a word is broken at the end of a line.
    assert!(String::from_utf8_lossy(&maps).contains("<00ad>"));
}

/// A joiner that is drawn as a space would part the word for readers that know no `ActualText`.
#[test]
fn joiners_stay_in_the_word_and_are_not_drawn() {
    let letter = LETTER.replace("final offer", "zero\u{200d}width");
    let plain = LETTER.replace("final offer", "zerowidth");
    let shown = |letter: &str| -> Vec<u8> {
        let pdf = read(letter);
        let content = pdf.page_iter().flat_map(|page| pdf.get_page_content(page)).collect::<Vec<u8>>();
        let content = lopdf::content::Content::decode(&content).expect("operators");
        let shown = content.operations.into_iter().filter(|operation| operation.operator == "TJ");
        let items = shown.flat_map(|operation| operation.operands).flat_map(|array| match array {
            Object::Array(items) => items,
            _ => vec![],
        });
        items.filter_map(|item| item.as_str().map(<[u8]>::to_vec).ok()).flatten().collect()
    };
    assert_eq!(shown(&letter), shown(&plain));
    let pdf = read(&letter);
    let content: Vec<u8> = pdf.page_iter().flat_map(|page| pdf.get_page_content(page)).collect();
    // The letter o and the joiner.
    assert!(String::from_utf8_lossy(&content).replace(' ', "").to_uppercase().contains("<FEFF006F200D>"));
}
