//! Text as it is measured: segments between places where a line may end.
//!
//! In: items and the places. Out: [`Measured`] text, in which the width of any
//! stretch is a difference of sums, and [`Chunk`]s of glyphs for the lines.
//!
//! A segment is shaped by itself, its last spaces included, so a line is as wide
//! as its segments are together. Only at a break within a segment is it
//! different: there the letters next to the break are shaped anew, back to the
//! nearest place where the font says that this changes nothing.

use std::ops::Range;
use std::sync::Arc;

use super::characters::joins;
use super::face::script;
use super::itemize::{Item, Itemized};
use super::prepare::Prepared;
use super::shape::{Plan, PlanKey, Shaped, ShapedGlyph};
use super::{FaceId, Fonts, TextStyle};

/// How far from a break letters are shaped anew at most, in clusters. Further away nothing changes in practice.
const FURTHEST_RESHAPED: usize = 24;

/// A width with the part of it that is stretchable space, in points.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    /// All of it.
    pub(super) width: f64,
    /// The spaces in it.
    pub(super) space: f64,
}

impl Extent {
    pub(super) fn plus(self, other: Self) -> Self {
        Self { width: self.width + other.width, space: self.space + other.space }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        Self { width: self.width - other.width, space: self.space - other.space }
    }
}

/// What glyphs of an item are scaled and spaced by.
pub(super) struct Look<'a> {
    /// The item.
    pub(super) item: &'a Item,
    /// Its style.
    pub(super) style: &'a TextStyle,
    plan: Option<Arc<Plan>>,
    scale: f64,
    tracking: f64,
}

/// A piece of a segment in one item.
pub(super) struct Atom {
    range: Range<usize>,
    look: usize,
    shaped: Arc<Shaped>,
}

/// Text up to a place where a line may end.
pub(super) struct Segment {
    /// Bytes of the prepared text.
    pub(super) range: Range<usize>,
    /// The end without the last spaces.
    pub(super) trimmed: usize,
    atoms: Range<usize>,
    /// All before it.
    pub(super) before: Extent,
    /// All before its last spaces.
    pub(super) ink: Extent,
    /// All up to its end.
    pub(super) after: Extent,
}

/// Glyphs for a part of a line, all of one item.
pub(super) struct Chunk {
    /// The number of the item's look.
    pub(super) look: usize,
    /// The bytes that it stands for; empty for an inserted hyphen.
    pub(super) range: Range<usize>,
    /// Where the shaped piece begins; its glyphs in `range` are meant.
    base: usize,
    shaped: Arc<Shaped>,
}

/// A place within a segment, with what a break there changes.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    /// The place.
    pub(super) at: usize,
    /// The last place before it that a break does not change.
    pub(super) left: usize,
    /// The first place after it that a break does not change.
    pub(super) right: usize,
}

/// A text that can be measured.
pub(super) struct Measured<'a> {
    pub(super) prepared: &'a Prepared<'a>,
    pub(super) fonts: &'a Fonts,
    pub(super) looks: Vec<Look<'a>>,
    pub(super) segments: Vec<Segment>,
    atoms: Vec<Atom>,
}

impl<'a> Look<'a> {
    fn new(item: &'a Item, style: &'a TextStyle, fonts: &Fonts) -> Self {
        let face = fonts.face(item.face);
        let tracked = style.tracking.is_finite() && style.tracking != 0.0 && !joins(item.script);
        let key = PlanKey {
            script: script(item.script),
            rtl: item.level.is_rtl(),
            language: style.language.clone(),
            tabular: style.tabular_figures,
            ligatures: !tracked,
        };
        Self {
            item,
            style,
            plan: face.plan(&key),
            scale: style.size.0 / face.units_per_em(),
            tracking: if tracked { style.tracking / 1000.0 * style.size.0 } else { 0.0 },
        }
    }

    /// The face.
    pub(super) fn face(&self) -> FaceId {
        self.item.face
    }

    /// A length in font units, in points.
    pub(super) fn points(&self, units: i32) -> f64 {
        f64::from(units) * self.scale
    }

    /// A glyph's advance in points, tracking included.
    pub(super) fn advance(&self, glyph: &ShapedGlyph) -> f64 {
        self.points(glyph.advance) + if glyph.tracked { self.tracking } else { 0.0 }
    }

    fn shape(&self, text: &str, fonts: &Fonts) -> Arc<Shaped> {
        self.plan.as_ref().map(|plan| plan.shape(fonts.face(self.item.face), text)).unwrap_or_default()
    }

    fn extent(&self, glyph: &ShapedGlyph) -> Extent {
        let width = self.advance(glyph);
        Extent { width, space: if glyph.stretchable { width } else { 0.0 } }
    }

    fn sum<'g>(&self, glyphs: impl Iterator<Item = &'g ShapedGlyph>) -> Extent {
        glyphs.fold(Extent::default(), |sum, glyph| sum.plus(self.extent(glyph)))
    }
}

/// The looks of all items.
pub(super) fn looks<'a>(prepared: &Prepared<'a>, itemized: &'a Itemized, fonts: &Fonts) -> Vec<Look<'a>> {
    let mut looks = Vec::with_capacity(itemized.items.len());
    for item in &itemized.items {
        if let Some(span) = prepared.spans.get(item.span) {
            looks.push(Look::new(item, &span.style, fonts));
        }
    }
    looks
}

impl<'a> Measured<'a> {
    /// Measures the segments of one line of the author's, given their ends.
    pub(super) fn new(prepared: &'a Prepared<'a>, looks: Vec<Look<'a>>, fonts: &'a Fonts) -> Self {
        Self { prepared, fonts, looks, segments: Vec::new(), atoms: Vec::new() }
    }

    /// Replaces the segments by those of a range that end at the given places.
    pub(super) fn measure(&mut self, start: usize, ends: &[usize]) {
        self.segments.clear();
        self.atoms.clear();
        let mut look = self.looks.partition_point(|look| look.item.range.end <= start);
        let mut before = Extent::default();
        let mut place = start;
        for end in ends {
            let range = place..*end;
            let trimmed = place + self.prepared.get(range.clone()).trim_end_matches(' ').len();
            let first_atom = self.atoms.len();
            let (mut ink, mut all) = (Extent::default(), Extent::default());
            while let Some(current) = self.looks.get(look).filter(|look| look.item.range.start < *end) {
                let piece = current.item.range.start.max(place)..current.item.range.end.min(*end);
                let shaped = current.shape(self.prepared.get(piece.clone()), self.fonts);
                for glyph in &shaped.glyphs {
                    let extent = current.extent(glyph);
                    all = all.plus(extent);
                    if piece.start + (glyph.start as usize) < trimmed {
                        ink = ink.plus(extent);
                    }
                }
                let ends_here = current.item.range.end <= *end;
                self.atoms.push(Atom { range: piece, look, shaped });
                if !ends_here {
                    break;
                }
                look += 1;
            }
            let after = before.plus(all);
            let ink = before.plus(ink);
            let atoms = first_atom..self.atoms.len();
            self.segments.push(Segment { range, trimmed, atoms, before, ink, after });
            before = after;
            place = *end;
        }
    }

    /// The atoms of a segment.
    fn atoms(&self, segment: usize) -> &[Atom] {
        self.segments.get(segment).and_then(|segment| self.atoms.get(segment.atoms.clone())).unwrap_or_default()
    }

    /// What breaks at places within a segment change, with the extents before and after each break.
    ///
    /// The places are ascending. What is before counts from the start of the text, what is after as well.
    pub(super) fn cuts(&self, segment: usize, places: &[usize]) -> Vec<(Cut, Extent, Extent)> {
        let mut cuts = Vec::with_capacity(places.len());
        let mut before = self.segments.get(segment).map_or_else(Extent::default, |segment| segment.before);
        let mut places = places.iter().copied().peekable();
        for atom in self.atoms(segment) {
            let Some(look) = self.looks.get(atom.look) else { continue };
            let mut ladder = None;
            while let Some(at) = places.next_if(|at| *at < atom.range.end) {
                let ladder = ladder.get_or_insert_with(|| Ladder::new(atom, look));
                cuts.push(self.cut(atom, look, ladder, before, at));
            }
            before = before.plus(look.sum(atom.shaped.glyphs.iter()));
        }
        cuts
    }

    fn cut(&self, atom: &Atom, look: &Look, ladder: &Ladder, before: Extent, at: usize) -> (Cut, Extent, Extent) {
        let (left, left_sum) = ladder.safe_before(at);
        let (right, right_sum) = ladder.safe_after(at, atom.range.end);
        let head = before.plus(left_sum).plus(self.reshaped(look, left..at));
        let tail = before.plus(right_sum).minus(self.reshaped(look, at..right));
        (Cut { at, left, right }, head, tail)
    }

    fn reshaped(&self, look: &Look, range: Range<usize>) -> Extent {
        if range.is_empty() {
            return Extent::default();
        }
        look.sum(look.shape(self.prepared.get(range), self.fonts).glyphs.iter())
    }

    /// The extent between two cuts of a segment that are so near that they change the same letters.
    pub(super) fn between(&self, from: &Cut, to: &Cut) -> Extent {
        let look = self.looks.get(self.look_at(from.at));
        look.map_or_else(Extent::default, |look| self.reshaped(look, from.at..to.at))
    }

    /// The number of the look of the text at a place.
    fn look_at(&self, place: usize) -> usize {
        self.looks.partition_point(|look| look.item.range.end <= place)
    }

    /// The glyphs between two cuts.
    pub(super) fn chunks(&self, from: &Cut, to: &Cut) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        let first = self.atoms.partition_point(|atom| atom.range.end <= from.at);
        for atom in self.atoms.iter().skip(first).take_while(|atom| atom.range.start < to.at) {
            let from_here = from.at > atom.range.start;
            let to_here = to.at < atom.range.end;
            if from_here && to_here && from.right > to.left {
                self.push_reshaped(&mut chunks, atom.look, from.at..to.at);
                continue;
            }
            let kept =
                if from_here { from.right } else { atom.range.start }..if to_here { to.left } else { atom.range.end };
            if from_here {
                self.push_reshaped(&mut chunks, atom.look, from.at..from.right);
            }
            if !kept.is_empty() {
                let shaped = atom.shaped.clone();
                chunks.push(Chunk { look: atom.look, range: kept, base: atom.range.start, shaped });
            }
            if to_here {
                self.push_reshaped(&mut chunks, atom.look, to.left..to.at);
            }
        }
        chunks
    }

    fn push_reshaped(&self, chunks: &mut Vec<Chunk>, look: usize, range: Range<usize>) {
        if let Some(shaped) = self.looks.get(look).filter(|_| !range.is_empty()) {
            let shaped = shaped.shape(self.prepared.get(range.clone()), self.fonts);
            chunks.push(Chunk { look, base: range.start, range, shaped });
        }
    }

    /// The hyphen for a word broken at a place, with its width; none if the face has no hyphen.
    pub(super) fn hyphen(&self, place: usize) -> Option<(Chunk, f64)> {
        let number = self.look_at(place.checked_sub(1)?);
        let look = self.looks.get(number)?;
        let face = self.fonts.face(look.item.face);
        let text = ["\u{2010}", "-"].into_iter().find(|text| text.chars().all(|hyphen| face.covers(hyphen)))?;
        let shaped = look.shape(text, self.fonts);
        let width = look.sum(shaped.glyphs.iter()).width;
        Some((Chunk { look: number, range: place..place, base: place, shaped }, width))
    }

    /// The em at a place, in points.
    pub(super) fn em(&self, place: usize) -> f64 {
        self.looks.get(self.look_at(place)).map_or(0.0, |look| look.style.size.0)
    }
}

impl Chunk {
    /// Whether it is an inserted hyphen.
    pub(super) fn is_hyphen(&self) -> bool {
        self.range.is_empty()
    }

    /// The glyphs from left to right, with the bytes of the prepared text that they stand for.
    pub(super) fn glyphs(&self) -> impl Iterator<Item = (&ShapedGlyph, Range<usize>)> {
        let place = |start: u32| self.base + start as usize;
        self.meant().iter().map(move |glyph| (glyph, place(glyph.start)..place(glyph.end)))
    }

    /// The shaped glyphs that are in its range. Clusters ascend or, from right to left, descend.
    fn meant(&self) -> &[ShapedGlyph] {
        let glyphs = self.shaped.glyphs.as_slice();
        if self.is_hyphen() {
            return glyphs;
        }
        let below = |glyph: &ShapedGlyph, place: usize| self.base + (glyph.start as usize) < place;
        let rtl = matches!(glyphs, [first, .., last] if first.start > last.start);
        let bounds = if rtl {
            let first = glyphs.partition_point(|glyph| !below(glyph, self.range.end));
            first..glyphs.partition_point(|glyph| !below(glyph, self.range.start))
        } else {
            let first = glyphs.partition_point(|glyph| below(glyph, self.range.start));
            first..glyphs.partition_point(|glyph| below(glyph, self.range.end))
        };
        glyphs.get(bounds).unwrap_or_default()
    }

    /// Cuts it at a place between clusters.
    pub(super) fn split(&self, place: usize) -> (Self, Self) {
        let part = |range| Self { look: self.look, range, base: self.base, shaped: self.shaped.clone() };
        (part(self.range.start..place), part(place..self.range.end))
    }
}

/// Sums of an atom's clusters in the order of its text.
struct Ladder {
    base: usize,
    /// Start of each cluster, the extent before it, and whether a break there changes nothing.
    steps: Vec<(usize, Extent, bool)>,
    all: Extent,
}

impl Ladder {
    fn new(atom: &Atom, look: &Look) -> Self {
        let base = atom.range.start;
        let mut steps: Vec<(usize, Extent, bool)> = Vec::with_capacity(atom.shaped.glyphs.len());
        let mut sum = Extent::default();
        let mut step = |glyph: &ShapedGlyph| {
            let start = base + glyph.start as usize;
            match steps.last_mut().filter(|last| last.0 == start) {
                Some(last) => last.2 &= glyph.safe,
                None => steps.push((start, sum, glyph.safe)),
            }
            sum = sum.plus(look.extent(glyph));
        };
        if look.item.level.is_rtl() {
            atom.shaped.glyphs.iter().rev().for_each(&mut step);
        } else {
            atom.shaped.glyphs.iter().for_each(&mut step);
        }
        Self { base, steps, all: sum }
    }

    /// The last place up to `at` that a break does not change, and what is before it.
    fn safe_before(&self, at: usize) -> (usize, Extent) {
        let end = self.steps.partition_point(|step| step.0 <= at);
        let near = self.steps.get(end.saturating_sub(FURTHEST_RESHAPED)..end).unwrap_or_default();
        let step = near.iter().rev().find(|step| step.2).or(near.first());
        step.map_or((self.base, Extent::default()), |step| (step.0, step.1))
    }

    /// The first place from `at` on that a break does not change, and what is before it.
    fn safe_after(&self, at: usize, end: usize) -> (usize, Extent) {
        let start = self.steps.partition_point(|step| step.0 < at);
        let until = self.steps.len().min(start + FURTHEST_RESHAPED);
        let near = self.steps.get(start..until).unwrap_or_default();
        let last = near.last().filter(|_| until < self.steps.len());
        near.iter().find(|step| step.2).or(last).map_or((end, self.all), |step| (step.0, step.1))
    }
}
