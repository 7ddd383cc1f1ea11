//! Files that go with the letter (ISO 32000-1, 7.11.4; ISO 19005-3, 6.8).

use super::ExportError;
use super::file::File;
use super::metadata::date;
use super::syntax::Ref;
use crate::frame::{Attachment, Document, Info};

/// A file that is attached, by the name that it is found under.
pub(super) struct Attached {
    /// The name.
    pub key: String,
    /// Its specification.
    pub specification: Ref,
}

/// Attaches files, each to the whole letter; in the order of their names.
///
/// # Errors
///
/// See [`File::object`].
pub(super) fn add(file: &mut File<'_>, document: &Document) -> Result<Vec<Attached>, ExportError> {
    let mut sorted: Vec<&Attachment> = document.attachments.iter().collect();
    sorted.sort_by(|a, b| a.key.cmp(&b.key));
    let mut embedded: Vec<(&Attachment, Ref)> = vec![];
    let mut attached = vec![];
    for attachment in sorted {
        // A file that is attached and that the letter is made of is there once.
        let is_same = |other: &Attachment| other.bytes == attachment.bytes && other.media_type == attachment.media_type;
        let known = embedded.iter().find(|(other, _)| is_same(other)).map(|(_, stream)| *stream);
        let stream = match known {
            Some(stream) => stream,
            None => embed(file, attachment, &document.info)?,
        };
        embedded.push((attachment, stream));
        let specification = file.reserve();
        file.object(specification, |object| {
            object.dict(|dict| {
                dict.key("Type").name("Filespec");
                // For programs that know no Unicode here.
                dict.key("F").text(&attachment.name.replace(|character: char| !character.is_ascii(), "_"));
                dict.key("UF").text(&attachment.name);
                dict.key("Desc").text(&attachment.description);
                dict.key("AFRelationship").name(attachment.relationship.name());
                dict.key("EF").dict(|dict| ["F", "UF"].into_iter().for_each(|key| dict.key(key).reference(stream)));
            });
        })?;
        attached.push(Attached { key: attachment.key.clone(), specification });
    }
    Ok(attached)
}

/// An embedded file. It bears the letter's date: its own would not be the same everywhere.
fn embed(file: &mut File<'_>, attachment: &Attachment, info: &Info) -> Result<Ref, ExportError> {
    let number = file.reserve();
    let packed = file.packer().pack(&attachment.bytes)?;
    file.packed_stream(number, &packed, |dict| {
        dict.key("Type").name("EmbeddedFile");
        dict.key("Subtype").name(&attachment.media_type);
        dict.key("Params").dict(|dict| {
            dict.key("Size").count(attachment.bytes.len());
            dict.key("ModDate").text(&date(info));
        });
    });
    Ok(number)
}
