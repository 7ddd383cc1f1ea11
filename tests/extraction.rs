//! What comes out of the reference letter's PDF, as other programs read it.
//!
//! Needs poppler's tools and qpdf; where they are missing, a test says so and passes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use letterpdf::text::Fonts;
use letterpdf::{FolderWorld, Source, render};

/// The reference letter's PDF, made once.
fn reference() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        let text = std::fs::read_to_string(examples.join("itu-cstd.toml")).expect("the example");
        let world = FolderWorld::new(&examples, Fonts::bundled()).expect("the folder of examples");
        let pdf = render(&Arc::new(Source::new("itu-cstd.toml", text)), &world).expect("the example is right");
        assert!(pdf.warnings.is_empty(), "{:?}", pdf.warnings);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("itu-cstd.pdf");
        std::fs::write(&path, pdf.bytes).expect("a writable folder");
        path
    })
}

/// What a program prints, or `None` with a message where it is not installed.
fn printed(program: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => {
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(_) => {
            eprintln!("skipped: {program} is not installed");
            None
        }
    }
}

/// The words of a text, with plain quotation marks and no marks of markup.
fn words(text: &str) -> Vec<String> {
    let plain =
        text.replace(['“', '”', '"'], "\"").replace(['’', '‘'], "'").replace(['*', '<', '>', '\u{c}', '\u{ad}'], "");
    plain.split_whitespace().map(str::to_string).collect()
}

#[test]
fn extracted_text_has_every_word_of_the_letter_in_order() {
    let path = reference().to_string_lossy().into_owned();
    for mode in [&["-raw"][..], &[][..]] {
        let arguments = [mode, &[path.as_str(), "-"]].concat();
        let Some(text) = printed("pdftotext", &arguments) else { return };
        let extracted = words(&text).concat();
        let mut rest = extracted.as_str();
        let seed = include_str!("data/itu-cstd-2020.txt");
        for word in words(seed) {
            let Some(at) = rest.find(&word) else {
                panic!(
                    "{mode:?}: “{word}” does not follow; what is left begins “{}”",
                    &rest.chars().take(80).collect::<String>()
                );
            };
            // Between two words of the letter there is at most a running head or foot.
            assert!(at < 200, "{mode:?}: before “{word}” stands “{}”", &rest[..at]);
            rest = &rest[at + word.len()..];
        }
    }
}

#[test]
fn links_lead_to_the_addresses_of_the_letter() {
    let path = reference().to_string_lossy().into_owned();
    let Some(json) = printed("qpdf", &["--json", &path]) else { return };
    let seed = include_str!("data/itu-cstd-2020.txt");
    let mut wanted: BTreeSet<String> =
        seed.split('<').skip(1).filter_map(|rest| rest.split('>').next()).map(str::to_string).collect();
    wanted.insert("mailto:wsis-info@itu.int".to_string());
    let found: BTreeSet<String> = json
        .split("\"/URI\": \"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|uri| uri.contains(':') && !uri.starts_with('/'))
        .map(|uri| uri.trim_start_matches("u:").to_string())
        .collect();
    assert_eq!(found, wanted);
}

#[test]
fn file_is_clean_as_qpdf_judges_it() {
    let path = reference().to_string_lossy().into_owned();
    let Some(report) = printed("qpdf", &["--check", &path]) else { return };
    assert!(report.contains("No syntax or stream encoding errors found"), "{report}");
}

#[test]
fn fonts_are_embedded_subsets_with_unicode_maps() {
    let path = reference().to_string_lossy().into_owned();
    let Some(list) = printed("pdffonts", &[&path]) else { return };
    let fonts: Vec<&str> = list.lines().skip(2).collect();
    assert!(!fonts.is_empty(), "{list}");
    for font in fonts {
        assert!(font.contains("yes yes yes"), "not embedded, subset and mapped: {font}");
        assert_eq!(font.find('+'), Some(6), "no subset tag: {font}");
    }
}
