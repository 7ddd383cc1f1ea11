//! A page's items as content.
//!
//! The page is turned upside down here: frames count from the top, PDF from the bottom.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use printpdf::{
    Color as PdfColor, CurTransMat, DictItem, FontId, Op, PaintMode, PdfFontHandle, Pt as PdfPt, Rect, Rgb, XObjectId,
    XObjectTransform,
};

use super::ExportError;
use super::clusters::{Cluster, clusters};
use super::fonts::Cut;
use super::kept::Kept;
use super::operators::Content;
use super::pictures;
use super::runs::{DrawnRun, KnownRun};
use super::syntax::{Dict, Value, utf16, write_number};
use crate::frame::{Artifact, Document, Element, ElementId, Item, ItemKind, Owner, Page, Role, Standard};
use crate::geometry::{Color, Point, Pt, Size};
use crate::text::{FaceId, Glyph};

/// A drawn page.
pub(super) struct Drawn {
    /// What is drawn, in parts.
    pub content: Vec<Vec<u8>>,
    /// Whose each piece of marked content is, by its identifier (MCID).
    pub owners: Vec<ElementId>,
}

/// How many runs are in a part of a page of one of many letters. Most parts are the same in the next
/// letter, and are compressed once; the parts of one letter cost a little room.
const PART: usize = 16;

/// The name of a face in the pages' resources.
pub(super) fn resource(index: usize) -> String {
    format!("F{index}")
}

/// Draws pages with their runs; in a tagged file everything is marked as part of an element or as an artifact.
///
/// # Errors
///
/// See [`Content::finish`].
pub(super) fn draw(
    document: &Document,
    standard: Standard,
    runs: &[Rc<KnownRun>],
    cuts: &BTreeMap<FaceId, Arc<Cut>>,
    kept: &Kept,
) -> Result<Vec<Drawn>, ExportError> {
    let elements = standard.is_tagged().then_some(document.elements.as_slice());
    let mut runs = runs.iter();
    let mut content = Content::new(kept);
    let mut new_runs = vec![];
    let mut owners = vec![];
    for page in &document.pages {
        let marks = elements.map(|elements| Marks { elements, open: None, owners: vec![] });
        let (height, content, new_runs) = (page.size.height, &mut content, &mut new_runs);
        let mut pen = Pen { cuts, height, content, new_runs, text: None, fill: None, font: None, marks };
        pen.draw_page(page, &mut runs, document.is_one_of_many);
        owners.push(pen.marks.map_or(vec![], |marks| marks.owners));
    }
    let finished = content.finish()?;
    for NewRun { known, cut, drawn } in new_runs {
        if let Some(bytes) = finished.drawn.get(drawn).cloned() {
            known.drawn.replace(Some(DrawnRun { cut, bytes }));
        }
    }
    Ok(finished.pages.into_iter().zip(owners).map(|(content, owners)| Drawn { content, owners }).collect())
}

/// A run that is drawn for the first time.
struct NewRun {
    known: Rc<KnownRun>,
    cut: Arc<Cut>,
    /// The index of its operators.
    drawn: usize,
}

/// What has been drawn so far, and what the reader's graphics state is.
struct Pen<'a, 'k> {
    cuts: &'a BTreeMap<FaceId, Arc<Cut>>,
    height: Pt,
    content: &'a mut Content<'k>,
    new_runs: &'a mut Vec<NewRun>,
    /// The origin of the last line in thousandths of a point, within a text object.
    text: Option<(i64, i64)>,
    fill: Option<Color>,
    font: Option<(FaceId, Pt)>,
    /// What is marked, in a tagged file.
    marks: Option<Marks<'a>>,
}

/// The marked content of a page so far.
struct Marks<'a> {
    elements: &'a [Element],
    /// Whose content is open.
    open: Option<Owner>,
    /// See [`Drawn::owners`].
    owners: Vec<ElementId>,
}

impl Marks<'_> {
    /// The identifier of the next piece of marked content.
    fn number(&mut self, owner: ElementId) -> usize {
        self.owners.push(owner);
        self.owners.len() - 1
    }
}

impl Pen<'_, '_> {
    fn draw_page<'r>(&mut self, page: &Page, runs: &mut impl Iterator<Item = &'r Rc<KnownRun>>, in_parts: bool) {
        let mut count = 0;
        for item in &page.items {
            let is_run = matches!(item.kind, ItemKind::Text(_));
            if in_parts && is_run && count == PART {
                self.content.end_part();
                count = 0;
            }
            count += usize::from(is_run);
            self.draw(item, runs);
        }
        self.end_text();
        self.end_mark();
        self.content.end_page();
    }

    fn draw<'r>(&mut self, item: &Item, runs: &mut impl Iterator<Item = &'r Rc<KnownRun>>) {
        match &item.kind {
            ItemKind::Text(_) => {
                if let Some(known) = runs.next() {
                    self.begin_text();
                    self.draw_run(known, item.at, item.owner);
                }
            }
            ItemKind::Fill { size, color } => {
                self.end_text();
                self.begin_mark(item.owner);
                self.draw_fill(item.at, *size, *color);
            }
            ItemKind::Picture { picture, size } => {
                self.end_text();
                self.begin_mark(item.owner);
                self.draw_picture(*picture, item.at, *size);
            }
            ItemKind::Link { .. } => {}
        }
    }

    /// Begins the content of an owner, unless that goes on (ISO 32000-1, 14.7.4.2).
    fn begin_mark(&mut self, owner: Owner) {
        let Some(marks) = &mut self.marks else { return };
        if marks.open == Some(owner) {
            return;
        }
        self.end_mark();
        let Some(marks) = &mut self.marks else { return };
        marks.open = Some(owner);
        match owner {
            Owner::Element(id) => {
                let tag = marks.elements.get(id.0 as usize).map_or(Role::Span, |element| element.role).tag();
                let number = marks.number(id);
                self.begin(tag, |dict| dict.key("MCID").count(number));
            }
            Owner::Artifact(Artifact::Pagination) => self.begin("Artifact", |dict| dict.key("Type").name("Pagination")),
            Owner::Artifact(Artifact::Layout) => self.begin("Artifact", |dict| dict.key("Type").name("Layout")),
        }
    }

    /// Begins content that stands for a text that its glyphs do not spell (14.9.4).
    ///
    /// In a tagged file it is a piece of its own: within another one, readers such as poppler
    /// take its end for that of the whole.
    fn begin_actual_text(&mut self, text: &str, owner: Owner) {
        let mut number = None;
        match owner {
            Owner::Element(id) if self.marks.is_some() => {
                self.end_mark();
                number = self.marks.as_mut().map(|marks| marks.number(id));
            }
            _ => self.begin_mark(owner),
        }
        self.begin("Span", |dict| {
            if let Some(number) = number {
                dict.key("MCID").count(number);
            }
            dict.key("ActualText").hexadecimal(&utf16(text));
        });
    }

    fn begin(&mut self, tag: &str, properties: impl FnOnce(&mut Dict<'_>)) {
        let out = self.content.bytes();
        Value::at_end_of(out).name(tag);
        Value::at_end_of(out).dict(properties);
        out.extend(b"BDC\n");
    }

    fn end(&mut self) {
        self.content.bytes().extend(b"EMC\n");
    }

    fn end_mark(&mut self) {
        if self.marks.as_mut().and_then(|marks| marks.open.take()).is_some() {
            self.end();
        }
    }

    fn draw_fill(&mut self, at: Point, size: Size, color: Color) {
        self.set_fill(color);
        let (x, y) = (thousandths(at.x), thousandths(self.height - at.y - size.height));
        let sides = [x, y, thousandths(size.width), thousandths(size.height)];
        self.content.piece(&key(b'r', &sides), || {
            let [x, y, width, height] = sides.map(points);
            let mut rectangle = Rect::from_wh(PdfPt(width), PdfPt(height));
            (rectangle.x, rectangle.y) = (PdfPt(x), PdfPt(y));
            rectangle.mode = Some(PaintMode::Fill);
            vec![Op::DrawRectangle { rectangle }]
        });
    }

    fn draw_picture(&mut self, picture: usize, at: Point, size: Size) {
        let (x, y) = (thousandths(at.x), thousandths(self.height - at.y - size.height));
        let sides = [thousandths(size.width), thousandths(size.height), x, y];
        self.content.piece(&[key(b'p', &sides), picture.to_le_bytes().to_vec()].concat(), || {
            let [width, height, x, y] = sides.map(points);
            vec![
                Op::SaveGraphicsState,
                Op::SetTransformationMatrix { matrix: CurTransMat::Raw([width, 0.0, 0.0, height, x, y]) },
                Op::UseXobject {
                    id: XObjectId(pictures::resource(picture)),
                    transform: XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() },
                },
                Op::RestoreGraphicsState,
            ]
        });
    }

    fn draw_run(&mut self, known: &Rc<KnownRun>, at: Point, owner: Owner) {
        let run = &known.run;
        let Some((index, cut)) = self.cuts.keys().position(|face| *face == run.face).zip(self.cuts.get(&run.face))
        else {
            return;
        };
        self.set_fill(run.color);
        self.set_font(index, run.face, run.size);
        self.move_to(thousandths(at.x), thousandths(self.height - at.y));
        if let Some(drawn) = &*known.drawn.borrow()
            && drawn.cut.draws_alike(cut, &known.standings)
        {
            self.begin_mark(owner);
            self.content.again(&drawn.bytes);
            return;
        }
        let clusters = clusters(run, cut.space);
        let is_spelt = |cluster: &Cluster| matches!(cluster.glyphs, [glyph] if cut.text(glyph.id) == cluster.text);
        let is_level = |cluster: &Cluster| cluster.glyphs.iter().all(|glyph| glyph.dy == Pt::ZERO);
        if clusters.iter().all(|cluster| is_spelt(cluster) && is_level(cluster)) {
            let mut line = TextLine::default();
            clusters.iter().flat_map(|cluster| cluster.glyphs).for_each(|glyph| line.push(glyph, cut, run.size));
            if !line.items.is_empty() {
                self.begin_mark(owner);
                let drawn = self.content.draw(vec![line.take()]);
                self.new_runs.push(NewRun { known: known.clone(), cut: cut.clone(), drawn });
            }
            return;
        }
        self.draw_clusters(&clusters, cut, run.size, owner, is_spelt);
    }

    /// Draws clusters of which some are not spelt by their glyphs, or not on the baseline.
    fn draw_clusters(
        &mut self,
        clusters: &[Cluster<'_>],
        cut: &Cut,
        size: Pt,
        owner: Owner,
        is_spelt: impl Fn(&Cluster<'_>) -> bool,
    ) {
        let mut line = TextLine::default();
        let mut rise = Pt::ZERO;
        for cluster in clusters {
            // A cluster that its glyphs do not spell is told as it was written.
            let is_spelt = is_spelt(cluster);
            if is_spelt {
                self.begin_mark(owner);
            } else {
                self.show(&mut line);
                self.begin_actual_text(&cluster.text, owner);
            }
            for glyph in cluster.glyphs {
                if glyph.dy != rise {
                    self.show(&mut line);
                    rise = glyph.dy;
                    self.set_rise(rise);
                }
                line.push(glyph, cut, size);
            }
            if !is_spelt {
                self.show(&mut line);
                self.end();
            }
        }
        self.show(&mut line);
        if rise != Pt::ZERO {
            self.set_rise(Pt::ZERO);
        }
    }

    fn set_rise(&mut self, rise: Pt) {
        let rise = thousandths(rise);
        self.content.piece(&key(b's', &[rise]), || vec![Op::SetLineOffset { multiplier: points(rise) }]);
    }

    fn show(&mut self, line: &mut TextLine) {
        if !line.items.is_empty() {
            self.content.draw(vec![line.take()]);
        }
    }

    /// Begins a text object; marked content lies within one or holds whole ones (14.6.1).
    fn begin_text(&mut self) {
        if self.text.is_none() {
            self.end_mark();
            self.content.piece(b"B", || vec![Op::StartTextSection]);
            self.text = Some((0, 0));
        }
    }

    fn end_text(&mut self) {
        if self.text.take().is_some() {
            self.end_mark();
            self.content.piece(b"E", || vec![Op::EndTextSection]);
        }
    }

    /// Moves to the start of a run, counted from the start of the run before.
    fn move_to(&mut self, x: i64, y: i64) {
        let (from_x, from_y) = self.text.replace((x, y)).unwrap_or_default();
        let out = self.content.bytes();
        write_number(out, (x - from_x) as f64 / 1000.0);
        out.push(b' ');
        write_number(out, (y - from_y) as f64 / 1000.0);
        out.extend(b" Td\n");
    }

    fn set_fill(&mut self, color: Color) {
        if self.fill.replace(color) != Some(color) {
            self.content.piece(&[b'c', color.r, color.g, color.b], || {
                let part = |channel: u8| (f32::from(channel) / 255.0 * 1000.0).round() / 1000.0;
                let rgb = Rgb { r: part(color.r), g: part(color.g), b: part(color.b), icc_profile: None };
                vec![Op::SetFillColor { col: PdfColor::Rgb(rgb) }]
            });
        }
    }

    fn set_font(&mut self, index: usize, face: FaceId, size: Pt) {
        if self.font.replace((face, size)) != Some((face, size)) {
            let size = thousandths(size);
            self.content.piece(&key(b'f', &[index as i64, size]), || {
                let font = PdfFontHandle::External(FontId(resource(index)));
                vec![Op::SetFont { font, size: PdfPt(points(size)) }]
            });
        }
    }
}

/// A line of glyphs under way: strings of glyph numbers with moves between them. What is shown
/// in several steps goes on where the step before ended.
#[derive(Default)]
struct TextLine {
    items: Vec<DictItem>,
    /// Where the next glyph should stand, in thousandths of an em from the run's start.
    wanted: f64,
    /// Where the reader would put it.
    actual: f64,
}

impl TextLine {
    fn push(&mut self, glyph: &Glyph, cut: &Cut, size: Pt) {
        let Some(code) = cut.code(glyph.id) else { return };
        let thousandths = |length: Pt| length / size * 1000.0;
        let off = (self.wanted + thousandths(glyph.dx) - self.actual).round();
        if off != 0.0 {
            self.items.push(DictItem::Int(-off as i64));
            self.actual += off;
        }
        match self.items.last_mut() {
            Some(DictItem::String { data, .. }) => data.extend(code),
            _ => self.items.push(DictItem::String { data: code.to_vec(), literal: true }),
        }
        self.wanted += thousandths(glyph.advance);
        self.actual += cut.width(glyph.id) as f64;
    }

    /// The operator that shows what there is.
    fn take(&mut self) -> Op {
        // Written as it is: printpdf's own way looks each glyph up by a character.
        Op::Unknown { key: "TJ".to_string(), value: vec![DictItem::Array(std::mem::take(&mut self.items))] }
    }
}

/// A length in thousandths of a point, which is as exactly as files have it.
fn thousandths(length: Pt) -> i64 {
    (length.0 * 1000.0).round() as i64
}

fn points(thousandths: i64) -> f32 {
    (thousandths as f64 / 1000.0) as f32
}

/// What a piece is made of.
fn key(kind: u8, numbers: &[i64]) -> Vec<u8> {
    std::iter::once(kind).chain(numbers.iter().flat_map(|number| number.to_le_bytes())).collect()
}
