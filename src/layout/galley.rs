//! Set matter before it is divided into pages: rows, one below the other.

use std::rc::Rc;

use crate::diagnostic::Span;
use crate::frame::{Item, ItemKind};
use crate::geometry::{Point, Pt};

/// A row: the smallest thing that stands on one page whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// Space above it; at the top of a page or zone there is none.
    pub before: Pt,
    /// Its height.
    pub height: Pt,
    /// What is in it, from its top left corner.
    pub items: Vec<Item>,
    /// It is not parted from the next row.
    pub keep: bool,
    /// It is a line of text, not room or a rule.
    pub text: bool,
    /// It is room for the hand, which may be a little less.
    pub room: bool,
    /// What stands above it when it is the first of a page: a table's head.
    pub head: Option<Rc<Galley>>,
    /// Where its content comes from in the letter file.
    pub span: Span,
}

/// Rows from top to bottom.
#[derive(Debug, Clone, Default)]
pub(super) struct Galley {
    /// The rows.
    pub rows: Vec<Row>,
    /// Space below the last one, if something follows.
    pub after: Pt,
}

impl Galley {
    /// A single row.
    pub fn of(row: Row) -> Self {
        Self { rows: vec![row], after: Pt::ZERO }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The height of all rows, as they stand at the top of a zone.
    pub fn height(&self) -> Pt {
        let gaps: Pt = self.rows.iter().skip(1).map(|row| row.before).sum();
        gaps + self.rows.iter().map(|row| row.height).sum()
    }

    /// The right end of the content, from the galley's left side.
    pub fn width(&self) -> Pt {
        let items = self.rows.iter().flat_map(|row| &row.items);
        items.map(|item| item.at.x + extent(item)).fold(Pt::ZERO, Pt::max)
    }

    /// The left end of the content.
    pub fn left(&self) -> Pt {
        let items = self.rows.iter().flat_map(|row| &row.items);
        items.map(|item| item.at.x).fold(self.width(), Pt::min)
    }

    /// Puts `other` below. Of the space that one wants below and the other above, the larger counts.
    pub fn append(&mut self, mut other: Self, before: Pt) {
        if let Some(first) = other.rows.first_mut() {
            first.before = first.before.max(before).max(self.after);
            self.after = other.after;
            self.rows.append(&mut other.rows);
        }
    }

    /// Lays `other` over this one, row by row from the top: what stands side by side.
    pub fn overlay(&mut self, other: Self) {
        for (index, row) in other.rows.into_iter().enumerate() {
            match self.rows.get_mut(index) {
                Some(under) => {
                    under.height = under.height.max(row.height);
                    under.keep |= row.keep;
                    under.text |= row.text;
                    under.items.extend(row.items);
                }
                None => self.rows.push(row),
            }
        }
    }

    /// The same, moved to the right.
    pub fn shifted(mut self, dx: Pt) -> Self {
        for item in self.rows.iter_mut().flat_map(|row| &mut row.items) {
            item.at.x += dx;
        }
        self
    }

    /// The same, with rows that are never parted.
    pub fn kept(mut self) -> Self {
        let last = self.rows.len().saturating_sub(1);
        self.rows.iter_mut().take(last).for_each(|row| row.keep = true);
        self
    }

    /// The items on a page, when the top left corner of the first row is at `at`.
    pub fn placed(self, at: Point) -> Vec<Item> {
        let mut items = vec![];
        let mut y = at.y;
        for (index, row) in self.rows.into_iter().enumerate() {
            if index > 0 {
                y += row.before;
            }
            let height = row.height;
            items.extend(row.placed(Point::new(at.x, y)));
            y += height;
        }
        items
    }
}

impl Row {
    /// The same row without its content, unless that decides how small it can be.
    pub fn bare(&self) -> Self {
        let items = if self.room { self.items.clone() } else { vec![] };
        Self {
            before: self.before,
            height: self.height,
            items,
            keep: self.keep,
            text: self.text,
            room: self.room,
            head: self.head.clone(),
            span: self.span.clone(),
        }
    }

    /// Makes the room for the hand smaller; what stands in it stays at its foot and keeps its size.
    pub fn tighten_room(&mut self, scale: f64) {
        let highest = self.items.iter().map(|item| self.height - item.at.y).fold(Pt::ZERO, Pt::max);
        let height = (self.height * scale).max(highest);
        for item in &mut self.items {
            item.at.y = item.at.y + height - self.height;
        }
        self.height = height;
    }

    /// The items on a page, when the row's top left corner is at `at`.
    pub fn placed(self, at: Point) -> impl Iterator<Item = Item> {
        self.items.into_iter().map(move |item| Item { at: item.at.shifted(at.x, at.y), ..item })
    }
}

/// How far an item reaches to the right.
fn extent(item: &Item) -> Pt {
    match &item.kind {
        ItemKind::Text(run) => run.advance,
        ItemKind::Fill { size, .. } | ItemKind::Picture { size, .. } | ItemKind::Link { size, .. } => size.width,
    }
}
