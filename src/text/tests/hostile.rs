//! Any text ends, in time, without a lost or doubled character and without a line over its measure.

use std::time::{Duration, Instant};

use super::*;

/// Numbers that look random and are the same every time (Knuth's MMIX constants).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn of<'a, T: ?Sized>(&mut self, things: &[&'a T]) -> &'a T {
        things[self.below(things.len())]
    }
}

const PIECES: [&str; 40] = [
    "a",
    "b",
    "implementation",
    "fi",
    "ffl",
    "AV",
    "To",
    "é",
    "e\u{301}",
    "\u{301}",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "-",
    "–",
    "/",
    ".",
    ",",
    "(",
    ")",
    "1",
    "22",
    "\u{a0}",
    "\u{202f}",
    "\u{200b}",
    "\u{200d}",
    "\u{200c}",
    "\u{200f}",
    "\u{200e}",
    "\u{202e}",
    "\u{202c}",
    "\u{2067}",
    "\u{2069}",
    "\u{ad}",
    "\t",
    "жизнь",
    "Ωμέγα",
    "https://www.itu.int/a-b?c=d",
];

fn random_paragraph(chance: &mut Chance) -> Paragraph {
    let languages = ["en", "de", "he", "ru", "xx", ""];
    let mut paragraph = Paragraph::new();
    for _ in 0..1 + chance.below(4) {
        let text: String = (0..chance.below(40)).map(|_| chance.of::<str>(&PIECES)).collect();
        let mut style = style(chance.of::<str>(&languages));
        style.size = Pt(6.0 + chance.below(10) as f64);
        style.tracking = if chance.below(4) == 0 { 50.0 } else { 0.0 };
        let breaking = *chance.of(&[&Breaking::Prose, &Breaking::Prose, &Breaking::Url, &Breaking::Never]);
        paragraph.push(&text, &Arc::new(style), Mark(chance.below(3) as u32), breaking);
    }
    paragraph
}

/// What of a text must be found in runs.
fn visible(text: &str) -> String {
    text.replace(['\u{ad}', '\n'], "").replace('\t', " ")
}

fn check(paragraph: &Paragraph, setting: &Setting, lines: &[Line]) {
    let mut end = 0;
    for line in lines {
        assert_eq!(line.range.start, end, "{:?}", paragraph.text);
        end = line.range.end;
        assert!(line.width.0 <= setting.measure.0 + 0.01, "{} {:?}", line.width, paragraph.text);
        let mut shown: Vec<char> = Vec::new();
        let mut advance = Pt::ZERO;
        for run in &line.runs {
            shown.extend(run.run.text.chars().filter(|c| *c != '\u{ad}'));
            advance += run.run.advance;
            for glyph in &run.run.glyphs {
                assert!(glyph.id != 0);
                assert!(run.run.text.get(glyph.cluster.start as usize..glyph.cluster.end as usize).is_some());
            }
        }
        let mut written: Vec<char> = visible(&paragraph.text[line.range.clone()]).chars().collect();
        shown.sort_unstable();
        written.sort_unstable();
        assert_eq!(shown, written, "{:?}", paragraph.text);
        assert!(advance.0 >= line.width.0 - 1e-6);
    }
    assert_eq!(end, if lines.is_empty() { 0 } else { paragraph.text.len() });
}

#[test]
fn hostile_random_text_is_set_whole_and_within_the_measure() {
    let mut chance = Chance(2020);
    let mut set_at_all = 0;
    for _ in 0..2000 {
        let paragraph = random_paragraph(&mut chance);
        let alignments = [Alignment::Start, Alignment::End, Alignment::Center, Alignment::Justify];
        let setting = Setting {
            measure: Pt(20.0 + chance.below(300) as f64),
            alignment: alignments[chance.below(4)],
            hyphenate: chance.below(2) == 0,
            balance: chance.below(4) == 0,
        };
        match set(&paragraph, &setting, &FONTS) {
            Ok(lines) => {
                set_at_all += 1;
                check(&paragraph, &setting, &lines);
            }
            Err(TextError::TooWide { range, width, measure }) => {
                assert!(paragraph.text.get(range).is_some() && width > measure);
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(set_at_all > 1000, "{set_at_all}");
}

#[test]
fn hostile_unicode_ends() {
    let mut chance = Chance(7);
    for _ in 0..300 {
        let text: String = (0..60).filter_map(|_| char::from_u32(chance.below(0x11_0000) as u32)).collect();
        let _ = set(&plain(&text), &ragged(100.0), &FONTS);
        let _ = width(&plain(&text), &FONTS);
    }
}

#[test]
fn hostile_lengths_end_in_time() {
    let many = 100_000;
    let texts = [
        "a".repeat(many),
        "implementation".repeat(many / 14),
        " ".repeat(many),
        "a ".repeat(many / 2),
        "\u{200b}".repeat(many / 3),
        "a\u{200b}".repeat(many / 4),
        "\u{200f}".repeat(many / 3),
        "\u{200f}a \u{200e}".repeat(many / 8),
        "e\u{301}".repeat(many / 3),
        format!("e{}", "\u{301}".repeat(many / 10)),
        "\u{200d}a".repeat(many / 4),
        "AV".repeat(many / 2),
        "\n".repeat(many),
        "\u{ad}a".repeat(many / 3),
        "a\u{a0}".repeat(many / 3),
    ];
    for text in &texts {
        let settings = [ragged(100.0), justified(100.0), Setting { balance: true, ..ragged(100.0) }];
        for (breaking, settings) in
            [(Breaking::Prose, &settings[..]), (Breaking::Url, &settings[..2]), (Breaking::Never, &settings[..1])]
        {
            for setting in settings {
                let start = Instant::now();
                let _ = set(&with(text, breaking), setting, &FONTS);
                let time = start.elapsed();
                let name: String = text.chars().take(6).collect();
                // Built without optimisation; with it this is a tenth.
                assert!(time < Duration::from_secs(10), "{name:?} {breaking:?} {setting:?}: {time:?}");
            }
        }
    }
}

#[test]
fn hostile_sizes_end() {
    for number in [0.0, -5.0, 1e30, f64::NAN, f64::INFINITY] {
        let odd = Arc::new(TextStyle { size: Pt(number), tracking: number, ..style("en") });
        for setting in [ragged(number), justified(100.0), Setting { balance: true, ..ragged(100.0) }] {
            let _ = set(&Paragraph::plain(PROSE, &odd), &setting, &FONTS);
            let _ = set(&plain(PROSE), &setting, &FONTS);
        }
    }
}
