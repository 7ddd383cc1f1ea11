//! Pages, what they share, and the catalog (ISO 32000-1, 7.7).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ExportError;
use super::attachments::Attached;
use super::content::{self, Drawn};
use super::file::File;
use super::fonts::{self, Cut};
use super::kept::Kept;
use super::links::{self, Link};
use super::metadata::{Described, write_intent};
use super::outline::Entry;
use super::pictures;
use super::syntax::{Dict, Ref};
use super::tags::{self, Parents, Tagged};
use crate::frame::{Document, ElementId, Info, Page};
use crate::geometry::Size;
use crate::picture::Picture;
use crate::text::FaceId;

/// The fonts and pictures of a file, each in it once.
#[derive(Default)]
pub(super) struct Resources {
    /// By the address of what they were made of; what is listed here is not dropped, so no other one has it.
    fonts: BTreeMap<usize, (Arc<Cut>, Ref)>,
    pictures: BTreeMap<usize, (Arc<Picture>, Ref)>,
}

impl Resources {
    /// Adds those of a letter, and the list of them by the names that its pages draw them by.
    ///
    /// # Errors
    ///
    /// A drawing that cannot be converted.
    pub(super) fn add(
        &mut self,
        file: &mut File<'_>,
        cuts: &BTreeMap<FaceId, Arc<Cut>>,
        pictures: &[Arc<Picture>],
        kept: &Kept,
    ) -> Result<Ref, ExportError> {
        let mut fonts = vec![];
        for cut in cuts.values() {
            fonts.push(once(&mut self.fonts, cut, || fonts::embed(file, cut))?);
        }
        let mut drawings = vec![];
        for picture in pictures {
            drawings.push(once(&mut self.pictures, picture, || pictures::embed(file, picture, kept))?);
        }
        let list = |dict: &mut Dict<'_>, key: &str, numbers: &[Ref], name: fn(usize) -> String| {
            if !numbers.is_empty() {
                dict.key(key).dict(|dict| {
                    numbers.iter().enumerate().for_each(|(index, number)| dict.key(&name(index)).reference(*number));
                });
            }
        };
        let number = file.reserve();
        file.object(number, |object| {
            object.dict(|dict| {
                list(dict, "Font", &fonts, content::resource);
                list(dict, "XObject", &drawings, pictures::resource);
            });
        })?;
        Ok(number)
    }
}

/// The number of a thing in the file, where it is put if it is not there.
fn once<T>(
    known: &mut BTreeMap<usize, (Arc<T>, Ref)>,
    thing: &Arc<T>,
    embed: impl FnOnce() -> Result<Ref, ExportError>,
) -> Result<Ref, ExportError> {
    let address = Arc::as_ptr(thing) as usize;
    if let Some((_, number)) = known.get(&address) {
        return Ok(*number);
    }
    let number = embed()?;
    known.insert(address, (thing.clone(), number));
    Ok(number)
}

/// What a letter's pages and structure are below, and what they share with others.
pub(super) struct Below {
    /// The node of the page tree.
    pub node: Ref,
    /// The root of the structure or an element of it; `None` in a file that is not tagged.
    pub structure: Option<Ref>,
    /// Whether the letter is a part of a larger document.
    pub is_part: bool,
    /// Fonts and pictures.
    pub resources: Ref,
    /// The first key of the parent tree that is free.
    pub first_key: usize,
}

/// A letter in the file.
pub(super) struct Written {
    /// Its pages.
    pub pages: Vec<Ref>,
    /// The element that holds all of it, in a tagged file.
    pub top: Option<Ref>,
    /// Its part of the parent tree.
    pub parents: Vec<Parents>,
    /// Its part of the outline.
    pub outline: Vec<Entry>,
}

/// Adds a letter's pages with their links and their structure.
///
/// # Errors
///
/// See [`File::object`].
pub(super) fn add(
    file: &mut File<'_>,
    document: &Document,
    drawn: &[Drawn],
    below: Below,
) -> Result<Written, ExportError> {
    let pages: Vec<Ref> = document.pages.iter().map(|_| file.reserve()).collect();
    let links = links::number(file, document);
    let is_tagged = below.structure.is_some();
    for (index, (page, drawn)) in document.pages.iter().zip(drawn).enumerate() {
        let links: Vec<&Link> = links.iter().filter(|link| link.page == index).collect();
        add_page(file, pages[index], (page, drawn), &links, &below, is_tagged.then_some(below.first_key + index))?;
    }
    links::add(file, document, &links, is_tagged.then_some(below.first_key + pages.len()))?;
    let owners: Vec<&[ElementId]> = drawn.iter().map(|drawn| drawn.owners.as_slice()).collect();
    let (mut top, mut parents) = (None, vec![]);
    if let Some(structure) = below.structure {
        let tagged = Tagged { document, is_part: below.is_part, pages: &pages, owners: &owners, links: &links };
        (top, parents) = tags::add(file, &tagged, structure)?;
    }
    let outline = document.outline.iter().filter_map(|entry| {
        let height = document.pages.get(entry.page)?.size.height - entry.y;
        Some(Entry { title: entry.title.clone(), page: *pages.get(entry.page)?, height })
    });
    let outline = outline.collect();
    Ok(Written { pages, top, parents, outline })
}

/// Adds a page without anything on it.
///
/// # Errors
///
/// See [`File::object`].
pub(super) fn add_empty(file: &mut File<'_>, number: Ref, node: Ref, size: Size) -> Result<(), ExportError> {
    file.object(number, |object| {
        object.dict(|dict| {
            dict.key("Type").name("Page");
            dict.key("Parent").reference(node);
            write_media_box(dict, size);
            dict.key("Resources").dict(|_| {});
            dict.key("Tabs").name("S");
        });
    })
}

/// In points, not by way of millimetres, so that A4 is 595.276 and nothing else.
fn write_media_box(dict: &mut Dict<'_>, size: Size) {
    dict.key("MediaBox").array(|sides| {
        [0.0, 0.0, size.width.0, size.height.0].into_iter().for_each(|side| sides.item().number(side));
    });
}

fn add_page(
    file: &mut File<'_>,
    number: Ref,
    (page, drawn): (&Page, &Drawn),
    links: &[&Link],
    below: &Below,
    key: Option<usize>,
) -> Result<(), ExportError> {
    let mut parts = vec![];
    for part in &drawn.content {
        let number = file.reserve();
        let packed = file.packer().pack(part)?;
        file.packed_stream(number, &packed, |_| {});
        parts.push(number);
    }
    file.object(number, |object| {
        object.dict(|dict| {
            dict.key("Type").name("Page");
            dict.key("Parent").reference(below.node);
            write_media_box(dict, page.size);
            dict.key("Resources").reference(below.resources);
            match parts.as_slice() {
                [part] => dict.key("Contents").reference(*part),
                parts => {
                    dict.key("Contents").array(|array| parts.iter().for_each(|part| array.item().reference(*part)))
                }
            }
            // Annotations are read in the order of the structure (ISO 14289-1, 7.18.3).
            dict.key("Tabs").name("S");
            if !links.is_empty() {
                dict.key("Annots").array(|array| links.iter().for_each(|link| array.item().reference(link.annotation)));
            }
            if let Some(key) = key {
                dict.key("StructParents").count(key);
            }
        });
    })
}

/// Adds a node of the page tree: what is below it, and how many pages that are.
///
/// # Errors
///
/// See [`File::object`].
pub(super) fn add_node(
    file: &mut File<'_>,
    node: Ref,
    above: Option<Ref>,
    below: &[Ref],
    count: usize,
) -> Result<(), ExportError> {
    file.object(node, |object| {
        object.dict(|dict| {
            dict.key("Type").name("Pages");
            if let Some(above) = above {
                dict.key("Parent").reference(above);
            }
            dict.key("Kids").array(|kids| below.iter().for_each(|page| kids.item().reference(*page)));
            dict.key("Count").count(count);
        });
    })
}

/// What the catalog leads to.
pub(super) struct Catalog<'a> {
    pub node: Ref,
    pub structure: Option<Ref>,
    pub outline: Option<Ref>,
    pub described: &'a Described,
    pub attached: &'a [Attached],
}

/// Adds the catalog (7.7.2).
///
/// # Errors
///
/// See [`File::object`].
pub(super) fn add_catalog(
    file: &mut File<'_>,
    root: Ref,
    info: &Info,
    catalog: &Catalog<'_>,
) -> Result<(), ExportError> {
    let Catalog { node, structure, outline, described, attached } = catalog;
    file.object(root, |object| {
        object.dict(|dict| {
            dict.key("Type").name("Catalog");
            dict.key("Pages").reference(*node);
            dict.key("Lang").text(&info.language);
            dict.key("Metadata").reference(described.metadata);
            dict.key("ViewerPreferences").dict(|dict| dict.key("DisplayDocTitle").boolean(true));
            dict.key("PageMode").name(if outline.is_some() { "UseOutlines" } else { "UseNone" });
            if let Some(outline) = outline {
                dict.key("Outlines").reference(*outline);
            }
            if let Some(profile) = described.profile {
                dict.key("OutputIntents").array(|intents| intents.item().dict(|dict| write_intent(dict, profile)));
            }
            if let Some(structure) = structure {
                dict.key("StructTreeRoot").reference(*structure);
                dict.key("MarkInfo").dict(|dict| dict.key("Marked").boolean(true));
            }
            if !attached.is_empty() {
                dict.key("Names").dict(|dict| {
                    dict.key("EmbeddedFiles").dict(|dict| {
                        dict.key("Names").array(|names| {
                            for Attached { key, specification } in *attached {
                                names.item().text(key);
                                names.item().reference(*specification);
                            }
                        });
                    });
                });
                dict.key("AF").array(|files| {
                    attached.iter().for_each(|attached| files.item().reference(attached.specification));
                });
            }
        });
    })
}
