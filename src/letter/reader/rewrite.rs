//! A file with some of its keys changed: what was said beside it written into it.
//!
//! What is not changed stays as it was written, comments and order included.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// The text of a TOML file with `key=value` assignments made in it, each as an override gives it.
///
/// Without a change the text comes back as it is; `None` if it is no TOML or a key leads nowhere.
pub(crate) fn rewrite<'a>(text: &str, changes: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut document: Option<DocumentMut> = None;
    for change in changes {
        let document = match &mut document {
            Some(document) => document,
            None => document.insert(text.strip_prefix('\u{feff}').unwrap_or(text).parse().ok()?),
        };
        let (path, value) = change.split_once('=')?;
        let steps: Vec<&str> = path.split('.').map(str::trim).collect();
        put(document.as_item_mut(), &steps, value_of(value))?;
    }
    Some(document.map_or_else(|| text.to_owned(), |document| document.to_string()))
}

/// A value as TOML has it, and anything else as the text that it is.
fn value_of(text: &str) -> Value {
    text.trim().parse().unwrap_or_else(|_| Value::from(text))
}

/// Puts a value where the steps lead, and makes what is not there yet.
fn put(item: &mut Item, steps: &[&str], value: Value) -> Option<()> {
    let Some((first, rest)) = steps.split_first() else {
        match item.as_value_mut() {
            Some(old) => {
                let decor = old.decor().clone();
                *old = value;
                *old.decor_mut() = decor;
            }
            None => *item = Item::Value(value),
        }
        return Some(());
    };
    if let Some(tables) = item.as_array_of_tables_mut() {
        let index: usize = first.parse().ok()?;
        if rest.is_empty() {
            return None;
        }
        if index == tables.len() {
            tables.push(Table::new());
        }
        return put_in_table(tables.get_mut(index)?, rest, value);
    }
    if let Some(list) = item.as_array_mut() {
        let index: usize = first.parse().ok()?;
        if index == list.len() {
            list.push(if rest.is_empty() { value.clone() } else { Value::from(InlineTable::new()) });
        }
        let mut inner = Item::Value(list.get(index)?.clone());
        put(&mut inner, rest, value)?;
        let inner = inner.into_value().ok()?;
        list.replace_formatted(index, inner);
        return Some(());
    }
    put_in_table(item.as_table_like_mut()?, steps, value)
}

fn put_in_table(table: &mut dyn TableLike, steps: &[&str], value: Value) -> Option<()> {
    let (first, rest) = steps.split_first()?;
    if let Some(item) = table.get_mut(first) {
        return put(item, rest, value);
    }
    let is_number = |step: &str| step.parse::<usize>().is_ok();
    let mut item = match rest {
        [] => Item::None,
        [next] if is_number(next) => Item::Value(Value::Array(Array::new())),
        [next, ..] if is_number(next) => Item::ArrayOfTables(ArrayOfTables::new()),
        _ => Item::Table(Table::new()),
    };
    put(&mut item, rest, value)?;
    table.insert(first, item);
    Some(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::Source;
    use crate::letter::reader::tree::{self, Node};

    const LETTER: &str = "# A letter.\nsubject = \"Old\" # in short\n\n[sender]\nname = 'A'\n\n\
        [[signatures]]\nname = 'One'\n\n[[signatures]]\nname = 'Two'\n\n[recipient]\naddress = [\"x\", \"y\"]\n";

    #[test]
    fn rewrite_leaves_all_else_as_it_was() {
        assert_eq!(rewrite(LETTER, []).as_deref(), Some(LETTER));
        let changed = rewrite(LETTER, ["subject=New", "embed_source=true", "signatures.1.name = \"Three\""]);
        let wanted = LETTER
            .replace("\"Old\" # in short\n", "\"New\" # in short\nembed_source = true\n")
            .replace("'Two'", "\"Three\"");
        assert_eq!(changed, Some(wanted));
    }

    #[test]
    fn rewrite_goes_wherever_overrides_go() {
        let changes = [
            "recipient.address.0=z",
            "recipient.address.2=w",
            "signatures.2.name=N",
            "contact.name=C",
            "cc.0=D",
            "date=2020-12-08",
        ];
        let changed = rewrite(LETTER, changes).unwrap();
        let mut overridden = Source::new("a", LETTER);
        for change in changes {
            overridden = overridden.with_override(change);
        }
        assert_eq!(in_short(Source::new("a", changed)), in_short(overridden));
    }

    /// What a source says, without places.
    fn in_short(source: Source) -> String {
        fn write(node: &Node) -> String {
            match &node.value {
                tree::Value::List(items) => format!("{:?}", items.iter().map(write).collect::<Vec<_>>()),
                tree::Value::Table(table) => {
                    format!("{:?}", table.iter().map(|(key, (_, node))| (key, write(node))).collect::<Vec<_>>())
                }
                value => format!("{value:?}"),
            }
        }
        let (tree, complaints) = tree::parse(&Arc::new(source));
        assert!(complaints.is_empty(), "{complaints:?}");
        write(&tree.unwrap().root)
    }
}
