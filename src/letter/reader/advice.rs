//! Faults in the user's words, each with what to do about it.

use std::sync::Arc;

use super::de::UnknownKey;
use super::fault::{Fault, FaultKind};
use super::stand_in::Schema;
use crate::diagnostic::{Diagnostic, Source};

/// The most words that are listed beside the one that was probably meant.
const LISTED: usize = 12;

/// A key that its table does not know.
pub(super) fn unknown_key(unknown: &UnknownKey, schema: &Schema, source: &Arc<Source>) -> Diagnostic {
    let UnknownKey { key, span, table, fitting } = unknown;
    let place = if table.is_empty() { String::new() } else { format!(" in [{table}]") };
    let mut diagnostic = Diagnostic::error(format!("unknown key `{key}`{place}")).at(source, span.clone());
    if let Some(home) = homes(key, table, schema) {
        diagnostic = diagnostic.hint(home);
    }
    if let Some(near) = nearest(key, fitting) {
        diagnostic = diagnostic.hint(format!("did you mean `{near}`?"));
    }
    if diagnostic.hints.is_empty() {
        diagnostic = diagnostic.hint(format!(
            "the keys that fit{}: {}",
            if place.is_empty() { " here" } else { &place },
            listed(fitting)
        ));
    }
    diagnostic
}

/// Where a key belongs, if other tables know it.
fn homes(key: &str, table: &str, schema: &Schema) -> Option<String> {
    let mut homes: Vec<&str> = vec![];
    for (home, fitting) in schema {
        if home != table && fitting.contains(&key) && !homes.contains(&home.as_str()) {
            homes.push(home);
        }
    }
    match homes.as_slice() {
        [] => None,
        // A key at the top that has slipped under a table's heading.
        ["", ..] => Some(format!("`{key}` belongs at the top of the file, before the first line in [brackets]")),
        [first, ..] if homes.len() > 4 => Some(format!("`{key}` belongs in a table such as [{first}]")),
        homes => {
            let homes: Vec<_> = homes.iter().map(|home| format!("[{home}]")).collect();
            Some(format!("`{key}` belongs in {}", homes.join(" or ")))
        }
    }
}

/// The key that was probably meant.
fn nearest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    // A long key is not worth a comparison: no key of ours is over 20 characters.
    if key.len() > 40 {
        return None;
    }
    let key = key.to_lowercase().replace('-', "_");
    let score = |known: &str| {
        let distance = strsim::damerau_levenshtein(&key, known);
        (distance <= 1 + known.len() / 4).then_some(distance)
    };
    known.iter().filter_map(|known| Some((score(known)?, *known))).min().map(|(_, known)| known)
}

/// Keys or words, one after the other.
fn listed(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

/// Something wrong with a value or a table.
pub(super) fn fault(fault: &Fault, source: &Arc<Source>) -> Diagnostic {
    let key = &fault.key;
    let subject = if fault.item { format!("every item of `{key}`") } else { format!("`{key}`") };
    let diagnostic = match &fault.kind {
        FaultKind::Missing(missing) => absent(missing, fault),
        FaultKind::Wrong { expected, found } => {
            let message = format!("{subject} must be {expected}, not {found}");
            let slice = source.slice(&fault.span);
            Diagnostic::error(message).hints(remedy(fault, expected, found, slice))
        }
        FaultKind::Unlisted { found, allowed } => {
            let verb = if fault.item { "hold" } else { "be" };
            let message = format!("`{key}` cannot {verb} `{found}`");
            let near = nearest(found, allowed).map(|near| format!("did you mean `{near}`?"));
            // A long list only hides the word that was meant.
            let list =
                (near.is_none() || allowed.len() <= LISTED).then(|| format!("what fits here: {}", listed(allowed)));
            Diagnostic::error(message).hints(near).hints(list)
        }
        FaultKind::Said(said) => {
            let mut lines = said.lines();
            Diagnostic::error(lines.next().unwrap_or_default()).hints(lines.map(str::to_owned))
        }
    };
    diagnostic.at(source, fault.span.clone())
}

/// A table lacks a key.
fn absent(missing: &str, fault: &Fault) -> Diagnostic {
    let place = match (&*fault.key, fault.item) {
        ("", _) => String::new(),
        (key, true) => format!(" in [[{key}]]"),
        (key, false) => format!(" in [{key}]"),
    };
    let example = match missing {
        "date" => "write date = 2026-01-31, or date = \"today\"".to_owned(),
        "body" => "write body = \"\"\", then the text of the letter, then \"\"\"".to_owned(),
        "sender" => "write [sender] on a line of its own, and below it name = \"Your name\"".to_owned(),
        "title" => "write title = \"The title of the document\"".to_owned(),
        "name" => "write name = \"First and last name\"".to_owned(),
        "label" => "write label = \"Your label:\"".to_owned(),
        other => format!("write {other} = and its value"),
    };
    Diagnostic::error(format!("missing `{missing}`{place}")).hint(example)
}

/// What to write instead of a value that does not fit.
fn remedy(fault: &Fault, expected: &str, found: &str, slice: &str) -> Option<String> {
    let key = &fault.key;
    let short = !slice.contains('\n') && slice.len() <= 60;
    match (expected, found) {
        ("a text", "a number" | "true or false" | "a date") if short && fault.item => {
            Some(format!("write it in quotes: \"{slice}\""))
        }
        ("a text", "a number" | "true or false" | "a date") if short => {
            Some(format!("write it in quotes: {key} = \"{slice}\""))
        }
        ("a text", "a list") => Some(format!("write one text: {key} = \"…\"")),
        ("a list", "a text") if short => Some(format!("write it in brackets: {key} = [{slice}]")),
        ("a list", "a text") => Some(format!("write it in brackets: {key} = [\"first\", \"second\"]")),
        ("a list", "a table") if slice.starts_with('[') => Some(format!("write [[{key}]], with two pairs of brackets")),
        ("a table", "a list") if &**key == "recipient" => {
            Some("for several addressees write [[recipients]]".to_owned())
        }
        ("a table", "a list") if slice.starts_with("[[") => Some(format!("write [{key}], with one pair of brackets")),
        ("a table", "a text") if !fault.item => {
            Some(format!("write [{key}] on a line of its own, and its parts on the lines below"))
        }
        _ => None,
    }
}
