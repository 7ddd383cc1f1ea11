//! The parser's events put together to blocks.

use std::sync::Arc;

use pulldown_cmark::{Alignment, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::foreign::{SpanTag, span_tag};
use super::join::join;
use super::subset::refuse;
use super::{Align, Block, BlockKind, Cell, Inline, InlineKind};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::letter::Text;
use crate::letter::spans::SpanMap;
use crate::letter::words::{check_url, is_harmful, is_language_tag};

/// How deep blocks and inlines may stand in each other.
const DEPTH: usize = 16;

/// How many complaints one text may bring.
const COMPLAINTS: usize = 60;

/// The mark for the place of the enumerated documents.
const DOCUMENTS: &str = "{documents}";

/// Reads a text with markup.
pub(crate) fn read(text: &Text, source: &Arc<Source>) -> (Vec<Block>, Vec<Diagnostic>) {
    let value = text.get_ref().as_str();
    let map = SpanMap::new(source, &text.span(), value);
    let is_escaped = source.slice(&text.span()).starts_with('"');
    let mut builder = Builder { value, map, source, complaints: vec![], open: vec![], is_escaped, links: 0 };
    builder.open.push(Open::new(Kind::Root, 0..value.len()));
    // What is not part of a letter is switched on too, so that it is refused and not taken for text.
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_TASKLISTS;
    for (event, span) in Parser::new_ext(value, options).into_offset_iter() {
        if builder.open.len() > DEPTH + 1 {
            builder.complain(&span, Diagnostic::error(format!("markup stands more than {DEPTH} deep in other markup")));
            break;
        }
        if builder.complaints.len() >= COMPLAINTS {
            break;
        }
        builder.take(event, span);
    }
    let blocks = builder.open.into_iter().next().map(|root| root.blocks).unwrap_or_default();
    (blocks, builder.complaints)
}

/// A block or inline whose end has not come yet.
struct Open {
    kind: Kind,
    /// Its place in the value.
    span: Span,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
}

enum Kind {
    Root,
    Paragraph,
    Quote,
    List {
        start: Option<u64>,
        tight: bool,
        items: Vec<Vec<Block>>,
    },
    Item,
    Table {
        align: Vec<Align>,
        head: Vec<Cell>,
        rows: Vec<Vec<Cell>>,
    },
    Row {
        head: bool,
        cells: Vec<Cell>,
    },
    Cell,
    Emphasis,
    Strong,
    Foreign(Arc<str>),
    Link {
        url: String,
        bare: bool,
    },
    /// Not part of a letter: what is in it is dropped, for the letter is not made anyway.
    Refused,
}

impl Open {
    fn new(kind: Kind, span: Span) -> Self {
        Self { kind, span, blocks: vec![], inlines: vec![] }
    }
}

/// The blocks while they grow.
struct Builder<'a> {
    value: &'a str,
    map: SpanMap,
    source: &'a Arc<Source>,
    complaints: Vec<Diagnostic>,
    open: Vec<Open>,
    /// The text stands in double quotes, so that a backslash must be doubled to reach the markup.
    is_escaped: bool,
    /// How many links are open.
    links: usize,
}

impl Builder<'_> {
    fn complain(&mut self, span: &Span, mut complaint: Diagnostic) {
        if self.is_escaped {
            complaint.hints.iter_mut().for_each(|hint| *hint = hint.replace('\\', "\\\\"));
        }
        self.complaints.push(complaint.at(self.source, self.map.span(span)));
    }

    fn is_refused(&self) -> bool {
        self.open.iter().any(|open| matches!(open.kind, Kind::Refused))
    }

    fn take(&mut self, event: Event<'_>, span: Span) {
        if let (Event::InlineHtml(tag), false) = (&event, self.is_refused())
            && let Some(tag) = span_tag(tag)
        {
            return self.span_tag(&tag, span);
        }
        let written = self.value.get(span.clone()).unwrap_or_default();
        if let Some(refusal) = refuse(&event, written).filter(|_| !self.is_refused()) {
            self.complain(&first_line(written, &span), refusal);
            if matches!(event, Event::Start(_)) {
                self.open.push(Open::new(Kind::Refused, span));
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(end) => self.end(end),
            Event::Text(text) => self.text(&text, span),
            Event::SoftBreak => self.inline(InlineKind::Text(" ".to_owned()), span),
            Event::HardBreak => self.inline(InlineKind::Break, span),
            // All others have been refused, or stand inside of something that has.
            _ => {}
        }
    }

    /// Begins or ends text in another language.
    fn span_tag(&mut self, tag: &SpanTag<'_>, span: Span) {
        match tag {
            SpanTag::Start(language) => {
                if !is_language_tag(language) {
                    let complaint = Diagnostic::error(format!("`{language}` is not the tag of a language"));
                    self.complain(&span, complaint.hint("write a tag such as en, fr, es, ru, ar, zh-Hans or en-GB"));
                }
                self.open.push(Open::new(Kind::Foreign((*language).into()), span));
            }
            SpanTag::End if self.is_in_foreign() => self.end_foreign(span.end),
            SpanTag::End => {
                let complaint = Diagnostic::error("`</span>` ends nothing that begins here");
                self.complain(&span, complaint.hint("put `<span lang=\"…\">` before it, within the same markup"));
            }
        }
    }

    fn is_in_foreign(&self) -> bool {
        matches!(self.open.last(), Some(Open { kind: Kind::Foreign(_), .. }))
    }

    fn end_foreign(&mut self, end: usize) {
        let Some(Open { kind: Kind::Foreign(language), span, inlines, .. }) = self.open.pop() else { return };
        self.inline_end(|content| InlineKind::Foreign { language, content }, inlines, span.start..end);
    }

    fn text(&mut self, text: &str, span: Span) {
        let written = self.value.get(span.clone()).unwrap_or_default();
        if text != written && text.chars().any(is_harmful) {
            self.complain(&span, Diagnostic::error("a text cannot hold a control character").hint("delete it"));
        }
        self.inline(InlineKind::Text(text.to_owned()), span);
    }

    fn inline(&mut self, kind: InlineKind, span: Span) {
        if let Some(open) = self.open.last_mut() {
            open.inlines.push(Inline { kind, span });
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        let kind = match tag {
            Tag::Paragraph => Kind::Paragraph,
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::List(start) => Kind::List { start, tight: true, items: vec![] },
            Tag::Item => Kind::Item,
            Tag::Table(align) => {
                Kind::Table { align: align.into_iter().map(alignment).collect(), head: vec![], rows: vec![] }
            }
            Tag::TableHead => Kind::Row { head: true, cells: vec![] },
            Tag::TableRow => Kind::Row { head: false, cells: vec![] },
            Tag::TableCell => Kind::Cell,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Link { link_type, dest_url, .. } => {
                self.links += 1;
                self.link(link_type, &dest_url, &span)
            }
            _ => Kind::Refused,
        };
        if matches!(kind, Kind::Paragraph | Kind::Quote | Kind::List { .. } | Kind::Table { .. }) {
            self.close_loose_text();
        }
        self.open.push(Open::new(kind, span));
    }

    fn link(&mut self, link_type: LinkType, destination: &str, span: &Span) -> Kind {
        let bare = matches!(link_type, LinkType::Autolink | LinkType::Email);
        let url = if link_type == LinkType::Email { format!("mailto:{destination}") } else { destination.to_owned() };
        if let Err(complaint) = check_url(&url) {
            self.complain(span, complaint);
        }
        Kind::Link { url, bare }
    }

    /// In a list without blank lines the text of an item comes without a paragraph around it.
    fn close_loose_text(&mut self) {
        let Some(open) = self.open.last_mut().filter(|open| matches!(open.kind, Kind::Item)) else { return };
        let inlines = std::mem::take(&mut open.inlines);
        let (Some(first), Some(last)) = (inlines.first(), inlines.last()) else { return };
        let span = first.span.start..last.span.end;
        self.paragraph(inlines, span);
    }

    /// Adds a paragraph to what is open.
    fn paragraph(&mut self, inlines: Vec<Inline>, span: Span) {
        let inlines = self.finish(inlines);
        let kind = match inlines.as_slice() {
            [Inline { kind: InlineKind::Text(text), .. }] if text == DOCUMENTS && self.is_written(&span, DOCUMENTS) => {
                if self.open.len() > 1 {
                    let message = format!("`{DOCUMENTS}` cannot stand in a list or a quotation");
                    self.complain(&span, Diagnostic::error(message).hint("put it in a paragraph of its own"));
                }
                BlockKind::Documents
            }
            [Inline { kind: InlineKind::Text(text), .. }] if is_mark(text) && self.is_written(&span, text) => {
                let message = format!("there is nothing called `{text}` to be put here");
                let hint = "`{documents}` is; for the words themselves put a backslash before the brace";
                self.complain(&span, Diagnostic::error(message).hint(hint));
                BlockKind::Paragraph(inlines)
            }
            _ => BlockKind::Paragraph(inlines),
        };
        self.block(kind, span);
    }

    /// Whether a place holds nothing but a text, as it is: without backslashes.
    fn is_written(&self, span: &Span, text: &str) -> bool {
        self.value.get(span.clone()).is_some_and(|written| written.trim() == text)
    }

    fn block(&mut self, kind: BlockKind, span: Span) {
        // The parser counts the line end to the block; the place to show has no use for it.
        let written = self.value.get(span.clone()).unwrap_or_default();
        let span = self.map.span(&(span.start..span.start + written.trim_end().len()));
        if let Some(open) = self.open.last_mut() {
            open.blocks.push(Block { kind, span });
        }
    }

    /// Joins the pieces of a text.
    fn finish(&self, pieces: Vec<Inline>) -> Vec<Inline> {
        join(pieces, self.value, &self.map, self.links > 0)
    }

    fn end(&mut self, end: TagEnd) {
        while self.is_in_foreign() {
            let span = self.open.last().map_or(0..0, |open| open.span.clone());
            let complaint = Diagnostic::error("this text in another language does not end");
            self.complain(&span, complaint.hint("put `</span>` where it ends, within the same paragraph and markup"));
            self.end_foreign(span.end);
        }
        if matches!(end, TagEnd::Item) {
            self.close_loose_text();
        }
        let Some(Open { kind, span, blocks, inlines }) = self.open.pop() else { return };
        match kind {
            Kind::Root | Kind::Refused | Kind::Foreign(_) => {}
            Kind::Paragraph => {
                self.loosen();
                self.paragraph(inlines, span);
            }
            Kind::Quote => self.block(BlockKind::Quote(blocks), span),
            Kind::List { start, tight, items } => self.block(BlockKind::List { start, tight, items }, span),
            Kind::Item => {
                if let Some(Open { kind: Kind::List { items, .. }, .. }) = self.open.last_mut() {
                    items.push(blocks);
                }
            }
            Kind::Table { align, head, rows } => self.block(BlockKind::Table { align, head, rows }, span),
            Kind::Row { head: is_head, cells } => {
                if let Some(Open { kind: Kind::Table { head, rows, .. }, .. }) = self.open.last_mut() {
                    if is_head { *head = cells } else { rows.push(cells) }
                }
            }
            Kind::Cell => {
                let cell = self.finish(inlines);
                if let Some(Open { kind: Kind::Row { cells, .. }, .. }) = self.open.last_mut() {
                    cells.push(cell);
                }
            }
            Kind::Emphasis => self.inline_end(InlineKind::Emphasis, inlines, span),
            Kind::Strong => self.inline_end(InlineKind::Strong, inlines, span),
            Kind::Link { url, bare } => {
                let content = |content| InlineKind::Link { url, bare, content };
                self.inline_end(content, inlines, span);
                self.links = self.links.saturating_sub(1);
            }
        }
    }

    fn inline_end(&mut self, kind: impl FnOnce(Vec<Inline>) -> InlineKind, inlines: Vec<Inline>, span: Span) {
        let inlines = self.finish(inlines);
        self.inline(kind(inlines), span);
    }

    /// A paragraph in an item: there are blank lines in the list.
    fn loosen(&mut self) {
        if let [.., Open { kind: Kind::List { tight, .. }, .. }, Open { kind: Kind::Item, .. }] =
            self.open.as_mut_slice()
        {
            *tight = false;
        }
    }
}

/// The first line of what was written.
fn first_line(written: &str, span: &Span) -> Span {
    let length = written.trim_end().lines().next().unwrap_or_default().len();
    span.start..span.start + length
}

fn alignment(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None | Alignment::Left => Align::Start,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::End,
    }
}

/// Whether a text is a word in braces, as what stands for something else is written.
fn is_mark(text: &str) -> bool {
    let word = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    word.is_some_and(|word| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "_-. {}".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks in short: `p`, `ul`, `ol`, `q`, `t`, `docs`; inlines with what was written at their place.
    fn short(body: &str) -> String {
        let text = format!("\"\"\"\n{}\"\"\"", body.replace('\\', "\\\\"));
        let source = Arc::new(Source::new("a", text.clone()));
        let (blocks, complaints) = read(&Text::new(0..text.len(), body.to_owned()), &source);
        assert!(complaints.is_empty(), "{complaints:?}");
        blocks_in_short(&blocks, &source)
    }

    fn blocks_in_short(blocks: &[Block], source: &Source) -> String {
        let one = |block: &Block| match &block.kind {
            BlockKind::Paragraph(inlines) => format!("p({})", inlines_in_short(inlines, source)),
            BlockKind::List { start, tight, items } => {
                let items: Vec<_> = items.iter().map(|item| blocks_in_short(item, source)).collect();
                let kind = start.map_or("ul".to_owned(), |start| format!("ol{start}"));
                format!("{kind}{}({})", if *tight { "" } else { "+" }, items.join("; "))
            }
            BlockKind::Quote(inner) => format!("q({})", blocks_in_short(inner, source)),
            BlockKind::Table { align, head, rows } => {
                let row =
                    |row: &Vec<Cell>| row.iter().map(|c| inlines_in_short(c, source)).collect::<Vec<_>>().join("|");
                let rows: Vec<_> = std::iter::once(head).chain(rows).map(row).collect();
                format!("t{align:?}({})", rows.join("; "))
            }
            BlockKind::Documents => format!("docs({})", source.slice(&block.span)),
        };
        blocks.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    fn inlines_in_short(inlines: &[Inline], source: &Source) -> String {
        let one = |inline: &Inline| match &inline.kind {
            InlineKind::Text(text) if source.slice(&inline.span) == text => text.clone(),
            InlineKind::Text(text) => format!("{text}={:?}", source.slice(&inline.span)),
            InlineKind::Emphasis(inner) => format!("*{}*", inlines_in_short(inner, source)),
            InlineKind::Strong(inner) => format!("**{}**", inlines_in_short(inner, source)),
            InlineKind::Link { url, bare, content } => {
                format!("[{url}{}{}]", if *bare { "!" } else { " " }, inlines_in_short(content, source))
            }
            InlineKind::Foreign { language, content } => format!("{language}({})", inlines_in_short(content, source)),
            InlineKind::Break => "/".to_owned(),
        };
        inlines.iter().map(one).collect()
    }

    #[test]
    fn markup_blocks() {
        assert_eq!(short("a\n\nb *c* **d**\n"), "p(a) p(b *c* **d**)");
        assert_eq!(short("3. a\n   - b\n4. c\n"), "ol3(p(a) ul(p(b)); p(c))");
        assert_eq!(short("- a\n\n- b\n"), "ul+(p(a); p(b))");
        assert_eq!(short("> a\n"), "q(p(a))");
        assert_eq!(short("|a|b|\n|-|-:|\n|1|*2*|\n|3|\n"), "t[Start, End](a|b; 1|*2*; 3|)");
        assert_eq!(short("a\n\n  {documents}\n\nb\n"), "p(a) docs({documents}) p(b)");
    }

    #[test]
    fn markup_inlines() {
        assert_eq!(short("a\\\nb  \nc"), "p(a/b/c)");
        assert_eq!(short("a\nb"), "p(a b=\"a\\nb\")");
        assert_eq!(short("*a <span lang='fr'>b **c**</span>* d"), "p(*a fr(b **c**)* d)");
        assert_eq!(short("你\n好"), "p(你好=\"你\\n好\")");
        assert_eq!(short("\\*a\\*"), "p(*a*=\"*a\\\\\\\\*\")");
        assert_eq!(short("<https://a.org> <x@y.org>"), "p([https://a.org!https://a.org] [mailto:x@y.org!x@y.org])");
        assert_eq!(
            short("see https://a.org/b_c, or *https://d.org*"),
            "p(see [https://a.org/b_c!https://a.org/b_c], or *[https://d.org!https://d.org]*)"
        );
        assert_eq!(short("[a https://b.org][x]\n\n[x]: https://c.org"), "p([https://c.org a https://b.org])");
    }
}
