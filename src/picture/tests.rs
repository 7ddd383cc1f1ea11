//! Pictures that are right, and pictures from anywhere.

use std::io::Write;
use std::time::{Duration, Instant};

use super::{Content, Picture, Raster, decode};
use crate::geometry::Pt;

fn file(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures");
    std::fs::read(folder.join(name)).expect("a picture of the tests")
}

fn raster(name: &str) -> (Picture, Raster) {
    let picture = decode(&file(name)).unwrap_or_else(|error| panic!("{name} {error}"));
    let Content::Raster(raster) = picture.content.clone() else { panic!("{name} is a drawing") };
    (picture, raster)
}

fn refusal(bytes: &[u8]) -> String {
    match decode(bytes) {
        Ok(_) => panic!("taken, and not refused"),
        Err(error) => format!("{error} ({})", error.hint.as_deref().unwrap_or("no hint")),
    }
}

fn svg(content: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         width=\"10\" height=\"10\">{content}</svg>"
    )
}

#[track_caller]
fn assert_pixel(raster: &Raster, x: u32, y: u32, expected: [u8; 3]) {
    let at = ((y * raster.width + x) * u32::from(raster.channels)) as usize;
    let pixel: Vec<u8> = match raster.channels {
        1 => [raster.samples[at]; 3].to_vec(),
        _ => raster.samples[at..at + 3].to_vec(),
    };
    let near = pixel.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 12);
    assert!(near, "{pixel:?} is not {expected:?}");
}

const RED: [u8; 3] = [220, 30, 40];
const GREEN: [u8; 3] = [30, 160, 60];
const BLUE: [u8; 3] = [30, 60, 200];

#[test]
fn pngs_of_all_kinds_have_their_colours() {
    for name in ["rgb.png", "palette.png", "alpha.png"] {
        let (_, raster) = raster(name);
        assert_eq!((raster.width, raster.height, raster.channels), (24, 16, 3), "{name}");
        assert_pixel(&raster, 3, 3, RED);
        assert_pixel(&raster, 3, 12, BLUE);
    }
    for name in ["grey.png", "grey-alpha.png", "sixteen.png"] {
        assert_eq!(raster(name).1.channels, 1, "{name}");
    }
    assert!(raster("alpha.png").1.alpha.is_some_and(|alpha| alpha.len() == 24 * 16));
    assert!(raster("rgb.png").1.alpha.is_none());
}

#[test]
fn jpegs_of_all_kinds_have_their_colours() {
    for name in ["rgb.jpg", "progressive.jpg", "cmyk.jpg"] {
        let (_, raster) = raster(name);
        assert_pixel(&raster, 3, 3, RED);
        assert_pixel(&raster, 18, 3, GREEN);
        assert_pixel(&raster, 3, 12, BLUE);
    }
    // What a PDF reader can decode goes on as it is; CMYK would not have these colours there.
    assert!(raster("rgb.jpg").1.jpeg.is_some());
    assert!(raster("grey.jpg").1.jpeg.is_some());
    assert!(raster("cmyk.jpg").1.jpeg.is_none());
}

#[test]
fn jpegs_are_turned_as_the_camera_says() {
    let (_, raster) = raster("turned.jpg");
    assert_eq!((raster.width, raster.height), (16, 24));
    assert_pixel(&raster, 3, 3, BLUE);
    assert_pixel(&raster, 12, 3, RED);
    assert!(raster.jpeg.is_none(), "its own bytes are not turned");
}

#[test]
fn sizes_follow_the_resolution() {
    let (picture, _) = raster("rgb.png");
    assert!((picture.size.width - Pt(24.0 * 72.0 / 300.0)).0.abs() < 0.01, "{:?}", picture.size);
    let (picture, _) = raster("grey.png");
    assert_eq!(picture.size.width, Pt(18.0));
}

#[test]
fn a_huge_png_is_refused_from_its_header() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    png.extend([0, 1, 0, 0, 0, 1, 0, 0, 8, 2, 0, 0, 0]);
    png.extend([0; 4]);
    let start = Instant::now();
    assert!(refusal(&png).contains("65536 × 65536 pixels"), "{}", refusal(&png));
    assert!(start.elapsed() < Duration::from_millis(500));
}

#[test]
fn pictures_that_end_too_early_are_refused() {
    for name in ["rgb.png", "rgb.jpg", "progressive.jpg"] {
        let bytes = file(name);
        for part in [3, 2] {
            let cut = &bytes[..bytes.len() - bytes.len() / part];
            assert!(decode(cut).is_err(), "{name} cut by 1/{part}");
        }
    }
}

#[test]
fn drawings_have_their_size_in_points() {
    let picture = decode(svg("<rect width='4' height='4'/>").as_bytes()).expect("a drawing");
    assert_eq!((picture.size.width, picture.size.height), (Pt(7.5), Pt(7.5)));
}

#[test]
fn compressed_drawings_are_unpacked_within_limits() {
    let pack = |text: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
        encoder.write_all(text).expect("memory");
        encoder.finish().expect("memory")
    };
    assert!(decode(&pack(svg("<rect width='4' height='4'/>").as_bytes())).is_ok());
    let bomb = svg(&" ".repeat(20 << 20));
    assert!(refusal(&pack(bomb.as_bytes())).contains("more than 16 MiB"));
    assert!(refusal(bomb.as_bytes()).contains("more than 16 MiB"));
}

#[test]
fn drawings_open_nothing_outside() {
    for content in [
        "<use href='other.svg#a'/>",
        "<use xlink:href='file:///etc/passwd#a'/>",
        "<rect fill='url(http://example.org/x.svg#a)' width='1' height='1'/>",
        "<rect style='fill:url(\"x.svg#a\")' width='1' height='1'/>",
        "<style>@import 'x.css';</style>",
        "<image href='x.png'/>",
    ] {
        assert!(decode(svg(content).as_bytes()).is_err(), "{content}");
    }
    let entities =
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>";
    assert!(refusal(entities.as_bytes()).contains("entities"));
}

#[test]
fn drawings_that_would_not_be_drawn_whole_are_refused() {
    for (content, word) in [
        ("<text>ITU</text>", "text"),
        ("<image href='data:image/png;base64,AAAA'/>", "raster"),
        ("<filter id='a'/>", "filter"),
        ("<foreignObject/>", "foreign"),
    ] {
        assert!(refusal(svg(content).as_bytes()).contains(word), "{content}");
    }
    for size in ["width='0' height='0'", "width='1e30' height='1e30'", "width='-1' height='1'"] {
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg' {size}><rect width='1' height='1'/></svg>");
        assert!(decode(text.as_bytes()).is_err(), "{size}");
    }
}

#[test]
fn drawings_that_unfold_without_end_are_refused_quickly() {
    let nested = |tag: &str| svg(&(format!("<{tag}>").repeat(100_000) + &format!("</{tag}>").repeat(100_000)));
    let mut laughs = String::from("<defs><g id='a0'><rect width='1' height='1'/></g>");
    for level in 1..12 {
        let uses = format!("<use href='#a{}'/>", level - 1).repeat(10);
        laughs += &format!("<g id='a{level}'>{uses}</g>");
    }
    laughs += "</defs><use href='#a11'/>";
    let mut patterns = String::new();
    for level in 0..12 {
        let rects = format!("<rect width='9' height='9' fill='url(#p{})'/>", level + 1).repeat(10);
        patterns += &format!("<pattern id='p{level}' width='1' height='1'>{rects}</pattern>");
    }
    patterns += "<rect width='9' height='9' fill='url(#p0)'/>";
    // The same by inheritance: all that is in a pattern, or used, is filled as the whole is.
    let rects = "<rect width='9' height='9'/>".repeat(10);
    let (mut inherited, mut used) = (String::new(), format!("<defs><g id='g'>{rects}</g></defs>"));
    for level in 0..12 {
        let (start, fill) =
            (format!("<pattern id='p{level}' width='1' height='1'"), format!("fill='url(#p{})'", level + 1));
        inherited += &format!("{start} {fill}>{rects}</pattern>");
        used += &format!("{start}><use href='#g' {fill}/></pattern>");
    }
    let first = "<rect width='9' height='9' fill='url(#p0)'/>";
    let points = "1,2 3,4 ".repeat(10_000);
    let markers = format!(
        "<marker id='m'>{}</marker><defs><polyline id='l' points='{points}'/></defs><use href='#l' marker='url(#m)'/>",
        rects.repeat(20)
    );
    let selectors = format!(
        "<style>/* }} */ {} rect[a='}}']{{fill:red}}</style>{}{}{}",
        "g ".repeat(2000),
        "<g>".repeat(60),
        rects.repeat(500),
        "</g>".repeat(60)
    );
    let translucent = "<rect width='9' height='9' opacity='0.5'/>".repeat(50_000);
    let (inherited, used) = (inherited + first, used + first);
    let drawings = [laughs, patterns, inherited, used, markers, selectors, translucent].map(|content| svg(&content));
    for text in [nested("g"), nested("svg")].into_iter().chain(drawings) {
        let start = Instant::now();
        assert!(decode(text.as_bytes()).is_err(), "{}…", &text[..150]);
        assert!(start.elapsed() < Duration::from_secs(2));
    }
    // A circle is broken where it closes.
    let _ = decode(svg("<g id='a'><use href='#a'/></g>").as_bytes());
}

#[test]
fn a_jpeg_is_not_walked_through_for_ever() {
    let bytes = file("progressive.jpg");
    let (before, end) = bytes.split_at(bytes.len() - 2);
    let last = before.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).expect("a scan");
    let mut header = before.to_vec();
    // As large as may be, so that a picture of few scans is still one too many times.
    let frame = before.windows(2).position(|pair| pair == [0xFF, 0xC2]).expect("a frame header");
    header[frame + 5..frame + 9].copy_from_slice(&[0x1B, 0x00, 0x1B, 0x00]);
    let many = [header, before[last..].repeat(90), end.to_vec()].concat();
    assert!(refusal(&many).contains("too many scans"));
}

#[test]
fn nesting_cannot_hide_behind_other_markup() {
    const DEEP: usize = 100_000;
    let deep = svg(&("<g>".repeat(DEEP) + &"</g>".repeat(DEEP)));
    // A comment that opens and closes elements for those who think that it ended at once.
    let comment = "<g>".repeat(90) + "<!-->" + &"</g>".repeat(95) + "-->";
    let comments = svg(&(comment.repeat(1000) + &"</g>".repeat(90 * 1000)));
    for text in [format!("<!DOCTYPE svg \">{deep}"), format!("<?a \">?>{deep}"), format!("<?a '?>{deep}"), comments] {
        assert!(refusal(text.as_bytes()).contains("nests too deeply"), "{}…", &text[..20]);
    }
    // What only looks like markup does not count.
    let harmless = "<!-- <g> \" ' --><?a <g> ?><style><![CDATA[<g>]]></style>".repeat(1000);
    assert!(decode(svg(&harmless).as_bytes()).is_ok());
}

#[test]
fn mutated_pictures_never_panic_or_hang() {
    let drawing =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/business-logo.svg")).expect("the example");
    let originals = [drawing, file("rgb.png"), file("rgb.jpg"), file("progressive.jpg"), file("palette.png")];
    let mut seed = 7_u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below.max(1)
    };
    for original in &originals {
        for _ in 0..400 {
            let mut bytes = original.clone();
            for _ in 0..=random(4) {
                let at = random(bytes.len());
                if bytes.len() < 2 {
                    break;
                }
                match random(4) {
                    0 => bytes[at] = random(256) as u8,
                    1 => bytes[at] ^= 1 << random(8),
                    2 => drop(bytes.drain(at..(at + random(20)).min(bytes.len()))),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            let start = Instant::now();
            let _ = decode(&bytes);
            assert!(start.elapsed() < Duration::from_secs(2));
        }
    }
}
