//! From the text of a file to a [`Letter`].

use std::sync::Arc;

use super::{Form, Letter, Values, check, markup, reader};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Source};

/// The largest letter file; the longest letter has a hundredth of it.
const LARGEST: usize = 16 << 20;

/// Reads a letter file that needs no data, and gives what deserves a look beside the letter.
///
/// # Errors
///
/// As [`read`] and [`Form::letter`].
pub fn parse(source: &Arc<Source>) -> Result<(Letter, Vec<Diagnostic>), Diagnostics> {
    read(source)?.letter(&Values::default())
}

/// Reads a letter file whose texts may have placeholders for data.
///
/// # Errors
///
/// What is no TOML, and placeholders that cannot be understood.
pub fn read(source: &Arc<Source>) -> Result<Form, Diagnostics> {
    if source.text.len() > LARGEST {
        let complaint = Diagnostic::error(format!("`{}` is larger than 16 MiB", source.name));
        return Err(complaint.hint("a letter is a short text; is this the right file?").into());
    }

    // The tree of the file with its overrides, with what is wrong so far.
    let (tree, complaints) = reader::parse(source);
    match tree {
        Some(tree) => Form::new(tree, complaints),
        None => Err(Diagnostics(complaints)),
    }
}

impl Form {
    /// The letter that a row of data makes, and what deserves a look beside it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the letter: names that are not in the data, keys that do
    /// not exist, values that do not fit, markup that has no place in a letter.
    pub fn letter(&self, values: &Values) -> Result<(Letter, Vec<Diagnostic>), Diagnostics> {
        // The placeholders, then the letter in the tree as far as it can be made out.
        let (tree, mut complaints) = self.fill(values)?;
        let (letter, more) = reader::decode::<Letter>(&tree);
        complaints.extend(more);

        // Its prose becomes blocks, and what it says is checked.
        let source = &tree.source;
        let Some(mut letter) = letter else { return Err(Diagnostics(complaints)) };
        letter.values = values.clone();
        complaints.extend(read_markup(&mut letter, source));
        complaints.extend(check::check(&letter, source));

        // What stands in for something wrong is not worth a complaint of its own.
        complaints.retain(|complaint| complaint.place.as_ref().is_none_or(|(_, span)| *span != reader::NOWHERE));
        if complaints.iter().any(|complaint| complaint.severity == Severity::Error) {
            return Err(Diagnostics(complaints));
        }
        Ok((letter, complaints))
    }
}

/// Reads the blocks of every text with markup.
fn read_markup(letter: &mut Letter, source: &Arc<Source>) -> Vec<Diagnostic> {
    let mut complaints = vec![];
    let (note, disclaimer) = match letter.cover.as_mut().map(toml::Spanned::get_mut) {
        Some(cover) => (cover.note.as_mut(), cover.disclaimer.as_mut()),
        None => (None, None),
    };
    for markup in [Some(&mut letter.body), letter.postscript.as_mut(), note, disclaimer].into_iter().flatten() {
        let (blocks, more) = markup::read(&markup.text, source);
        markup.blocks = blocks;
        complaints.extend(more);
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(body: &str) -> Result<(Letter, Vec<Diagnostic>), Diagnostics> {
        let text = format!("date = 2020-12-08\nbody = '{body}'\nsender.name = 'A'\nrecipient.name = 'B'\n");
        parse(&Arc::new(Source::new("a", text)))
    }

    #[test]
    fn parse_leaves_an_escaped_mark_alone() {
        assert!(body("see \\{documents} and").is_ok());
        assert!(body("\\{documents}").is_ok());
        assert!(body("see {documents} and").is_err());
    }

    #[test]
    fn parse_refuses_a_huge_file() {
        assert!(body(&"a".repeat(LARGEST)).unwrap_err().to_string().contains("16 MiB"));
    }
}
