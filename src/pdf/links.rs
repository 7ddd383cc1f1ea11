//! Places that lead elsewhere (ISO 32000-1, 12.5.6.5).

use lopdf::{Document as Pdf, Object, ObjectId, StringFormat, dictionary};

use super::objects::{number, text};
use crate::frame::{Document, ItemKind, Owner};

/// A place that leads elsewhere, in the file.
pub(super) struct Link {
    /// The annotation.
    pub annotation: ObjectId,
    /// The page that it is on.
    pub page: ObjectId,
    /// What it belongs to.
    pub owner: Owner,
}

/// Adds an annotation for each place, as an object of its own.
pub(super) fn add(pdf: &mut Pdf, pages: &[ObjectId], document: &Document) -> Vec<Link> {
    let mut links = vec![];
    for (page, id) in document.pages.iter().zip(pages) {
        let mut annotations: Vec<Object> = vec![];
        for item in &page.items {
            let ItemKind::Link { size, target, description } = &item.kind else { continue };
            let bottom = page.size.height - item.at.y - size.height;
            let (right, top) = (item.at.x + size.width, page.size.height - item.at.y);
            let annotation = pdf.add_object(dictionary! {
                "Type" => "Annot",
                "Subtype" => "Link",
                "Rect" => [item.at.x, bottom, right, top].map(|side| number(side.0)).to_vec(),
                "Border" => vec![0.into(), 0.into(), 0.into()],
                // Printed with the page, as everything that is not hidden (PDF/A-2, 6.3.2).
                "F" => 4,
                "Contents" => text(description),
                "A" => dictionary! {
                    "Type" => "Action",
                    "S" => "URI",
                    "URI" => Object::String(uri(target), StringFormat::Literal),
                },
            });
            annotations.push(annotation.into());
            links.push(Link { annotation, page: *id, owner: item.owner });
        }
        if let (false, Ok(page)) = (annotations.is_empty(), pdf.get_object_mut(*id).and_then(Object::as_dict_mut)) {
            page.set("Annots", annotations);
        }
    }
    links
}

/// A URI in seven-bit ASCII (ISO 32000-1, 12.6.4.7): other bytes are written as `%XX`.
fn uri(target: &str) -> Vec<u8> {
    let mut uri = Vec::with_capacity(target.len());
    for byte in target.bytes() {
        if byte.is_ascii_graphic() {
            uri.push(byte);
        } else {
            uri.extend(format!("%{byte:02X}").bytes());
        }
    }
    uri
}
