//! A letter with placeholders, and the letters that rows of data make of it.
//!
//! In: the tree of a letter file and the [`Values`] of a row. Out: the tree of one letter.
//! The work:
//!
//! 1. *find* (once): texts that hold `{{ … }}`, `{% … %}` or `{# … #}` are compiled, each under
//!    a name of its own;
//! 2. *fill* (for each row): each is written out with the row's values. What is written into a
//!    text with markup is escaped (`markup`), so that a value stands as it was given;
//! 3. *prune*: a text that came out empty is left out, so that no address has an empty line; a
//!    table of nothing but such texts is left out whole.
//!
//! Dates, numbers and amounts are written by the letter's language (`filters`); what goes wrong
//! is told at its place (`explain`).

mod explain;
mod fill;
mod filters;
mod markup;

use std::sync::{Arc, OnceLock};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value};

use super::Text;
use super::reader::{Node, Tree, Value as TreeValue};
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span};

/// The values of a row, by name; names with points are nested.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(pub serde_json::Map<String, serde_json::Value>);

impl Values {
    /// The values as placeholders find them, and beside them one of another name; a column counts more.
    pub(crate) fn beside(&self, name: &str, value: Value) -> Value {
        let own = self.0.iter().map(|(key, value)| (key.as_str(), Value::from(Serde(value))));
        Value::from_pairs(std::iter::once((name, value)).chain(own))
    }
}

/// How many steps a placeholder may take: far more than any letter needs, far fewer than would be felt.
const FUEL: u64 = 200_000;

/// How texts with markup are named, so that what is written into them is escaped.
const MARKUP: &str = "markup";

/// A letter with placeholders.
#[derive(Debug)]
pub struct Form {
    tree: Tree,
    /// Compiled texts, named by their place; made when there is one.
    compiled: OnceLock<Environment<'static>>,
    /// What was wrong with the file, though it could be read.
    complaints: Vec<Diagnostic>,
}

impl Form {
    /// Reads the placeholders of a letter.
    ///
    /// # Errors
    ///
    /// Placeholders that cannot be understood.
    pub(super) fn new(tree: Tree, complaints: Vec<Diagnostic>) -> Result<Self, Diagnostics> {
        let mut blanks = vec![];
        each_blank(&tree.root, ("", ""), &mut |span, text, markup| {
            blanks.push((span.clone(), text.to_owned(), markup))
        });
        let mut problems = complaints;
        let count = problems.len();
        let compiled = OnceLock::new();
        if !blanks.is_empty() {
            let mut environment = environment();
            for (span, text, markup) in blanks {
                if let Err(error) = environment.add_template_owned(name(&span, markup), text.clone()) {
                    problems.push(explain::explain(&tree.source, &span, &text, &error, &Values::default()));
                }
            }
            let _ = compiled.set(environment);
        }
        // What else is wrong is told together with what is wrong with the letter's parts.
        if problems.len() == count {
            Ok(Self { tree, compiled, complaints: problems })
        } else {
            Err(Diagnostics(problems))
        }
    }
}

impl Form {
    /// The letter file.
    pub fn source(&self) -> &Arc<Source> {
        &self.tree.source
    }

    /// The file with its values that the letter itself names: `data = "row.json"`.
    pub(crate) fn data(&self) -> Option<Text> {
        self.tree.text("data")
    }
}

/// What texts are compiled and written out with.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_debug(true);
    // A line of nothing but `{% … %}` leaves no line.
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.unwrap_or_default());
    environment.set_auto_escape_callback(|name| match name.starts_with(MARKUP) {
        true => AutoEscape::Custom(MARKUP.into()),
        false => AutoEscape::None,
    });
    environment.set_formatter(write_value);
    filters::add(&mut environment);
    environment
}

/// Whether a text has placeholders.
fn has_blank(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|sign| text.contains(sign))
}

/// What a compiled text is called.
fn name(span: &Span, markup: bool) -> String {
    format!("{}{}", if markup { MARKUP } else { "text" }, span.start)
}

/// Goes through all texts with placeholders; `path` is the table and the key.
fn each_blank(node: &Node, path: (&str, &str), found: &mut impl FnMut(&Span, &str, bool)) {
    match &node.value {
        TreeValue::Text(text) if has_blank(text) => found(&node.span, text, has_markup(path)),
        TreeValue::List(items) => items.iter().for_each(|item| each_blank(item, path, found)),
        TreeValue::Table(table) => {
            table.iter().for_each(|(key, (_, node))| each_blank(node, (path.1, key), found));
        }
        _ => {}
    }
}

/// Whether the text of a key in a table has markup.
fn has_markup(path: (&str, &str)) -> bool {
    matches!(path, ("", "body" | "postscript") | ("cover", "note" | "disclaimer"))
}

/// Writes a value into a text.
fn write_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    if value.is_undefined() {
        return Err(minijinja::Error::from(minijinja::ErrorKind::UndefinedError));
    }
    let escaped;
    let plain;
    let text = match (state.auto_escape(), value.is_none()) {
        (_, true) => "",
        // What a filter has marked as safe is markup.
        (AutoEscape::Custom(_), _) if !value.is_safe() => {
            escaped = markup::escaped(&value.to_string());
            &escaped
        }
        _ => {
            plain = value.to_string();
            &plain
        }
    };
    out.write_str(text).map_err(minijinja::Error::from)
}
