//! Fonts cut to the glyphs that are used, and embedded.
//!
//! Each face becomes a composite font whose character codes are the glyph numbers of
//! the cut program (Identity-H), with widths and a Unicode text for every glyph.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, StringFormat, dictionary};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::ExportError;
use super::clusters::{Cluster, clusters};
use super::objects::{name, number, stream, utf16};
use crate::frame::{Document, ItemKind};
use crate::text::{Face, FaceId, Fonts, ProgramFacts, Run};

/// The hyphen that is inserted where a word is broken.
const SOFT_HYPHEN: &str = "\u{ad}";

/// A face cut to the glyphs that are used.
pub(super) struct Cut {
    /// The resource's name.
    pub resource: String,
    /// The glyph of the space.
    pub space: Option<u16>,
    remapper: GlyphRemapper,
    facts: ProgramFacts,
    /// By new glyph number.
    glyphs: Vec<CutGlyph>,
    program: Vec<u8>,
    postscript_name: String,
    ascent: f64,
    descent: f64,
    cap_height: f64,
    bold: bool,
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

    fn cut_glyph(&self, glyph: u16) -> Option<&CutGlyph> {
        self.glyphs.get(usize::from(self.remapper.get(glyph)?))
    }
}

/// Cuts all faces that a document uses.
pub(super) fn cut(document: &Document, fonts: &Fonts) -> Result<BTreeMap<FaceId, Cut>, ExportError> {
    let mut texts: BTreeMap<FaceId, BTreeMap<u16, Standing>> = BTreeMap::new();
    let items = document.pages.iter().flat_map(|page| &page.items);
    for run in items.filter_map(|item| if let ItemKind::Text(run) = &item.kind { Some(run) } else { None }) {
        collect_texts(run, fonts.face(run.face).space(), texts.entry(run.face).or_default());
    }
    let cut = |(index, (id, texts)): (usize, (FaceId, BTreeMap<u16, Standing>))| {
        Ok((id, cut_face(format!("F{index}"), fonts.face(id), &texts)?))
    };
    texts.into_iter().enumerate().map(cut).collect()
}

/// What a glyph stands for, and how surely.
#[derive(Debug, Clone, Default)]
struct Standing {
    text: String,
    /// 3: it alone spells a visible text; 2: an invisible one, such as a joiner drawn as a
    /// space, or the inserted hyphen; 1: it spells a text together with other glyphs.
    certainty: u8,
}

/// Notes what each glyph of a run stands for; of equal certainties the first use counts.
fn collect_texts(run: &Run, space: Option<u16>, texts: &mut BTreeMap<u16, Standing>) {
    for Cluster { glyphs, text } in clusters(run, space) {
        let visible: String = text.chars().filter(|character| !is_invisible(*character)).collect();
        for (index, glyph) in glyphs.iter().enumerate() {
            let (text, certainty) = match glyphs {
                [_] if visible.is_empty() => (text.to_string(), 2),
                [_] => (visible.clone(), if visible == text { 3 } else { 2 }),
                // One character each as far as they go.
                _ => (visible.chars().nth(index).or(visible.chars().last()).into_iter().collect(), 1),
            };
            let known = texts.entry(glyph.id).or_default();
            if known.certainty < certainty {
                *known = Standing { text, certainty };
            }
        }
    }
}

/// Whether nothing is seen of a character: soft hyphen, joiners, marks of direction.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether a character is for private use (Unicode, 23.5).
fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

fn cut_face(resource: String, face: &Face, texts: &BTreeMap<u16, Standing>) -> Result<Cut, ExportError> {
    let old: Vec<u16> = std::iter::once(0).chain(texts.keys().copied()).collect();
    let remapper = GlyphRemapper::new_from_glyphs_sorted(&old);

    let unusable = |why: &str| ExportError::new(format!("the font {} {why}", face.postscript_name()));
    let facts = face.program_facts(&old).ok_or_else(|| unusable("cannot be read"))?;
    if !facts.may_be_embedded {
        return Err(unusable("must not be embedded in a file: its maker does not allow it"));
    }
    let program = subsetter::subset(face.data(), face.index(), &remapper)
        .map_err(|error| unusable(&format!("cannot be cut to the glyphs that are used: {error}")))?;

    let mut glyphs = vec![CutGlyph::default(); usize::from(remapper.num_gids())];
    for (glyph, advance) in old.iter().zip(&facts.advances) {
        let text = match texts.get(glyph) {
            // An inserted hyphen is not part of the word (ISO 32000-1, 14.8.2.2.3).
            Some(standing) if standing.text == SOFT_HYPHEN => SOFT_HYPHEN.to_string(),
            // Signs of direction and the like stand in `ActualText`; here a space does (PDF/UA-1, 7.21.7).
            Some(standing) if standing.text.chars().all(is_invisible) => " ".to_string(),
            // No reader knows what a private character is; as it was written it stands in `ActualText`.
            Some(standing) if standing.text.chars().any(is_private) => "\u{fffd}".to_string(),
            Some(standing) => standing.text.clone(),
            None => String::new(),
        };
        if let Some(slot) = remapper.get(*glyph).and_then(|new| glyphs.get_mut(usize::from(new))) {
            *slot = CutGlyph { width: (advance * 1000.0).round() as i64, text };
        }
    }
    let metrics = face.metrics();
    Ok(Cut {
        resource,
        space: face.space(),
        remapper,
        facts,
        glyphs,
        program,
        postscript_name: legal_name(face.postscript_name()),
        ascent: metrics.ascent,
        descent: metrics.descent,
        cap_height: metrics.cap_height,
        bold: face.bold(),
    })
}

/// A font's name as a PostScript name may be: at most 63 characters of ASCII, none a space or
/// delimiter (OpenType, `name`, ID 6). Fonts from anywhere do not all keep to it.
fn legal_name(name: &str) -> String {
    let legal = |character: &char| character.is_ascii_graphic() && !"[](){}<>/%#".contains(*character);
    let kept: String = name.chars().filter(legal).take(63).collect();
    if kept.is_empty() { "Unnamed".to_string() } else { kept }
}

/// Embeds the fonts; returns them by resource name.
pub(super) fn embed(pdf: &mut Pdf, cuts: &BTreeMap<FaceId, Cut>) -> Dictionary {
    let mut resources = Dictionary::new();
    for cut in cuts.values() {
        let font = embed_font(pdf, cut);
        resources.set(cut.resource.as_str(), font);
    }
    resources
}

/// A composite font (ISO 32000-1, 9.7).
fn embed_font(pdf: &mut Pdf, cut: &Cut) -> ObjectId {
    let base_font = format!("{}+{}", tag(cut), cut.postscript_name);
    // A program with `CFF ` outlines is embedded as that table alone.
    let cff = table(&cut.program, b"CFF ");
    let (subtype, key) = if cff.is_some() { ("CIDFontType0", "FontFile3") } else { ("CIDFontType2", "FontFile2") };
    let program_dict = match cff {
        Some(_) => dictionary! { "Subtype" => "CIDFontType0C" },
        None => dictionary! { "Length1" => cut.program.len() as i64 },
    };
    let program = pdf.add_object(stream(program_dict, cff.unwrap_or(&cut.program).to_vec()));
    let descriptor = descriptor(cut, &base_font, key, program);
    let descriptor = pdf.add_object(descriptor);

    let widths: Vec<Object> = cut.glyphs.iter().map(|glyph| glyph.width.into()).collect();
    let ordering = |text: &str| Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    let mut descendant = dictionary! {
        "Type" => "Font",
        "Subtype" => subtype,
        "BaseFont" => name(&base_font),
        "CIDSystemInfo" => dictionary! {
            "Registry" => ordering("Adobe"), "Ordering" => ordering("Identity"), "Supplement" => 0,
        },
        "FontDescriptor" => descriptor,
        "DW" => 0,
        "W" => vec![0.into(), Object::Array(widths)],
    };
    if subtype == "CIDFontType2" {
        descendant.set("CIDToGIDMap", name("Identity"));
    }
    let descendant = pdf.add_object(descendant);
    let to_unicode = pdf.add_object(stream(Dictionary::new(), to_unicode(cut).into_bytes()));
    pdf.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "Type0",
        "BaseFont" => name(&base_font),
        "Encoding" => "Identity-H",
        "DescendantFonts" => vec![descendant.into()],
        "ToUnicode" => to_unicode,
    })
}

/// A font descriptor (ISO 32000-1, 9.8).
fn descriptor(cut: &Cut, base_font: &str, key: &str, program: ObjectId) -> Dictionary {
    const SYMBOLIC: i64 = 1 << 2;
    const ITALIC: i64 = 1 << 6;
    let slanted = if cut.facts.italic_angle == 0.0 { 0 } else { ITALIC };
    let thousandths = |parts_of_em: f64| Object::Integer((parts_of_em * 1000.0).round() as i64);
    let mut descriptor = dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => name(base_font),
        "Flags" => SYMBOLIC | slanted,
        "FontBBox" => cut.facts.bounding_box.map(thousandths).to_vec(),
        "ItalicAngle" => number(cut.facts.italic_angle),
        "Ascent" => thousandths(cut.ascent),
        "Descent" => thousandths(-cut.descent),
        "CapHeight" => thousandths(cut.cap_height),
        "StemV" => if cut.bold { 140 } else { 80 },
    };
    descriptor.set(key, program);
    descriptor
}

/// Six letters that tell one cut of a font from another (ISO 32000-1, 9.6.4), made from its glyphs.
fn tag(cut: &Cut) -> String {
    let glyphs: Vec<u8> = cut.remapper.remapped_gids().flat_map(u16::to_be_bytes).collect();
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
fn to_unicode(cut: &Cut) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n",
    );
    let mapped: Vec<(usize, &CutGlyph)> =
        cut.glyphs.iter().enumerate().filter(|(_, glyph)| !glyph.text.is_empty()).collect();
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
