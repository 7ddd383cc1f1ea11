//! Reads a template file and those that it extends.

use std::sync::Arc;

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
/// No such template; everything wrong in the first file of the chain that is wrong.
/// Errors of finding the first file have no place: the caller knows where the letter names it.
pub(crate) fn load(name: &str, world: &dyn World) -> Result<Template, Diagnostics> {
    let chain = read_chain(name, world)?;
    let merged = chain.iter().rev().fold(toml::Table::new(), |base, (_, table)| merge(base, table.clone()));
    let file: TemplateFile = toml::Value::Table(merged).try_into().map_err(|error: toml::de::Error| {
        Diagnostics(vec![Diagnostic::error(format!(
            "the template `{name}` does not fit together: {}",
            error.message()
        ))])
    })?;
    settle::settle(name, file).map_err(|message| {
        let diagnostic = Diagnostic::error(format!("in the template `{name}`, {message}"));
        Diagnostics(vec![match chain.first() {
            Some((source, _)) if builtin(name).is_none() => diagnostic.at(source, 0..0),
            _ => diagnostic,
        }])
    })
}

/// The file of a name and those that it extends, nearest first.
fn read_chain(name: &str, world: &dyn World) -> Result<Vec<(Arc<Source>, toml::Table)>, Diagnostics> {
    let mut chain: Vec<(Arc<Source>, toml::Table)> = vec![];
    let mut wanted = Some(name.to_string());
    while let Some(name) = wanted {
        if chain.len() == LONGEST_CHAIN || chain.iter().any(|(source, _)| source.name == name) {
            return Err(Diagnostics(vec![Diagnostic::error(format!("the template `{name}` extends itself"))]));
        }
        let source = Arc::new(Source::new(&name, &text_of(&name, world).map_err(|error| located(error, &chain))?));
        let file: TemplateFile = reader::read(&source)?;
        let table = source.text().parse().map_err(|error: toml::de::Error| {
            Diagnostics(vec![Diagnostic::error(error.message()).at(&source, error.span().unwrap_or(0..0))])
        })?;
        wanted = file.extends.or_else(|| (name != BUILTIN[0].0).then(|| BUILTIN[0].0.to_string()));
        chain.push((source, table));
    }
    Ok(chain)
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
    let nearest = names.clone().max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
    let diagnostic = Diagnostic::error(format!("there is no template `{name}`"));
    let diagnostic = match nearest.filter(|nearest| strsim::jaro_winkler(nearest, name) > 0.8) {
        Some(nearest) => diagnostic.hint(format!("did you mean `{nearest}`?")),
        None => {
            diagnostic.hint(format!("built in are {}", names.map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")))
        }
    };
    diagnostic.hint("a template of your own is named by its file, such as `house.toml`")
}

/// An error about a template that another one extends, at that one's `extends`.
fn located(error: Diagnostic, chain: &[(Arc<Source>, toml::Table)]) -> Diagnostics {
    let error = match chain.last() {
        Some((source, _)) => {
            let at = source.text().find("extends").unwrap_or(0);
            let end = source.text()[at..].find('\n').map_or(source.text().len(), |length| at + length);
            error.at(source, at..end)
        }
        None => error,
    };
    Diagnostics(vec![error])
}

/// Lays one table over another: tables are merged, everything else is replaced.
fn merge(mut base: toml::Table, over: toml::Table) -> toml::Table {
    for (key, value) in over {
        let merged = match (base.remove(&key), value) {
            (Some(toml::Value::Table(under)), toml::Value::Table(over)) => toml::Value::Table(merge(under, over)),
            (_, value) => value,
        };
        base.insert(key, merged);
    }
    base
}
