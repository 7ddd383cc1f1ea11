//! The tree, as serde reads it.
//!
//! A deserializer of our own knows at each moment which table and key it
//! stands at and what that table may hold. So a key that does not fit is noted
//! and passed over, and a value that does not fit is noted and, in the next
//! reading, replaced by a [`StandIn`]: the rest is still checked.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer, StringDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_spanned::de::{SpannedDeserializer, is_spanned};

use super::fault::{Fault, FaultKind, Site};
use super::stand_in::StandIn;
use super::tree::{Node, Value};
use crate::diagnostic::{PartKind, Source, Span};

/// The name by which toml's own date asks for a date, and the one key of what it then reads.
pub(super) const DATE_NAME: &str = "$__toml_private_datetime";

/// How many unknown keys are noted; who has more is not writing what we read.
const UNKNOWN: usize = 200;

/// A key that its table does not know.
#[derive(Debug, Clone)]
pub(super) struct UnknownKey {
    pub(super) key: String,
    pub(super) span: Span,
    /// The key of the table in which it stands; empty at the top.
    pub(super) table: String,
    /// What fits there.
    pub(super) fitting: &'static [&'static str],
}

/// One reading of the tree.
pub(super) struct Reading<'de> {
    pub(super) source: &'de Source,
    /// What is replaced in this reading.
    pub(super) replaced: &'de BTreeSet<Site>,
    /// The keys that were passed over.
    pub(super) unknown: RefCell<Vec<UnknownKey>>,
}

/// A value that is being read.
#[derive(Clone, Copy)]
pub(super) struct De<'de> {
    pub(super) reading: &'de Reading<'de>,
    pub(super) node: &'de Node,
    /// Its key; for an item of a list that of the list.
    pub(super) key: &'de str,
    pub(super) item: bool,
}

/// The address of a node, which stands for it while the tree is read.
fn address(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}

impl<'de> De<'de> {
    /// Reads this value as the seed wants it, or a stand-in if it has been found wrong before.
    fn read<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        let site = Site::Value(address(self.node));
        if self.reading.replaced.contains(&site) {
            // A type that refuses even a stand-in is replaced with the table around it.
            return seed.deserialize(StandIn::default()).map_err(|fault| Fault { stand_in: true, ..fault });
        }
        seed.deserialize(self).map_err(|fault| match fault.site {
            Some(_) => fault,
            None => {
                Fault { site: Some(site), key: self.key.into(), item: self.item, span: self.node.span.clone(), ..fault }
            }
        })
    }

    /// This value is not what was expected.
    fn wrong<T>(&self, expected: &str) -> Result<T, Fault> {
        let found = match &self.node.value {
            Value::Text(_) => "a text",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        };
        Err(Fault::wrong(expected, found))
    }

    /// The text of a value; what an override says is a text where one is wanted: `--set reference.ref=1234`.
    fn text(&self) -> Option<&'de str> {
        match &self.node.value {
            Value::Text(text) => Some(text),
            Value::List(_) | Value::Table(_) => None,
            _ if self.reading.source.locate(&self.node.span).0.kind == PartKind::Override => {
                Some(self.reading.source.slice(&self.node.span))
            }
            _ => None,
        }
    }

    /// Reads a table, given the keys that fit or none if any does.
    fn table<V: Visitor<'de>>(self, fitting: Option<&'static [&'static str]>, visitor: V) -> Result<V::Value, Fault> {
        let Value::Table(table) = &self.node.value else { return self.wrong("a table") };
        let missing = fitting.unwrap_or_default().iter().copied();
        let missing = missing.filter(|key| self.reading.replaced.contains(&Site::Missing(address(self.node), key)));
        let access = TableAccess { de: self, entries: table.iter(), fitting, missing: missing.collect(), value: None };
        visitor.visit_map(access).map_err(|fault| match (&fault.kind, fault.site) {
            (FaultKind::Missing(key), None) => Fault {
                site: Some(Site::Missing(address(self.node), key)),
                key: self.key.into(),
                item: self.item,
                span: self.node.span.clone(),
                ..fault
            },
            _ => fault,
        })
    }
}

impl<'de> IntoDeserializer<'de, Fault> for De<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Numbers: a whole one where one is wanted, with the range left to the visitor.
macro_rules! whole_numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match &self.node.value {
                Value::Integer(number) => visitor.visit_i64(*number),
                _ => self.wrong("a whole number"),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for De<'de> {
    type Error = Fault;

    whole_numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Bool(yes) => visitor.visit_bool(*yes),
            Value::Date(date) => visitor.visit_map(DateAccess(Some(date.to_string()))),
            Value::List(_) => self.deserialize_seq(visitor),
            Value::Table(_) => self.table(None, visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Bool(yes) => visitor.visit_bool(*yes),
            _ => self.wrong("`true` or `false`"),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            _ => self.wrong("a number"),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.text() {
            Some(text) => visitor.visit_borrowed_str(text),
            None => self.wrong("a text"),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::List(items) => visitor.visit_seq(ListAccess { de: self, items: items.iter() }),
            _ => self.wrong("a list"),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::List(items) if items.len() == length => self.deserialize_seq(visitor),
            Value::List(items) => Err(Fault::wrong(&format!("a list of {length}"), &items.len().to_string())),
            _ => self.wrong(&format!("a list of {length}")),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.table(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if is_spanned(name) {
            return visitor.visit_map(SpannedDeserializer::new(self, self.node.span.clone()));
        }
        match &self.node.value {
            Value::Date(_) | Value::Text(_) if name == DATE_NAME => self.deserialize_any(visitor),
            _ if name == DATE_NAME => self.wrong("a date"),
            _ => self.table(Some(fields), visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Text(_) => {
                visitor.visit_enum(Choice { de: self, word: self.text().unwrap_or_default(), value: None })
            }
            Value::Table(table) => match (table.len(), table.iter().next()) {
                (1, Some((word, (_, node)))) => {
                    let value = De { node, key: word, item: false, ..self };
                    visitor.visit_enum(Choice { de: self, word, value: Some(value) })
                }
                _ => Err(Fault::wrong("a table with one key", "a table")),
            },
            _ => self.wrong("a text"),
        }
    }

    serde::forward_to_deserialize_any! { bytes byte_buf unit unit_struct identifier ignored_any }
}

/// The entries of a table, those that were found missing at the end.
struct TableAccess<'de> {
    de: De<'de>,
    entries: std::collections::btree_map::Iter<'de, String, (Span, Node)>,
    fitting: Option<&'static [&'static str]>,
    missing: Vec<&'static str>,
    value: Option<De<'de>>,
}

impl<'de> TableAccess<'de> {
    /// The next entry that fits; those that do not are noted.
    fn next_fitting(&mut self) -> Option<(&'de str, &'de Span, &'de Node)> {
        for (key, (span, node)) in self.entries.by_ref() {
            match self.fitting {
                Some(fitting) if !fitting.contains(&key.as_str()) => {
                    let (key, span, table) = (key.clone(), span.clone(), self.de.key.to_owned());
                    let mut unknown = self.de.reading.unknown.borrow_mut();
                    if unknown.len() < UNKNOWN {
                        unknown.push(UnknownKey { key, span, table, fitting });
                    }
                }
                _ => return Some((key, span, node)),
            }
        }
        None
    }
}

impl<'de> MapAccess<'de> for TableAccess<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        if let Some((key, span, node)) = self.next_fitting() {
            self.value = Some(De { node, key, item: false, ..self.de });
            let site = Some(Site::Value(address(node)));
            let read = seed.deserialize(BorrowedStrDeserializer::new(key));
            return read.map(Some).map_err(|fault| Fault { site, key: key.into(), span: span.clone(), ..fault });
        }
        self.value = None;
        match self.missing.pop() {
            Some(key) => seed.deserialize(StrDeserializer::new(key)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        match self.value.take() {
            Some(value) => value.read(seed),
            None => seed.deserialize(StandIn::default()),
        }
    }
}

/// The items of a list.
struct ListAccess<'de> {
    de: De<'de>,
    items: std::slice::Iter<'de, Node>,
}

impl<'de> SeqAccess<'de> for ListAccess<'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        self.items.next().map(|node| De { node, item: true, ..self.de }.read(seed)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// A date, as toml's own type for it reads one: a table with one key.
pub(super) struct DateAccess(pub(super) Option<String>);

impl<'de> MapAccess<'de> for DateAccess {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.0.is_some().then(|| seed.deserialize(BorrowedStrDeserializer::new(DATE_NAME))).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(StringDeserializer::new(self.0.take().unwrap_or_default()))
    }
}

/// A word out of several, alone or as the one key of a table.
struct Choice<'de> {
    de: De<'de>,
    word: &'de str,
    value: Option<De<'de>>,
}

impl<'de> EnumAccess<'de> for Choice<'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        Ok((seed.deserialize(BorrowedStrDeserializer::new(self.word))?, self))
    }
}

impl<'de> VariantAccess<'de> for Choice<'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        if self.value.is_some() { self.de.wrong("a text") } else { Ok(()) }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        match self.value {
            Some(value) => value.read(seed),
            None => self.de.wrong("a table"),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Some(value) => value.deserialize_tuple(length, visitor),
            None => self.de.wrong("a table"),
        }
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Some(value) => value.table(Some(fields), visitor),
            None => self.de.wrong("a table"),
        }
    }
}
