//! Reads a template file and those that it extends.

use std::sync::Arc;

use toml::Spanned;

use super::file::TemplateFile;
use super::{BUILTIN, Template, builtin, settle};
use crate::World;
use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use crate::letter::reader;

/// The most templates in one chain of `extends`.
const LONGEST_CHAIN: usize = 8;

/// Loads a template by its built-in name or the path of its file.
///
/// # Errors
///
/// No such template; everything that is wrong in it or in one that it extends.
/// Errors of finding the first file have no place: the caller knows where the letter names it.
pub(crate) fn load(name: &str, world: &dyn World) -> Result<Template, Diagnostics> {
    let source = read_chain(name, world)?;
    let file: TemplateFile = reader::read(&source)?;
    if builtin(name).is_none() {
        check_styles(&file, &source)?;
    }
    settle::settle(name, file).map_err(|message| {
        let diagnostic = Diagnostic::error(format!("in the template `{name}`, {message}"));
        Diagnostics(vec![if builtin(name).is_some() { diagnostic } else { diagnostic.at(&source, 0..0) }])
    })
}

/// A built-in template as it is written.
pub(super) fn read_builtin(name: &str) -> Option<TemplateFile> {
    reader::read(&Arc::new(Source::new(name, builtin(name)?))).ok()
}

/// Refuses styles that nothing is set in: their names are misspelt.
fn check_styles(file: &TemplateFile, source: &Arc<Source>) -> Result<(), Diagnostics> {
    let root = read_builtin(BUILTIN[0].0).unwrap_or_default();
    let used = |name: &String| {
        root.styles.contains_key(name) || file.zones.values().any(|zone| zone.style.as_ref() == Some(name))
    };
    let unused = file.styles.keys().filter(|name| !used(name));
    let problems: Vec<Diagnostic> = unused
        .map(|name| {
            let nearest = root
                .styles
                .keys()
                .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
            let hint = nearest
                .map(|nearest| format!("did you mean `{nearest}`? `letterpdf templates show plain` shows all styles"));
            let header = format!("styles.{name}");
            let at = source.text.find(&header).unwrap_or(0);
            let problem =
                Diagnostic::error(format!("nothing is set in a style `{name}`")).at(source, at..at + header.len());
            hint.into_iter().fold(problem, Diagnostic::hint)
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Diagnostics(problems)) }
}

/// The file of a name with those that it extends below it, as one source.
fn read_chain(name: &str, world: &dyn World) -> Result<Arc<Source>, Diagnostics> {
    let alone = |error| Diagnostics(vec![error]);
    let mut file = Arc::new(Source::new(name, text_of(name, world).map_err(alone)?));
    let mut chain = Source::clone(&file);
    let mut names = vec![name.to_string()];
    while let Some(extends) = base_of(&file) {
        let base = extends.get_ref();
        let at_extends = |error: Diagnostic| alone(error.at(&file, extends.span()));
        if names.len() == LONGEST_CHAIN || names.contains(base) {
            return Err(at_extends(Diagnostic::error(format!("the template `{base}` extends itself"))));
        }
        let text = text_of(base, world).map_err(at_extends)?;
        chain = chain.with_base(base, text.as_str());
        names.push(base.clone());
        file = Arc::new(Source::new(base, text));
    }
    Ok(Arc::new(chain))
}

/// The template that a file extends; what is wrong with the file is told when it is read.
fn base_of(file: &Arc<Source>) -> Option<Spanned<String>> {
    let root = BUILTIN[0].0;
    if file.name == root {
        return None;
    }
    let stated = reader::parse(file).0.and_then(|tree| tree.text("extends"));
    stated.or_else(|| Some(Spanned::new(0..0, root.to_string())))
}

/// The text of a built-in template or of a file.
fn text_of(name: &str, world: &dyn World) -> Result<String, Diagnostic> {
    if let Some(text) = builtin(name) {
        return Ok(text.to_string());
    }
    if !name.ends_with(".toml") {
        return Err(unknown(name));
    }
    let bytes = world.file(name).map_err(|error| {
        let diagnostic = Diagnostic::error(format!("the template `{name}` {}", error.message));
        error.hint.into_iter().fold(diagnostic, Diagnostic::hint)
    })?;
    String::from_utf8(bytes).map_err(|_| Diagnostic::error(format!("the template `{name}` is not UTF-8 text")))
}

fn unknown(name: &str) -> Diagnostic {
    let names = BUILTIN.iter().map(|(name, _)| *name);
    let name_in_small = name.to_lowercase();
    let alike = |known: &str| strsim::jaro_winkler(known, &name_in_small);
    let nearest = names.clone().max_by(|a, b| alike(a).total_cmp(&alike(b)));
    let diagnostic = Diagnostic::error(format!("there is no template `{name}`"));
    let diagnostic = match nearest.filter(|nearest| alike(nearest) > 0.8) {
        Some(nearest) => diagnostic.hint(format!("did you mean `{nearest}`?")),
        None => {
            diagnostic.hint(format!("built in are {}", names.map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")))
        }
    };
    diagnostic.hint("a template of your own is named by its file, such as `house.toml`")
}
