//! What is kept from file to file.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use super::fonts::{Alphabet, Cut};
use super::operators::Operators;
use super::pack::Packer;
use super::pictures::Embeddable;
use super::runs::KnownRun;
use crate::keep::Keep;

/// Runs, cut fonts, pictures, pieces of content and compressed streams that letters have in common.
/// It serves documents that are set in one [`Fonts`](crate::text::Fonts).
pub struct Kept {
    pub(super) packer: Packer,
    /// By address.
    pub(super) runs: RefCell<Keep<Rc<KnownRun>>>,
    pub(super) alphabets: RefCell<Keep<Arc<Alphabet>>>,
    pub(super) cuts: RefCell<Keep<Arc<Cut>>>,
    /// By address; their room is in bytes.
    pub(super) pictures: RefCell<Keep<Arc<Embeddable>>>,
    pub(super) operators: RefCell<Keep<Operators>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            packer: Packer::default(),
            runs: RefCell::new(Keep::with_room(4096)),
            alphabets: RefCell::new(Keep::with_room(64)),
            cuts: RefCell::new(Keep::with_room(64)),
            pictures: RefCell::new(Keep::with_room(16 << 20)),
            operators: RefCell::new(Keep::with_room(1024)),
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}
