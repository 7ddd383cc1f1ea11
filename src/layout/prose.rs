//! Blocks of prose to rows: paragraphs, lists, quotes, enumerated documents.

use std::sync::Arc;

use super::composer::{Composed, Composer};
use super::galley::Galley;
use crate::diagnostic::Span;
use crate::frame::{Owner, Role};
use crate::geometry::Pt;
use crate::letter::{Block, BlockKind, Inline, InlineKind};
use crate::resolve::{Document, Style, Words};
use crate::text::{Breaking, TextStyle};

/// How far a quote stands in at both sides.
const QUOTE_INDENT: Pt = Pt(18.0);

/// The space above a line that heads what follows, as a multiple of that above a paragraph.
const HEAD_SPACE: f64 = 1.75;

/// A label that stands in the first line of prose, with its style.
pub(super) struct Lead<'a> {
    /// The label.
    pub label: &'a str,
    /// Its style.
    pub style: &'a Style,
}

/// What an item of a list says.
enum Content<'a> {
    Blocks(&'a [Block]),
    Document(&'a Document),
}

impl Composer<'_> {
    /// Sets blocks one below the other.
    pub(super) fn set_blocks(
        &mut self,
        blocks: &[Block],
        style: &Style,
        owner: Owner,
        measure: Pt,
        lead: Option<Lead<'_>>,
    ) -> Galley {
        let mut galley = Galley::default();
        let mut lead = lead;
        for (index, block) in blocks.iter().enumerate() {
            let lead = lead.take();
            // A line of strong text heads what follows; a sentence may announce a list or table.
            let heads = is_head(block) && index + 1 < blocks.len();
            let (mut set, before) = match &block.kind {
                BlockKind::Paragraph(inlines) => {
                    let owner = self.open(owner, if heads { self.heading_role() } else { Role::Paragraph });
                    let mut composed = Composed::default();
                    if let Some(lead) = lead {
                        self.push_label(&mut composed, lead.label, lead.style, owner, &block.span);
                    }
                    (self.set_paragraph(composed, inlines, style, owner, measure), style.spec.before)
                }
                _ => self.set_block(block, style, owner, measure, 0),
            };
            let announces = matches!(block.kind, BlockKind::Paragraph(_))
                && blocks.get(index + 1).is_some_and(|next| !matches!(next.kind, BlockKind::Paragraph(_)));
            if let Some(last) = set.rows.last_mut().filter(|_| heads || announces) {
                last.keep = true;
            }
            galley.append(set, if heads { before * HEAD_SPACE } else { before });
        }
        galley
    }

    /// Sets a block; also gives the space that it wants above.
    fn set_block(&mut self, block: &Block, style: &Style, owner: Owner, measure: Pt, depth: usize) -> (Galley, Pt) {
        match &block.kind {
            BlockKind::Paragraph(inlines) => {
                let owner = self.open(owner, Role::Paragraph);
                (self.set_paragraph(Composed::default(), inlines, style, owner, measure), style.spec.before)
            }
            BlockKind::List { start, tight, items } => {
                let contents: Vec<Content<'_>> = items.iter().map(|item| Content::Blocks(item)).collect();
                (self.set_list(&contents, *start, *tight, owner, measure, depth), self.list_before(style, depth))
            }
            BlockKind::Documents => {
                let letter = self.letter;
                let contents: Vec<Content<'_>> = letter.parts.documents.iter().map(Content::Document).collect();
                (self.set_list(&contents, Some(1), true, owner, measure, depth), self.list_before(style, depth))
            }
            BlockKind::Quote(blocks) => {
                let owner = self.open(owner, Role::BlockQuote);
                let quote = self.style("quote");
                let galley = self.set_blocks(blocks, quote, owner, measure - QUOTE_INDENT * 2.0, None);
                (galley.shifted(QUOTE_INDENT), quote.spec.before)
            }
            BlockKind::Table { align, head, rows } => {
                let table = self.style("table");
                (self.set_table(align, head, rows, owner, measure), table.spec.before)
            }
        }
    }

    /// Sets a paragraph that may have begun with a label.
    fn set_paragraph(
        &mut self,
        begun: Composed,
        inlines: &[Inline],
        style: &Style,
        owner: Owner,
        measure: Pt,
    ) -> Galley {
        let mut composed = begun;
        self.compose_into(&mut composed, inlines, style, owner);
        let leading = self.leading(style);
        self.set(&composed, style, measure, None, leading)
    }

    /// A list stands off the text as a paragraph does, but close to the item that it is part of.
    fn list_before(&self, style: &Style, depth: usize) -> Pt {
        if depth == 0 { style.spec.before } else { self.style("list").spec.before }
    }

    /// Sets a list: labels aligned at their right side, texts hung beside them.
    fn set_list(
        &mut self,
        contents: &[Content<'_>],
        start: Option<u64>,
        tight: bool,
        owner: Owner,
        measure: Pt,
        depth: usize,
    ) -> Galley {
        let style = self.style("list");
        let letter = self.letter;
        let spec = &letter.template.list;
        let list = self.open(owner, Role::List { numbered: start.is_some() });
        let labels: Vec<String> = (0..contents.len())
            .map(|index| match start {
                Some(start) => format!("{}.", start.saturating_add(index as u64)),
                None => spec.bullets[depth % spec.bullets.len()].clone(),
            })
            .collect();
        let figures = tabular(style);
        let label_width = labels.iter().map(|label| self.plain_width(label, &figures)).fold(Pt::ZERO, Pt::max);
        let indent = if depth == 0 { spec.indent } else { Pt::ZERO };
        let hang = indent + label_width + spec.gap;

        let mut galley = Galley::default();
        for (content, label) in contents.iter().zip(&labels) {
            let item = self.open(list, Role::ListItem);
            let label_owner = self.open(item, Role::Label);
            let body = self.open(item, Role::ListBody);
            let set = match content {
                Content::Blocks(blocks) => self.set_item(blocks, style, body, measure - hang, depth + 1),
                Content::Document(document) => self.set_document(document, style, body, measure - hang),
            };
            let span = set.rows.first().map(|row| row.span.clone()).unwrap_or_default();
            let mut row = self.set_label(label, &figures, style, label_owner, &span);
            let dx = indent + label_width - row.width();
            row = row.shifted(dx);
            row.overlay(set.shifted(hang));
            let before = if tight { style.spec.before } else { self.style("body").spec.before };
            galley.append(row, before);
        }
        galley
    }

    /// Sets the blocks of an item.
    fn set_item(&mut self, blocks: &[Block], style: &Style, owner: Owner, measure: Pt, depth: usize) -> Galley {
        let mut galley = Galley::default();
        for block in blocks {
            let (set, before) = self.set_block(block, style, owner, measure, depth);
            galley.append(set, before);
        }
        galley
    }

    /// A number or bullet on a line of its own.
    fn set_label(&mut self, label: &str, figures: &Arc<TextStyle>, style: &Style, owner: Owner, span: &Span) -> Galley {
        let mut composed = Composed::default();
        let mark = self.mark(owner);
        composed.push(label, figures, mark, Breaking::Never, span);
        let leading = self.leading(style);
        // As wide as it likes: the column was made for the widest.
        let natural = self.widths(&composed).1 + Pt(1.0);
        let mut galley = self.set(&composed, style, natural, Some(crate::resolve::AlignName::Start), leading);
        galley.rows.iter_mut().for_each(|row| row.text = true);
        galley
    }

    /// Sets a document that the letter submits, in the label's form `{title}: {url}`.
    fn set_document(&mut self, document: &Document, style: &Style, owner: Owner, measure: Pt) -> Galley {
        let mut composed = Composed::default();
        let letter = self.letter;
        let mark = self.mark(owner);
        let push = |composed: &mut Composed, words: &Words| {
            composed.push(&words.text, style.text(), mark, Breaking::Prose, &words.span);
        };
        match &document.url {
            None => push(&mut composed, &document.title),
            Some(url) => {
                for piece in pieces(letter.parts.label("document")) {
                    match piece {
                        "{title}" => push(&mut composed, &document.title),
                        "{url}" => {
                            self.push_address(&mut composed, url, (&url.text, &document.title.text), style, owner)
                        }
                        other => {
                            push(&mut composed, &Words { text: other.to_string(), span: document.title.span.clone() })
                        }
                    }
                }
            }
        }
        let leading = self.leading(style);
        self.set(&composed, style, measure, None, leading)
    }
}

/// Whether a block is a paragraph of nothing but strong text.
fn is_head(block: &Block) -> bool {
    let BlockKind::Paragraph(inlines) = &block.kind else { return false };
    !inlines.is_empty() && inlines.iter().all(|inline| matches!(inline.kind, InlineKind::Strong(_)))
}

/// A form cut at its placeholders, those included.
pub(super) fn pieces(form: &str) -> Vec<&str> {
    let mut pieces = vec![];
    let mut rest = form;
    while let Some((start, length)) = rest.find('{').and_then(|start| Some((start, rest[start..].find('}')? + 1))) {
        if start > 0 {
            pieces.push(&rest[..start]);
        }
        pieces.push(&rest[start..start + length]);
        rest = &rest[start + length..];
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// A style with figures of equal width, for labels that stand below one another.
pub(super) fn tabular(style: &Style) -> Arc<TextStyle> {
    Arc::new(TextStyle { tabular_figures: true, ..style.text().as_ref().clone() })
}
