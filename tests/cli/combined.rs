//! Many letters as one file for the printer.

use std::fs;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};
use serde_json::Value;

use super::batch::{bench, people};
use super::bench::*;

fn call<'a>(options: &[&'a str]) -> Vec<&'a str> {
    ["batch", "letter.toml", "--data", "people.csv"].iter().chain(options).copied().collect()
}

/// A file that was made a moment ago.
fn read(bench: &Bench, name: &str) -> Pdf {
    Pdf::load_mem(&bench.read(name)).unwrap()
}

/// The entries of the outline, each with the index of its page.
fn outline(pdf: &Pdf) -> Vec<(String, usize)> {
    let pages: Vec<ObjectId> = pdf.page_iter().collect();
    let follow = |dict: &Dictionary, key: &[u8]| dict.get(key).and_then(Object::as_reference).ok();
    let root = follow(pdf.catalog().unwrap(), b"Outlines").unwrap();
    let mut next = follow(pdf.get_dictionary(root).unwrap(), b"First");
    let mut entries = vec![];
    while let Some(entry) = next.map(|entry| pdf.get_dictionary(entry).unwrap()) {
        let title = String::from_utf8(entry.get(b"Title").unwrap().as_str().unwrap().to_vec()).unwrap();
        let page = entry.get(b"Dest").unwrap().as_array().unwrap()[0].as_reference().unwrap();
        entries.push((title, pages.iter().position(|known| *known == page).unwrap()));
        next = follow(entry, b"Next");
    }
    entries
}

#[test]
fn combined_holds_all_letters_in_the_order_of_rows() {
    let bench = bench(&people(40));
    let run = bench.done(call(&["--combined", "all.pdf", "--jobs", "3"]));
    assert!(run.text().starts_with("40 letters made, "), "{}", run.text());
    assert_eq!(bench.names(), ["all.manifest.jsonl", "all.pdf", "letter.toml", "people.csv"]);
    let pdf = read(&bench, "all.pdf");
    assert_eq!(pdf.page_iter().count(), 40);
    let expected: Vec<_> = (0..40).map(|index| (format!("Letter to Name {}", index + 1), index)).collect();
    assert_eq!(outline(&pdf), expected);

    // Of one structure, in which each letter is a part; in fonts that they share.
    let said = bench.done(["inspect", "all.pdf", "--json"]).json();
    assert_eq!(said["standards"], serde_json::json!(["PDF/UA-1", "PDF/A-2a"]));
    let text = bench.done(["inspect", "all.pdf"]);
    assert_eq!(text.text().matches("  Part").count(), 40, "{}", text.text());
    assert_eq!(text.text().matches("H1 \"Invitation 17\"").count(), 1);
    let fonts =
        pdf.objects.values().filter(|object| object.as_dict().is_ok_and(|dict| dict.has_type(b"FontDescriptor")));
    assert!(fonts.count() <= 8);

    // The same bytes, whoever makes them and when.
    let before = bench.read("all.pdf");
    bench.done(call(&["--combined", "all.pdf", "--jobs", "1", "--force"]));
    assert!(bench.read("all.pdf") == before);
    let records = String::from_utf8(bench.read("all.manifest.jsonl")).unwrap();
    let record: Value = serde_json::from_str(records.lines().next().unwrap()).unwrap();
    assert_eq!((record["row"].as_u64(), record["pages"].as_u64(), &record["file"]), (Some(1), Some(1), &Value::Null));
}

#[test]
fn combined_begins_letters_on_front_pages_if_asked() {
    let bench = bench(&people(5));
    bench.done(call(&["--combined", "all.pdf", "--duplex"]));
    let pdf = read(&bench, "all.pdf");
    assert_eq!(pdf.page_iter().count(), 9, "none after the last");
    assert_eq!(outline(&pdf).iter().map(|(_, page)| *page).collect::<Vec<_>>(), [0, 2, 4, 6, 8]);
}

#[test]
fn combined_stands_beside_files_if_they_are_named() {
    let bench = bench(&people(12));
    bench.done(call(&["--out", "plain/{{ ref }}.pdf"]));
    bench.done(call(&["--out", "out/{{ ref }}.pdf", "--combined", "all.pdf"]));
    for number in 1..=12 {
        assert!(bench.read(&format!("out/{number}.pdf")) == bench.read(&format!("plain/{number}.pdf")));
    }
    bench.done(call(&["--combined", "alone.pdf"]));
    // All but the name of the file, which is its title where letters have titles of their own.
    assert!(bench.read("alone.pdf").len().abs_diff(bench.read("all.pdf").len()) < 200);
    assert!(bench.path("out/manifest.jsonl").exists() && !bench.path("all.manifest.jsonl").exists());
}

/// What is wrong with a letter is found out when all letters are written, too, and is that row's alone.
#[test]
fn combined_goes_on_past_a_letter_that_cannot_be_written() {
    let bench = bench(
        "ref,name,street,town,due,letter.template\n1,A,s,t,2026-03-01,house.toml\n2,B,s,t,2026-03-01,plain\n3,C,s,t,2026-03-01,house.toml\n",
    );
    // Its owner forbids to embed it: two, eight bytes into the table `OS/2` (OpenType, fsType).
    let mut font = include_bytes!("../../fonts/NotoSerif-Regular.ttf").to_vec();
    let record = font.windows(4).position(|tag| tag == b"OS/2").unwrap();
    let start = u32::from_be_bytes(font[record + 8..record + 12].try_into().unwrap()) as usize;
    font[start + 8..start + 10].copy_from_slice(&2_u16.to_be_bytes());
    fs::create_dir(bench.path("fonts")).unwrap();
    bench.write("fonts/closed.ttf", font);
    bench.write("house.toml", "extends = \"plain\"\n[styles.text]\nfamily = [\"Noto Sans\"]\n");
    let run = bench.run(call(&["--combined", "all.pdf", "--font-path", "fonts"]));
    assert_eq!(run.code, 1);
    assert!(run.err.contains("1 of 3 rows failed") && run.err.contains("must not be embedded"), "{}", run.err);
    assert_eq!(read(&bench, "all.pdf").page_iter().count(), 2);
}

#[test]
fn combined_needs_no_names() {
    // A column called `row` would be the name of the files.
    let bench = bench("ref,name,street,town,due,row\n1,A,s,t,2026-03-01,x/y\n2,B,s,t,2026-03-01,x/y\n");
    bench.done(call(&["--combined", "all.pdf"]));
    assert_eq!(read(&bench, "all.pdf").page_iter().count(), 2);
}

#[test]
fn combined_has_the_good_rows_and_is_whole_or_not_there() {
    let bench = bench(&(people(20) + "21,Bad,s,t,soon\n22,Good,s,t,2026-03-01\n"));
    assert_eq!(bench.run(call(&["--combined", "all.pdf", "--fail-fast"])).code, 1);
    assert_eq!(bench.names(), ["letter.toml", "people.csv"]);
    let run = bench.run(call(&["--combined", "all.pdf"]));
    assert_eq!(run.code, 1);
    assert!(run.err.contains("`all.failed.csv`: mend them there"), "{}", run.err);
    assert_eq!(read(&bench, "all.pdf").page_iter().count(), 21);

    let old = bench.read("all.pdf");
    let again = bench.run(call(&["--combined", "all.pdf"]));
    assert_refused(&again, 2, &["`all.pdf` is there already", "`--force` replaces it"]);
    assert!(bench.read("all.pdf") == old);
    bench.run(call(&["--combined", "all.pdf", "--force"]));
    assert!(bench.read("all.pdf") == old);
    for wrong in [["--combined", "all.txt"], ["--combined", "all.pdf"]] {
        let options = [&wrong[..], &["--resume"]].concat();
        assert_eq!(bench.run(call(&options)).code, 2);
    }
    assert_eq!(bench.run(call(&[])).code, 2, "neither names nor a file");
    assert_eq!(fs::read(bench.path("all.pdf")).unwrap(), old);
}
