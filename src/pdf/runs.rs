//! What is known of each run: what its glyphs stand for, and how it is drawn.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::clusters::{Cluster, clusters};
use super::fonts::Cut;
use super::kept::Kept;
use crate::frame::{Document, ItemKind};
use crate::text::{Fonts, Run};

/// A run with what is known of it.
pub(super) struct KnownRun {
    /// The run.
    pub run: Arc<Run>,
    /// What each of its glyphs stands for, each once.
    pub standings: Vec<(u16, Standing)>,
    /// How it was last drawn.
    pub drawn: RefCell<Option<DrawnRun>>,
}

/// A run as it was drawn.
pub(super) struct DrawnRun {
    /// By what.
    pub cut: Arc<Cut>,
    /// The operators.
    pub bytes: Arc<[u8]>,
}

/// What a glyph stands for, and how surely.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standing {
    pub text: String,
    /// 3: it alone spells a visible text; 2: an invisible one, such as a joiner drawn as a
    /// space, or the inserted hyphen; 1: it spells a text together with other glyphs.
    pub certainty: u8,
}

/// The runs of a document in the order in which they are drawn.
pub(super) fn runs(document: &Document, fonts: &Fonts, kept: &Kept) -> Vec<Rc<KnownRun>> {
    let items = document.pages.iter().flat_map(|page| &page.items);
    let runs = items.filter_map(|item| if let ItemKind::Text(run) = &item.kind { Some(run) } else { None });
    runs.map(|run| known(run, fonts, kept)).collect()
}

fn known(run: &Arc<Run>, fonts: &Fonts, kept: &Kept) -> Rc<KnownRun> {
    // A run that is kept is not dropped, so no other one has its address.
    let address = Arc::as_ptr(run) as usize as u64;
    if let Some(known) = kept.runs.borrow_mut().get(address, |known| Arc::ptr_eq(&known.run, run)) {
        return known;
    }
    let standings = standings(run, fonts.face(run.face).space());
    let known = Rc::new(KnownRun { run: run.clone(), standings, drawn: RefCell::default() });
    kept.runs.borrow_mut().put(address, known.clone(), 1);
    known
}

/// What each glyph of a run stands for; of equal certainties the first use counts.
fn standings(run: &Run, space: Option<u16>) -> Vec<(u16, Standing)> {
    let mut standings: Vec<(u16, Standing)> = vec![];
    for Cluster { glyphs, text } in clusters(run, space) {
        let visible: String = text.chars().filter(|character| !is_invisible(*character)).collect();
        for (index, glyph) in glyphs.iter().enumerate() {
            let (text, certainty) = match glyphs {
                [_] if visible.is_empty() => (text.to_string(), 2),
                [_] => (visible.clone(), if visible == text { 3 } else { 2 }),
                // One character each as far as they go.
                _ => (visible.chars().nth(index).or(visible.chars().last()).into_iter().collect(), 1),
            };
            let standing = Standing { text, certainty };
            match standings.binary_search_by_key(&glyph.id, |(id, _)| *id) {
                Ok(at) if standings[at].1.certainty < certainty => standings[at].1 = standing,
                Ok(_) => {}
                Err(at) => standings.insert(at, (glyph.id, standing)),
            }
        }
    }
    standings
}

/// Whether nothing is seen of a character: soft hyphen, joiners, marks of direction.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
