//! TOML to a typed letter: what the author said, nothing added.
//!
//! In: the text of a letter file. Out: a [`Letter`] whose every text knows its
//! place in the file, so that each later complaint can show the line.

mod check;
mod date;
mod form;
mod markup;
mod model;
mod parse;
pub(crate) mod reader;
mod spans;
mod words;

pub use form::{Form, Values};
pub use markup::{Align, Block, BlockKind, Cell, Inline, InlineKind};
pub use model::{
    Addressee, Attachment, Closing, Contact, Cover, Date, DateSpec, Enumerated, Footer, LabelledField, Letter, Markup,
    Reference, Sender, Signature, Text,
};
pub use parse::{parse, read};
