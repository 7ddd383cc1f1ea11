//! A value that fits everywhere.
//!
//! It stands in for what is wrong or missing, so that the rest of a file can
//! still be read and checked. And because it asks each table what fits in it,
//! it can also tell which keys a type knows at all.

use std::cell::RefCell;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde_spanned::de::{SpannedDeserializer, is_spanned};

use super::de::{DATE_NAME, DateAccess};
use super::fault::Fault;
use crate::diagnostic::Span;

/// The place of a text that stands in: complaints about it are not the user's business.
pub(crate) const NOWHERE: Span = usize::MAX..usize::MAX;

/// How deep a type is followed; a type that holds itself has no end.
const DEPTH: usize = 12;

/// The keys that fit in a table, by the key of that table: empty for the top.
pub(super) type Schema = Vec<(String, &'static [&'static str])>;

/// A value that fits everywhere.
#[derive(Clone, Copy, Default)]
pub(super) struct StandIn<'s> {
    /// Where the keys go, if it is they that are wanted.
    schema: Option<&'s RefCell<Schema>>,
    key: &'s str,
    depth: usize,
}

/// The keys that a type knows, table by table.
pub(super) fn schema<'de, T: Deserialize<'de>>() -> Schema {
    let schema = RefCell::new(vec![]);
    // Whether a value comes out does not matter: a type that refuses a stand-in has shown its keys before.
    let _ = T::deserialize(StandIn { schema: Some(&schema), key: "", depth: 0 });
    schema.into_inner()
}

impl StandIn<'_> {
    fn deeper(self) -> Result<Self, Fault> {
        match self.depth {
            DEPTH.. => Err(Fault::custom("too deep")),
            depth => Ok(Self { depth: depth + 1, ..self }),
        }
    }
}

impl<'de> IntoDeserializer<'de, Fault> for StandIn<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The plainest value of each kind.
macro_rules! plainest {
    ($($method:ident $visit:ident $value:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            visitor.$visit($value)
        }
    )*};
}

impl<'de> Deserializer<'de> for StandIn<'_> {
    type Error = Fault;

    plainest! {
        deserialize_any visit_str "x";
        deserialize_str visit_str "x";
        deserialize_string visit_str "x";
        deserialize_identifier visit_str "x";
        deserialize_char visit_char 'x';
        deserialize_bool visit_bool false;
        deserialize_i8 visit_i64 1;
        deserialize_i16 visit_i64 1;
        deserialize_i32 visit_i64 1;
        deserialize_i64 visit_i64 1;
        deserialize_u8 visit_u64 1;
        deserialize_u16 visit_u64 1;
        deserialize_u32 visit_u64 1;
        deserialize_u64 visit_u64 1;
        deserialize_f32 visit_f64 10.0;
        deserialize_f64 visit_f64 10.0;
        deserialize_bytes visit_bytes b"x";
        deserialize_byte_buf visit_bytes b"x";
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        // What is replaced was there, so something is there; what it would hold is left out.
        if self.schema.is_some() || self.depth == 0 { visitor.visit_some(self) } else { visitor.visit_none() }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self.deeper()?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let length = usize::from(self.schema.is_some());
        visitor.visit_seq(Items { each: self.deeper()?, left: length })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_seq(Items { each: self.deeper()?, left: length })
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
        let keys: &'static [&'static str] = if self.schema.is_some() { &["x"] } else { &[] };
        visitor.visit_map(Entries { each: self.deeper()?, keys: keys.iter(), key: "" })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if is_spanned(name) {
            return visitor.visit_map(SpannedDeserializer::new(self, NOWHERE));
        }
        if name == DATE_NAME {
            return visitor.visit_map(DateAccess(Some("2000-01-01".to_owned())));
        }
        if let Some(schema) = self.schema {
            schema.borrow_mut().push((self.key.to_owned(), fields));
        }
        visitor.visit_map(Entries { each: self.deeper()?, keys: fields.iter(), key: "" })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(First { word: variants.first().copied().unwrap_or_default(), value: self.deeper()? })
    }
}

/// So many items, all alike.
struct Items<'s> {
    each: StandIn<'s>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        seed.deserialize(self.each).map(Some)
    }
}

/// An entry for each of these keys.
struct Entries<'s> {
    each: StandIn<'s>,
    keys: std::slice::Iter<'static, &'static str>,
    key: &'static str,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(key) = self.keys.next() else { return Ok(None) };
        self.key = key;
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(StandIn { key: self.key, ..self.each })
    }
}

/// The first of several words.
struct First<'s> {
    word: &'static str,
    value: StandIn<'s>,
}

impl<'de> EnumAccess<'de> for First<'_> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        Ok((seed.deserialize(StrDeserializer::new(self.word))?, self))
    }
}

impl<'de> VariantAccess<'de> for First<'_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(self.value)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        self.value.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        self.value.deserialize_struct("", fields, visitor)
    }
}
