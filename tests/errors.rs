//! What is said about letters that are wrong: `tests/errors/<name>.toml` holds
//! the letter, `<name>.txt` the whole message, `files/` what letters name.
//!
//! `BLESS=1 cargo test --test errors` writes what is said now as what is expected.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use letterpdf::text::Fonts;
use letterpdf::{Diagnostics, FolderWorld, Source};

/// The letters' folder, from the project's, in which tests run.
const FOLDER: &str = "tests/errors";

#[expect(clippy::disallowed_methods, reason = "the switch to bless is the caller's, not the library's")]
#[test]
fn errors_read_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let world = FolderWorld::new(Path::new(FOLDER), Fonts::bundled()).unwrap();
    let mut letters: Vec<_> = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path()).collect();
    letters.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    letters.sort();
    assert!(letters.len() >= 25, "only {} letters in {FOLDER}", letters.len());

    let mut differences = String::new();
    for letter in letters {
        let name = letter.file_name().unwrap().to_string_lossy().into_owned();
        let said = what_is_said(&name, &fs::read_to_string(&letter).unwrap(), &world);
        let expected = letter.with_extension("txt");
        if bless {
            fs::write(&expected, &said).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != said {
            let expected = fs::read_to_string(&expected).unwrap_or_default();
            write!(differences, "--- {name}, expected:\n{expected}\n+++ {name}, said:\n{said}\n").unwrap();
        }
    }
    assert!(differences.is_empty(), "\n{differences}\nif this is right: BLESS=1 cargo test --test errors");
}

/// Errors, or the warnings of a letter that is right.
fn what_is_said(name: &str, text: &str, world: &FolderWorld) -> String {
    let source = Arc::new(Source::new(name, text));
    let said = match letterpdf::render(&source, world) {
        Ok(pdf) => format!("no error\n\n{}", Diagnostics(pdf.warnings)),
        Err(errors) => errors.to_string(),
    };
    said.replace(env!("CARGO_MANIFEST_DIR"), "/project")
}
