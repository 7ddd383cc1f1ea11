//! Lines of about equal length, for titles.
//!
//! In: the points of a short text. Out: those that lines end at, as few lines as
//! there can be, with the least sum of squares of what they lack.

use super::breaks::Point;
use super::fit::{Demand, Field, TOLERANCE, fit, ragged_demerits};

/// Longer texts are no titles: they are set as ragged text.
const MOST_LINES: usize = 12;
const MOST_POINTS: usize = 600;

/// Demerits of a last line of one word, as much as half an empty line.
const ONE_WORD: f64 = 2_500.0;

/// The best way to a point with a number of lines: its demerits and the point before.
type Way = Option<(f64, Option<usize>)>;

/// The points at which balanced lines end; `None` if some piece fits no line.
pub(super) fn balance(field: &Field) -> Option<Vec<usize>> {
    let lines = fewest_lines(field)?;
    if lines > MOST_LINES || field.points.len() > MOST_POINTS {
        return fit(field, Demand::Ragged);
    }
    let mut ways: Vec<Vec<Way>> = Vec::with_capacity(lines);
    for line in 0..lines {
        let before = line.checked_sub(1).and_then(|before| ways.get(before));
        let next = (field.points.iter().enumerate()).map(|(end, point)| best_line(field, before, end, point)).collect();
        ways.push(next);
    }
    let mut end = field.points.len().checked_sub(1)?;
    let mut way = vec![end];
    for line in ways.iter().rev() {
        let (_, before) = (*line.get(end)?)?;
        let Some(before) = before else { break };
        way.push(before);
        end = before;
    }
    way.reverse();
    Some(way)
}

/// The best line that ends at a point, given the ways with one line less; the first line if there are none.
fn best_line(field: &Field, before: Option<&Vec<Way>>, end: usize, point: &Point) -> Way {
    let Some(before) = before else {
        return demerits(field, None, end, point).map(|demerits| (demerits, None));
    };
    let mut best: Way = None;
    for start in (0..end).rev() {
        let Some(line) = demerits(field, Some(start), end, point) else {
            // Beginnings further back make the line only wider, but for a hyphen's width.
            if field.extent(Some(start), point).width > 1.5 * field.measure {
                break;
            }
            continue;
        };
        if let Some(Some((sum, _))) = before.get(start)
            && best.is_none_or(|(least, _)| sum + line < least)
        {
            best = Some((sum + line, Some(start)));
        }
    }
    best
}

fn demerits(field: &Field, start: Option<usize>, end: usize, point: &Point) -> Option<f64> {
    let line = field.extent(start, point);
    if !field.fits(line) {
        return None;
    }
    let from = start.and_then(|start| field.points.get(start));
    let last = end + 1 == field.points.len();
    let one_word = last && from.is_some_and(|from| from.segment + 1 >= point.segment);
    Some(ragged_demerits(field, line, point, false) + if one_word { ONE_WORD } else { 0.0 })
}

/// The number of lines when each is filled as far as possible.
fn fewest_lines(field: &Field) -> Option<usize> {
    let mut lines = 0;
    let mut start = None;
    let mut next = 0;
    while next < field.points.len() {
        let mut furthest = None;
        for (number, point) in field.points.iter().enumerate().skip(next) {
            let line = field.extent(start, point);
            if field.fits(line) {
                furthest = Some(number);
            } else if line.width - point.hyphen > field.measure + TOLERANCE {
                break;
            }
        }
        lines += 1;
        start = Some(furthest?);
        next = furthest? + 1;
    }
    Some(lines)
}
