//! Files that go with the letter (ISO 32000-1, 7.11.4; ISO 19005-3, 6.8).

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::{Document as Pdf, Object, ObjectId, dictionary};

use super::objects::{name, stream, text};
use crate::frame::Attachment;

/// Attaches files, each to the whole letter.
pub(super) fn add(pdf: &mut Pdf, attachments: &[Attachment]) {
    if attachments.is_empty() {
        return;
    }
    let mut sorted: Vec<&Attachment> = attachments.iter().collect();
    sorted.sort_by(|a, b| a.key.cmp(&b.key));
    let mut embedded: BTreeMap<(*const u8, &str), ObjectId> = BTreeMap::new();
    let mut names: Vec<Object> = vec![];
    let mut associated: Vec<Object> = vec![];
    for attachment in sorted {
        let same = (Arc::as_ptr(&attachment.bytes).cast::<u8>(), attachment.media_type.as_str());
        let file = *embedded.entry(same).or_insert_with(|| embed(pdf, attachment));
        let specification = pdf.add_object(dictionary! {
            "Type" => "Filespec",
            "F" => text(&attachment.name),
            "UF" => text(&attachment.name),
            "Desc" => text(&attachment.description),
            "AFRelationship" => name(attachment.relationship.name()),
            "EF" => dictionary! { "F" => file, "UF" => file },
        });
        names.extend([text(&attachment.key), specification.into()]);
        associated.push(specification.into());
    }
    let names = dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } };
    if let Ok(catalog) = pdf.catalog_mut() {
        catalog.set("Names", names);
        catalog.set("AF", associated);
    }
}

/// An embedded file. Its dates are left out: they would not be the same everywhere.
fn embed(pdf: &mut Pdf, attachment: &Attachment) -> ObjectId {
    let dictionary = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => name(&attachment.media_type),
        "Params" => dictionary! { "Size" => attachment.bytes.len() as i64 },
    };
    pdf.add_object(stream(dictionary, attachment.bytes.to_vec()))
}
