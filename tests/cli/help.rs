//! The help texts, and calls that make no sense.

use std::fs;
use std::path::Path;

use super::bench::*;

const COMMANDS: [&[&str]; 13] = [
    &[],
    &["render"],
    &["check"],
    &["batch"],
    &["manifest", "merge"],
    &["inspect"],
    &["extract"],
    &["init"],
    &["templates"],
    &["templates", "show"],
    &["fonts"],
    &["completions"],
    &["man"],
];

#[expect(clippy::disallowed_methods, reason = "the switch to bless is the caller's, not the library's")]
#[test]
fn help_is_as_accepted() {
    let bench = Bench::new();
    let mut help = String::new();
    for command in COMMANDS {
        let run = bench.done(command.iter().chain(&["--help"]));
        help += &format!(
            "$ {}\n\n{}\n",
            ["letterpdf"].iter().chain(command).copied().collect::<Vec<_>>().join(" "),
            run.text()
        );
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/help.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &help).unwrap();
    }
    let accepted = fs::read_to_string(&path).unwrap_or_default();
    assert!(help == accepted, "the help differs from {}; it is now:\n{help}", path.display());
}

#[test]
fn version_is_that_of_the_crate() {
    assert_eq!(Bench::new().done(["--version"]).text(), concat!("letterpdf ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn call_without_sense_is_refused() {
    let bench = Bench::new();
    assert_refused(&bench.run([""; 0]), 2, &["Usage"]);
    assert_refused(&bench.run(["rendr"]), 2, &["render"]);
    assert_refused(&bench.run(["render"]), 2, &["<LETTER>"]);
    assert_refused(&bench.run(["render", "letter.toml", "--outptu", "x"]), 2, &["--output"]);
}
