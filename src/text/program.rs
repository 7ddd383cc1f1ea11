//! What a file that embeds a font has to say of it.

use harfrust::FontRef;
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::TableProvider;
use skrifa::{GlyphId, MetadataProvider};

use super::Face;

/// The facts of a font program, in parts of an em where they are lengths.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgramFacts {
    /// The box that holds all glyphs: left, bottom, right, top.
    pub bounding_box: [f64; 4],
    /// The slope of an italic's stems, in degrees, negative to the right.
    pub italic_angle: f64,
    /// The width of a space that each of the asked glyphs takes.
    pub advances: Vec<f64>,
    /// Its owner allows it to be embedded and cut (OpenType `OS/2`, fsType bits 1 and 8).
    pub may_be_embedded: bool,
}

impl Face {
    /// The glyph of the space, which also stands for characters that are not seen.
    pub fn space(&self) -> Option<u16> {
        let font = FontRef::from_index(self.data(), self.index()).ok()?;
        u16::try_from(font.charmap().map(' ')?.to_u32()).ok()
    }

    /// The glyphs of characters that it has, as they stand alone.
    pub fn glyphs<'a>(&'a self, characters: &'a str) -> impl Iterator<Item = (char, u16)> + 'a {
        let font = FontRef::from_index(self.data(), self.index()).ok();
        characters.chars().filter_map(move |character| {
            let glyph = font.as_ref()?.charmap().map(character)?;
            Some((character, u16::try_from(glyph.to_u32()).ok().filter(|glyph| *glyph != 0)?))
        })
    }

    /// The facts of the font program, with the advances of these glyphs; `None` if it cannot be read.
    pub fn program_facts(&self, glyphs: &[u16]) -> Option<ProgramFacts> {
        let font = FontRef::from_index(self.data(), self.index()).ok()?;
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        let em = |units: f32| f64::from(units) / self.units_per_em();
        let bounds = metrics.bounds.unwrap_or_default();
        let widths = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let rights = font.os2().map_or(0, |table| table.fs_type());
        Some(ProgramFacts {
            bounding_box: [em(bounds.x_min), em(bounds.y_min), em(bounds.x_max), em(bounds.y_max)],
            italic_angle: f64::from(metrics.italic_angle),
            advances: glyphs
                .iter()
                .map(|glyph| em(widths.advance_width(GlyphId::from(*glyph)).unwrap_or_default()))
                .collect(),
            // Bit 1 alone forbids embedding, bit 8 forbids cutting.
            may_be_embedded: rights & 0x000e != 0x0002 && rights & 0x0100 == 0,
        })
    }
}
