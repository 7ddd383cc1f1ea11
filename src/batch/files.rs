//! The files that letters use: each is read once for all rows, and each row tells which it used.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::digest::{hexadecimal, sha256};
use crate::letter::Date;
use crate::text::Fonts;
use crate::world::{FileError, World};

/// The mark of a row that asked what day it is.
const TODAY: &str = "today";

/// A file as it was read, or why it was not.
type Known = Result<(Vec<u8>, String), FileError>;

/// How many files are kept: those that all rows share. A picture for each row is read for that row.
const KEPT: usize = 256;

/// A world whose files are read once.
pub(super) struct Files<'a> {
    world: &'a (dyn World + Sync),
    known: Mutex<BTreeMap<String, Known>>,
}

impl<'a> Files<'a> {
    pub(super) fn of(world: &'a (dyn World + Sync)) -> Self {
        Self { world, known: Mutex::default() }
    }

    fn get(&self, path: &str) -> Known {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = known.get(path) {
            return file.clone();
        }
        let file = self.world.file(path).map(|bytes| {
            let digest = sha256(&bytes);
            (bytes, digest)
        });
        if known.len() < KEPT {
            known.insert(path.to_owned(), file.clone());
        }
        file
    }

    /// What a row that used these names depends on.
    pub(super) fn digest(&self, uses: &BTreeSet<String>) -> String {
        let mut digest = Sha256::new();
        for name in uses {
            let state = match name.strip_prefix("file ") {
                Some(path) => self.get(path).map_or_else(|error| error.message, |(_, digest)| digest),
                None => format!("{:?}", self.world.today()),
            };
            digest.update(format!("{name}={state}\n"));
        }
        digest.update(format!("{:?}", self.world.source_date_epoch()));
        hexadecimal(&digest.finalize())
    }
}

/// The world of one row.
pub(super) struct Used<'a> {
    files: &'a Files<'a>,
    paths: RefCell<BTreeSet<String>>,
    today: Cell<bool>,
}

impl<'a> Used<'a> {
    pub(super) fn of(files: &'a Files<'a>) -> Self {
        Self { files, paths: RefCell::default(), today: Cell::new(false) }
    }

    /// What was used.
    pub(super) fn uses(self) -> BTreeSet<String> {
        let mut uses: BTreeSet<String> =
            self.paths.into_inner().into_iter().map(|path| format!("file {path}")).collect();
        if self.today.get() {
            uses.insert(TODAY.to_owned());
        }
        uses
    }
}

impl World for Used<'_> {
    fn fonts(&self) -> &Fonts {
        self.files.world.fonts()
    }

    fn file(&self, path: &str) -> Result<Vec<u8>, FileError> {
        self.paths.borrow_mut().insert(path.to_owned());
        self.files.get(path).map(|(bytes, _)| bytes)
    }

    fn uses(&self, path: &str) {
        self.paths.borrow_mut().insert(path.to_owned());
    }

    fn today(&self) -> Option<Date> {
        self.today.set(true);
        self.files.world.today()
    }

    fn source_date_epoch(&self) -> Option<u64> {
        self.files.world.source_date_epoch()
    }
}
