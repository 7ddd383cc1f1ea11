//! What is wrong with a placeholder, in the user's words and at its place.

use std::sync::Arc;

use minijinja::ErrorKind;

use super::Values;
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::letter::spans::SpanMap;

/// How many names of the data a hint lists.
const LISTED: usize = 12;

/// A problem of the text at `span`.
pub(super) fn explain(
    source: &Arc<Source>,
    span: &Span,
    text: &str,
    error: &minijinja::Error,
    values: &Values,
) -> Diagnostic {
    let range = error.range().filter(|range| text.get(range.clone()).is_some_and(|part| !part.trim().is_empty()));
    let part = range.clone().and_then(|range| text.get(range)).unwrap_or(text).trim();
    let place = range.map_or_else(|| span.clone(), |range| SpanMap::new(source, span, text).span(&range));
    say(error, part, values).at(source, place)
}

fn say(error: &minijinja::Error, part: &str, values: &Values) -> Diagnostic {
    let detail = error.detail().unwrap_or("this placeholder cannot be understood");
    match error.kind() {
        ErrorKind::UndefinedError if values.0.is_empty() => {
            Diagnostic::error(format!("`{part}` stands for data, and there is none"))
                .hint("give the data with `--data FILE`; for the signs themselves write {{ '{{' }}")
        }
        ErrorKind::UndefinedError => {
            let problem = Diagnostic::error(format!("`{part}` is not in the data"));
            problem.hint(advice(part, values))
        }
        ErrorKind::UnknownFilter => Diagnostic::error(format!("there is no filter in `{part}`"))
            .hint("date, number and money write by the letter's language; also default, join, upper, lower, title, …"),
        ErrorKind::OutOfFuel => Diagnostic::error(format!("`{part}` goes on for too long")),
        ErrorKind::SyntaxError => Diagnostic::error(format!("this placeholder is not complete: {detail}"))
            .hint("a value stands in {{ name }}; {% if name %} … {% endif %} for a part that may be left out"),
        _ => Diagnostic::error(format!("`{part}` cannot be filled: {detail}")),
    }
}

/// The name that was meant, or those that there are.
fn advice(part: &str, values: &Values) -> String {
    let mut names = vec![];
    collect("", &values.0, &mut names);
    let alike = |name: &String| strsim::jaro_winkler(name, part);
    let nearest = names.iter().max_by(|a, b| alike(a).total_cmp(&alike(b)));
    match nearest.filter(|nearest| alike(nearest) > 0.85) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => {
            let listed: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
            format!("the data has {}{}", listed.join(", "), if names.len() > LISTED { ", …" } else { "" })
        }
    }
}

fn collect(path: &str, values: &serde_json::Map<String, serde_json::Value>, names: &mut Vec<String>) {
    for (key, value) in values {
        let name = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value {
            serde_json::Value::Object(inner) => collect(&name, inner, names),
            _ => names.push(name),
        }
    }
}
