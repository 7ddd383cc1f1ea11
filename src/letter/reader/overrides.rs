//! `key=value` said beside the file: where the value goes and what it is.

use std::sync::Arc;

use toml::de::DeValue;

use super::tree::{Node, Table, Value, convert};
use crate::diagnostic::{Diagnostic, Part, Source, Span};

/// How deep a key may reach; no letter or template is half as deep.
const DEPTH: usize = 16;

/// Puts the value of one override into the tree.
///
/// The key names tables and, by number from 0, items of a list: `signatures.0.name`. What
/// is not there yet is made; a number one past the end of a list adds an item.
pub(super) fn apply(root: &mut Table, part: Part<'_>, source: &Arc<Source>) -> Result<(), Diagnostic> {
    let wrong = |span: Span, message: String| Diagnostic::error(message).at(source, span);
    let Some((path, value)) = part.text.split_once('=') else {
        return Err(wrong(part.start..part.end(), "an override needs a key and a value".into())
            .hint("write key=value, such as subject=Invitation"));
    };
    let steps = steps(path, part.start);
    if steps.len() > DEPTH {
        return Err(wrong(part.start..part.start + path.len(), "this key has too many parts".into()));
    }
    if let Some((_, span)) = steps.iter().find(|(step, _)| step.is_empty()) {
        return Err(wrong(span.clone(), "a part of the key is empty".into())
            .hint("separate the parts by single dots: recipient.name"));
    }
    let value = read_value(value, part.start + path.len() + 1);
    descend(root, &steps, value).map_err(|(span, message)| wrong(span, message))
}

/// The parts of a key, each with its place.
fn steps(path: &str, start: usize) -> Vec<(&str, Span)> {
    let mut steps = vec![];
    let mut at = start;
    for step in path.split('.') {
        let from = at + (step.len() - step.trim_start().len());
        steps.push((step.trim(), from..from + step.trim().len()));
        at += step.len() + 1;
    }
    steps
}

/// A number, a date, a list, a text in quotes as TOML has it, and anything else as the text that it is.
fn read_value(text: &str, start: usize) -> Node {
    let lead = text.len() - text.trim_start().len();
    match DeValue::parse(text.trim()) {
        Ok(value) if !text.trim().is_empty() => convert(value, start + lead),
        _ => Node { span: start..start + text.len(), value: Value::Text(text.to_owned()) },
    }
}

/// Puts a value where the steps lead.
fn descend(root: &mut Table, steps: &[(&str, Span)], value: Node) -> Result<(), (Span, String)> {
    let Some(((first, span), rest)) = steps.split_first() else { return Ok(()) };
    let Some((next, _)) = rest.first() else {
        root.insert((*first).to_owned(), (span.clone(), value));
        return Ok(());
    };
    let (_, node) = root.entry((*first).to_owned()).or_insert_with(|| {
        let counted = next.parse::<usize>().is_ok();
        let value = if counted { Value::List(vec![]) } else { Value::Table(Table::new()) };
        (span.clone(), Node { span: span.clone(), value })
    });
    match &mut node.value {
        Value::Table(table) => descend(table, rest, value),
        Value::List(list) => descend_list(list, first, rest, value),
        _ => Err((span.clone(), format!("`{first}` has no parts"))),
    }
}

/// Puts a value where the steps lead from a list.
fn descend_list(list: &mut Vec<Node>, name: &str, steps: &[(&str, Span)], value: Node) -> Result<(), (Span, String)> {
    let Some(((first, span), rest)) = steps.split_first() else { return Ok(()) };
    let count = list.len();
    let index = match first.parse::<usize>() {
        Ok(index) if index <= count => index,
        Ok(_) => return Err((span.clone(), format!("`{name}` has {count} items, numbered from 0"))),
        Err(_) => return Err((span.clone(), format!("`{name}` is a list: say which item, by its number from 0"))),
    };
    if index == count {
        list.push(Node { span: span.clone(), value: Value::Table(Table::new()) });
    }
    let Some(item) = list.get_mut(index) else { return Ok(()) };
    match (rest, &mut item.value) {
        ([], _) => *item = value,
        (_, Value::Table(table)) => return descend(table, rest, value),
        (_, Value::List(inner)) => return descend_list(inner, first, rest, value),
        _ => return Err((span.clone(), format!("item {first} of `{name}` has no parts"))),
    }
    Ok(())
}
