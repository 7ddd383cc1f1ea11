//! What the content means: the structure tree (ISO 32000-1, 14.7).
//!
//! 1. *grow*: hang each piece of content on its element, and elements on their parents, in
//!    the order in which they are drawn, which is the reading order;
//! 2. *write*: an object for each element that has anything in it;
//! 3. *find back*: the parent tree, which leads from content to elements.
//!
//! A file of several letters has a tree for each below one root.

use super::ExportError;
use super::file::File;
use super::links::Link;
use super::syntax::{Dict, Ref, Value};
use crate::frame::{Document, Element, ElementId, ItemKind, Owner, Role};

/// What an element holds, in order.
enum Kid {
    Element(usize),
    /// Marked content, by the number of its page and its identifier there.
    Content(usize, usize),
    /// A link's place, by its number.
    Link(usize),
}

/// A letter's pages and links.
pub(super) struct Tagged<'a> {
    pub document: &'a Document,
    /// Whether it is a part of a larger document.
    pub is_part: bool,
    pub pages: &'a [Ref],
    /// The elements of each page's marked content.
    pub owners: &'a [&'a [ElementId]],
    pub links: &'a [Link],
}

/// Adds a letter's structure below `parent`; gives its top and its part of the parent tree.
///
/// # Errors
///
/// See [`File::object`].
pub(super) fn add(
    file: &mut File<'_>,
    tagged: &Tagged<'_>,
    parent: Ref,
) -> Result<(Option<Ref>, Vec<Parents>), ExportError> {
    // Each piece of content on its element, in reading order.
    let tree = grow(&tagged.document.elements, tagged.owners, tagged.links);

    // An object for each element that has anything in it.
    let numbers: Vec<Option<Ref>> = tree.grown.iter().map(|grown| grown.then(|| file.reserve())).collect();
    let writer = Writer { tagged, numbers: &numbers, parent };
    for (index, number) in numbers.iter().enumerate() {
        if let Some(number) = number {
            file.object(*number, |object| object.dict(|dict| writer.element(dict, index, &tree.kids[index])))?;
        }
    }

    // The way back from content to elements (14.7.4.4).
    let of = |index: usize| numbers.get(index).copied().flatten();
    let mut parents = vec![];
    for owners in tagged.owners {
        let number = file.reserve();
        file.object(number, |object| {
            object.array(|elements| {
                for owner in *owners {
                    match of(owner.0 as usize) {
                        Some(element) => elements.item().reference(element),
                        None => elements.item().null(),
                    }
                }
            });
        })?;
        parents.push(Parents(Some(number)));
    }
    parents.extend(tree.link_owners.iter().map(|owner| Parents(owner.and_then(of))));
    Ok((of(0), parents))
}

/// What an entry of the parent tree leads to: the elements of a page's content, or that of a link.
pub(super) struct Parents(pub Option<Ref>);

/// How many entries of the parent tree stand in one of its leaves.
const LEAF: usize = 1000;

/// Adds an element that holds letters, each a part of its own.
///
/// # Errors
///
/// See [`File::object`].
pub(super) fn add_whole(file: &mut File<'_>, number: Ref, root: Ref, parts: &[Ref]) -> Result<(), ExportError> {
    file.object(number, |object| {
        object.dict(|dict| {
            dict.key("S").name(Role::Document.tag());
            dict.key("P").reference(root);
            dict.key("K").array(|kids| parts.iter().for_each(|part| kids.item().reference(*part)));
        });
    })
}

/// Adds the root of all structure; `tops` are the elements below it.
///
/// # Errors
///
/// See [`File::object`].
pub(super) fn add_root(file: &mut File<'_>, root: Ref, tops: &[Ref], parents: &[Parents]) -> Result<(), ExportError> {
    let tree = file.reserve();
    let write_numbers = |dict: &mut Dict<'_>, first: usize, parents: &[Parents]| {
        dict.key("Nums").array(|numbers| {
            for (key, parent) in (first..).zip(parents) {
                if let Parents(Some(parent)) = parent {
                    numbers.item().count(key);
                    numbers.item().reference(*parent);
                }
            }
        });
    };
    if parents.len() <= LEAF {
        file.object(tree, |object| object.dict(|dict| write_numbers(dict, 0, parents)))?;
    } else {
        let mut leaves = vec![];
        for (index, part) in parents.chunks(LEAF).enumerate() {
            let leaf = file.reserve();
            file.object(leaf, |object| {
                object.dict(|dict| {
                    dict.key("Limits").array(|limits| {
                        limits.item().count(index * LEAF);
                        limits.item().count(index * LEAF + part.len() - 1);
                    });
                    write_numbers(dict, index * LEAF, part);
                });
            })?;
            leaves.push(leaf);
        }
        file.object(tree, |object| {
            object.dict(|dict| {
                dict.key("Kids").array(|kids| leaves.iter().for_each(|leaf| kids.item().reference(*leaf)));
            });
        })?;
    }
    file.object(root, |object| {
        object.dict(|dict| {
            dict.key("Type").name("StructTreeRoot");
            dict.key("K").array(|kids| tops.iter().for_each(|top| kids.item().reference(*top)));
            dict.key("ParentTree").reference(tree);
            dict.key("ParentTreeNextKey").count(parents.len());
            dict.key("RoleMap").dict(write_role_map);
        });
    })
}

/// Elements with what they hold.
struct Tree {
    /// By element.
    kids: Vec<Vec<Kid>>,
    /// Whether an element has anything in it.
    grown: Vec<bool>,
    /// The element of each link.
    link_owners: Vec<Option<usize>>,
}

fn grow(elements: &[Element], owners: &[&[ElementId]], links: &[Link]) -> Tree {
    let none = || elements.iter().map(|_| Vec::new()).collect::<Vec<_>>();
    let mut tree = Tree { kids: none(), grown: vec![false; elements.len()], link_owners: vec![] };
    let mut cells: Vec<Vec<usize>> = elements.iter().map(|_| Vec::new()).collect();
    for (index, element) in elements.iter().enumerate() {
        if let (Role::TableCell | Role::TableHeaderCell, Some(row)) = (element.role, element.parent) {
            cells[row.0 as usize].push(index);
        }
    }
    for (page, owners) in owners.iter().enumerate() {
        for (content, owner) in owners.iter().enumerate() {
            let owner = owner.0 as usize;
            tree.attach(owner, elements, &cells);
            tree.kids[owner].push(Kid::Content(page, content));
        }
    }
    for (number, link) in links.iter().enumerate() {
        let owner = link_element(elements, link.owner);
        if let Some(owner) = owner {
            tree.attach(owner, elements, &cells);
            tree.kids[owner].push(Kid::Link(number));
        }
        tree.link_owners.push(owner);
    }
    // What stands at the foot of a page is drawn there, but read where it belongs.
    for kids in &mut tree.kids {
        let block = |kid: &Kid| match kid {
            Kid::Element(index) if !elements[*index].role.is_in_line() => Some(*index),
            _ => None,
        };
        if kids.iter().all(|kid| block(kid).is_some()) {
            kids.sort_by_key(block);
        }
    }
    tree
}

impl Tree {
    /// Hangs an element on its parent, if it does not yet, and that one on its own.
    fn attach(&mut self, index: usize, elements: &[Element], cells: &[Vec<usize>]) {
        if std::mem::replace(&mut self.grown[index], true) {
            return;
        }
        if let Some(ElementId(parent)) = elements[index].parent {
            self.attach(parent as usize, elements, cells);
            // A row has brought its cells along.
            if !cells[parent as usize].contains(&index) {
                self.kids[parent as usize].push(Kid::Element(index));
            }
        }
        // A row has all its cells, empty ones too, or its table would have holes.
        for cell in &cells[index] {
            self.grown[*cell] = true;
            self.kids[index].push(Kid::Element(*cell));
        }
    }
}

/// The link that an owner is, or is within.
fn link_element(elements: &[Element], owner: Owner) -> Option<usize> {
    let Owner::Element(ElementId(mut index)) = owner else { return None };
    loop {
        let element = elements.get(index as usize)?;
        if element.role == Role::Link {
            return Some(index as usize);
        }
        index = element.parent?.0;
    }
}

/// What elements are written from.
struct Writer<'a> {
    tagged: &'a Tagged<'a>,
    numbers: &'a [Option<Ref>],
    /// What the topmost is below.
    parent: Ref,
}

impl Writer<'_> {
    /// A structure element (14.7.2).
    fn element(&self, dict: &mut Dict<'_>, index: usize, kids: &[Kid]) {
        let element = &self.tagged.document.elements[index];
        let parent = element.parent.and_then(|ElementId(parent)| self.numbers[parent as usize]);
        let page = kids.iter().find_map(|kid| match kid {
            Kid::Content(page, _) => Some(*page),
            _ => None,
        });
        let is_part = index == 0 && self.tagged.is_part;
        dict.key("S").name(if is_part { "Part" } else { element.role.tag() });
        dict.key("P").reference(parent.unwrap_or(self.parent));
        if let Some(page) = page {
            dict.key("Pg").reference(self.tagged.pages[page]);
        }
        match kids {
            [] => {}
            [kid] => self.kid(dict.key("K"), kid, page),
            kids => dict.key("K").array(|array| kids.iter().for_each(|kid| self.kid(array.item(), kid, page))),
        }
        // A part may be in another language than the whole.
        let own = is_part.then_some(self.tagged.document.info.language.as_str());
        if let Some(language) = element.language.as_deref().or(own) {
            dict.key("Lang").text(language);
        }
        if let Some(alt) = &element.alt {
            dict.key("Alt").text(alt);
        }
        self.attributes(dict, index);
    }

    /// A kid of an element whose own page is `own`.
    fn kid(&self, place: Value<'_>, kid: &Kid, own: Option<usize>) {
        match kid {
            // What hangs on an element has a number.
            Kid::Element(index) => match self.numbers[*index] {
                Some(number) => place.reference(number),
                None => place.null(),
            },
            Kid::Content(page, content) if Some(*page) == own => place.count(*content),
            Kid::Content(page, content) => place.dict(|dict| {
                dict.key("Type").name("MCR");
                dict.key("Pg").reference(self.tagged.pages[*page]);
                dict.key("MCID").count(*content);
            }),
            Kid::Link(number) => place.dict(|dict| {
                let link = &self.tagged.links[*number];
                dict.key("Type").name("OBJR");
                dict.key("Pg").reference(self.tagged.pages[link.page]);
                dict.key("Obj").reference(link.annotation);
            }),
        }
    }

    /// What an element's role does not say (14.8.5).
    fn attributes(&self, dict: &mut Dict<'_>, index: usize) {
        match self.tagged.document.elements[index].role {
            Role::List { numbered: true } => dict.key("A").dict(|dict| {
                dict.key("O").name("List");
                dict.key("ListNumbering").name("Decimal");
            }),
            Role::TableHeaderCell => dict.key("A").dict(|dict| {
                dict.key("O").name("Table");
                dict.key("Scope").name("Column");
            }),
            Role::Figure => {
                let Some(bounds) = self.bounds(index) else { return };
                dict.key("A").dict(|dict| {
                    dict.key("O").name("Layout");
                    dict.key("Placement").name("Block");
                    dict.key("BBox").array(|sides| bounds.iter().for_each(|side| sides.item().number(*side)));
                });
            }
            _ => {}
        }
    }

    /// Where a picture is on its page: left, bottom, right and top.
    fn bounds(&self, index: usize) -> Option<[f64; 4]> {
        let pages = self.tagged.document.pages.iter();
        let mut items = pages.flat_map(|page| page.items.iter().map(move |item| (page, item)));
        items.find_map(|(page, item)| match item.kind {
            ItemKind::Picture { size, .. } if item.owner == Owner::Element(ElementId(index as u32)) => {
                let top = page.size.height - item.at.y;
                Some([item.at.x, top - size.height, item.at.x + size.width, top].map(|side| side.0))
            }
            _ => None,
        })
    }
}

/// The standard types of roles that are none.
fn write_role_map(dict: &mut Dict<'_>) {
    for role in [Role::Emphasis, Role::Strong] {
        if let Some(standard) = role.stand_in() {
            dict.key(role.tag()).name(standard);
        }
    }
}
