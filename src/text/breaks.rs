//! Where lines may end.
//!
//! In: a text. Out: the ends of its segments (UAX #14), and [`Point`]s: those
//! ends and places within segments, with what a line is wide that ends or begins there.

use std::ops::Range;

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{GraphemeClusterSegmenter, LineSegmenter};

use super::Breaking;
use super::hyphens::hyphens;
use super::measure::{Cut, Extent, Measured};
use super::prepare::Prepared;
use super::ties::tie;
use super::urls::url_breaks;

/// A break after a hyphen that the author wrote.
const AFTER_HYPHEN: f64 = 50.0;
/// A break anywhere in an address.
const ANYWHERE: f64 = 3000.0;

/// How far one goes to find places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effort {
    /// Between words and at the joints of addresses.
    Words,
    /// Within words as well, with hyphens.
    Hyphens,
    /// Anywhere in the pieces of addresses that are too wide for a line.
    Anywhere,
}

/// What happens at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PointKind {
    /// A segment ends.
    Word,
    /// A hyphen is inserted.
    Hyphen,
    /// An address is broken.
    Url,
}

/// A place where a line may end.
#[derive(Debug, Clone)]
pub(super) struct Point {
    /// The place, and what a break changes around it.
    pub(super) cut: Cut,
    /// What happens.
    pub(super) kind: PointKind,
    /// The number of the segment that it is in or at the end of.
    pub(super) segment: usize,
    /// How bad it is, in TeX's measure: 0 is usual, 50 the badness of a clearly loose line.
    pub(super) penalty: f64,
    /// All before it, last spaces left out.
    pub(super) head: Extent,
    /// The width of the inserted hyphen.
    pub(super) hyphen: f64,
    /// All that does not come after it.
    pub(super) tail: Extent,
}

/// The ends of the segments of a line of the author's: all places where a line may end by UAX #14,
/// apart from those in addresses and pieces that are not to be broken.
pub(super) fn segment_ends(prepared: &Prepared, range: Range<usize>) -> Vec<usize> {
    let text = prepared.get(range.clone());
    let segmenter = if text.chars().any(needs_dictionary) {
        LineSegmenter::new_auto(LineBreakOptions::default())
    } else {
        LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default())
    };
    let places = segmenter.segment_str(text).skip(1);
    places
        .filter(|at| *at == text.len() || is_allowed(prepared, range.start, text, *at))
        .map(|at| range.start + at)
        .collect()
}

/// Whether it is written without spaces between words: Thai, Lao, Myanmar, Khmer.
fn needs_dictionary(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19df}' | '\u{1a20}'..='\u{1aaf}' | '\u{a9e0}'..='\u{aa7f}')
}

fn is_allowed(prepared: &Prepared, start: usize, text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let (left, right) = (prepared.breaking_at(start + at - 1), prepared.breaking_at(start + at));
    let kept_together = match (left, right) {
        (Breaking::Never, Breaking::Never) => true,
        (Breaking::Url, Breaking::Url) => !before.ends_with(' '),
        _ => false,
    };
    !kept_together && !leaves_one_letter(before)
}

/// Whether a break would leave a letter and a hyphen: `e-mail`.
fn leaves_one_letter(before: &str) -> bool {
    let mut last = before.chars().rev();
    last.next() == Some('-')
        && last.next().is_some_and(char::is_alphabetic)
        && !last.next().is_some_and(char::is_alphanumeric)
}

/// The places where lines of a measured text may end, found with an effort; the last is its end.
pub(super) fn points(text: &Measured, effort: Effort, hyphenate: bool, measure: f64) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::with_capacity(text.segments.len());
    for number in 0..text.segments.len() {
        push_url_points(text, number, effort, measure, &mut points);
        if effort >= Effort::Hyphens {
            push_hyphens(text, number, hyphenate, &mut points);
        }
        push_end(text, number, &mut points);
    }
    points
}

fn push_end(text: &Measured, number: usize, points: &mut Vec<Point>) {
    let Some(segment) = text.segments.get(number) else { return };
    let end = segment.range.end;
    let word = text.prepared.get(segment.range.clone());
    let next = text.segments.get(number + 1).map_or("", |next| text.prepared.get(next.range.clone()));
    let penalty = if word.ends_with(['-', '\u{2010}']) { AFTER_HYPHEN } else { tie(word, next) };
    let point = Point {
        cut: Cut { at: end, left: end, right: end },
        kind: PointKind::Word,
        segment: number,
        penalty,
        head: segment.ink,
        hyphen: 0.0,
        tail: segment.after,
    };
    // Segments without width (zero width spaces) give no new place; any number of them may follow one another.
    if points.last().is_some_and(|last| last.kind == PointKind::Word && last.tail == point.tail) {
        points.pop();
    }
    points.push(point);
}

fn push_hyphens(text: &Measured, number: usize, automatic: bool, points: &mut Vec<Point>) {
    let Some(segment) = text.segments.get(number) else { return };
    let places = hyphens(text.prepared, segment.range.start..segment.trimmed, automatic);
    let cuts = text.cuts(number, &places.iter().map(|place| place.at).collect::<Vec<_>>());
    for ((cut, head, tail), place) in cuts.into_iter().zip(places) {
        let Some((_, hyphen)) = text.hyphen(cut.at) else { continue };
        let kind = PointKind::Hyphen;
        points.push(Point { cut, kind, segment: number, penalty: place.penalty, head, hyphen, tail });
    }
    sort_inner(points, number);
}

/// Puts the points within a segment in order: addresses and words may stand in one.
fn sort_inner(points: &mut [Point], segment: usize) {
    let first = points.iter().rposition(|point| point.segment != segment).map_or(0, |last| last + 1);
    if let Some(inner) = points.get_mut(first..) {
        inner.sort_by_key(|point| point.cut.at);
    }
}

fn push_url_points(text: &Measured, number: usize, effort: Effort, measure: f64, points: &mut Vec<Point>) {
    let Some(segment) = text.segments.get(number) else { return };
    let prepared = text.prepared;
    let (first, last) = (prepared.span_at(segment.range.start), prepared.span_at(segment.trimmed.saturating_sub(1)));
    for span in first..=last {
        let (Some(style), Some(range)) = (prepared.spans.get(span), prepared.ranges.get(span)) else { continue };
        if style.breaking != Breaking::Url {
            continue;
        }
        let url = range.start.max(segment.range.start)..range.end.min(segment.trimmed);
        let breaks = url_breaks(prepared.get(url.clone()));
        let usual: Vec<(usize, f64)> = (breaks.iter())
            .filter(|place| !place.last_resort)
            .map(|place| (url.start + place.at, place.penalty))
            .collect();
        let start = points.len();
        push_url_breaks(text, number, &usual, points);
        if effort == Effort::Anywhere {
            let scheme: Vec<(usize, f64)> = breaks
                .iter()
                .filter(|place| place.last_resort)
                .map(|place| (url.start + place.at, place.penalty))
                .collect();
            let more = last_resorts(text, number, &url, points.get(start..).unwrap_or_default(), &scheme, measure);
            push_url_breaks(text, number, &more, points);
            sort_inner(points, number);
        }
    }
}

fn push_url_breaks(text: &Measured, number: usize, breaks: &[(usize, f64)], points: &mut Vec<Point>) {
    let places: Vec<usize> = breaks.iter().map(|(at, _)| *at).collect();
    for ((cut, head, tail), (_, penalty)) in text.cuts(number, &places).into_iter().zip(breaks) {
        let kind = PointKind::Url;
        points.push(Point { cut, kind, segment: number, penalty: *penalty, head, hyphen: 0.0, tail });
    }
}

/// Places in the pieces of an address that are wider than the measure: after the scheme, or anywhere.
fn last_resorts(
    text: &Measured,
    number: usize,
    url: &Range<usize>,
    usual: &[Point],
    scheme: &[(usize, f64)],
    measure: f64,
) -> Vec<(usize, f64)> {
    let Some(segment) = text.segments.get(number) else { return Vec::new() };
    let mut more = Vec::new();
    let ends = usual.iter().map(|point| (point.cut.at, point.head, point.tail));
    let mut before = (segment.range.start, segment.before);
    for (at, head, tail) in ends.chain([(segment.trimmed, segment.ink, segment.after)]) {
        let piece = before.0.max(url.start)..at.min(url.end);
        if head.width - before.1.width > measure && !piece.is_empty() {
            let clusters = const { GraphemeClusterSegmenter::new() };
            let inner = clusters.segment_str(text.prepared.get(piece.clone())).map(|place| piece.start + place);
            let after_scheme = |place: usize| scheme.iter().find(|(at, _)| *at == place).map(|(_, penalty)| *penalty);
            let inner = inner.filter(|place| piece.start < *place && *place < piece.end);
            more.extend(inner.map(|place| (place, after_scheme(place).unwrap_or(ANYWHERE))));
        }
        before = (at, tail);
    }
    more
}
