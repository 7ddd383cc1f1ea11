//! Letters, templates and fonts from anywhere: whatever they hold, there is an answer, soon.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use letterpdf::frame::ItemKind;
use letterpdf::text::Fonts;
use letterpdf::{MemoryWorld, Source, World, layout, letter, render, resolve};

/// The longest that anything from anywhere may take.
const LIMIT: Duration = Duration::from_secs(2);

/// Numbers that follow from a seed, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count.max(1)
    }
}

/// Values that a careless or a hostile hand might write.
const VALUES: &[&str] = &[
    "-1",
    "0",
    "1e30",
    "nan",
    "inf",
    "-inf",
    "99999999999999999999",
    "1.5",
    "\"\"",
    "\"x\"",
    "[]",
    "{}",
    "true",
    "2026-02-29",
    "\"\\u0000\"",
    "\"\\uFEFF\"",
    "[\"a\", 1]",
    "\"*\"",
    "\"[](\"",
];

/// A text with a few things changed.
fn mutated(text: &str, chance: &mut Chance) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
    for _ in 0..=chance.below(3) {
        let at = chance.below(lines.len());
        match chance.below(6) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[at].clone()),
            2 | 3 => {
                if let Some((key, _)) = lines[at].split_once(" = ") {
                    lines[at] = format!("{key} = {}", VALUES[chance.below(VALUES.len())]);
                }
            }
            4 => lines[at] = lines[at].chars().rev().collect(),
            _ => {
                let cut: String = lines[at].chars().take(chance.below(40)).collect();
                lines[at] = cut;
            }
        }
        if lines.is_empty() {
            break;
        }
    }
    lines.join("\n")
}

#[track_caller]
fn assert_answers(what: &str, letter: &str, world: &MemoryWorld) {
    let start = Instant::now();
    let _ = render(&Arc::new(Source::new("letter.toml", letter)), world);
    let took = start.elapsed();
    assert!(took < LIMIT, "{what} took {took:?}:\n{letter}");
}

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file of the project")
}

#[test]
fn mutated_letters_are_answered() {
    let mut chance = Chance(1);
    let logo = read("examples/itu-cstd-logo.svg");
    let world = MemoryWorld::new().with_file("itu-cstd-logo.svg", logo);
    for name in ["itu-cstd", "minimal", "us-business"] {
        let letter = read(&format!("examples/{name}.toml"));
        for _ in 0..250 {
            assert_answers(name, &mutated(&letter, &mut chance), &world);
        }
    }
}

#[test]
fn mutated_templates_are_answered() {
    let mut chance = Chance(2);
    for name in ["plain", "itu", "din-5008-b", "us-no9"] {
        let template = read(&format!("templates/{name}.toml"));
        for _ in 0..250 {
            let world = MemoryWorld::new().with_file("house.toml", mutated(&template, &mut chance));
            let letter = format!("template = \"house.toml\"\n{}", read("examples/minimal.toml"));
            assert_answers(name, &letter, &world);
        }
    }
}

#[test]
fn odd_texts_are_answered() {
    let bodies = [
        "a".repeat(100_000),
        "a ".repeat(50_000),
        "\u{ad}".repeat(20_000),
        "e\u{301}".repeat(10_000),
        "שלום ".repeat(2_000),
        "\u{202e}abc\u{202c} ".repeat(2_000),
        "a\u{200d}b\u{200c}c ".repeat(5_000),
        "https://example.org/".to_string() + &"x/".repeat(5_000),
        "- a\n".repeat(3_000),
        "> ".repeat(5_000),
        "|a|b|\n|-|-|\n".to_string() + &"|1|2|\n".repeat(2_000),
    ];
    for body in bodies {
        let letter =
            format!("date = 2026-01-30\nbody = '''\n{body}\n'''\n[sender]\nname = \"A\"\n[recipient]\nname = \"B\"\n");
        let start = Instant::now();
        let _ = render(&Arc::new(Source::new("letter.toml", letter)), &MemoryWorld::new());
        let took = start.elapsed();
        assert!(took < LIMIT, "{took:?} for {}…", body.chars().take(20).collect::<String>());
    }
}

#[test]
fn broken_fonts_are_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let font = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/NotoSans-Regular.ttf")).expect("a font");
    let mut chance = Chance(3);
    for round in 0..60 {
        let mut bytes = font.clone();
        for _ in 0..200 {
            // Most of what decides stands in the tables at the front.
            let at = if round % 2 == 0 { chance.below(60_000) } else { chance.below(bytes.len()) };
            bytes[at] = chance.below(256) as u8;
        }
        if round % 5 == 4 {
            bytes.truncate(chance.below(200_000));
        }
        std::fs::write(folder.path().join("broken.ttf"), &bytes).expect("a writable folder");
        let mut fonts = Fonts::bundled();
        let _ = fonts.add_folder(folder.path());
        let world = MemoryWorld::new()
            .with_fonts(fonts)
            .with_file("house.toml", "extends = \"plain\"\n[styles.text]\nfamily = [\"Noto Sans\", \"Noto Serif\"]\n");
        let letter = format!("template = \"house.toml\"\n{}", read("examples/minimal.toml"));
        assert_answers("a broken font", &letter, &world);
    }
}

#[test]
fn a_font_that_must_not_be_embedded_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut font =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/NotoSerif-Regular.ttf")).expect("a font");
    // The rights stand eight bytes into the table `OS/2` (OpenType, fsType); 2 forbids embedding.
    let record = font.windows(4).position(|tag| tag == b"OS/2").expect("the table");
    let start = u32::from_be_bytes(font[record + 8..record + 12].try_into().expect("four bytes")) as usize;
    font[start + 8..start + 10].copy_from_slice(&2_u16.to_be_bytes());
    std::fs::write(folder.path().join("closed.ttf"), &font).expect("a writable folder");
    let mut fonts = Fonts::bundled();
    fonts.add_folder(folder.path()).expect("a readable folder");
    let world = MemoryWorld::new().with_fonts(fonts);
    let wrong = render(&Arc::new(Source::new("letter.toml", read("examples/minimal.toml"))), &world)
        .expect_err("the font must not be embedded");
    assert!(
        wrong.to_string().contains("NotoSerif must not be embedded")
            || wrong.to_string().contains("NotoSerif-Regular must not be embedded"),
        "{wrong}"
    );
}

/// What a letter with a certain body says: its text as laid out, or what is wrong with it.
fn set(body: &str) -> Result<String, String> {
    let text = format!("date = 2026-01-30\nbody = \"{body}\"\n[sender]\nname = \"A\"\n[recipient]\nname = \"B\"\n");
    let source = Arc::new(Source::new("letter.toml", text));
    let world = MemoryWorld::new();
    let document = letter::parse(&source)
        .and_then(|(letter, _)| resolve::resolve(&source, &letter, &world))
        .and_then(|(resolved, _)| layout::layout(&resolved, world.fonts()))
        .map_err(|wrong| wrong.to_string())?;
    let items = document.pages.iter().flat_map(|page| &page.items);
    let runs =
        items.filter_map(|item| if let ItemKind::Text(run) = &item.kind { Some(run.text.as_str()) } else { None });
    Ok(runs.collect::<Vec<_>>().concat())
}

#[test]
fn text_without_a_font_is_an_error_that_lists_its_characters() {
    let wrong = set("שלום and سلام").expect_err("no font of the program has these");
    for name in ["HEBREW LETTER SHIN", "HEBREW LETTER FINAL MEM", "ARABIC LETTER SEEN"] {
        assert!(wrong.contains(name), "{name} is not in {wrong}");
    }
}

#[test]
fn joiners_and_marks_are_set_as_written_and_unused_soft_hyphens_are_not_seen() {
    let text = set("ze\u{200d}ro e\u{301}te\u{301} soft\u{ad}ware").expect("the fonts have these");
    for expected in ["ze\u{200d}ro", "e\u{301}te\u{301}", "software"] {
        assert!(text.contains(expected), "{expected:?} is not in {text:?}");
    }
}

#[test]
fn flipped_bytes_in_letters_and_templates_are_answered() {
    let mut chance = Chance(4);
    for name in ["examples/us-business.toml", "templates/business.toml", "templates/din-5008-a.toml"] {
        let original = read(name);
        for _ in 0..150 {
            let mut bytes = original.clone().into_bytes();
            for _ in 0..=chance.below(6) {
                let at = chance.below(bytes.len());
                bytes[at] = chance.below(256) as u8;
            }
            let text = String::from_utf8_lossy(&bytes).into_owned();
            match name.starts_with("examples") {
                true => assert_answers(name, &text, &MemoryWorld::new()),
                false => {
                    let letter = format!("template = \"house.toml\"\n{}", read("examples/minimal.toml"));
                    assert_answers(name, &letter, &MemoryWorld::new().with_file("house.toml", bytes));
                }
            }
        }
    }
}
