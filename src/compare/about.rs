//! What files say of themselves, their outlines, and the files in them.

use std::collections::{BTreeMap, BTreeSet};

use hayro::hayro_syntax::object::{Dict, Stream};
use roxmltree::{Document, Node};

use super::difference::{Difference, Kind, Level, quoted};
use crate::digest::sha256;
use crate::inspect::{Attached, Inspection, Read, text_at};

/// How many entries of an outline are read.
const MOST_ENTRIES: usize = 10_000;

/// Compares what files say of themselves, but for dates and the programs that made them.
pub(super) fn compare(
    (before, expected): (&Read<'_>, &Inspection),
    (after, actual): (&Read<'_>, &Inspection),
    differences: &mut Vec<Difference>,
) {
    let tell = |message: String| Difference::new(Level::Structure, Kind::Metadata, message);
    let said = |inspection: &Inspection| {
        let about = &inspection.about;
        let tagged = Some(if about.tagged { "yes" } else { "no" }.to_owned());
        let standards = about.standards.join(" and ");
        [
            ("title", about.title.clone()),
            ("subject", about.subject.clone()),
            ("author", about.author.clone()),
            ("keywords", about.keywords.clone()),
            ("language", about.language.clone()),
            ("standard", (!standards.is_empty()).then_some(standards)),
            ("said to be tagged", tagged),
        ]
    };
    let mut told = BTreeSet::new();
    for ((key, then), (_, now)) in said(expected).into_iter().zip(said(actual)) {
        if then != now {
            told.extend([then.clone(), now.clone()].into_iter().flatten());
            differences.push(tell(changed(key, then.as_deref(), now.as_deref())));
        }
    }

    // XMP says much of it again; what is told already is not told twice.
    let (then, now) = (properties(&before.catalog), properties(&after.catalog));
    for key in then.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let (then, now) = (then.get(key), now.get(key));
        let is_told = [then, now].into_iter().flatten().all(|property| told.contains(&property.text));
        if then != now && !is_told && !is_about_making(key) && !is_standard(key, &told) {
            let text = |property: Option<&Property>| property.map(|property| property.text.clone());
            let message = match (text(then), text(now)) {
                (Some(then), Some(now)) if then == now => format!("metadata: {key} is written in another way"),
                (then, now) => changed(key, then.as_deref(), now.as_deref()),
            };
            differences.push(tell(message));
        }
    }
    compare_attached(&expected.attachments, &actual.attachments, differences);
}

fn changed(key: &str, then: Option<&str>, now: Option<&str>) -> String {
    match (then, now) {
        (Some(then), Some(now)) => format!("metadata: {key} {} became {}", quoted(then), quoted(now)),
        (Some(then), None) => format!("metadata: {key} {} is gone", quoted(then)),
        (None, now) => format!("metadata: {key} {} is new", quoted(now.unwrap_or_default())),
    }
}

/// Whether a property tells when and by what the file was made, and not what it is.
pub(super) fn is_about_making(key: &str) -> bool {
    key.ends_with("Date") || key.ends_with("Producer") || key.ends_with("InstanceID") || key.ends_with("DocumentID")
}

/// Whether a property is a part of the name of a standard, which is told as a whole.
fn is_standard(key: &str, told: &BTreeSet<String>) -> bool {
    ["pdfaid:", "pdfuaid:", "pdfaExtension:"].iter().any(|prefix| key.starts_with(prefix))
        && told.iter().any(|value| value.starts_with("PDF/"))
}

/// What XMP says of one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Property {
    /// All text in it.
    text: String,
    /// All names in it, with their namespaces.
    shape: String,
}

/// What XMP says, by the names of properties.
fn properties(catalog: &Dict<'_>) -> BTreeMap<String, Property> {
    let stream = catalog.get::<Stream<'_>>("Metadata");
    let xmp = stream.and_then(|stream| stream.decoded_data().ok()).unwrap_or_default();
    properties_of(&xmp)
}

/// What a packet of XMP says.
pub(super) fn properties_of(xmp: &[u8]) -> BTreeMap<String, Property> {
    let xmp = String::from_utf8_lossy(xmp);
    let Ok(xmp) = Document::parse(xmp.trim_start_matches('\u{feff}')) else { return BTreeMap::new() };
    let mut said = BTreeMap::new();
    for description in xmp.descendants().filter(|node| node.tag_name().name() == "Description") {
        for attribute in description.attributes().filter(|attribute| attribute.name() != "about") {
            let namespace = attribute.namespace().unwrap_or_default();
            let prefix = description.lookup_prefix(namespace).unwrap_or_default();
            let property = Property { text: attribute.value().to_owned(), shape: namespace.to_owned() };
            said.insert(format!("{prefix}:{}", attribute.name()), property);
        }
        for node in description.children().filter(Node::is_element) {
            let prefix = node.tag_name().namespace().and_then(|namespace| node.lookup_prefix(namespace));
            said.insert(format!("{}:{}", prefix.unwrap_or_default(), node.tag_name().name()), property(node));
        }
    }
    said
}

fn property(node: Node<'_, '_>) -> Property {
    let texts = node.descendants().filter(Node::is_text).filter_map(|node| node.text());
    let text = texts.map(str::trim).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let mut shape = String::new();
    for node in node.descendants().filter(Node::is_element) {
        shape += &format!("{:?}", node.tag_name());
        node.attributes().for_each(|attribute| shape += &format!("{attribute:?}"));
    }
    Property { text, shape }
}

fn compare_attached(expected: &[Attached], actual: &[Attached], differences: &mut Vec<Difference>) {
    let mut tell = |message: String| differences.push(Difference::new(Level::Structure, Kind::Attachment, message));
    for then in expected {
        let Some(now) = actual.iter().find(|now| now.name == then.name) else {
            tell(format!("the attached file “{}” is gone", then.name));
            continue;
        };
        if sha256(&then.bytes) != sha256(&now.bytes) || then.size != now.size {
            tell(format!("the attached file “{}” has other content", then.name));
        }
        let said = |file: &Attached| [file.description.clone(), file.relationship.clone(), file.media_type.clone()];
        for (key, (then_said, now_said)) in
            ["description", "relationship", "media type"].into_iter().zip(said(then).into_iter().zip(said(now)))
        {
            if then_said != now_said {
                let shown = |value: Option<String>| value.as_deref().map_or("nothing".to_owned(), quoted);
                let (then_said, now_said) = (shown(then_said), shown(now_said));
                tell(format!("the attached file “{}”: {key} {then_said} became {now_said}", then.name));
            }
        }
    }
    for now in actual.iter().filter(|now| expected.iter().all(|then| then.name != now.name)) {
        tell(format!("the attached file “{}” is new", now.name));
    }
}

/// Compares outlines: titles, and how they are nested.
pub(super) fn compare_outlines(before: &Read<'_>, after: &Read<'_>, differences: &mut Vec<Difference>) {
    let (then, now) = (outline(&before.catalog), outline(&after.catalog));
    if then == now {
        return;
    }
    let tell = |message: String| Difference::new(Level::Structure, Kind::Outline, message);
    let gone = then
        .iter()
        .filter(|entry| !now.contains(entry))
        .map(|(_, title)| format!("outline: {} is gone", quoted(title)));
    let new =
        now.iter().filter(|entry| !then.contains(entry)).map(|(_, title)| format!("outline: {} is new", quoted(title)));
    let told: Vec<Difference> = gone.chain(new).map(tell).collect();
    let reordered = || vec![tell("outline: its entries are in another order".to_owned())];
    differences.extend(super::difference::shorten(if told.is_empty() { reordered() } else { told }));
}

/// The entries of the outline: how deep each is, and its title.
fn outline(catalog: &Dict<'_>) -> Vec<(usize, String)> {
    let mut entries = vec![];
    let Some(root) = catalog.get::<Dict<'_>>("Outlines") else { return entries };
    // Entries point at the next one, so that hostile files may go round in circles.
    let mut open: Vec<(usize, Dict<'_>)> = root.get::<Dict<'_>>("First").map(|first| (0, first)).into_iter().collect();
    while let Some((depth, entry)) = open.pop() {
        if entries.len() > MOST_ENTRIES {
            break;
        }
        entries.push((depth, text_at(&entry, "Title").unwrap_or_default()));
        open.extend(entry.get::<Dict<'_>>("Next").map(|next| (depth, next)));
        open.extend(entry.get::<Dict<'_>>("First").map(|first| (depth + 1, first)));
    }
    entries
}
