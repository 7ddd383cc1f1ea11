//! Letters of every kind keep to the checklist of PDF/UA-1 and PDF/A, read back from the file.
//!
//! With `CONFORMANCE_DIR` they are written there, too, for outside judges: see `scripts/conformance`.

mod checklist;
mod corpus;

use std::path::PathBuf;
use std::sync::Arc;

use letterpdf::{Source, render};

#[expect(clippy::disallowed_methods, reason = "the switch to write is the caller's, not the library's")]
#[test]
fn letters_of_every_kind_keep_to_the_checklist() {
    let folder = std::env::var_os("CONFORMANCE_DIR").map(PathBuf::from);
    let world = corpus::world();
    let letters = corpus::letters();
    assert!(letters.len() >= 300, "only {} letters", letters.len());
    let mut wrong = vec![];
    for letter in &letters {
        let source = Arc::new(Source::new(letter.name.as_str(), letter.toml.as_str()));
        match render(&source, &world) {
            Ok(pdf) => {
                let broken = checklist::broken(&pdf.bytes);
                if !broken.is_empty() {
                    wrong.push(format!("{}:\n{}", letter.name, broken.join("\n")));
                }
                if let Some(folder) = &folder {
                    std::fs::write(folder.join(format!("{}.pdf", letter.name)), &pdf.bytes)
                        .expect("a folder to write to");
                }
            }
            Err(problems) => wrong.push(format!("{}:\n{problems}", letter.name)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
