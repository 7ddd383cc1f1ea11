//! The table between the rooms: pages of things at fixed places, each with its role.
//!
//! Layout puts everything here; `pdf` draws it. The [`Document`] holds two views of
//! a letter that point at each other: [`Page`]s with what is drawn, in drawing
//! order, and [`Element`]s with what it means, in reading order.

mod attachment;
mod dump;
mod standard;

use std::sync::Arc;

pub use attachment::{Attachment, Relationship};
pub(crate) use attachment::{SOURCE, stays_inside};
pub use standard::Standard;

use crate::geometry::{Color, Point, Pt, Size};
use crate::picture::Picture;
use crate::text::Run;

/// A laid-out letter.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The pages in order; at least one.
    pub pages: Vec<Page>,
    /// The structure, see [`Element`]; the first is the root.
    pub elements: Vec<Element>,
    /// Pictures, each once, however often it is drawn.
    pub pictures: Vec<Arc<Picture>>,
    /// What the letter says of itself.
    pub info: Info,
    /// Entries of the outline, in order; empty where the letter has one part only.
    pub outline: Vec<OutlineEntry>,
    /// What the file is to keep to.
    pub standard: Standard,
    /// Files that go with it.
    pub attachments: Vec<Attachment>,
    /// Whether it is one of many letters of a form: what they have in common is then made alike in all.
    pub is_one_of_many: bool,
}

/// What a letter says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Info {
    /// The title: the subject, or what it is.
    pub title: String,
    /// What it is, where the title does not say so: "Letter to …".
    pub subject: Option<String>,
    /// The author: sender's organization or name.
    pub author: String,
    /// The main language, a BCP 47 tag.
    pub language: String,
    /// When it was made: `(year, month, day, hour, minute, second)`, UTC.
    pub created: (u16, u8, u8, u8, u8, u8),
}

/// An entry of the outline.
#[derive(Debug, Clone, PartialEq)]
pub struct OutlineEntry {
    /// What it is called.
    pub title: String,
    /// Index of the page.
    pub page: usize,
    /// The y on that page.
    pub y: Pt,
}

/// A page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// Its size.
    pub size: Size,
    /// What is on it, in drawing order: what is not read aloud first, then the rest as it is read.
    pub items: Vec<Item>,
}

/// A thing on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its place: the left end of the baseline for text, else the top left corner.
    pub at: Point,
    /// What is drawn.
    pub kind: ItemKind,
    /// What it belongs to.
    pub owner: Owner,
}

/// The kinds of item.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// A run of glyphs.
    Text(Arc<Run>),
    /// A filled rectangle: a rule, a mark.
    Fill {
        /// Its extent.
        size: Size,
        /// Its colour.
        color: Color,
    },
    /// A picture.
    Picture {
        /// Index into [`Document::pictures`].
        picture: usize,
        /// The size that it is drawn at.
        size: Size,
    },
    /// A place that leads elsewhere when it is clicked. Nothing is drawn.
    Link {
        /// Its extent.
        size: Size,
        /// Where it leads: a URI.
        target: String,
        /// Where it leads, in words.
        description: String,
    },
}

/// What an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// An element: it is part of what the letter says.
    Element(ElementId),
    /// Nothing: it is not read aloud.
    Artifact(Artifact),
}

/// Why something is not read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Artifact {
    /// It repeats on pages: a continuation head, a footer, a page number.
    Pagination,
    /// It belongs to the layout: a rule, a fold mark, a decorative logo.
    Layout,
}

/// The index of an element in [`Document::elements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementId(pub u32);

/// A structure element (ISO 32000-1, 14.7.2).
///
/// Children come after their parent in [`Document::elements`], and brothers in
/// reading order. An element's content is the items that it owns and its children:
/// within a line in the order in which they are drawn, blocks in that of their numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// What it is.
    pub role: Role,
    /// The element that it is part of; `None` for the root.
    pub parent: Option<ElementId>,
    /// Its language, where it differs from its parent's.
    pub language: Option<Arc<str>>,
    /// What it says, for those who cannot see it.
    pub alt: Option<String>,
}

/// What an element is. The names are those of ISO 32000-1, 14.8.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The whole.
    Document,
    /// A part: the cover page, the letterhead.
    Section,
    /// A group without a meaning of its own.
    Division,
    /// A heading of a level from 1.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A list.
    List {
        /// Its items are numbered.
        numbered: bool,
    },
    /// What a list is called.
    Caption,
    /// An item of a list.
    ListItem,
    /// The number, bullet or label of an item.
    Label,
    /// What an item says.
    ListBody,
    /// A block quote.
    BlockQuote,
    /// A table.
    Table,
    /// A row of a table.
    TableRow,
    /// A cell that heads a column.
    TableHeaderCell,
    /// Any other cell.
    TableCell,
    /// A piece of a line.
    Span,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// A link; its items include an [`ItemKind::Link`] for each of its places.
    Link,
    /// A picture that carries meaning.
    Figure,
}

impl Role {
    /// Its name in a file; what ISO 32000-1 does not know ([`Em`, `Strong`](Self::stand_in)) stands for what it does.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::Section => "Sect",
            Self::Division => "Div",
            Self::Heading(1) => "H1",
            Self::Heading(2) => "H2",
            Self::Heading(3) => "H3",
            Self::Heading(4) => "H4",
            Self::Heading(5) => "H5",
            Self::Heading(_) => "H6",
            Self::Paragraph => "P",
            Self::List { .. } => "L",
            Self::Caption => "Caption",
            Self::ListItem => "LI",
            Self::Label => "Lbl",
            Self::ListBody => "LBody",
            Self::BlockQuote => "BlockQuote",
            Self::Table => "Table",
            Self::TableRow => "TR",
            Self::TableHeaderCell => "TH",
            Self::TableCell => "TD",
            Self::Span => "Span",
            Self::Emphasis => "Em",
            Self::Strong => "Strong",
            Self::Link => "Link",
            Self::Figure => "Figure",
        }
    }

    /// Whether it stands within a line of text.
    pub fn is_in_line(self) -> bool {
        matches!(self, Self::Span | Self::Emphasis | Self::Strong | Self::Link)
    }

    /// The standard type that it is a kind of, where it is not one itself (ISO 32000-1, 14.7.3).
    pub fn stand_in(self) -> Option<&'static str> {
        matches!(self, Self::Emphasis | Self::Strong).then_some("Span")
    }
}
