//! What the program has to offer: templates, fonts, completions, the manual page.

use std::path::Path;

use super::bench::*;

#[test]
fn templates_are_listed_and_shown() {
    let bench = Bench::new();
    let run = bench.done(["templates"]);
    let lines: Vec<_> = run.text().lines().collect();
    assert_eq!(lines.len(), letterpdf::resolve::BUILTIN.len());
    for ((name, text), line) in letterpdf::resolve::BUILTIN.iter().zip(lines) {
        let description = line.strip_prefix(name).unwrap().trim_start();
        assert!(!description.is_empty() && text.contains(description), "{line}");
        assert_eq!(bench.done(["templates", "show", name]).text(), *text);
    }
    assert_refused(&bench.run(["templates", "show", "gone"]), 2, &["`gone`", "plain"]);
}

#[test]
fn fonts_are_listed() {
    let bench = Bench::new();
    let run = bench.done(["fonts"]);
    assert!(
        run.text().lines().any(|line| line.starts_with("Noto Sans ") && line.ends_with("bundled")),
        "{}",
        run.text()
    );
    assert!(run.text().contains("Regular"));

    let json = bench.done(["fonts", "--json"]).json();
    let families = json.as_array().unwrap();
    assert_eq!(families.len(), run.text().lines().count());
    let serif = families.iter().find(|family| family["name"] == "Noto Serif").unwrap();
    assert_eq!((&serif["origin"], &serif["path"]), (&"bundled".into(), &serde_json::Value::Null));
    assert_eq!(serif["styles"].as_array().unwrap().len(), 4);
    bench.done(["fonts", "--system-fonts"]);
}

#[test]
fn fonts_of_a_folder_are_listed() {
    let bench = Bench::new();
    let font = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/NotoSans-Bold.ttf");
    bench.write("mine/deep/bold.ttf", std::fs::read(font).unwrap());
    let json = bench.done(["fonts", "--font-path", "mine", "--json"]).json();
    let mine = json.as_array().unwrap().iter().find(|family| family["origin"] == "folder").unwrap();
    assert_eq!(mine["name"], "Noto Sans");
    assert!(mine["path"].as_str().unwrap().ends_with("bold.ttf"), "{mine}");

    assert_refused(&bench.run(["fonts", "--font-path", "gone"]), 2, &["`gone` is not there"]);
    assert_eq!(bench.run(["fonts", "--font-path", "gone", "--json"]).json()["errors"][0]["severity"], "error");
}

#[test]
fn completions_for_every_shell() {
    let bench = Bench::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = bench.done(["completions", shell]);
        assert!(run.text().contains("font-path") && run.text().contains("check"), "{shell}");
    }
    assert_refused(&bench.run(["completions", "cmd"]), 2, &["bash"]);
}

#[test]
fn manual_page_has_every_subcommand() {
    let run = Bench::new().done(["man"]);
    let page = run.text();
    assert_eq!(page.matches(".ie ").count(), 1);
    for title in [
        ".TH letterpdf 1",
        ".SH NAME",
        ".SH \"LETTERPDF RENDER\"",
        ".SH \"LETTERPDF CHECK\"",
        ".SH \"LETTERPDF INIT\"",
        ".SH \"LETTERPDF TEMPLATES\"",
        ".SH \"LETTERPDF TEMPLATES SHOW\"",
        ".SH \"LETTERPDF FONTS\"",
        ".SH \"LETTERPDF COMPLETIONS\"",
        ".SH \"LETTERPDF MAN\"",
        ".SH EXAMPLES",
        ".SS EXAMPLES",
        "Exit codes",
    ] {
        assert!(page.contains(title), "{title}");
    }
}
