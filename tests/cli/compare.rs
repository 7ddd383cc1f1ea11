//! `compare` and `preview`: what is said, written and refused.

use std::time::{Duration, Instant};

use super::bench::*;

/// A letter as it was and as it is.
fn pair(change: &str) -> Bench {
    let bench = Bench::new();
    bench.done(["render", "letter.toml", "-o", "old.pdf"]);
    bench.done(["render", "letter.toml", "-o", "new.pdf", "--set", change]);
    bench
}

#[test]
fn compare_says_what_changed() {
    let bench = pair("subject=Her visit");
    let run = bench.run(["compare", "old.pdf", "new.pdf"]);
    assert_eq!(run.code, 1, "{}", run.err);
    for line in [
        "old.pdf and new.pdf: different\n",
        "  page 1: subject: text changed: “Your” → “Her”\n    Ashford 8 December 2020 [-Your-] {+Her+} visit Dear Ms Lindqvist,",
        "  metadata: title “Your visit” became “Her visit”\n",
    ] {
        assert!(run.text().contains(line), "{line:?} is not in:\n{}", run.text());
    }
}

#[test]
fn compare_takes_it_as_strictly_as_asked() {
    let bench = pair("attachments=[]");
    let codes = |level: &str| bench.run(["compare", "old.pdf", "new.pdf", "--level", level]).code;
    bench.write("new.pdf", bench.read("old.pdf"));
    assert_eq!(["bytes", "structure", "text", "pixels"].map(codes), [0; 4]);

    bench.done([
        "render",
        "letter.toml",
        "-o",
        "new.pdf",
        "--set",
        "sender.organization=City Archive",
        "--standard",
        "a-2b",
    ]);
    assert_eq!(["bytes", "structure", "text", "pixels"].map(codes), [1, 1, 0, 0]);
    let said = bench.run(["compare", "old.pdf", "new.pdf", "--level", "text"]);
    assert!(said.text().starts_with("old.pdf and new.pdf: the same text, different structure\n"), "{}", said.text());
    assert_eq!(bench.run(["compare", "old.pdf", "new.pdf", "--quiet"]).text(), "");
}

#[test]
fn compare_says_why_bytes_differ() {
    let bench = Bench::with(&letter_of_today());
    for (name, day) in [("old.pdf", "1000000000"), ("new.pdf", "1000000001")] {
        let mut command = bench.command(["render", "letter.toml", "-o", name, "--today", "2020-12-08"]);
        assert!(command.env("SOURCE_DATE_EPOCH", day).status().unwrap().success());
    }
    let said = bench.done(["compare", "old.pdf", "new.pdf"]);
    assert!(said.text().starts_with("old.pdf and new.pdf: the same structure, different bytes\n"), "{}", said.text());
    assert!(said.text().contains("  /Info/CreationDate\n"), "{}", said.text());
}

#[test]
fn compare_does_not_look_where_it_is_not_to() {
    let bench = pair("place=\"Ashford\"");
    assert_eq!(bench.run(["compare", "old.pdf", "new.pdf", "--level", "text"]).code, 1);
    bench.done(["compare", "old.pdf", "new.pdf", "--level", "text", "--ignore", "0,0,210,297@1"]);
    assert_eq!(bench.run(["compare", "old.pdf", "new.pdf", "--level", "text", "--ignore", "0,0,210,297@2"]).code, 1);
    let run = bench.run(["compare", "old.pdf", "new.pdf", "--ignore", "0,0,210"]);
    assert_refused(&run, 2, &["a place is x,y,width,height in millimetres, as in 20,45,85,27@1"]);
}

#[test]
fn compare_pairs_folders_by_name() {
    let bench = Bench::new();
    for name in ["old/a.pdf", "old/sub/b.pdf", "old/gone.pdf", "new/a.pdf", "new/new.pdf"] {
        bench.write(name, "");
        std::fs::remove_file(bench.path(name)).unwrap();
        bench.done(["render", "letter.toml", "-o", name]);
    }
    bench.write("new/sub/b.pdf", "%PDF-1.7\nno PDF\n");
    bench.write("new/notes.txt", "no PDF either");
    let run = bench.run(["compare", "old", "new", "--junit", "report.xml"]);
    assert_eq!(run.code, 2, "{}", run.err);
    let broken = "sub/b.pdf: not compared: `new/sub/b.pdf` is a broken PDF: its end is missing\n";
    let summary = "4 pairs (level: structure): 1 the same, 2 different, 1 could not be compared\n";
    for line in
        ["gone.pdf: different\n  the file is missing\n", "new.pdf: different\n  the file is new\n", broken, summary]
    {
        assert!(run.text().contains(line), "{line:?} is not in:\n{}", run.text());
    }
    let xml = String::from_utf8(bench.read("report.xml")).unwrap();
    let suite = roxmltree::Document::parse(&xml).expect("well-formed XML");
    let counts = ["tests", "failures", "errors"].map(|name| suite.root_element().attribute(name).unwrap());
    assert_eq!(counts, ["4", "2", "1"]);
    assert_eq!(suite.descendants().filter(|node| node.has_tag_name("testcase")).count(), 4);
    assert_refused(&bench.run(["compare", "old", "letter.toml"]), 2, &["a folder cannot be compared with a file"]);
}

#[test]
fn compare_says_it_as_json() {
    let bench = pair("subject=Her visit");
    let run = bench.run(["compare", "old.pdf", "new.pdf", "--json"]);
    let json = run.json();
    assert_eq!((run.code, &json["counts"]["different"], &json["level"]), (1, &1.into(), &"structure".into()));
    let pair = &json["pairs"][0];
    assert_eq!((&pair["verdict"], &pair["same_at"]), (&"different".into(), &serde_json::Value::Null));
    assert_eq!(pair["differences"][0]["page"], 1);
    assert!(pair["pages"][0]["share"].as_f64().unwrap() > 0.0);
}

#[test]
fn compare_reports_with_pictures() {
    let bench = pair("subject=Her <visit> & “more”");
    let run = bench.run(["compare", "old.pdf", "new.pdf", "--report", "report.html"]);
    assert_eq!(run.code, 1);
    let html = String::from_utf8(bench.read("report.html")).unwrap();
    assert_eq!(html.matches("src=\"data:image/png;base64,iVBOR").count(), 3, "before, after and marks");
    assert!(html.contains("Her &lt;visit&gt; &amp; “more”"), "what letters say is text, never markup");
    assert!(!html.contains("http://") && !html.contains("https://"), "nothing comes from outside");
    let run = bench.run(["compare", "old.pdf", "new.pdf", "--report", "letter.toml"]);
    assert_refused(&run, 2, &["`letter.toml` does not end in .html"]);
}

/// What does not end is ended; the others go on.
#[test]
fn compare_refuses_what_cannot_be_read() {
    let bench = pair("subject=Her visit");
    let cut = bench.read("new.pdf");
    bench.write("cut.pdf", &cut[..cut.len() / 2]);
    let flipped: Vec<u8> =
        cut.iter().enumerate().map(|(at, byte)| if at == cut.len() / 2 { byte ^ 64 } else { *byte }).collect();
    bench.write("flipped.pdf", flipped);
    for (name, why) in
        [("cut.pdf", "its end is missing"), ("flipped.pdf", "`flipped.pdf`"), ("letter.toml", "is not a PDF")]
    {
        let start = Instant::now();
        let run = bench.run(["compare", name, name]);
        assert_eq!(run.code, 2, "{name}: {}", run.text());
        assert!(run.text().contains(why), "{}", run.text());
        assert!(start.elapsed() < Duration::from_secs(5));
    }
    assert_refused(&bench.run(["compare", "old.pdf", "nowhere.pdf"]), 2, &["`nowhere.pdf` is not there"]);
}

/// Whether two files hold the same objects, whatever their bytes.
fn means_the_same(a: &[u8], b: &[u8]) -> bool {
    let objects = |bytes: &[u8]| {
        let mut pdf = lopdf::Document::load_mem(bytes).ok()?;
        pdf.decompress();
        // Another /ID is no other document.
        pdf.trailer.remove(b"ID");
        for stream in pdf.objects.values_mut().filter_map(|object| object.as_stream_mut().ok()) {
            stream.dict.remove(b"ID");
        }
        let objects: Vec<_> = pdf.objects.into_iter().map(|(id, object)| format!("{id:?} {object:?}")).collect();
        Some((pdf.version, format!("{:?}", pdf.trailer), objects))
    };
    objects(a).is_some_and(|a| Some(a) == objects(b))
}

/// Two hundred files that were cut, flipped or torn: none counts as the same, none takes long.
#[test]
fn compare_takes_no_broken_file_for_the_same() {
    let bench = Bench::with(&letter_with_logo("logo.svg"));
    bench.write("logo.svg", LOGO);
    bench.done(["render", "letter.toml"]);
    let good = bench.read("letter.pdf");
    let mut seed = 11_u64;
    let mut chance = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for round in 0..200 {
        let mut bytes = good.clone();
        match round % 4 {
            0 => bytes.truncate(chance(good.len())),
            1 | 2 => {
                // Some bits mean nothing: white space for other white space, the last bits of a packed stream.
                while bytes == good || means_the_same(&bytes, &good) {
                    bytes.clone_from(&good);
                    bytes[chance(good.len())] ^= 1 << chance(8);
                }
            }
            _ => {
                let (from, length) = (chance(good.len()), 1 + chance(1000));
                drop(bytes.drain(from..(from + length).min(good.len())));
            }
        }
        bench.write(&format!("old/{round:03}.pdf"), &good);
        bench.write(&format!("new/{round:03}.pdf"), &bytes);
    }
    let start = Instant::now();
    let run = bench.run(["compare", "old", "new", "--json"]);
    assert!(start.elapsed() < Duration::from_secs(200), "{:?}", start.elapsed());
    assert_eq!(run.code, 2, "{}", run.err);
    let json = run.json();
    let pairs = json["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 200);
    let same: Vec<_> = pairs.iter().filter(|pair| pair["verdict"] == "same").collect();
    let fails =
        |pair: &&serde_json::Value| pair["problem"].as_str().is_some_and(|why| why.contains("makes the reader fail"));
    let failed = pairs.iter().filter(fails).count();
    println!(
        "{} broken, {} different, {failed} made the reader fail",
        json["counts"]["unreadable"], json["counts"]["different"]
    );
    assert!(same.is_empty(), "{} are taken for the same: {same:?}", same.len());
}

/// A page that draws a drawing ten times that draws another ten times, and so on, twenty deep.
fn endless() -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>".to_owned(),
        "<</Length 5>>\nstream\n/X Do\nendstream".to_owned(),
    ];
    for depth in 0..20 {
        let next = if depth < 19 { 6 + depth } else { 5 };
        let content = "0 0 100 100 re f /X Do ".repeat(10);
        let length = content.len();
        let dict = format!("/Subtype/Form/BBox[0 0 500 500]/Resources<</XObject<</X {next} 0 R>>>>/Length {length}");
        objects.push(format!("<<{dict}>>\nstream\n{content}\nendstream"));
    }
    let (mut file, mut table) = ("%PDF-1.7\n".to_owned(), String::new());
    for (object, number) in objects.iter().zip(1..) {
        table += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let (size, start) = (objects.len() + 1, file.len());
    file += &format!("xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\n");
    (file + &format!("startxref\n{start}\n%%EOF\n")).into_bytes()
}

/// A file that takes for ever is given up; those after it are compared.
#[test]
fn compare_gives_up_what_takes_for_ever() {
    let bench = pair("subject=Her visit");
    for (name, bytes) in [("a.pdf", endless()), ("b.pdf", bench.read("old.pdf"))] {
        bench.write(&format!("was/{name}"), &bytes);
        bench.write(&format!("is/{name}"), &bytes);
    }
    bench.write("is/a.pdf", bench.read("new.pdf"));
    let start = Instant::now();
    let run = bench.run(["compare", "was", "is", "--jobs", "1"]);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.text().contains("`was/a.pdf` or `is/a.pdf` takes longer than 4 s"), "{}", run.text());
    assert!(
        run.text().ends_with("2 pairs (level: structure): 1 the same, 1 could not be compared\n"),
        "{}",
        run.text()
    );
}

#[test]
fn preview_draws_pages() {
    let bench = Bench::new();
    let said = bench.done(["preview", "letter.toml"]);
    assert_eq!(said.text(), "letter-1.png\n");
    assert_eq!(bench.names(), ["letter-1.png", "letter.toml"]);
    let png = bench.read("letter-1.png");
    let (width, height) = image::load_from_memory(&png).map(|picture| (picture.width(), picture.height())).unwrap();
    assert_eq!((width, height), (1240, 1753));

    bench.done(["render", "letter.toml"]);
    bench.done(["preview", "letter.pdf", "-o", "page-%d.svg"]);
    assert!(bench.read("page-1.svg").starts_with(b"<svg"));
    let piped = bench.done(["preview", "letter.pdf", "-o", "-", "--pages", "1"]);
    assert_eq!(Pdf(piped.out), Pdf(png));
}

#[test]
fn preview_refuses_what_makes_no_sense() {
    let bench = Bench::with(&LETTER.replace("Thank you", &"Thank you very much indeed. ".repeat(400)));
    bench.done(["render", "letter.toml"]);
    for (options, why) in [
        (["letter.pdf", "-o", "page.png"].as_slice(), "put %d where their numbers go"),
        (&["letter.pdf", "-o", "page.gif"], "does not end in .png or .svg"),
        (&["letter.pdf", "--pages", "9"], "there is no page 9"),
        (&["letter.pdf", "--pages", "0"], "counted from 1"),
        (&["letter.pdf", "--dpi", "5"], "a resolution is a number from 10 to 1200"),
    ] {
        assert_refused(&bench.run(["preview"].iter().chain(options)), 2, &[why]);
    }
    bench.write("kept.png", "a note");
    let run = bench.run(["preview", "letter.pdf", "--pages", "1", "-o", "kept.png"]);
    assert_refused(&run, 2, &["`kept.png` is there and is not a picture"]);
    assert_eq!(bench.read("kept.png"), b"a note");
}
