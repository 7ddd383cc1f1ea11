//! The HTML report, opened in a browser: pictures load, its controls work by keyboard, and axe-core
//! finds nothing serious. It needs Chromium, Node, and playwright-core and axe-core in
//! `target/node` (`npm install --prefix target/node playwright-core axe-core`).

use std::path::{Path, PathBuf};
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_letterpdf");

fn chromium() -> Option<PathBuf> {
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .map(PathBuf::from)
        .into_iter()
        .find(|path| path.exists())
}

/// Folders of letters as they were and as they are, one of which cannot be read.
fn letters(folder: &Path) {
    let example = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    let render = |letter: &str, to: &str, set: &[&str]| {
        let done =
            Command::new(PROGRAM).arg("render").arg(example(letter)).arg("-o").arg(folder.join(to)).args(set).output();
        assert!(done.expect("the program").status.success(), "{to}");
    };
    for name in ["old", "new"] {
        std::fs::create_dir(folder.join(name)).expect("a folder");
    }
    for (letter, name) in
        [("itu-cstd.toml", "itu"), ("business.toml", "business"), ("long.toml", "long"), ("us-business.toml", "us")]
    {
        render(letter, &format!("old/{name}.pdf"), &[]);
    }
    render("itu-cstd.toml", "new/itu.pdf", &["--set", "subject=Another subject"]);
    render("business.toml", "new/business.pdf", &["--template", "plain"]);
    render("long.toml", "new/long.pdf", &[]);
    std::fs::write(folder.join("new/us.pdf"), "%PDF-1.7").expect("a file");
}

#[test]
fn report_works_in_a_browser() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The folder that the program was built in, wherever that is.
    let modules = Path::new(PROGRAM).ancestors().nth(2).expect("a target folder").join("node");
    let axe = modules.join("node_modules/axe-core/axe.min.js");
    let (Some(chromium), true) = (chromium(), axe.exists()) else {
        return eprintln!("skipped: there is no Chromium, or nothing in {}", modules.display());
    };
    let folder = tempfile::tempdir().expect("a folder");
    letters(folder.path());
    let report = folder.path().join("report.html");
    let compared = Command::new(PROGRAM)
        .args(["compare", "old", "new", "--report", "report.html"])
        .current_dir(folder.path())
        .output()
        .expect("the program");
    assert_eq!(compared.status.code(), Some(2), "{}", String::from_utf8_lossy(&compared.stderr));
    let checked = Command::new("node")
        .arg(root.join("tests/report/check.mjs"))
        .args([&report, &axe, &chromium, &modules])
        .output()
        .expect("node");
    let said = String::from_utf8_lossy(&checked.stdout).into_owned() + &String::from_utf8_lossy(&checked.stderr);
    println!("{said}");
    assert!(checked.status.success(), "{said}");
}
