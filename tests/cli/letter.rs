//! What a letter may be, use and be changed to by options; and what is said of a wrong one.

use std::fs;

use super::bench::*;

#[test]
fn letter_that_cannot_be_read_is_refused() {
    let bench = Bench::new();
    assert_refused(&bench.run(["render", "gone.toml"]), 2, &["error: `gone.toml` is not there"]);
    assert_refused(&bench.run(["render", "."]), 2, &["`.` is a folder"]);
    bench.write("latin1.toml", b"subject = \"x\"\nbody = \"\xe9\"\n");
    assert_refused(&bench.run(["check", "latin1.toml"]), 2, &["latin1.toml", "not UTF-8", "line 2"]);
    fs::File::create(bench.path("huge.toml")).unwrap().set_len(1 << 40).unwrap();
    assert_refused(&bench.run(["check", "huge.toml"]), 2, &["`huge.toml` is larger than 4 MiB"]);
}

#[cfg(unix)]
#[test]
fn letter_may_come_from_a_pipe() {
    let bench = Bench::new();
    assert!(std::process::Command::new("mkfifo").arg(bench.path("fifo")).status().unwrap().success());
    let run = bench.shell("cat letter.toml > fifo & exec \"$0\" render fifo -o x.pdf");
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(Pdf(bench.read("x.pdf")), bench.pdf(&[]));
}

#[test]
fn wrong_letter_is_told_with_its_line() {
    let bench = Bench::with(&LETTER.replace("subject =", "subjekt ="));
    assert_refused(&bench.run(["render", "letter.toml"]), 2, &["error: ", "subjekt", "letter.toml:2:1", "subject"]);
    let run = bench.run_with_input(&["check", "-"], "nonsense");
    assert_refused(&run, 2, &["-:1:"]);
}

#[test]
fn color_is_on_when_told() {
    let bench = Bench::with("nonsense");
    let run = |when: &[&str]| bench.run(["check", "letter.toml"].iter().chain(when)).err;
    assert!(run(&["--color", "always"]).contains("\x1b["));
    assert!(!run(&["--color", "never"]).contains('\x1b'));
    assert!(!run(&[]).contains('\x1b'), "not on a terminal");
    assert_refused(&bench.run(["check", "letter.toml", "--color", "blue"]), 2, &["always"]);
}

#[test]
fn check_says_all_and_writes_nothing() {
    let bench = Bench::new();
    let run = bench.done(["check", "letter.toml"]);
    assert_eq!((run.text(), run.err.as_str()), ("letter.toml: no problems, 1 page\n", ""));
    assert_eq!(bench.done(["check", "letter.toml", "--quiet"]).text(), "");
    assert_eq!(
        bench.done(["check", "letter.toml", "--json"]).json(),
        serde_json::json!({"file": "letter.toml", "pages": 1, "warnings": []})
    );
    let run = bench.run_with_input(&["check", "-"], LETTER);
    assert_eq!((run.code, run.text()), (0, "-: no problems, 1 page\n"));

    bench.write("letter.toml", LETTER.replace("subject =", "subjekt =").replace("address =", "adress ="));
    let run = bench.run(["check", "letter.toml"]);
    assert_refused(&run, 2, &["subjekt", "adress"]);
    assert_eq!(run.err.matches("error: ").count(), 3, "{}", run.err);
    assert_eq!(bench.names(), ["letter.toml"]);
}

#[test]
fn template_option_counts_more_than_the_letter() {
    let bench = Bench::with(&format!("template = \"itu\"\n{LETTER}"));
    let other = Bench::with(&format!("template = \"us-no9\"\n{LETTER}"));
    assert_ne!(bench.pdf(&[]), other.pdf(&[]));
    assert_eq!(bench.pdf(&["--template", "us-no9"]), other.pdf(&[]));
    assert_eq!(bench.pdf(&["-t", "us-no9"]), other.pdf(&[]));
    assert_refused(&bench.run(["render", "letter.toml", "-t", "us-n09"]), 2, &["us-n09", "us-no9"]);
}

#[test]
fn template_file_starts_where_the_user_stands() {
    let bench = Bench::new();
    bench.write("in/letter.toml", LETTER);
    bench.write("house/house.toml", "extends = \"us-no9\"\n");
    let with = |template| Pdf(bench.done(["render", "in/letter.toml", "-o", "-", "-t", template]).out);
    assert_eq!(with("us-no9"), with("house/house.toml"));
    assert_refused(&bench.run(["render", "letter.toml", "-t", "gone/house.toml"]), 2, &["gone"]);
}

#[test]
fn template_of_the_letter_starts_in_its_folder() {
    let bench = Bench::new();
    bench.write("in/letter.toml", format!("template = \"house.toml\"\n{LETTER}"));
    bench.write("in/house.toml", "extends = \"us-no9\"\n");
    bench.done(["check", "in/letter.toml"]);
    bench.write("letter.toml", format!("template = \"house.toml\"\n{LETTER}"));
    assert_refused(&bench.run(["check", "letter.toml"]), 2, &["house.toml", "is not there"]);
}

#[test]
fn set_counts_more_than_the_letter() {
    let bench = Bench::new();
    let other = Bench::with(&LETTER.replace("Your visit", "A = B").replace("Ms Karin Lindqvist", "Ms Lee"));
    assert_eq!(bench.pdf(&["--set", "subject=A = B", "--set", "recipient.name=Ms Lee"]), other.pdf(&[]));
    assert_eq!(bench.pdf(&["--set", "subject=\"A = B\"", "-s", "recipient.name=\"Ms Lee\""]), other.pdf(&[]));
    assert_refused(&bench.run(["check", "letter.toml", "--set", "subjekt=x"]), 2, &["subjekt", "subject"]);
    assert_refused(&bench.run(["check", "letter.toml", "--set", "subject"]), 2, &["key=value"]);
    assert_refused(&bench.run(["check", "letter.toml", "--set", "=x"]), 2, &["key=value"]);
}

#[test]
fn today_is_what_the_call_says() {
    let bench = Bench::with(&letter_of_today());
    let on = |day: &str| bench.pdf(&["--today", day]);
    assert_eq!(on("2020-12-08"), Bench::new().pdf(&[]));
    assert_ne!(on("2020-12-08"), on("2020-12-09"));
    bench.done(["check", "letter.toml"]);
    for wrong in ["2021-02-29", "8.12.2020", "yesterday", ""] {
        assert_refused(&bench.run(["check", "letter.toml", "--today", wrong]), 2, &["2020-12-08"]);
    }
}

#[test]
fn today_is_that_of_source_date_epoch() {
    let bench = Bench::with(&letter_of_today());
    let made = |epoch: &str, options: &[&str]| {
        let mut command = bench.command(["render", "letter.toml", "-o", "-"]);
        Run::from(command.args(options).env("SOURCE_DATE_EPOCH", epoch).output().unwrap())
    };
    let pdf = |epoch: &str, options: &[&str]| {
        let run = made(epoch, options);
        assert_eq!(run.code, 0, "{}", run.err);
        Pdf(run.out)
    };
    // The first and the last second of 8 December 2020.
    for epoch in ["1607385600", "1607471999"] {
        assert_eq!(pdf(epoch, &[]), pdf(epoch, &["--today", "2020-12-08"]));
        assert_ne!(pdf(epoch, &[]), pdf(epoch, &["--today", "2020-12-09"]));
    }
    for wrong in ["", "now", "-1", "1.5", "99999999999999"] {
        assert_refused(&made(wrong, &[]), 2, &["SOURCE_DATE_EPOCH"]);
    }
}

#[test]
fn files_lie_in_the_letters_folder() {
    let bench = Bench::new();
    bench.write("in/letter.toml", letter_with_logo("logo.svg"));
    assert_refused(&bench.run(["check", "in/letter.toml"]), 2, &["logo.svg", "is not there", "`in`", "letter.toml:7"]);
    bench.write("in/logo.svg", LOGO);
    bench.done(["check", "in/letter.toml"]);
}

#[test]
fn files_outside_are_refused_unless_allowed() {
    let bench = Bench::new();
    bench.write("in/letter.toml", letter_with_logo("../pictures/logo.svg"));
    bench.write("pictures/logo.svg", LOGO);
    assert_refused(&bench.run(["check", "in/letter.toml"]), 2, &["../pictures/logo.svg", "outside", "--allow "]);
    bench.done(["check", "in/letter.toml", "--allow", "pictures"]);
    assert_refused(&bench.run(["check", "in/letter.toml", "--allow", "gone"]), 2, &["`gone` is not there"]);
    assert_refused(&bench.run(["check", "in/letter.toml", "--allow", "letter.toml"]), 2, &["is not a folder"]);
}

#[test]
fn font_folder_is_used_when_told() {
    let bench = Bench::new();
    assert_refused(&bench.run(["check", "letter.toml", "--font-path", "gone"]), 2, &["gone"]);
    fs::create_dir(bench.path("empty")).unwrap();
    assert_eq!(bench.pdf(&["--font-path", "empty"]), bench.pdf(&[]));
    bench.done(["check", "letter.toml", "--system-fonts"]);
}
