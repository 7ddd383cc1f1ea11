//! Sets pieces of text as rows, and keeps the book of what they belong to.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::galley::{Galley, Row};
use super::problems;
use crate::diagnostic::{Diagnostic, Span};
use crate::frame::{Artifact, Element, ElementId, Item, ItemKind, Owner, Role};
use crate::geometry::{Point, Pt, Size};
use crate::picture::Picture;
use crate::resolve::{AlignName, ResolvedLetter, Style, Words};
use crate::text::{self, Alignment, Breaking, Fonts, Line, Mark, Paragraph, Setting, TextStyle};

/// What all parts of layout share: the letter, the fonts, and the book-keeping.
pub(super) struct Composer<'a> {
    /// What is set.
    pub letter: &'a ResolvedLetter,
    /// What it is set in.
    pub fonts: &'a Fonts,
    /// What was set before.
    kept: &'a text::Kept,
    /// The structure so far.
    pub elements: Vec<Element>,
    /// Pictures so far.
    pub pictures: Vec<Arc<Picture>>,
    /// What is wrong so far.
    pub problems: Vec<Diagnostic>,
    /// What each mark stands for.
    marks: Vec<MarkEntry>,
    /// How many titles there are so far: that of the cover, the subject.
    titles: u8,
}

/// What a mark stands for.
#[derive(Debug, Clone)]
struct MarkEntry {
    owner: Owner,
    link: Option<Link>,
}

/// Where a piece of text leads.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// A URI.
    pub target: String,
    /// Where it leads, in words.
    pub description: String,
}

/// A paragraph that remembers where its pieces come from.
#[derive(Debug, Default)]
pub(super) struct Composed {
    paragraph: Paragraph,
    origins: Vec<(Range<usize>, Span)>,
}

impl Composed {
    /// Adds a piece of text.
    pub fn push(&mut self, text: &str, style: &Arc<TextStyle>, mark: Mark, breaking: Breaking, span: &Span) {
        let start = self.paragraph.text.len();
        self.paragraph.push(text, style, mark, breaking);
        self.origins.push((start..self.paragraph.text.len(), span.clone()));
    }

    /// Where the whole comes from.
    pub fn span(&self) -> Span {
        let start = self.origins.iter().map(|(_, span)| span.start).min().unwrap_or(0);
        let end = self.origins.iter().map(|(_, span)| span.end).max().unwrap_or(start);
        start..end
    }

    /// The mark of a span of the paragraph.
    fn mark(&self, span: usize) -> Mark {
        self.paragraph.spans[span].mark
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.paragraph.text
    }

    /// Where the piece at an offset of the text comes from.
    pub fn origin(&self, offset: usize) -> Span {
        let piece = self.origins.iter().find(|(range, _)| range.contains(&offset));
        piece.map_or_else(|| self.span(), |(_, span)| span.clone())
    }
}

/// The height of a line and where its baseline is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leading {
    /// From line to line.
    pub height: Pt,
    /// From the line's top to its baseline.
    pub baseline: Pt,
}

impl<'a> Composer<'a> {
    /// A composer that has set nothing yet.
    pub fn new(letter: &'a ResolvedLetter, fonts: &'a Fonts, kept: &'a text::Kept) -> Self {
        let root = Element { role: Role::Document, parent: None, language: None, alt: None };
        let (elements, pictures) = (vec![root], vec![]);
        Self { letter, fonts, kept, elements, pictures, problems: vec![], marks: vec![], titles: 0 }
    }

    /// The whole letter, as an owner.
    pub fn root(&self) -> Owner {
        Owner::Element(ElementId(0))
    }

    /// A new element within `parent`; within an artifact there are no elements.
    pub fn open(&mut self, parent: Owner, role: Role) -> Owner {
        self.open_with(parent, role, None)
    }

    /// A new element with a text for those who cannot see it.
    pub fn open_with(&mut self, parent: Owner, role: Role, alt: Option<String>) -> Owner {
        let Owner::Element(parent) = parent else { return parent };
        let id = ElementId(u32::try_from(self.elements.len()).unwrap_or(u32::MAX));
        self.elements.push(Element { role, parent: Some(parent), language: None, alt });
        Owner::Element(id)
    }

    /// Says in which language an element is.
    pub fn say_language(&mut self, owner: Owner, language: &Arc<str>) {
        if let Owner::Element(ElementId(index)) = owner
            && let Some(element) = self.elements.get_mut(index as usize)
        {
            element.language = Some(language.clone());
        }
    }

    /// The role of one more title: each stands below the one before it.
    pub fn title_role(&mut self) -> Role {
        self.titles += 1;
        Role::Heading(self.titles)
    }

    /// The role of a heading within the text; no level is left out (ISO 14289-1, 7.4.2).
    pub fn heading_role(&self) -> Role {
        Role::Heading(self.titles + 1)
    }

    /// A mark for text that belongs to `owner`.
    pub fn mark(&mut self, owner: Owner) -> Mark {
        self.new_mark(MarkEntry { owner, link: None })
    }

    /// A mark for text that belongs to `owner` and leads elsewhere.
    pub fn link_mark(&mut self, owner: Owner, link: Link) -> Mark {
        self.new_mark(MarkEntry { owner, link: Some(link) })
    }

    fn new_mark(&mut self, entry: MarkEntry) -> Mark {
        self.marks.push(entry);
        Mark(u32::try_from(self.marks.len() - 1).unwrap_or(u32::MAX))
    }

    /// A style of the template.
    pub fn style(&self, name: &str) -> &'a Style {
        self.letter.styles.get(name)
    }

    /// The line height of a style, its baseline where the type stands in the middle.
    pub fn leading(&self, style: &Style) -> Leading {
        let text = style.text();
        let metrics = self.fonts.face(text.faces[0]).metrics();
        let (ascent, descent) = (text.size * metrics.ascent, text.size * metrics.descent);
        Leading { height: style.spec.leading, baseline: (style.spec.leading - ascent - descent) / 2.0 + ascent }
    }

    /// The width of a text on one line.
    pub fn text_width(&mut self, text: &str, style: &Style) -> Pt {
        self.plain_width(&in_case(text, style), style.text())
    }

    /// The width of a text on one line, as it is.
    pub fn plain_width(&mut self, text: &str, style: &Arc<TextStyle>) -> Pt {
        self.kept.width(&Paragraph::plain(text, style), self.fonts).unwrap_or_default()
    }

    /// Sets words of one style that belong to `owner`.
    pub fn set_words(
        &mut self,
        words: &Words,
        style: &Style,
        owner: Owner,
        measure: Pt,
        align: Option<AlignName>,
    ) -> Galley {
        let mut composed = Composed::default();
        let mark = self.mark(owner);
        composed.push(&in_case(&words.text, style), style.text(), mark, Breaking::Prose, &words.span);
        self.set(&composed, style, measure, align, self.leading(style))
    }

    /// Sets a paragraph. What cannot be set is noted, and nothing stands in its place.
    pub fn set(
        &mut self,
        composed: &Composed,
        style: &Style,
        measure: Pt,
        align: Option<AlignName>,
        leading: Leading,
    ) -> Galley {
        let spec = &style.spec;
        let setting = Setting {
            measure,
            alignment: alignment(align.unwrap_or(spec.align)),
            hyphenate: spec.hyphenate,
            balance: spec.balance,
        };
        match self.kept.set(&composed.paragraph, &setting, self.fonts) {
            Ok(lines) => self.rows(&lines, composed, leading),
            Err(error) => {
                self.problems.push(problems::text_problem(&self.letter.source, composed, &error));
                Galley::default()
            }
        }
    }

    /// The narrowest and the natural width of a paragraph.
    pub fn widths(&mut self, composed: &Composed) -> (Pt, Pt) {
        let least = self.kept.least_width(&composed.paragraph, self.fonts).unwrap_or_default();
        let natural = self.kept.width(&composed.paragraph, self.fonts).unwrap_or_default();
        (least, natural.max(least))
    }

    /// Lines as rows: neither the first nor the last is ever parted from its neighbour.
    fn rows(&self, lines: &[Line], composed: &Composed, leading: Leading) -> Galley {
        let count = lines.len();
        let rows = lines.iter().enumerate().map(|(index, line)| Row {
            height: leading.height,
            items: self.items(line, composed, leading),
            keep: index + 1 < count && (index == 0 || index + 2 == count),
            text: true,
            span: composed.origin(line.range.start),
            ..Row::default()
        });
        Galley { rows: rows.collect(), after: Pt::ZERO }
    }

    /// A line's runs, and the places that lead elsewhere.
    fn items(&self, line: &Line, composed: &Composed, leading: Leading) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::with_capacity(line.runs.len());
        for placed in &line.runs {
            let entry = self.entry(composed.mark(placed.span));
            let at = Point::new(placed.x, leading.baseline);
            items.push(Item { at, kind: ItemKind::Text(placed.run.clone()), owner: entry.owner });
        }
        items.extend(self.links(line, composed, leading));
        items
    }

    /// One clickable place for each stretch of runs that lead to the same place.
    fn links(&self, line: &Line, composed: &Composed, leading: Leading) -> Vec<Item> {
        let mut links: Vec<Item> = vec![];
        let mut last: Option<Mark> = None;
        for placed in &line.runs {
            let mark = composed.mark(placed.span);
            let entry = self.entry(mark);
            let right = (placed.x + placed.run.advance).min(line.x + line.width);
            // What is not read aloud leads nowhere: a reader could not say where.
            let is_read = matches!(entry.owner, Owner::Element(_));
            if let (Some(link), true) = (&entry.link, is_read && right > placed.x) {
                match links.last_mut() {
                    Some(Item { at, kind: ItemKind::Link { size, .. }, .. }) if last == Some(mark) => {
                        size.width = right - at.x;
                    }
                    _ => links.push(link_item(link, entry.owner, placed.x, right - placed.x, leading)),
                }
            }
            last = Some(mark);
        }
        links
    }

    fn entry(&self, mark: Mark) -> &MarkEntry {
        &self.marks[mark.0 as usize]
    }

    /// A picture as a row of its own, drawn at `size`, `dx` from the left.
    pub fn picture_row(&mut self, picture: &Arc<Picture>, size: Size, dx: Pt, owner: Owner) -> Row {
        let known = self.pictures.iter().position(|other| Arc::ptr_eq(other, picture));
        let index = known.unwrap_or_else(|| {
            self.pictures.push(picture.clone());
            self.pictures.len() - 1
        });
        let item = Item { at: Point::new(dx, Pt::ZERO), kind: ItemKind::Picture { picture: index, size }, owner };
        Row { height: size.height, items: vec![item], ..Row::default() }
    }

    /// The owner of what only decorates.
    pub fn decoration(&self) -> Owner {
        Owner::Artifact(Artifact::Layout)
    }
}

fn link_item(link: &Link, owner: Owner, x: Pt, width: Pt, leading: Leading) -> Item {
    Item {
        at: Point::new(x, Pt::ZERO),
        kind: ItemKind::Link {
            size: Size::new(width, leading.height),
            target: link.target.clone(),
            description: link.description.clone(),
        },
        owner,
    }
}

/// A text in the case of its style.
pub(super) fn in_case<'t>(text: &'t str, style: &Style) -> Cow<'t, str> {
    if style.spec.uppercase { text.to_uppercase().into() } else { text.into() }
}

fn alignment(name: AlignName) -> Alignment {
    match name {
        AlignName::Start => Alignment::Start,
        AlignName::Center => Alignment::Center,
        AlignName::End => Alignment::End,
        AlignName::Justify => Alignment::Justify,
    }
}
