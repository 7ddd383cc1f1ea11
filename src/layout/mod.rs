//! Where everything stands.
//!
//! In: a [`ResolvedLetter`] and the fonts. Out: a [`Document`], or what cannot be
//! set right.
//!
//! 1. *cover*: place the zones of the cover page, if there is one;
//! 2. *head*: place the zones of the first page;
//! 3. *flow*: set subject, text, close and what follows as one long galley of rows;
//! 4. *foot*: place the zones at the foot of the first page, which are read last;
//! 5. *pages*: divide the galley, so that no line is stranded;
//! 6. *assemble*: put each page's rows, continuation head and marks together;
//! 7. *order*: what is on a page in the order in which it is read.
//!
//! The files are named after what they set: `prose` (blocks), `inline` (pieces of a
//! line), `table`, `fields`, `parts` (the letter's parts), `signatures`, `zones`,
//! `pages`; `galley` is what set matter is before it has a page, and `composer` is
//! what all of them share.

mod composer;
mod fields;
mod galley;
mod inline;
mod order;
mod pages;
mod parts;
mod problems;
mod prose;
mod signatures;
mod table;
mod zones;

use std::ops::Range;

use composer::Composer;
use galley::{Galley, Row};
use parts::Place;
use zones::PlacedZones;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::frame::{Artifact, Document, Item, ItemKind, OutlineEntry, Owner, Page, Role};
use crate::geometry::{Color, Point, Pt, Size};
use crate::resolve::{Part, ResolvedLetter};
use crate::text::{self, Fonts};

/// The thickness of fold and punch marks.
const MARK_THICKNESS: Pt = Pt(0.2);
/// The colour of fold and punch marks.
const MARK_COLOR: Color = Color { r: 0x80, g: 0x80, b: 0x80 };

/// Lays a letter out.
///
/// # Errors
///
/// Everything that cannot be set right: an address that is higher than its window, a
/// word wider than its column, characters that no font has, zones that run into
/// each other.
pub fn layout(letter: &ResolvedLetter, fonts: &Fonts) -> Result<Document, Diagnostics> {
    layout_with(letter, fonts, &text::Kept::default())
}

/// The same as [`layout`], with the paragraphs of letters before, and kept for those after.
///
/// # Errors
///
/// As [`layout`].
pub fn layout_with(letter: &ResolvedLetter, fonts: &Fonts, kept: &text::Kept) -> Result<Document, Diagnostics> {
    let mut composer = Composer::new(letter, fonts, kept);
    let hang = composer.hang();

    // The cover page.
    let cover = lay_cover(&mut composer, hang);

    // The head of the first page.
    let owner = if cover.is_some() {
        let root = composer.root();
        composer.open(root, Role::Section)
    } else {
        composer.root()
    };
    let margin = letter.template.margin;
    let measure = letter.template.page.width - margin.left - margin.right;
    let place = Place { zone: None, owner, measure, hang, page: (1, 1) };
    let mut head = composer.place_head(&letter.template.first, place);

    // What flows, and where it is divided.
    let mut flow = set_flow(&mut composer, place);
    composer.place_foot(&letter.template.first, place, &mut head);
    // What all further pages repeat is not read aloud.
    let repeated = Place { owner: Owner::Artifact(Artifact::Pagination), ..place };
    let next = composer.place_zones(&letter.template.next, Place { page: (2, 2), ..repeated });
    let frames = (first_frame(letter, &head), next_frame(letter, &next));
    let ranges = divide(&mut composer, &mut flow, &frames);

    // Each page's rows, head and marks.
    let mut rows = flow.rows.into_iter();
    let mut pages: Vec<Page> = cover.into_iter().collect();
    let outline = outline(letter, pages.len());
    let count = ranges.len();
    for (index, range) in ranges.into_iter().enumerate() {
        let (zones, frame) = if index == 0 {
            (head.items.clone(), &frames.0)
        } else {
            let page = Place { page: (index + 1, count), ..repeated };
            (composer.place_zones(&letter.template.next, page).items, &frames.1)
        };
        pages.push(assemble(letter, zones, rows.by_ref().take(range.len()).collect(), frame, index));
    }

    order::in_reading_order(&mut pages, &composer.elements);
    if composer.problems.is_empty() {
        let Composer { elements, pictures, .. } = composer;
        let ResolvedLetter { info, attachments, standard, is_one_of_many, .. } = letter;
        let (info, attachments) = (info.clone(), attachments.clone());
        let (standard, is_one_of_many) = (*standard, *is_one_of_many);
        Ok(Document { pages, elements, pictures, info, outline, standard, attachments, is_one_of_many })
    } else {
        Err(Diagnostics(composer.problems))
    }
}

/// The part of a page that the flow fills.
struct Frame {
    top: Pt,
    bottom: Pt,
}

/// The page before the letter.
fn lay_cover(composer: &mut Composer<'_>, hang: Pt) -> Option<Page> {
    let letter = composer.letter;
    letter.parts.cover.as_ref()?;
    let root = composer.root();
    let owner = composer.open(root, Role::Section);
    let measure = letter.template.page.width - letter.template.margin.left - letter.template.margin.right;
    let place = Place { zone: None, owner, measure, hang, page: (1, 1) };
    let zones = composer.place_zones(&letter.template.cover, place);
    Some(Page { size: letter.template.page, items: zones.items })
}

/// The letter's own text, one part below the other.
fn set_flow(composer: &mut Composer<'_>, place: Place<'_>) -> Galley {
    let letter = composer.letter;
    let mut flow = Galley::default();
    let mut close: Option<Range<usize>> = None;
    for part in &letter.template.flow.parts {
        let (set, before) = composer.set_part(*part, place);
        let start = flow.rows.len();
        flow.append(set, before);
        if matches!(part, Part::Closing | Part::Signatures) && flow.rows.len() > start {
            close = Some(close.map_or(start, |close| close.start)..flow.rows.len());
        }
        // A greeting or a heading is not left behind by what it introduces.
        if matches!(part, Part::Subject | Part::Salutation)
            && let Some(last) = flow.rows.last_mut()
        {
            last.keep = true;
        }
    }
    if let Some(close) = close {
        pages::keep_close(&mut flow.rows, close);
    }
    flow
}

fn first_frame(letter: &ResolvedLetter, head: &PlacedZones) -> Frame {
    let template = &letter.template;
    let below_head = if head.bottom > Pt::ZERO { head.bottom + template.flow.gap } else { template.margin.top };
    Frame { top: template.flow.y.max(below_head), bottom: frame_bottom(letter, head) }
}

fn next_frame(letter: &ResolvedLetter, head: &PlacedZones) -> Frame {
    let template = &letter.template;
    let below_head = if head.bottom > Pt::ZERO { head.bottom + template.flow.head_gap } else { Pt::ZERO };
    Frame { top: template.margin.top.max(below_head), bottom: frame_bottom(letter, head) }
}

/// The text ends above the margin and above what stands at the foot.
fn frame_bottom(letter: &ResolvedLetter, zones: &PlacedZones) -> Pt {
    let template = &letter.template;
    let margin = template.page.height - template.margin.bottom;
    zones.foot.map_or(margin, |foot| margin.min(foot - template.flow.foot_gap))
}

fn divide(composer: &mut Composer<'_>, flow: &mut Galley, (first, next): &(Frame, Frame)) -> Vec<Range<usize>> {
    let source = &composer.letter.source;
    match pages::fit(&mut flow.rows, first.bottom - first.top, next.bottom - next.top) {
        Ok(pages) => pages,
        Err(row) => {
            let span = flow.rows.get(row).map(|row| row.span.clone()).unwrap_or_default();
            let problem = Diagnostic::error("this does not fit on a page").at(source, span);
            composer
                .problems
                .push(problem.hint("make it smaller, or give the text more room in a template of your own"));
            vec![]
        }
    }
}

/// Puts a page together.
fn assemble(letter: &ResolvedLetter, zones: Vec<Item>, rows: Vec<Row>, frame: &Frame, index: usize) -> Page {
    let mut items = zones;
    let x = letter.template.margin.left;
    let mut y = frame.top;
    if let Some(head) = rows.first().and_then(|row| row.head.as_ref()).filter(|_| index > 0) {
        y += head.height() + rows[0].before;
        items.extend(Galley::clone(head).placed(Point::new(x, frame.top)));
    }
    for (index, row) in rows.into_iter().enumerate() {
        if index > 0 {
            y += row.before;
        }
        let height = row.height;
        items.extend(row.placed(Point::new(x, y)));
        y += height;
    }
    if index == 0 {
        items.extend(marks(letter));
    }
    Page { size: letter.template.page, items }
}

/// Fold and punch marks.
fn marks(letter: &ResolvedLetter) -> impl Iterator<Item = Item> + '_ {
    letter.template.marks.iter().map(|mark| Item {
        at: Point::new(mark.x, mark.y - MARK_THICKNESS / 2.0),
        kind: ItemKind::Fill { size: Size::new(mark.length, MARK_THICKNESS), color: MARK_COLOR },
        owner: Owner::Artifact(Artifact::Layout),
    })
}

/// Entries for cover and letter where there are both.
fn outline(letter: &ResolvedLetter, covers: usize) -> Vec<OutlineEntry> {
    if covers == 0 {
        return vec![];
    }
    let entry = |key: &str, page| OutlineEntry { title: letter.parts.label(key).to_string(), page, y: Pt::ZERO };
    vec![entry("cover", 0), entry("letter", covers)]
}
