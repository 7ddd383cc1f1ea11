//! A face: what a font file says, read when first asked for and then kept.
//!
//! In: bytes of a font. Out: its measures, which characters it covers, and
//! [`Plan`]s that turn text into glyphs of it.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use harfrust::{FontRef, Script, ShaperData};
use skrifa::MetadataProvider;
use skrifa::charmap::MappingIndex;
use skrifa::instance::{LocationRef, Size};
use skrifa::string::StringId;

use super::characters::{is_ignorable, space_that_any_font_has};
use super::fonts::FontOrigin;
use super::shape::{Plan, PlanKey};

/// Files beyond this are not read; the largest fonts with Chinese are about half of it.
const LARGEST_FILE: u64 = 64 << 20;

/// Plans kept for a face. A letter needs a handful; a hostile one could ask for any number of languages.
const MOST_PLANS: usize = 32;

/// Vertical measures of a face, in parts of an em.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metrics {
    /// From the baseline up to the top of the line.
    pub ascent: f64,
    /// From the baseline down to the bottom of the line, positive.
    pub descent: f64,
    /// Height of capitals.
    pub cap_height: f64,
    /// Height of small letters.
    pub x_height: f64,
    /// Top of the underline below the baseline, positive.
    pub underline_offset: f64,
    /// Thickness of the underline.
    pub underline_thickness: f64,
}

impl Metrics {
    /// Measures that are never far wrong, for what a font does not say.
    const USUAL: Self = Self {
        ascent: 1.0,
        descent: 0.25,
        cap_height: 0.7,
        x_height: 0.5,
        underline_offset: 0.1,
        underline_thickness: 0.05,
    };
}

/// A face: one style of a family.
pub struct Face {
    pub(super) family: String,
    pub(super) weight: u16,
    pub(super) italic: bool,
    pub(super) normal_width: bool,
    pub(super) index: u32,
    pub(super) origin: FontOrigin,
    pub(super) file: Arc<FontFile>,
    pub(super) parsed: OnceLock<Option<Parsed>>,
}

/// The bytes of a font, shared by the faces of a collection.
pub(super) enum FontFile {
    /// Part of the program.
    Bundled(&'static [u8]),
    /// A file, read when first used.
    OnDisk {
        /// Where it lies.
        path: PathBuf,
        /// What it holds; empty if it cannot be read.
        bytes: OnceLock<Vec<u8>>,
    },
}

/// What is read from the font once.
pub(super) struct Parsed {
    postscript_name: String,
    metrics: Metrics,
    units_per_em: f64,
    charmap: MappingIndex,
    /// Bits of the characters below U+0100 that are covered, as these are most of all text.
    latin: [u64; 4],
    shaper: ShaperData,
    plans: Mutex<Vec<Arc<Plan>>>,
}

impl FontFile {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Bundled(bytes) => bytes,
            Self::OnDisk { path, bytes } => bytes.get_or_init(|| match std::fs::metadata(path) {
                Ok(file) if file.is_file() && file.len() <= LARGEST_FILE => std::fs::read(path).unwrap_or_default(),
                _ => Vec::new(),
            }),
        }
    }
}

impl Face {
    /// The font file's bytes; none if it has become unreadable, and then no character is covered.
    pub fn data(&self) -> &[u8] {
        self.file.bytes()
    }

    /// The face's number within its file.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The family's name.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// The PostScript name, for the PDF.
    pub fn postscript_name(&self) -> &str {
        self.parsed().map_or(&self.family, |parsed| &parsed.postscript_name)
    }

    /// Whether it is bold.
    pub fn bold(&self) -> bool {
        self.weight >= 600
    }

    /// Whether it is italic or oblique.
    pub fn italic(&self) -> bool {
        self.italic
    }

    /// Vertical measures.
    pub fn metrics(&self) -> Metrics {
        self.parsed().map_or(Metrics::USUAL, |parsed| parsed.metrics)
    }

    /// Whether it has a glyph for a character, or needs none: joiners and marks of
    /// direction are invisible, and a space of any width can be made from another.
    pub fn covers(&self, character: char) -> bool {
        let Some(parsed) = self.parsed() else { return false };
        is_ignorable(character)
            || self.maps(parsed, character)
            || space_that_any_font_has(character) && self.maps(parsed, ' ')
            || character == '\u{2011}' && self.maps(parsed, '\u{2010}')
    }

    fn maps(&self, parsed: &Parsed, character: char) -> bool {
        let code = u32::from(character);
        if let Some(bits) = parsed.latin.get(code as usize / 64) {
            return bits >> (code % 64) & 1 == 1;
        }
        let font = FontRef::from_index(self.data(), self.index);
        font.is_ok_and(|font| maps(&parsed.charmap, &font, code))
    }

    /// The number of units that the glyphs' measures count to an em.
    pub(super) fn units_per_em(&self) -> f64 {
        self.parsed().map_or(1000.0, |parsed| parsed.units_per_em)
    }

    /// The way to shape text of a script, direction and language, made once for each.
    pub(super) fn plan(&self, key: &PlanKey) -> Option<Arc<Plan>> {
        let parsed = self.parsed()?;
        let mut plans = parsed.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = plans.iter().find(|plan| plan.is_for(key)) {
            return Some(plan.clone());
        }
        let plan = Arc::new(Plan::new(key, &self.shaper()?));
        if plans.len() < MOST_PLANS {
            plans.push(plan.clone());
        }
        Some(plan)
    }

    /// The face ready for shaping.
    pub(super) fn shaper(&self) -> Option<harfrust::Shaper<'_>> {
        let font = FontRef::from_index(self.data(), self.index).ok()?;
        Some(self.parsed()?.shaper.shaper(&font).build())
    }

    fn parsed(&self) -> Option<&Parsed> {
        self.parsed.get_or_init(|| self.parse()).as_ref()
    }

    fn parse(&self) -> Option<Parsed> {
        let font = FontRef::from_index(self.data(), self.index).ok()?;
        let charmap = MappingIndex::new(&font);
        let mut latin = [0; 4];
        for (part, bits) in (0..).zip(&mut latin) {
            *bits = (0..64).filter(|bit| maps(&charmap, &font, part * 64 + bit)).fold(0, |bits, bit| bits | 1 << bit);
        }
        let name = font.localized_strings(StringId::POSTSCRIPT_NAME).english_or_first();
        let units_per_em = font.metrics(Size::unscaled(), LocationRef::default()).units_per_em;
        Some(Parsed {
            postscript_name: name.map_or_else(|| self.family.replace(' ', ""), |name| name.chars().collect()),
            metrics: read_metrics(&font),
            units_per_em: if units_per_em == 0 { 1000.0 } else { f64::from(units_per_em) },
            charmap,
            latin,
            shaper: ShaperData::new(&font),
            plans: Mutex::default(),
        })
    }
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Face")
            .field("family", &self.family)
            .field("weight", &self.weight)
            .field("italic", &self.italic)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

fn maps(charmap: &MappingIndex, font: &FontRef, code: u32) -> bool {
    charmap.charmap(font).map(code).is_some_and(|glyph| glyph.to_u32() != 0)
}

fn read_metrics(font: &FontRef) -> Metrics {
    let metrics = font.metrics(Size::unscaled(), LocationRef::default());
    let usual = Metrics::USUAL;
    if metrics.units_per_em == 0 {
        return usual;
    }
    let em = |units: f32| f64::from(units) / f64::from(metrics.units_per_em);
    let height = |units: Option<f32>, usual| units.filter(|units| *units > 0.0).map_or(usual, em);
    Metrics {
        ascent: em(metrics.ascent),
        descent: em(metrics.descent).abs(),
        cap_height: height(metrics.cap_height, usual.cap_height),
        x_height: height(metrics.x_height, usual.x_height),
        underline_offset: metrics.underline.map_or(usual.underline_offset, |line| -em(line.offset)),
        underline_thickness: height(metrics.underline.map(|line| line.thickness), usual.underline_thickness),
    }
}

/// The script's name for the shaper.
pub(super) fn script(script: unicode_script::Script) -> Option<Script> {
    Script::from_iso15924_tag(harfrust::Tag::from_u32(script.as_iso15924_tag()))
}
