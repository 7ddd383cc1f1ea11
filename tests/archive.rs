//! A letter is made again, byte for byte, from what its PDF holds.

mod corpus;

use std::sync::Arc;

use letterpdf::inspect::{Attached, inspect};
use letterpdf::letter::Date;
use letterpdf::{MemoryWorld, Pdf, Source, render};

fn made(source: Source, world: &MemoryWorld) -> Pdf {
    render(&Arc::new(source), world).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The files that a PDF was made of.
fn source_of(pdf: &Pdf) -> Vec<Attached> {
    let inspection = inspect(pdf.bytes.clone()).expect("a PDF");
    inspection.attachments.into_iter().filter(|file| file.source).collect()
}

/// A PDF made of the files in another one, in a world that has nothing else.
fn made_again(pdf: &Pdf) -> (Pdf, String) {
    let files = source_of(pdf);
    let letter = files.iter().find(|file| file.name == "letter.toml").expect("a letter");
    let text = String::from_utf8(letter.bytes.clone()).expect("UTF-8");
    let world = files.iter().fold(MemoryWorld::new(), |world, file| {
        assert!(file.stays_inside(), "{}", file.name);
        world.with_file(file.name.as_str(), file.bytes.clone())
    });
    (made(Source::new("again.toml", text.as_str()), &world), text)
}

#[test]
fn source_makes_the_same_pdf_again() {
    let world = corpus::world();
    let mut count = 0;
    for letter in corpus::letters().into_iter().filter(|letter| letter.toml.contains("embed_source")) {
        let pdf = made(Source::new("letter.toml", letter.toml.as_str()), &world);
        let (again, text) = made_again(&pdf);
        assert_eq!(text, letter.toml, "nothing was said beside the file");
        assert!(again.bytes == pdf.bytes, "{}", letter.name);
        count += 1;
    }
    assert!(count > 5);
}

#[test]
fn source_holds_what_was_said_beside_the_letter() {
    let world = corpus::world()
        .with_today(Date { year: 2024, month: 2, day: 29 })
        .with_file("/elsewhere/house.toml", "extends = \"../base.toml\"\n[styles.text]\nsize = 11\n")
        .with_file("../base.toml", "extends = \"itu\"\n")
        .with_file(
            "../logo.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>",
        );
    let letter = "# A comment that stays.\ndate = \"today\"\nbody = 'Text of nobody.'\nrecipient.name = 'B'\n\
                  [sender]\nname = 'A' # and this one\nlogo = '../logo.svg'\n[[signatures]]\nname = 'A'\n";
    let source = Source::new("letter.toml", letter)
        .with_override("signatures.0.name=\"Somebody else\"")
        .with_override("cc = [\"C\", \"D\"]")
        .with_option("--template", "template=\"/elsewhere/house.toml\"")
        .with_option("--embed-source", "embed_source=true");
    let pdf = made(source, &world);
    let (again, text) = made_again(&pdf);
    for kept in
        ["# A comment that stays.\n", "date = 2024-02-29\n", "name = 'A' # and this one\n", "logo = \"logo.svg\""]
    {
        assert!(text.contains(kept), "{text}");
    }
    assert!(again.bytes == pdf.bytes, "{text}");
    let names: Vec<String> = source_of(&pdf).into_iter().map(|file| file.name).collect();
    assert_eq!(names, ["base.toml", "house.toml", "letter.toml", "logo.svg"]);
}

#[test]
fn attachments_keep_what_they_are() {
    let letter = "date = 2020-12-08\nbody = 'Text.'\nsender.name = 'A'\nrecipient.name = 'B'\n\
                  [[attachments]]\nfile = 'plan.csv'\ndescription = 'The \"plan\"'\nrelationship = 'data'\n\
                  [[attachments]]\nfile = 'logo.svg'\ndescription = 'Signe – 国'\n";
    let pdf = made(Source::new("letter.toml", letter), &corpus::world());
    let inspection = inspect(pdf.bytes).expect("a PDF");
    assert_eq!(inspection.about.standards, ["PDF/UA-1", "PDF/A-3a"]);
    let said: Vec<_> = inspection
        .attachments
        .iter()
        .map(|file| {
            let words = |text: &Option<String>| text.clone().unwrap_or_default();
            (
                file.name.as_str(),
                words(&file.description),
                words(&file.relationship),
                words(&file.media_type),
                file.source,
            )
        })
        .collect();
    let plan = ("plan.csv", "The “plan”".to_string(), "Data".to_string(), "text/csv".to_string(), false);
    let logo = ("logo.svg", "Signe – 国".to_string(), "Supplement".to_string(), "image/svg+xml".to_string(), false);
    assert_eq!(said, [plan, logo]);
    assert_eq!(inspection.attachments[0].bytes, b"day,hour\n1,2\n");
}

#[test]
fn standards_are_claimed_as_asked() {
    for (standard, claimed, tagged) in [
        ("ua-1+a-2a", vec!["PDF/UA-1", "PDF/A-2a"], true),
        ("ua-1+a-3a", vec!["PDF/UA-1", "PDF/A-3a"], true),
        ("a-2b", vec!["PDF/A-2b"], true),
        ("none", vec![], false),
    ] {
        let letter = format!(
            "standard = '{standard}'\ndate = 2020-12-08\nbody = 'Text.'\nsender.name = 'A'\nrecipient.name = 'B'\n"
        );
        let inspection = inspect(made(Source::new("letter.toml", letter), &MemoryWorld::new()).bytes).expect("a PDF");
        assert_eq!(inspection.about.standards, claimed);
        assert_eq!((inspection.about.tagged, inspection.structure.is_empty()), (tagged, !tagged), "{standard}");
        assert_eq!(inspection.about.title.as_deref(), Some("Letter to B"));
    }
}
