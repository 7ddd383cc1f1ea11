//! The files that letters use: each is read once for all rows, and each row tells which it used.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::digest::{hexadecimal, sha256};
use crate::keep::{Keep, hash_of_bytes};
use crate::letter::Date;
use crate::text::Fonts;
use crate::world::{FileError, World};

/// The mark of a row that asked what day it is.
const TODAY: &str = "today";

/// A file as it was read, or why it was not, by its path.
struct Known {
    path: String,
    content: Result<Vec<u8>, FileError>,
    /// The SHA-256 of what was read, as digits, or why it was not.
    state: String,
}

/// Room for files that all rows share, in bytes. A picture for each row is read for that row.
const ROOM: usize = 64 << 20;

/// A world whose files are read once.
pub(super) struct Files<'a> {
    world: &'a (dyn World + Sync),
    known: Mutex<Keep<Arc<Known>>>,
}

impl<'a> Files<'a> {
    pub(super) fn of(world: &'a (dyn World + Sync)) -> Self {
        Self { world, known: Mutex::new(Keep::with_room(ROOM)) }
    }

    fn get(&self, path: &str) -> Arc<Known> {
        let hash = hash_of_bytes(path.as_bytes());
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = known().get(hash, |file| file.path == path) {
            return file;
        }
        // Others may read it at the same time.
        let content = self.world.file(path);
        let state = content.as_ref().map_or_else(|error| error.message.clone(), |bytes| sha256(bytes));
        let needs = path.len() + content.as_ref().map_or(0, Vec::len);
        let file = Arc::new(Known { path: path.to_owned(), content, state });
        known().put(hash, file.clone(), needs);
        file
    }

    /// What a row that used these names depends on.
    pub(super) fn digest(&self, uses: &BTreeSet<String>) -> String {
        let mut digest = Sha256::new();
        for name in uses {
            let state = match name.strip_prefix("file ") {
                Some(path) => self.get(path).state.clone(),
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
        self.files.get(path).content.clone()
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
