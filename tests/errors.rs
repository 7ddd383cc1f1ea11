//! What is said about letters that are wrong: `tests/errors/<name>.toml` holds
//! the letter, `<name>.txt` the whole message.
//!
//! `BLESS=1 cargo test --test errors` writes what is said now as what is expected.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use letterpdf::{Diagnostics, Source};

#[test]
fn errors_read_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let mut letters: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    letters.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    letters.sort();
    assert!(letters.len() >= 25, "only {} letters in {}", letters.len(), folder.display());

    let mut differences = String::new();
    for letter in letters {
        let name = letter.file_name().unwrap().to_string_lossy().into_owned();
        let said = what_is_said(&name, &fs::read_to_string(&letter).unwrap());
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
fn what_is_said(name: &str, text: &str) -> String {
    let source = Arc::new(Source::new(name, text));
    match letterpdf::letter::parse(&source) {
        Ok((_, warnings)) => format!("no error\n\n{}", Diagnostics(warnings)),
        Err(errors) => errors.to_string(),
    }
}
