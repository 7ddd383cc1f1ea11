//! A page's items as printpdf's operators.
//!
//! The page is turned upside down here: frames count from the top, PDF from the bottom.

use std::collections::BTreeMap;

use printpdf::{
    Color as PdfColor, CurTransMat, DictItem, FontId, Mm, Op, PaintMode, PdfFontHandle, PdfPage, Point as PdfPoint,
    Pt as PdfPt, Rect, Rgb, XObjectId, XObjectTransform,
};

use super::clusters::{Cluster, clusters};
use super::fonts::Cut;
use super::objects::utf16;
use super::pictures;
use crate::frame::{Artifact, Element, ElementId, Item, ItemKind, Owner, Page, Role};
use crate::geometry::{Color, Point, Pt, Size};
use crate::text::{FaceId, Glyph, Run};

/// A drawn page.
pub(super) struct Drawn {
    /// The page, for printpdf.
    pub page: PdfPage,
    /// Whose each piece of marked content is, by its identifier (MCID).
    pub owners: Vec<ElementId>,
}

/// Draws a page; in a tagged one everything is marked as part of an element or as an artifact.
pub(super) fn draw(page: &Page, cuts: &BTreeMap<FaceId, Cut>, elements: Option<&[Element]>) -> Drawn {
    let marks = elements.map(|elements| Marks { elements, open: None, owners: vec![] });
    let mut pen = Pen { cuts, height: page.size.height, ops: vec![], text: None, fill: None, font: None, marks };
    for item in &page.items {
        pen.draw(item);
    }
    pen.end_text();
    pen.end_mark();
    let (width, height) = (page.size.width.mm().0 as f32, page.size.height.mm().0 as f32);
    let mut drawn = PdfPage::new(Mm(width), Mm(height), pen.ops);
    // In points, not by way of millimetres, so that A4 is 595.276 and nothing else.
    let media_box = Rect::from_wh(PdfPt(short(page.size.width)), PdfPt(short(page.size.height)));
    drawn.media_box = media_box;
    Drawn { page: drawn, owners: pen.marks.map_or(vec![], |marks| marks.owners) }
}

/// What has been drawn so far, and what the reader's graphics state is.
struct Pen<'a> {
    cuts: &'a BTreeMap<FaceId, Cut>,
    height: Pt,
    ops: Vec<Op>,
    /// The origin of the last line, within a text object.
    text: Option<(f32, f32)>,
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
    fn number(&mut self, owner: ElementId) -> (&'static str, DictItem) {
        self.owners.push(owner);
        ("MCID", DictItem::Int(self.owners.len() as i64 - 1))
    }
}

impl Pen<'_> {
    fn draw(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Text(run) => {
                self.begin_text();
                self.draw_run(run, item.at, item.owner);
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
        let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
        match owner {
            Owner::Element(id) => {
                let tag = marks.elements.get(id.0 as usize).map_or(Role::Span, |element| element.role).tag();
                let number = marks.number(id);
                self.begin(tag, [number]);
            }
            Owner::Artifact(Artifact::Pagination) => self.begin("Artifact", [("Type", name("Pagination"))]),
            Owner::Artifact(Artifact::Layout) => self.begin("Artifact", [("Type", name("Layout"))]),
        }
    }

    /// Begins content that stands for a text that its glyphs do not spell (14.9.4).
    ///
    /// In a tagged file it is a piece of its own: within another one, readers such as poppler
    /// take its end for that of the whole.
    fn begin_actual_text(&mut self, text: &str, owner: Owner) {
        let text = ("ActualText", DictItem::String { data: utf16(text), literal: false });
        match (&mut self.marks, owner) {
            (Some(_), Owner::Element(id)) => {
                self.end_mark();
                let number = self.marks.as_mut().map(|marks| marks.number(id));
                self.begin("Span", number.into_iter().chain([text]));
            }
            _ => {
                self.begin_mark(owner);
                self.begin("Span", [text]);
            }
        }
    }

    fn begin(&mut self, tag: &str, properties: impl IntoIterator<Item = (&'static str, DictItem)>) {
        let map = properties.into_iter().map(|(key, value)| (key.to_string(), value)).collect();
        let properties = DictItem::Dict { map };
        self.ops.push(Op::BeginMarkedContentWithProperties { tag: tag.to_string(), properties });
    }

    fn end_mark(&mut self) {
        if self.marks.as_mut().and_then(|marks| marks.open.take()).is_some() {
            self.ops.push(Op::EndMarkedContent);
        }
    }

    fn draw_fill(&mut self, at: Point, size: Size, color: Color) {
        self.set_fill(color);
        let mut rect = Rect::from_wh(PdfPt(short(size.width)), PdfPt(short(size.height)));
        rect.x = PdfPt(short(at.x));
        rect.y = PdfPt(short(self.height - at.y - size.height));
        rect.mode = Some(PaintMode::Fill);
        self.ops.push(Op::DrawRectangle { rectangle: rect });
    }

    fn draw_picture(&mut self, picture: usize, at: Point, size: Size) {
        let y = self.height - at.y - size.height;
        let matrix = [short(size.width), 0.0, 0.0, short(size.height), short(at.x), short(y)];
        self.ops.push(Op::SaveGraphicsState);
        self.ops.push(Op::SetTransformationMatrix { matrix: CurTransMat::Raw(matrix) });
        self.ops.push(Op::UseXobject {
            id: XObjectId(pictures::resource(picture)),
            transform: XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() },
        });
        self.ops.push(Op::RestoreGraphicsState);
    }

    fn draw_run(&mut self, run: &Run, at: Point, owner: Owner) {
        let Some(cut) = self.cuts.get(&run.face) else { return };
        self.set_fill(run.color);
        self.set_font(run, cut);
        self.move_to(short(at.x), short(self.height - at.y));
        let mut line = TextLine::default();
        let mut rise = Pt::ZERO;
        for Cluster { glyphs, text } in clusters(run, cut.space) {
            // A cluster that its glyphs do not spell is told as it was written.
            let spelt = matches!(glyphs, [glyph] if cut.text(glyph.id) == text);
            if !spelt {
                self.show(&mut line);
                self.begin_actual_text(&text, owner);
            }
            if spelt {
                self.begin_mark(owner);
            }
            for glyph in glyphs {
                if glyph.dy != rise {
                    self.show(&mut line);
                    rise = glyph.dy;
                    self.ops.push(Op::SetLineOffset { multiplier: short(rise) });
                }
                line.push(glyph, cut, run.size);
            }
            if !spelt {
                self.show(&mut line);
                self.ops.push(Op::EndMarkedContent);
            }
        }
        self.show(&mut line);
        if rise != Pt::ZERO {
            self.ops.push(Op::SetLineOffset { multiplier: 0.0 });
        }
    }

    fn show(&mut self, line: &mut TextLine) {
        let items = std::mem::take(&mut line.items);
        if !items.is_empty() {
            // Written as it is: printpdf's own way looks each glyph up by a character.
            self.ops.push(Op::Unknown { key: "TJ".to_string(), value: vec![DictItem::Array(items)] });
        }
    }

    /// Begins a text object; marked content lies within one or holds whole ones (14.6.1).
    fn begin_text(&mut self) {
        if self.text.is_none() {
            self.end_mark();
            self.ops.push(Op::StartTextSection);
            self.text = Some((0.0, 0.0));
        }
    }

    fn end_text(&mut self) {
        if self.text.take().is_some() {
            self.end_mark();
            self.ops.push(Op::EndTextSection);
        }
    }

    /// Moves to the start of a run, counted from the start of the run before.
    fn move_to(&mut self, x: f32, y: f32) {
        let (from_x, from_y) = self.text.unwrap_or_default();
        let round = |value: f32| (value * 1000.0).round() / 1000.0;
        let pos = PdfPoint { x: PdfPt(round(x - from_x)), y: PdfPt(round(y - from_y)) };
        self.text = Some((round(from_x + pos.x.0), round(from_y + pos.y.0)));
        self.ops.push(Op::SetTextCursor { pos });
    }

    fn set_fill(&mut self, color: Color) {
        if self.fill.replace(color) != Some(color) {
            let part = |channel: u8| (f32::from(channel) / 255.0 * 1000.0).round() / 1000.0;
            let rgb = Rgb { r: part(color.r), g: part(color.g), b: part(color.b), icc_profile: None };
            self.ops.push(Op::SetFillColor { col: PdfColor::Rgb(rgb) });
        }
    }

    fn set_font(&mut self, run: &Run, cut: &Cut) {
        if self.font.replace((run.face, run.size)) != Some((run.face, run.size)) {
            let font = PdfFontHandle::External(FontId(cut.resource.clone()));
            self.ops.push(Op::SetFont { font, size: PdfPt(short(run.size)) });
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
}

/// A length with at most three decimals, as PDF files have them.
fn short(length: Pt) -> f32 {
    ((length.0 * 1000.0).round() / 1000.0) as f32
}
