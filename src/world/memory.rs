//! A world that touches nothing: for tests, examples and programs that embed the library.

use std::collections::BTreeMap;

use super::{FileError, World};
use crate::letter::Date;
use crate::text::Fonts;

/// A world of files in memory, with the bundled fonts and no clock.
///
/// ```
/// use letterpdf::{MemoryWorld, World};
///
/// let world = MemoryWorld::new().with_file("logo.svg", "<svg/>");
/// assert_eq!(world.file("logo.svg").unwrap(), b"<svg/>");
/// assert_eq!(world.file("photo.png").unwrap_err().message, "is not there");
/// ```
#[derive(Debug)]
pub struct MemoryWorld {
    files: BTreeMap<String, Vec<u8>>,
    fonts: Fonts,
    today: Option<Date>,
    source_date_epoch: Option<u64>,
}

impl MemoryWorld {
    /// A world without files, in which nobody knows what day it is.
    pub fn new() -> Self {
        Self { files: BTreeMap::new(), fonts: Fonts::bundled(), today: None, source_date_epoch: None }
    }

    /// The same, with one more file, found by exactly this path.
    #[must_use]
    pub fn with_file(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), bytes.into());
        self
    }

    /// The same, with other fonts.
    #[must_use]
    pub fn with_fonts(mut self, fonts: Fonts) -> Self {
        self.fonts = fonts;
        self
    }

    /// The same, on a certain day.
    #[must_use]
    pub fn with_today(mut self, today: Date) -> Self {
        self.today = Some(today);
        self
    }

    /// The same, where files are said to be made at a certain second since 1970-01-01 UTC.
    #[must_use]
    pub fn with_source_date_epoch(mut self, seconds: u64) -> Self {
        self.source_date_epoch = Some(seconds);
        self
    }
}

impl Default for MemoryWorld {
    fn default() -> Self {
        Self::new()
    }
}

impl World for MemoryWorld {
    fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    fn file(&self, path: &str) -> Result<Vec<u8>, FileError> {
        self.files.get(path).cloned().ok_or_else(|| FileError::new("is not there"))
    }

    fn today(&self) -> Option<Date> {
        self.today
    }

    fn source_date_epoch(&self) -> Option<u64> {
        self.source_date_epoch
    }
}
