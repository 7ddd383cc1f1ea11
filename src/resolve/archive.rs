//! What the file keeps to, and the files that go with it.

use std::sync::Arc;

use super::quotes;
use crate::World;
use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use crate::frame::{Attachment, Relationship, Standard};
use crate::letter::{self, Letter, Text};

/// Settles the standard of a letter's file and reads the files that are attached to it.
pub(super) fn settle(
    source: &Arc<Source>,
    letter: &Letter,
    language: &str,
    world: &dyn World,
) -> Result<(Standard, Vec<Attachment>), Diagnostics> {
    let mut problems = vec![];
    let standard = standard(source, letter).unwrap_or_else(|problem| {
        problems.push(problem);
        Standard::default()
    });
    let mut attachments: Vec<Attachment> = vec![];
    for (index, attachment) in letter.attachments.iter().enumerate() {
        match read(source, attachment, index, language, world) {
            Ok(read) if attachments.iter().any(|other| other.name == read.name) => {
                let problem = Diagnostic::error(format!("two attachments are called `{}`", read.name));
                let hint = "give one of the files another name: who opens the letter could not tell them apart";
                problems.push(problem.at(source, attachment.file.span()).hint(hint));
            }
            Ok(read) => attachments.push(read),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok((standard, attachments)) } else { Err(Diagnostics(problems)) }
}

/// The standard that a letter names, or the one that fits.
fn standard(source: &Arc<Source>, letter: &Letter) -> Result<Standard, Diagnostic> {
    let attaches = !letter.attachments.is_empty() || letter.embed_source;
    let Some(name) = &letter.standard else {
        return Ok(if attaches { Standard::Ua1A3a } else { Standard::Ua1A2a });
    };
    let names = Standard::ALL.map(Standard::name);
    let standard = Standard::of_name(name.get_ref()).ok_or_else(|| unknown(source, "standard", name, &names))?;
    if attaches && !standard.takes_attachments() {
        let problem = Diagnostic::error(format!("a file that keeps to {} cannot hold other files", name.get_ref()));
        let hint = format!("write standard = \"{}\", or leave `standard` out", Standard::Ua1A3a.name());
        return Err(problem.at(source, name.span()).hint(hint));
    }
    Ok(standard)
}

fn read(
    source: &Arc<Source>,
    attachment: &letter::Attachment,
    index: usize,
    language: &str,
    world: &dyn World,
) -> Result<Attachment, Diagnostic> {
    let relationship = match &attachment.relationship {
        None => Relationship::default(),
        Some(name) => {
            let names = Relationship::ALL.map(|known| known.name().to_lowercase());
            let known = Relationship::ALL.into_iter().zip(&names).find(|(_, known)| *known == name.get_ref());
            known.map(|(known, _)| known).ok_or_else(|| unknown(source, "relationship", name, &names))?
        }
    };
    let path = attachment.file.get_ref();
    let bytes = world.file(path).map_err(|error| {
        let problem = Diagnostic::error(format!("the attachment `{path}` {}", error.message));
        error.hint.into_iter().fold(problem.at(source, attachment.file.span()), Diagnostic::hint)
    })?;
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_string();
    Ok(Attachment {
        key: format!("{index:06} {name}"),
        media_type: media_type(&name),
        name,
        description: quotes::typographic(attachment.description.get_ref(), language),
        relationship,
        bytes: bytes.into(),
    })
}

/// A file's media type, as far as its name tells.
pub(super) fn media_type(name: &str) -> String {
    match name.rsplit_once('.') {
        // Registered in 2024, after the list was made.
        Some((_, "toml")) => "application/toml".to_string(),
        _ => mime_guess::from_path(name).first_or_octet_stream().essence_str().to_string(),
    }
}

/// An error that lists what there is.
fn unknown(source: &Arc<Source>, key: &str, name: &Text, names: &[impl AsRef<str>]) -> Diagnostic {
    let listed: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    Diagnostic::error(format!("there is no {key} `{}`", name.get_ref()))
        .at(source, name.span())
        .hint(format!("what can stand here: {}", listed.join(", ")))
}
