//! What is kept from letter to letter: templates with their faces, and pictures.
//!
//! A letter's bytes do not depend on it: what is kept is what would be made again. A file that
//! is not read again is still named to the [`World`], which may want to know what a letter uses.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::styles::Styles;
use super::template::Template;
use crate::picture::Picture;
use crate::world::{Recorder, World};

/// How many of a kind are kept: those that many letters share.
const KEPT: usize = 256;

/// A template with its faces.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub(super) template: Arc<Template>,
    pub(super) styles: Arc<Styles>,
}

/// Something that was made of files.
#[derive(Debug, Clone)]
struct Made<T> {
    thing: T,
    paths: Vec<String>,
}

/// What is kept from letter to letter.
#[derive(Debug, Default)]
pub struct Kept {
    /// By name and language.
    templates: Mutex<BTreeMap<(String, String), Made<Chosen>>>,
    /// By path.
    pictures: Mutex<BTreeMap<String, Made<Arc<Picture>>>>,
}

impl Kept {
    /// The template of a name with the faces for a language, made if it is not kept.
    pub(super) fn template<E>(
        &self,
        key: (&str, &str),
        world: &dyn World,
        make: impl FnOnce(&dyn World) -> Result<Chosen, E>,
    ) -> Result<Chosen, E> {
        get_or_make(&self.templates, (key.0.to_owned(), key.1.to_owned()), world, make)
    }

    /// The picture of a path, made if it is not kept.
    pub(super) fn picture<E>(
        &self,
        path: &str,
        world: &dyn World,
        make: impl FnOnce(&dyn World) -> Result<Arc<Picture>, E>,
    ) -> Result<Arc<Picture>, E> {
        get_or_make(&self.pictures, path.to_owned(), world, make)
    }
}

fn get_or_make<K: Ord, T: Clone, E>(
    kept: &Mutex<BTreeMap<K, Made<T>>>,
    key: K,
    world: &dyn World,
    make: impl FnOnce(&dyn World) -> Result<T, E>,
) -> Result<T, E> {
    let known = kept.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if let Some(Made { thing, paths }) = known {
        paths.iter().for_each(|path| world.uses(path));
        return Ok(thing);
    }
    // Others may make it at the same time; what they make is the same.
    let recorder = Recorder::around(world);
    let thing = make(&recorder)?;
    let paths = recorder.into_files().into_iter().map(|(path, _)| path).collect();
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() < KEPT {
        kept.insert(key, Made { thing: thing.clone(), paths });
    }
    Ok(thing)
}
