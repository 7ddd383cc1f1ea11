//! Letters for those who judge PDFs: every template with every part, without any, with each
//! one alone and with all but one, in every language, on one page and on many.

use letterpdf::MemoryWorld;

/// A letter, ready to be rendered.
pub struct Letter {
    /// A name that tells what is in it.
    pub name: String,
    /// Its text.
    pub toml: String,
}

/// A part that a letter may have.
struct Part {
    name: &'static str,
    /// Keys at the top.
    top: &'static str,
    /// Blocks of the body.
    body: &'static str,
    /// Keys of the sender.
    sender: &'static str,
    /// Tables.
    tables: &'static str,
}

const NONE: Part = Part { name: "", top: "", body: "", sender: "", tables: "" };

pub const TEMPLATES: [&str; 6] = ["plain", "business", "itu", "din-5008-a", "din-5008-b", "us-no9"];

const LANGUAGES: [(&str, &str); 5] = [
    ("en", "The committee noted the efficiency of the offices, and said \"thank you\" to all who took part in it."),
    ("fr", "Le comité a pris note de l'efficacité des services : « merci » à tous ceux qui y ont participé !"),
    ("es", "El comité tomó nota de la eficiencia de las oficinas y dijo \"gracias\" a todos los participantes."),
    ("de", "Der Ausschuss nahm die Leistungsfähigkeit der Geschäftsstellen zur Kenntnis und sagte \"danke\"."),
    ("ru", "Комитет отметил эффективность работы отделений и сказал \"спасибо\" всем, кто принимал участие."),
];

const PARTS: [Part; 26] = [
    Part { name: "subject", top: "subject = \"Findings of the office – “final” draft\"", ..NONE },
    Part { name: "salutation", top: "salutation = \"Dear Sir or Madam,\"", ..NONE },
    Part { name: "marks", top: "delivery = \"Registered\"\nmarking = \"Confidential\"", ..NONE },
    Part { name: "place", top: "place = \"Geneva\"", ..NONE },
    Part { name: "through", top: "through = [\"The Permanent Mission\"]", ..NONE },
    Part { name: "logo", sender: "logo = \"logo.svg\"", ..NONE },
    Part { name: "office", sender: "office = \"The Office\"\nname = \"Ada Morgan\"", ..NONE },
    Part { name: "address", sender: "address = [\"12 Harbour Street\", \"Newport\"]", ..NONE },
    Part {
        name: "ways",
        sender: "phone = \"+41 22 730 5111\"\nfax = \"+41 22 730 5112\"\nemail = \"a@example.org\"\nweb = \"example.org\"",
        ..NONE
    },
    Part {
        name: "reference",
        tables: "[reference]\nref = \"A/1\"\nyour_ref = \"B/2\"\nyour_date = 2020-11-30\n\
                 fields = [{ label = \"File:\", value = \"C\" }]",
        ..NONE
    },
    Part {
        name: "contact",
        tables: "[contact]\nname = \"Ms Sah\"\nemail = \"sah@example.org\"\nphone = \"6240\"",
        ..NONE
    },
    Part {
        name: "documents",
        tables: "[[documents]]\ntitle = \"First\"\nurl = \"https://example.org/first\"\n[[documents]]\ntitle = \"Second, on paper\"",
        ..NONE
    },
    Part {
        name: "links",
        body: "See <https://example.org/a/path/that/is/so/long/that/no/line/of/any/letter/holds/it/whole/and/on/and/on>, \
               [the *office*](https://example.org/office), https://example.org and <mailto:a@example.org>.",
        ..NONE
    },
    Part { name: "lists", body: "- one\n  1. nested\n     - deeper\n  2. again\n- two\n\n3. three\n4. four\n", ..NONE },
    Part {
        name: "table",
        body: "| Item | | Amount |\n|---|---|--:|\n| *First* | | 1.00 |\n| Second | x | |\n",
        ..NONE
    },
    Part { name: "quote", body: "> A quotation of two paragraphs.\n>\n> - with a list\n", ..NONE },
    Part { name: "headings", body: "**A heading**\n\nIts text.\n\n**Another one**\n\nIts text, too.", ..NONE },
    Part {
        name: "emphasis",
        body: "A *word*, a **word**, a ***word*** and **one *in* another**\\\nand a line.",
        ..NONE
    },
    Part { name: "closing", tables: "[closing]\nphrase = \"Yours faithfully,\"\norganization = \"The Body\"", ..NONE },
    Part {
        name: "signatures",
        tables: "[[signatures]]\nname = \"One Signer\"\nrole = \"Chief\"\nimage = \"signature.png\"\n\
                 [[signatures]]\nname = \"Another\"\non_behalf = \"For the Deputy\"",
        ..NONE
    },
    Part { name: "postscript", top: "postscript = \"And *one* more thing.\"", ..NONE },
    Part { name: "enclosures", top: "enclosures = [\"One\", \"Two, which is\"]", ..NONE },
    Part { name: "copies", top: "cc = [\"Somebody\"]", ..NONE },
    Part { name: "footer", tables: "[footer]\ncolumns = [[\"Bank\", \"IBAN DE02\"], [\"Register 1\"]]", ..NONE },
    Part {
        name: "cover",
        tables: "[cover]\nbody = \"The Commission\"\nsession = \"First session\"\ndates = \"Geneva, May 2021\"\n\
                 title = \"Submissions from entities\"\nsubmitted_by = \"The Body\"\nnote = \"**Why**\\n\\nIt was asked for.\"\n\
                 disclaimer = \"Nothing is certain.\"",
        ..NONE
    },
    Part {
        name: "attachments",
        tables: "[[attachments]]\nfile = \"plan.csv\"\ndescription = \"The plan\"\nrelationship = \"data\"",
        ..NONE
    },
];

/// The world that all of them live in.
pub fn world() -> MemoryWorld {
    let logo = "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='40'><defs>\
        <linearGradient id='g'><stop offset='0' stop-color='#1b5fa8'/><stop offset='1' stop-color='#fff'/></linearGradient></defs>\
        <rect width='80' height='40' fill='url(#g)'/><circle cx='40' cy='20' r='15' fill='#333' opacity='.5'/></svg>";
    MemoryWorld::new()
        .with_file("logo.svg", logo)
        .with_file("signature.png", include_bytes!("../data/pictures/alpha.png").as_slice())
        .with_file("grey.png", include_bytes!("../data/pictures/grey-alpha.png").as_slice())
        .with_file("photo.jpg", include_bytes!("../data/pictures/rgb.jpg").as_slice())
        .with_file("grey.jpg", include_bytes!("../data/pictures/grey.jpg").as_slice())
        .with_file("plan.csv", "day,hour\n1,2\n")
        .with_file("own.toml", "extends = \"itu\"\n[styles.subject]\ncolor = \"#883311\"\n")
}

/// All letters.
pub fn letters() -> Vec<Letter> {
    let mut letters = vec![];
    for template in TEMPLATES {
        // Above the window of a no. 9 envelope there is no room for all that a sender may have.
        let fits = |part: &usize| template != "us-no9" || PARTS[*part].name != "ways";
        let (attachments, most) = (PARTS.len() - 1, 0..PARTS.len() - 1);
        let all: Vec<usize> = most.filter(fits).collect();
        let mut add = |name: String, parts: &[usize], (language, text): (&str, &str), paragraphs: usize, more: &str| {
            let toml = toml(template, parts, language, &vec![text; paragraphs].join("\n\n"), more);
            letters.push(Letter { name: format!("{template} {name}"), toml });
        };
        let english = LANGUAGES[0];
        add("bare".to_string(), &[], english, 1, "");
        add("full".to_string(), &all, english, 1, "");
        add("full with attachments".to_string(), &[all.as_slice(), &[attachments]].concat(), english, 1, "");
        for (index, part) in PARTS.iter().enumerate() {
            let others: Vec<usize> = all.iter().copied().filter(|other| *other != index).collect();
            add(format!("with {}", part.name), &[index], english, 1, "");
            add(format!("without {}", part.name), &others, english, 1, "");
        }
        for language in LANGUAGES {
            add(format!("in {}", language.0), &all, language, 6, "");
        }
        for (pages, paragraphs) in [(2, 22), (3, 45), (4, 70), (5, 95)] {
            add(format!("on about {pages} pages"), &[0, 1, 12, 14, 18, 19], english, paragraphs, "");
        }
        for picture in ["signature.png", "grey.png", "photo.jpg", "grey.jpg"] {
            add(format!("with logo {picture}"), &[0], english, 1, &format!("sender.logo = \"{picture}\""));
        }
        let decorative = "sender.logo = \"logo.svg\"\nsender.logo_decorative = true";
        add("with decorative logo".to_string(), &[0], english, 1, decorative);
        add("with source".to_string(), &all, english, 1, "embed_source = true");
    }
    let own = toml(
        "own.toml",
        &(0..PARTS.len()).collect::<Vec<_>>(),
        "en",
        "In a template of one's own.",
        "embed_source = true",
    );
    letters.push(Letter { name: "own template with source".to_string(), toml: own });
    letters
}

fn toml(template: &str, parts: &[usize], language: &str, text: &str, more: &str) -> String {
    let parts: Vec<&Part> = parts.iter().map(|part| &PARTS[*part]).collect();
    let joined = |of: fn(&Part) -> &str, between: &str| -> String {
        parts.iter().map(|part| of(part)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(between)
    };
    let body = joined(|part| part.body, "\n\n");
    let sender: String = joined(|part| part.sender, "\n").lines().map(|line| format!("sender.{line}\n")).collect();
    format!(
        "template = \"{template}\"\nlanguage = \"{language}\"\ndate = 2020-12-08\n{}\n{more}\nsender.organization = \"The Body\"\n\
         {sender}recipient.name = \"Mr Recipient\"\nrecipient.address = [\"1 Street\", \"Town\"]\n\
         body = '''\n{text}\n\n{body}\n'''\n{}\n",
        joined(|part| part.top, "\n"),
        joined(|part| part.tables, "\n"),
    )
}
