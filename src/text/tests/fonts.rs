//! The catalogue of faces and what they cover.

use super::*;

#[test]
fn fonts_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Fonts>();
}

#[test]
fn fonts_select_the_style() {
    for (bold, italic) in [(false, false), (true, false), (false, true), (true, true)] {
        let face = FONTS.face(FONTS.select("noto serif", bold, italic).expect("bundled"));
        assert_eq!((face.bold(), face.italic(), face.family()), (bold, italic, "Noto Serif"));
    }
}

#[test]
fn fonts_name_the_nearest_family() {
    let unknown = FONTS.select("Noto Sens", false, false).expect_err("there is none");
    assert_eq!(unknown.nearest.first().map(String::as_str), Some("Noto Sans"));
    assert!(FONTS.select("Qxzqx", false, false).expect_err("there is none").nearest.is_empty());
}

#[test]
fn fonts_list_families() {
    let families = FONTS.families();
    let names: Vec<&str> = families.iter().map(|family| family.name.as_str()).collect();
    assert_eq!(names, ["Noto Sans", "Noto Serif"]);
    assert_eq!(families[0].styles, ["Regular", "Italic", "Bold", "Bold Italic"]);
    assert_eq!(families[0].origin, FontOrigin::Bundled);
}

#[test]
fn fonts_know_their_measures() {
    let face = FONTS.face(FONTS.select("Noto Sans", false, false).expect("bundled"));
    let metrics = face.metrics();
    assert!((1.0..1.2).contains(&metrics.ascent) && (0.2..0.4).contains(&metrics.descent));
    assert!((0.65..0.75).contains(&metrics.cap_height) && (0.5..0.6).contains(&metrics.x_height));
    assert!((0.0..0.3).contains(&metrics.underline_offset) && (0.01..0.1).contains(&metrics.underline_thickness));
    assert_eq!(face.postscript_name(), "NotoSans-Regular");
}

#[test]
fn fonts_of_a_folder_go_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("deep").join("Some.TTF");
    std::fs::create_dir(folder.path().join("deep")).expect("a folder");
    std::fs::write(folder.path().join("broken.otf"), b"no font").expect("a file");
    let bundled = FONTS.face(FONTS.select("Noto Sans", false, false).expect("bundled"));
    std::fs::write(&file, bundled.data()).expect("a file");
    let mut fonts = Fonts::bundled();
    fonts.add_folder(folder.path()).expect("it can be read");
    let face = fonts.face(fonts.select("Noto Sans", false, false).expect("it is there"));
    assert_eq!(face.data().len(), bundled.data().len());
    assert_eq!(fonts.families()[0].origin, FontOrigin::Folder(file));
    assert!(fonts.face(fonts.select("Noto Sans", true, false).expect("bundled")).bold());
    assert!(fonts.add_folder(&folder.path().join("missing")).is_err());
}

#[test]
fn fonts_report_every_uncovered_character() {
    let error = set(&plain("a中b文c中\u{1}"), &ragged(100.0), &FONTS).expect_err("it is not covered");
    let characters = vec![('中', 1), ('文', 5), ('\u{1}', 12)];
    assert_eq!(error, TextError::Uncovered { characters, tried: vec!["Noto Sans".to_owned()] });
}

#[test]
fn fonts_place_uncovered_characters_after_soft_hyphens() {
    let error = set(&plain("a\u{ad}b\u{ad}中"), &ragged(100.0), &FONTS).expect_err("it is not covered");
    assert!(matches!(error, TextError::Uncovered { characters, .. } if characters == [('中', 6)]));
}

#[test]
fn fonts_need_nothing_for_invisible_characters() {
    let lines =
        set_lines(&plain("a\u{200d}\u{200c}\u{200e}\u{2066}b\u{2069}\u{ad}\u{feff}\u{2011}\u{202f}c"), &ragged(100.0));
    assert!(lines[0].runs.iter().flat_map(|run| &run.run.glyphs).all(|glyph| glyph.id != 0));
}

#[test]
fn fonts_fall_back_by_character() {
    let serif = FONTS.select("Noto Serif", false, false).expect("bundled");
    let sans = FONTS.select("Noto Sans", false, false).expect("bundled");
    let (sans_face, serif_face) = (FONTS.face(sans), FONTS.face(serif));
    let only = |one: &Face, other: &Face| {
        ('\u{100}'..'\u{ffff}').find(|c| one.covers(*c) && !other.covers(*c) && c.is_alphabetic())
    };
    let Some(character) = only(serif_face, sans_face) else { return };
    let both = Arc::new(TextStyle { faces: Arc::new([sans, serif]), ..style("en") });
    let lines = set_lines(&Paragraph::plain(&format!("a{character}b"), &both), &ragged(100.0));
    let faces: Vec<FaceId> = lines[0].runs.iter().map(|run| run.run.face).collect();
    assert_eq!(faces, [sans, serif, sans]);
}
