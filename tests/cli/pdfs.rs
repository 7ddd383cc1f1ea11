//! PDFs read back: `inspect` and `extract`, and what is asked of a PDF.

use super::bench::*;

#[test]
fn inspect_shows_what_is_read_aloud() {
    let bench = Bench::new();
    bench.done(["render", "letter.toml"]);
    let said = bench.done(["inspect", "letter.pdf"]);
    for line in [
        "title: Your visit\n",
        "subject: Letter to Ms Karin Lindqvist\n",
        "author: City Archive\n",
        "language: en\n",
        "created: 2020-12-08T12:00:00\n",
        "PDF 1.7, 1 page\nsays that it keeps to PDF/UA-1 and PDF/A-2a\n",
        "    H1 \"Your visit\"\n    P \"Dear Ms Lindqvist,\"\n",
        "      Em as=Span \"kind\"\n",
    ] {
        assert!(said.text().contains(line), "{line:?} is not in:\n{}", said.text());
    }
}

#[test]
fn inspect_says_it_as_json() {
    let bench = Bench::new();
    bench.done(["render", "letter.toml", "--embed-source"]);
    let json = bench.done(["inspect", "letter.pdf", "--json"]).json();
    assert_eq!(json["title"], "Your visit");
    assert_eq!(json["standards"], serde_json::json!(["PDF/UA-1", "PDF/A-3a"]));
    assert_eq!(json["structure"][0]["element"]["role"], "Document");
    assert_eq!(
        (&json["attachments"][0]["name"], &json["attachments"][0]["source"]),
        (&"letter.toml".into(), &true.into())
    );
    assert_eq!((&json["untagged"], &json["tagged"]), (&0.into(), &true.into()));
}

#[test]
fn inspect_refuses_what_is_no_pdf() {
    let bench = Bench::new();
    assert_refused(&bench.run(["inspect", "letter.toml"]), 2, &["`letter.toml` is not a PDF, or a broken one"]);
    assert_refused(&bench.run(["inspect", "nowhere.pdf"]), 2, &["nowhere.pdf"]);
    let run = bench.run(["inspect", "letter.toml", "--json"]);
    assert_eq!((run.code, run.json()["errors"][0]["severity"].as_str()), (2, Some("error")));
}

#[test]
fn extract_gives_back_what_makes_the_same_pdf() {
    let bench = Bench::with(&letter_with_logo("pictures/logo.svg"));
    bench.write("pictures/logo.svg", LOGO);
    bench.done(["render", "letter.toml", "--embed-source", "--set", "subject=Changed", "--template", "itu"]);
    let said = bench.done(["extract", "letter.pdf", "-o", "again"]);
    assert_eq!(said.text(), "again/letter.toml and 1 file\n");
    bench.done(["render", "again/letter.toml"]);
    assert!(bench.read("again/letter.pdf") == bench.read("letter.pdf"));
    let printed = bench.done(["extract", "letter.pdf", "-o", "-"]);
    assert_eq!(printed.out, bench.read("again/letter.toml"));
    assert!(printed.text().contains("subject = \"Changed\"\n"), "{}", printed.text());
}

#[test]
fn extract_writes_beside_the_pdf() {
    let bench = Bench::new();
    bench.done(["render", "letter.toml", "--embed-source"]);
    assert_eq!(bench.done(["extract", "letter.pdf"]).text(), "letter/letter.toml\n");
    assert_eq!(
        String::from_utf8(bench.read("letter/letter.toml")).unwrap(),
        LETTER.replace(
            "body = \"Thank you for your *kind* letter.\"\n",
            "body = \"Thank you for your *kind* letter.\"\nembed_source = true\n"
        )
    );
}

#[test]
fn extract_says_which_day_the_file_was_made() {
    let bench = Bench::new();
    let made = bench.command(["render", "letter.toml", "--embed-source"]).env("SOURCE_DATE_EPOCH", "86400").output();
    assert!(made.unwrap().status.success());
    let said = bench.done(["extract", "letter.pdf", "-o", "again"]);
    assert!(said.text().contains("set SOURCE_DATE_EPOCH=86400"), "{}", said.text());
    let again = bench.command(["render", "again/letter.toml"]).env("SOURCE_DATE_EPOCH", "86400").output();
    assert!(again.unwrap().status.success());
    assert!(bench.read("again/letter.pdf") == bench.read("letter.pdf"));
}

#[test]
fn extract_replaces_nothing() {
    let bench = Bench::new();
    bench.done(["render", "letter.toml", "--embed-source"]);
    assert_refused(
        &bench.run(["extract", "letter.pdf", "-o", "."]),
        2,
        &["`./letter.toml` is there already", "-o DIR"],
    );
    assert_eq!(bench.read("letter.toml"), LETTER.as_bytes());
}

#[test]
fn extract_needs_a_pdf_that_holds_its_source() {
    let bench = Bench::new();
    bench.done(["render", "letter.toml"]);
    let words = ["`letter.pdf` does not hold the letter it was made of", "--embed-source"];
    assert_refused(&bench.run(["extract", "letter.pdf"]), 2, &words);
    assert_eq!(bench.names(), ["letter.pdf", "letter.toml"]);
}

/// A file in a PDF may be called anything; it is written within the folder or not at all.
#[test]
fn extract_stays_in_its_folder() {
    let bench = Bench::with(&letter_with_logo("a/logo.svg"));
    bench.write("a/logo.svg", LOGO);
    bench.done(["render", "letter.toml", "--embed-source"]);
    for evil in ["../logo.svg", "/tmp/ex.svg", "a\\logo.svg", "c:logo.svg", "././@@.svg", ""] {
        let mut pdf = lopdf::Document::load_mem(&bench.read("letter.pdf")).unwrap();
        for object in pdf.objects.values_mut() {
            if let Ok(file) = object.as_dict_mut()
                && file.get(b"UF").and_then(lopdf::Object::as_str).is_ok_and(|name| name == b"a/logo.svg")
            {
                file.set("UF", lopdf::Object::string_literal(evil));
            }
        }
        let mut bytes = vec![];
        pdf.save_to(&mut bytes).unwrap();
        bench.write("evil.pdf", bytes);
        assert_refused(&bench.run(["extract", "evil.pdf", "-o", "out/in"]), 2, &["leads out of the folder"]);
        assert!(!bench.path("out").exists(), "{evil}");
    }
}

#[test]
fn standard_is_one_of_those_there_are() {
    let bench = Bench::new();
    assert_refused(&bench.run(["render", "letter.toml", "--standard", "ua-2"]), 2, &["ua-1+a-2a", "none"]);
    assert_refused(
        &bench.run(["render", "letter.toml", "--standard", "a-2b", "--embed-source"]),
        2,
        &["a file that keeps to a-2b cannot hold other files", "--standard"],
    );
    let (tagged, plain) = (bench.pdf(&[]), bench.pdf(&["--standard", "none"]));
    assert!(plain.0.len() < tagged.0.len());
}
