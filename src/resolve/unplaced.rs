//! What the letter has and its template has no place or no words for.
//!
//! Nothing that the author wrote leaves the letter without a word.

use std::sync::Arc;

use super::parts::Parts;
use super::template::{Part, Template};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::letter::Letter;

/// A warning for each part without a place.
pub(super) fn warn(source: &Arc<Source>, letter: &Letter, parts: &Parts, template: &Template) -> Vec<Diagnostic> {
    let zones = template.first.iter().chain(&template.next).chain(&template.cover);
    let shown: Vec<Part> = zones.flat_map(|zone| &zone.parts).chain(&template.flow.parts).copied().collect();
    let fields = template.first.iter().flat_map(|zone| &zone.fields);
    let fields: Vec<_> = fields.collect();

    let part = |part: Part, key: &'static str, span: Option<Span>| {
        span.filter(|_| !shown.contains(&part)).map(|span| (key, span))
    };
    let words = |words: Option<&super::Words>| words.map(|words| words.span.clone());
    let unplaced_parts = [
        part(Part::Logo, "logo", letter.sender.logo.as_ref().map(|logo| logo.span())),
        part(Part::Office, "office", words(parts.office.as_ref())),
        part(Part::Delivery, "delivery", words(parts.delivery.as_ref())),
        part(Part::Marking, "marking", words(parts.marking.as_ref())),
        part(Part::Through, "through", words(parts.through.first())),
        part(Part::Subject, "subject", words(parts.subject.as_ref())),
        part(Part::Postscript, "postscript", parts.postscript.first().map(|block| block.span.clone())),
        part(Part::Enclosures, "enclosures", words(parts.enclosures.first())),
        part(Part::Copies, "cc", words(parts.copies.first())),
    ];
    let unplaced_fields = (parts.fields.iter())
        .filter(|(name, _)| !fields.contains(name) && **name != super::FieldName::Date)
        .map(|(name, field)| (name.label(), field.value.span.clone()));

    let left_out = unplaced_parts.into_iter().flatten().chain(unplaced_fields).map(|(key, span)| {
        Diagnostic::warning(format!("the template `{}` has no place for `{key}`, so it is left out", template.name))
            .at(source, span)
    });
    let unspoken = letter.language.as_ref().filter(|language| !template.speaks(language.get_ref())).map(|language| {
        Diagnostic::warning(format!("the template `{}` has no labels in `{}`", template.name, language.get_ref()))
            .at(source, language.span())
            .hint("they are in English; `[labels]` gives your own")
    });
    left_out.chain(unspoken).collect()
}
