//! TOML to a typed value, with every mistake found in one go.
//!
//! In: a [`Source`]. Out: any type that serde can derive, and complaints in the
//! user's words; neither TOML's nor Rust's are ever shown. The work:
//!
//! 1. `parse` makes a tree of the file, its bases and its overrides
//!    (`tree`, `overrides`); what is not TOML is explained (`syntax`).
//! 2. `decode` reads the tree into a type (`de`). What does not fit is noted
//!    (`fault`) and replaced (`stand_in`), and the rest is read again.
//! 3. Each note is put into words, with advice (`advice`).
//!
//! A template that extends another reads as one source: see
//! [`Source::with_base`]. Every place then still leads to the right file.

mod advice;
mod de;
mod fault;
mod overrides;
mod rewrite;
mod stand_in;
mod syntax;
mod tree;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use de::{De, Reading, UnknownKey};
use fault::{Fault, Site};
pub(crate) use rewrite::rewrite;
pub(crate) use stand_in::NOWHERE;
pub(in crate::letter) use tree::{Node, Table, Value};
pub(crate) use tree::{Tree, parse};

/// How many values are replaced before reading ends; who has more has one cause for most of them.
const REPLACED: usize = 40;

/// Reads a TOML text as a `T`.
///
/// # Errors
///
/// Everything that is no TOML or does not fit a `T`.
pub(crate) fn read<T: DeserializeOwned>(source: &Arc<Source>) -> Result<T, Diagnostics> {
    let (tree, mut complaints) = parse(source);
    let (value, more) = tree.map_or((None, vec![]), |tree| decode(&tree));
    complaints.extend(more);
    match value {
        Some(value) if complaints.is_empty() => Ok(value),
        _ => Err(Diagnostics(complaints)),
    }
}

/// Reads a tree as a `T`.
///
/// A value often comes out even with complaints, so that more can be checked: what was
/// wrong is replaced by something plain, a text by one that stands [`NOWHERE`].
pub(crate) fn decode<T: DeserializeOwned>(tree: &Tree) -> (Option<T>, Vec<Diagnostic>) {
    let mut replaced = BTreeSet::new();
    let mut faults = vec![];
    loop {
        let (result, unknown) = read_once(tree, &replaced);
        let value = match result {
            Ok(value) => Some(value),
            Err(fault) => {
                let again = fault.site.is_some_and(|site| replaced.len() < REPLACED && replaced.insert(site));
                // A fault without a site, too, is a stand-in's own.
                if fault.site.is_some() && !fault.stand_in && (again || faults.is_empty()) {
                    faults.push(fault);
                }
                if again {
                    continue;
                }
                None
            }
        };
        return (value, explain::<T>(tree, &unknown, &faults));
    }
}

/// Reads the tree up to the first fault; the unknown keys up to there come along.
fn read_once<T: DeserializeOwned>(tree: &Tree, replaced: &BTreeSet<Site>) -> (Result<T, Fault>, Vec<UnknownKey>) {
    let reading = Reading { source: &tree.source, replaced, unknown: RefCell::new(vec![]) };
    let result = T::deserialize(De { reading: &reading, node: &tree.root, key: "", item: false });
    (result, reading.unknown.into_inner())
}

/// All of them in words.
fn explain<T: DeserializeOwned>(tree: &Tree, unknown: &[UnknownKey], faults: &[Fault]) -> Vec<Diagnostic> {
    let schema = if unknown.is_empty() { vec![] } else { stand_in::schema::<T>() };
    let keys = unknown.iter().map(|unknown| advice::unknown_key(unknown, &schema, &tree.source));
    keys.chain(faults.iter().map(|fault| advice::fault(fault, &tree.source))).collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use toml::Spanned;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Sheet {
        extends: Option<Spanned<String>>,
        side: Side,
        width: Option<f32>,
        #[serde(default)]
        zones: Vec<Zone>,
    }

    #[derive(Debug, Deserialize)]
    struct Zone {
        name: Spanned<String>,
        at: Option<[f32; 2]>,
        lines: Option<u8>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Side {
        Left,
        Right,
    }

    fn said(source: Source) -> Vec<String> {
        let errors = read::<Sheet>(&Arc::new(source)).unwrap_err();
        errors
            .ordered()
            .iter()
            .map(|d| format!("{} {:?}: {}", d.origin().unwrap(), d.position().unwrap(), d.message))
            .collect()
    }

    #[test]
    fn reader_takes_what_fits() {
        let text = "side = \"left\"\nwidth = 3\n[[zones]]\nname = \"x\"\nat = [1, 2.5]\n";
        let sheet = read::<Sheet>(&Arc::new(Source::new("a", text))).unwrap();
        assert_eq!((sheet.zones[0].at, sheet.zones[0].lines), (Some([1.0, 2.5]), None));
        assert_eq!((sheet.side, sheet.width), (Side::Left, Some(3.0)));
    }

    #[test]
    fn reader_finds_several_errors() {
        let text = "side = \"lft\"\nwidth = \"3\"\n[[zones]]\nname = 1\nat = [1]\nlines = 300\n[[zones]]\nwith = 2\n";
        let expected = [
            "a (1, 8): `side` cannot be `lft`",
            "a (2, 9): `width` must be a number, not a text",
            "a (4, 8): `name` must be a text, not a number",
            "a (5, 6): `at` must be a list of 2, not 1",
            "a (6, 9): `lines` must be a whole number from 0 to 255, not 300",
            "a (7, 1): missing `name` in [[zones]]",
            "a (8, 1): unknown key `with` in [zones]",
        ];
        assert_eq!(said(Source::new("a", text)), expected);
    }

    #[test]
    fn reader_merges_bases() {
        let base = "extends = \"c\"\nside = \"left\"\nwidth = true\n[[zones]]\nname = \"base\"\n";
        let source = Source::new("a", "extends = \"b\"\nside = \"right\"\n").with_base("b", base);
        assert_eq!(said(source), ["b (3, 9): `width` must be a number, not true or false"]);
        let source = Source::new("a", "extends = \"b\"\n").with_base("b", base.replace("true", "1"));
        let source = Arc::new(source);
        let (tree, _) = parse(&source);
        assert_eq!(tree.unwrap().text("extends").unwrap().get_ref(), "b");
        let sheet = read::<Sheet>(&source).unwrap();
        assert_eq!(sheet.zones[0].name.get_ref(), "base");
        assert_eq!(source.slice(&sheet.zones[0].name.span()), "\"base\"");
        assert_eq!(sheet.extends.unwrap().span(), 10..13);
    }

    #[test]
    fn reader_applies_overrides() {
        let source = Source::new("a", "side = \"left\"\n[[zones]]\nname = \"x\"\n")
            .with_override("side=right")
            .with_override("zones.0.name=1234")
            .with_override("zones.1.name = y z")
            .with_override("width = 2");
        let source = Arc::new(source);
        let sheet = read::<Sheet>(&source).unwrap();
        assert_eq!((sheet.side, sheet.width), (Side::Right, Some(2.0)));
        assert_eq!(sheet.zones[0].name.get_ref(), "1234");
        assert_eq!(sheet.zones[1].name.get_ref(), " y z");
        assert_eq!(source.slice(&sheet.zones[1].name.span()), " y z");
    }

    #[test]
    fn reader_shows_overrides() {
        let source = |text: &str| Source::new("a", "side = \"left\"\n").with_override(text);
        assert_eq!(said(source("sid=x")), ["--set sid (1, 1): unknown key `sid`"]);
        assert_eq!(said(source("width=wide")), ["--set width (1, 7): `width` must be a number, not a text"]);
        assert_eq!(said(source("zones.7.name=x")), ["--set zones.7.name (1, 7): `zones` has 0 items, numbered from 0"]);
        assert_eq!(said(source("side.x=1")), ["--set side.x (1, 1): `side` has no parts"]);
        assert_eq!(said(source("side")), ["--set side (1, 1): an override needs a key and a value"]);
    }
}
