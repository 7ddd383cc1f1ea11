//! Whatever a letter says: every word is there once, in order, within the page, and no
//! close stands alone.

use std::sync::Arc;

use letterpdf::frame::{Document, ItemKind};
use letterpdf::geometry::Pt;
use letterpdf::{MemoryWorld, Source, World, layout, letter, resolve};

/// Numbers that follow from a seed, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count.max(1)
    }
}

const TEMPLATES: &[&str] = &["plain", "business", "itu", "din-5008-a", "din-5008-b", "us-no9"];
const SYLLABLES: &[&str] = &["let", "ter", "con", "sti", "tu", "tion", "al", "fi", "ffi", "pre", "sen", "ta", "e", "o"];

/// A body of numbered words, so that each can be told from the others.
fn body(chance: &mut Chance) -> (String, Vec<String>) {
    let mut words = vec![];
    let mut text = String::new();
    for _ in 0..1 + chance.below(12) {
        let mark = ["", "", "", "- ", "1. ", "> "][chance.below(6)];
        text.push_str(mark);
        for _ in 0..1 + chance.below(90) {
            let stem: String = (0..1 + chance.below(5)).map(|_| SYLLABLES[chance.below(SYLLABLES.len())]).collect();
            let word = format!("{stem}{}x", words.len());
            text.push_str(&word);
            text.push(' ');
            words.push(word);
        }
        text.push_str("\n\n");
    }
    (text, words)
}

fn lay_out(template: &str, body: &str) -> Document {
    let text = format!(
        "template = \"{template}\"\ndate = 2026-01-30\nsubject = \"Subject\"\nsalutation = \"Dear all,\"\nbody = '''\n{body}'''\n\
         [sender]\norganization = \"Sender\"\n[recipient]\nname = \"Recipient\"\n\
         [closing]\nphrase = \"CLOSE\"\n[[signatures]]\nname = \"NAME\"\n"
    );
    let source = Arc::new(Source::new("letter.toml", text));
    let world = MemoryWorld::new();
    letter::parse(&source)
        .and_then(|(letter, _)| resolve::resolve(&source, &letter, &world))
        .and_then(|(resolved, _)| layout::layout(&resolved, world.fonts()))
        .unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The text of a page in drawing order, words that were hyphenated put together again.
fn text_of(document: &Document, page: usize) -> String {
    let runs = document.pages[page].items.iter().filter_map(|item| match &item.kind {
        ItemKind::Text(run) => Some(run.text.as_str()),
        _ => None,
    });
    runs.collect::<Vec<_>>().concat().replace('\u{ad}', "")
}

#[test]
fn every_word_is_there_once_and_in_order() {
    let mut chance = Chance(11);
    for round in 0..60 {
        let (body, words) = body(&mut chance);
        let document = lay_out(TEMPLATES[round % TEMPLATES.len()], &body);
        let whole: String = (0..document.pages.len()).map(|page| text_of(&document, page)).collect();
        let mut rest = whole.as_str();
        for word in &words {
            let at = rest.find(word.as_str()).unwrap_or_else(|| panic!("round {round}: {word} is lost"));
            rest = &rest[at + word.len()..];
            assert!(!rest.contains(word.as_str()), "round {round}: {word} is there twice");
        }
    }
}

#[test]
fn nothing_stands_outside_the_page_or_its_margin() {
    let mut chance = Chance(12);
    for round in 0..60 {
        let (body, _) = body(&mut chance);
        let document = lay_out(TEMPLATES[round % TEMPLATES.len()], &body);
        for page in &document.pages {
            for item in &page.items {
                let ItemKind::Text(run) = &item.kind else { continue };
                // A space at the end of a line hangs.
                let visible = run.glyphs.len() - usize::from(run.text.ends_with(' '));
                let width: Pt = run.glyphs[..visible].iter().map(|glyph| glyph.advance).sum();
                assert!(item.at.x >= Pt::ZERO && item.at.y <= page.size.height, "round {round}: “{}”", run.text);
                assert!(item.at.x + width <= page.size.width - Pt(28.0), "round {round}: “{}”", run.text);
            }
        }
    }
}

#[test]
fn the_close_stays_with_the_signature_and_two_lines_of_text() {
    let mut chance = Chance(13);
    for round in 0..120 {
        let (body, words) = body(&mut chance);
        let document = lay_out(TEMPLATES[round % TEMPLATES.len()], &body);
        let page = (0..document.pages.len()).find(|page| text_of(&document, *page).contains("CLOSE")).expect("a close");
        let text = text_of(&document, page);
        assert!(text.contains("NAME"), "round {round}: the signature is on another page");
        if page > 0 && words.len() > 30 {
            let mut lines: Vec<i64> = document.pages[page]
                .items
                .iter()
                .filter(|item| matches!(&item.kind, ItemKind::Text(run) if words.iter().any(|word| run.text.contains(word.as_str()))))
                .map(|item| (item.at.y.0 * 100.0) as i64)
                .collect();
            lines.dedup();
            assert!(lines.len() >= 2, "round {round}: {} lines of text before the close", lines.len());
        }
    }
}

/// A table of short words with one column that has a word of up to half the measure.
fn table(chance: &mut Chance) -> String {
    let columns = 2 + chance.below(3);
    let wide = chance.below(columns);
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = row(vec!["H".to_string(); columns]) + &row(vec!["---".to_string(); columns]);
    for _ in 0..1 + chance.below(2) {
        let cells = (0..columns).map(|column| {
            let short = vec!["word"; 1 + chance.below(6)].join(" ");
            if column == wide {
                format!("{} {}", "letters".repeat(3 + chance.below(6)), short.repeat(4))
            } else {
                short
            }
        });
        text += &row(cells.collect());
    }
    text
}

#[test]
fn tables_stay_within_the_margins() {
    let mut chance = Chance(14);
    for round in 0..300 {
        let document = lay_out(TEMPLATES[round % TEMPLATES.len()], &table(&mut chance));
        for page in &document.pages {
            for item in &page.items {
                let ItemKind::Text(run) = &item.kind else { continue };
                let visible = run.glyphs.len() - usize::from(run.text.ends_with(' '));
                let width: Pt = run.glyphs[..visible].iter().map(|glyph| glyph.advance).sum();
                // The narrowest right margin of a template is 20 mm, 56.7 pt.
                assert!(item.at.x + width <= page.size.width - Pt(56.6), "round {round}: “{}”", run.text);
            }
        }
    }
}
