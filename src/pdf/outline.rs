//! The outline: where the parts of a letter begin.

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, dictionary};

use super::objects::{name, number, text};
use crate::frame::Document;

/// Adds the outline, if there is one.
pub(super) fn add(pdf: &mut Pdf, pages: &[ObjectId], document: &Document) {
    let entries: Vec<(&str, ObjectId, f64)> = document
        .outline
        .iter()
        .filter_map(|entry| {
            let height = document.pages.get(entry.page)?.size.height;
            Some((entry.title.as_str(), *pages.get(entry.page)?, (height - entry.y).0))
        })
        .collect();
    if entries.is_empty() {
        return;
    }
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| pdf.new_object_id()).collect();
    for (index, (title, page, y)) in entries.iter().enumerate() {
        let destination = vec![Object::from(*page), name("XYZ"), Object::Null, number(*y), Object::Null];
        let mut entry = dictionary! { "Title" => text(title), "Parent" => root, "Dest" => destination };
        if let Some(previous) = index.checked_sub(1).and_then(|index| ids.get(index)) {
            entry.set("Prev", *previous);
        }
        if let Some(next) = ids.get(index + 1) {
            entry.set("Next", *next);
        }
        pdf.set_object(ids[index], entry);
    }
    let mut outline: Dictionary = dictionary! { "Type" => "Outlines", "Count" => ids.len() as i64 };
    if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
        outline.set("First", *first);
        outline.set("Last", *last);
    }
    pdf.set_object(root, outline);
    if let Ok(catalog) = pdf.catalog_mut() {
        catalog.set("Outlines", root);
        catalog.set("PageMode", name("UseOutlines"));
    }
}
