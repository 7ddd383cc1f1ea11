//! Tables: columns as wide as their content wants, rules above, below the head, and below.

use std::rc::Rc;

use super::composer::{Composed, Composer};
use super::galley::{Galley, Row};
use crate::diagnostic::Diagnostic;
use crate::frame::{Artifact, Item, ItemKind, Owner, Role};
use crate::geometry::{Color, Point, Pt, Size};
use crate::letter::{Align, Cell};
use crate::resolve::{AlignName, Style};

/// Between two columns.
const COLUMN_GAP: Pt = Pt(14.0);
/// From a rule to the text, and between rows.
const ROW_GAP: Pt = Pt(4.0);
const THICK: Pt = Pt(0.8);
const THIN: Pt = Pt(0.4);

impl Composer<'_> {
    /// Sets a table; its head stands again at the top of each page that it runs over to.
    pub(super) fn set_table(
        &mut self,
        align: &[Align],
        head: &[Cell],
        rows: &[Vec<Cell>],
        owner: Owner,
        measure: Pt,
    ) -> Galley {
        let (head_style, style) = (self.style("table_head"), self.style("table"));
        let table = self.open(owner, Role::Table);
        let head_cells = self.compose_row(head, head_style, table, Role::TableHeaderCell);
        let body_cells: Vec<Vec<Composed>> =
            rows.iter().map(|row| self.compose_row(row, style, table, Role::TableCell)).collect();
        let Some(widths) = self.column_widths(&head_cells, &body_cells, measure) else { return Galley::default() };
        let total = widths.iter().copied().sum::<Pt>() + COLUMN_GAP * (widths.len() as f64 - 1.0);

        let head_row = self.set_row(&head_cells, head_style, align, &widths);
        let mut head = Galley::of(rule(total, THICK));
        head.append(head_row, ROW_GAP);
        head.append(Galley::of(rule(total, THIN)), ROW_GAP);
        let repeated = Rc::new(as_artifact(head.clone()));

        let mut galley = head.kept();
        if let Some(last) = galley.rows.last_mut() {
            last.keep = true;
        }
        for cells in &body_cells {
            let mut row = self.set_row(cells, style, align, &widths).kept();
            row.rows.iter_mut().for_each(|row| row.head = Some(repeated.clone()));
            galley.append(row, ROW_GAP);
        }
        // The rule below belongs to the last row, and that one is not left alone with it.
        let count = galley.rows.len();
        galley.rows.iter_mut().skip(count.saturating_sub(2)).for_each(|row| row.keep = true);
        galley.append(Galley::of(rule(total, THICK)), ROW_GAP);
        galley.after = style.spec.after.max(style.spec.before);
        galley
    }

    fn compose_row(&mut self, cells: &[Cell], style: &Style, table: Owner, role: Role) -> Vec<Composed> {
        let row = self.open(table, Role::TableRow);
        cells
            .iter()
            .map(|cell| {
                let owner = self.open(row, role);
                self.compose(cell, style, owner)
            })
            .collect()
    }

    /// As wide as the content wants if all fit. Else narrow columns, such as those of numbers,
    /// are still as wide as they want, and the wide ones share what is left.
    fn column_widths(&mut self, head: &[Composed], rows: &[Vec<Composed>], measure: Pt) -> Option<Vec<Pt>> {
        let mut least = vec![Pt::ZERO; head.len()];
        let mut natural = vec![Pt::ZERO; head.len()];
        for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
            for (column, cell) in row.iter().enumerate().take(head.len()) {
                let (narrowest, wanted) = self.widths(cell);
                least[column] = least[column].max(narrowest);
                natural[column] = natural[column].max(wanted);
            }
        }
        let room = measure - COLUMN_GAP * (head.len() as f64 - 1.0);
        let (least_sum, natural_sum): (Pt, Pt) = (least.iter().copied().sum(), natural.iter().copied().sum());
        if natural_sum <= room {
            return Some(natural);
        }
        if least_sum > room {
            let span = head.first().map(Composed::span).unwrap_or_default();
            self.problems.push(
                Diagnostic::error(format!(
                    "the table needs {}, but its column has {}",
                    (least_sum + measure - room).mm(),
                    measure.mm()
                ))
                .at(&self.letter.source, span)
                .hint("use fewer columns or shorter words"),
            );
            return None;
        }
        Some(share(room, &least, &natural))
    }

    /// A row: its cells side by side.
    fn set_row(&mut self, cells: &[Composed], style: &Style, align: &[Align], widths: &[Pt]) -> Galley {
        let mut galley = Galley::default();
        let mut x = Pt::ZERO;
        let leading = self.leading(style);
        for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let align = match align.get(column) {
                Some(Align::Center) => AlignName::Center,
                Some(Align::End) => AlignName::End,
                _ => AlignName::Start,
            };
            // A hair of room, so that a natural width is not broken by rounding.
            let set = self.set(cell, style, *width + Pt(0.01), Some(align), leading);
            galley.overlay(set.shifted(x));
            x += *width + COLUMN_GAP;
        }
        galley
    }
}

/// Divides a room that is too small for the natural widths and large enough for the least.
fn share(room: Pt, least: &[Pt], natural: &[Pt]) -> Vec<Pt> {
    let mut widths: Vec<Option<Pt>> = vec![None; natural.len()];
    // Columns that want no more than an equal part get what they want, which leaves more for the
    // others, as long as it leaves them what they need.
    loop {
        let (left, count) = open(room, &widths);
        let needed: Pt =
            (0..natural.len()).filter(|column| widths[*column].is_none()).map(|column| least[column]).sum();
        let is_content = |column: &usize| {
            let (least, natural) = (least[*column], natural[*column]);
            widths[*column].is_none() && natural <= left / count && natural + needed - least <= left
        };
        let content = (0..natural.len()).find(is_content);
        let Some(column) = content else { break };
        widths[column] = Some(natural[column]);
    }
    // The others share in proportion to what they want; none gets less than it needs.
    loop {
        let (left, _) = open(room, &widths);
        let wanted: Pt =
            (0..natural.len()).filter(|column| widths[*column].is_none()).map(|column| natural[column]).sum();
        let part = |column: usize| left * (natural[column] / wanted);
        let squeezed = (0..natural.len()).find(|column| widths[*column].is_none() && part(*column) < least[*column]);
        let Some(column) = squeezed else {
            return (0..natural.len()).map(|column| widths[column].unwrap_or_else(|| part(column))).collect();
        };
        widths[column] = Some(least[column]);
    }
}

/// The room that is left beside the widths that are settled, and how many are not.
fn open(room: Pt, widths: &[Option<Pt>]) -> (Pt, f64) {
    let settled: Pt = widths.iter().flatten().copied().sum();
    (room - settled, widths.iter().filter(|width| width.is_none()).count().max(1) as f64)
}

fn rule(width: Pt, thickness: Pt) -> Row {
    let kind = ItemKind::Fill { size: Size::new(width, thickness), color: Color::BLACK };
    let item = Item { at: Point::default(), kind, owner: Owner::Artifact(Artifact::Layout) };
    Row { height: thickness, items: vec![item], ..Row::default() }
}

/// The same, as something that is not read aloud again. Places to click go.
fn as_artifact(mut galley: Galley) -> Galley {
    for row in &mut galley.rows {
        row.items.retain(|item| !matches!(item.kind, ItemKind::Link { .. }));
        row.items.iter_mut().for_each(|item| item.owner = Owner::Artifact(Artifact::Pagination));
    }
    galley
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(lengths: &[f64]) -> Vec<Pt> {
        lengths.iter().map(|length| Pt(*length)).collect()
    }

    #[test]
    fn columns_leave_room_for_a_word_that_cannot_be_broken() {
        let widths = share(Pt(100.0), &points(&[10.0, 70.0]), &points(&[40.0, 200.0]));
        assert!(widths[1] >= Pt(70.0) && widths[0] >= Pt(10.0), "{widths:?}");
        assert!((widths[0] + widths[1]).0 <= 100.001, "{widths:?}");
    }

    #[test]
    fn columns_fill_the_room_and_none_is_too_narrow_whatever_they_want() {
        let mut seed = 5_u64;
        let mut random = move |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((seed >> 33) % below) as f64
        };
        for _ in 0..2000 {
            let count = 1 + random(7) as usize;
            let least: Vec<f64> = (0..count).map(|_| random(60)).collect();
            let natural: Vec<f64> = least.iter().map(|least| least + random(300)).collect();
            let (least_sum, natural_sum): (f64, f64) = (least.iter().sum(), natural.iter().sum());
            if natural_sum <= least_sum {
                continue;
            }
            let room = least_sum + (natural_sum - least_sum) * random(100) / 100.0;
            let widths = share(Pt(room), &points(&least), &points(&natural));
            let total: f64 = widths.iter().map(|width| width.0).sum();
            assert!((total - room).abs() < 0.001, "{total} is not {room}: {least:?} {natural:?} {widths:?}");
            for (width, least) in widths.iter().zip(&least) {
                assert!(width.0 >= least - 0.001, "{widths:?} {least:?}");
            }
        }
    }
}
