//! Letters with random damage: whatever is said about them, it is said without a panic.

use std::sync::Arc;

use letterpdf::{Diagnostics, Source, letter};

const LETTER: &str = r#"template = "itu"
language = "en"
date = 2020-12-08
subject = "A \"quoted\" subject \u00e9"
body = """
This is *emphasis*, **strong**, [a link](https://itu.int) and <https://itu.int>, \
    joined; see https://example.org/a_b.

{documents}

1. one
   - nested
2. two

> quote

| a | b |
|---|--:|
| 1 | 2 |
"""
[sender]
organization = "International Telecommunication Union"
address = ["Place des Nations", 'CH-1211 Geneva 20']
[reference]
ref = "WSIS CSTD 2020"
fields = [{ label = "File:", value = "7" }]
[recipient]
name = "Mr Mukhisa Kituyi"
[[documents]]
title = "Contribution"
url = "https://www.itu.int/"
[[signatures]]
name = "Houlin Zhao"
[cover]
note = '''
A *note*.'''
"#;

/// Pieces that mean something to one of the parsers.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    "\\",
    "\\u0000",
    "\\\n",
    "\r\n",
    "\n",
    "\t",
    "\0",
    "\u{1b}",
    "\u{202e}",
    "\u{feff}",
    "é",
    "😀",
    "*",
    "**",
    "_",
    "`",
    "<",
    ">",
    "<b>",
    "# ",
    "- ",
    "    ",
    "> > > ",
    "![",
    "](",
    "https://",
    "|",
    "~~",
    "{documents}",
    "2020-12-08",
    "1e30",
    "nan",
    "-1",
    "true",
    "body",
    "name",
    ".",
    "&#0;",
    "&amp;",
    "[^1]",
    "---\n",
];

/// A small generator (Steele and Vigna's SplitMix64): the same damage each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit.max(1) as u64).unwrap()
    }

    fn place(&mut self, text: &str) -> usize {
        let at = self.below(text.len() + 1);
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    }
}

fn read(source: Source) {
    match letter::parse(&Arc::new(source)) {
        Ok((_, warnings)) => drop(Diagnostics(warnings).render(true)),
        Err(errors) => {
            let text = errors.to_string();
            assert!(!text.is_empty());
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\0']), "{text:?}");
            assert!(errors.0.iter().all(|error| error.place.is_none() || error.position().is_some()));
        }
    }
}

#[test]
fn mutations_of_an_unharmed_letter_are_none() {
    let result = letter::parse(&Arc::new(Source::new("letter.toml", LETTER)));
    assert!(result.is_ok(), "{}", result.unwrap_err());
}

#[test]
fn mutations_never_panic() {
    let mut chance = Chance(1);
    for _ in 0..3000 {
        let mut text = LETTER.to_owned();
        for _ in 0..=chance.below(4) {
            let (a, b) = (chance.place(&text), chance.place(&text));
            match chance.below(4) {
                0 => text.insert_str(a, PIECES[chance.below(PIECES.len())]),
                1 => text.replace_range(a.min(b)..a.max(b), PIECES[chance.below(PIECES.len())]),
                2 => text.truncate(a.max(b)),
                _ => {
                    let copied = text[a.min(b)..a.max(b)].to_owned();
                    let at = chance.place(&text);
                    text.insert_str(at, &copied);
                }
            }
        }
        read(Source::new("letter.toml", text));
    }
}

#[test]
fn mutations_of_overrides_never_panic() {
    let mut chance = Chance(2);
    for _ in 0..2000 {
        let keys =
            ["body", "signatures.0.name", "recipient.name", "documents.9.url", "", ".", "date", "sender", "a.b.c"];
        let mut text = format!("{}={}", keys[chance.below(keys.len())], PIECES[chance.below(PIECES.len())]);
        let at = chance.place(&text);
        text.insert_str(at, PIECES[chance.below(PIECES.len())]);
        read(Source::new("letter.toml", LETTER).with_override(text).with_override("place=Geneva"));
    }
}

#[test]
fn mutations_of_a_megabyte_end() {
    for piece in
        ["[", "*", "_*", "> ", "![", "<", "`", "&", "(", "- ", "a_", "https://", "[a](", "| ", "\n\n", "~", "[^"]
    {
        let body = piece.repeat(200_000 / piece.len());
        let letter = LETTER.replace("{documents}", &format!("{body}\n\n{{documents}}"));
        read(Source::new("letter.toml", letter));
    }
    read(Source::new("letter.toml", "a = [".to_owned() + &"[".repeat(200_000)));
    read(Source::new("letter.toml", "a\n".repeat(100_000)));
    read(Source::new("letter.toml", (0..50_000).map(|n| format!("k{n} = 1\n")).collect::<String>()));
}
