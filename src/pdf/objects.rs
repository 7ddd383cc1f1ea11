//! Small helps with PDF objects.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};

/// The pages' ids in order.
pub(super) fn pages(pdf: &Document) -> Vec<ObjectId> {
    pdf.page_iter().collect()
}

/// Gives all pages the same fonts and pictures, in place of what printpdf lists.
pub(super) fn set_resources(pdf: &mut Document, pages: &[ObjectId], fonts: &Dictionary, pictures: &Dictionary) {
    let mut resources = Dictionary::new();
    if !fonts.is_empty() {
        resources.set("Font", fonts.clone());
    }
    if !pictures.is_empty() {
        resources.set("XObject", pictures.clone());
    }
    let resources = pdf.add_object(resources);
    for page in pages {
        if let Ok(page) = pdf.get_object_mut(*page).and_then(Object::as_dict_mut) {
            page.set("Resources", resources);
            // Annotations are read in the order of the structure (ISO 14289-1, 7.18.3).
            page.set("Tabs", name("S"));
            // The boxes equal the media box, which is what they are when left out.
            page.remove(b"TrimBox");
            page.remove(b"CropBox");
            page.remove(b"Annots");
        }
    }
}

/// A name.
pub(super) fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

/// A text string (ISO 32000-1, 7.9.2.2): ASCII as it is, everything else as UTF-16.
pub(super) fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    Object::String(utf16(text), StringFormat::Hexadecimal)
}

/// UTF-16, high byte first, with its mark.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_be_bytes).collect()
}

/// A number with at most three decimals.
pub(super) fn number(value: f64) -> Object {
    let rounded = (value * 1000.0).round() / 1000.0;
    if rounded.fract() == 0.0 { Object::Integer(rounded as i64) } else { Object::Real(rounded as f32) }
}

/// A stream as it is; [`save`](super::save) compresses it.
pub(super) fn stream(dict: Dictionary, content: Vec<u8>) -> Stream {
    Stream::new(dict, content).with_compression(false)
}
