//! What can be wrong with one value, before it is put into words.
//!
//! serde reports through [`Fault`]; it keeps the facts (which key, what was
//! expected, what was found), so that no message of serde's own is ever shown.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use crate::diagnostic::Span;

/// Something wrong with a value or a table.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    /// What is to be replaced so that reading can go on.
    pub(super) site: Option<Site>,
    /// The key whose value is meant.
    pub(super) key: Box<str>,
    /// It is an item of the list with that key.
    pub(super) item: bool,
    pub(super) span: Span,
    /// It was a stand-in that did not fit, which says nothing about the file.
    pub(super) stand_in: bool,
}

/// What is wrong.
#[derive(Debug, PartialEq)]
pub(super) enum FaultKind {
    /// A table lacks a key.
    Missing(&'static str),
    /// A value is not what it must be; both in the user's words.
    Wrong { expected: Box<str>, found: Box<str> },
    /// A word is not one of those that are allowed.
    Unlisted { found: Box<str>, allowed: &'static [&'static str] },
    /// Whatever a type of ours says itself: the message, then hints, one a line.
    Said(String),
}

/// A part of the tree, by its address: the tree does not move while it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Site {
    /// A value.
    Value(usize),
    /// A key that the table at this address lacks.
    Missing(usize, &'static str),
}

impl Fault {
    pub(super) fn new(kind: FaultKind) -> Self {
        Self { kind, site: None, key: Box::default(), item: false, span: 0..0, stand_in: false }
    }

    /// A value is not what it must be.
    pub(super) fn wrong(expected: &str, found: &str) -> Self {
        Self::new(FaultKind::Wrong { expected: expected.into(), found: found.into() })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(FaultKind::Said(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::wrong(&in_words(&expected.to_string()), &found_in_words(&found))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::wrong(&in_words(&expected.to_string()), &format!("{length}"))
    }

    fn unknown_variant(found: &str, allowed: &'static [&'static str]) -> Self {
        Self::new(FaultKind::Unlisted { found: found.into(), allowed })
    }

    fn unknown_field(found: &str, allowed: &'static [&'static str]) -> Self {
        Self::unknown_variant(found, allowed)
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(FaultKind::Missing(key))
    }
}

/// What serde's own visitors expect; those of ours already speak to the user.
fn in_words(expected: &str) -> String {
    let words = match expected {
        "a string" | "string" | "str" | "a borrowed string" => "a text",
        "a character" | "char" => "one character",
        "a boolean" | "bool" => "`true` or `false`",
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i8" => "a whole number from -128 to 127",
        "i16" => "a whole number from -32768 to 32767",
        "i32" | "i64" | "isize" => "a whole number",
        "a nonzero u8" | "a nonzero u16" | "a nonzero u32" | "a nonzero u64" => "a whole number, 1 or more",
        "f32" | "f64" => "a number",
        "a sequence" | "unit" => "a list",
        "a map" => "a table",
        other => return structured_in_words(other),
    };
    words.to_owned()
}

/// What serde's derived visitors expect: `struct Sender`, `an array of length 2`.
fn structured_in_words(expected: &str) -> String {
    if let Some((_, count)) = expected.split_once(" of length ") {
        return format!("a list of {count}");
    }
    if let Some((_, count)) = expected.split_once(" of size ") {
        return format!("a list of {count}");
    }
    if let Some((_, rest)) = expected.split_once(" with ").filter(|(_, rest)| rest.contains(" element")) {
        return format!("a list of {}", rest.split(' ').next().unwrap_or_default());
    }
    let is_kind = |kinds: &[&str]| kinds.iter().any(|kind| expected.starts_with(kind));
    if is_kind(&["tuple struct ", "tuple variant "]) {
        "a list".to_owned()
    } else if is_kind(&["struct ", "internally tagged enum ", "adjacently tagged enum "]) {
        "a table".to_owned()
    } else if is_kind(&["enum ", "variant identifier", "unit variant "]) {
        "one of the words that fit here".to_owned()
    } else {
        expected.to_owned()
    }
}

/// What stands there instead.
fn found_in_words(found: &Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(yes) => format!("`{yes}`"),
        Unexpected::Unsigned(number) => number.to_string(),
        Unexpected::Signed(number) => number.to_string(),
        Unexpected::Float(number) => number.to_string(),
        Unexpected::Str(text) => format!("`{text}`"),
        Unexpected::Char(_) | Unexpected::Bytes(_) => "a text".to_owned(),
        Unexpected::Seq | Unexpected::TupleVariant => "a list".to_owned(),
        Unexpected::Map | Unexpected::StructVariant => "a table".to_owned(),
        _ => "this".to_owned(),
    }
}
