//! Golden cases: each folder of `tests/cases` holds a letter, its frames as text, and the
//! tags of its PDF as text, as they are read back.
//!
//! `BLESS=1 cargo test --test golden` writes what is there now as what is expected.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use letterpdf::text::Fonts;
use letterpdf::{FolderWorld, Source, World, inspect, layout, letter, pdf, resolve};

/// The frames of a letter and the tags of its PDF, as text.
fn frames_and_tags(folder: &Path) -> (String, String) {
    let text = fs::read_to_string(folder.join("letter.toml")).expect("each case has a letter");
    let source = Arc::new(Source::new("letter.toml", text));
    let world = FolderWorld::new(folder, Fonts::bundled()).expect("the case is a folder");
    let laid_out = letter::parse(&source)
        .and_then(|(letter, _)| resolve::resolve(&source, &letter, &world))
        .and_then(|(resolved, _)| layout::layout(&resolved, world.fonts()));
    match laid_out {
        Ok(document) => {
            let bytes = pdf::export(&document, world.fonts()).expect("a document that can be written");
            let inspection = inspect::inspect(bytes).expect("a PDF that can be read");
            assert_eq!(inspection.untagged, 0, "{}", folder.display());
            let text = inspection.to_string();
            let (_, tags) = text.split_once("structure:\n").expect("a structure");
            (document.dump(world.fonts()), tags.to_string())
        }
        Err(problems) => (problems.to_string(), String::new()),
    }
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = fs::read_dir(folder).expect("there are cases");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    cases.sort();
    cases
}

#[expect(clippy::disallowed_methods, reason = "the switch to bless is the caller's, not the library's")]
#[test]
fn frames_and_tags_are_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut differing = vec![];
    for case in cases() {
        let (frames, tags) = frames_and_tags(&case);
        for (name, actual) in [("frames.txt", frames), ("tags.txt", tags)] {
            let path = case.join(name);
            if bless {
                fs::write(&path, &actual).expect("a writable case");
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            if actual != expected {
                differing.push(format!("{}:\n{}", path.display(), difference(&expected, &actual)));
            }
        }
    }
    assert!(differing.is_empty(), "{}\nBLESS=1 accepts what is there now", differing.join("\n"));
}

/// The lines that only one of two texts has.
fn difference(expected: &str, actual: &str) -> String {
    let only = |of: &str, other: &str, sign: char| -> String {
        let others: Vec<&str> = other.lines().collect();
        of.lines().filter(|line| !others.contains(line)).map(|line| format!("  {sign} {line}\n")).collect()
    };
    only(expected, actual, '-') + &only(actual, expected, '+')
}
