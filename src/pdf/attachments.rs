//! Files that go with the letter (ISO 32000-1, 7.11.4; ISO 19005-3, 6.8).

use lopdf::{Document as Pdf, Object, ObjectId, dictionary};

use super::metadata::date;
use super::objects::{name, stream, text};
use crate::frame::{Attachment, Document, Info};

/// Attaches files, each to the whole letter.
pub(super) fn add(pdf: &mut Pdf, document: &Document) {
    if document.attachments.is_empty() {
        return;
    }
    let mut sorted: Vec<&Attachment> = document.attachments.iter().collect();
    sorted.sort_by(|a, b| a.key.cmp(&b.key));
    let mut embedded: Vec<(&Attachment, ObjectId)> = vec![];
    let mut names: Vec<Object> = vec![];
    let mut associated: Vec<Object> = vec![];
    for attachment in sorted {
        // A file that is attached and that the letter is made of is there once.
        let is_same = |other: &Attachment| other.bytes == attachment.bytes && other.media_type == attachment.media_type;
        let known = embedded.iter().find(|(other, _)| is_same(other)).map(|(_, file)| *file);
        let file = known.unwrap_or_else(|| embed(pdf, attachment, &document.info));
        embedded.push((attachment, file));
        let specification = pdf.add_object(dictionary! {
            "Type" => "Filespec",
            // For programs that know no Unicode here.
            "F" => text(&attachment.name.replace(|character: char| !character.is_ascii(), "_")),
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

/// An embedded file. It bears the letter's date: its own would not be the same everywhere.
fn embed(pdf: &mut Pdf, attachment: &Attachment, info: &Info) -> ObjectId {
    let parameters = dictionary! {
        "Size" => attachment.bytes.len() as i64,
        "ModDate" => Object::string_literal(date(info)),
    };
    let dictionary = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => name(&attachment.media_type),
        "Params" => parameters,
    };
    pdf.add_object(stream(dictionary, attachment.bytes.to_vec()))
}
