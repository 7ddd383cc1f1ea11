//! What a TOML text says, as a tree whose every part knows its place.
//!
//! The tree of a source is that of its file; the tables of its bases count
//! where the file says nothing, and its overrides count more than any file.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use super::{overrides, syntax};
use crate::diagnostic::{Diagnostic, Part, PartKind, Source, Span};

/// A value and its place.
#[derive(Debug, Clone)]
pub(in crate::letter) struct Node {
    pub(in crate::letter) span: Span,
    pub(in crate::letter) value: Value,
}

/// A value.
#[derive(Debug, Clone)]
pub(in crate::letter) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
    Date(Datetime),
    List(Vec<Node>),
    Table(Table),
}

/// A table: each key with its place and its value.
pub(in crate::letter) type Table = BTreeMap<String, (Span, Node)>;

/// The tree of a whole source.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(in crate::letter) source: Arc<Source>,
    pub(in crate::letter) root: Node,
}

impl Tree {
    /// The text that a key at the top has.
    pub(crate) fn text(&self, key: &str) -> Option<Spanned<String>> {
        let Value::Table(root) = &self.root.value else { return None };
        match root.get(key) {
            Some((_, Node { span, value: Value::Text(text) })) => Some(Spanned::new(span.clone(), text.clone())),
            _ => None,
        }
    }
}

/// Reads all parts of a source; no tree if one of them cannot be understood.
pub(crate) fn parse(source: &Arc<Source>) -> (Option<Tree>, Vec<Diagnostic>) {
    let mut growth = Growth { source, root: Table::new(), understood: true, complaints: vec![] };
    for part in source.parts() {
        match part.kind {
            PartKind::File => growth.root = growth.file(part),
            PartKind::Base => {
                let base = growth.file(part);
                add_base(&mut growth.root, base);
            }
            PartKind::Override => {
                if let Err(complaint) = overrides::apply(&mut growth.root, part, source) {
                    growth.complaints.push(complaint);
                }
            }
        }
    }
    let root = Node { span: 0..0, value: Value::Table(growth.root) };
    (growth.understood.then(|| Tree { source: source.clone(), root }), growth.complaints)
}

/// Adds what a table does not say itself: tables are merged key by key, everything else is taken whole.
fn add_base(table: &mut Table, base: Table) {
    for (key, (key_span, node)) in base {
        match (table.get_mut(&key), node.value) {
            (Some((_, Node { value: Value::Table(own), .. })), Value::Table(theirs)) => add_base(own, theirs),
            (Some(_), _) => {}
            (None, value) => {
                table.insert(key, (key_span, Node { span: node.span, value }));
            }
        }
    }
}

/// The tree while it grows.
struct Growth<'a> {
    source: &'a Arc<Source>,
    root: Table,
    understood: bool,
    complaints: Vec<Diagnostic>,
}

impl Growth<'_> {
    /// The table of one file.
    fn file(&mut self, part: Part<'_>) -> Table {
        let (table, errors) = DeTable::parse_recoverable(part.text);
        let (complaints, understood) = syntax::explain(&errors, part, self.source);
        self.complaints.extend(complaints);
        self.understood &= understood;
        convert_table(table.into_inner(), part.start)
    }
}

/// A table of the parser's, its places counted on from `start`.
fn convert_table(table: DeTable<'_>, start: usize) -> Table {
    let entry = |(key, value): (Spanned<std::borrow::Cow<'_, str>>, Spanned<DeValue<'_>>)| {
        let key_span = shift(key.span(), start);
        (key.into_inner().into_owned(), (key_span, convert(value, start)))
    };
    table.into_iter().map(entry).collect()
}

/// A value of the parser's, its place counted on from `start`.
pub(in crate::letter) fn convert(value: Spanned<DeValue<'_>>, start: usize) -> Node {
    let span = shift(value.span(), start);
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        // A number beyond 64 bits is no length, count or year: what it is measured against will refuse it.
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Float(f64::INFINITY),
        },
        DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(yes) => Value::Bool(yes),
        DeValue::Datetime(date) => Value::Date(date),
        DeValue::Array(array) => Value::List(array.into_iter().map(|item| convert(item, start)).collect()),
        DeValue::Table(table) => Value::Table(convert_table(table, start)),
    };
    Node { span, value }
}

/// A span counted on from `start`.
fn shift(span: Span, start: usize) -> Span {
    span.start + start..span.end + start
}
