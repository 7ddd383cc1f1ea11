//! A template file as it is written: every key optional, since a file may extend another.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::geometry::{Color, Mm, Pt};

/// A template file. What it leaves out comes from the template that it extends.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub(super) struct TemplateFile {
    /// The template that this one changes: a built-in name or the path of a file.
    pub extends: Option<String>,
    /// What it is for, in one line.
    pub description: Option<String>,
    pub page: PageFile,
    pub styles: BTreeMap<String, StyleFile>,
    pub zones: BTreeMap<String, ZoneFile>,
    pub cover: PageZonesFile,
    pub first: PageZonesFile,
    pub next: PageZonesFile,
    pub flow: FlowFile,
    pub subject: SubjectFile,
    pub signature: SignatureFile,
    pub list: ListFile,
    pub addressee: AddresseeFile,
    pub labels: BTreeMap<String, BTreeMap<String, String>>,
    /// How a page number is written; the language's own way (label `page`) if left out.
    pub page_number: Option<String>,
    /// Fold and punch marks at the left edge of the first page, by name.
    pub marks: BTreeMap<String, MarkFile>,
}

/// The sheet and its margins.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub(super) struct PageFile {
    pub width: Option<PageSide>,
    pub height: Option<PageSide>,
    pub margin: MarginFile,
}

/// The margins of the sheet.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MarginFile {
    pub top: Option<Mm>,
    pub right: Option<Mm>,
    pub bottom: Option<Mm>,
    pub left: Option<Mm>,
}

/// A side of a page: 3 to 14,400 pt (ISO 32000-1, annex C.2).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PageSide(pub Mm);

impl<'de> Deserialize<'de> for PageSide {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let side = Mm::deserialize(deserializer)?;
        if side.pt() >= Pt(3.0) { Ok(Self(side)) } else { Err(D::Error::custom("a page's side is 1.06 to 5080 mm")) }
    }
}

/// A font size or leading: 1 to 1,000 pt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TypeSize(pub Pt);

impl<'de> Deserialize<'de> for TypeSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let size = Pt::deserialize(deserializer)?;
        let possible = (1.0..=1000.0).contains(&size.0);
        if possible { Ok(Self(size)) } else { Err(D::Error::custom("a size of type is 1 to 1000 pt")) }
    }
}

/// A colour written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct HexColor(pub Color);

impl<'de> Deserialize<'de> for HexColor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_color(&text)
            .map(Self)
            .ok_or_else(|| D::Error::custom("a colour is written `#rrggbb`, six hexadecimal digits"))
    }
}

fn parse_color(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some(Color { r: channel(0)?, g: channel(2)?, b: channel(4)? })
}

/// How a kind of text looks; what it leaves out comes from the style `text`.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub(super) struct StyleFile {
    /// Families, tried in order for each character.
    pub family: Option<Vec<String>>,
    pub size: Option<TypeSize>,
    pub leading: Option<TypeSize>,
    pub bold: Option<bool>,
    pub italic: Option<bool>,
    pub color: Option<HexColor>,
    pub align: Option<AlignName>,
    pub hyphenate: Option<bool>,
    pub balance: Option<bool>,
    pub uppercase: Option<bool>,
    /// In thousandths of an em.
    pub tracking: Option<f64>,
    /// Space above and below, in points; the larger of two neighbours counts.
    pub before: Option<Pt>,
    pub after: Option<Pt>,
}

/// How lines stand in their measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlignName {
    /// Even at the start of the line.
    Start,
    /// In the middle.
    Center,
    /// Even at the end of the line.
    End,
    /// Even at both sides.
    Justify,
}

/// A place on a page, and what stands in it.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub(super) struct ZoneFile {
    pub x: Option<Mm>,
    pub y: Option<Mm>,
    pub bottom: Option<Mm>,
    pub below: Vec<String>,
    pub beside: Option<String>,
    pub gap: Option<Mm>,
    pub width: Option<Mm>,
    pub height: Option<Mm>,
    pub vertical: Option<Vertical>,
    pub align: Option<AlignName>,
    pub style: Option<String>,
    pub parts: Vec<Part>,
    pub text: Vec<String>,
    pub fields: Vec<FieldName>,
    pub arrange: Option<Arrange>,
    pub window: bool,
    pub rule: Option<RuleFile>,
}

/// Where the content of a zone of fixed height stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vertical {
    /// At the top.
    #[default]
    Top,
    /// Halfway down.
    Middle,
    /// At the bottom.
    Bottom,
}

/// How labelled fields are arranged.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrange {
    /// One below the other, values hung in a column beside the labels.
    #[default]
    Rows,
    /// Side by side, each value below its label.
    Columns,
}

/// A line along a zone.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub(super) struct RuleFile {
    pub side: Side,
    pub thickness: Pt,
    pub color: HexColor,
    /// From the rule to the text.
    pub gap: Mm,
}

/// Above or below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Above the content.
    Above,
    /// Below the content.
    Below,
}

/// What stands in a zone or in the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The sender's logo.
    Logo,
    /// The sender's organization, or name where there is none.
    Organization,
    /// The sender's office.
    Office,
    /// The sender's name, below the organization.
    SenderName,
    /// The sender's postal address, one line each.
    SenderAddress,
    /// The sender's telephone, fax, e-mail and web address, one line each.
    SenderContact,
    /// The small line above the addressee.
    ReturnLine,
    /// How the letter travels.
    Delivery,
    /// How the letter is to be treated.
    Marking,
    /// Whom the letter is addressed to.
    Addressee,
    /// Through whom it is passed on.
    Through,
    /// Place and date.
    Dateline,
    /// Labelled fields, as the zone's `fields` lists them.
    Fields,
    /// What the letter is about.
    Subject,
    /// The greeting.
    Salutation,
    /// The text.
    Body,
    /// The complimentary close.
    Closing,
    /// Who signs.
    Signatures,
    /// A text after the signature.
    Postscript,
    /// What is enclosed.
    Enclosures,
    /// Who receives a copy.
    Copies,
    /// Columns with the sender's particulars.
    FooterColumns,
    /// The zone's own `text`.
    Text,
    /// On a cover page: the body that the letter is submitted to.
    CoverBody,
    /// On a cover page: the session.
    CoverSession,
    /// On a cover page: place and dates.
    CoverDates,
    /// On a cover page: the title.
    CoverTitle,
    /// On a cover page: who submits it.
    CoverSubmitter,
    /// On a cover page: why it was prepared.
    CoverNote,
    /// On a cover page: what it does not commit to.
    CoverDisclaimer,
}

/// A labelled field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// The sender's sign.
    Ref,
    /// The addressee's sign.
    YourRef,
    /// The date of the addressee's message.
    YourDate,
    /// Who answers questions.
    Contact,
    /// Telephone.
    Phone,
    /// Fax.
    Fax,
    /// E-mail.
    Email,
    /// Web.
    Web,
    /// The letter's date.
    Date,
    /// Fields with labels of the writer's own.
    Custom,
}

impl FieldName {
    /// The key of its label.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Ref => "ref",
            Self::YourRef => "your_ref",
            Self::YourDate => "your_date",
            Self::Contact => "contact",
            Self::Phone => "phone",
            Self::Fax => "fax",
            Self::Email => "email",
            Self::Web => "web",
            Self::Date => "date",
            Self::Custom => "",
        }
    }
}

/// The zones of a kind of page, in reading order.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub(super) struct PageZonesFile {
    pub zones: Option<Vec<String>>,
}

/// The part of the letter that flows from page to page.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub(super) struct FlowFile {
    pub parts: Option<Vec<Part>>,
    /// It starts no higher than this on the first page.
    pub y: Option<Mm>,
    pub gap: Option<Mm>,
    /// From a continuation page's head to the text.
    pub head_gap: Option<Mm>,
    /// From the text to what stands at the foot.
    pub foot_gap: Option<Mm>,
}

/// How the subject is labelled.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub(super) struct SubjectFile {
    pub label: Option<SubjectLabel>,
}

/// Where the subject's label stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectLabel {
    /// There is none.
    #[default]
    None,
    /// In the column of the fields' labels; the subject is hung beside it.
    Hung,
    /// In the line, before the subject.
    Inline,
}

/// How signatures stand.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub(super) struct SignatureFile {
    /// Room for the hand, between the close and the name.
    pub space: Option<Mm>,
    /// From the left of the text to the close and the signature.
    pub indent: Option<Mm>,
    /// At most this many side by side.
    pub columns: Option<usize>,
}

/// How lists are indented.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub(super) struct ListFile {
    /// From the text's left side to the widest label.
    pub indent: Option<Pt>,
    /// From the label to the text.
    pub gap: Option<Pt>,
    /// Bullets by depth.
    pub bullets: Option<Vec<String>>,
}

/// The order of an addressee's lines.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub(super) struct AddresseeFile {
    pub order: Option<Vec<AddresseeLine>>,
}

/// A line of an addressee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddresseeLine {
    /// The person.
    Name,
    /// The person's office.
    Role,
    /// The body.
    Organization,
    /// The department.
    Department,
    /// Street and town.
    Address,
    /// The country, in capitals.
    Country,
}

/// A fold or punch mark.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "snake_case")]
pub(super) struct MarkFile {
    pub y: Mm,
    pub x: Mm,
    pub length: Mm,
}
