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
mod stand_in;
mod syntax;
mod tree;

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Diagnostics, Source};
use de::{De, Reading, UnknownKey};
use fault::{Fault, Site};
pub(crate) use stand_in::NOWHERE;
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
    let mut replaced = HashSet::new();
    let mut faults = vec![];
    loop {
        let (result, unknown) = read_once(tree, &replaced);
        let value = match result {
            Ok(value) => Some(value),
            Err(fault) => {
                let again = fault.site.is_some_and(|site| replaced.len() < REPLACED && replaced.insert(site));
                // A fault without a site is a stand-in's own and says nothing about the file.
                if fault.site.is_some() && (again || faults.is_empty()) {
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
fn read_once<T: DeserializeOwned>(tree: &Tree, replaced: &HashSet<Site>) -> (Result<T, Fault>, Vec<UnknownKey>) {
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
