//! A world that remembers which files were asked for.

use std::cell::RefCell;

use super::{FileError, World};
use crate::letter::Date;
use crate::text::Fonts;

/// Another world, and the files that it was asked for.
pub(crate) struct Recorder<'a> {
    world: &'a dyn World,
    files: RefCell<Vec<(String, Vec<u8>)>>,
}

impl<'a> Recorder<'a> {
    /// Remembers what is asked of a world.
    pub(crate) fn around(world: &'a dyn World) -> Self {
        Self { world, files: RefCell::new(vec![]) }
    }

    /// The files that were read, each once, by the path that was asked for, in the order of asking.
    pub(crate) fn into_files(self) -> Vec<(String, Vec<u8>)> {
        self.files.into_inner()
    }
}

impl World for Recorder<'_> {
    fn fonts(&self) -> &Fonts {
        self.world.fonts()
    }

    fn file(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let bytes = self.world.file(path)?;
        let mut files = self.files.borrow_mut();
        if files.iter().all(|(known, _)| known != path) {
            files.push((path.to_owned(), bytes.clone()));
        }
        Ok(bytes)
    }

    fn uses(&self, path: &str) {
        self.world.uses(path);
        // Its bytes are wanted here; that it cannot be read any longer would have been told before.
        let _ = self.file(path);
    }

    fn today(&self) -> Option<Date> {
        self.world.today()
    }

    fn source_date_epoch(&self) -> Option<u64> {
        self.world.source_date_epoch()
    }
}
