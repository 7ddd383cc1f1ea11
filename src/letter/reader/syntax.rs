//! What is not TOML, explained to someone who does not know the word.
//!
//! The parser recovers and goes on, but what it says after its first surprise
//! in a line, or after a text or list that never ends, says little; of each
//! such run the first complaint is kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use toml::de::Error;

use crate::diagnostic::{Diagnostic, Part, Source, Span};

/// How many are worth explaining.
const EXPLAINED: usize = 20;

/// How many are looked at for that.
const EXAMINED: usize = 200;

/// The complaints, and whether the rest of the text can be understood in spite of them.
pub(super) fn explain(errors: &[Error], part: Part<'_>, source: &Arc<Source>) -> (Vec<Diagnostic>, bool) {
    let mut complaints = vec![];
    let mut lines = BTreeSet::new();
    let mut examined: Vec<_> = errors.iter().take(EXAMINED).collect();
    examined.sort_by_key(|error| error.span().unwrap_or(0..0).start);
    for error in examined {
        let span = error.span().unwrap_or(0..0);
        let line_start = line_before(part.text, span.start).0;
        let never_ends = error.message().starts_with("missing comma between array elements")
            || error.message().starts_with("unclosed")
            || error.message().starts_with("invalid multi-line");
        if !lines.insert(line_start) {
            continue;
        }
        complaints.push(one(error.message(), &span, part, source));
        if never_ends || complaints.len() >= EXPLAINED {
            break;
        }
    }
    (complaints, errors.iter().all(|error| error.message() == "duplicate key"))
}

/// The start of the line in which a place lies, and what stands before the place in it.
fn line_before(text: &str, at: usize) -> (usize, &str) {
    let before = text.get(..at).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (start, before.get(start..).unwrap_or_default())
}

/// One of them in words.
fn one(message: &str, span: &Span, part: Part<'_>, source: &Arc<Source>) -> Diagnostic {
    let found = part.text.get(span.clone()).unwrap_or_default();
    let opening = opening(message, span, part.text);
    let span = opening.as_ref().unwrap_or(span);
    let before = line_before(part.text, span.start).1.trim_end();
    let rest = part.text.get(span.start..).unwrap_or_default().lines().next().unwrap_or_default().trim_end();
    let (words, hint) = in_words(message, found, before, rest);
    let at = part.start + span.start..part.start + span.end;
    Diagnostic::error(words).at(source, at).hints(hint)
}

/// Where a text of several lines without an end was opened: its quotes are the last of their kind.
fn opening(message: &str, span: &Span, text: &str) -> Option<Span> {
    let quotes = match message {
        _ if message.contains("character") => return None,
        _ if message.starts_with("invalid multi-line basic string") => "\"\"\"",
        _ if message.starts_with("invalid multi-line literal string") => "'''",
        _ => return None,
    };
    let at = text.get(..span.start)?.rfind(quotes)?;
    Some(at..at + quotes.len())
}

/// The message and a hint, given what was found, what stands before it in its line, and the rest of that.
fn in_words(message: &str, found: &str, before: &str, rest: &str) -> (String, Option<String>) {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let say = |words: &str, hint: &str| (words.to_owned(), (!hint.is_empty()).then(|| hint.to_owned()));
    match what {
        "duplicate key" => say(
            &format!("`{found}` is there twice"),
            "keep one of the two; several of a kind are written with [[double brackets]]",
        ),
        "string values must be quoted" | "invalid value" | "missing value" if rest.is_empty() => {
            say("the value is missing", "write it after the equals sign")
        }
        "string values must be quoted" if rest.starts_with(['“', '”', '„', '«', '‘', '’']) => {
            say("a text stands between straight quotes", "replace the curly quotes by \" at its start and end")
        }
        "string values must be quoted" => {
            let hint = if rest.contains('"') { String::new() } else { format!("write \"{rest}\"") };
            say("a text must stand in quotes", &hint)
        }
        "invalid boolean" | "unexpected content" if matches!(found, "True" | "False" | "TRUE" | "FALSE") => {
            say(&format!("`{found}` must be in small letters"), &format!("write {}", found.to_lowercase()))
        }
        "invalid boolean" => say("a text must stand in quotes", &format!("write \"{rest}\"")),
        "invalid basic string" | "invalid literal string" if expected.starts_with("non-") => {
            say("a text cannot hold a control character", "delete the invisible character here")
        }
        "invalid multi-line basic string" | "invalid multi-line literal string" if expected.contains("character") => {
            say("a text cannot hold a control character", "delete the invisible character here")
        }
        "invalid basic string" | "invalid literal string" => say(
            "this text has no closing quote",
            "close it on the same line, or write a text of several lines between \"\"\" and \"\"\"",
        ),
        "invalid multi-line basic string" | "invalid multi-line literal string" => say(
            "the text that starts here has no end",
            &format!("close it with {}", if what.contains("literal") { "'''" } else { "\"\"\"" }),
        ),
        "missing escaped value" => say(
            "a backslash in a text in \"double quotes\" must be doubled",
            "write \\\\, or put the text in 'single quotes'",
        ),
        "unexpected key or value" if before.ends_with(['"', '\'']) => say(
            "the text ends at the quote before this",
            "inside \"double quotes\" write \\\" for a quote; or put the whole text in the other kind of quotes",
        ),
        "unexpected key or value" => say("the line goes on after its value", "start each key on a line of its own"),
        "key with no value" if rest.starts_with(':') => {
            say("a key and its value are joined by =", "write = instead of :")
        }
        "invalid unquoted key" if rest.starts_with(':') => {
            say("a key and its value are joined by =", "write = instead of :")
        }
        "key with no value" => say(
            "here an equals sign is missing",
            "write key = \"value\"; a text of several lines stands between \"\"\" and \"\"\"",
        ),
        "invalid unquoted key" => say("a key has only letters a to z, digits, _ and -", ""),
        "invalid key-value pair" | "unquoted keys cannot be empty" | "missing key for inline table element" => {
            say("here a key is missing", "write key = \"value\"")
        }
        "unclosed table" => say("the bracket is not closed", "write ] at the end of the table's name"),
        "unclosed array table" => say("the brackets are not closed", "write ]] at the end of the table's name"),
        "missing comma between array elements" => {
            say("this list is not closed, or lacks a comma", "write a comma between two items, and ] after the last")
        }
        "unclosed array" => say("this list is not closed", "write ] after its last item"),
        "unclosed inline table" => say("the brace is not closed", "write } after its last value"),
        "missing comma between key-value pairs" => say("a comma is missing between two values", ""),
        "extra comma in array" | "extra comma in inline table" => say("here is a comma too many", ""),
        "extra `=`" | "extra assignment between key-value pairs" | "unexpected `=` in array" => {
            say("here is an equals sign too many", "")
        }
        "invalid comment character" => {
            say("a comment cannot hold a control character", "delete the invisible character here")
        }
        "unexpected leading zero" => {
            say("a number does not start with 0", "if it is a text, such as a post code, put it in quotes")
        }
        "carriage return must be followed by newline" => {
            say("the end of this line is damaged", "save the file with line ends of Windows or Unix")
        }
        "cannot recurse further; max recursion depth met" | "recursion limit" => {
            say("lists or tables stand too deep in each other", "")
        }
        _ if what.contains("date") || what.contains("time") => say(
            &format!("`{found}` is not a date"),
            "write year-month-day with two digits each for month and day, such as 2026-01-31",
        ),
        _ if what.starts_with("invalid") && rest.starts_with('.') => number_or_date(before, rest),
        _ if what.contains("float")
            || what.contains("integer")
            || what.contains("number")
            || what.contains("digit") =>
        {
            say("this is not a number", "if it is a text, put it in quotes")
        }
        _ if what.contains("escape") || what.contains("unicode") => say(
            "what follows a backslash in a text must be one of \\n \\t \\\" \\\\ \\uXXXX",
            "or put the text in 'single quotes'",
        ),
        _ if what.starts_with("cannot extend value") => {
            say("this key has a value already and cannot have parts too", "")
        }
        _ => say("this does not fit here", ""),
    }
}

/// Something like 8.12.2020.
fn number_or_date(before: &str, rest: &str) -> (String, Option<String>) {
    let start = before.rsplit(['=', ' ', '[', ',']).next().unwrap_or_default();
    let hint = "write a date as year-month-day, such as 2026-01-31; anything else goes in quotes";
    (format!("`{start}{rest}` is neither a number nor a date"), Some(hint.to_owned()))
}
