//! The one door to the outside: files, fonts and today's date.
//!
//! In: a path as the letter writes it. Out: bytes, or why not. Two worlds come
//! with the library: [`FolderWorld`], that of a real machine, and
//! [`MemoryWorld`], which touches nothing.

mod folder;
mod memory;
mod recorder;

pub use folder::FolderWorld;
pub use memory::MemoryWorld;
pub(crate) use recorder::Recorder;

use crate::letter::Date;
use crate::text::Fonts;

/// Where a letter gets what is not in its text.
///
/// The pipeline asks nothing else: the same letter in the same world gives the same bytes.
pub trait World {
    /// The fonts that there are.
    fn fonts(&self) -> &Fonts;

    /// The bytes of a file that the letter or its template names.
    ///
    /// # Errors
    ///
    /// It is missing, unreadable, too large, not a regular file, or outside what is allowed.
    fn file(&self, path: &str) -> Result<Vec<u8>, FileError>;

    /// Tells that a letter uses a file that was read for another one before.
    fn uses(&self, _path: &str) {}

    /// Today, for letters that ask for it.
    fn today(&self) -> Option<Date>;

    /// When the file is said to be made, in seconds since 1970-01-01 UTC; the letter's date if `None`.
    ///
    /// This is the environment's `SOURCE_DATE_EPOCH` (reproducible-builds.org).
    fn source_date_epoch(&self) -> Option<u64>;
}

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// What is wrong, to be read after the path as written: "is not there".
    pub message: String,
    /// What to do, or where it was looked for.
    pub hint: Option<String>,
}

impl FileError {
    /// A refusal without a hint.
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }
}
