//! Letter + template + world: every choice settled.
//!
//! In: a [`Letter`] and a [`World`]. Out: a [`ResolvedLetter`], from which layout
//! can work without asking anyone.
//!
//! 1. *template*: load the letter's template and those that it extends;
//! 2. *styles*: choose faces for each kind of text;
//! 3. *parts*: derive what the letter leaves out, write dates and labels out by the
//!    language's rules, set quotation marks, read picture files;
//! 4. *archive*: the standard that the file keeps to, the files that are attached;
//! 5. *origin*: if it is asked for, all that the letter is made of as attached files;
//! 6. *unplaced*: say what the letter has and the template has no place for.

mod archive;
mod kept;
mod origin;
mod parts;
mod quotes;
mod settle;
mod styles;
mod template;
mod unplaced;

use std::sync::Arc;

use kept::Chosen;

pub use kept::Kept;
pub use parts::{Cover, Document, Field, Line, Logo, Parts, Signature, Words};
pub use styles::{Style, Styles};
pub use template::{
    AddresseeLine, AlignName, Anchor, Arrange, BUILTIN, EdgeMark, FieldName, Flow, ListSpec, Margin, Part, Rule, Side,
    SignatureSpec, StyleSpec, SubjectLabel, Template, Vertical, Zone, builtin, builtin_description,
};

use crate::World;
use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use crate::frame::{Attachment, Info, Standard};
use crate::letter::Letter;
use crate::world::Recorder;

/// The language of a letter that states none.
const DEFAULT_LANGUAGE: &str = "en";

/// A letter with every choice settled.
#[derive(Debug, Clone)]
pub struct ResolvedLetter {
    /// The letter file, for messages.
    pub source: Arc<Source>,
    /// Where things stand.
    pub template: Arc<Template>,
    /// How they look.
    pub styles: Arc<Styles>,
    /// The main language, a BCP 47 tag.
    pub language: Arc<str>,
    /// What the letter says of itself.
    pub info: Info,
    /// What there is to set.
    pub parts: Parts,
    /// What the file is to keep to.
    pub standard: Standard,
    /// Files that go with it.
    pub attachments: Vec<Attachment>,
    /// Whether it was filled with values, as others may be.
    pub is_one_of_many: bool,
}

/// Settles every choice of a letter; also gives what deserves a look.
///
/// # Errors
///
/// A template, font or picture that is missing or unusable; a letter that lacks
/// what it cannot be made without.
pub fn resolve(
    source: &Arc<Source>,
    letter: &Letter,
    world: &dyn World,
) -> Result<(ResolvedLetter, Vec<Diagnostic>), Diagnostics> {
    resolve_with(source, letter, world, &Kept::default())
}

/// The same as [`resolve`], with what is kept from letters before, and kept for those after.
///
/// # Errors
///
/// As [`resolve`].
pub fn resolve_with(
    source: &Arc<Source>,
    letter: &Letter,
    world: &dyn World,
    kept: &Kept,
) -> Result<(ResolvedLetter, Vec<Diagnostic>), Diagnostics> {
    let recorder = Recorder::around(world);
    let world: &dyn World = if letter.embed_source { &recorder } else { world };
    let language: Arc<str> = letter.language.as_ref().map_or(DEFAULT_LANGUAGE, |tag| tag.get_ref()).into();

    // Where things stand and how they look.
    let name = letter.template.as_ref().map_or(BUILTIN[0].0, |name| name.get_ref());
    let chosen = kept.template((name, &language), world, |world| choose(source, letter, &language, world))?;
    let Chosen { template, styles } = chosen;

    // What there is to set, and what goes with it.
    let settled = settle::settle(source, letter, &template, &language, world, kept);
    let archive = archive::settle(source, letter, &language, world);
    let ((parts, info), (standard, mut attachments)) = both(settled, archive)?;
    let warnings = unplaced::warn(source, letter, &parts, &template);

    // All that it is made of.
    if letter.embed_source {
        let (today, epoch) = (world.today(), world.source_date_epoch());
        attachments.extend(origin::attach(source, letter, recorder.into_files(), today, epoch)?);
    }
    let (source, is_one_of_many) = (source.clone(), !letter.values.0.is_empty());
    let resolved =
        ResolvedLetter { source, template, styles, language, info, parts, standard, attachments, is_one_of_many };
    Ok((resolved, warnings))
}

/// Two results, or the problems of both.
fn both<A, B>(a: Result<A, Diagnostics>, b: Result<B, Diagnostics>) -> Result<(A, B), Diagnostics> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(Diagnostics(mut problems)), Err(more)) => {
            problems.extend(more.0);
            Err(Diagnostics(problems))
        }
        (Err(problems), Ok(_)) | (Ok(_), Err(problems)) => Err(problems),
    }
}

/// The letter's template, with faces for the kinds of text.
fn choose(
    source: &Arc<Source>,
    letter: &Letter,
    language: &Arc<str>,
    world: &dyn World,
) -> Result<Chosen, Diagnostics> {
    let template = load_template(source, letter, world)?;
    let styles = styles::choose_faces(&template, language, world.fonts()).map_err(|problems| {
        let at_template = |problem: Diagnostic| match &letter.template {
            Some(name) => problem.at(source, name.span()),
            None => problem,
        };
        Diagnostics(problems.into_iter().map(at_template).collect())
    })?;
    Ok(Chosen { template: Arc::new(template), styles: Arc::new(styles) })
}

fn load_template(source: &Arc<Source>, letter: &Letter, world: &dyn World) -> Result<Template, Diagnostics> {
    let Some(name) = &letter.template else { return template::load(BUILTIN[0].0, world) };
    template::load(name.get_ref(), world).map_err(|mut problems| {
        for problem in &mut problems.0 {
            if problem.place.is_none() {
                problem.place = Some((source.clone(), name.span()));
            }
        }
        problems
    })
}
