//! Fonts cut to the glyphs that are used, and embedded.
//!
//! Each face becomes a composite font whose character codes are the glyph numbers of
//! the cut program (Identity-H), with widths and a Unicode text for every glyph.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::ExportError;
use super::file::File;
use super::kept::Kept;
use super::runs::{KnownRun, Standing, is_invisible};
use super::syntax::{Ref, utf16};
use crate::keep::hash_of_bytes;
use crate::text::{Face, FaceId, Fonts, ProgramFacts};

/// The hyphen that is inserted where a word is broken.
const SOFT_HYPHEN: &str = "\u{ad}";

/// What a letter may need whose values are not known yet, by script; with accents only where a letter has them.
const ALPHABETS: [&str; 3] = [
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя",
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρςστυφχψω",
];
/// What stands in any text.
const POINTS: &str = ".,:-/()’&+";
/// The letters with accents of most European languages, for files of many letters.
const ACCENTED: std::ops::RangeInclusive<char> = 'À'..='ž';

/// How much of a face is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breadth {
    /// What is used.
    Used,
    /// For one of many letters: whole alphabets where most of one is used, so that nearly all of
    /// the letters have the same cut.
    Alphabets,
    /// For one of the letters in one file: whole alphabets where any of one is used, with accents, so that
    /// nearly all of them share the cut.
    File,
}

/// A face cut to the glyphs that are used.
pub(super) struct Cut {
    face: FaceId,
    /// What it begins with.
    alphabet: Arc<Alphabet>,
    /// The glyphs beside it by their old numbers, with what they stand for.
    beside: Vec<(u16, String)>,
    /// The glyph of the space.
    pub space: Option<u16>,
    remapper: GlyphRemapper,
    facts: ProgramFacts,
    /// By new glyph number.
    cut_glyphs: Vec<CutGlyph>,
    /// Compressed.
    program: Arc<[u8]>,
    program_length: usize,
    is_cff: bool,
    /// Compressed.
    to_unicode: Arc<[u8]>,
    base_font: String,
    ascent: f64,
    descent: f64,
    cap_height: f64,
    bold: bool,
}

/// Glyphs that a cut begins with, whether a letter uses all of them or not.
pub(super) struct Alphabet {
    face: FaceId,
    breadth: Breadth,
    /// Which alphabets are whole.
    whole: [bool; ALPHABETS.len()],
    /// Sorted by number.
    glyphs: Vec<(u16, String)>,
}

/// A glyph of a cut face.
#[derive(Debug, Clone, Default)]
struct CutGlyph {
    /// Thousandths of an em.
    width: i64,
    /// What it stands for wherever nothing else is said.
    text: String,
}

impl Cut {
    /// A glyph's width in thousandths of an em.
    pub fn width(&self, glyph: u16) -> i64 {
        self.cut_glyph(glyph).map_or(0, |glyph| glyph.width)
    }

    /// What a glyph stands for wherever nothing else is said.
    pub fn text(&self, glyph: u16) -> &str {
        self.cut_glyph(glyph).map_or("", |glyph| &glyph.text)
    }

    /// The code of a glyph in the pages' text: its number in the cut program, high byte first.
    pub fn code(&self, glyph: u16) -> Option<[u8; 2]> {
        self.remapper.get(glyph).map(u16::to_be_bytes)
    }

    /// Whether a run that needs no other glyphs than these is drawn alike by another cut.
    pub fn draws_alike(&self, other: &Self, standings: &[(u16, Standing)]) -> bool {
        let alphabet = &self.alphabet;
        let is_in_alphabet = |glyph: &u16| alphabet.glyphs.binary_search_by_key(glyph, |(known, _)| *known).is_ok();
        std::ptr::eq(self, other)
            || Arc::ptr_eq(alphabet, &other.alphabet) && standings.iter().all(|(glyph, _)| is_in_alphabet(glyph))
    }

    fn cut_glyph(&self, glyph: u16) -> Option<&CutGlyph> {
        self.cut_glyphs.get(usize::from(self.remapper.get(glyph)?))
    }
}

/// The cuts of all faces that some runs are in.
pub(super) fn cut(
    runs: &[Rc<KnownRun>],
    breadth: Breadth,
    fonts: &Fonts,
    kept: &Kept,
) -> Result<BTreeMap<FaceId, Arc<Cut>>, ExportError> {
    let mut used: BTreeMap<FaceId, Used> = BTreeMap::new();
    for known in runs {
        used.entry(known.run.face).or_default().add(&known.standings);
    }
    let cut = |(id, used): (FaceId, Used)| {
        let alphabet = alphabet((id, fonts.face(id)), &used, breadth, kept);
        Ok((id, cut_face((id, fonts.face(id)), &used.beside(&alphabet), alphabet, kept)?))
    };
    used.into_iter().map(cut).collect()
}

/// The glyphs that are used of a face.
#[derive(Default)]
struct Used<'a> {
    /// By glyph.
    standings: Vec<Option<&'a Standing>>,
    glyphs: Vec<u16>,
}

impl<'a> Used<'a> {
    /// Adds what glyphs stand for; of equal certainties the first use counts.
    fn add(&mut self, standings: &'a [(u16, Standing)]) {
        let most = standings.last().map_or(0, |(glyph, _)| usize::from(*glyph) + 1);
        if self.standings.len() < most {
            self.standings.resize(most, None);
        }
        for (glyph, standing) in standings {
            let known = &mut self.standings[usize::from(*glyph)];
            match known {
                Some(known) if known.certainty >= standing.certainty => continue,
                Some(_) => {}
                None => self.glyphs.push(*glyph),
            }
            *known = Some(standing);
        }
    }

    /// The characters that glyphs stand for alone.
    fn characters(&self) -> impl Iterator<Item = char> {
        self.glyphs.iter().filter_map(|glyph| {
            let mut characters = self.standings[usize::from(*glyph)]?.text.chars();
            characters.next().filter(|_| characters.next().is_none())
        })
    }

    /// All glyphs that are not in an alphabet, with what they stand for.
    fn beside(&self, alphabet: &Alphabet) -> Vec<(u16, &'a str)> {
        let is_in_alphabet = |glyph: u16| alphabet.glyphs.binary_search_by_key(&glyph, |(known, _)| *known).is_ok();
        let mut beside: Vec<(u16, &str)> = (self.glyphs.iter())
            .filter(|glyph| !is_in_alphabet(**glyph))
            .filter_map(|glyph| Some((*glyph, self.standings[usize::from(*glyph)]?.text.as_str())))
            .collect();
        beside.sort_unstable();
        beside
    }
}

/// The index of the alphabet that a character is in.
fn alphabet_of(character: char) -> Option<usize> {
    match character {
        '0'..='9' | 'A'..='Z' | 'a'..='z' => Some(0),
        'А'..='я' => Some(1),
        'Α'..='Ρ' | 'Σ'..='Ω' | 'α'..='ω' => Some(2),
        _ => None,
    }
}

/// The alphabets that are kept whole.
fn alphabet((id, face): (FaceId, &Face), used: &Used, breadth: Breadth, kept: &Kept) -> Arc<Alphabet> {
    let mut whole = [false; ALPHABETS.len()];
    for (index, (whole, characters)) in whole.iter_mut().zip(ALPHABETS).enumerate() {
        let count = used.characters().filter(|character| alphabet_of(*character) == Some(index)).count();
        *whole = match breadth {
            Breadth::Used => false,
            Breadth::Alphabets => count * 2 > characters.chars().count(),
            Breadth::File => count > 0,
        };
    }
    let hash = whole.iter().fold(u64::from(id.0), |hash, whole| hash << 1 | u64::from(*whole));
    let is_meant = |known: &Arc<Alphabet>| known.face == id && known.breadth == breadth && known.whole == whole;
    if let Some(alphabet) = kept.alphabets.borrow_mut().get(hash, is_meant) {
        return alphabet;
    }
    let mut glyphs: Vec<(u16, String)> = vec![];
    let chosen = ALPHABETS.iter().zip(whole).filter(|(_, whole)| *whole).map(|(characters, _)| *characters);
    let points = whole.contains(&true).then_some(POINTS);
    let accented: String = if breadth == Breadth::File && whole[0] { ACCENTED.collect() } else { String::new() };
    let characters = chosen.chain(points).chain([accented.as_str()]);
    for (character, glyph) in characters.flat_map(|characters| face.glyphs(characters)) {
        if let Err(at) = glyphs.binary_search_by_key(&glyph, |(known, _)| *known) {
            glyphs.insert(at, (glyph, character.to_string()));
        }
    }
    let alphabet = Arc::new(Alphabet { face: id, breadth, whole, glyphs });
    kept.alphabets.borrow_mut().put(hash, alphabet.clone(), 1);
    alphabet
}

/// Whether a character is for private use (Unicode, 23.5).
fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// The cut of a face to an alphabet and what is used beside it.
fn cut_face(
    (id, face): (FaceId, &Face),
    beside: &[(u16, &str)],
    alphabet: Arc<Alphabet>,
    kept: &Kept,
) -> Result<Arc<Cut>, ExportError> {
    let bytes: Vec<u8> = beside.iter().flat_map(|(glyph, _)| glyph.to_be_bytes()).collect();
    let hash = hash_of_bytes(&bytes) ^ u64::from(id.0);
    let is_meant = |cut: &Arc<Cut>| {
        cut.face == id
            && Arc::ptr_eq(&cut.alphabet, &alphabet)
            && cut.beside.len() == beside.len()
            && cut
                .beside
                .iter()
                .zip(beside)
                .all(|((glyph, text), (other, standing))| glyph == other && text == standing)
    };
    if let Some(cut) = kept.cuts.borrow_mut().get(hash, is_meant) {
        return Ok(cut);
    }
    let cut = Arc::new(make_cut((id, face), beside, alphabet, kept)?);
    kept.cuts.borrow_mut().put(hash, cut.clone(), 1);
    Ok(cut)
}

fn make_cut(
    (id, face): (FaceId, &Face),
    beside: &[(u16, &str)],
    alphabet: Arc<Alphabet>,
    kept: &Kept,
) -> Result<Cut, ExportError> {
    // The alphabet goes first, so that its glyphs have the same numbers in all cuts that have it.
    let glyphs = alphabet.glyphs.iter().map(|(glyph, text)| (*glyph, text.as_str())).chain(beside.iter().copied());
    let old: Vec<u16> = std::iter::once(0).chain(glyphs.clone().map(|(glyph, _)| glyph)).collect();
    let mut remapper = GlyphRemapper::new();
    for glyph in &old {
        remapper.remap(*glyph);
    }

    let unusable = |why: &str| ExportError::new(format!("the font {} {why}", face.postscript_name()));
    let facts = face.program_facts(&old).ok_or_else(|| unusable("cannot be read"))?;
    if !facts.may_be_embedded {
        return Err(unusable("must not be embedded in a file: its maker does not allow it"));
    }
    let program = subsetter::subset(face.data(), face.index(), &remapper)
        .map_err(|error| unusable(&format!("cannot be cut to the glyphs that are used: {error}")))?;

    let mut cut_glyphs = vec![CutGlyph::default(); usize::from(remapper.num_gids())];
    let texts = std::iter::once(String::new()).chain(glyphs.map(|(_, text)| mapped(text)));
    for ((glyph, advance), text) in old.iter().zip(&facts.advances).zip(texts) {
        if let Some(slot) = remapper.get(*glyph).and_then(|new| cut_glyphs.get_mut(usize::from(new))) {
            *slot = CutGlyph { width: (advance * 1000.0).round() as i64, text };
        }
    }
    // A program with `CFF ` outlines is embedded as that table alone.
    let cff = table(&program, b"CFF ");
    let embedded = cff.unwrap_or(&program);
    let metrics = face.metrics();
    Ok(Cut {
        face: id,
        alphabet,
        beside: beside.iter().map(|(glyph, text)| (*glyph, (*text).to_owned())).collect(),
        space: face.space(),
        program: kept.packer.pack_once(embedded)?,
        program_length: embedded.len(),
        is_cff: cff.is_some(),
        to_unicode: kept.packer.pack_once(to_unicode(&cut_glyphs).as_bytes())?,
        base_font: format!("{}+{}", tag(&remapper), legal_name(face.postscript_name())),
        remapper,
        facts,
        cut_glyphs,
        ascent: metrics.ascent,
        descent: metrics.descent,
        cap_height: metrics.cap_height,
        bold: face.bold(),
    })
}

/// What a reader is told that a glyph stands for.
fn mapped(text: &str) -> String {
    match text {
        // An inserted hyphen is not part of the word (ISO 32000-1, 14.8.2.2.3).
        SOFT_HYPHEN => SOFT_HYPHEN.to_owned(),
        // Signs of direction and the like stand in `ActualText`; here a space does (PDF/UA-1, 7.21.7).
        _ if text.chars().all(is_invisible) => " ".to_owned(),
        // No reader knows what a private character is; as it was written it stands in `ActualText`.
        _ if text.chars().any(is_private) => "\u{fffd}".to_owned(),
        _ => text.to_owned(),
    }
}

/// A font's name as a PostScript name may be: at most 63 characters of ASCII, none a space or
/// delimiter (OpenType, `name`, ID 6). Fonts from anywhere do not all keep to it.
fn legal_name(name: &str) -> String {
    let legal = |character: &char| character.is_ascii_graphic() && !"[](){}<>/%#".contains(*character);
    let kept: String = name.chars().filter(legal).take(63).collect();
    if kept.is_empty() { "Unnamed".to_string() } else { kept }
}

/// Embeds a composite font (ISO 32000-1, 9.7).
pub(super) fn embed(file: &mut File<'_>, cut: &Cut) -> Result<Ref, ExportError> {
    let [font, descendant, descriptor, program, to_unicode] = std::array::from_fn(|_| file.reserve());
    let (subtype, key) = if cut.is_cff { ("CIDFontType0", "FontFile3") } else { ("CIDFontType2", "FontFile2") };
    file.packed_stream(program, &cut.program, |dict| match cut.is_cff {
        true => dict.key("Subtype").name("CIDFontType0C"),
        false => dict.key("Length1").count(cut.program_length),
    });
    file.packed_stream(to_unicode, &cut.to_unicode, |_| {});
    describe(file, descriptor, cut, key, program)?;
    file.object(descendant, |object| {
        object.dict(|dict| {
            dict.key("Type").name("Font");
            dict.key("Subtype").name(subtype);
            dict.key("BaseFont").name(&cut.base_font);
            dict.key("CIDSystemInfo").dict(|dict| {
                dict.key("Registry").text("Adobe");
                dict.key("Ordering").text("Identity");
                dict.key("Supplement").integer(0);
            });
            dict.key("FontDescriptor").reference(descriptor);
            dict.key("DW").integer(0);
            dict.key("W").array(|widths| {
                widths.item().integer(0);
                widths
                    .item()
                    .array(|widths| cut.cut_glyphs.iter().for_each(|glyph| widths.item().integer(glyph.width)));
            });
            if !cut.is_cff {
                dict.key("CIDToGIDMap").name("Identity");
            }
        });
    })?;
    file.object(font, |object| {
        object.dict(|dict| {
            dict.key("Type").name("Font");
            dict.key("Subtype").name("Type0");
            dict.key("BaseFont").name(&cut.base_font);
            dict.key("Encoding").name("Identity-H");
            dict.key("DescendantFonts").array(|fonts| fonts.item().reference(descendant));
            dict.key("ToUnicode").reference(to_unicode);
        });
    })?;
    Ok(font)
}

/// A font descriptor (ISO 32000-1, 9.8).
fn describe(file: &mut File<'_>, number: Ref, cut: &Cut, key: &str, program: Ref) -> Result<(), ExportError> {
    const SYMBOLIC: i64 = 1 << 2;
    const ITALIC: i64 = 1 << 6;
    let slanted = if cut.facts.italic_angle == 0.0 { 0 } else { ITALIC };
    let thousandths = |parts_of_em: f64| (parts_of_em * 1000.0).round() as i64;
    file.object(number, |object| {
        object.dict(|dict| {
            dict.key("Type").name("FontDescriptor");
            dict.key("FontName").name(&cut.base_font);
            dict.key("Flags").integer(SYMBOLIC | slanted);
            dict.key("FontBBox").array(|sides| {
                cut.facts.bounding_box.iter().for_each(|side| sides.item().integer(thousandths(*side)));
            });
            dict.key("ItalicAngle").number(cut.facts.italic_angle);
            dict.key("Ascent").integer(thousandths(cut.ascent));
            dict.key("Descent").integer(thousandths(-cut.descent));
            dict.key("CapHeight").integer(thousandths(cut.cap_height));
            dict.key("StemV").integer(if cut.bold { 140 } else { 80 });
            dict.key(key).reference(program);
        });
    })
}

/// Six letters that tell one cut of a font from another (ISO 32000-1, 9.6.4), made from its glyphs.
fn tag(remapper: &GlyphRemapper) -> String {
    let glyphs: Vec<u8> = remapper.remapped_gids().flat_map(u16::to_be_bytes).collect();
    let digest = Sha256::digest(glyphs);
    digest.iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

/// A table of an OpenType file.
fn table<'a>(program: &'a [u8], tag: &[u8; 4]) -> Option<&'a [u8]> {
    let count = u16::from_be_bytes(program.get(4..6)?.try_into().ok()?);
    let records = program.get(12..12 + usize::from(count) * 16)?.chunks_exact(16);
    let record = records.into_iter().find(|record| record.starts_with(tag))?;
    let long = |at: usize| -> Option<usize> {
        usize::try_from(u32::from_be_bytes(record.get(at..at + 4)?.try_into().ok()?)).ok()
    };
    let (offset, length) = (long(8)?, long(12)?);
    program.get(offset..offset.checked_add(length)?)
}

/// What each glyph stands for (ISO 32000-1, 9.10.3).
fn to_unicode(glyphs: &[CutGlyph]) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n",
    );
    let mapped: Vec<(usize, &CutGlyph)> =
        glyphs.iter().enumerate().filter(|(_, glyph)| !glyph.text.is_empty()).collect();
    // A block holds at most a hundred entries.
    for block in mapped.chunks(100) {
        map.push_str(&format!("{} beginbfchar\n", block.len()));
        for (glyph, CutGlyph { text, .. }) in block {
            let units: String = utf16(text).iter().skip(2).map(|byte| format!("{byte:02x}")).collect();
            map.push_str(&format!("<{glyph:04x}> <{units}>\n"));
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
    map
}
