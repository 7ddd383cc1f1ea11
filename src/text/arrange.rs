//! Puts a line's glyphs where they are drawn.
//!
//! In: two points of a measured text. Out: the [`Line`] between them, its runs in
//! visual order (UAX #9, L1 and L2), spaces widened or narrowed, aligned in the measure.

use std::ops::Range;
use std::sync::Arc;

use unicode_bidi::{BidiInfo, Level};

use super::breaks::{Point, PointKind};
use super::fit::{SHRINK, WIDEST};
use super::line::{Glyph, Line, LineEnd, PlacedRun, Run};
use super::measure::{Chunk, Cut, Measured};
use super::{Alignment, Setting};
use crate::geometry::Pt;

/// A line to be arranged.
pub(super) struct Stretch<'a> {
    /// The text.
    pub(super) text: &'a Measured<'a>,
    /// Where the line begins.
    pub(super) from: &'a Cut,
    /// Where it ends.
    pub(super) to: &'a Point,
    /// Why it ends.
    pub(super) end: LineEnd,
    /// The level of the paragraph.
    pub(super) base: Level,
}

/// Chunks that make up a run, with their level.
struct Group {
    level: Level,
    chunks: Vec<Chunk>,
}

/// Arranges a line.
pub(super) fn arrange(line: &Stretch, setting: &Setting) -> Line {
    let text = line.text.prepared.get(line.from.at..line.to.cut.at);
    let trimmed = line.from.at + text.trim_end_matches(' ').len();
    let groups = groups(line, trimmed);

    // Spaces take up what the line lacks.
    let ink = |glyph: &Range<usize>| glyph.is_empty() || glyph.start < trimmed;
    let (natural, space) = sums(line, &groups, ink);
    let factor = space_factor(line, setting, natural, space);
    let width = natural + space * (factor - 1.0);

    // Runs lie in visual order, the last spaces beyond the ink.
    let levels: Vec<Level> = groups.iter().map(|group| group.level).collect();
    let runs: Vec<(Run, usize)> = (BidiInfo::reorder_visual(&levels).into_iter())
        .filter_map(|number| groups.get(number))
        .filter_map(|group| run(line, group, |glyph| if ink(glyph) { factor } else { 1.0 }))
        .collect();
    let x = start_of_ink(line.base, setting, width);
    let all: Pt = runs.iter().map(|(run, _)| run.advance).sum();
    let mut at = if line.base.is_rtl() { Pt(x + width) - all } else { Pt(x) };
    let runs = runs.into_iter().map(|(run, span)| {
        let placed = PlacedRun { x: at, run: Arc::new(run), span };
        at += placed.run.advance;
        placed
    });
    let runs = runs.collect();
    let range = line.text.prepared.original_range(&(line.from.at..line.to.cut.at));
    Line { runs, x: Pt(x), width: Pt(width), range, end: line.end }
}

/// The line's chunks in reading order, those of one run together.
fn groups(line: &Stretch, trimmed: usize) -> Vec<Group> {
    let mut chunks = line.text.chunks(line.from, &line.to.cut);
    if line.to.kind == PointKind::Hyphen {
        chunks.extend(line.text.hyphen(line.to.cut.at).map(|(hyphen, _)| hyphen));
    }
    let mut groups: Vec<Group> = Vec::new();
    for chunk in chunks {
        let Some(look) = line.text.looks.get(chunk.look) else { continue };
        // Last spaces lie at the paragraph's end side (L1), wherever the words before them lie.
        if look.item.level != line.base && chunk.range.end > trimmed && !chunk.is_hyphen() {
            let (words, spaces) = chunk.split(trimmed.max(chunk.range.start));
            if !words.range.is_empty() {
                push(line.text, &mut groups, words, look.item.level);
            }
            push(line.text, &mut groups, spaces, line.base);
        } else {
            push(line.text, &mut groups, chunk, look.item.level);
        }
    }
    groups
}

/// Adds a chunk to the last group if a run can hold both.
fn push(text: &Measured, groups: &mut Vec<Group>, chunk: Chunk, level: Level) {
    let same_run = |one: &Chunk, other: &Chunk| {
        let (Some(one), Some(other)) = (text.looks.get(one.look), text.looks.get(other.look)) else { return false };
        let mark = |number: usize| text.prepared.spans.get(number).map(|span| span.mark);
        one.face() == other.face()
            && (std::ptr::eq(one.style, other.style) || one.style == other.style)
            && mark(one.item.span) == mark(other.item.span)
    };
    match groups.last_mut() {
        Some(last) if last.level == level && last.chunks.last().is_some_and(|before| same_run(before, &chunk)) => {
            last.chunks.push(chunk);
        }
        _ => groups.push(Group { level, chunks: vec![chunk] }),
    }
}

/// The width of the line's ink and of the stretchable spaces in it.
fn sums(line: &Stretch, groups: &[Group], ink: impl Fn(&Range<usize>) -> bool) -> (f64, f64) {
    let (mut natural, mut space) = (0.0, 0.0);
    for chunk in groups.iter().flat_map(|group| &group.chunks) {
        let Some(look) = line.text.looks.get(chunk.look) else { continue };
        for (glyph, cluster) in chunk.glyphs() {
            if chunk.is_hyphen() || ink(&cluster) {
                let advance = look.advance(glyph);
                natural += advance;
                space += if glyph.stretchable { advance } else { 0.0 };
            }
        }
    }
    (natural, space)
}

/// What the widths of spaces are multiplied by.
fn space_factor(line: &Stretch, setting: &Setting, natural: f64, space: f64) -> f64 {
    let lack = setting.measure.0 - natural;
    let justified = setting.alignment == Alignment::Justify && !setting.balance;
    let ends = matches!(line.end, LineEnd::Last | LineEnd::Hard);
    if !justified || space <= 0.0 || ends && lack >= 0.0 || lack > WIDEST * space {
        return 1.0;
    }
    (1.0 + lack / space).max(1.0 - SHRINK)
}

/// The distance of the ink from the measure's left side.
pub(super) fn start_of_ink(base: Level, setting: &Setting, width: f64) -> f64 {
    let lack = setting.measure.0 - width;
    let right = match setting.alignment {
        Alignment::Start | Alignment::Justify => base.is_rtl(),
        Alignment::End => base.is_ltr(),
        Alignment::Center => return lack / 2.0,
    };
    if right { lack } else { 0.0 }
}

/// The run of a group, the spaces of each glyph multiplied by a factor, and the span that it begins in.
fn run(line: &Stretch, group: &Group, factor: impl Fn(&Range<usize>) -> f64) -> Option<(Run, usize)> {
    let first = group.chunks.first()?;
    let look = line.text.looks.get(first.look)?;
    let rtl = look.item.level.is_rtl();
    let mut text = String::new();
    let mut pieces: Vec<Vec<Glyph>> = Vec::with_capacity(group.chunks.len());
    for chunk in &group.chunks {
        let look = line.text.looks.get(chunk.look)?;
        let start = text.len();
        text.push_str(if chunk.is_hyphen() { "\u{ad}" } else { line.text.prepared.get(chunk.range.clone()) });
        let end = text.len();
        let glyphs = chunk.glyphs().map(|(glyph, cluster)| {
            let stretch = if glyph.stretchable { factor(&cluster) } else { 1.0 };
            let cluster = if chunk.is_hyphen() {
                start..end
            } else {
                start + cluster.start - chunk.range.start..end.min(start + cluster.end - chunk.range.start)
            };
            Glyph {
                id: glyph.id,
                advance: Pt(look.advance(glyph) * stretch),
                dx: Pt(look.points(glyph.dx)),
                dy: Pt(look.points(glyph.dy)),
                cluster: cluster.start as u32..cluster.end as u32,
            }
        });
        pieces.push(glyphs.collect());
    }
    if rtl {
        pieces.reverse();
    }
    let glyphs = pieces.concat();
    let run = Run {
        face: look.face(),
        size: look.style.size,
        color: look.style.color,
        language: look.style.language.clone(),
        rtl,
        text,
        advance: glyphs.iter().map(|glyph| glyph.advance).sum(),
        glyphs,
    };
    Some((run, look.item.span))
}
