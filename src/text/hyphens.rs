//! Where words may be hyphenated.

use std::ops::Range;

use hypher::Lang;

use super::characters::{is_mark, primary};
use super::prepare::Prepared;
use super::{Breaking, StyleSpan};

/// Shorter words are not hyphenated, counted in letters.
const SHORTEST_WORD: usize = 5;

/// Letters that stay before a hyphen, and that come after it.
const LEAST_BEFORE: usize = 2;
const LEAST_AFTER: usize = 3;

const SOFT: f64 = 60.0;
const HYPHENATION: f64 = 100.0;
const IN_COMPOUND: f64 = 250.0;

/// A place where a hyphen may be inserted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct HyphenPlace {
    /// Bytes of the prepared text.
    pub(super) at: usize,
    /// How bad it is, as in [`super::breaks::Point::penalty`]: least at a soft hyphen,
    /// most in a word that has a hyphen of its own.
    pub(super) penalty: f64,
}

/// Places within a segment, last spaces left out, where a hyphen may be inserted.
///
/// Words with soft hyphens are broken at these only; others by their language's
/// patterns if `automatic`, but no words with figures, none in capitals (acronyms)
/// and none that are part of an address.
pub(super) fn hyphens(prepared: &Prepared, segment: Range<usize>, automatic: bool) -> Vec<HyphenPlace> {
    let text = prepared.get(segment.clone());
    let first = prepared.soft_hyphens.partition_point(|soft| *soft <= segment.start);
    let end = prepared.soft_hyphens.partition_point(|soft| *soft < segment.end);
    let soft = prepared.soft_hyphens.get(first..end).unwrap_or_default();
    let prose = soft.iter().filter(|place| prepared.breaking_at(**place) == Breaking::Prose);
    let mut places: Vec<HyphenPlace> = prose.map(|at| HyphenPlace { at: *at, penalty: SOFT }).collect();
    if automatic && !is_technical(text) {
        for word in words(text) {
            let word = segment.start + word.start..segment.start + word.end;
            if !soft.iter().any(|place| word.contains(place)) {
                hyphenate(prepared, word, &mut places);
            }
        }
        places.sort_by_key(|place| place.at);
    }
    places.dedup_by_key(|place| place.at);
    places
}

/// Whether it is something other than words: with figures, an address, a file name.
fn is_technical(text: &str) -> bool {
    let inner_stop = |text: &str| {
        let parts = text.split('.').collect::<Vec<_>>();
        parts
            .windows(2)
            .any(|pair| pair[0].ends_with(char::is_alphanumeric) && pair[1].starts_with(char::is_alphanumeric))
    };
    text.contains(|c: char| c.is_numeric() || matches!(c, '@' | '\\' | '_')) || text.contains("://") || inner_stop(text)
}

/// The runs of letters in a text.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_letter = |character: char| character.is_alphabetic() || is_mark(character);
    text.split(move |character| !is_letter(character)).filter(|word| !word.is_empty()).map(|word| {
        // `split` gives parts of `text`, so the distance of their starts is the place.
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}

fn hyphenate(prepared: &Prepared, word: Range<usize>, places: &mut Vec<HyphenPlace>) {
    let number = prepared.span_at(word.start);
    let (Some(span), Some(range)) = (prepared.spans.get(number), prepared.ranges.get(number)) else { return };
    let text = prepared.get(word.clone());
    if span.breaking != Breaking::Prose || word.end > range.end || is_acronym(text) {
        return;
    }
    let Some(language) = language(span) else { return };
    if text.chars().filter(|character| !is_mark(*character)).count() < SHORTEST_WORD {
        return;
    }
    let (before, after) = language.bounds();
    let syllables = hypher::hyphenate_bounded(text, language, before.max(LEAST_BEFORE), after.max(LEAST_AFTER));
    let compound = prepared.get(0..word.start).ends_with('-') || prepared.get(word.end..range.end).starts_with('-');
    let penalty = if compound { IN_COMPOUND } else { HYPHENATION };
    let mut at = word.start;
    for syllable in syllables {
        at += syllable.len();
        let in_cluster = prepared.get(at..word.end).starts_with(is_mark);
        if at < word.end && !in_cluster {
            places.push(HyphenPlace { at, penalty });
        }
    }
}

fn is_acronym(word: &str) -> bool {
    word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

fn language(span: &StyleSpan) -> Option<Lang> {
    let code: [u8; 2] = primary(&span.style.language).to_ascii_lowercase().into_bytes().try_into().ok()?;
    Lang::from_iso(code)
}
