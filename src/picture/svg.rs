//! SVG files to drawings.
//!
//! A drawing is taken only if it will be drawn whole: what svg2pdf would leave out
//! without a word (text, raster pictures, filters) is an error here.

use std::borrow::Cow;
use std::io::Read;
use std::sync::Arc;

use flate2::read::GzDecoder;
use svg2pdf::usvg::roxmltree::{Document, Node, ParsingOptions};
use svg2pdf::usvg::{ImageHrefResolver, Options, Tree};

use super::{Content, Picture, PictureError, budget};
use crate::geometry::{Pt, Size};

/// Longer texts are refused, also when unpacked.
const LONGEST: usize = 16 << 20;

/// SVG counts 96 units to an inch.
const UNIT: f64 = 72.0 / 96.0;

/// No side may be longer, in points: the largest page of a PDF reader.
const LONGEST_SIDE: f64 = 14_400.0;

/// Whether a file is compressed.
pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B])
}

/// Whether a file could be an SVG.
pub(super) fn looks_like_xml(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"<")
}

/// Unpacks a compressed SVG, as far as it may be long.
pub(super) fn unpack(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let mut text = Vec::new();
    GzDecoder::new(bytes)
        .take(LONGEST as u64 + 1)
        .read_to_end(&mut text)
        .map_err(|_| PictureError::new("is a broken compressed file"))?;
    if !looks_like_xml(&text) {
        return Err(PictureError::new("is a compressed file of something else than SVG"));
    }
    Ok(text)
}

/// Reads an SVG.
pub(super) fn read(bytes: &[u8]) -> Result<Picture, PictureError> {
    if bytes.len() > LONGEST {
        let message = format!("is an SVG of more than {} MiB", LONGEST >> 20);
        return Err(PictureError::new(message).hint("simplify it, or use a PNG"));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| PictureError::new("is an SVG that is not in UTF-8").hint("save it in UTF-8"))?;
    let text = without_doctype(text)?;
    // Checked before anything walks through the tree, and on the very text that is parsed.
    budget::check_nesting(&text)?;
    let document = Document::parse_with_options(&text, ParsingOptions { allow_dtd: false, nodes_limit: 1_000_000 })
        .map_err(|error| PictureError::new(format!("is a broken SVG: {error}")))?;
    for node in document.descendants().filter(Node::is_element) {
        check_element(node)?;
    }
    budget::check_cost(&document)?;

    let tree = Tree::from_xmltree(&document, &closed_options())
        .map_err(|error| PictureError::new(format!("is an SVG that cannot be drawn: {error}")))?;
    let (width, height) = (f64::from(tree.size().width()) * UNIT, f64::from(tree.size().height()) * UNIT);
    let sensible = 0.01..=LONGEST_SIDE;
    if !(sensible.contains(&width) && sensible.contains(&height)) {
        return Err(PictureError::new(format!("is an SVG of {width:.0} by {height:.0} points"))
            .hint("give it a width and a height that fit on a page"));
    }
    Ok(Picture { size: Size::new(Pt(width), Pt(height)), content: Content::Vector(Arc::new(tree)) })
}

/// Options with which nothing outside of the text is opened.
fn closed_options() -> Options<'static> {
    Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

/// Cuts the document type, which older programs write, out of the text. Definitions in it are refused.
fn without_doctype(text: &str) -> Result<Cow<'_, str>, PictureError> {
    let Some(start) = text.find("<!DOCTYPE") else { return Ok(text.into()) };
    let rest = text.get(start..).unwrap_or_default();
    match rest.find(['>', '[']) {
        Some(end) if rest.as_bytes().get(end) == Some(&b'>') => {
            let (before, after) = (text.get(..start).unwrap_or_default(), rest.get(end + 1..).unwrap_or_default());
            Ok(format!("{before}{after}").into())
        }
        _ => Err(PictureError::new("is an SVG that defines entities").hint("save it as plain SVG")),
    }
}

/// Refuses elements that would be left out, or that lead outside.
fn check_element(node: Node<'_, '_>) -> Result<(), PictureError> {
    let lines = |what: &str, hint: &str| Err(PictureError::new(format!("is an SVG {what}")).hint(hint));
    match node.tag_name().name() {
        "text" => return lines("with text, which needs a font", "convert the text to paths"),
        "image" | "feImage" => {
            return lines("with a raster picture in it", "use the raster picture by itself, or trace it");
        }
        "foreignObject" => return lines("with a foreign object", "save it as plain SVG"),
        "filter" => return lines("with filter effects", "remove shadows, blurs and other filter effects"),
        "style" if leads_outside(&texts(node)) => {
            return lines("whose style sheet needs another file", "put all that it needs into the file");
        }
        _ => {}
    }
    for attribute in node.attributes() {
        let value = attribute.value().trim();
        // A hyperlink opens nothing: it is not drawn.
        let reference = attribute.name() == "href" && node.tag_name().name() != "a" && !value.starts_with('#');
        if reference && !value.is_empty() || leads_outside(value) {
            return lines("that needs another file", "put all that it needs into the file");
        }
    }
    Ok(())
}

/// All text in an element.
pub(super) fn texts(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

/// Whether a style leads out of the file.
fn leads_outside(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    style.contains("@import")
        || style.split("url(").skip(1).any(|target| !target.trim_start_matches([' ', '"', '\'']).starts_with('#'))
}
