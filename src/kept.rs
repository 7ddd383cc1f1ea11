//! What is kept from letter to letter.

use std::sync::Arc;

use crate::{pdf, resolve, text};

/// What letters of one world have in common, each made once.
///
/// A letter's bytes do not depend on it: what is kept is what would be made again. It serves one
/// thread; threads can share templates and pictures ([`beside`](Self::beside)).
#[derive(Debug, Default)]
pub struct Kept {
    pub(crate) files: Arc<resolve::Kept>,
    pub(crate) paragraphs: text::Kept,
    pub(crate) objects: pdf::Kept,
}

impl Kept {
    /// With the templates and pictures that others keep, too.
    pub fn beside(files: &Arc<resolve::Kept>) -> Self {
        Self { files: files.clone(), ..Self::default() }
    }
}
