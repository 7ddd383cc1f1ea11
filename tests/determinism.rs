//! The same letter gives the same bytes, wherever and whenever it is made.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use letterpdf::letter::Values;
use letterpdf::{Kept, MemoryWorld, Source};

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

/// Whatever letters were made before, in whatever order, a letter is what it is alone.
#[test]
fn bytes_do_not_depend_on_what_is_kept() {
    let letter = r#"
        language = "{{ language }}"
        date = 2026-03-02
        subject = "{{ subject }}"
        body = """
        Dear **{{ name }}**, [this](https://example.org/{{ number }}) is *the same* in all letters, and
        {% for word in words %}{{ word }} {% endfor %}is not. An extraordinarily long word of
        internationalization may be broken where the line ends, or it may not.
        """
        sender.name = "Ada"
        sender.logo = "logo.svg"
        recipient.name = "{{ name }}"
        recipient.address = ["{{ number }} Street", "{{ town }}"]
        [[signatures]]
        name = "Ada"
        [cover]
        title = "{{ subject }}"
    "#;
    let letter: String = letter.lines().map(|line| format!("{}\n", line.trim_start())).collect();
    let logo = r##"<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#c00" opacity="0.5"/></svg>"##;
    let world = MemoryWorld::new().with_file("logo.svg", logo);
    let form = letterpdf::letter::read(&Arc::new(Source::new("letter.toml", letter))).expect("a letter");
    let languages = ["en", "fr", "de", "ru"];
    let names = ["Ann", "Zoë Żółw", "Ἀθηνᾶ Νίκη", "Иван Щукин", "fi fl ffi", "*x* {{ y }}", "O’Neill-Šmíd & Co. (2)"];
    let rows: Vec<Values> = (0..42)
        .map(|number| {
            let row = serde_json::json!({
                "language": languages[number % languages.len()],
                "subject": format!("No. {}", number % 5),
                "name": names[number % names.len()],
                "number": number,
                "town": if number % 3 == 0 { "" } else { "Town" },
                "words": vec!["word"; number % 4 * 40],
            });
            Values(row.as_object().cloned().unwrap_or_default())
        })
        .collect();
    let alone: Vec<Vec<u8>> =
        rows.iter().map(|row| letterpdf::render_row(&form, row, &world).expect("it can be set").bytes).collect();
    let kept = Kept::default();
    let forth = 0..rows.len();
    for number in forth.clone().chain(forth.clone().rev()).chain(forth.map(|number| number * 5 % 42)) {
        let pdf = letterpdf::render_row_with(&form, &rows[number], &world, &kept).expect("it can be set");
        assert!(pdf.bytes == alone[number], "row {number} differs");
    }
}
