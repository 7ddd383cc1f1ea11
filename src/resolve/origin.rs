//! What a letter is made of, as files to go with it: enough to make it again.
//!
//! 1. *name*: each file that was read keeps its path, if that stays within a folder;
//! 2. *rewrite*: what was said beside the letter, the day that "today" was, and names that
//!    changed are written into it; without any of these it stays as it is;
//! 3. *attach*: the letter as `letter.toml`, its templates and pictures beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::archive::media_type;
use crate::diagnostic::{Diagnostic, Part, PartKind, Source};
use crate::frame::{Attachment, Relationship, SOURCE, stays_inside};
use crate::letter::{Date, DateSpec, Letter, Text, reader};

/// What the letter is called among the attached files.
const LETTER: &str = "letter.toml";

/// A path that no file has, for the values that stand in the letter.
const DATA: &str = "//data.json";

/// The files that a letter is made of; `files` are those that were read for it.
pub(super) fn attach(
    source: &Arc<Source>,
    letter: &Letter,
    files: Vec<(String, Vec<u8>)>,
    today: Option<Date>,
    epoch: Option<u64>,
) -> Result<Vec<Attachment>, Diagnostic> {
    let cannot = |name: &str| Diagnostic::error(format!("`{name}` cannot be written anew to be embedded"));

    // The values of its placeholders are a file like the others.
    let mut files = files;
    if !letter.values.0.is_empty() {
        files.push((DATA.to_string(), serde_json::Value::from(letter.values.0.clone()).to_string().into_bytes()));
    }

    // Names that stay within a folder.
    let names = names(files.iter().map(|(path, _)| path.as_str()));

    // The letter with all that it depends on.
    let changes = changes(source, letter, &names, today);
    let text = reader::rewrite(&source.text, changes.iter().map(String::as_str)).ok_or_else(|| cannot(&source.name))?;
    let made_by = concat!("The letter, for letterpdf ", env!("CARGO_PKG_VERSION"));
    let description = epoch.map_or(made_by.to_string(), |epoch| format!("{made_by} with SOURCE_DATE_EPOCH={epoch}"));

    // The letter, and its files beside it.
    let mut attached = vec![attachment(LETTER, description, text.into_bytes())];
    for (path, bytes) in files {
        let name = names.get(&path).unwrap_or(&path);
        let bytes = match base_of(&path, &bytes, &names) {
            None => bytes,
            Some(base) => {
                let text = String::from_utf8_lossy(&bytes);
                let change = format!("extends={}", quoted(base));
                reader::rewrite(&text, [change.as_str()]).ok_or_else(|| cannot(&path))?.into_bytes()
            }
        };
        attached.push(attachment(name, "A file that the letter uses".to_string(), bytes));
    }
    Ok(attached)
}

fn attachment(name: &str, description: String, bytes: Vec<u8>) -> Attachment {
    Attachment {
        key: format!("{SOURCE}{name}"),
        name: name.to_string(),
        description,
        relationship: Relationship::Source,
        media_type: media_type(name),
        bytes: bytes.into(),
    }
}

/// A name for each path: the path itself, unless it leads out of the folder or is taken.
fn names<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
    let mut taken = vec![LETTER.to_lowercase()];
    let mut names = BTreeMap::new();
    for path in paths {
        let plain = if stays_inside(path) { path } else { path.rsplit(['/', '\\']).next().unwrap_or(path) };
        let numbered = (2..).map(|number| format!("{number}-{plain}"));
        let free =
            std::iter::once(plain.to_string()).chain(numbered).find(|name| !taken.contains(&name.to_lowercase()));
        let name = free.unwrap_or_default();
        taken.push(name.to_lowercase());
        names.insert(path.to_string(), name);
    }
    names
}

/// What is to be written into the letter, as `key=value`.
fn changes(source: &Source, letter: &Letter, names: &BTreeMap<String, String>, today: Option<Date>) -> Vec<String> {
    let beside = source.parts().filter(|part| part.kind == PartKind::Override);
    let mut changes: Vec<String> = beside.map(|part: Part<'_>| part.text.to_string()).collect();
    let is_today = |date: &toml::Spanned<DateSpec>| matches!(date.get_ref(), DateSpec::Today);
    if let Some(Date { year, month, day }) = today {
        let today = format!("{year:04}-{month:02}-{day:02}");
        if is_today(&letter.date) {
            changes.push(format!("date={today}"));
        }
        if letter.reference.your_date.as_ref().is_some_and(is_today) {
            changes.push(format!("reference.your_date={today}"));
        }
    }
    if let Some(name) = names.get(DATA).filter(|name| letter.data.as_ref().is_none_or(|data| data.get_ref() != *name)) {
        changes.push(format!("data={}", quoted(name)));
    }
    let mut rename = |key: String, path: Option<&Text>| {
        let renamed = path.and_then(|path| Some((path, names.get(path.get_ref())?)));
        if let Some((_, name)) = renamed.filter(|(path, name)| path.get_ref() != *name) {
            changes.push(format!("{key}={}", quoted(name)));
        }
    };
    rename("template".to_string(), letter.template.as_ref());
    rename("sender.logo".to_string(), letter.sender.logo.as_ref());
    for (index, signature) in letter.signatures.iter().enumerate() {
        rename(format!("signatures.{index}.image"), signature.image.as_ref());
    }
    for (index, attachment) in letter.attachments.iter().enumerate() {
        rename(format!("attachments.{index}.file"), Some(&attachment.file));
    }
    changes
}

/// The new name of the template that a template file extends, if that has one.
fn base_of<'a>(path: &str, bytes: &[u8], names: &'a BTreeMap<String, String>) -> Option<&'a str> {
    let text = std::str::from_utf8(bytes).ok().filter(|_| path.ends_with(".toml"))?;
    let (tree, _) = reader::parse(&Arc::new(Source::new(path, text)));
    let base = tree?.text("extends")?.into_inner();
    names.get(&base).filter(|name| **name != base).map(String::as_str)
}

/// A text as a TOML string.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside_and_apart() {
        let names =
            names(["a/logo.svg", "../logo.svg", "/etc/logo.svg", "LETTER.toml", "c:\\x.png", "a//b.png"].into_iter());
        let named: Vec<(&str, &str)> = names.iter().map(|(path, name)| (path.as_str(), name.as_str())).collect();
        assert_eq!(
            named,
            [
                ("../logo.svg", "logo.svg"),
                ("/etc/logo.svg", "2-logo.svg"),
                ("LETTER.toml", "2-LETTER.toml"),
                ("a//b.png", "b.png"),
                ("a/logo.svg", "a/logo.svg"),
                ("c:\\x.png", "x.png"),
            ]
        );
    }
}
