//! Two PDFs: whether they are the same, how strictly taken, and what differs, in words.
//!
//! In: two PDFs, ours or not. Out: a [`Comparison`].
//!
//! There are four [`Level`]s, each with all below it:
//!
//! 1. *pixels* (`pages`, `pixels`): the pages, drawn;
//! 2. *text* (`words`): the words in reading order, each with its place, font, size and colour;
//! 3. *structure* (`tags`, `about`, `links`): the tags, what the file says of itself, where
//!    links lead, the files in it;
//! 4. *bytes* (`objects`): all of the file.
//!
//! Beside them are *frames* (`frames`): a letter as a small text, for golden tests.
//!
//! A file that cannot be read whole, or a page that cannot be drawn whole, is the same as nothing.

mod about;
mod difference;
mod explain;
mod frames;
mod links;
mod objects;
mod options;
mod pages;
mod pixels;
mod tags;
mod words;

use serde::{Deserialize, Serialize};

pub use difference::{Difference, Kind, Level, Piece, PieceTag};
pub use frames::{compare_frames, frames};
pub use options::{Ignored, Options};
pub use pages::{PageChange, Pictures, look};

use crate::view::{Placed, View, ViewError};

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The strictest level at which the two are the same; `None` if they do not even look alike.
    pub same_at: Option<Level>,
    /// What differs, those first that one sees first.
    pub differences: Vec<Difference>,
    /// The pages that look different.
    pub pages: Vec<PageChange>,
}

/// Why two PDFs cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompareError {
    /// The expected one cannot be read.
    Expected(ViewError),
    /// The actual one cannot be read.
    Actual(ViewError),
}

/// A PDF and what stands on its pages.
struct Side {
    view: View,
    placed: Vec<Placed>,
}

impl Side {
    fn open(bytes: Vec<u8>, alive: &mut dyn FnMut()) -> Result<Self, ViewError> {
        let view = View::open(bytes)?;
        let pencil = view.pencil();
        let mut placed = vec![];
        for page in 0..view.pages() {
            placed.push(pencil.place(page)?);
            alive();
        }
        drop(pencil);
        Ok(Self { view, placed })
    }
}

/// Compares two PDFs. It calls `alive` from page to page, so that who waits knows that work goes on.
///
/// # Errors
///
/// One of them cannot be read or drawn whole.
pub fn compare(
    expected: Vec<u8>,
    actual: Vec<u8>,
    options: &Options,
    alive: &mut dyn FnMut(),
) -> Result<Comparison, CompareError> {
    // The same bytes are the same file, if it is one.
    let are_equal = expected == actual;
    let expected = Side::open(expected, alive).map_err(CompareError::Expected)?;
    if are_equal {
        return Ok(Comparison { same_at: Some(Level::Bytes), differences: vec![], pages: vec![] });
    }
    let actual = Side::open(actual, alive).map_err(CompareError::Actual)?;

    // Which page is which, and what differs on each.
    let mut differences = vec![];
    let pairing = pages::pair(&expected, &actual, &mut differences);
    let pages = pages::compare(&expected, &actual, &pairing, options, &mut differences, alive)?;

    // What the pages say, and what is said of them.
    let unreadable = |_| ViewError::Broken("its catalogue cannot be read".into());
    let mut before = expected.view.read().map_err(|error| CompareError::Expected(unreadable(error)))?;
    let mut after = actual.view.read().map_err(|error| CompareError::Actual(unreadable(error)))?;
    let hushed = words::compare((&expected, &before), (&actual, &after), &pairing, options, &mut differences);
    links::compare(&expected.view, &actual.view, &pairing, &mut differences);
    about::compare_outlines(&before, &after, &mut differences);
    before.hush(&hushed.expected);
    after.hush(&hushed.actual);
    let (old, new) = (before.inspection(), after.inspection());
    tags::compare(&old, &new, &mut differences);
    about::compare((&before, &old), (&after, &new), &mut differences);

    // Whatever else is in the files; where more differs, it would follow from that.
    if differences.is_empty() {
        objects::compare(&expected.view, &actual.view, &mut differences);
    }
    differences.sort_by_key(|difference| difference.level);
    let lowest = differences.iter().map(|difference| difference.level).min();
    let same_at = match lowest {
        // Not the same bytes, though nobody can tell in which way.
        None | Some(Level::Bytes) => Some(Level::Structure),
        Some(Level::Structure) => Some(Level::Text),
        Some(Level::Text) => Some(Level::Pixels),
        Some(Level::Pixels) => None,
    };
    Ok(Comparison { same_at, differences, pages })
}
