//! SVG files to drawings.
//!
//! A drawing comes from anywhere, so it is judged before it is read: its size, how deep
//! it is nested, what it would unfold to, and whether it asks for anything that lies
//! outside of it or could not be drawn.

use std::collections::BTreeMap;
use std::sync::Arc;

use svg2pdf::usvg::{Options, Tree, roxmltree};

use super::{Content, Picture, PictureError};
use crate::geometry::{Pt, Size};

/// The largest file.
const LARGEST: usize = 16 << 20;
/// The deepest nesting of elements; readers of XML go down it by calling themselves.
const DEEPEST: usize = 64;
/// The most elements, those counted again that are used again.
const MOST_ELEMENTS: u64 = 200_000;

/// Whether a file is meant to be SVG.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('<') && (text.contains("<svg") || text.starts_with("<?xml") || text.starts_with("<!"))
}

/// Reads an SVG file.
pub(super) fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    if bytes.len() > LARGEST {
        return Err(PictureError::new("is an SVG file of more than 16 MiB"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| PictureError::new("is an SVG file that is not UTF-8 text"))?;
    if depth(text) > DEEPEST {
        return Err(PictureError::new(format!("is an SVG file whose elements are nested more than {DEEPEST} deep")));
    }
    let options = roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: 1 << 20 };
    let document = roxmltree::Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => {
            PictureError::new("is an SVG file with a document type, which could define entities")
                .hint("remove the `<!DOCTYPE …>` line")
        }
        error => PictureError::new(format!("is a broken SVG file: {error}")),
    })?;
    judge(&document)?;
    let tree = Tree::from_xmltree(&document, &Options::default())
        .map_err(|error| PictureError::new(format!("is an SVG file that cannot be drawn: {error}")))?;
    let (width, height) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let possible = |side: f64| (1e-3..=1e6).contains(&side);
    if !possible(width) || !possible(height) {
        return Err(PictureError::new(format!("is an SVG file of an impossible size, {width} × {height}")));
    }
    // A user unit is a CSS pixel, 1/96 inch.
    let size = Size::new(Pt(width * 0.75), Pt(height * 0.75));
    Ok(Picture { size, content: Content::Vector(Arc::new(tree)) })
}

/// How deep elements are nested, told without a parser; never less than it is.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let skipped =
            [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")].iter().find(|(start, _)| rest.starts_with(start));
        if let Some((_, end)) = skipped {
            rest = rest.find(end).map_or("", |at| &rest[at + end.len()..]);
        } else if rest.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
            deepest = deepest.max(depth);
            let tag = rest.find('<').map_or(rest, |next| &rest[..next]);
            // `>` may stand in an attribute, but nothing else ends in `/>` before the next tag.
            if tag.trim_end().ends_with("/>") || tag.find('>').is_some_and(|end| tag[..end].ends_with('/')) {
                depth -= 1;
            }
        }
    }
    deepest
}

/// Refuses what lies outside of the file, what would not be drawn, and what unfolds to too much.
fn judge(document: &roxmltree::Document) -> Result<(), PictureError> {
    for node in document.descendants().filter(|node| node.is_element()) {
        judge_element(&node)?;
        for attribute in node.attributes() {
            if attribute.name() == "href" && leads_outside(attribute.value()) {
                return Err(outside(attribute.value()));
            }
            judge_style(attribute.value())?;
        }
        if node.tag_name().name() == "style" {
            judge_style(node.text().unwrap_or_default())?;
        }
    }
    let mut unfolding = Unfolding::of(document);
    if unfolding.count(document.root_element(), 0) > MOST_ELEMENTS {
        return Err(PictureError::new("is an SVG file that uses its parts again too many times"));
    }
    Ok(())
}

fn judge_element(node: &roxmltree::Node) -> Result<(), PictureError> {
    let refused = |what: &str, hint: &str| Err(PictureError::new(format!("is an SVG file with {what}")).hint(hint));
    match node.tag_name().name() {
        "text" | "tspan" | "textPath" => {
            refused("text, which needs fonts of its own", "convert the text to paths in the program that drew it")
        }
        "image" | "feImage" => refused("a picture in it", "use the picture itself, or draw it as paths"),
        "filter" => refused("a filter, such as a shadow or a blur", "draw it without the effect"),
        "foreignObject" => refused("something that is not SVG in it", "draw it as paths"),
        _ => Ok(()),
    }
}

/// Refuses styles that name something outside of the file.
fn judge_style(style: &str) -> Result<(), PictureError> {
    if style.contains("@import") {
        return Err(outside("@import"));
    }
    for address in style.split("url(").skip(1) {
        let address = address.trim_start().trim_start_matches(['"', '\'']);
        if leads_outside(address) {
            return Err(outside(address.split([')', '"', '\'']).next().unwrap_or_default()));
        }
    }
    Ok(())
}

fn leads_outside(address: &str) -> bool {
    !address.trim_start().starts_with('#') && !address.trim().is_empty()
}

fn outside(address: &str) -> PictureError {
    let shown: String = address.chars().take(60).collect();
    PictureError::new(format!("is an SVG file that asks for `{shown}`, outside of it"))
        .hint("a drawing has everything in itself; embed it or remove it")
}

/// Counts elements as a renderer meets them: what is used again counts again.
struct Unfolding<'a, 'input> {
    by_id: BTreeMap<&'a str, roxmltree::Node<'a, 'input>>,
    counts: BTreeMap<u32, Option<u64>>,
}

impl<'a, 'input> Unfolding<'a, 'input> {
    fn of(document: &'a roxmltree::Document<'input>) -> Self {
        let elements = document.descendants().filter(|node| node.is_element());
        let by_id = elements.filter_map(|node| Some((node.attribute("id")?, node))).collect();
        Self { by_id, counts: BTreeMap::new() }
    }

    /// The elements that a node unfolds to; more than allowed if it goes round in circles or too deep.
    fn count(&mut self, node: roxmltree::Node<'a, 'input>, depth: usize) -> u64 {
        match self.counts.get(&node.id().get()) {
            Some(Some(count)) => return *count,
            Some(None) => return 0,
            None if depth > DEEPEST * 4 => return MOST_ELEMENTS + 1,
            None => {}
        }
        self.counts.insert(node.id().get(), None);
        let mut count: u64 = 1;
        for child in node.children().filter(roxmltree::Node::is_element) {
            count = count.saturating_add(self.count(child, depth + 1));
        }
        let references = node.attributes().filter_map(|attribute| reference(attribute.value()));
        for target in references.filter_map(|id| self.by_id.get(id).copied()).collect::<Vec<_>>() {
            count = count.saturating_add(self.count(target, depth + 1));
        }
        self.counts.insert(node.id().get(), Some(count));
        count
    }
}

/// The id that an attribute refers to, as `#id` or `url(#id)`.
fn reference(value: &str) -> Option<&str> {
    let start = value.find('#')? + 1;
    value[start..].split([')', '"', '\'', ' ', ';']).next().filter(|id| !id.is_empty())
}
