//! Chooses where lines end.
//!
//! In: a measured text and how it is to be set. Out: the [`Point`]s that its
//! lines end at. Hyphens and places that hurt are looked for only when lines
//! would be bad without them.

use super::balance::balance;
use super::breaks::{Effort, Point, points};
use super::fit::{Demand, Field, SHRINK, TOLERANCE, fit};
use super::measure::Measured;
use super::{Alignment, Setting, TextError};
use crate::geometry::Pt;

/// Badness of the worst justified line that is taken without looking for hyphens, and with them.
const GOOD: f64 = 300.0;
const FAIR: f64 = 800.0;
/// The additional stretch of lines that cannot be fair, in ems.
const EMERGENCY: f64 = 1.5;
/// Ragged lines filled less than this make it worth to hyphenate.
const SHORT: f64 = 0.75;

/// The points at which the lines of a text end, for a text with at least one segment.
pub(super) fn lines(text: &Measured, setting: &Setting) -> Result<Vec<Point>, TextError> {
    let measure = setting.measure.0;
    let at = |effort| points(text, effort, setting.hyphenate, measure);
    let ways = |points: &[Point], effort| ways(&Field { text, points, measure }, setting, effort);
    let mut last = Vec::new();
    for effort in [Effort::Words, Effort::Hyphens, Effort::Anywhere] {
        let points = at(effort);
        if let Some(way) = ways(&points, effort) {
            return Ok(way.into_iter().filter_map(|number| points.get(number).cloned()).collect());
        }
        last = points;
    }
    Err(too_wide(&Field { text, points: &last, measure }, setting))
}

/// The best way with some points, if it is good enough for the effort.
fn ways(field: &Field, setting: &Setting, effort: Effort) -> Option<Vec<usize>> {
    if setting.balance {
        return balance(field);
    }
    if setting.alignment != Alignment::Justify {
        let way = fit(field, Demand::Ragged)?;
        let good = effort > Effort::Words || !has_short_line(field, &way);
        return good.then_some(way);
    }
    let emergency = EMERGENCY * field.text.em(field.points.first()?.cut.at.saturating_sub(1));
    let demand = |tolerance, emergency| Demand::Justified { tolerance, emergency };
    match effort {
        Effort::Words => fit(field, demand(GOOD, 0.0)),
        _ => fit(field, demand(FAIR, 0.0)).or_else(|| fit(field, demand(f64::INFINITY, emergency))),
    }
}

fn has_short_line(field: &Field, way: &[usize]) -> bool {
    let ends = way.split_last().map(|(_, others)| others).unwrap_or_default();
    let starts = std::iter::once(None).chain(ends.iter().copied().map(Some));
    starts.zip(ends).any(|(start, end)| {
        let line = field.points.get(*end).map(|end| field.extent(start, end));
        line.is_some_and(|line| line.width < SHORT * field.measure)
    })
}

/// The error for the first piece that fits no line, or the widest if each would fit somewhere.
fn too_wide(field: &Field, setting: &Setting) -> TextError {
    let narrowest = |width: f64, space: f64| match setting.alignment {
        Alignment::Justify if !setting.balance => width - SHRINK * space,
        _ => width,
    };
    let mut found: Option<(f64, usize, usize)> = None;
    let mut start = (None, 0);
    for (number, point) in field.points.iter().enumerate() {
        let line = field.extent(start.0, point);
        let width = narrowest(line.width, line.space);
        if found.is_none_or(|(widest, ..)| width > widest) {
            found = Some((line.width, start.1, point.cut.at));
            if width > field.measure + TOLERANCE {
                break;
            }
        }
        start = (Some(number), point.cut.at);
    }
    let first = field.text.segments.first().map_or(0, |segment| segment.range.start);
    let (width, start, end) = found.unwrap_or_default();
    let piece = field.text.prepared.get(start.max(first)..end);
    let trimmed = start.max(first)..start.max(first) + piece.trim_end_matches(' ').len();
    let range = field.text.prepared.original_range(&trimmed);
    TextError::TooWide { range, width: Pt(width), measure: setting.measure }
}

/// The width of the widest piece between two places where a line may end without an automatic hyphen.
pub(super) fn least_width(text: &Measured) -> f64 {
    let points = points(text, Effort::Hyphens, false, 0.0);
    let field = Field { text, points: &points, measure: 0.0 };
    let starts = std::iter::once(None).chain((0..points.len()).map(Some));
    starts.zip(&points).map(|(start, end)| field.extent(start, end).width).fold(0.0, f64::max)
}
