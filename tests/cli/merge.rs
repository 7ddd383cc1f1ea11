//! Manifests of parts put together.

use super::batch::{bench, people};
use super::bench::*;

/// Two parts of forty rows, each in a folder of its own, with files named by a pattern.
fn parts(pattern: &str) -> Bench {
    let bench = bench(&people(40));
    for part in ["1", "2"] {
        let (out, shard) = (format!("part-{part}/{pattern}"), format!("{part}/2"));
        bench.done(["batch", "letter.toml", "--data", "people.csv", "--out", &out, "--shard", &shard]);
    }
    bench
}

const PARTS: [&str; 2] = ["part-1/manifest.jsonl", "part-2/manifest.jsonl"];

fn merge(bench: &Bench, options: &[&str]) -> Run {
    bench.run(["manifest", "merge"].iter().chain(options))
}

#[test]
fn merge_may_write_to_what_it_reads() {
    let bench = parts("{{ ref }}.pdf");
    assert_eq!(merge(&bench, &[PARTS[0], PARTS[1], "-o", PARTS[0]]).code, 0);
    assert_eq!(String::from_utf8(bench.read(PARTS[0])).unwrap().lines().count(), 40);
    assert_refused(&merge(&bench, &[PARTS[0], PARTS[1], "-o", PARTS[0]]), 2, &["row 2 is in both", "and 10 more"]);
    assert_eq!(String::from_utf8(bench.read(PARTS[0])).unwrap().lines().count(), 40, "it stays as it was");
}

#[test]
fn merge_finds_doubled_names() {
    let bench = parts("{{ (row - 1) // 2 }}.pdf");
    assert_refused(&merge(&bench, &PARTS), 2, &["row 1 and row 2 have the same file name"]);
}

#[test]
fn merge_refuses_what_is_no_manifest() {
    let bench = parts("{{ ref }}.pdf");
    assert_refused(&merge(&bench, &["people.csv"]), 2, &["`people.csv` is no manifest"]);
    assert_refused(&merge(&bench, &[PARTS[0], "none.jsonl"]), 2, &["none.jsonl"]);
    assert_refused(
        &merge(&bench, &[PARTS[1], "-o", "all.jsonl"]),
        2,
        &["rows 1, 3, 5, 7, 9, 11, 13, 15, 17, 19 and 10 more"],
    );
    assert!(!bench.path("all.jsonl").exists());
}

#[test]
fn merge_writes_to_standard_output_or_an_empty_file() {
    let bench = parts("{{ ref }}.pdf");
    assert_eq!(merge(&bench, &[PARTS[0], PARTS[1], "-o", "-"]).text().lines().count(), 40);
    bench.write("empty.jsonl", "");
    assert_eq!(merge(&bench, &["empty.jsonl", "-o", "all.jsonl"]).code, 0);
    assert_eq!(bench.read("all.jsonl"), b"");
}

#[test]
fn merge_takes_parts_that_went_to_one_folder() {
    let bench = bench(&people(40));
    for shard in ["1/2", "2/2"] {
        bench.done(["batch", "letter.toml", "--data", "people.csv", "--out", "out/{{ ref }}.pdf", "--shard", shard]);
    }
    assert_eq!(merge(&bench, &["out/manifest-1.jsonl", "out/manifest.jsonl"]).text().lines().count(), 40);
}
