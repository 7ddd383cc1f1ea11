//! Body markup to blocks and inlines: the CommonMark subset of a letter.
//!
//! In: a text of the letter and its place. Out: blocks, and complaints about
//! markup that has no place in a letter. The work:
//!
//! 1. pulldown-cmark reads the text as full CommonMark; `read` puts its events
//!    together to blocks.
//! 2. What is outside the subset is named, with what to write instead (`subset`).
//! 3. `<span lang="fr">…</span>`, which is the one piece of HTML that means something in a
//!    letter, sets off another language (`foreign`).
//! 4. Pieces of text are joined, and web addresses in them become links (`join`).
//! 5. Every place is counted back to where it was written in the file (`letter::spans`).

mod foreign;
mod join;
mod read;
mod subset;

use std::sync::Arc;

use crate::diagnostic::Span;

pub(crate) use read::read;

/// A block of prose, with its place in the letter file.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in the letter file.
    pub span: Span,
}

/// The kinds of block.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// The number of the first item; `None` for a bulleted list.
        start: Option<u64>,
        /// No blank lines between the items.
        tight: bool,
        /// The items, each a sequence of blocks.
        items: Vec<Vec<Block>>,
    },
    /// A block quote.
    Quote(Vec<Block>),
    /// A table with one head row.
    Table {
        /// One for each column.
        align: Vec<Align>,
        /// The head row's cells.
        head: Vec<Cell>,
        /// The other rows, each with as many cells as the head.
        rows: Vec<Vec<Cell>>,
    },
    /// `{documents}`: where the enumerated documents stand.
    Documents,
}

/// How a table's column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the start, also where nothing is said.
    Start,
    /// In the middle.
    Center,
    /// At the end, as numbers are.
    End,
}

/// A table's cell.
pub type Cell = Vec<Inline>;

/// A piece of a line, with its place in the letter file.
#[derive(Debug, Clone, PartialEq)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Where it stands in the letter file.
    pub span: Span,
}

/// The kinds of inline.
#[derive(Debug, Clone, PartialEq)]
pub enum InlineKind {
    /// Text; a soft line end of the source is a space.
    Text(String),
    /// Emphasis, usually italic.
    Emphasis(Vec<Inline>),
    /// Strong emphasis, usually bold.
    Strong(Vec<Inline>),
    /// A link.
    Link {
        /// Where it leads; `mailto:` is added to an e-mail address.
        url: String,
        /// The text shown is the address itself, so it may break as one.
        bare: bool,
        /// What is shown.
        content: Vec<Inline>,
    },
    /// Text in another language.
    Foreign {
        /// The language, a BCP 47 tag.
        language: Arc<str>,
        /// The text.
        content: Vec<Inline>,
    },
    /// A hard line break.
    Break,
}
