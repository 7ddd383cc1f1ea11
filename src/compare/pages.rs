//! Which page is which, and how each looks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::difference::{Difference, Kind, Level, quoted};
use super::{CompareError, Options, Side, explain, pixels};
use crate::geometry::{Pt, Size};
use crate::view::{Placed, Raster};

/// A page that looks different.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageChange {
    /// Its number in the expected file, from 1; `None` if it is new.
    pub expected: Option<usize>,
    /// Its number in the actual file, from 1; `None` if it is missing.
    pub actual: Option<usize>,
    /// Which part of its pixels differs, from 0 to 1.
    pub share: f64,
    /// How it looks, if it was asked for.
    #[serde(skip)]
    pub pictures: Option<Pictures>,
}

/// How a page looked and looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Pictures {
    /// As expected.
    pub before: Option<Raster>,
    /// As it is.
    pub after: Option<Raster>,
    /// What differs, in red on nothing.
    pub marks: Option<Raster>,
}

/// Pages of two files that belong together, counted from 0, in the order of the actual file.
pub(super) struct Pairing {
    pub(super) pairs: Vec<(usize, usize)>,
    /// Pages that only the expected file has.
    pub(super) missing: Vec<usize>,
    /// Pages that only the actual file has.
    pub(super) new: Vec<usize>,
}

/// Finds out which page is which, and tells of those that are missing, new or elsewhere.
pub(super) fn pair(expected: &Side, actual: &Side, differences: &mut Vec<Difference>) -> Pairing {
    let keys = |side: &Side| -> Vec<String> { side.placed.iter().map(text).collect() };
    let (before, after) = (keys(expected), keys(actual));
    if let Some(pairs) = reordered(&before, &after) {
        let order: Vec<String> = pairs.iter().map(|(from, _)| (from + 1).to_string()).collect();
        let message = format!("pages are in another order: those that were {}", listed(&order));
        differences.push(Difference::new(Level::Pixels, Kind::Pages, message));
        return Pairing { pairs, missing: vec![], new: vec![] };
    }

    // Pages that say the same belong together; if nothing but whole pages came or went, these are told.
    let mut pairing = Pairing { pairs: vec![], missing: vec![], new: vec![] };
    let count = before.len().min(after.len());
    for operation in capture_diff_slices(Algorithm::Myers, &before, &after) {
        match operation {
            DiffOp::Equal { old_index, new_index, len } => {
                pairing.pairs.extend((0..len).map(|step| (old_index + step, new_index + step)));
            }
            _ => {
                pairing.missing.extend(operation.old_range());
                pairing.new.extend(operation.new_range());
            }
        }
    }
    if pairing.pairs.len() < count {
        let all = (0..count).map(|page| (page, page)).collect();
        pairing = Pairing { pairs: all, missing: vec![], new: vec![] };
        pairing.missing.extend(count..before.len());
        pairing.new.extend(count..after.len());
    }
    for page in &pairing.missing {
        let what = format!("is missing ({})", begins(&before[*page]));
        differences.push(gone_or_new(*page, &what));
    }
    for page in &pairing.new {
        let what = format!("is new ({})", begins(&after[*page]));
        differences.push(gone_or_new(*page, &what));
    }
    pairing
}

fn gone_or_new(page: usize, what: &str) -> Difference {
    let message = format!("page {} {what}", page + 1);
    Difference { page: Some(page + 1), ..Difference::new(Level::Pixels, Kind::Pages, message) }
}

/// The pairs of pages, if they are the same ones in another order.
fn reordered(before: &[String], after: &[String]) -> Option<Vec<(usize, usize)>> {
    if before.len() != after.len() || before == after {
        return None;
    }
    let places: BTreeMap<&String, usize> = before.iter().zip(0..).collect();
    let pairs: Option<Vec<_>> = after.iter().zip(0..).map(|(key, to)| Some((*places.get(key)?, to))).collect();
    // Pages that say the same cannot be told apart.
    pairs.filter(|_| places.len() == before.len())
}

/// Compares how pages look. They are drawn one after the other, and dropped again.
pub(super) fn compare(
    expected: &Side,
    actual: &Side,
    pairing: &Pairing,
    options: &Options,
    differences: &mut Vec<Difference>,
    alive: &mut dyn FnMut(),
) -> Result<Vec<PageChange>, CompareError> {
    let (pencil, now_pencil) = (expected.view.pencil(), actual.view.pencil());
    let draw_expected = |page| pencil.draw(page, options.dpi).map_err(CompareError::Expected);
    let draw_actual = |page| now_pencil.draw(page, options.dpi).map_err(CompareError::Actual);
    let mut changes: Vec<PageChange> = vec![];
    let mut add = |expected: Option<usize>, actual: Option<usize>, share, pictures| {
        let pictures = (changes.len() < options.pictures).then_some(pictures);
        let number = |page: Option<usize>| page.map(|page| page + 1);
        changes.push(PageChange { expected: number(expected), actual: number(actual), share, pictures });
    };
    for &(from, to) in &pairing.pairs {
        alive();
        let (before, after) = (draw_expected(from)?, draw_actual(to)?);
        differences.extend(resized((expected, from), (actual, to)));
        let changed = if (before.width, before.height) == (after.width, after.height) {
            let Some(changed) = pixels::compare(&before, &after, &masks(options, to)) else { continue };
            let placed = (&expected.placed[from], &actual.placed[to]);
            let message = explain::look(&changed, placed, options.dpi);
            differences.push(Difference::on(to, Level::Pixels, Kind::Look, message));
            Some(changed)
        } else {
            None
        };
        let share = changed.as_ref().map_or(1.0, pixels::Changed::share);
        let marks = changed.as_ref().map(pixels::Changed::marks);
        add(Some(from), Some(to), share, Pictures { before: Some(before), after: Some(after), marks });
    }
    for &page in &pairing.missing {
        alive();
        add(Some(page), None, 1.0, Pictures { before: Some(draw_expected(page)?), after: None, marks: None });
    }
    for &page in &pairing.new {
        alive();
        add(None, Some(page), 1.0, Pictures { before: None, after: Some(draw_actual(page)?), marks: None });
    }
    Ok(changes)
}

/// How a page has another size, or is turned.
fn resized((expected, from): (&Side, usize), (actual, to): (&Side, usize)) -> Option<Difference> {
    let turned = (expected.view.turned(from), actual.view.turned(to));
    if turned.0 != turned.1 {
        let by = (turned.1 - turned.0).rem_euclid(360);
        return Some(Difference::on(to, Level::Pixels, Kind::Size, format!("turned clockwise by {by}°")));
    }
    let (size, now) = (expected.view.size(from), actual.view.size(to));
    let differs = |then: Pt, now: Pt| (then - now).0.abs() > 0.1;
    let told = |size: Size| format!("{:.1} × {:.1} mm", size.width.mm().0, size.height.mm().0);
    let message = format!("its size was {} and is {}", told(size), told(now));
    let is_resized = differs(size.width, now.width) || differs(size.height, now.height);
    is_resized.then(|| Difference::on(to, Level::Pixels, Kind::Size, message))
}

/// Compares two pictures of a page, counted from 0: which part of it differs, and pictures of that.
pub fn look(before: Raster, after: Raster, page: usize, options: &Options) -> Option<(f64, Pictures)> {
    let (share, marks) = if (before.width, before.height) == (after.width, after.height) {
        let changed = pixels::compare(&before, &after, &masks(options, page))?;
        (changed.share(), Some(changed.marks()))
    } else {
        (1.0, None)
    };
    Some((share, Pictures { before: Some(before), after: Some(after), marks }))
}

fn masks(options: &Options, page: usize) -> pixels::Tolerance {
    let scale = options.dpi.0 / 72.0;
    let pixel = |length: Pt| (length.0 * scale).max(0.0);
    let ignored = options.ignored.iter().filter_map(|ignored| ignored.on(page));
    let ignored = ignored.map(|rect| pixels::PixelBox {
        left: pixel(rect.at.x).floor() as usize,
        top: pixel(rect.at.y).floor() as usize,
        right: pixel(rect.right()).ceil() as usize,
        bottom: pixel(rect.bottom()).ceil() as usize,
    });
    pixels::Tolerance { share: options.tolerance, ignored: ignored.collect() }
}

/// All that a page says.
fn text(placed: &Placed) -> String {
    placed.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn begins(text: &str) -> String {
    if text.is_empty() { "without text".to_owned() } else { format!("it begins {}", quoted(text)) }
}

fn listed(numbers: &[String]) -> String {
    match numbers {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
