//! What a drawing costs, counted before anything is spent.
//!
//! A short SVG can be a huge drawing: an element that is used ten times in an element
//! that is used ten times, and so on. Here each reference is counted as often as it
//! would be followed, without following it, and so is how deep the drawing nests.

use std::collections::BTreeMap;

use svg2pdf::usvg::roxmltree::{Document, Node};

use super::PictureError;
use super::svg::texts;

/// Elements within elements. Programs nest twenty; those that draw recurse this deep.
const DEEPEST: usize = 96;

/// Elements drawn, repetitions included.
const MOST_ELEMENTS: u64 = 200_000;

/// Bytes of attributes drawn, repetitions included.
const MOST_BYTES: u64 = 16 << 20;

/// Elements times rules of style sheets that refer to elements.
const MOST_COMPARISONS: u64 = 4_000_000;

fn too_much() -> PictureError {
    PictureError::new("is an SVG with too many parts").hint("simplify it, or use a PNG")
}

fn too_deep() -> PictureError {
    PictureError::new("is an SVG that nests too deeply").hint("ungroup its elements")
}

/// Checks how deep the elements of a text nest, without a parser.
pub(super) fn check_nesting(text: &str) -> Result<(), PictureError> {
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = rest.get(start..).unwrap_or_default();
        let end = if rest.starts_with("<!--") {
            rest.find("-->")
        } else if rest.starts_with("<![CDATA[") {
            rest.find("]]>")
        } else {
            let end = tag_end(rest);
            let tag = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            if tag.starts_with("</") {
                depth = depth.saturating_sub(1);
            } else if !tag.starts_with("<?") && !tag.starts_with("<!") && !tag.ends_with('/') {
                depth += 1;
            }
            end
        };
        if depth > DEEPEST {
            return Err(too_deep());
        }
        rest = end.and_then(|end| rest.get(end + 1..)).unwrap_or_default();
    }
    Ok(())
}

/// Where a tag ends: at a `>` outside of quotation marks.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.bytes().position(|byte| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        quote.is_none() && byte == b'>'
    })
}

/// What a part of the drawing costs.
#[derive(Debug, Default, Clone, Copy)]
struct Cost {
    elements: u64,
    bytes: u64,
    depth: usize,
}

impl Cost {
    fn add(&mut self, other: Self, times: u64) {
        self.elements = self.elements.saturating_add(other.elements.saturating_mul(times));
        self.bytes = self.bytes.saturating_add(other.bytes.saturating_mul(times));
        self.depth = self.depth.max(other.depth);
    }
}

/// Checks what the whole drawing costs.
pub(super) fn check_cost(document: &Document<'_>) -> Result<(), PictureError> {
    let elements = document.descendants().filter(Node::is_element).count() as u64;
    let mut counter = Counter::new(document);
    if elements > MOST_ELEMENTS || elements.saturating_mul(counter.rules.len() as u64) > MOST_COMPARISONS {
        return Err(too_much());
    }
    let cost = counter.cost(document.root_element(), 0)?;
    if cost.elements > MOST_ELEMENTS || cost.bytes > MOST_BYTES { Err(too_much()) } else { Ok(()) }
}

/// Counts costs, each element once.
struct Counter<'a> {
    ids: BTreeMap<&'a str, Node<'a, 'a>>,
    /// Rules of style sheets that refer to elements: selector and declarations.
    rules: Vec<(String, String)>,
    /// What is known; `None` while it is being counted.
    known: BTreeMap<u32, Option<Cost>>,
}

impl<'a> Counter<'a> {
    fn new(document: &'a Document<'a>) -> Self {
        let elements = || document.descendants().filter(Node::is_element);
        let ids = elements().filter_map(|node| Some((node.attribute("id")?, node))).collect();
        let sheets = elements().filter(|node| node.tag_name().name() == "style").map(texts);
        let rules = sheets.flat_map(|sheet| rules(&sheet)).collect();
        Self { ids, rules, known: BTreeMap::new() }
    }

    /// The cost of an element with all that it holds and uses.
    fn cost(&mut self, node: Node<'a, 'a>, depth: usize) -> Result<Cost, PictureError> {
        match self.known.get(&node.id().get()) {
            Some(Some(cost)) if depth + cost.depth <= DEEPEST => return Ok(*cost),
            Some(Some(_)) => return Err(too_deep()),
            // A circle: those that draw break it here, too.
            Some(None) => return Ok(Cost::default()),
            None if depth > DEEPEST => return Err(too_deep()),
            None => {}
        }
        self.known.insert(node.id().get(), None);

        let bytes: usize = node.attributes().map(|attribute| attribute.value().len()).sum();
        let mut cost = Cost { elements: 1, bytes: bytes as u64, depth: 0 };
        for child in node.children().filter(Node::is_element) {
            cost.add(self.cost(child, depth + 1)?, 1);
        }
        let own = cost;
        for (id, is_marker) in self.references(node) {
            if let Some(&target) = self.ids.get(id.as_str()) {
                // A marker stands at each point of a path; what a group says goes for all paths in it.
                let followed = if is_marker { own.bytes / 2 + 1 } else { inheriting(node, own) };
                cost.add(self.cost(target, depth + 1)?, followed);
            }
        }
        cost.depth += 1;
        self.known.insert(node.id().get(), Some(cost));
        Ok(cost)
    }

    /// The elements that an element refers to, and whether as markers.
    fn references(&self, node: Node<'a, 'a>) -> Vec<(String, bool)> {
        let mut found = Vec::new();
        for attribute in node.attributes() {
            let is_marker = attribute.name().starts_with("marker");
            if attribute.name() == "href" {
                found.extend(attribute.value().trim().strip_prefix('#').map(|id| (id.to_owned(), false)));
            }
            urls(attribute.value(), is_marker, &mut found);
        }
        for (selector, declarations) in &self.rules {
            if may_select(selector, node) {
                urls(declarations, false, &mut found);
            }
        }
        found
    }
}

/// How often something that an element refers to may be drawn: once for each element that inherits it.
fn inheriting(node: Node<'_, '_>, cost: Cost) -> u64 {
    if matches!(node.tag_name().name(), "g" | "svg" | "a" | "switch" | "symbol") { cost.elements } else { 1 }
}

/// Adds the elements that a style refers to.
fn urls(style: &str, is_marker: bool, found: &mut Vec<(String, bool)>) {
    for (before, target) in style.split("url(").zip(style.split("url(").skip(1)) {
        let id: String =
            target.chars().skip_while(|c| " \"'#".contains(*c)).take_while(|c| !" \"')".contains(*c)).collect();
        let property = before.rsplit([';', '{']).next().unwrap_or_default();
        found.push((id, is_marker || property.contains("marker")));
    }
}

/// The rules of a style sheet that refer to elements.
fn rules(sheet: &str) -> Vec<(String, String)> {
    let rules = sheet.split('}').filter_map(|rule| rule.split_once('{'));
    rules.filter(|(_, body)| body.contains("url(")).map(|(selector, body)| (selector.into(), body.into())).collect()
}

/// Whether a selector could mean an element; too often rather than too rarely.
fn may_select(selector: &str, node: Node<'_, '_>) -> bool {
    let classes = node.attribute("class").unwrap_or_default().split_ascii_whitespace();
    selector.contains('*')
        || selector.contains(node.tag_name().name())
        || node.attribute("id").is_some_and(|id| selector.contains(id))
        || classes.into_iter().any(|class| selector.contains(class))
}
