//! What is kept from letter to letter: templates with their faces, and pictures.
//!
//! A letter's bytes do not depend on it: what is kept is what would be made again. A file that
//! is not read again is still named to the [`World`], which may want to know what a letter uses.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::styles::Styles;
use super::template::Template;
use crate::keep::{Keep, hash_of_bytes};
use crate::picture::Picture;
use crate::world::{Recorder, World};

/// How many templates are kept: more than letters share.
const TEMPLATES: usize = 256;
/// Room for pictures, in bytes.
const PICTURES: usize = 64 << 20;

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

/// A picture with its path.
#[derive(Debug)]
struct MadePicture {
    path: String,
    made: Made<Arc<Picture>>,
}

/// What is kept from letter to letter.
#[derive(Debug)]
pub struct Kept {
    /// By name and language.
    templates: Mutex<BTreeMap<(String, String), Made<Chosen>>>,
    /// By path.
    pictures: Mutex<Keep<Arc<MadePicture>>>,
}

impl Kept {
    /// The template of a name with the faces for a language, made if it is not kept.
    pub(super) fn template<E>(
        &self,
        key: (&str, &str),
        world: &dyn World,
        make: impl FnOnce(&dyn World) -> Result<Chosen, E>,
    ) -> Result<Chosen, E> {
        let key = (key.0.to_owned(), key.1.to_owned());
        let known = lock(&self.templates).get(&key).cloned();
        if let Some(made) = known {
            return Ok(made.used_by(world));
        }
        let made = Made::by(make, world)?;
        let chosen = made.thing.clone();
        let mut templates = lock(&self.templates);
        if templates.len() < TEMPLATES {
            templates.insert(key, made);
        }
        Ok(chosen)
    }

    /// The picture of a path, made if it is not kept.
    pub(super) fn picture<E>(
        &self,
        path: &str,
        world: &dyn World,
        make: impl FnOnce(&dyn World) -> Result<Arc<Picture>, E>,
    ) -> Result<Arc<Picture>, E> {
        let hash = hash_of_bytes(path.as_bytes());
        if let Some(known) = lock(&self.pictures).get(hash, |known| known.path == path) {
            return Ok(known.made.used_by(world));
        }
        let made = Made::by(make, world)?;
        let (picture, size) = (made.thing.clone(), made.thing.size_in_memory());
        lock(&self.pictures).put(hash, Arc::new(MadePicture { path: path.to_owned(), made }), size);
        Ok(picture)
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self { templates: Mutex::default(), pictures: Mutex::new(Keep::with_room(PICTURES)) }
    }
}

impl<T: Clone> Made<T> {
    /// Makes it. Others may do so at the same time; what they make is the same.
    fn by<E>(make: impl FnOnce(&dyn World) -> Result<T, E>, world: &dyn World) -> Result<Self, E> {
        let recorder = Recorder::around(world);
        let thing = make(&recorder)?;
        let paths = recorder.into_files().into_iter().map(|(path, _)| path).collect();
        Ok(Self { thing, paths })
    }

    /// The thing for a letter, whose world is told what it uses.
    fn used_by(&self, world: &dyn World) -> T {
        self.paths.iter().for_each(|path| world.uses(path));
        self.thing.clone()
    }
}

fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
