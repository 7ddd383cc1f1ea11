//! What the content means: the structure tree (ISO 32000-1, 14.7).
//!
//! 1. *grow*: hang each piece of content on its element, and elements on their parents, in
//!    the order in which they are drawn, which is the reading order;
//! 2. *write*: an object for each element that has anything in it;
//! 3. *find back*: the parent tree, which leads from content to elements.

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, dictionary};

use super::links::Link;
use super::objects::{name, number, text};
use crate::frame::{Document, Element, ElementId, ItemKind, Owner, Role};

/// What an element holds, in order.
enum Kid {
    Element(usize),
    /// Marked content, by the number of its page and its identifier there.
    Content(usize, usize),
    /// A link's place, by its number.
    Link(usize),
}

/// Adds the structure; `owners` are the elements of each page's marked content.
pub(super) fn add(pdf: &mut Pdf, pages: &[ObjectId], document: &Document, owners: &[Vec<ElementId>], links: &[Link]) {
    // Each piece of content on its element, in reading order.
    let tree = grow(&document.elements, owners, links);

    // An object for each element that has anything in it.
    let ids: Vec<Option<ObjectId>> = tree.grown.iter().map(|grown| grown.then(|| pdf.new_object_id())).collect();
    let root = pdf.new_object_id();
    let writer = Writer { document, pages, links, ids: &ids, root };
    for (index, id) in ids.iter().enumerate() {
        if let Some(id) = id {
            let element = writer.element(index, &tree.kids[index]);
            pdf.set_object(*id, element);
        }
    }

    // The way back from content to elements.
    let parent_tree = pdf.add_object(dictionary! { "Nums" => parent_tree(&ids, owners, links, &tree) });
    for (number, page) in pages.iter().enumerate() {
        set(pdf, *page, "StructParents", integer(number));
    }
    for (number, link) in links.iter().enumerate() {
        set(pdf, link.annotation, "StructParent", integer(pages.len() + number));
    }

    let top = ids.first().copied().flatten().map(Object::from);
    pdf.set_object(
        root,
        dictionary! {
            "Type" => "StructTreeRoot",
            "K" => top.into_iter().collect::<Vec<_>>(),
            "ParentTree" => parent_tree,
            "ParentTreeNextKey" => integer(pages.len() + links.len()),
            "RoleMap" => role_map(),
        },
    );
    if let Ok(catalog) = pdf.catalog_mut() {
        catalog.set("StructTreeRoot", root);
        catalog.set("MarkInfo", dictionary! { "Marked" => true });
    }
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

fn grow(elements: &[Element], owners: &[Vec<ElementId>], links: &[Link]) -> Tree {
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
    document: &'a Document,
    pages: &'a [ObjectId],
    links: &'a [Link],
    ids: &'a [Option<ObjectId>],
    root: ObjectId,
}

impl Writer<'_> {
    /// A structure element (14.7.2).
    fn element(&self, index: usize, kids: &[Kid]) -> Dictionary {
        let element = &self.document.elements[index];
        let parent = element.parent.and_then(|ElementId(parent)| self.ids[parent as usize]);
        let page = kids.iter().find_map(|kid| match kid {
            Kid::Content(page, _) => Some(*page),
            _ => None,
        });
        let mut dictionary = dictionary! {
            "S" => name(element.role.tag()),
            "P" => parent.unwrap_or(self.root),
        };
        if let Some(page) = page {
            dictionary.set("Pg", self.pages[page]);
        }
        let kids: Vec<Object> = kids.iter().filter_map(|kid| self.kid(kid, page)).collect();
        match <[Object; 1]>::try_from(kids) {
            Ok([kid]) => dictionary.set("K", kid),
            Err(kids) if kids.is_empty() => {}
            Err(kids) => dictionary.set("K", kids),
        }
        if let Some(language) = &element.language {
            dictionary.set("Lang", text(language));
        }
        if let Some(alt) = &element.alt {
            dictionary.set("Alt", text(alt));
        }
        if let Some(attributes) = self.attributes(index) {
            dictionary.set("A", attributes);
        }
        dictionary
    }

    /// A kid of an element whose own page is `own`.
    fn kid(&self, kid: &Kid, own: Option<usize>) -> Option<Object> {
        Some(match kid {
            Kid::Element(index) => self.ids[*index]?.into(),
            Kid::Content(page, content) if Some(*page) == own => integer(*content),
            Kid::Content(page, content) => {
                dictionary! { "Type" => "MCR", "Pg" => self.pages[*page], "MCID" => integer(*content) }.into()
            }
            Kid::Link(number) => {
                let link = &self.links[*number];
                dictionary! { "Type" => "OBJR", "Pg" => link.page, "Obj" => link.annotation }.into()
            }
        })
    }

    /// What an element's role does not say (14.8.5).
    fn attributes(&self, index: usize) -> Option<Dictionary> {
        match self.document.elements[index].role {
            Role::List { numbered: true } => Some(dictionary! { "O" => "List", "ListNumbering" => "Decimal" }),
            Role::TableHeaderCell => Some(dictionary! { "O" => "Table", "Scope" => "Column" }),
            Role::Figure => {
                let sides = self.bounds(index)?.map(number).to_vec();
                Some(dictionary! { "O" => "Layout", "Placement" => "Block", "BBox" => sides })
            }
            _ => None,
        }
    }

    /// Where a picture is on its page: left, bottom, right and top.
    fn bounds(&self, index: usize) -> Option<[f64; 4]> {
        let mut items = self.document.pages.iter().flat_map(|page| page.items.iter().map(move |item| (page, item)));
        items.find_map(|(page, item)| match item.kind {
            ItemKind::Picture { size, .. } if item.owner == Owner::Element(ElementId(index as u32)) => {
                let top = page.size.height - item.at.y;
                Some([item.at.x, top - size.height, item.at.x + size.width, top].map(|side| side.0))
            }
            _ => None,
        })
    }
}

/// The elements of each page's content, then that of each link (14.7.4.4).
fn parent_tree(ids: &[Option<ObjectId>], owners: &[Vec<ElementId>], links: &[Link], tree: &Tree) -> Vec<Object> {
    let reference = |index: usize| ids[index].map_or(Object::Null, Object::from);
    let mut numbers = vec![];
    for (page, owners) in owners.iter().enumerate() {
        let elements: Vec<Object> = owners.iter().map(|owner| reference(owner.0 as usize)).collect();
        numbers.extend([integer(page), elements.into()]);
    }
    for (number, owner) in tree.link_owners.iter().enumerate().take(links.len()) {
        if let Some(owner) = owner {
            numbers.extend([integer(owners.len() + number), reference(*owner)]);
        }
    }
    numbers
}

/// The standard types of roles that are none.
fn role_map() -> Dictionary {
    let mut map = Dictionary::new();
    for role in [Role::Emphasis, Role::Strong] {
        if let Some(standard) = role.stand_in() {
            map.set(role.tag(), name(standard));
        }
    }
    map
}

fn set(pdf: &mut Pdf, id: ObjectId, key: &str, value: Object) {
    if let Ok(dictionary) = pdf.get_object_mut(id).and_then(Object::as_dict_mut) {
        dictionary.set(key, value);
    }
}

/// A count as a number of a file.
fn integer(count: usize) -> Object {
    Object::Integer(count as i64)
}
