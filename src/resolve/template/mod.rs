//! Templates: where things stand and how they look, as data.
//!
//! In: a template's name or path. Out: a [`Template`] in which every measure is
//! settled.
//!
//! 1. read the file and those that it extends, each checked on its own;
//! 2. merge them, key by key, the extending file last;
//! 3. settle: every measure that layout needs is there, or an error says which is not.

mod file;
mod load;
mod settle;

use std::collections::BTreeMap;

pub use file::{AddresseeLine, AlignName, Arrange, FieldName, Part, Side, SubjectLabel, Vertical};
pub(crate) use load::load;

use crate::geometry::{Color, Pt, Size};

/// The built-in templates: name and text, in the order in which they are listed.
pub const BUILTIN: &[(&str, &str)] = &[
    ("plain", include_str!("../../../templates/plain.toml")),
    ("business", include_str!("../../../templates/business.toml")),
    ("itu", include_str!("../../../templates/itu.toml")),
    ("din-5008-a", include_str!("../../../templates/din-5008-a.toml")),
    ("din-5008-b", include_str!("../../../templates/din-5008-b.toml")),
    ("us-no9", include_str!("../../../templates/us-no9.toml")),
];

/// The text of a built-in template.
pub fn builtin(name: &str) -> Option<&'static str> {
    BUILTIN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// What a built-in template says that it is for, in one line.
pub fn builtin_description(name: &str) -> Option<String> {
    load::read_builtin(name)?.description
}

/// A template with every measure settled.
#[derive(Debug, Clone)]
pub struct Template {
    /// The name or path that the letter gave.
    pub name: String,
    /// The sheet.
    pub page: Size,
    /// The margins of the flow and of zones that state no place.
    pub margin: Margin,
    /// How each kind of text looks, by name; `text` is always there.
    pub styles: BTreeMap<String, StyleSpec>,
    /// Zones of the cover page, in reading order.
    pub cover: Vec<Zone>,
    /// Zones of the first page, in reading order.
    pub first: Vec<Zone>,
    /// Zones of the other pages.
    pub next: Vec<Zone>,
    /// The part that flows from page to page.
    pub flow: Flow,
    /// Where the subject's label stands.
    pub subject_label: SubjectLabel,
    /// How signatures stand.
    pub signature: SignatureSpec,
    /// How lists are indented.
    pub list: ListSpec,
    /// The order of an addressee's lines.
    pub addressee: Vec<AddresseeLine>,
    /// Labels by language, then by key.
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
    /// How a page number is written, if not as the language does.
    pub page_number: Option<String>,
    /// Marks at the edge of the first page.
    pub marks: Vec<EdgeMark>,
}

/// The margins of a sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin {
    /// Above the text of continuation pages.
    pub top: Pt,
    /// Right of the text.
    pub right: Pt,
    /// Below the text.
    pub bottom: Pt,
    /// Left of the text.
    pub left: Pt,
}

/// How a kind of text looks, before faces are chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct StyleSpec {
    /// Families, tried in order for each character; at least one.
    pub family: Vec<String>,
    /// The size of the em.
    pub size: Pt,
    /// From baseline to baseline.
    pub leading: Pt,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// The colour.
    pub color: Color,
    /// How lines stand.
    pub align: AlignName,
    /// Words may be hyphenated.
    pub hyphenate: bool,
    /// Lines are made about the same length.
    pub balance: bool,
    /// Set in capitals.
    pub uppercase: bool,
    /// Extra space between glyphs, in thousandths of an em.
    pub tracking: f64,
    /// Space above.
    pub before: Pt,
    /// Space below.
    pub after: Pt,
}

/// A place on a page, and what stands in it.
#[derive(Debug, Clone)]
pub struct Zone {
    /// Its name.
    pub name: String,
    /// The x of its left side.
    pub x: Pt,
    /// Where it stands from top to bottom.
    pub anchor: Anchor,
    /// The zone that it stands beside: it starts right of that zone's content, if there is any.
    pub beside: Option<String>,
    /// The space to the zone that it stands below or beside.
    pub gap: Pt,
    /// Its width.
    pub width: Pt,
    /// Its height, if it is fixed: content that is higher is an error.
    pub height: Option<Pt>,
    /// Where the content stands in a fixed height.
    pub vertical: Vertical,
    /// How lines stand, if not as their style says.
    pub align: Option<AlignName>,
    /// The style, if not the parts' own.
    pub style: Option<String>,
    /// What stands in it, from top to bottom.
    pub parts: Vec<Part>,
    /// The lines of the part `text`, with placeholders.
    pub text: Vec<String>,
    /// The fields of the part `fields`.
    pub fields: Vec<FieldName>,
    /// How those are arranged.
    pub arrange: Arrange,
    /// It is seen through an envelope's window.
    pub window: bool,
    /// A line along it.
    pub rule: Option<Rule>,
}

/// Where a zone stands from top to bottom.
#[derive(Debug, Clone, PartialEq)]
pub enum Anchor {
    /// Its top, from the page's top.
    Top(Pt),
    /// Its bottom, from the page's bottom.
    Bottom(Pt),
    /// Its top, below the lowest of these zones.
    Below(Vec<String>),
}

/// A line along a zone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Above or below the content.
    pub side: Side,
    /// Its thickness.
    pub thickness: Pt,
    /// Its colour.
    pub color: Color,
    /// From the rule to the content.
    pub gap: Pt,
}

/// The part of the letter that flows from page to page.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Its parts in order.
    pub parts: Vec<Part>,
    /// It starts no higher than this on the first page.
    pub y: Pt,
    /// The space below the first page's zones.
    pub gap: Pt,
    /// From a continuation page's head to the text.
    pub head_gap: Pt,
    /// From the text to what stands at the foot.
    pub foot_gap: Pt,
}

/// How signatures stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignatureSpec {
    /// Room for the hand, between the close and the name.
    pub space: Pt,
    /// From the left of the text to the close and the signature.
    pub indent: Pt,
    /// At most this many side by side; at least one.
    pub columns: usize,
}

/// How lists are indented.
#[derive(Debug, Clone, PartialEq)]
pub struct ListSpec {
    /// From the text's left side to the widest label.
    pub indent: Pt,
    /// From the label to the text.
    pub gap: Pt,
    /// Bullets by depth; at least one.
    pub bullets: Vec<String>,
}

/// A mark at the edge of the first page, 0.2 pt thick.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EdgeMark {
    /// From the page's top.
    pub y: Pt,
    /// From the page's left edge.
    pub x: Pt,
    /// Its length.
    pub length: Pt,
}

impl Template {
    /// The style of a name; `text` where the template has none of that name.
    ///
    /// # Panics
    ///
    /// Never: `settle` makes sure of `text`.
    pub fn style(&self, name: &str) -> &StyleSpec {
        self.styles.get(name).unwrap_or(&self.styles["text"])
    }

    /// Whether it has labels of its own in a language.
    pub fn speaks(&self, language: &str) -> bool {
        let primary = language.split('-').next().unwrap_or(language);
        self.labels.contains_key(language) || self.labels.contains_key(primary)
    }

    /// A label in a language: by the whole tag, by its first part, or in English.
    pub fn label(&self, language: &str, key: &str) -> Option<&str> {
        let primary = language.split('-').next().unwrap_or(language);
        ["all", language, primary, "en"].iter().find_map(|tag| self.labels.get(*tag)?.get(key)).map(String::as_str)
    }
}
