//! What differs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How strictly two files are taken; each level holds all below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// They look the same.
    Pixels,
    /// Words in reading order, each at its place, in its font.
    Text,
    /// Tags, what is said of the file, links, files in it, sizes of pages.
    Structure,
    /// Every byte.
    Bytes,
}

impl Level {
    /// All of them, the strictest first.
    pub const ALL: [Self; 4] = [Self::Bytes, Self::Structure, Self::Text, Self::Pixels];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pixels => "pixels",
            Self::Text => "text",
            Self::Structure => "structure",
            Self::Bytes => "bytes",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The kinds of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Pages are missing, new, or in another order.
    Pages,
    /// A page has another size, or is turned.
    Size,
    /// A page looks different.
    Look,
    /// Words changed.
    Text,
    /// Words stand elsewhere.
    Moved,
    /// Words are set in another font, size or colour.
    Font,
    /// The structure.
    Tags,
    /// What the file says of itself.
    Metadata,
    /// The outline.
    Outline,
    /// Links and other annotations.
    Link,
    /// Files in the file.
    Attachment,
    /// Anything else in the file.
    Object,
}

impl Kind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Size => "size",
            Self::Look => "look",
            Self::Text => "text",
            Self::Moved => "moved",
            Self::Font => "font",
            Self::Tags => "tags",
            Self::Metadata => "metadata",
            Self::Outline => "outline",
            Self::Link => "link",
            Self::Attachment => "attachment",
            Self::Object => "object",
        }
    }
}

/// A difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The lowest level at which it is one.
    pub level: Level,
    /// What it is about.
    pub kind: Kind,
    /// The page where it is, from 1, by the actual file unless it is there no longer.
    pub page: Option<usize>,
    /// What differs, in words, with the page.
    pub message: String,
    /// For changed text: the words before and after, and some around them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Piece>,
}

/// Words that two texts share or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Who has them.
    pub tag: PieceTag,
    /// The words.
    pub text: String,
}

/// Who has some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PieceTag {
    /// Both.
    Same,
    /// The expected text alone.
    Removed,
    /// The actual text alone.
    Added,
}

impl Difference {
    /// A difference that no page is named for.
    pub(super) fn new(level: Level, kind: Kind, message: impl Into<String>) -> Self {
        Self { level, kind, page: None, message: message.into(), words: vec![] }
    }

    /// A difference on a page, counted from 0.
    pub(super) fn on(page: usize, level: Level, kind: Kind, message: impl fmt::Display) -> Self {
        Self { page: Some(page + 1), ..Self::new(level, kind, format!("page {}: {message}", page + 1)) }
    }
}

/// How many differences of one sort are told one by one.
const TOLD: usize = 40;

/// Keeps the first of many differences and says how many more there are.
pub(super) fn shorten(mut all: Vec<Difference>) -> Vec<Difference> {
    if let [first, ..] = all.as_slice()
        && all.len() > TOLD
    {
        let rest = Difference::new(first.level, first.kind, format!("and {} more of this sort", all.len() - TOLD));
        all.truncate(TOLD);
        all.push(rest);
    }
    all
}

/// A text in quotation marks, cut off where it is long.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('\u{ad}', "");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("“{} …”", text[..end].trim_end()),
        None => format!("“{text}”"),
    }
}
