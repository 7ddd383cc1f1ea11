//! The letter as its author wrote it.
//!
//! The names are the letter writer's own terms and the keys of the file. A
//! missing optional part is `None` or empty; whatever can be derived from other
//! parts is derived later, in `resolve`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::form::Values;
use super::markup::Block;

/// A text with its place in the letter file.
pub type Text = Spanned<String>;

/// A letter file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// A built-in template's name or the path of a template file; `plain` if left out.
    pub template: Option<Text>,
    /// The file with the values that placeholders stand for, JSON or TOML.
    pub data: Option<Text>,
    /// These values, wherever they come from.
    #[serde(skip)]
    pub values: Values,
    /// The main language, a BCP 47 tag; `en` if left out.
    pub language: Option<Text>,
    /// The date that the letter bears.
    pub date: Spanned<DateSpec>,
    /// Where the letter is written.
    pub place: Option<Text>,
    /// What the letter is about.
    pub subject: Option<Text>,
    /// The greeting, with its punctuation.
    pub salutation: Option<Text>,
    /// The text of the letter.
    pub body: Markup,
    /// A text after the signature.
    pub postscript: Option<Markup>,
    /// How the letter travels: "Registered mail", "By e-mail".
    pub delivery: Option<Text>,
    /// How the letter is to be treated: "Confidential".
    pub marking: Option<Text>,
    /// Who sends it.
    pub sender: Sender,
    /// Signs and dates by which the letter is filed.
    #[serde(default)]
    pub reference: Reference,
    /// Who answers questions about it.
    pub contact: Option<Contact>,
    /// Whom it is addressed to, if one.
    pub recipient: Option<Spanned<Addressee>>,
    /// Whom it is addressed to, if several.
    #[serde(default)]
    pub recipients: Vec<Spanned<Addressee>>,
    /// Offices through which the letter is passed on, one a line.
    #[serde(default)]
    pub through: Vec<Text>,
    /// Documents that the letter submits, numbered.
    #[serde(default)]
    pub documents: Vec<Enumerated>,
    /// How it ends.
    #[serde(default)]
    pub closing: Closing,
    /// Who signs it.
    #[serde(default)]
    pub signatures: Vec<Signature>,
    /// What is enclosed.
    #[serde(default)]
    pub enclosures: Vec<Text>,
    /// Who receives a copy.
    #[serde(default)]
    pub cc: Vec<Text>,
    /// Columns at the foot of the first page.
    #[serde(default)]
    pub footer: Footer,
    /// A page before the letter.
    pub cover: Option<Spanned<Cover>>,
    /// Files that go with it.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// What the PDF is to keep to, by the name of a [`Standard`](crate::frame::Standard).
    pub standard: Option<Text>,
    /// Whether the PDF holds what it is made of: this file, its template and pictures.
    #[serde(default)]
    pub embed_source: bool,
    /// Labels in the writer's own words, by the template's name for them (`ref`, `subject`, …).
    #[serde(default)]
    pub labels: BTreeMap<String, Text>,
}

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year, 1 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

/// The date of a letter, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateSpec {
    /// A TOML date.
    On(Date),
    /// `"today"`: whatever the [`World`](crate::World) says today is.
    Today,
}

/// Prose with markup: its text as written, and what was read from it.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Text")]
pub struct Markup {
    /// The text as the TOML string gives it, and the place of that string in the file.
    pub text: Text,
    /// The blocks read from it; [`parse`](super::parse) fills them.
    pub blocks: Vec<Block>,
}

impl From<Text> for Markup {
    fn from(text: Text) -> Self {
        Self { text, blocks: vec![] }
    }
}

/// Who sends the letter.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sender {
    /// A person.
    pub name: Option<Text>,
    /// A firm, agency or other body.
    pub organization: Option<Text>,
    /// The office or department within it.
    pub office: Option<Text>,
    /// Street, post code and town, one a line.
    pub address: Vec<Text>,
    /// Telephone number.
    pub phone: Option<Text>,
    /// Fax number.
    pub fax: Option<Text>,
    /// E-mail address.
    pub email: Option<Text>,
    /// Web address.
    pub web: Option<Text>,
    /// Path of the logo: SVG, PNG or JPEG.
    pub logo: Option<Text>,
    /// What the logo says, for those who cannot see it; made from the organization's name if left out.
    pub logo_alt: Option<Text>,
    /// Whether the logo says nothing, so that it is not read aloud.
    pub logo_decorative: Option<Spanned<bool>>,
    /// The small line above the addressee in a window; made from name and address if left out.
    pub return_line: Option<Text>,
}

/// Signs and dates by which a letter is filed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reference {
    /// The sender's own sign.
    pub r#ref: Option<Text>,
    /// The addressee's sign.
    pub your_ref: Option<Text>,
    /// The date of the addressee's message.
    pub your_date: Option<Spanned<DateSpec>>,
    /// Further fields with labels of the writer's own.
    pub fields: Vec<LabelledField>,
}

/// A field with a label of the writer's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelledField {
    /// The label, with its punctuation.
    pub label: Text,
    /// What stands beside it.
    pub value: Text,
}

/// Who answers questions about the letter.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Contact {
    /// A person or desk.
    pub name: Option<Text>,
    /// Telephone number.
    pub phone: Option<Text>,
    /// Fax number.
    pub fax: Option<Text>,
    /// E-mail address.
    pub email: Option<Text>,
    /// Web address.
    pub web: Option<Text>,
}

/// Whom a letter is addressed to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Addressee {
    /// A person, with the form of address.
    pub name: Option<Text>,
    /// The person's office.
    pub role: Option<Text>,
    /// A firm, agency or other body.
    pub organization: Option<Text>,
    /// The department within it.
    pub department: Option<Text>,
    /// Street, post code and town, one a line.
    pub address: Vec<Text>,
    /// The country, for post that crosses a border.
    pub country: Option<Text>,
}

/// One of the documents that a letter submits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enumerated {
    /// Its title.
    pub title: Text,
    /// Where it is to be found.
    pub url: Option<Text>,
}

/// A file that goes with a letter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its path.
    pub file: Text,
    /// What it is, in words.
    pub description: Text,
    /// What it is to the letter, by the name of a [`Relationship`](crate::frame::Relationship) in small
    /// letters; `supplement` if left out.
    pub relationship: Option<Text>,
}

/// How a letter ends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Closing {
    /// The complimentary close, with its punctuation.
    pub phrase: Option<Text>,
    /// A line under the phrase: the signing body, in capitals or not.
    pub organization: Option<Text>,
}

/// Who signs a letter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The person's name.
    pub name: Text,
    /// The person's office.
    pub role: Option<Text>,
    /// For whom the person signs: "p.p.", "For the Secretary-General".
    pub on_behalf: Option<Text>,
    /// Path of a picture of the signature: SVG, PNG or JPEG.
    pub image: Option<Text>,
}

/// Columns at the foot of the first page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Footer {
    /// The columns from left to right, each a list of lines; made from the sender if left out.
    pub columns: Vec<Vec<Text>>,
}

/// A page before the letter.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cover {
    /// The body that the letter is submitted to.
    pub body: Option<Text>,
    /// The session of that body.
    pub session: Option<Text>,
    /// Place and dates of the session.
    pub dates: Option<Text>,
    /// The title of the submission.
    pub title: Option<Text>,
    /// Who submits it.
    pub submitted_by: Option<Text>,
    /// Why it was prepared.
    pub note: Option<Markup>,
    /// What it does not commit anyone to.
    pub disclaimer: Option<Markup>,
}
