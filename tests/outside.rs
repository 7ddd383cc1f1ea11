//! PDFs by programs that are not this one (`scripts/outside-pdfs` makes them again): each is the
//! same when qpdf has written it anew, and differs from its twin with another day.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use letterpdf::compare::{Comparison, Kind, Level, Options, compare};

const PROGRAMS: [&str; 5] = ["typst", "latex", "libreoffice", "chromium", "ghostscript"];

fn pdf(folder: &str, program: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside").join(folder).join(format!("{program}.pdf"))
}

fn compared(expected: &Path, actual: &Path) -> Comparison {
    let read = |path: &Path| fs::read(path).expect("a file");
    compare(read(expected), read(actual), &Options::default(), &mut || {}).expect("two PDFs that can be read")
}

#[test]
fn outside_pdfs_are_the_same_when_written_anew() {
    if Command::new("qpdf").arg("--version").output().is_err() {
        return eprintln!("skipped: there is no qpdf");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let ways: [&[&str]; 3] = [
        &["--object-streams=generate", "--recompress-flate", "--compression-level=9"],
        &["--object-streams=disable", "--stream-data=uncompress"],
        &["--linearize"],
    ];
    for program in PROGRAMS {
        for way in ways {
            let (from, to) = (pdf("letters", program), folder.path().join("anew.pdf"));
            let done = Command::new("qpdf").args(way).args([&from, &to]).status().expect("qpdf");
            assert!(done.success(), "{program} {way:?}");
            let found = compared(&from, &to);
            assert!(found.same_at >= Some(Level::Structure), "{program} {way:?}: {:?}", found.differences);
            assert_ne!(found.same_at, Some(Level::Bytes), "{program} {way:?}");
        }
    }
}

#[test]
fn outside_pdfs_differ_from_their_twins() {
    for program in PROGRAMS {
        let found = compared(&pdf("letters", program), &pdf("twins", program));
        assert_eq!(found.same_at, None, "{program}");
        let says = |difference: &letterpdf::compare::Difference| {
            difference.kind == Kind::Text && difference.message == "page 1: text changed: “17” → “18”"
        };
        assert!(found.differences.iter().any(says), "{program}: {:?}", found.differences);
        assert!(found.differences.iter().any(|difference| difference.kind == Kind::Look), "{program}");
    }
}
