//! The structure tree, with what its content says.

use std::collections::BTreeSet;

use hayro_syntax::object::{Array, Dict, MaybeRef, Object, ObjectIdentifier};
use hayro_syntax::xref::XRef;
use serde::Serialize;

use super::content::Texts;
use super::values::{name_at, text_at};

/// How deep elements may stand in each other.
const DEPTH: usize = 100;

/// A structure element (ISO 32000-1, 14.7.2).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Element {
    /// Its type, as it is written.
    pub role: String,
    /// The standard type that it stands for, where it is not one itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stands_for: Option<String>,
    /// What it says, for those who cannot see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// What stands for its content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual_text: Option<String>,
    /// Its language, where it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How a list is numbered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbering: Option<String>,
    /// What a cell is the head of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// What is in it.
    pub kids: Vec<Kid>,
}

/// What is in an element.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kid {
    /// Another element.
    Element(Element),
    /// Content, as text; empty for a picture.
    Text(String),
    /// A place that leads elsewhere.
    Link {
        /// Where it leads.
        url: Option<String>,
        /// Where it leads, in words.
        description: Option<String>,
    },
}

/// What a structure is read with.
struct Reader<'a> {
    xref: &'a XRef,
    texts: &'a Texts,
    role_map: Dict<'a>,
    /// Elements that were read; none is read twice.
    seen: BTreeSet<ObjectIdentifier>,
    /// The types of the elements that are being read, outermost first.
    path: Vec<String>,
    order: Vec<Placed>,
}

/// A piece of marked content, by its holder and its identifier there, and the types of the elements that it is in.
pub(super) type Placed = ((ObjectIdentifier, i32), String);

/// Reads the structure, and tells in which order its content is read.
pub(super) fn structure(xref: &XRef, catalog: &Dict<'_>, texts: &Texts) -> (Vec<Kid>, Vec<Placed>) {
    let Some(root) = catalog.get::<Dict<'_>>("StructTreeRoot") else { return (vec![], vec![]) };
    let role_map = root.get::<Dict<'_>>("RoleMap").unwrap_or_default();
    let mut reader = Reader { xref, texts, role_map, seen: BTreeSet::new(), path: vec![], order: vec![] };
    (reader.kids(&root, None, 0), reader.order)
}

impl<'a> Reader<'a> {
    /// What is in an element whose content is on `page` where nothing else is said.
    fn kids(&mut self, dict: &Dict<'a>, page: Option<ObjectIdentifier>, depth: usize) -> Vec<Kid> {
        let Some(kids) = dict.get_raw::<Object<'_>>("K") else { return vec![] };
        let one_by_one: Vec<MaybeRef<Object<'a>>> = match kids {
            MaybeRef::NotRef(Object::Array(array)) => array.raw_iter().collect(),
            MaybeRef::Ref(_) => match dict.get::<Array<'_>>("K") {
                Some(array) => array.raw_iter().collect(),
                None => vec![kids],
            },
            _ => vec![kids],
        };
        one_by_one.into_iter().filter_map(|kid| self.kid(kid, page, depth)).collect()
    }

    fn kid(&mut self, kid: MaybeRef<Object<'a>>, page: Option<ObjectIdentifier>, depth: usize) -> Option<Kid> {
        let id = kid.as_obj_ref().map(ObjectIdentifier::from);
        if depth > DEPTH || id.is_some_and(|id| !self.seen.insert(id)) {
            return None;
        }
        let kid = match (kid, id) {
            (MaybeRef::NotRef(object), _) => object,
            (_, Some(id)) => self.xref.get::<Object<'_>>(id)?,
            _ => return None,
        };
        match kid {
            Object::Number(mark) => Some(self.content(page?, i32::try_from(mark.as_i64()).ok()?)),
            Object::Dict(dict) => match name_at(&dict, "Type").as_deref() {
                Some("MCR") => {
                    let holder = dict.get_ref("Stm").or_else(|| dict.get_ref("Pg")).map(ObjectIdentifier::from);
                    Some(self.content(holder.or(page)?, dict.get::<i32>("MCID")?))
                }
                Some("OBJR") => dict.get::<Dict<'_>>("Obj").map(|object| link(&object)),
                _ => Some(Kid::Element(self.element(&dict, page, depth))),
            },
            _ => None,
        }
    }

    fn content(&mut self, holder: ObjectIdentifier, mark: i32) -> Kid {
        self.order.push(((holder, mark), self.path.join(" ")));
        Kid::Text(self.texts.get(holder, mark).to_owned())
    }

    fn element(&mut self, dict: &Dict<'a>, page: Option<ObjectIdentifier>, depth: usize) -> Element {
        let role = name_at(dict, "S").unwrap_or_default();
        let page = dict.get_ref("Pg").map(ObjectIdentifier::from).or(page);
        self.path.push(role.clone());
        let kids = self.kids(dict, page, depth + 1);
        self.path.pop();
        Element {
            stands_for: name_at(&self.role_map, &role),
            alt: text_at(dict, "Alt"),
            actual_text: text_at(dict, "ActualText"),
            language: text_at(dict, "Lang"),
            numbering: attribute(dict, "ListNumbering"),
            scope: attribute(dict, "Scope"),
            kids,
            role,
        }
    }
}

/// The name that an attribute of an element has (14.7.5).
fn attribute(element: &Dict<'_>, key: &str) -> Option<String> {
    if let Some(attributes) = element.get::<Dict<'_>>("A") {
        return name_at(&attributes, key);
    }
    let several = element.get::<Array<'_>>("A")?;
    several.iter::<Object<'_>>().filter_map(Object::into_dict).find_map(|attributes| name_at(&attributes, key))
}

/// The place that an annotation leads to.
fn link(annotation: &Dict<'_>) -> Kid {
    let url = annotation.get::<Dict<'_>>("A").and_then(|action| text_at(&action, "URI"));
    Kid::Link { url, description: text_at(annotation, "Contents") }
}
