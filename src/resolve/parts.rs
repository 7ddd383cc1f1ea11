//! What there is to set, part by part.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::template::FieldName;
use crate::diagnostic::Span;
use crate::letter::Block;
use crate::picture::Picture;

/// A text of one line or more, with the place in the letter file that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What is set.
    pub text: String,
    /// Where it comes from.
    pub span: Span,
}

/// A line that may lead somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is set before the words, in the label's style.
    pub label: Option<String>,
    /// What is set.
    pub words: Words,
    /// Where it leads, a URI.
    pub link: Option<String>,
}

/// A labelled field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The label, with its punctuation.
    pub label: String,
    /// What stands beside it.
    pub value: Words,
    /// Where it leads, a URI.
    pub link: Option<String>,
}

/// The sender's logo.
#[derive(Debug, Clone)]
pub struct Logo {
    /// The picture.
    pub picture: Arc<Picture>,
    /// What it says; `None` where there is nothing to say.
    pub alt: Option<String>,
}

/// A document that the letter submits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its title.
    pub title: Words,
    /// Where it is to be found.
    pub url: Option<Words>,
}

/// Who signs.
#[derive(Debug, Clone)]
pub struct Signature {
    /// For whom.
    pub on_behalf: Option<Words>,
    /// The person.
    pub name: Words,
    /// The person's office.
    pub role: Option<Words>,
    /// A picture of the signature.
    pub image: Option<Arc<Picture>>,
}

/// The texts of a cover page.
#[derive(Debug, Clone, Default)]
pub struct Cover {
    /// The body that the letter is submitted to.
    pub body: Option<Words>,
    /// The session.
    pub session: Option<Words>,
    /// Place and dates.
    pub dates: Option<Words>,
    /// The title.
    pub title: Option<Words>,
    /// Who submits it.
    pub submitter: Option<Words>,
    /// Why it was prepared.
    pub note: Vec<Block>,
    /// What it does not commit to.
    pub disclaimer: Vec<Block>,
}

impl Cover {
    /// Whether there is nothing to set.
    pub(super) fn is_empty(&self) -> bool {
        let words = [&self.body, &self.session, &self.dates, &self.title, &self.submitter];
        words.iter().all(|words| words.is_none()) && self.note.is_empty() && self.disclaimer.is_empty()
    }
}

/// Everything that there is to set.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// The sender's logo.
    pub logo: Option<Logo>,
    /// The sender's organization, or name.
    pub organization: Option<Words>,
    /// The sender's office.
    pub office: Option<Words>,
    /// The sender's name, where there is an organization too.
    pub sender_name: Option<Words>,
    /// The sender's postal address.
    pub sender_address: Vec<Words>,
    /// The sender's telephone, fax, e-mail and web address.
    pub sender_contact: Vec<Line>,
    /// The small line above the addressee.
    pub return_line: Option<Words>,
    /// How the letter travels.
    pub delivery: Option<Words>,
    /// How the letter is to be treated.
    pub marking: Option<Words>,
    /// The lines of each addressee.
    pub addressees: Vec<Vec<Words>>,
    /// Through whom it is passed on.
    pub through: Vec<Words>,
    /// The date.
    pub date: Option<Words>,
    /// Place and date.
    pub dateline: Option<Words>,
    /// Fields by name.
    pub fields: BTreeMap<FieldName, Field>,
    /// Fields with labels of the writer's own.
    pub custom_fields: Vec<Field>,
    /// What the letter is about.
    pub subject: Option<Words>,
    /// The greeting.
    pub salutation: Option<Words>,
    /// The text; [`BlockKind::Documents`](crate::letter::BlockKind::Documents) is in it exactly once if there are documents.
    pub body: Vec<Block>,
    /// The documents that the letter submits.
    pub documents: Vec<Document>,
    /// The complimentary close.
    pub closing: Option<Words>,
    /// The signing body, below the close.
    pub closing_organization: Option<Words>,
    /// Who signs.
    pub signatures: Vec<Signature>,
    /// A text after the signature.
    pub postscript: Vec<Block>,
    /// What is enclosed.
    pub enclosures: Vec<Words>,
    /// Who receives a copy.
    pub copies: Vec<Words>,
    /// Columns at the foot of the first page.
    pub footer: Vec<Vec<Line>>,
    /// The cover page.
    pub cover: Option<Cover>,
    /// Labels by key, in the letter's language.
    pub labels: BTreeMap<String, String>,
}

impl Parts {
    /// A label by key; empty where the template has none.
    pub fn label(&self, key: &str) -> &str {
        self.labels.get(key).map_or("", String::as_str)
    }
}
