//! Rows divided into pages.

use std::ops::Range;

use super::galley::Row;
use crate::geometry::Pt;

/// A last page that is filled less than this is worth saving.
const STRANDED: f64 = 0.25;
/// The least that is left of the space between paragraphs when a page is saved.
const TIGHTEST: f64 = 0.6;
/// The least that is left of the room for the hand.
const TIGHTEST_ROOM: f64 = 0.75;

/// Divides rows into pages, as [`divide`]; if little is left for the last page, the space
/// between paragraphs is tightened, evenly and no more than is needed, to do without it.
///
/// # Errors
///
/// As [`divide`].
pub(super) fn fit(rows: &mut [Row], first: Pt, next: Pt) -> Result<Vec<Range<usize>>, usize> {
    let pages = divide(rows, first, next)?;
    let last = pages.last().cloned().unwrap_or_default();
    let left: Pt = rows[last].iter().map(|row| row.height + row.before).sum();
    if pages.len() < 2 || left > next * STRANDED {
        return Ok(pages);
    }
    // Only heights decide, so what is in the rows stays where it is.
    let bare: Vec<Row> = rows.iter().map(Row::bare).collect();
    for step in 1..=8 {
        let scale = 1.0 - (1.0 - TIGHTEST) * f64::from(step) / 8.0;
        let mut tightened = bare.clone();
        tightened.iter_mut().for_each(|row| tighten(row, scale));
        let fewer = divide(&tightened, first, next)?;
        if fewer.len() < pages.len() {
            rows.iter_mut().for_each(|row| tighten(row, scale));
            return Ok(fewer);
        }
    }
    Ok(pages)
}

/// Takes away from the space above a row, and from its height if it is room for the hand.
fn tighten(row: &mut Row, scale: f64) {
    row.before = row.before * scale;
    if row.room {
        row.tighten_room(scale.max(TIGHTEST_ROOM));
    }
}

/// Divides rows into pages, the first of height `first`, the others of height `next`.
///
/// A page ends before the last row that does not fit, or earlier, where rows that are
/// kept together begin. Rows kept together that are higher than a page are parted
/// where they must be.
///
/// # Errors
///
/// The index of a row that is higher than the page it would stand on.
pub(super) fn divide(rows: &[Row], first: Pt, next: Pt) -> Result<Vec<Range<usize>>, usize> {
    let mut pages: Vec<Range<usize>> = vec![];
    let mut start = 0;
    while start < rows.len() || pages.is_empty() {
        let height = if pages.is_empty() { first } else { next };
        let rest = &rows[start..];
        let fitting = fitting(rest, height, !pages.is_empty());
        let end = start
            + match last_break(rest, fitting) {
                _ if fitting == rest.len() => fitting,
                Some(end) => end,
                // What is kept together goes whole to the next page, if that has room for it.
                None if pages.is_empty() && group_height(rest) <= next => 0,
                None => fitting,
            };
        // The first page may hold the letterhead alone; any other must hold a row.
        if end == start && !pages.is_empty() {
            return Err(start);
        }
        pages.push(start..end);
        start = end;
    }
    Ok(pages)
}

/// How many rows from the first fit into a height.
fn fitting(rows: &[Row], height: Pt, continued: bool) -> usize {
    let head = rows.first().and_then(|row| row.head.as_ref()).filter(|_| continued);
    let mut used = head.map_or(Pt::ZERO, |head| head.height() + rows[0].before);
    for (index, row) in rows.iter().enumerate() {
        used += row.height + if index > 0 { row.before } else { Pt::ZERO };
        if used > height + Pt(0.01) {
            return index;
        }
    }
    rows.len()
}

/// The last place at or before `fitting` where rows may be parted, if there is one.
fn last_break(rows: &[Row], fitting: usize) -> Option<usize> {
    (1..=fitting).rev().find(|end| !rows[end - 1].keep)
}

/// The height of the rows from the first that are kept together.
fn group_height(rows: &[Row]) -> Pt {
    let count = rows.iter().position(|row| !row.keep).map_or(rows.len(), |last| last + 1);
    rows[..count]
        .iter()
        .enumerate()
        .map(|(index, row)| row.height + if index > 0 { row.before } else { Pt::ZERO })
        .sum()
}

/// Keeps what ends a letter with at least two lines of the text before it.
///
/// `close` are the rows of the close and the signatures.
pub(super) fn keep_close(rows: &mut [Row], close: Range<usize>) {
    let mut start = close.start;
    let mut lines = 0;
    while start > 0 && lines < 2 {
        start -= 1;
        lines += usize::from(rows[start].text);
    }
    let last = close.end.saturating_sub(1);
    rows[start..last].iter_mut().for_each(|row| row.keep = true);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(heights: &[f64]) -> Vec<Row> {
        heights.iter().map(|height| Row { height: Pt(*height), text: true, ..Row::default() }).collect()
    }

    #[test]
    fn pages_hold_what_fits() {
        let pages = divide(&rows(&[10.0; 7]), Pt(25.0), Pt(40.0));
        assert_eq!(pages, Ok(vec![0..2, 2..6, 6..7]));
    }

    #[test]
    fn pages_end_before_rows_that_are_kept() {
        let mut rows = rows(&[10.0; 6]);
        rows[2].keep = true;
        assert_eq!(divide(&rows, Pt(30.0), Pt(30.0)), Ok(vec![0..2, 2..5, 5..6]));
    }

    #[test]
    fn pages_take_what_is_kept_together_from_a_first_page_with_little_room() {
        let mut rows = rows(&[10.0; 5]);
        rows[..3].iter_mut().for_each(|row| row.keep = true);
        assert_eq!(divide(&rows, Pt(25.0), Pt(60.0)), Ok(vec![0..0, 0..5]));
    }

    #[test]
    fn pages_part_kept_rows_that_are_higher_than_a_page() {
        let mut rows = rows(&[10.0; 5]);
        rows.iter_mut().for_each(|row| row.keep = true);
        assert_eq!(divide(&rows, Pt(20.0), Pt(20.0)), Ok(vec![0..2, 2..4, 4..5]));
    }

    #[test]
    fn pages_refuse_a_row_that_fits_nowhere() {
        assert_eq!(divide(&rows(&[10.0, 50.0]), Pt(20.0), Pt(20.0)), Err(1));
    }

    #[test]
    fn pages_lose_and_double_nothing_whatever_the_heights() {
        let mut seed = 1_u64;
        let mut random = move |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for _ in 0..500 {
            let mut rows: Vec<Row> = rows(&(0..random(60)).map(|_| 1.0 + random(20) as f64).collect::<Vec<_>>());
            rows.iter_mut().for_each(|row| row.keep = random(3) == 0);
            let pages = divide(&rows, Pt(30.0 + random(50) as f64), Pt(30.0)).unwrap();
            let order: Vec<usize> = pages.iter().flat_map(Range::clone).collect();
            assert_eq!(order, (0..rows.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_close_takes_two_lines_of_text_with_it() {
        let mut rows = rows(&[10.0; 8]);
        keep_close(&mut rows, 5..8);
        assert_eq!(divide(&rows, Pt(60.0), Pt(60.0)), Ok(vec![0..3, 3..8]));
    }
}
