//! Where the PDF goes, that it is whole or not there, and what is said of it.

use std::fs;

use super::bench::*;

/// Takes the time away from "letter.pdf: 1 page, 4 ms".
fn without_time(line: &str) -> &str {
    let (said, time) = line.rsplit_once(", ").unwrap();
    let number = time.strip_suffix(" ms\n").unwrap();
    assert!(number.parse::<u32>().is_ok(), "{line}");
    said
}

/// The names of an object's values, sorted.
fn keys(object: &serde_json::Value) -> Vec<&String> {
    let mut keys: Vec<_> = object.as_object().unwrap().keys().collect();
    keys.sort();
    keys
}

#[test]
fn render_writes_beside_the_letter() {
    let bench = Bench::new();
    let run = bench.done(["render", "letter.toml"]);
    assert_eq!(without_time(run.text()), "letter.pdf: 1 page");
    assert_eq!(run.err, "");
    assert_pdf(&bench.read("letter.pdf"));
    assert_eq!(bench.names(), ["letter.pdf", "letter.toml"]);
}

#[test]
fn render_writes_beside_a_letter_elsewhere() {
    let bench = Bench::new();
    bench.write("in/other.toml", LETTER);
    assert_eq!(without_time(bench.done(["render", "in/other.toml"]).text()), "in/other.pdf: 1 page");
    assert_pdf(&bench.read("in/other.pdf"));
}

#[test]
fn render_writes_where_told() {
    let bench = Bench::new();
    fs::create_dir(bench.path("out")).unwrap();
    let run = bench.done(["render", "letter.toml", "-o", "out/invitation.pdf"]);
    assert_eq!(without_time(run.text()), "out/invitation.pdf: 1 page");
    assert_pdf(&bench.read("out/invitation.pdf"));
    assert_eq!(bench.names(), ["letter.toml", "out"]);
}

#[test]
fn render_reads_and_writes_standard_streams() {
    let bench = Bench::new();
    let run = bench.run_with_input(&["render", "-"], LETTER);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_pdf(&run.out);
    assert_eq!(Pdf(run.out), bench.pdf(&[]));

    let run = bench.run_with_input(&["render", "-", "--output", "x.pdf"], LETTER);
    assert_eq!(without_time(run.text()), "x.pdf: 1 page");
    assert_eq!(Pdf(bench.read("x.pdf")), bench.pdf(&[]));
}

#[test]
fn render_gives_the_same_bytes_twice() {
    let bench = Bench::new();
    assert_eq!(bench.pdf(&[]), bench.pdf(&[]));
}

#[test]
fn quiet_says_nothing_but_errors() {
    let bench = Bench::new();
    let run = bench.done(["render", "letter.toml", "--quiet"]);
    assert_eq!((run.text(), run.err.as_str()), ("", ""));
    assert_pdf(&bench.read("letter.pdf"));
    assert_refused(&bench.run(["render", "gone.toml", "-q"]), 2, &["gone.toml"]);
}

#[test]
fn json_tells_of_the_pdf() {
    let bench = Bench::new();
    let run = bench.done(["render", "letter.toml", "--json"]);
    assert_eq!(run.err, "");
    let json = run.json();
    assert_eq!(keys(&json), ["bytes", "file", "milliseconds", "pages", "sha256", "warnings"]);
    assert_eq!((&json["file"], &json["pages"]), (&"letter.pdf".into(), &1.into()));
    assert_eq!(json["bytes"], bench.read("letter.pdf").len());
    assert!(json["milliseconds"].is_u64());
    assert_eq!(json["warnings"], serde_json::json!([]));
    let sum = json["sha256"].as_str().unwrap();
    assert!(sum.len() == 64 && sum.bytes().all(|digit| digit.is_ascii_hexdigit()), "{sum}");
}

#[test]
fn json_tells_of_errors() {
    let bench = Bench::with(&LETTER.replace("subject =", "subjekt ="));
    for command in ["render", "check"] {
        let run = bench.run([command, "letter.toml", "--json"]);
        assert_eq!((run.code, run.err.as_str()), (2, ""));
        let json = run.json();
        let error = &json["errors"][0];
        assert_eq!(keys(error), ["column", "file", "hints", "line", "message", "severity"]);
        assert_eq!((&error["severity"], &error["file"]), (&"error".into(), &"letter.toml".into()));
        assert_eq!((&error["line"], &error["column"]), (&2.into(), &1.into()));
        assert!(error["message"].as_str().unwrap().contains("subjekt"), "{error}");
    }
    assert_eq!(bench.names(), ["letter.toml"]);
}

#[test]
fn json_tells_of_calls_and_machines_that_fail() {
    let bench = Bench::new();
    bench.write("file", "");
    for (letter, output, code) in [("gone.toml", "x.pdf", 2), ("letter.toml", "file/x.pdf", 3)] {
        let run = bench.run(["render", letter, "-o", output, "--json"]);
        assert_eq!(run.code, code, "{}", run.text());
        let error = &run.json()["errors"][0];
        assert_eq!((&error["file"], &error["line"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    }
}

#[test]
fn json_and_the_pdf_do_not_share_a_stream() {
    let bench = Bench::new();
    let run = bench.run(["render", "letter.toml", "-o", "-", "--json"]);
    assert_eq!(run.code, 2);
    assert!(run.json()["errors"][0]["message"].as_str().unwrap().contains("standard output"));
    assert_refused(&bench.run(["render", "letter.toml", "--json", "--quiet"]), 2, &["cannot be used with"]);
}

#[test]
fn output_that_is_a_folder_is_refused() {
    let bench = Bench::new();
    fs::create_dir(bench.path("out")).unwrap();
    for output in ["out", "out/", "new/", ".", ".."] {
        let run = bench.run(["render", "letter.toml", "-o", output]);
        assert_refused(&run, 2, &[&format!("`{output}` is a folder")]);
    }
    fs::create_dir(bench.path("letter.pdf")).unwrap();
    assert_refused(&bench.run(["render", "letter.toml"]), 2, &["`letter.pdf` is a folder"]);
    assert_eq!(bench.names(), ["letter.pdf", "letter.toml", "out"]);
}

#[test]
fn output_that_is_the_letter_is_refused() {
    let bench = Bench::new();
    bench.write("letter.pdf", LETTER);
    for args in [["letter.toml", "./letter.toml"], ["letter.pdf", "letter.pdf"]] {
        assert_refused(&bench.run(["render", args[0], "-o", args[1]]), 2, &["is the letter itself"]);
    }
    assert_refused(&bench.run(["render", "letter.pdf"]), 2, &["is the letter itself"]);
    assert_eq!(bench.read("letter.pdf"), LETTER.as_bytes());
}

#[test]
fn output_that_cannot_be_written_says_so() {
    let bench = Bench::new();
    bench.write("file", "");
    for (output, code) in [("file/x.pdf", 3), ("gone/x.pdf", 2)] {
        assert_refused(&bench.run(["render", "letter.toml", "-o", output]), code, &[output, "cannot be written"]);
    }
    assert_eq!(bench.names(), ["file", "letter.toml"]);
}

#[test]
fn output_does_not_replace_what_is_no_pdf() {
    let bench = Bench::new();
    bench.write("logo.svg", "<svg/>");
    assert_refused(
        &bench.run(["render", "letter.toml", "-o", "logo.svg"]),
        2,
        &["`logo.svg` is there and is not a PDF"],
    );
    assert_eq!(bench.read("logo.svg"), b"<svg/>");
}

#[test]
fn output_stays_as_it_was_when_the_letter_is_wrong() {
    let bench = Bench::with("nonsense");
    bench.write("letter.pdf", "%PDF-1.4 old");
    assert_refused(&bench.run(["render", "letter.toml"]), 2, &["letter.toml:1"]);
    assert_eq!(bench.read("letter.pdf"), b"%PDF-1.4 old");
    assert_eq!(bench.names(), ["letter.pdf", "letter.toml"]);
}

#[cfg(unix)]
mod unix {
    use std::io::pipe;
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    use std::path::Path;

    use super::*;

    fn mode(path: impl AsRef<Path>) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn output_has_the_permissions_of_any_new_file() {
        let bench = Bench::new();
        assert_eq!(bench.shell("umask 022; exec \"$0\" render letter.toml -o a.pdf").code, 0);
        assert_eq!(bench.shell("umask 027; exec \"$0\" render letter.toml -o b.pdf").code, 0);
        assert_eq!((mode(bench.path("a.pdf")), mode(bench.path("b.pdf"))), (0o644, 0o640));
    }

    #[test]
    fn output_keeps_the_permissions_of_the_old_file() {
        let bench = Bench::new();
        bench.write("letter.pdf", "%PDF-1.4 old");
        fs::set_permissions(bench.path("letter.pdf"), fs::Permissions::from_mode(0o604)).unwrap();
        bench.done(["render", "letter.toml"]);
        assert_eq!(mode(bench.path("letter.pdf")), 0o604);
        assert_pdf(&bench.read("letter.pdf"));
    }

    #[test]
    fn output_through_a_link_replaces_what_it_leads_to() {
        let bench = Bench::new();
        bench.write("there/real.pdf", "%PDF-1.4 old");
        symlink("there/real.pdf", bench.path("letter.pdf")).unwrap();
        bench.done(["render", "letter.toml"]);
        assert!(bench.path("letter.pdf").is_symlink());
        assert_pdf(&bench.read("there/real.pdf"));
    }

    #[test]
    fn output_to_a_device_leaves_it_a_device() {
        let bench = Bench::new();
        bench.done(["render", "letter.toml", "-o", "/dev/null"]);
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn full_disk_is_the_machines_failure() {
        let bench = Bench::new();
        assert_refused(&bench.run(["render", "letter.toml", "-o", "/dev/full"]), 3, &["/dev/full", "No space left"]);
        for command in ["render letter.toml -o -", "render letter.toml", "templates", "man", "init -", "--help"] {
            let run = bench.shell(&format!("exec \"$0\" {command} > /dev/full"));
            assert_eq!(run.code, 3, "{command}: {}", run.err);
        }
    }

    #[test]
    fn broken_pipe_is_a_quiet_end() {
        let bench = Bench::new();
        for args in [
            &["man"][..],
            &["--help"],
            &["templates"],
            &["fonts"],
            &["init", "-"],
            &["render", "letter.toml", "-o", "-"],
        ] {
            let (reader, writer) = pipe().unwrap();
            drop(reader);
            let run = Run::from(bench.command(args).stdout(writer).output().unwrap());
            assert_eq!((run.code, run.err.as_str()), (0, ""), "{args:?}");
        }
    }

    #[test]
    fn closed_streams_are_a_quiet_end() {
        let bench = Bench::new();
        let run = bench.shell("exec \"$0\" man >&-");
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        assert_eq!(bench.shell("exec \"$0\" render gone.toml 2>&-").code, 2);
    }
}
