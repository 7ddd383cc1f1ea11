//! The project's own golden tests, run as users run theirs: `letterpdf test tests/cases`.
//!
//! Each folder of `tests/cases` holds a letter and what is expected of it: its frames and the
//! tags of its PDF, as text. `cargo run -- test tests/cases --update` accepts what is there now.

use std::path::Path;
use std::process::Command;

#[test]
fn letters_are_as_expected() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let run = Command::new(env!("CARGO_BIN_EXE_letterpdf")).arg("test").arg(&cases).output().expect("the program");
    let said = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}\n`cargo run -- test tests/cases --update` accepts what is there now");
    let letters = std::fs::read_dir(cases).expect("a folder").count();
    assert!(said.contains(&format!("{letters} letters: {letters} as expected")), "{said}");
}
