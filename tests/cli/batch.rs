//! Many letters: what is made, what fails, and how it goes on.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::bench::*;

pub(crate) const LETTER: &str = r#"date = 2020-12-08
subject = "Invitation {{ ref }}"
body = "Dear {{ name }}, please come on {{ due | date }}."
sender.name = "The Host"
recipient.name = "{{ name }}"
recipient.address = ["{{ street }}", "{{ town }}"]
"#;

const OUT: &str = "out/{{ ref }}.pdf";

/// A table of so many rows.
pub(crate) fn people(count: usize) -> String {
    let rows = (1..=count)
        .map(|number| format!("{number},Name {number},\"Street {number}\",Town,2026-03-0{}\n", 1 + number % 9));
    format!("ref,name,street,town,due\n{}", rows.collect::<String>())
}

pub(crate) fn bench(rows: &str) -> Bench {
    let bench = Bench::with(LETTER);
    bench.write("people.csv", rows);
    bench
}

const CALL: [&str; 6] = ["batch", "letter.toml", "--data", "people.csv", "--out", OUT];

fn batch(bench: &Bench, options: &[&str]) -> Run {
    bench.run(CALL.iter().chain(options))
}

/// The files of a folder by name, as digests; those of the run itself left out.
fn made(bench: &Bench, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(bench.path(folder)).unwrap().map(|entry| entry.unwrap());
    let pdfs = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "pdf"));
    pdfs.map(|entry| {
        (entry.file_name().into_string().unwrap(), Sha256::digest(fs::read(entry.path()).unwrap()).to_vec())
    })
    .collect()
}

fn manifest(bench: &Bench, folder: &str) -> Vec<Value> {
    let text = String::from_utf8(bench.read(&format!("{folder}/manifest.jsonl"))).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn batch_makes_a_file_for_each_row() {
    let bench = bench(&people(30));
    let run = batch(&bench, &[]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.text().starts_with("30 letters made, "), "{}", run.text());
    assert_eq!(made(&bench, "out").len(), 30);
    assert_pdf(&bench.read("out/7.pdf"));
    let records = manifest(&bench, "out");
    let rows: Vec<u64> = records.iter().map(|record| record["row"].as_u64().unwrap()).collect();
    assert_eq!(rows, (1..=30).collect::<Vec<_>>());
    let seventh = &records[6];
    assert_eq!(
        (&seventh["file"], &seventh["place"], &seventh["pages"]),
        (&"7.pdf".into(), &"line 8".into(), &1.into())
    );
    assert_eq!(seventh["bytes"], bench.read("out/7.pdf").len());
    // The same as one letter by itself.
    bench.write(
        "row.json",
        r#"{"ref": "7", "name": "Name 7", "street": "Street 7", "town": "Town", "due": "2026-03-08"}"#,
    );
    assert!(bench.pdf(&["--data", "row.json"]).0 == bench.read("out/7.pdf"));
    assert_eq!(fs::read_dir(bench.path("out")).unwrap().count(), 31, "nothing is left over");
}

#[test]
fn batch_bytes_do_not_depend_on_threads_order_or_shards() {
    let rows = people(24);
    let bench = bench(&rows);
    batch(&bench, &["--jobs", "1"]);
    let expected = made(&bench, "out");
    assert_eq!(expected.len(), 24);
    let (header, rows) = rows.split_once('\n').unwrap();
    let mut backwards: Vec<&str> = rows.lines().collect();
    backwards.reverse();
    bench.write("backwards.csv", format!("{header}\n{}\n", backwards.join("\n")));
    bench.done(["batch", "letter.toml", "--data", "backwards.csv", "--out", "b/{{ ref }}.pdf", "--jobs", "5"]);
    assert_eq!(made(&bench, "b"), expected);
    for part in ["1/3", "2/3", "3/3"] {
        let out = format!("shard{}/{{{{ ref }}}}.pdf", &part[..1]);
        bench.done(["batch", "letter.toml", "--data", "people.csv", "--out", &out, "--shard", part]);
    }
    // One manifest of all, which knows what is missing or doubled.
    let parts = ["shard1/manifest.jsonl", "shard2/manifest.jsonl", "shard3/manifest.jsonl"];
    let merge = |parts: &[&str]| bench.run(["manifest", "merge", "--rows", "24"].iter().chain(parts));
    let whole = merge(&parts);
    assert_eq!((whole.code, whole.text().lines().count()), (0, 24), "{}", whole.err);
    let rows = whole.text().lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["row"].as_u64().unwrap());
    assert_eq!(rows.collect::<Vec<_>>(), (1..=24).collect::<Vec<_>>());
    assert_refused(&merge(&parts[..2]), 2, &["rows 3, 6, 9, 12, 15, 18, 21 and 24 are in none of them"]);
    assert_refused(&merge(&[parts[0], parts[0], parts[1], parts[2]]), 2, &["row 1 is in both"]);
    let shards: Vec<_> = ["shard1", "shard2", "shard3"].iter().map(|shard| made(&bench, shard)).collect();
    assert_eq!(shards.iter().map(BTreeMap::len).sum::<usize>(), 24);
    assert_eq!(shards.into_iter().flatten().collect::<BTreeMap<_, _>>(), expected);
}

#[test]
fn batch_goes_on_past_bad_rows_and_gives_them_back() {
    let mut rows = people(20);
    rows.push_str("21,=cmd(),-1,@x,soon\n22,Short\n");
    let bench = bench(&rows);
    let run = batch(&bench, &[]);
    assert_eq!(run.code, 1);
    for said in [
        "2 of 22 rows failed",
        "row 21 (line 22): line 3: `date` cannot be filled: `soon` is not a date such as 2026-03-01",
        "row 22 (line 23): has 2 cells, and the header 5",
        "`out/failed.csv`: mend them there and run that file",
    ] {
        assert!(run.err.contains(said), "{said} is not in: {}", run.err);
    }
    assert_eq!(made(&bench, "out").len(), 20);
    let failed = String::from_utf8(bench.read("out/failed.csv")).unwrap();
    let lines: Vec<&str> = failed.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "letterpdf error,ref,name,street,town,due");
    assert!(lines[1].ends_with(",21,'=cmd(),'-1,'@x,soon"), "no cell is a formula: {}", lines[1]);
    assert!(lines[2].ends_with(",22,Short"), "{}", lines[2]);

    // Mended there and run again; what was said of the others is not lost.
    let mended = failed.replace("soon", "2026-03-01").replace(",22,Short", ",22,Short,s,t,2026-03-02");
    bench.write("out/failed.csv", &mended);
    bench.done(["batch", "letter.toml", "--data", "out/failed.csv", "--out", OUT]);
    assert_eq!(made(&bench, "out").len(), 22);
    assert_eq!(bench.read("out/failed-1.csv"), mended.as_bytes());
    assert_eq!(bench.read("out/manifest-1.jsonl").split(|byte| *byte == b'\n').count(), 23);
    assert!(!bench.path("out/failed.csv").exists());
    bench.write("row.json", r#"{"ref": "21", "name": "=cmd()", "street": "-1", "town": "@x", "due": "2026-03-01"}"#);
    assert!(bench.pdf(&["--data", "row.json"]).0 == bench.read("out/21.pdf"), "the signs that guard cells are gone");
}

#[test]
fn batch_makes_all_others_of_ten_thousand_if_one_is_bad() {
    let mut rows = people(10_000);
    rows = rows.replace("5000,Name 5000,\"Street 5000\",Town,2026-03-06\n", "5000,Name 5000,s,t,soon\n");
    let bench = bench(&rows);
    let run = batch(&bench, &["--quiet"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("1 of 10000 rows failed") && run.err.contains("row 5000 (line 5001)"), "{}", run.err);
    let records = manifest(&bench, "out");
    let failed: Vec<_> = records.iter().filter(|record| record["error"].is_string()).collect();
    assert_eq!((records.len(), failed.len(), failed[0]["row"].as_u64()), (10_000, 1, Some(5000)));
    let files = made(&bench, "out");
    assert_eq!(files.len(), 9_999);
    let digits = |digest: &[u8]| digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    for record in records.iter().filter(|record| record["error"].is_null()) {
        let name = record["file"].as_str().unwrap();
        assert_eq!(digits(&files[name]), record["sha256"].as_str().unwrap(), "{name}");
    }
    assert_eq!(String::from_utf8(bench.read("out/failed.csv")).unwrap().lines().count(), 2);
}

#[test]
fn batch_stops_at_the_first_failure_if_asked() {
    let (header, rows) = people(200).split_once('\n').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let bench = bench(&format!("{header}\na,A,s,t,2026-03-01\nb,B,s,t,soon\n{rows}"));
    let run = batch(&bench, &["--fail-fast"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("stopped at the first row that failed, after 2 rows"), "{}", run.err);
    assert_eq!(made(&bench, "out").into_keys().collect::<Vec<_>>(), ["a.pdf"]);
}

#[test]
fn batch_finds_doubled_names_before_it_writes() {
    let bench = bench("ref,name,street,town,due\na,A,s,t,2026-03-01\nb,B,s,t,2026-03-01\nA,C,s,t,2026-03-01\n");
    let run = batch(&bench, &[]);
    assert_refused(&run, 2, &["row 1 and row 3 would have the same file name", "{{ row }}"]);
    assert!(!run.err.contains("--force"), "it would not help: {}", run.err);
    assert_eq!(bench.names(), ["letter.toml", "people.csv"]);
}

#[test]
fn batch_replaces_files_only_when_asked() {
    let bench = bench(&people(3));
    bench.write("out/2.pdf", "something else");
    assert_refused(&batch(&bench, &[]), 2, &["`out/2.pdf` is there already (row 2, line 3)", "--force"]);
    assert_eq!(bench.read("out/2.pdf"), b"something else");
    assert_eq!(batch(&bench, &["--force"]).code, 0);
    assert_pdf(&bench.read("out/2.pdf"));
}

#[test]
fn batch_refuses_hostile_names_row_by_row() {
    let bench = bench(
        "ref,name,street,town,due\n../x,A,s,t,2026-03-01\nCON,B,s,t,2026-03-01\n\"a/b\",C,s,t,2026-03-01\n,D,s,t,2026-03-01\nok,E,s,t,2026-03-01\n",
    );
    let run = batch(&bench, &[]);
    assert_eq!(run.code, 1);
    for said in [
        "row 1 (line 2): `../x` cannot be part of a file name",
        "row 2 (line 3): the file name `CON.pdf` has a part that means a device",
        "row 3",
        "row 4 (line 5): the file name `.pdf` has nothing before .pdf",
    ] {
        assert!(run.err.contains(said), "{said} is not in: {}", run.err);
    }
    assert_eq!(made(&bench, "out").keys().collect::<Vec<_>>(), ["ok.pdf"]);
    assert_eq!(bench.names(), ["letter.toml", "out", "people.csv"]);
}

#[test]
fn batch_resumes_with_what_has_changed() {
    let bench = bench(&people(12));
    assert_eq!(batch(&bench, &[]).code, 0);
    bench.write("people.csv", people(14).replace("Name 5", "Name five"));
    fs::remove_file(bench.path("out/8.pdf")).unwrap();
    bench.write("out/9.pdf", "%PDF-1.7 broken");
    let run = batch(&bench, &["--resume"]);
    assert!(run.text().starts_with("5 letters made, 9 there already, "), "{}", run.text());
    let resumed = made(&bench, "out");
    assert_eq!(manifest(&bench, "out").len(), 14);
    bench.done(["batch", "letter.toml", "--data", "people.csv", "--out", "fresh/{{ ref }}.pdf"]);
    assert_eq!(resumed, made(&bench, "fresh"));
    // Another letter: everything is made again.
    bench.write("letter.toml", LETTER.replace("Invitation", "Reminder"));
    assert!(batch(&bench, &["--resume"]).text().starts_with("14 letters made, "));
}

/// Files that all rows share are read once; each row still knows that it was made of them.
#[test]
fn batch_makes_again_what_used_a_changed_file() {
    let bench = bench(&people(5));
    bench.write(
        "letter.toml",
        LETTER.replace("sender.name", "template = \"house.toml\"\nsender.logo = \"logo.svg\"\nsender.name"),
    );
    bench.write("house.toml", "extends = \"base.toml\"\n");
    bench.write("base.toml", "extends = \"itu\"\n");
    bench.write("logo.svg", LOGO);
    assert_eq!(batch(&bench, &["--jobs", "1"]).code, 0);
    for record in manifest(&bench, "out") {
        assert_eq!(record["uses"], serde_json::json!(["file base.toml", "file house.toml", "file logo.svg"]));
    }
    let resumed = |bench: &Bench| {
        let run = batch(bench, &["--resume"]);
        run.text().to_owned() + &run.err
    };
    assert!(resumed(&bench).starts_with("0 letters made, 5 there already"));
    bench.write("logo.svg", LOGO.replace("\"20\"", "\"21\""));
    assert!(resumed(&bench).starts_with("5 letters made, "));
    bench.write("base.toml", "extends = \"itu\"\n[styles.subject]\ncolor = \"#883311\"\n");
    let said = resumed(&bench);
    assert!(said.starts_with("5 letters made, "), "{said}");
    assert!(resumed(&bench).starts_with("0 letters made, 5 there already"));
}

/// What a manifest says is not believed further than it goes.
#[test]
fn batch_resumes_with_a_manifest_that_is_wrong() {
    let bench = bench(&people(3));
    assert_eq!(batch(&bench, &[]).code, 0);
    let manifest_text = String::from_utf8(bench.read("out/manifest.jsonl")).unwrap();
    let beyond = manifest_text.lines().next().unwrap().replace("\"row\":1,", "\"row\":18446744073709551615,");
    bench.write("out/manifest.jsonl", format!("no JSON\n{manifest_text}{beyond}\n{{\"row\": 2, \"torn"));
    let run = batch(&bench, &["--resume"]);
    assert!(run.text().starts_with("0 letters made, 3 there already"), "{} {}", run.text(), run.err);
    bench.write("only.jsonl", beyond);
    let merge = bench.run(["manifest", "merge", "only.jsonl"]);
    assert_refused(&merge, 2, &["rows 1 to 18446744073709551614 are in none of them"]);
}

/// By whoever is at the keyboard, or by whatever runs jobs.
#[cfg(unix)]
#[test]
fn batch_ends_well_when_it_is_interrupted() {
    for signal in ["-INT", "-TERM"] {
        let bench = bench(&people(2000));
        let child = bench.command(CALL).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while !bench.path("out/1.pdf").exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        let run = Run::from(child.wait_with_output().unwrap());
        assert_eq!(run.code, 1, "{}", run.err);
        assert!(run.err.contains("stopped after") && run.err.contains("`--resume` goes on from here"), "{}", run.err);
        let files = made(&bench, "out");
        assert!(!files.is_empty() && files.len() < 2000);
        assert_eq!(manifest(&bench, "out").len(), files.len(), "the manifest has all that was made");
    }
}

/// Whatever the moment: what has its name is whole, and the rest is made by `--resume`.
#[cfg(unix)]
#[test]
fn batch_survives_being_killed() {
    const ROWS: usize = 1500;
    let rows = people(ROWS);
    let whole = bench(&rows);
    assert_eq!(batch(&whole, &[]).code, 0);
    let expected = made(&whole, "out");
    let killed = bench(&rows);
    let mut seed = 11_u64;
    for round in 0..50 {
        let resume: &[&str] = if round == 0 { &[] } else { &["--resume"] };
        let mut child =
            killed.command(CALL.iter().chain(resume)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_millis(5 + (seed >> 33) % 120));
        let _ = child.kill();
        child.wait().unwrap();
        if !killed.path("out").exists() {
            fs::create_dir(killed.path("out")).unwrap();
        }
        for (name, digest) in made(&killed, "out") {
            assert_eq!(Some(&digest), expected.get(&name), "{name} is whole");
        }
    }
    let run = batch(&killed, &["--resume"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(made(&killed, "out"), expected);
    assert_eq!(manifest(&killed, "out").len(), ROWS);
    assert_eq!(fs::read_dir(killed.path("out")).unwrap().count(), ROWS + 1, "nothing is left over");
}

#[test]
fn batch_keeps_a_second_run_out() {
    let bench = bench(&people(2));
    fs::create_dir_all(bench.path("out/.letterpdf")).unwrap();
    let lock = fs::File::create(bench.path("out/.letterpdf/lock")).unwrap();
    lock.lock().unwrap();
    assert_refused(&batch(&bench, &[]), 2, &["another run works in `out/`"]);
    assert_eq!(made(&bench, "out").len(), 0);
    drop(lock);
    assert_eq!(batch(&bench, &[]).code, 0);
}

/// A disk that is full ends the run; nothing that has its name is cut, and it goes on from there.
#[cfg(target_os = "linux")]
#[test]
fn batch_says_when_the_disk_is_full() {
    let bench = bench(&people(60));
    fs::create_dir(bench.path("out")).unwrap();
    let mounted =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=400k", "tmpfs"]).arg(bench.path("out")).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: a small disk cannot be mounted here");
        return;
    }
    let run = batch(&bench, &[]);
    let files = made(&bench, "out");
    let whole = fs::read_dir(bench.path("out")).unwrap().filter_map(|entry| fs::read(entry.unwrap().path()).ok());
    let cut = whole.filter(|bytes| bytes.starts_with(b"%PDF") && !bytes.trim_ascii_end().ends_with(b"%%EOF")).count();
    Command::new("umount").arg(bench.path("out")).status().unwrap();
    assert_eq!((run.code, cut), (3, 0), "{}", run.err);
    assert!(
        run.err.contains("cannot be written: No space left on device") && run.err.contains("--resume"),
        "{}",
        run.err
    );
    assert!(files.len() < 60);
}

#[test]
fn batch_chooses_rows() {
    let bench = bench(&people(40));
    let run = bench.done([
        "batch",
        "letter.toml",
        "--data",
        "people.csv",
        "--out",
        "w/{{ ref }}.pdf",
        "--where",
        "name in ['Name 3', 'Name 5']",
    ]);
    assert!(run.text().starts_with("2 letters made"), "{}", run.text());
    bench.done(["batch", "letter.toml", "--data", "people.csv", "--out", "s/{{ ref }}.pdf", "--sample", "4"]);
    assert_eq!(made(&bench, "s").into_keys().collect::<Vec<_>>(), ["1.pdf", "11.pdf", "21.pdf", "31.pdf"]);
    bench.done(["batch", "letter.toml", "--data", "people.csv", "--out", "l/{{ ref }}.pdf", "--limit", "3"]);
    assert_eq!(made(&bench, "l").len(), 3);
    assert_refused(&batch(&bench, &["--where", "name =="]), 2, &["the condition is not complete"]);
}

#[test]
fn batch_reads_standard_input_and_tells_json() {
    let bench = Bench::with(LETTER);
    let rows =
        "{\"ref\": 1, \"name\": \"A\", \"street\": \"\", \"town\": \"T\", \"due\": \"2026-03-01\"}\n{\"ref\": 2}\n";
    let run = bench.run_with_input(&["batch", "letter.toml", "--data", "-", "--out", OUT, "--json"], rows);
    assert_eq!(run.code, 1);
    let events: Vec<Value> = run.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&events[0]["event"], &events[0]["rows"]), (&"planned".into(), &2.into()));
    assert_eq!((&events[1]["event"], &events[1]["file"]), (&"done".into(), &"1.pdf".into()));
    assert!(events[2]["error"].as_str().unwrap().contains("`name` is not in the data"));
    assert_eq!((&events[3]["event"], &events[3]["made"], &events[3]["failed"]), (&"end".into(), &1.into(), &1.into()));
    let failed = String::from_utf8(bench.read("out/failed.jsonl")).unwrap();
    assert!(failed.contains("\"ref\":2") && failed.contains("letterpdf error"), "{failed}");
}

#[test]
fn check_tries_all_rows_and_writes_nothing() {
    let bench = bench(&format!("{}x,X,s,t,soon\n", people(3)));
    let run = bench.run(["check", "letter.toml", "--data", "people.csv"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("`soon` is not a date") && run.err.contains("in row 4 (line 5)"), "{}", run.err);
    assert_eq!(bench.names(), ["letter.toml", "people.csv"]);
    bench.write("people.csv", people(3));
    assert_eq!(
        bench.done(["check", "letter.toml", "--data", "people.csv"]).text(),
        "letter.toml: no problems, 3 rows\n"
    );
}

#[test]
fn render_fills_one_letter_or_says_what_is_missing() {
    let bench = Bench::with(LETTER);
    assert_refused(
        &bench.run(["render", "letter.toml"]),
        2,
        &["`ref` stands for data, and there is none", "--data FILE"],
    );
    bench.write("people.csv", people(1));
    assert_refused(&bench.run(["render", "letter.toml", "--data", "people.csv"]), 2, &["letterpdf batch"]);
    bench.write("row.toml", "ref = 1\nname = \"A\"\nstreet = \"s\"\ntown = \"t\"\ndue = 2026-03-01\n");
    bench.done(["render", "letter.toml", "--data", "row.toml", "--embed-source"]);
    // The values are part of what it was made of.
    bench.done(["extract", "letter.pdf", "-o", "again"]);
    bench.done(["render", "again/letter.toml"]);
    assert!(bench.read("again/letter.pdf") == bench.read("letter.pdf"));
}
