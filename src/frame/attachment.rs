//! Files that go with a letter.

use std::sync::Arc;

/// How the keys of files that a letter is made of begin, so that they are told from its own attachments.
pub(crate) const SOURCE: &str = "letterpdf source: ";

/// Whether a name is a plain one, that leads to something in a folder or in one within it.
pub(crate) fn stays_inside(name: &str) -> bool {
    let is_plain = |step: &str| !matches!(step, "" | "." | "..") && !step.contains(['\\', ':', '\0']);
    name.split('/').all(is_plain)
}

/// A file that goes with a letter (ISO 19005-3, 6.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What tells it from all others in the file; sorted by it.
    pub key: String,
    /// Its name, which may begin with folders: `annex/plan.pdf`.
    pub name: String,
    /// What it is, in words.
    pub description: String,
    /// What it is to the letter.
    pub relationship: Relationship,
    /// Its media type (RFC 6838).
    pub media_type: String,
    /// What is in it; the same file twice is kept once.
    pub bytes: Arc<[u8]>,
}

/// What an attached file is to the letter (ISO 19005-3, annex E).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Relationship {
    /// The letter was made of it.
    Source,
    /// Data that the letter shows, in a form for machines.
    Data,
    /// The same content in another form.
    Alternative,
    /// More than the letter says: an enclosure.
    #[default]
    Supplement,
    /// Anything else.
    Unspecified,
}

impl Relationship {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Source, Self::Data, Self::Alternative, Self::Supplement, Self::Unspecified];

    /// The name in the file, which users write in small letters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "Source",
            Self::Data => "Data",
            Self::Alternative => "Alternative",
            Self::Supplement => "Supplement",
            Self::Unspecified => "Unspecified",
        }
    }
}
