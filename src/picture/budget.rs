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

/// What is painted through a layer of its own (opacity, masks, gradients, patterns) becomes
/// several objects of the PDF, and counts as this many elements more.
const LAYER: u64 = 20;

/// Elements drawn, repetitions included.
const MOST_ELEMENTS: u64 = 200_000;

/// Bytes of attributes drawn, repetitions included.
const MOST_BYTES: u64 = 16 << 20;

/// Elements compared with selectors of style sheets.
const MOST_COMPARISONS: u64 = 20_000_000;

fn too_much() -> PictureError {
    PictureError::new("is an SVG with too many parts").hint("simplify it, or use a PNG")
}

fn too_deep() -> PictureError {
    PictureError::new("is an SVG that nests too deeply").hint("ungroup its elements")
}

/// Checks how deep the elements of a text nest, without a parser: parsers recurse.
/// The text must be the one that is parsed, and its parts must end where the parser ends them.
pub(super) fn check_nesting(text: &str) -> Result<(), PictureError> {
    const COMMENT: &str = "<!--";
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = rest.get(start..).unwrap_or_default();
        let end = if rest.starts_with(COMMENT) {
            // The dashes that open a comment are not those that close it.
            rest.get(COMMENT.len()..).and_then(|inside| inside.find("-->")).map(|end| end + COMMENT.len())
        } else if rest.starts_with("<![CDATA[") {
            rest.find("]]>")
        } else if rest.starts_with("<?") {
            // Quotation marks mean nothing in a processing instruction.
            rest.find("?>")
        } else {
            let end = tag_end(rest);
            let tag = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            if tag.starts_with("</") {
                depth = depth.saturating_sub(1);
            } else if !tag.starts_with("<!") && !tag.ends_with('/') {
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
    let elements = document.descendants().filter(Node::is_element);
    let (count, depth) = elements.fold((0, 0), |(count, depth), node| (count + 1, depth.max(node.ancestors().count())));
    let mut counter = Counter::new(document);
    let selectors =
        counter.sheets.iter().fold(0, |sum: u64, sheet| sum.saturating_add(comparisons(sheet, depth as u64)));
    if count > MOST_ELEMENTS || selectors.saturating_mul(count) > MOST_COMPARISONS {
        return Err(too_much());
    }
    let cost = counter.cost(document.root_element(), 0)?;
    if cost.elements > MOST_ELEMENTS || cost.bytes > MOST_BYTES { Err(too_much()) } else { Ok(()) }
}

/// Counts costs, each element once.
struct Counter<'a> {
    ids: BTreeMap<&'a str, Node<'a, 'a>>,
    /// Style sheets without comments and strings.
    sheets: Vec<String>,
    /// Style sheets speak of layers; who knows for which elements.
    sheets_make_layers: bool,
    /// Rules of style sheets that refer to elements: selector and declarations.
    rules: Vec<(String, String)>,
    /// What is known; `None` while it is being counted.
    known: BTreeMap<u32, Option<Cost>>,
}

impl<'a> Counter<'a> {
    fn new(document: &'a Document<'a>) -> Self {
        let elements = || document.descendants().filter(Node::is_element);
        let ids = elements().filter_map(|node| Some((node.attribute("id")?, node))).collect();
        let texts: Vec<String> = elements().filter(|node| node.tag_name().name() == "style").map(texts).collect();
        let rules = texts.iter().flat_map(|text| rules(text)).collect();
        let sheets = texts.iter().map(|text| bare(text)).collect();
        let sheets_make_layers = texts.iter().any(|text| speaks_of_layers(text));
        Self { ids, sheets, sheets_make_layers, rules, known: BTreeMap::new() }
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
        let layers = if self.sheets_make_layers || makes_layer(node) { LAYER } else { 0 };
        let mut cost = Cost { elements: 1 + layers, bytes: bytes as u64, depth: 0 };
        for child in node.children().filter(Node::is_element) {
            cost.add(self.cost(child, depth + 1)?, 1);
        }
        let mut within = cost.elements - layers;
        let mut references = self.references(node);
        // What is used first: it inherits, too.
        references.sort_by_key(|(_, way)| *way);
        for (id, way) in references {
            if let Some(&target) = self.ids.get(id.as_str()) {
                let mut target = self.cost(target, depth + 1)?;
                let times = match way {
                    Way::Used => 1,
                    Way::Masked => {
                        target.elements = target.elements.saturating_add(LAYER);
                        1
                    }
                    Way::Inherited => {
                        target.elements = target.elements.saturating_add(LAYER);
                        within
                    }
                    Way::Marker => cost.bytes / 2 + 1,
                };
                cost.add(target, times);
                if way == Way::Used {
                    within = within.saturating_add(target.elements);
                }
            }
        }
        cost.depth += 1;
        self.known.insert(node.id().get(), Some(cost));
        Ok(cost)
    }

    /// The elements that an element refers to.
    fn references(&self, node: Node<'a, 'a>) -> Vec<(String, Way)> {
        let mut found = Vec::new();
        for attribute in node.attributes() {
            if attribute.name() == "href" {
                found.extend(attribute.value().trim().strip_prefix('#').map(|id| (id.to_owned(), Way::Used)));
            }
            urls(attribute.name(), attribute.value(), &mut found);
        }
        for (selector, declarations) in &self.rules {
            if may_select(selector, node) {
                urls("style", declarations, &mut found);
            }
        }
        found
    }
}

/// How an element refers to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// It is drawn, or clips the whole.
    Used,
    /// The whole is painted through it.
    Masked,
    /// Each element within inherits it.
    Inherited,
    /// It stands at each point of all paths within.
    Marker,
}

impl Way {
    /// How a property is followed. What is not known is taken for inherited.
    fn of(property: &str) -> Self {
        match property.trim() {
            "clip-path" => Self::Used,
            "mask" | "filter" => Self::Masked,
            property if property.starts_with("marker") => Self::Marker,
            _ => Self::Inherited,
        }
    }
}

/// Whether an element is painted by itself before it is painted on the rest.
fn makes_layer(node: Node<'_, '_>) -> bool {
    node.attributes().any(|attribute| speaks_of_layers(attribute.name()) || speaks_of_layers(attribute.value()))
}

/// Whether a property or a style is one of those that need a layer.
fn speaks_of_layers(style: &str) -> bool {
    ["opacity", "blend", "isolation"].iter().any(|word| style.contains(word))
}

/// Adds the elements that an attribute refers to: a property, or a style of many.
fn urls(attribute: &str, value: &str, found: &mut Vec<(String, Way)>) {
    for (before, target) in value.split("url(").zip(value.split("url(").skip(1)) {
        let id = target.chars().skip_while(|c| " \"'#".contains(*c)).take_while(|c| !" \"')".contains(*c)).collect();
        let property = match before.rsplit([';', '{']).next().and_then(|declaration| declaration.split_once(':')) {
            Some((property, _)) if attribute == "style" => property,
            _ => attribute,
        };
        found.push((id, Way::of(property)));
    }
}

/// A style sheet without comments and strings, in which anything may stand.
fn bare(sheet: &str) -> String {
    let mut bare = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(start) = rest.find(['/', '"', '\'']) {
        let (before, from) = rest.split_at(start);
        bare.push_str(before);
        let (opening, closing) = match from.as_bytes() {
            [b'/', b'*', ..] => (2, "*/"),
            [b'"', ..] => (1, "\""),
            [b'\'', ..] => (1, "'"),
            _ => (1, ""),
        };
        let inside = from.get(opening..).unwrap_or_default();
        rest = inside.find(closing).and_then(|end| inside.get(end + closing.len()..)).unwrap_or_default();
    }
    bare + rest
}

/// With how many elements a bare style sheet's selectors compare one element: each part of a
/// selector tries all elements around those that the part after it fits.
fn comparisons(sheet: &str, depth: u64) -> u64 {
    let rules = sheet.split('}').map(|rule| rule.rsplit_once('{').map_or(rule, |(selectors, _)| selectors));
    let selectors = rules.flat_map(|selectors| selectors.split(','));
    let cost = |selector: &str| {
        let parts = selector.split_ascii_whitespace().filter(|part| !matches!(*part, ">" | "+" | "~")).count() as u32;
        depth.max(2).saturating_pow(parts.saturating_sub(1))
    };
    selectors.fold(0, |sum: u64, selector| sum.saturating_add(cost(selector)))
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
