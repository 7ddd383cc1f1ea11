//! `test`: letters and what is expected of them.

use super::bench::*;

/// Letters in two folders, one with values and one with a template of its own.
fn letters() -> Bench {
    let bench = Bench::new();
    bench.write("sub/invoice.toml", LETTER.replace("Thank you", "Thank you, {{ name }},"));
    bench.write("sub/invoice.data.json", r#"{"name": "Karin"}"#);
    bench.write("sub/house.toml", "extends = \"plain\"\n[styles.text]\nsize = 11\n");
    bench
}

#[test]
fn test_keeps_and_compares_what_is_expected() {
    let bench = letters();
    let run = bench.run(["test"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.text().contains("nothing is expected yet: invoice.frames.txt is not there"), "{}", run.text());
    assert!(run.text().ends_with("2 letters: 2 different\n"), "{}", run.text());

    assert_eq!(bench.done(["test", "--update"]).text(), "2 letters: 2 as expected\n");
    assert_eq!(bench.done(["test"]).text(), "2 letters: 2 as expected\n");
    let frames = String::from_utf8(bench.read("sub/invoice.frames.txt")).unwrap();
    for part in
        ["letterpdf 0.1.0\n\npage 1 595.28 × 841.89\n", "Thank you, Karin, for your", "\nstructure:\n  Document\n"]
    {
        assert!(frames.contains(part), "{part:?} is not in:\n{frames}");
    }

    // All differences at once, in words.
    bench.write("letter.toml", LETTER.replace("Your visit", "Her visit"));
    bench.write("sub/invoice.data.json", r#"{"name": "Kim"}"#);
    let run = bench.run(["test"]);
    assert_eq!(run.code, 1);
    for line in [
        "“Her visit” was “Your visit”\n    [-Your-] {+Her+} visit\n",
        "[-Karin,-] {+Kim,+}",
        "2 letters: 2 different\n",
    ] {
        assert!(run.text().contains(line), "{line:?} is not in:\n{}", run.text());
    }
    let run = bench.run(["test", "--filter", "invoice", "--json"]);
    let json = run.json();
    assert_eq!((run.code, &json["counts"]["pairs"], &json["pairs"][0]["name"]), (1, &1.into(), &"sub/invoice".into()));
}

#[test]
fn test_says_which_version_wrote_the_expectation() {
    let bench = Bench::new();
    bench.done(["test", "--update"]);
    let frames = String::from_utf8(bench.read("letter.frames.txt")).unwrap();
    bench.write("letter.frames.txt", frames.replace("letterpdf 0.1.0", "letterpdf 0.0.9"));
    bench.done(["test"]);
    bench.write(
        "letter.frames.txt",
        frames.replace("letterpdf 0.1.0", "letterpdf 0.0.9").replace("Her", "His").replace("Dear", "To"),
    );
    let run = bench.run(["test"]);
    assert!(
        run.text().contains("the expectation was written by letterpdf 0.0.9, this is letterpdf 0.1.0"),
        "{}",
        run.text()
    );
}

#[test]
fn test_compares_pictures() {
    let bench = Bench::new();
    bench.done(["test", "--update", "--pixels"]);
    assert_eq!(bench.names(), ["letter.frames.txt", "letter.page-1.png", "letter.toml"]);
    bench.done(["test", "--pixels"]);
    bench.write("letter.toml", LETTER.replace("Your visit", "Her visit"));
    let run = bench.run(["test", "--pixels", "--report", "report.html"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.text().contains("page 1: looks different"), "{}", run.text());
    let html = String::from_utf8(bench.read("report.html")).unwrap();
    assert_eq!(html.matches("src=\"data:image/png").count(), 3);
    bench.write("letter.page-1.png", "no picture");
    assert_refused(&bench.run(["test", "--pixels"]), 2, &["letter.page-1.png` is not a picture", "--update"]);
}

#[test]
fn test_says_which_letter_cannot_be_set() {
    let bench = Bench::with(&LETTER.replace("subject", "subjekt"));
    bench.write("sub/good.toml", LETTER);
    bench.done(["test", "--filter", "good", "--update"]);
    let run = bench.run(["test"]);
    assert_eq!(run.code, 2);
    for line in [
        "letter: the letter cannot be set\nerror: unknown key `subjekt`",
        "2 letters: 1 as expected, 1 could not be set\n",
    ] {
        assert!(run.text().contains(line), "{line:?} is not in:\n{}", run.text());
    }
    assert_refused(&bench.run(["test", "--filter", "nothing"]), 2, &["there is no letter with `nothing` in its path"]);
    assert_refused(&bench.run(["test", "nowhere"]), 2, &["`nowhere` is not there"]);
}

/// A letter of today has no expectation that would hold tomorrow, unless the day is given.
#[test]
fn test_wants_to_know_the_day() {
    let bench = Bench::with(&letter_of_today());
    let run = bench.run(["test", "--update"]);
    assert_eq!(run.code, 2);
    assert!(run.text().contains("today's date is not known here"), "{}", run.text());
    bench.done(["test", "--update", "--today", "2026-01-30"]);
    bench.done(["test", "--today", "2026-01-30"]);
}
