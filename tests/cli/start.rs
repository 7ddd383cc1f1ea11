//! `letterpdf init`: a letter to start from.

use super::bench::*;

#[test]
fn init_writes_a_letter_that_works() {
    let bench = Bench::new();
    let run = bench.done(["init", "new.toml"]);
    assert_eq!(run.text(), "new.toml: written; make it a PDF with `letterpdf render new.toml`\n");
    let run = bench.done(["check", "new.toml"]);
    assert_eq!((run.text(), run.err.as_str()), ("new.toml: no problems, 1 page\n", ""));
}

#[test]
fn init_keeps_what_is_there() {
    let bench = Bench::new();
    assert_refused(&bench.run(["init"]), 2, &["`letter.toml` exists already", "--force"]);
    assert_eq!(bench.read("letter.toml"), LETTER.as_bytes());
    bench.done(["init", "--force"]);
    assert!(bench.read("letter.toml").starts_with(b"# A letter"));
    assert_eq!(bench.names(), ["letter.toml"]);
}

#[test]
fn init_writes_to_standard_output() {
    let bench = Bench::new();
    let run = bench.done(["init", "-"]);
    bench.done(["init", "new.toml"]);
    // But for the name by which the letter calls itself.
    let written = String::from_utf8(bench.read("new.toml")).unwrap();
    assert_eq!(String::from_utf8(run.out).unwrap(), written.replace("new.toml", "letter.toml"));
}

#[test]
fn init_for_every_template() {
    let bench = Bench::new();
    for (name, _) in letterpdf::resolve::BUILTIN {
        bench.done(["init", "--force", "--template", name]);
        let text = String::from_utf8(bench.read("letter.toml")).unwrap();
        assert!(text.contains(&format!("\ntemplate = \"{name}\"\n")), "{text}");
        let run = bench.done(["check", "letter.toml"]);
        assert_eq!((run.text(), run.err.as_str()), ("letter.toml: no problems, 1 page\n", ""), "{name}");
    }
    bench.done(["init", "--template", "house.toml", "new.toml"]);
    assert_refused(&bench.run(["init", "-t", "gone", "other.toml"]), 2, &["`gone`", "plain"]);
    assert_eq!(bench.names(), ["letter.toml", "new.toml"]);
}
