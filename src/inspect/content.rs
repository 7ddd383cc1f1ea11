//! What each piece of marked content says.

use std::collections::BTreeMap;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Dict, Name, Object, ObjectIdentifier, Stream, String as Bytes};
use hayro_syntax::page::Resources;

use super::fonts::Font;
use super::values::{name_at, text, text_at};

/// How deep drawings may stand in each other.
const DEPTH: usize = 12;
/// How many bytes of drawings are read: each may draw others, each of these others, and so on.
const DRAWN: usize = 64 << 20;

/// The texts of marked content.
#[derive(Default)]
pub(super) struct Texts {
    /// By the page or drawing that holds it, and its identifier there.
    by_mark: BTreeMap<(ObjectIdentifier, i32), String>,
    /// How many strings are shown outside of any.
    pub(super) untagged: usize,
    /// How many bytes of drawings were read.
    drawn: usize,
}

/// Where text goes.
#[derive(Clone, PartialEq)]
enum Target {
    /// To a piece of marked content.
    Mark(ObjectIdentifier, i32),
    /// Nowhere: an artifact, or another text was said for it.
    Nothing,
}

impl Texts {
    /// What a piece of marked content says.
    pub(super) fn get(&self, holder: ObjectIdentifier, mark: i32) -> &str {
        self.by_mark.get(&(holder, mark)).map_or("", String::as_str)
    }

    /// Takes back what a piece of marked content says.
    pub(super) fn hush(&mut self, holder: ObjectIdentifier, mark: i32) {
        self.by_mark.remove(&(holder, mark));
    }

    /// Reads the content of a page.
    pub(super) fn read(&mut self, page: ObjectIdentifier, stream: &[u8], resources: &Resources<'_>) {
        self.walk(page, stream, resources, &mut vec![], 0);
    }

    /// Reads content; `open` is where text goes for each piece that is open, outermost first.
    fn walk(
        &mut self,
        holder: ObjectIdentifier,
        stream: &[u8],
        resources: &Resources<'_>,
        open: &mut Vec<Option<Target>>,
        depth: usize,
    ) {
        let mut fonts: BTreeMap<Vec<u8>, Rc<Font>> = BTreeMap::new();
        let mut font: Option<Rc<Font>> = None;
        let outside = open.len();
        let mut operations = TypedIter::new(stream);
        while let Some(operation) = operations.next() {
            match operation {
                TypedInstruction::TextFont(set) => {
                    let read = || Rc::new(Font::new(&resources.fonts.get::<Dict<'_>>(&**set.0).unwrap_or_default()));
                    font = Some(fonts.entry(set.0.to_vec()).or_insert_with(read).clone());
                }
                TypedInstruction::ShowText(shown) => self.show(shown.0, font.as_deref(), open),
                TypedInstruction::NextLineAndShowText(shown) => {
                    self.show(shown.0, font.as_deref(), open);
                }
                TypedInstruction::ShowTextWithParameters(shown) => {
                    self.show(shown.2, font.as_deref(), open);
                }
                TypedInstruction::ShowTexts(shown) => {
                    for item in shown.0.iter::<Object<'_>>() {
                        if let Object::String(codes) = item {
                            self.show(&codes, font.as_deref(), open);
                        }
                    }
                }
                TypedInstruction::BeginMarkedContent(mark) => {
                    open.push((mark.0.as_str() == "Artifact").then_some(Target::Nothing));
                }
                TypedInstruction::BeginMarkedContentWithProperties(mark) => {
                    let properties = properties(mark.1, resources);
                    self.begin(holder, mark.0, &properties, open);
                }
                TypedInstruction::EndMarkedContent(_) if open.len() > outside => {
                    open.pop();
                }
                TypedInstruction::XObject(drawn) if depth < DEPTH => {
                    if let Some(form) = resources.get_x_object(drawn.0) {
                        self.walk_form(&form, resources, open, depth);
                    }
                }
                _ => {}
            }
        }
        open.truncate(outside);
    }

    /// Reads a drawing that is content of its own.
    fn walk_form(&mut self, form: &Stream<'_>, parent: &Resources<'_>, open: &mut Vec<Option<Target>>, depth: usize) {
        if name_at(form.dict(), "Subtype").as_deref() != Some("Form") {
            return;
        }
        if self.drawn > DRAWN {
            return;
        }
        let Ok(stream) = form.decoded_data() else { return };
        // What is read counts, and what it costs to begin.
        self.drawn += stream.len() + 1000;
        let own = form.dict().get::<Dict<'_>>("Resources").map(Resources::new);
        self.walk(form.obj_id(), &stream, own.as_ref().unwrap_or(parent), open, depth + 1);
    }

    fn begin(
        &mut self,
        holder: ObjectIdentifier,
        tag: &Name<'_>,
        properties: &Dict<'_>,
        open: &mut Vec<Option<Target>>,
    ) {
        let target = match properties.get::<i32>("MCID") {
            Some(mark) => Some(Target::Mark(holder, mark)),
            None if tag.as_str() == "Artifact" => Some(Target::Nothing),
            None => open.iter().rev().flatten().next().cloned(),
        };
        match text_at(properties, "ActualText") {
            Some(actual) => {
                if let Some(Target::Mark(holder, mark)) = target {
                    self.by_mark.entry((holder, mark)).or_default().push_str(&actual);
                }
                open.push(Some(Target::Nothing));
            }
            None => open.push(target),
        }
    }

    fn show(&mut self, codes: &Bytes<'_>, font: Option<&Font>, open: &[Option<Target>]) {
        match open.iter().rev().flatten().next() {
            Some(Target::Mark(holder, mark)) => {
                let said = self.by_mark.entry((*holder, *mark)).or_default();
                match font {
                    Some(font) => font.read(codes, said),
                    None => said.push_str(&text(codes)),
                }
            }
            Some(Target::Nothing) => {}
            None => self.untagged += 1,
        }
    }
}

/// The properties of marked content, which are there or named in the resources.
fn properties<'a>(stated: &Object<'a>, resources: &Resources<'a>) -> Dict<'a> {
    match stated {
        Object::Dict(dict) => dict.clone(),
        Object::Name(name) => resources.properties.get::<Dict<'_>>(name).unwrap_or_default(),
        _ => Dict::default(),
    }
}
