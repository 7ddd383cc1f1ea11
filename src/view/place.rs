//! What stands where on a page: words, and pictures.

use std::collections::BTreeSet;

use hayro::hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::object::{Dict, Name, Stream};
use hayro::hayro_syntax::page::{Page, Resources};
use hayro::kurbo::{Affine, BezPath, Point as Place, Rect as Extent, Vec2};

use crate::geometry::{Color, Point, Pt, Rect, Size};
use crate::inspect::text_at;

/// How far apart two glyphs of one word may be, in parts of their size.
const GAP: f64 = 0.2;
/// How far a glyph may stand back over the one before it, in parts of its size.
const OVERLAP: f64 = 0.5;
/// How deep drawings are looked into for their fonts.
const DEPTH: usize = 8;

/// What stands on a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placed {
    /// The words, in drawing order.
    pub words: Vec<Word>,
    /// The pictures, in drawing order.
    pub pictures: Vec<PlacedPicture>,
    /// The names of the fonts that the page may use, without the tags of subsets.
    pub fonts: BTreeSet<String>,
}

/// A word on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// What it says.
    pub text: String,
    /// The left end of its baseline.
    pub at: Point,
    /// How far it goes.
    pub end: Point,
    /// The name of its font, without the tag of a subset; `None` where the file does not tell.
    pub font: Option<String>,
    /// Its size.
    pub size: Pt,
    /// Its colour; `None` for patterns.
    pub color: Option<Color>,
    /// The identifier of the marked content that it is in, on its page.
    pub mark: Option<i32>,
    /// Whether it is not read aloud.
    pub is_artifact: bool,
}

/// A picture on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedPicture {
    /// Where it stands.
    pub place: Rect,
}

/// Reads a page.
pub(super) fn place<'a>(page: &'a Page<'a>, settings: InterpreterSettings) -> Placed {
    let (width, height) = page.render_dimensions();
    let extent = Extent::new(0.0, 0.0, width.into(), height.into());
    let cache = InterpreterCache::new();
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, extent, &cache, page.xref(), settings);
    let mut reader = Reader::default();
    interpret_page(page, &mut context, &mut reader);
    reader.finish_word();
    fonts(page.resources(), &mut reader.placed.fonts, DEPTH);
    reader.placed
}

/// Reads glyphs one after the other.
#[derive(Default)]
struct Reader {
    placed: Placed,
    /// The word that is being read.
    word: Option<Word>,
    /// Where the last run that was filled began.
    filled: Option<Point>,
    /// The marked content that is open, outermost first.
    open: Vec<Mark>,
}

/// Marked content (ISO 32000-1, 14.6).
#[derive(Default, Clone)]
struct Mark {
    id: Option<i32>,
    is_artifact: bool,
    /// What stands for its text, and what was drawn for it.
    instead: Option<(String, Option<Word>)>,
}

impl Reader {
    /// Takes in a glyph, or what stands for one.
    fn take(&mut self, piece: Word) {
        if piece.text.chars().all(char::is_whitespace) && !piece.text.is_empty() {
            return self.finish_word();
        }
        match &mut self.word {
            Some(word) if continues(word, &piece) => {
                word.text.push_str(&piece.text);
                word.end = piece.end;
            }
            _ => {
                self.finish_word();
                self.word = Some(piece);
            }
        }
    }

    fn finish_word(&mut self) {
        self.placed.words.extend(self.word.take().filter(|word| !word.text.is_empty()));
    }

    fn piece(&self, glyph: &PositionedGlyph<'_>, props: &DrawProps<'_>, font: Option<&str>) -> Word {
        let transform = props.transform * glyph.transform();
        let advance = match &**glyph {
            Glyph::Outline(outline) => outline.advance_width().unwrap_or(0.0),
            Glyph::Type3(drawn) => drawn.advance_width().unwrap_or(0.0),
        };
        let color = match &props.paint {
            Paint::Color(color) => {
                let [r, g, b, _] = color.to_rgba().to_rgba8();
                Some(Color { r, g, b })
            }
            Paint::Pattern(_) => None,
        };
        Word {
            text: match glyph.as_unicode() {
                Some(BfString::Char(character)) => character.to_string(),
                Some(BfString::String(characters)) => characters,
                None => char::REPLACEMENT_CHARACTER.to_string(),
            },
            at: point(transform * Place::ZERO),
            end: point(transform * Place::new(advance.into(), 0.0)),
            font: font.map(str::to_owned),
            size: Pt(length(transform, Vec2::new(0.0, 1000.0))),
            color,
            mark: self.open.iter().rev().find_map(|mark| mark.id),
            is_artifact: self.open.iter().any(|mark| mark.is_artifact),
        }
    }
}

impl<'a> Device<'a> for Reader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        // Text that is filled and stroked comes twice, one after the other.
        let begins = run.glyphs().first().map(|glyph| point(props.transform * glyph.transform() * Place::ZERO));
        let is_again = matches!(mode, DrawMode::Stroke(_)) && begins.is_some() && begins == self.filled;
        self.filled = begins.filter(|_| matches!(mode, DrawMode::Fill(_)));
        if is_again {
            return;
        }
        let font = run.glyphs().first().and_then(|glyph| match &**glyph {
            Glyph::Outline(outline) => outline.font_data()?.postscript_name,
            Glyph::Type3(_) => None,
        });
        let font = font.as_deref().map(without_tag);
        for glyph in run.glyphs() {
            let piece = self.piece(glyph, &props, font);
            match self.open.iter_mut().rev().find_map(|mark| mark.instead.as_mut()) {
                Some((_, Some(drawn))) => drawn.end = piece.end,
                Some((text, drawn)) => *drawn = Some(Word { text: text.clone(), ..piece }),
                None => self.take(piece),
            }
        }
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        let mut mark = Mark { is_artifact: tag == b"Artifact", ..Mark::default() };
        if let Some(properties) = properties {
            mark.id = properties.get::<i32>("MCID");
            mark.instead = text_at(properties, "ActualText").map(|text| (text, None));
        }
        self.open.push(mark);
    }

    fn end_marked_content(&mut self) {
        if let Some(Mark { instead: Some((_, Some(drawn))), .. }) = self.open.pop() {
            self.take(drawn);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let extent = Extent::new(0.0, 0.0, image.width().into(), image.height().into());
        let place = rect(props.transform.transform_rect_bbox(extent));
        self.placed.pictures.push(PlacedPicture { place });
        // To decode it is to see that it can be.
        match image {
            Image::Stencil(stencil) => stencil.with_stencil(|_, _| {}, None),
            Image::Raster(raster) => raster.with_rgba(|_, _| {}, None),
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Whether a glyph belongs to the word before it.
fn continues(word: &Word, piece: &Word) -> bool {
    let looks_alike = word.font == piece.font && word.color == piece.color && (word.size - piece.size).0.abs() < 0.01;
    let belongs = word.mark == piece.mark && word.is_artifact == piece.is_artifact;
    let (along, across) = along_and_across(word, piece);
    let size = piece.size.0.max(1.0);
    looks_alike && belongs && across.abs() < 0.05 * size && along > -OVERLAP * size && along < GAP * size
}

/// How far a glyph begins from the end of a word: along its baseline, and across it.
fn along_and_across(word: &Word, piece: &Word) -> (f64, f64) {
    let direction = Vec2::new(word.end.x.0 - word.at.x.0, word.end.y.0 - word.at.y.0);
    let step = Vec2::new(piece.at.x.0 - word.end.x.0, piece.at.y.0 - word.end.y.0);
    // A mark without an advance has no direction; then it is that of the paper.
    let direction = if direction.hypot() < 1e-6 { Vec2::new(1.0, 0.0) } else { direction.normalize() };
    (step.dot(direction), step.cross(direction))
}

/// The names of the fonts that resources name, and those of the drawings that they name.
fn fonts(resources: &Resources<'_>, names: &mut BTreeSet<String>, depth: usize) {
    for name in resources.fonts.keys() {
        let font = resources.fonts.get::<Dict<'_>>(&*name).unwrap_or_default();
        names.extend(font.get::<Name<'_>>("BaseFont").map(|name| without_tag(name.as_str()).to_owned()));
    }
    let Some(depth) = depth.checked_sub(1) else { return };
    for name in resources.x_objects.keys() {
        let Some(drawing) = resources.x_objects.get::<Stream<'_>>(&*name) else { continue };
        if let Some(own) = drawing.dict().get::<Dict<'_>>("Resources") {
            fonts(&Resources::new(own), names, depth);
        }
    }
}

/// A font's name without the tag of its subset (ISO 32000-1, 9.6.4): `ABCDEF+Name`.
fn without_tag(name: &str) -> &str {
    match name.split_once('+') {
        Some((tag, rest)) if tag.len() == 6 && tag.bytes().all(|byte| byte.is_ascii_uppercase()) => rest,
        _ => name,
    }
}

/// How long a vector is when it is transformed, without being moved.
fn length(transform: Affine, vector: Vec2) -> f64 {
    let [a, b, c, d, _, _] = transform.as_coeffs();
    Vec2::new(a * vector.x + c * vector.y, b * vector.x + d * vector.y).hypot()
}

fn point(place: Place) -> Point {
    Point { x: Pt(place.x), y: Pt(place.y) }
}

fn rect(extent: Extent) -> Rect {
    let size = Size { width: Pt(extent.width()), height: Pt(extent.height()) };
    Rect { at: Point { x: Pt(extent.x0), y: Pt(extent.y0) }, size }
}
