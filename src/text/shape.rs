//! Characters to glyphs.
//!
//! In: a word and a [`Plan`] for its face, script, direction and language. Out:
//! [`Shaped`] glyphs in font units, so that one result serves all sizes. Each
//! word is shaped once and kept with the plan.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use harfrust::{BufferFlags, Direction, Feature, GlyphBuffer, Language, Script, ShapeOptions, ShapePlan, Tag};
use harfrust::{Shaper, UnicodeBuffer};

use super::characters::{is_mark, is_stretchable};
use super::face::Face;

/// Longer pieces are not kept: they hardly come twice.
const LONGEST_KEPT: usize = 96;

/// Words kept for a plan; when there are more, all are forgotten and shaped anew.
const MOST_KEPT: usize = 4096;

/// What a plan is made for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlanKey {
    /// The script.
    pub(super) script: Option<Script>,
    /// From right to left.
    pub(super) rtl: bool,
    /// The language, a BCP 47 tag.
    pub(super) language: Arc<str>,
    /// Figures of equal width.
    pub(super) tabular: bool,
    /// Letters joined to one glyph where the face does so; not in tracked text.
    pub(super) ligatures: bool,
}

/// How text of one face, script, direction and language is shaped, and what has been.
pub(super) struct Plan {
    key: PlanKey,
    language: Option<Language>,
    features: [Feature; 4],
    plan: ShapePlan,
    words: RwLock<BTreeMap<Box<str>, Arc<Shaped>>>,
}

/// A shaped piece of text.
#[derive(Debug, Default)]
pub(super) struct Shaped {
    /// The glyphs from left to right.
    pub(super) glyphs: Vec<ShapedGlyph>,
}

/// A glyph, measured in font units.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShapedGlyph {
    /// Its number in the face.
    pub(super) id: u16,
    /// The first byte of the piece that it stands for.
    pub(super) start: u32,
    /// The byte after the last one.
    pub(super) end: u32,
    /// From its origin to the next glyph's.
    pub(super) advance: i32,
    /// How far right of its origin it is drawn.
    pub(super) dx: i32,
    /// How far above its origin it is drawn.
    pub(super) dy: i32,
    /// Text broken before its cluster gives the same glyphs on both sides.
    pub(super) safe: bool,
    /// A space that is widened in justified lines.
    pub(super) stretchable: bool,
    /// The rightmost glyph of its cluster, which tracking comes after.
    pub(super) tracked: bool,
}

impl Plan {
    pub(super) fn new(key: &PlanKey, shaper: &Shaper) -> Self {
        let language = Language::new(&*key.language);
        let feature = |name, on| Feature::new(Tag::new(name), u32::from(on), ..);
        let features = [
            feature(b"kern", true),
            feature(b"liga", key.ligatures),
            feature(b"clig", key.ligatures),
            feature(b"tnum", key.tabular),
        ];
        let plan = ShapePlan::new(shaper, direction(key), key.script, language.as_ref(), &features);
        Self { key: key.clone(), language, features, plan, words: RwLock::default() }
    }

    pub(super) fn is_for(&self, key: &PlanKey) -> bool {
        self.key == *key
    }

    /// The glyphs for a piece of text.
    pub(super) fn shape(&self, face: &Face, text: &str) -> Arc<Shaped> {
        if text.len() > LONGEST_KEPT {
            return Arc::new(self.shape_anew(face, text));
        }
        if let Some(known) = self.words.read().unwrap_or_else(PoisonError::into_inner).get(text) {
            return known.clone();
        }
        let shaped = Arc::new(self.shape_anew(face, text));
        let mut words = self.words.write().unwrap_or_else(PoisonError::into_inner);
        if words.len() >= MOST_KEPT {
            words.clear();
        }
        words.insert(text.into(), shaped.clone());
        shaped
    }

    fn shape_anew(&self, face: &Face, text: &str) -> Shaped {
        let Some(shaper) = face.shaper() else { return Shaped::default() };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(direction(&self.key));
        if let Some(script) = self.key.script {
            buffer.set_script(script);
        }
        if let Some(language) = self.language.clone() {
            buffer.set_language(language);
        }
        // The dotted circle is no character of the author's, and the face may not have it.
        buffer.set_flags(BufferFlags::DO_NOT_INSERT_DOTTED_CIRCLE);
        let options = ShapeOptions::new().plan(Some(&self.plan)).features(&self.features);
        collect(&shaper.shape(buffer, options), text, self.key.rtl)
    }
}

fn direction(key: &PlanKey) -> Direction {
    if key.rtl { Direction::RightToLeft } else { Direction::LeftToRight }
}

/// Takes the glyphs over, with the end of each one's cluster.
fn collect(buffer: &GlyphBuffer, text: &str, rtl: bool) -> Shaped {
    let mut glyphs: Vec<ShapedGlyph> = (buffer.glyph_infos().iter().zip(buffer.glyph_positions()))
        .filter_map(|(info, position)| {
            Some(ShapedGlyph {
                id: u16::try_from(info.glyph_id).ok().filter(|id| *id != 0)?,
                start: info.cluster,
                end: 0,
                advance: position.x_advance,
                dx: position.x_offset,
                dy: position.y_offset,
                safe: !info.unsafe_to_break(),
                stretchable: false,
                tracked: false,
            })
        })
        .collect();
    if rtl {
        close_clusters(glyphs.iter_mut(), text);
    } else {
        close_clusters(glyphs.iter_mut().rev(), text);
    }
    let starts: Vec<u32> = glyphs.iter().map(|glyph| glyph.start).collect();
    for (number, glyph) in glyphs.iter_mut().enumerate() {
        let last = starts.get(number + 1) != Some(&glyph.start);
        glyph.tracked = last && glyph.advance > 0;
    }
    Shaped { glyphs }
}

/// Sets what depends on where a cluster ends; the glyphs come from the end of the text to its start.
fn close_clusters<'a>(glyphs: impl Iterator<Item = &'a mut ShapedGlyph>, text: &str) {
    let mut end = text.len() as u32;
    let mut current = None;
    for glyph in glyphs {
        if let Some(start) = current.filter(|start| *start != glyph.start) {
            end = start;
        }
        current = Some(glyph.start);
        glyph.end = end;
        let mut characters = text.get(glyph.start as usize..end as usize).unwrap_or_default().chars();
        glyph.stretchable = characters.next().is_some_and(is_stretchable) && !characters.any(is_mark);
    }
}
