//! Cuts a text into pieces that are shaped in one go.
//!
//! In: a [`Prepared`] text. Out: [`Item`]s, each of one span, direction, script and face.
//!
//! 1. *levels*: the direction of each character (UAX #9);
//! 2. *scripts*: those without a script of their own take their neighbours';
//! 3. *faces*: the first of the style's that covers a character with its marks.

use std::collections::BTreeSet;
use std::ops::Range;

use icu_segmenter::GraphemeClusterSegmenter;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};
use unicode_script::Script;

use super::characters::{is_ignorable, is_line_end, is_rtl_language, own_script, script_of};
use super::prepare::Prepared;
use super::{FaceId, Fonts, TextError};

/// A piece of text of one span, direction, script and face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// Bytes of the prepared text.
    pub(super) range: Range<usize>,
    /// The number of the span.
    pub(super) span: usize,
    /// The embedding level: odd from right to left.
    pub(super) level: Level,
    /// The script.
    pub(super) script: Script,
    /// The face.
    pub(super) face: FaceId,
}

/// A text in items.
#[derive(Debug)]
pub(super) struct Itemized {
    /// The items, in order; together all of the text.
    pub(super) items: Vec<Item>,
    /// The level of the paragraph as a whole.
    pub(super) base: Level,
}

/// Cuts a text into items.
pub(super) fn itemize(prepared: &Prepared, fonts: &Fonts) -> Result<Itemized, TextError> {
    let (base, levels) = levels(prepared);
    let scripts = scripts(prepared);
    let mut uncovered = Uncovered::default();
    let mut items: Vec<Item> = Vec::new();
    let (mut span, mut script) = (0, 0);
    for cluster in clusters(&prepared.text) {
        while prepared.ranges.get(span).is_some_and(|range| range.end <= cluster.start) {
            span += 1;
        }
        while scripts.get(script).is_some_and(|run: &(usize, Script)| run.0 <= cluster.start) {
            script += 1;
        }
        let Some(faces) = prepared.spans.get(span).map(|span| &*span.style.faces) else { break };
        let text = prepared.get(cluster.clone());
        let before = items.last().filter(|item| item.span == span && text == " ").map(|item| item.face);
        let Some(face) = choose_face(text, before, faces, fonts) else {
            uncovered.add(text, cluster.start, faces, fonts);
            continue;
        };
        let item = Item {
            span,
            level: levels.get(cluster.start).copied().unwrap_or(base),
            script: scripts.get(script).map_or(Script::Latin, |run| run.1),
            face,
            range: cluster,
        };
        match items.last_mut() {
            Some(last) if last.continues_with(&item) => last.range.end = item.range.end,
            _ => items.push(item),
        }
    }
    uncovered.check(prepared, fonts)?;
    Ok(Itemized { items, base })
}

impl Item {
    fn continues_with(&self, next: &Self) -> bool {
        self.span == next.span && self.level == next.level && self.script == next.script && self.face == next.face
    }
}

/// The face for a cluster: the one before if it can be kept, else the first that covers all of it.
fn choose_face(cluster: &str, before: Option<FaceId>, faces: &[FaceId], fonts: &Fonts) -> Option<FaceId> {
    let covers = |id: &FaceId| cluster.chars().all(|character| is_covered(character, *id, fonts));
    before.filter(covers).or_else(|| faces.iter().copied().find(covers))
}

fn is_covered(character: char, face: FaceId, fonts: &Fonts) -> bool {
    is_line_end(character) || fonts.face(face).covers(character)
}

/// The levels of all bytes, and that of the paragraph. No levels where nothing reads from right to left.
///
/// The paragraph reads as its first strong character does (UAX #9, P2 and P3), but one in
/// a language from right to left does so even if it begins with a foreign name or figures.
pub(super) fn levels(prepared: &Prepared) -> (Level, Vec<Level>) {
    let language = prepared.spans.first().map_or("", |span| &span.style.language);
    let rtl_language = is_rtl_language(language);
    if !rtl_language && prepared.text.chars().all(reads_from_left) {
        return (Level::ltr(), Vec::new());
    }
    let mut strong = prepared.text.chars().map(bidi_class).filter(|class| is_strong(*class)).peekable();
    let first = strong.peek().copied();
    let rtl = match first {
        Some(BidiClass::L) => rtl_language && strong.any(|class| class != BidiClass::L),
        Some(_) => true,
        None => rtl_language,
    };
    let base = if rtl { Level::rtl() } else { Level::ltr() };
    (base, BidiInfo::new(&prepared.text, Some(base)).levels)
}

/// Whether a character can only read from left to right: below the first Hebrew letter, and no mark of direction.
fn reads_from_left(character: char) -> bool {
    matches!(character, '\0'..'\u{590}' | '\u{1e00}'..='\u{200a}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20cf}')
}

fn is_strong(class: BidiClass) -> bool {
    matches!(class, BidiClass::L | BidiClass::R | BidiClass::AL)
}

/// The ends of runs of one script, with the script.
pub(super) fn scripts(prepared: &Prepared) -> Vec<(usize, Script)> {
    let mut runs: Vec<(usize, Script)> = Vec::new();
    let mut current = None;
    for (place, character) in prepared.text.char_indices() {
        let Some(script) = own_script(character).filter(|script| current != Some(*script)) else { continue };
        if let Some(last) = current.replace(script) {
            runs.push((place, last));
        }
    }
    let language = prepared.spans.first().map_or("", |span| &span.style.language);
    runs.push((prepared.text.len(), current.unwrap_or_else(|| script_of(language))));
    runs
}

/// Characters with their marks.
fn clusters(text: &str) -> impl Iterator<Item = Range<usize>> {
    let ascii = text.is_ascii();
    let simple = (0..if ascii { text.len() } else { 0 }).map(|place| place..place + 1);
    let segmenter = const { GraphemeClusterSegmenter::new() };
    let mut start = 0;
    let full = segmenter.segment_str(if ascii { "" } else { text }).skip(1).map(move |end| {
        let cluster = start..end;
        start = end;
        cluster
    });
    simple.chain(full)
}

/// What no face covers.
#[derive(Default)]
struct Uncovered {
    characters: Vec<(char, usize)>,
    seen: BTreeSet<char>,
    faces: Vec<FaceId>,
}

impl Uncovered {
    /// Adds the characters of a cluster that the face which covers most of it does not.
    fn add(&mut self, cluster: &str, start: usize, faces: &[FaceId], fonts: &Fonts) {
        let missing = |face: FaceId| {
            let places = cluster.char_indices();
            places.filter(move |(_, character)| !is_ignorable(*character) && !is_covered(*character, face, fonts))
        };
        let best = faces.iter().copied().min_by_key(|face| missing(*face).count());
        let lacking = best.map_or_else(|| cluster.char_indices().collect(), |face| missing(face).collect::<Vec<_>>());
        for (place, character) in lacking {
            if self.seen.insert(character) {
                self.characters.push((character, start + place));
            }
        }
        for face in faces {
            if !self.faces.contains(face) {
                self.faces.push(*face);
            }
        }
    }

    fn check(self, prepared: &Prepared, fonts: &Fonts) -> Result<(), TextError> {
        if self.characters.is_empty() {
            return Ok(());
        }
        let mut tried: Vec<String> = Vec::new();
        for face in self.faces {
            let family = fonts.face(face).family();
            if tried.iter().all(|known| known != family) {
                tried.push(family.to_owned());
            }
        }
        let characters = self.characters.into_iter().map(|(c, place)| (c, prepared.original(place))).collect();
        Err(TextError::Uncovered { characters, tried })
    }
}
