//! What pages say, where, and how it is set.

use std::collections::BTreeMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::difference::{Difference, Kind, Level, Piece, PieceTag, quoted, shorten};
use super::explain::extent;
use super::pages::Pairing;
use super::{Options, Side};
use crate::geometry::{Mm, Pt};
use crate::inspect::{Marked, Read};
use crate::view::Word;

/// How far a word may be from where it was: a tenth of a millimetre.
const NEAR: Mm = Mm(0.1);
/// How many unchanged words around changed ones are shown.
const CONTEXT: usize = 4;
/// Changes with fewer unchanged words between them are told as one.
const APART: usize = 3;

/// Marked content that is not to be compared, since it lies where nothing is.
pub(super) struct Hushed {
    pub(super) expected: Vec<Marked>,
    pub(super) actual: Vec<Marked>,
}

/// A word, and where it is in the document.
struct Told<'a> {
    word: &'a Word,
    page: usize,
    /// The part of the letter that it is in: "subject", "heading", or nothing.
    part: &'static str,
}

/// Compares what two files say, in reading order.
pub(super) fn compare(
    (expected, before): (&Side, &Read<'_>),
    (actual, after): (&Side, &Read<'_>),
    pairing: &Pairing,
    options: &Options,
    differences: &mut Vec<Difference>,
) -> Hushed {
    let (from, to): (Vec<usize>, Vec<usize>) = pairing.pairs.iter().copied().unzip();
    let (mut hushed, mut hushed_now) = (vec![], vec![]);
    // Where whole pages came or went and the rest is the same, these are told elsewhere.
    let is_rest_same = pairing.pairs.iter().all(|(from, to)| says_same(expected, actual, *from, *to));
    let all = |pages: Vec<usize>, others: &[usize]| -> Vec<usize> {
        if is_rest_same { pages } else { pages.into_iter().chain(others.iter().copied()).collect() }
    };
    let old = read(expected, before, &all(from, &pairing.missing), options, &mut hushed);
    let new = read(actual, after, &all(to, &pairing.new), options, &mut hushed_now);

    // What repeats on pages stays there, while the text flows over them.
    let partner: BTreeMap<usize, usize> = pairing.pairs.iter().copied().collect();
    let (mut told_changed, mut told_moved, mut told_restyled) = (vec![], vec![], vec![]);
    for (old, new) in [(&old.0, &new.0), (&old.1, &new.1)] {
        let plain = |words: &[Told<'_>]| -> Vec<String> {
            words.iter().map(|told| told.word.text.replace('\u{ad}', "")).collect()
        };
        let operations = capture_diff_slices(Algorithm::Myers, &plain(old), &plain(new));
        let shared: Vec<(&Told<'_>, &Told<'_>)> = operations
            .iter()
            .filter(|operation| matches!(operation, DiffOp::Equal { .. }))
            .flat_map(|operation| old[operation.old_range()].iter().zip(&new[operation.new_range()]))
            .collect();
        told_changed.extend(changed(&operations, old, new));
        told_moved.extend(moved(&shared, &partner));
        told_restyled.extend(restyled(&shared));
    }
    for told in [told_changed, told_moved, told_restyled] {
        differences.extend(shorten(told));
    }
    fonts(expected, actual, pairing, differences);
    Hushed { expected: hushed, actual: hushed_now }
}

fn says_same(expected: &Side, actual: &Side, from: usize, to: usize) -> bool {
    let (then, now) = (&expected.placed[from].words, &actual.placed[to].words);
    then.len() == now.len() && then.iter().zip(now).all(|(a, b)| a.text == b.text)
}

/// The words of pages in reading order, as the structure has them; and those that are not read aloud.
fn read<'a>(
    side: &'a Side,
    read: &Read<'_>,
    pages: &[usize],
    options: &Options,
    hushed: &mut Vec<Marked>,
) -> (Vec<Told<'a>>, Vec<Told<'a>>) {
    let order = read.reading_order();
    let places: BTreeMap<Marked, (usize, &str)> =
        order.iter().enumerate().map(|(index, (marked, path))| (*marked, (index, path.as_str()))).collect();
    let title = read.about().title;
    let mut told = vec![];
    for &page in pages {
        let ignored: Vec<_> = options.ignored.iter().filter_map(|ignored| ignored.on(page)).collect();
        for word in &side.placed[page].words {
            if ignored.iter().any(|place| place.overlaps(extent(word))) {
                hushed.extend(word.mark.map(|mark| (page, mark)));
                continue;
            }
            let (index, path) = word.mark.and_then(|mark| places.get(&(page, mark))).unwrap_or(&(usize::MAX, ""));
            let is_heading = path.split(' ').any(|role| matches!(role, "H" | "H1" | "H2" | "H3" | "H4" | "H5" | "H6"));
            told.push((*index, Told { word, page, part: if is_heading { "heading" } else { "" } }));
        }
    }
    // What is in no element keeps its order, page by page.
    told.sort_by_key(|(index, _)| *index);
    let mut told: Vec<Told<'_>> = told.into_iter().map(|(_, told)| told).collect();
    name_subject(&mut told, title.as_deref());
    told.into_iter().partition(|told| !told.word.is_artifact)
}

/// A heading that is the file's title is the subject of the letter.
fn name_subject(words: &mut [Told<'_>], title: Option<&str>) {
    let Some(title) = title else { return };
    for heading in words.chunk_by_mut(|a, b| a.part == b.part && a.page == b.page) {
        let says = text(heading.iter().map(|told| told.word));
        if heading.iter().all(|told| told.part == "heading") && says.replace('\u{ad}', "").contains(title) {
            heading.iter_mut().for_each(|told| told.part = "subject");
        }
    }
}

/// Tells of words that came or went.
fn changed(operations: &[DiffOp], old: &[Told<'_>], new: &[Told<'_>]) -> Vec<Difference> {
    let mut hunks: Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> = vec![];
    for operation in operations.iter().filter(|operation| !matches!(operation, DiffOp::Equal { .. })) {
        let (from, to) = (operation.old_range(), operation.new_range());
        match hunks.last_mut() {
            Some((old, new)) if from.start - old.end < APART && to.start - new.end < APART => {
                old.end = from.end;
                new.end = to.end;
            }
            _ => hunks.push((from, to)),
        }
    }
    let tell = |(from, to): (std::ops::Range<usize>, std::ops::Range<usize>)| {
        let (then, now) = (&old[from.clone()], &new[to.clone()]);
        let words = |told: &[Told<'_>]| text(told.iter().map(|told| told.word));
        let place = now.first().or(then.first())?;
        let what = match (then, now) {
            (then, []) => format!("text is gone: {}", quoted(&words(then))),
            ([], now) => format!("there is new text: {}", quoted(&words(now))),
            (then, now) => format!("text changed: {} → {}", quoted(&words(then)), quoted(&words(now))),
        };
        let part = now.iter().chain(then).map(|told| told.part).find(|part| !part.is_empty());
        let what = part.map_or_else(|| what.clone(), |part| format!("{part}: {what}"));
        let mut difference = Difference::on(place.page, Level::Text, Kind::Text, what);
        let before = &new[to.start.saturating_sub(CONTEXT)..to.start];
        let after = &new[to.end..(to.end + CONTEXT).min(new.len())];
        difference.words = pieces(before, then, now, after);
        Some(difference)
    };
    hunks.into_iter().filter_map(tell).collect()
}

/// The words of a change, with some around them.
fn pieces(before: &[Told<'_>], then: &[Told<'_>], now: &[Told<'_>], after: &[Told<'_>]) -> Vec<Piece> {
    let words =
        |told: &[Told<'_>]| -> Vec<String> { told.iter().map(|told| told.word.text.replace('\u{ad}', "")).collect() };
    let mut pieces: Vec<Piece> = vec![];
    let mut add = |tag, words: &[String]| match pieces.last_mut() {
        _ if words.is_empty() => {}
        Some(last) if last.tag == tag => last.text = format!("{} {}", last.text, words.join(" ")),
        _ => pieces.push(Piece { tag, text: words.join(" ") }),
    };
    add(PieceTag::Same, &words(before));
    let (then, now) = (words(then), words(now));
    for operation in capture_diff_slices(Algorithm::Myers, &then, &now) {
        if let DiffOp::Equal { .. } = operation {
            add(PieceTag::Same, &then[operation.old_range()]);
        } else {
            add(PieceTag::Removed, &then[operation.old_range()]);
            add(PieceTag::Added, &now[operation.new_range()]);
        }
    }
    add(PieceTag::Same, &words(after));
    pieces
}

/// How far a word moved, in tenths of a millimetre, and to which page if it is another one.
#[derive(Clone, Copy, PartialEq)]
struct Shift {
    page: Option<usize>,
    right: i64,
    down: i64,
}

impl Shift {
    fn of(then: &Told<'_>, now: &Told<'_>, partner: &BTreeMap<usize, usize>) -> Option<Self> {
        let page = (partner.get(&then.page) != Some(&now.page)).then_some(now.page);
        let (right, down) = (now.word.at.x - then.word.at.x, now.word.at.y - then.word.at.y);
        let is_near = |length: Pt| length.mm().0.abs() <= NEAR.0;
        let tenths = |length: Pt| (length.mm().0 * 10.0).round() as i64;
        match page {
            None if is_near(right) && is_near(down) => None,
            None => Some(Self { page, right: tenths(right), down: tenths(down) }),
            Some(_) => Some(Self { page, right: 0, down: 0 }),
        }
    }

    /// Whether two words moved together, but for rounding.
    fn is_like(self, other: Self) -> bool {
        self.page == other.page && (self.right - other.right).abs() <= 1 && (self.down - other.down).abs() <= 1
    }

    fn words(self) -> String {
        if let Some(page) = self.page {
            return format!("moved to page {}", page + 1);
        }
        let side = |tenths: i64, ahead: &str, back: &str| {
            let direction = if tenths > 0 { ahead } else { back };
            (tenths != 0).then(|| format!("{}.{} mm {direction}", tenths.abs() / 10, tenths.abs() % 10))
        };
        let sides = [side(self.right, "right", "left"), side(self.down, "down", "up")];
        format!("moved {}", sides.into_iter().flatten().collect::<Vec<_>>().join(" and "))
    }
}

/// Tells of words that stand elsewhere.
fn moved(shared: &[(&Told<'_>, &Told<'_>)], partner: &BTreeMap<usize, usize>) -> Vec<Difference> {
    let shifts: Vec<Option<Shift>> = shared.iter().map(|(then, now)| Shift::of(then, now, partner)).collect();
    // Words that moved together, one after the other.
    let mut runs: Vec<(usize, usize, Option<Shift>)> = vec![];
    for (index, shift) in shifts.iter().enumerate() {
        let Some(shift) = shift else { continue };
        match runs.last_mut() {
            Some((_, end, Some(last)))
                if *end == index && last.is_like(*shift) && shared[index].1.page == shared[index - 1].1.page =>
            {
                *end += 1;
            }
            _ => runs.push((index, index + 1, Some(*shift))),
        }
    }
    // A paragraph whose words moved in many ways was set anew.
    let mut told: Vec<(usize, usize, Option<Shift>)> = vec![];
    for (start, end, shift) in runs {
        match told.last_mut() {
            Some((from, to, last)) if *to == start && is_one_paragraph(shared, *from, start) => {
                *to = end;
                *last = None;
            }
            _ => told.push((start, end, shift)),
        }
    }
    let tell = |(start, end, shift): (usize, usize, Option<Shift>)| {
        let words = &shared[start..end];
        let first = words.first()?.1;
        let line: Vec<&Word> = words
            .iter()
            .map(|(_, now)| now.word)
            .take_while(|word| (word.at.y - first.word.at.y).0.abs() < 1.0)
            .collect();
        let rest = words.len() - line.len();
        let more = match rest {
            0 => String::new(),
            1 => " and 1 word after it".to_owned(),
            rest => format!(" and {rest} words after it"),
        };
        let how = shift.map_or_else(|| "stand elsewhere in their lines".to_owned(), Shift::words);
        let how = if rest == 0 && line.len() == 1 {
            how.replace("stand elsewhere in their", "stands elsewhere in its")
        } else {
            how
        };
        // A word that comes from another page is told where it was.
        let page = if shift.is_some_and(|shift| shift.page.is_some()) { words.first()?.0.page } else { first.page };
        let said = quoted(&text(line.into_iter()));
        Some(Difference::on(page, Level::Text, Kind::Moved, format!("{said}{more} {how}")))
    };
    told.into_iter().filter_map(tell).collect()
}

/// Whether words are in one element, or in lines that follow each other closely.
fn is_one_paragraph(shared: &[(&Told<'_>, &Told<'_>)], first: usize, second: usize) -> bool {
    let (a, b) = (shared[second - 1].1, shared[second].1);
    let begins = shared[first].1;
    let is_close = (b.word.at.y - a.word.at.y).0.abs() < 1.6 * b.word.size.0;
    a.page == b.page && begins.page == b.page && (a.word.mark == b.word.mark || is_close)
}

/// Tells of words that are set in another font, size or colour.
fn restyled(shared: &[(&Told<'_>, &Told<'_>)]) -> Vec<Difference> {
    // By page and by what changed, in the order in which it was met.
    let mut groups: Vec<((usize, String), Vec<&Word>)> = vec![];
    for (then, now) in shared {
        let Some(change) = restyling(then.word, now.word) else { continue };
        let key = (now.page, change);
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, words)) => words.push(now.word),
            None => groups.push((key, vec![now.word])),
        }
    }
    let tell = |((page, change), words): ((usize, String), Vec<&Word>)| {
        let first = words.first().map_or(Pt::ZERO, |word| word.at.y);
        let line: Vec<&Word> = words.iter().copied().take_while(|word| word.at.y == first).collect();
        let rest = words.len() - line.len();
        let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
        Difference::on(page, Level::Text, Kind::Font, format!("{}{more}: {change}", quoted(&text(line.into_iter()))))
    };
    groups.into_iter().map(tell).collect()
}

/// How a word is set differently.
fn restyling(then: &Word, now: &Word) -> Option<String> {
    let mut changes = vec![];
    if let (Some(then), Some(now)) = (&then.font, &now.font)
        && then != now
    {
        changes.push(format!("font {then} became {now}"));
    }
    if (then.size - now.size).0.abs() > 0.05 {
        changes.push(format!("size {} pt became {} pt", number(then.size), number(now.size)));
    }
    if then.color != now.color {
        let color =
            |color: Option<crate::geometry::Color>| color.map_or("a pattern".to_owned(), |color| color.to_string());
        changes.push(format!("colour {} became {}", color(then.color), color(now.color)));
    }
    (!changes.is_empty()).then(|| changes.join(", "))
}

/// Tells of pages that use other fonts, where words do not know theirs.
fn fonts(expected: &Side, actual: &Side, pairing: &Pairing, differences: &mut Vec<Difference>) {
    for &(from, to) in &pairing.pairs {
        let (then, now) = (&expected.placed[from], &actual.placed[to]);
        let is_known = then.words.iter().chain(&now.words).all(|word| word.font.is_some());
        if is_known || then.fonts == now.fonts {
            continue;
        }
        let only = |a: &std::collections::BTreeSet<String>, b| a.difference(b).cloned().collect::<Vec<_>>().join(", ");
        let what = match (only(&then.fonts, &now.fonts), only(&now.fonts, &then.fonts)) {
            (gone, new) if new.is_empty() => format!("no longer uses the font {gone}"),
            (gone, new) if gone.is_empty() => format!("now uses the font {new}"),
            (gone, new) => format!("uses the font {new} in place of {gone}"),
        };
        differences.push(Difference::on(to, Level::Text, Kind::Font, what));
    }
}

fn text<'a>(words: impl Iterator<Item = &'a Word>) -> String {
    words.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Points with as many digits as they need, at most two.
fn number(length: Pt) -> String {
    let rounded = format!("{:.2}", length.0);
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}
