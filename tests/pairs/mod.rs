//! Pairs of PDFs: a letter, and the same letter with one thing changed.

mod edits;
pub mod same;

use std::sync::Arc;

use letterpdf::compare::Level;
use letterpdf::{MemoryWorld, Source, render};

const LETTER: &str = include_str!("letter.toml");
const HOUSE: &str = "extends = \"business\"\n";
const LOGO: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='40'>\
    <rect width='80' height='40' fill='#1b5fa8'/><circle cx='40' cy='20' r='15' fill='#ffffff'/></svg>";

/// A pair, and what has to be said of it.
pub struct Pair {
    pub name: &'static str,
    pub expected: Vec<u8>,
    pub actual: Vec<u8>,
    /// The level that is asked for.
    pub level: Level,
    /// What one of the differences has to say; empty if they have to be the same.
    pub reason: &'static str,
}

/// The letter with some of its text, its template and its logo replaced.
pub fn letter(changes: &[(&str, &str)], house: &str, logo: &[u8]) -> Vec<u8> {
    let toml = changes.iter().fold(LETTER.to_owned(), |toml, (from, to)| {
        assert!(toml.contains(from), "the letter has no {from:?}");
        toml.replacen(from, to, 1)
    });
    let world = MemoryWorld::new()
        .with_file("logo.svg", LOGO)
        .with_file("other.svg", logo)
        .with_file("logo.png", logo)
        .with_file("signature.png", include_bytes!("../data/pictures/alpha.png").as_slice())
        .with_file("grey.png", include_bytes!("../data/pictures/grey-alpha.png").as_slice())
        .with_file("opaque.png", include_bytes!("../data/pictures/rgb.png").as_slice())
        .with_file("plan.csv", "day,hour\n1,2\n")
        .with_file("plan-2.csv", "day,hour\n1,3\n")
        .with_file("house.toml", format!("{HOUSE}{house}"));
    match render(&Arc::new(Source::new("letter.toml", toml)), &world) {
        Ok(pdf) => pdf.bytes,
        Err(problems) => panic!("{problems}"),
    }
}

pub fn base() -> Vec<u8> {
    letter(&[], "", &[])
}

/// Pairs that differ.
pub fn changed() -> Vec<Pair> {
    let base = base();
    let structure = Level::Structure;
    let mut pairs = vec![];
    let mut add = |name, actual: Vec<u8>, level, reason| {
        pairs.push(Pair { name, expected: base.clone(), actual, level, reason });
    };
    // What letters say.
    for (name, from, to, reason) in [
        ("one character", "for all who wish", "for all who wash", "“wish” → “wash”"),
        ("one digit", "12.50", "12.60", "“12.50” → “12.60”"),
        ("one accent", "Genève 10", "Geneve 10", "“Genève” → “Geneve”"),
        ("one comma", "in the spring, in Geneva", "in the spring in Geneva", "“spring,” → “spring”"),
        ("a capital", "A second paragraph", "A Second paragraph", "“second” → “Second”"),
        ("a word more", "ends the text", "ends the whole text", "there is new text: “whole”"),
        ("a word less", "in a difficult year", "in a year", "text is gone: “difficult”"),
        ("the subject", "annual report of", "biennial report of", "subject: text changed: “annual” → “biennial”"),
        ("the recipient", "Mr Mukhisa Kituyi", "Ms Rebeca Grynspan", "“Mr Mukhisa Kituyi” → “Ms Rebeca Grynspan”"),
        ("the date", "2020-12-08", "2020-12-09", "“8” → “9”"),
        ("the reference", "WSIS CSTD 2020", "WSIS CSTD 2021", "“2020” → “2021”"),
        ("a telephone", "730 6240", "730 6241", "“6240” → “6241”"),
        ("two words swapped", "done in a difficult", "done a in difficult", "text changed: “in a” → “a in”"),
        (
            "a paragraph less",
            "A third paragraph ends the text, with thanks for all that was done in a difficult year.",
            "",
            "text is gone: “A third paragraph ends the text",
        ),
        (
            "a paragraph more",
            "A third paragraph",
            "One more paragraph.\n\nA third paragraph",
            "new text: “One more paragraph.”",
        ),
        ("a list item", "another point", "one more point", "“another” → “one more”"),
        ("the postscript", "again in May", "again in June", "“May.” → “June.”"),
        ("an enclosure less", ", \"A list of partners\"", "", "text is gone: “A list of partners”"),
        ("the footer", "1203 0000", "1203 0001", "“0000” → “0001”"),
        ("the cover", "Twenty-fourth", "Twenty-fifth", "“Twenty-fourth” → “Twenty-fifth”"),
        ("the closing", "Yours faithfully,", "Yours sincerely,", "“faithfully,” → “sincerely,”"),
        // How it is set.
        ("a word in bold", "a difficult", "a **difficult**", "“difficult”: font NotoSans-Regular became NotoSans-Bold"),
        (
            "a word no longer in italics",
            "*all members*",
            "all members",
            "“all members”: font NotoSans-Italic became NotoSans-Regular",
        ),
        // Where links lead.
        (
            "a link's target",
            "example.org/rules",
            "example.org/rule",
            "link 3 now leads to https://example.org/rule, not to https://example.org/rules",
        ),
        (
            "a document's link",
            "example.org/outcome\"",
            "example.org/results\"",
            "now leads to https://example.org/results",
        ),
        (
            "a link less",
            "[the guide](https://example.org/guide)",
            "the guide",
            "the link to https://example.org/guide is gone",
        ),
        (
            "a link more",
            "the progress",
            "[the progress](https://example.org/p)",
            "the link to https://example.org/p is new",
        ),
        // What it means.
        (
            "an alternative text",
            "logo_alt = \"The Body for Standards\"",
            "logo_alt = \"A globe\"",
            "alternative text “The Body for Standards” became “A globe”",
        ),
        ("a language of a word", "lang=\"fr\"", "lang=\"de\"", "language “fr” became “de”"),
        ("another standard", "language = \"en\"", "language = \"en\"\nstandard = \"a-2b\"\nattachments = []", ""),
        // Pictures and files.
        ("another signature", "signature.png", "grey.png", "looks different"),
        ("a transparent picture made opaque", "signature.png", "opaque.png", "the picture at"),
        ("no signature", "image = \"signature.png\"", "", "looks different"),
        ("a file's content", "plan.csv", "plan-2.csv", "the attached file “plan.csv” is gone"),
        ("a file's description", "The plan\"", "A plan\"", "description “The plan” became “A plan”"),
        (
            "a file's relationship",
            "relationship = \"data\"",
            "relationship = \"source\"",
            "relationship “Data” became “Source”",
        ),
    ] {
        let changes = [(from, to)];
        let mut toml_changes = changes.to_vec();
        if name == "another standard" {
            // PDF/A-2b takes no attached files.
            toml_changes = vec![
                (from, "language = \"en\"\nstandard = \"a-2b\""),
                ("[[attachments]]\nfile = \"plan.csv\"\ndescription = \"The plan\"\nrelationship = \"data\"\n", ""),
            ];
        }
        let reason =
            if reason.is_empty() { "standard “PDF/UA-1 and PDF/A-3a” became “PDF/A-2b”" } else { reason };
        add(name, letter(&toml_changes, "", &[]), structure, reason);
    }
    // The template.
    for (name, house, reason) in [
        ("an address 0.2 mm lower", "[zones.address]\ngap = 8.2\n", "0.2 mm down"),
        ("a letterhead 1.2 mm lower", "[zones.letterhead]\ny = 19.2\n", "moved 1.2 mm down"),
        (
            "a wider margin",
            "[page]\nmargin = { top = 28, right = 24, bottom = 25, left = 25.5 }\n",
            "moved 0.5 mm right",
        ),
        ("one point of size", "[styles.text]\nsize = 11\n", "size 10 pt became 11 pt"),
        ("half a point of size", "[styles.subject]\nsize = 11.5\n", "size 11 pt became 11.5 pt"),
        (
            "another font",
            "[styles.text]\nfamily = [\"Noto Serif\"]\n",
            "font NotoSans-Regular became NotoSerif-Regular",
        ),
        ("more leading", "[styles.text]\nleading = 15\n", "down"),
        ("another colour", "[styles.organization]\ncolor = \"#7a1f2b\"\n", "colour #1f3d5c became #7a1f2b"),
        ("nearly the same colour", "[styles.organization]\ncolor = \"#1f3d5d\"\n", "colour #1f3d5c became #1f3d5d"),
        (
            "a rule's colour",
            "[zones.foot]\nrule = { side = \"above\", thickness = 0.5, color = \"#c06000\", gap = 2.5 }\n",
            "something drawn",
        ),
        (
            "a thicker rule",
            "[zones.foot]\nrule = { side = \"above\", thickness = 1.2, color = \"#9aa7b4\", gap = 2.5 }\n",
            "something drawn",
        ),
    ] {
        add(name, letter(&[], house, &[]), structure, reason);
    }
    let logo = LOGO.replace("r='15'", "r='12'");
    add("the logo", letter(&[("logo.svg", "other.svg")], "", logo.as_bytes()), structure, "looks different");
    for (name, edit, level, reason) in edits::ALL {
        add(name, edits::edited(&base, edit), level, reason);
    }
    pairs
}
