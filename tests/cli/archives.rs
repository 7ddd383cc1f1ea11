//! Many letters as one: a ZIP file, and a stream of tar.

use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::process::Stdio;

use serde_json::Value;

use super::batch::{LETTER, bench, people};
use super::bench::*;

/// A row that cannot be set.
const BAD: &str = "21,Bad,s,t,soon\n";

/// Rows whose names are no part of their letters.
fn named(rows: &str) -> Bench {
    let bench = bench(rows);
    bench.write("letter.toml", LETTER.replace("{{ ref }}", "all"));
    bench
}

fn batch(bench: &Bench, options: &[&str]) -> Run {
    bench.run(call(options))
}

fn call<'a>(options: &[&'a str]) -> Vec<&'a str> {
    ["batch", "letter.toml", "--data", "people.csv", "--out", "{{ ref }}.pdf"].iter().chain(options).copied().collect()
}

/// Names and bytes of a ZIP file, in its order; every entry is as all are.
fn unzipped(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let entry = |index| {
        let mut entry = archive.by_index(index).unwrap();
        let date = entry.last_modified().unwrap();
        assert_eq!((date.year(), date.month(), date.day(), date.hour()), (1980, 1, 1, 0));
        assert_eq!((entry.unix_mode(), entry.compression()), (Some(0o100_644), zip::CompressionMethod::Stored));
        let mut bytes = vec![];
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().to_owned(), bytes)
    };
    (0..count).map(entry).collect()
}

/// Names and bytes of a stream of tar, in its order; every entry is as all are.
fn untarred(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(bytes);
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let header = entry.header();
        assert_eq!((header.mtime().unwrap(), header.mode().unwrap(), header.uid().unwrap()), (0, 0o644, 0));
        assert_eq!((header.username().unwrap(), header.groupname().unwrap()), (Some(""), Some("")));
        let mut bytes = vec![];
        entry.read_to_end(&mut bytes).unwrap();
        (entry.path().unwrap().to_str().unwrap().to_owned(), bytes)
    });
    entries.collect()
}

/// The letters of rows as files of a folder, in the order of rows.
fn in_folder(bench: &Bench, count: usize) -> Vec<(String, Vec<u8>)> {
    bench.run(["batch", "letter.toml", "--data", "people.csv", "--out", "folder/{{ ref }}.pdf"]);
    let names = (1..=count).map(|number| format!("{number}.pdf"));
    names.map(|name| (name.clone(), bench.read(&format!("folder/{name}")))).collect()
}

fn records(manifest: &[u8]) -> Vec<Value> {
    std::str::from_utf8(manifest).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn zip_holds_what_the_folder_would() {
    let bench = bench(&people(40));
    let run = bench.done(call(&["--zip", "out.zip", "--jobs", "3"]));
    assert!(run.text().starts_with("40 letters made, "), "{}", run.text());
    assert_eq!(bench.names(), ["letter.toml", "out.manifest.jsonl", "out.zip", "people.csv"]);
    let rows: Vec<_> = records(&bench.read("out.manifest.jsonl")).iter().map(|record| record["row"].clone()).collect();
    assert_eq!(rows, (1..=40).map(Value::from).collect::<Vec<_>>());
    assert!(unzipped(bench.read("out.zip")) == in_folder(&bench, 40));

    // The same bytes, whoever makes them and when.
    bench.done(call(&["--zip", "again.zip", "--jobs", "1"]));
    assert!(bench.read("again.zip") == bench.read("out.zip"));
}

#[test]
fn zip_has_folders_and_names_of_all_scripts() {
    let bench = named("ref,name,street,town,due\nZoë 国,A,s,t,2026-03-01\nb,B,s,t,2026-03-01\n");
    bench.done([
        "batch",
        "letter.toml",
        "--data",
        "people.csv",
        "--out",
        "./year/{{ name }}/{{ ref }}.pdf",
        "--zip",
        "a.ZIP",
    ]);
    let names: Vec<_> = unzipped(bench.read("a.ZIP")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["year/A/Zoë 国.pdf", "year/B/b.pdf"]);
    assert_eq!(bench.names(), ["a.ZIP", "a.manifest.jsonl", "letter.toml", "people.csv"], "no folder is made");
}

#[test]
fn zip_has_the_good_rows_and_gives_the_bad_ones_back() {
    let bench = bench(&(people(20) + BAD + "22,Good,s,t,2026-03-01\n"));
    let run = batch(&bench, &["--zip", "out.zip"]);
    assert_eq!(run.code, 1);
    for said in ["1 of 22 rows failed", "`soon` is not a date", "`out.failed.csv`: mend them there"] {
        assert!(run.err.contains(said), "{said} is not in: {}", run.err);
    }
    assert_eq!(unzipped(bench.read("out.zip")).len(), 21);
    let failed = String::from_utf8(bench.read("out.failed.csv")).unwrap();
    assert!(failed.contains(",21,Bad,s,t,soon"), "{failed}");
    assert!(records(&bench.read("out.manifest.jsonl"))[20]["error"].is_string());

    // Mended and run again; what has failed before is no longer said.
    bench.write("people.csv", failed.replace("soon", "2026-03-01"));
    bench.done(call(&["--zip", "out.zip", "--force"]));
    assert_eq!(unzipped(bench.read("out.zip")).len(), 1);
    assert_eq!(bench.names(), ["letter.toml", "out.manifest.jsonl", "out.zip", "people.csv"]);
}

#[test]
fn zip_is_replaced_only_when_asked() {
    let bench = bench(&people(3));
    bench.write("out.zip", "something else");
    assert_refused(&batch(&bench, &["--zip", "out.zip"]), 2, &["`out.zip` is there already", "`--force` replaces it"]);
    assert_eq!(bench.read("out.zip"), b"something else");
    bench.done(call(&["--zip", "out.zip", "--force"]));
    assert_eq!(unzipped(bench.read("out.zip")).len(), 3);
}

#[cfg(unix)]
#[test]
fn zip_is_as_private_as_the_one_it_replaces() {
    use std::os::unix::fs::PermissionsExt;
    let bench = bench(&people(1));
    bench.write("out.zip", "");
    fs::set_permissions(bench.path("out.zip"), fs::Permissions::from_mode(0o600)).unwrap();
    bench.done(call(&["--zip", "out.zip", "--force"]));
    assert_eq!(fs::metadata(bench.path("out.zip")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn zip_is_not_there_when_the_run_ends_early() {
    let bench = bench(&(people(20) + BAD + "22,Good,s,t,2026-03-01\n"));
    let run = batch(&bench, &["--zip", "out.zip", "--fail-fast"]);
    assert_eq!(run.code, 1);
    for said in ["stopped at the first row that failed", "`soon` is not a date", "`out.zip` is written when all rows"] {
        assert!(run.err.contains(said), "{said} is not in: {}", run.err);
    }
    assert!(!run.err.contains("--resume") && !run.err.contains("mend them"), "{}", run.err);
    assert_eq!(bench.names(), ["letter.toml", "people.csv"]);

    // One that is there stays, with all that belongs to it.
    bench.write("out.zip", "old");
    bench.write("out.manifest.jsonl", "old");
    bench.write("out.failed.csv", "old");
    assert_eq!(batch(&bench, &["--zip", "out.zip", "--fail-fast", "--force"]).code, 1);
    for name in ["out.zip", "out.manifest.jsonl", "out.failed.csv"] {
        assert_eq!(bench.read(name), b"old");
    }
    assert_eq!(bench.names().len(), 5);
}

/// Killed at any moment, or interrupted: no archive, and the next run clears up.
#[cfg(unix)]
#[test]
fn zip_is_not_there_when_the_run_is_killed() {
    let bench = bench(&people(2000));
    let args = call(&["--zip", "out.zip"]);
    for signal in ["-INT", "-KILL"] {
        let mut child = bench.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let waiting = bench.path(".letterpdf-out.zip/whole");
        while !fs::metadata(&waiting).is_ok_and(|file| file.len() > 20_000) {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), (signal == "-INT").then_some(1));
        assert!(!bench.path("out.zip").exists());
        assert_eq!(bench.path(".letterpdf-out.zip").exists(), signal == "-KILL");
    }
    bench.write("people.csv", people(3));
    bench.done(args);
    assert_eq!(bench.names(), ["letter.toml", "out.manifest.jsonl", "out.zip", "people.csv"]);
    assert_eq!(unzipped(bench.read("out.zip")).len(), 3);
}

#[test]
fn zip_keeps_a_second_run_out() {
    let bench = bench(&people(2));
    fs::create_dir(bench.path(".letterpdf-out.zip")).unwrap();
    let lock = File::create(bench.path(".letterpdf-out.zip/lock")).unwrap();
    lock.lock().unwrap();
    assert_refused(&batch(&bench, &["--zip", "out.zip"]), 2, &["another run works in `out.zip`"]);
    bench.done(call(&["--zip", "other.zip"]));
    drop(lock);
    bench.done(call(&["--zip", "out.zip"]));
}

/// A disk that is full: no archive, nothing left over, and it is said once.
#[cfg(target_os = "linux")]
#[test]
fn zip_says_when_the_disk_is_full() {
    let bench = bench(&people(60));
    let small = bench.path("small");
    fs::create_dir(&small).unwrap();
    let mounted =
        std::process::Command::new("mount").args(["-t", "tmpfs", "-o", "size=200k", "tmpfs"]).arg(&small).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: a small disk cannot be mounted here");
        return;
    }
    let run = batch(&bench, &["--zip", "small/out.zip"]);
    let left = fs::read_dir(&small).unwrap().count();
    std::process::Command::new("umount").arg(&small).status().unwrap();
    assert_eq!((run.code, left), (3, 0), "{}", run.err);
    assert!(run.err.contains("`small/out.zip` cannot be written: No space left on device"), "{}", run.err);
    assert_eq!(run.err.matches("No space").count(), 1, "{}", run.err);
}

#[test]
fn tar_holds_what_the_folder_would() {
    let bench = bench(&people(40));
    let run = bench.done(call(&["--stdout", "tar", "--jobs", "3"]));
    assert!(run.err.starts_with("40 letters made, "), "{}", run.err);
    let mut entries = untarred(&run.out);
    let (name, manifest) = entries.pop().unwrap();
    assert_eq!((name.as_str(), records(&manifest).len()), ("manifest.jsonl", 40));
    assert!(entries == in_folder(&bench, 40));
    assert!(bench.names() == ["folder", "letter.toml", "people.csv"]);

    // The same bytes up to the manifest, whoever makes them and when.
    let again = bench.done(call(&["--stdout", "tar", "--jobs", "1", "--quiet"]));
    assert_eq!(again.err, "");
    let letters = entries.iter().map(|(_, bytes)| 512 + bytes.len().next_multiple_of(512)).sum();
    assert!(letters > 40 * 1024 && again.out[..letters] == run.out[..letters]);
}

/// Names that a plain header has no room for, or no encoding.
#[test]
fn tar_has_long_names_of_all_scripts() {
    let long = "x".repeat(120);
    let script = "国".repeat(60);
    let bench = named(&format!(
        "ref,name,street,town,due\nZoë,A,s,t,2026-03-01\n{long},B,s,t,2026-03-01\n{script},C,s,t,2026-03-01\n"
    ));
    let out = format!("{long}/{{{{ name }}}}/{{{{ ref }}}}.pdf");
    let run = bench.done(["batch", "letter.toml", "--data", "people.csv", "--out", &out, "--stdout", "tar"]);
    let expected = [
        format!("{long}/A/Zoë.pdf"),
        format!("{long}/B/{long}.pdf"),
        format!("{long}/C/{script}.pdf"),
        "manifest.jsonl".to_owned(),
    ];
    assert_eq!(untarred(&run.out).into_iter().map(|(name, _)| name).collect::<Vec<_>>(), expected);
}

/// What is told of the archive holds for other programs, too.
#[cfg(unix)]
#[test]
fn tar_is_read_by_tar() {
    let bench = named("ref,name,street,town,due\nZoë,A,s,t,2026-03-01\nb,B,s,t,2026-03-01\n");
    let long = "x".repeat(120);
    let run = bench.shell(&format!(
        "mkdir there && \"$0\" batch letter.toml --data people.csv --out '{long}/{{{{ ref }}}}.pdf' --stdout tar -q \
         | LC_ALL=C.UTF-8 tar xf - -C there"
    ));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_pdf(&bench.read(&format!("there/{long}/Zoë.pdf")));
    assert_pdf(&bench.read(&format!("there/{long}/b.pdf")));
}

#[test]
fn tar_ends_with_the_rows_that_failed() {
    let bench = bench(&(people(20) + BAD + "22,Good,s,t,2026-03-01\n"));
    let run = batch(&bench, &["--stdout", "tar"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("`failed.csv` at the end of the archive"), "{}", run.err);
    let entries = untarred(&run.out);
    let names: Vec<&str> = entries[21..].iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["manifest.jsonl", "failed.csv"]);
    assert!(String::from_utf8_lossy(&entries[22].1).contains(",21,Bad,s,t,soon"));

    // Ended early, it still is an archive.
    let run = batch(&bench, &["--stdout", "tar", "--fail-fast"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("the archive has what was made until then"), "{}", run.err);
    assert_eq!(untarred(&run.out).len(), 22);
    assert_eq!(bench.names(), ["letter.toml", "people.csv"]);
}

#[cfg(unix)]
#[test]
fn tar_ends_quietly_when_nobody_reads() {
    let bench = bench(&people(300));
    let run = bench.shell(
        "{ \"$0\" batch letter.toml --data people.csv --out '{{ ref }}.pdf' --stdout tar; echo $? >code; } \
         | head -c 100 | wc -c",
    );
    assert_eq!((run.text().trim(), run.err.as_str()), ("100", ""));
    assert_eq!(bench.read("code"), b"0\n");
}

#[cfg(target_os = "linux")]
#[test]
fn tar_says_when_it_cannot_be_written() {
    let bench = bench(&people(5));
    let run = bench.shell("\"$0\" batch letter.toml --data people.csv --out '{{ ref }}.pdf' --stdout tar >/dev/full");
    assert_eq!(run.code, 3);
    assert!(run.err.contains("`standard output` cannot be written: No space left on device"), "{}", run.err);
}

#[test]
fn archives_are_planned_before_they_are_written() {
    let bench = bench("ref,name,street,town,due\na,A,s,t,2026-03-01\nA,B,s,t,2026-03-01\n");
    for archive in [["--zip", "out.zip"], ["--stdout", "tar"]] {
        assert_refused(&batch(&bench, &archive), 2, &["row 1 and row 2 would have the same file name"]);
        for (out, said) in [
            ("../{{ ref }}.pdf", "leads out of its folder"),
            ("/tmp/{{ ref }}.pdf", "leads out of the archive"),
            ("letter.pdf", "gives every row the same name"),
        ] {
            let args = ["batch", "letter.toml", "--data", "people.csv", "--out", out];
            assert_refused(&bench.run(args.iter().chain(&archive)), 2, &[said]);
        }
    }
    assert_eq!(bench.names(), ["letter.toml", "people.csv"]);
}

#[test]
fn archives_that_make_no_sense_are_refused() {
    let bench = bench(&people(2));
    fs::create_dir(bench.path("folder.zip")).unwrap();
    for (options, said) in [
        (&["--zip", "out.zip", "--resume"][..], "'--zip <FILE>' cannot be used with '--resume'"),
        (&["--stdout", "tar", "--resume"], "'--stdout <FORMAT>' cannot be used with '--resume'"),
        (&["--zip", "out.zip", "--stdout", "tar"], "'--zip <FILE>' cannot be used with '--stdout <FORMAT>'"),
        (&["--stdout", "tar", "--json"], "'--stdout <FORMAT>' cannot be used with '--json'"),
        (&["--stdout", "zip"], "possible values: tar"),
        (&["--zip", "people.csv", "--force"], "`people.csv` does not end in .zip"),
        (&["--zip", "-"], "`-` does not end in .zip"),
        (&["--zip", "folder.zip", "--force"], "`folder.zip` is a folder, not a file to write to"),
        (&["--zip", "none/out.zip"], "`none/out.zip` cannot be written: its folder is not there"),
    ] {
        assert_refused(&batch(&bench, options), 2, &[said]);
    }
    assert_eq!(bench.names(), ["folder.zip", "letter.toml", "people.csv"]);
}
