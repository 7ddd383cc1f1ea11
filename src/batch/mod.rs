//! Many letters of one: a row of data each, and whatever goes wrong with one, the others are made.
//!
//! In: a [`Form`], rows, a world, a pattern for names. Out: a file for each row, in a folder or
//! an archive, or one file of all letters, a manifest that says what became of each, and the rows that failed, ready to be
//! mended and run again.
//!
//! 1. *plan* (`plan`): every row's file name, before anything is written: two rows with one
//!    name, names that leave the folder, files that are there already;
//! 2. *run* (`run`): workers make letters (`work`); in the order of rows they get their places
//!    and are entered in the manifest;
//! 3. *place* (`destination`): files of a folder wait under other names, are synced in groups
//!    and renamed (`folder`); entries of an archive (`zip`, `tar`) and the letters of one file
//!    (`print`) wait in memory;
//! 4. *resume* (`manifest`): what a manifest says was made, of the same letter, files and row,
//!    and is still as it was, is not made again.

mod destination;
mod failed;
mod files;
mod folder;
mod manifest;
mod merge;
mod name;
mod plan;
mod print;
mod run;
mod scratch;
mod select;
mod tar;
mod whole;
mod work;
mod zip;

use std::path::PathBuf;

pub use destination::Destination;
pub use manifest::Record;
pub use merge::{MergeError, Merged, merge};
pub use name::NamePattern;
pub use plan::Planned;
pub use run::{Ended, Event, Outcome, Rows, run};
pub use select::Selection;

use crate::World;
use crate::diagnostic::Diagnostics;
use crate::letter::Form;

/// What is to be made, and how.
pub struct Batch<'a> {
    /// The letter.
    pub form: &'a Form,
    /// Where it gets its files.
    pub world: &'a (dyn World + Sync),
    /// What the files are called.
    pub pattern: &'a NamePattern,
    /// How many letters are made at once.
    pub workers: usize,
    /// Whether the first row that fails ends the run.
    pub fail_fast: bool,
    /// Whether files that are there, the archive or the file of all letters may be replaced.
    pub force: bool,
    /// Whether what an earlier run has made stays; only in a folder, for all else is made anew.
    pub resume: bool,
}

/// Why a batch cannot be begun or go on.
#[derive(Debug)]
pub enum BatchError {
    /// The call or the data is wrong; nothing was written.
    Wrong(Diagnostics),
    /// Another run works in this folder, or at this archive.
    Busy(PathBuf),
    /// The machine failed; in a folder, what was made until then is whole.
    Machine(PathBuf, std::io::Error),
    /// The stream of an archive cannot be written to.
    Stream(std::io::Error),
}
