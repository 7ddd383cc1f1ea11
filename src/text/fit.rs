//! The best ends of lines for the paragraph as a whole.
//!
//! In: the [`Point`]s of a text and the measure. Out: those that lines end at.
//!
//! This is Knuth and Plass, "Breaking Paragraphs into Lines" (Software: Practice
//! and Experience 11, 1981), with TeX's demerits for justified text. For ragged
//! text the demerits grow with the square of what a line lacks.

use super::breaks::{Point, PointKind};
use super::measure::{Extent, Measured};

/// Spaces of justified lines are narrowed by a quarter of their width at most.
pub(super) const SHRINK: f64 = 0.25;
/// Spaces of justified lines are widened by half of their width at most, if possible.
const STRETCH: f64 = 0.5;
/// Spaces of justified lines are never widened by more: a line of two words is better ragged than torn.
pub(super) const WIDEST: f64 = 4.0;
/// Badness of a line that is left ragged among justified ones.
const UNFILLED: f64 = 10_000.0;
/// Lines may be wider than the measure by what rounding costs.
pub(super) const TOLERANCE: f64 = 0.005;
/// Lines that are too wide by this much cannot be saved by a kern at another break.
const SLACK: f64 = 4.0;
/// Beginnings of lines looked at together; more than words fit on any line.
const MOST_ACTIVE: usize = 512;

/// Demerits of two hyphens in a row, of a tight line beside a loose one, and of a hyphen before the last line.
const TWO_HYPHENS: f64 = 10_000.0;
const MISMATCH: f64 = 10_000.0;
const LATE_HYPHEN: f64 = 10_000.0;
/// Demerits of a last line that is one short word or the rest of one.
const LONELY_END: f64 = 30_000.0;

/// How good a line must be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Demand {
    /// Lines even at both sides; the badness that a line may have, and a stretch that each has besides its spaces.
    Justified {
        /// The largest badness.
        tolerance: f64,
        /// The additional stretch, in points.
        emergency: f64,
    },
    /// Lines uneven at one side, none too wide.
    Ragged,
}

/// The beginning of a line and the best way to it.
struct Node {
    /// The point; `None` for the beginning of the text.
    point: Option<usize>,
    /// How wide the line before it was set: 0 very loose, 1 loose, 2 usual, 3 tight.
    class: usize,
    demerits: f64,
    before: usize,
}

/// A text with its points, and what may be asked about lines between them.
pub(super) struct Field<'a> {
    /// The text.
    pub(super) text: &'a Measured<'a>,
    /// The points.
    pub(super) points: &'a [Point],
    /// The width that lines may fill.
    pub(super) measure: f64,
}

impl Field<'_> {
    /// A line's extent from one point, or the beginning, to another.
    pub(super) fn extent(&self, from: Option<usize>, to: &Point) -> Extent {
        let from = from.and_then(|from| self.points.get(from));
        let line = match from {
            Some(from) if from.segment == to.segment && from.cut.right > to.cut.left => {
                self.text.between(&from.cut, &to.cut)
            }
            Some(from) => to.head.minus(from.tail),
            None => to.head,
        };
        Extent { width: line.width + to.hyphen, space: line.space }
    }

    /// Whether a line is not too wide. One without a sensible width never fits.
    pub(super) fn fits(&self, line: Extent) -> bool {
        line.width <= self.measure + TOLERANCE
    }

    /// Whether a line that is too wide would still be with any other end further on.
    fn is_hopeless(&self, line: Extent, to: &Point, shrink: f64) -> bool {
        line.width - to.hyphen - shrink > self.measure + SLACK
    }

    /// What is wrong with the last line besides its width: one short word, or the rest of one.
    fn lonely_end(&self, from: Option<usize>, to: &Point, line: Extent) -> bool {
        let Some(from) = from.and_then(|from| self.points.get(from)) else { return false };
        let em = self.text.em(to.cut.at.saturating_sub(1));
        let one_word = from.segment + 1 >= to.segment;
        line.width < 2.0 * em || one_word && line.width < (4.5 * em).max(0.15 * self.measure)
    }
}

/// The points at which lines end, last one included; `None` if lines cannot be that good.
pub(super) fn fit(field: &Field, demand: Demand) -> Option<Vec<usize>> {
    let mut nodes = vec![Node { point: None, class: 2, demerits: 0.0, before: 0 }];
    let mut active = vec![0];
    for (number, point) in field.points.iter().enumerate() {
        let last = number + 1 == field.points.len();
        let mut best: [Option<(f64, usize)>; 4] = [None; 4];
        active.retain(|start| {
            let Some(node) = nodes.get(*start) else { return false };
            let line = field.extent(node.point, point);
            let shrink = if matches!(demand, Demand::Justified { .. }) { SHRINK * line.space } else { 0.0 };
            if let Some((class, demerits)) = judge(field, demand, node, point, line, last) {
                let total = node.demerits + demerits;
                if let Some(place) = best.get_mut(class)
                    && place.is_none_or(|(least, _)| total < least)
                {
                    *place = Some((total, *start));
                }
            }
            !field.is_hopeless(line, point, shrink)
        });
        let least = best.iter().flatten().map(|(demerits, _)| *demerits).fold(f64::INFINITY, f64::min);
        for (class, way) in best.iter().enumerate() {
            // A way that is worse by more than a mismatch costs can never become the best.
            if let Some((demerits, before)) = way.filter(|way| way.0 <= least + MISMATCH) {
                active.push(nodes.len());
                nodes.push(Node { point: Some(number), class, demerits, before });
            }
        }
        if active.is_empty() {
            return None;
        }
        if active.len() > MOST_ACTIVE {
            active.drain(..active.len() - MOST_ACTIVE);
        }
    }
    trace(&nodes, field.points.len())
}

/// The way to the best node at the last point.
fn trace(nodes: &[Node], points: usize) -> Option<Vec<usize>> {
    let end = points.checked_sub(1)?;
    let ends = nodes.iter().rev().take_while(|node| node.point == Some(end));
    let mut node = ends.min_by(|a, b| a.demerits.total_cmp(&b.demerits))?;
    let mut way = Vec::new();
    while let Some(point) = node.point {
        way.push(point);
        node = nodes.get(node.before)?;
    }
    way.reverse();
    Some(way)
}

/// The class and demerits of a line; `None` if it may not be.
fn judge(field: &Field, demand: Demand, before: &Node, to: &Point, line: Extent, last: bool) -> Option<(usize, f64)> {
    let (class, mut demerits) = match demand {
        Demand::Justified { tolerance, emergency } => judge_justified(field, line, to, last, tolerance, emergency)?,
        Demand::Ragged => (2, judge_ragged(field, line, to, last)?),
    };
    let justified = matches!(demand, Demand::Justified { .. });
    // Demerits of ragged lines count hundredths of the measure, squared; the others are TeX's.
    let share = if justified { 1.0 } else { 0.1 };
    let hyphenated = before.point.and_then(|point| field.points.get(point)).is_some_and(|p| p.kind != PointKind::Word);
    if hyphenated && to.kind != PointKind::Word {
        demerits += TWO_HYPHENS * share;
    }
    if justified && before.class.abs_diff(class) > 1 {
        demerits += MISMATCH;
    }
    if last {
        demerits += if hyphenated { LATE_HYPHEN * share } else { 0.0 };
        demerits += if field.lonely_end(before.point, to, line) { LONELY_END * share } else { 0.0 };
    }
    Some((class, demerits))
}

fn judge_justified(
    field: &Field,
    line: Extent,
    to: &Point,
    last: bool,
    tolerance: f64,
    emergency: f64,
) -> Option<(usize, f64)> {
    let lack = field.measure - line.width;
    let ratio = if lack < -TOLERANCE {
        lack / (line.space * SHRINK).max(1e-9)
    } else if last {
        0.0
    } else {
        lack / (line.space * STRETCH + emergency).max(1e-9)
    };
    if ratio < -1.0 || ratio.is_nan() {
        return None;
    }
    // A line that its spaces cannot fill is left ragged, which is worse than any loose one.
    let torn = if !last && lack > WIDEST * line.space + TOLERANCE { UNFILLED } else { 0.0 };
    let badness = (100.0 * ratio.abs().powi(3)).min(1e9) + torn;
    if badness > tolerance {
        return None;
    }
    let class = match ratio {
        ..-0.5 => 3,
        -0.5..0.5 => 2,
        0.5..1.0 => 1,
        _ => 0,
    };
    Some((class, (10.0 + badness).powi(2) + to.penalty.powi(2)))
}

fn judge_ragged(field: &Field, line: Extent, to: &Point, last: bool) -> Option<f64> {
    if !field.fits(line) {
        return None;
    }
    Some(ragged_demerits(field, line, to, last))
}

/// What a ragged line lacks in hundredths of the measure, squared, with its end's penalty on the same scale.
pub(super) fn ragged_demerits(field: &Field, line: Extent, to: &Point, last: bool) -> f64 {
    let lack = if last || field.measure <= 0.0 { 0.0 } else { 100.0 * (field.measure - line.width) / field.measure };
    let penalty = match to.kind {
        PointKind::Word => to.penalty * 0.2,
        PointKind::Hyphen => to.penalty * 0.3,
        // An address is better left whole, even if the line before it is filled by two thirds only.
        PointKind::Url => to.penalty * 0.15 + 22.0,
    };
    (5.0 + lack.max(0.0)).powi(2) + penalty.powi(2)
}
