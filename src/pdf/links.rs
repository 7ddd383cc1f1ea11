//! Places that lead elsewhere (ISO 32000-1, 12.5.6.5).

use super::ExportError;
use super::file::File;
use super::syntax::Ref;
use crate::frame::{Document, Item, ItemKind, Owner, Page};

/// A place that leads elsewhere, in the file.
pub(super) struct Link {
    /// The annotation.
    pub annotation: Ref,
    /// The index of the page that it is on.
    pub page: usize,
    /// What it belongs to.
    pub owner: Owner,
}

/// Numbers for the annotations of all places, each an object of its own.
pub(super) fn number(file: &mut File<'_>, document: &Document) -> Vec<Link> {
    let items =
        document.pages.iter().enumerate().flat_map(|(page, on_it)| on_it.items.iter().map(move |item| (page, item)));
    let links = items.filter(|(_, item)| is_link(item));
    links.map(|(page, item)| Link { annotation: file.reserve(), page, owner: item.owner }).collect()
}

/// Adds the annotations; `first_key` is the key of the first one in the parent tree, in a tagged file.
///
/// # Errors
///
/// See [`File::object`].
pub(super) fn add(
    file: &mut File<'_>,
    document: &Document,
    links: &[Link],
    first_key: Option<usize>,
) -> Result<(), ExportError> {
    let items = document.pages.iter().flat_map(|page| page.items.iter().map(move |item| (page, item)));
    for (number, ((page, item), link)) in items.filter(|(_, item)| is_link(item)).zip(links).enumerate() {
        add_annotation(file, page, item, link.annotation, first_key.map(|first| first + number))?;
    }
    Ok(())
}

fn is_link(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Link { .. })
}

fn add_annotation(
    file: &mut File<'_>,
    page: &Page,
    item: &Item,
    number: Ref,
    key: Option<usize>,
) -> Result<(), ExportError> {
    let ItemKind::Link { size, target, description } = &item.kind else { return Ok(()) };
    let bottom = page.size.height - item.at.y - size.height;
    let (right, top) = (item.at.x + size.width, page.size.height - item.at.y);
    file.object(number, |object| {
        object.dict(|dict| {
            dict.key("Type").name("Annot");
            dict.key("Subtype").name("Link");
            dict.key("Rect").array(|sides| {
                [item.at.x, bottom, right, top].into_iter().for_each(|side| sides.item().number(side.0));
            });
            dict.key("Border").array(|border| (0..3).for_each(|_| border.item().integer(0)));
            // Printed with the page, as everything that is not hidden (PDF/A-2, 6.3.2).
            dict.key("F").integer(4);
            dict.key("Contents").text(description);
            dict.key("A").dict(|dict| {
                dict.key("Type").name("Action");
                dict.key("S").name("URI");
                dict.key("URI").bytes(&uri(target));
            });
            if let Some(key) = key {
                dict.key("StructParent").count(key);
            }
        });
    })
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
