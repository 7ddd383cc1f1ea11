//! The same letter gives the same bytes, wherever and whenever it is made.

use std::path::Path;
use std::process::Command;

/// Renders the reference letter in a process of its own.
fn render(folder: &Path, timezone: &str, language: &str) -> Vec<u8> {
    let letter = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/itu-cstd.toml");
    let output = Command::new(env!("CARGO_BIN_EXE_letterpdf"))
        .args(["render", &letter.to_string_lossy(), "-o", "-"])
        .current_dir(folder)
        .env("TZ", timezone)
        .env("LANG", language)
        .env("LC_ALL", language)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn bytes_do_not_depend_on_zone_language_or_folder() {
    let zones = ["UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu"];
    let languages = ["C", "de_DE.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8", "zh_CN.UTF-8"];
    let folders = [Path::new("/"), Path::new(env!("CARGO_MANIFEST_DIR")), Path::new(env!("CARGO_TARGET_TMPDIR"))];
    let expected = render(folders[0], zones[0], languages[0]);
    for round in 0..20 {
        let made = render(folders[round % 3], zones[round % 4], languages[round % 5]);
        assert!(made == expected, "round {round} gave other bytes");
    }
}
