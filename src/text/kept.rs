//! Paragraphs that were set, for letters that have them, too.

use std::cell::RefCell;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::{Fonts, Line, Paragraph, Setting, StyleSpan, TextError, TextStyle};
use crate::geometry::Pt;
use crate::keep::Keep;

/// How many paragraphs are kept: far more than a letter has.
const ROOM: usize = 2048;

/// Paragraphs that were set, with their lines. It serves the paragraphs of one [`Fonts`].
pub struct Kept {
    lines: Answers<Setting, Arc<[Line]>>,
    widths: Answers<Breadth, Pt>,
}

/// Which width of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Breadth {
    Natural,
    Least,
}

impl Default for Kept {
    fn default() -> Self {
        Self { lines: Answers::new(), widths: Answers::new() }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

impl Kept {
    /// As [`set`](super::set).
    ///
    /// # Errors
    ///
    /// As [`set`](super::set).
    pub fn set(&self, paragraph: &Paragraph, setting: &Setting, fonts: &Fonts) -> Result<Arc<[Line]>, TextError> {
        let hint = (setting.measure.0.to_bits(), setting.alignment as u8);
        self.lines.ask(paragraph, *setting, hint, || super::set(paragraph, setting, fonts).map(Arc::from))
    }

    /// As [`width`](super::width).
    ///
    /// # Errors
    ///
    /// As [`width`](super::width).
    pub fn width(&self, paragraph: &Paragraph, fonts: &Fonts) -> Result<Pt, TextError> {
        self.widths.ask(paragraph, Breadth::Natural, 0, || super::width(paragraph, fonts))
    }

    /// As [`least_width`](super::least_width).
    ///
    /// # Errors
    ///
    /// As [`least_width`](super::least_width).
    pub fn least_width(&self, paragraph: &Paragraph, fonts: &Fonts) -> Result<Pt, TextError> {
        self.widths.ask(paragraph, Breadth::Least, 1, || super::least_width(paragraph, fonts))
    }
}

/// Paragraphs with what was asked of them, and the answers.
struct Answers<Q, A>(RefCell<Keep<Arc<Known<Q, A>>>>);

struct Known<Q, A> {
    paragraph: Paragraph,
    asked: Q,
    answer: A,
}

impl<Q: Copy + PartialEq, A: Clone> Answers<Q, A> {
    fn new() -> Self {
        Self(RefCell::new(Keep::with_room(ROOM)))
    }

    /// The answer, found out if it is not known; `hint` is part of what is asked, for the hash.
    fn ask(
        &self,
        paragraph: &Paragraph,
        asked: Q,
        hint: impl Hash,
        find_out: impl FnOnce() -> Result<A, TextError>,
    ) -> Result<A, TextError> {
        let hash = hash(paragraph, hint);
        let is_meant = |known: &Arc<Known<Q, A>>| known.asked == asked && is_same(&known.paragraph, paragraph);
        if let Some(known) = self.0.borrow_mut().get(hash, is_meant) {
            return Ok(known.answer.clone());
        }
        let answer = find_out()?;
        let known = Known { paragraph: paragraph.clone(), asked, answer: answer.clone() };
        self.0.borrow_mut().put(hash, Arc::new(known), 1);
        Ok(answer)
    }
}

/// The same for the same paragraphs; what hardly tells two apart is left out.
fn hash(paragraph: &Paragraph, hint: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    paragraph.text.hash(&mut hasher);
    for span in &paragraph.spans {
        (span.range.end, span.style.size.0.to_bits()).hash(&mut hasher);
        span.style.faces.first().hash(&mut hasher);
    }
    hint.hash(&mut hasher);
    hasher.finish()
}

/// Whether two paragraphs are set alike. Marks are the caller's own numbers: which of them are the
/// same within a paragraph decides where runs end, but not what they are.
fn is_same(one: &Paragraph, other: &Paragraph) -> bool {
    one.text == other.text
        && one.spans.len() == other.spans.len()
        && one.spans.iter().zip(&other.spans).enumerate().all(|(index, (a, b))| {
            a.range == b.range
                && a.breaking == b.breaking
                && is_same_style(&a.style, &b.style)
                && first_with_mark(&one.spans, index) == first_with_mark(&other.spans, index)
        })
}

fn is_same_style(one: &Arc<TextStyle>, other: &Arc<TextStyle>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

/// The first span with the mark of another one.
fn first_with_mark(spans: &[StyleSpan], index: usize) -> Option<usize> {
    let mark = spans.get(index)?.mark;
    spans.iter().position(|span| span.mark == mark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests::{FONTS, english, justified, ragged};
    use crate::text::{Breaking, Mark};

    fn marked(marks: [u32; 3]) -> Paragraph {
        let mut paragraph = Paragraph::new();
        for (text, mark) in ["To be, or ", "not to be, ", "that is the question"].into_iter().zip(marks) {
            paragraph.push(text, &english(), Mark(mark), Breaking::Prose);
        }
        paragraph
    }

    #[test]
    fn kept_lines_are_those_that_would_be_set() {
        let kept = Kept::default();
        for paragraph in [marked([1, 1, 2]), marked([1, 2, 2]), marked([3, 3, 4]), marked([1, 2, 1])] {
            for setting in [ragged(60.0), justified(60.0), ragged(80.0), ragged(60.0)] {
                let lines = kept.set(&paragraph, &setting, &FONTS).unwrap();
                assert_eq!(*lines, *super::super::set(&paragraph, &setting, &FONTS).unwrap());
            }
            assert_eq!(kept.width(&paragraph, &FONTS), super::super::width(&paragraph, &FONTS));
            assert_eq!(kept.least_width(&paragraph, &FONTS), super::super::least_width(&paragraph, &FONTS));
        }
    }

    #[test]
    fn kept_runs_are_shared_between_letters() {
        let kept = Kept::default();
        let set = |marks| kept.set(&marked(marks), &ragged(400.0), &FONTS).unwrap();
        assert!(Arc::ptr_eq(&set([1, 1, 2]), &set([7, 7, 9])));
        assert!(!Arc::ptr_eq(&set([1, 1, 2]), &set([7, 9, 9])));
    }
}
