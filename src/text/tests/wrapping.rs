//! Where lines end.

use super::*;

#[test]
fn wrapping_empty_text_has_no_lines() {
    assert!(set_lines(&plain(""), &ragged(100.0)).is_empty());
    assert!(set_lines(&Paragraph::new(), &ragged(100.0)).is_empty());
}

#[test]
fn wrapping_spaces_are_one_line_without_width() {
    let lines = set_lines(&plain("   "), &ragged(100.0));
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].width, lines[0].range.clone()), (Pt::ZERO, 0..3));
}

#[test]
fn wrapping_keeps_hard_line_ends() {
    let lines = set_lines(&plain("one\n\ntwo\n"), &ragged(100.0));
    assert_eq!(texts(&lines), ["one", "", "two"]);
    assert!(lines.iter().all(|line| line.end == LineEnd::Hard));
    assert_eq!(lines.iter().map(|line| line.range.clone()).collect::<Vec<_>>(), [0..4, 4..5, 5..9]);
}

#[test]
fn wrapping_leaves_the_space_beyond_the_measure() {
    let measure = width_of("Dear Sir") + 0.001;
    let lines = set_lines(&plain("Dear Sir Madam"), &ragged(measure));
    assert_eq!(texts(&lines), ["Dear Sir ", "Madam"]);
    assert!((lines[0].width.0 - width_of("Dear Sir")).abs() < 1e-9);
    assert!(lines[0].runs[0].run.advance.0 > measure);
}

#[test]
fn wrapping_respects_unbreakable_spaces() {
    assert_eq!(wrapped("a 22\u{a0}September\u{202f}2020 b", 95.0), ["a ", "22\u{a0}September\u{202f}2020 ", "b"]);
}

#[test]
fn wrapping_keeps_together_what_must_not_be_broken() {
    let mut paragraph = plain("Telephone number ");
    paragraph.push("+41 22 730 6240", &english(), Mark(1), Breaking::Never);
    let lines = set_lines(&paragraph, &ragged(120.0));
    assert_eq!(texts(&lines), ["Telephone number ", "+41 22 730 6240"]);
}

#[test]
fn wrapping_never_leaves_a_letter_with_its_hyphen() {
    assert_eq!(wrapped("Send e-mail", width_of("Send e-") + 1.0), ["Send ", "e-mail"]);
}

#[test]
fn wrapping_hyphenates_words_that_are_too_wide() {
    let lines = set_lines(&plain("Implementation"), &ragged(50.0));
    assert!(lines.len() > 1 && lines[0].end == LineEnd::Hyphen);
    let run = &lines[0].runs[0].run;
    assert!(run.text.ends_with('\u{ad}'));
    let hyphen = run.glyphs.last().expect("a hyphen");
    assert_eq!(&run.text[hyphen.cluster.start as usize..hyphen.cluster.end as usize], "\u{ad}");
}

#[test]
fn wrapping_does_not_hyphenate_acronyms_figures_and_addresses() {
    for text in ["INTERNATIONALISATION", "implementation2020", "implementation@international.example"] {
        let error = set(&plain(text), &ragged(40.0), &FONTS).expect_err("it does not fit");
        assert!(matches!(error, TextError::TooWide { range, .. } if range == (0..text.len())), "{text}");
    }
}

#[test]
fn wrapping_does_not_hyphenate_unless_asked() {
    let setting = Setting { hyphenate: false, ..ragged(50.0) };
    assert!(set(&plain("Implementation"), &setting, &FONTS).is_err());
}

#[test]
fn wrapping_hyphenates_by_language() {
    let german = Paragraph::plain("Bundesverfassungsgericht", &Arc::new(style("de-CH")));
    let lines = texts(&set_lines(&german, &ragged(62.0)));
    assert_eq!(lines.concat().replace('-', ""), "Bundesverfassungsgericht");
    let unknown = Paragraph::plain("Bundesverfassungsgericht", &Arc::new(style("tlh")));
    assert!(set(&unknown, &ragged(62.0), &FONTS).is_err());
}

#[test]
fn wrapping_breaks_at_soft_hyphens_only_where_they_are() {
    let text = "Tele\u{ad}communication";
    let lines = set_lines(&plain(text), &ragged(width_of("communication") + 1.0));
    assert_eq!(texts(&lines), ["Tele-", "communication"]);
    assert_eq!((lines[0].range.clone(), lines[1].range.clone()), (0..6, 6..text.len()));
    let one = set_lines(&plain(text), &ragged(200.0));
    assert_eq!(texts(&one), ["Telecommunication"]);
    assert!((one[0].width.0 - width_of("Telecommunication")).abs() < 1e-9);
}

#[test]
fn wrapping_addresses_at_their_joints() {
    let url = "https://www.itu.int/en/itu-wsis/Pages/Contribution.aspx";
    let lines = set_lines(&with(url, Breaking::Url), &ragged(150.0));
    assert_eq!(texts(&lines).concat(), url);
    assert_eq!(texts(&lines)[0], "https://www.itu.int/en/itu-wsis/");
    assert!(lines.iter().all(|line| line.end != LineEnd::Hyphen));
}

#[test]
fn wrapping_addresses_anywhere_only_if_needed() {
    let url = "https://abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz/x";
    let lines = texts(&set_lines(&with(url, Breaking::Url), &ragged(100.0)));
    assert_eq!(lines.concat(), url);
    assert!(lines.len() >= 3);
    let lines = texts(&set_lines(&with(url, Breaking::Url), &ragged(300.0)));
    assert_eq!(lines[0], "https://");
}

#[test]
fn wrapping_reports_what_is_too_wide() {
    let mut paragraph = plain("a few words ");
    paragraph.push("+41 22 730 6240", &english(), Mark(1), Breaking::Never);
    let error = set(&paragraph, &ragged(60.0), &FONTS).expect_err("it does not fit");
    let TextError::TooWide { range, width, measure } = error else { panic!("{error:?}") };
    assert_eq!(&paragraph.text[range], "+41 22 730 6240");
    assert!(width > measure && measure == Pt(60.0));
}

#[test]
fn wrapping_can_be_done_to_the_least_width() {
    for text in [PROSE, "Tele\u{ad}communi\u{ad}cation union", "a-b c-dd"] {
        let least = least_width(&plain(text), &FONTS).expect("it is covered");
        let setting = Setting { hyphenate: false, ..ragged(least.0) };
        assert!(set(&plain(text), &setting, &FONTS).is_ok());
        assert!(set(&plain(text), &Setting { measure: least - Pt(0.1), ..setting }, &FONTS).is_err());
    }
}

#[test]
fn wrapping_evens_out_ragged_lines() {
    let lines = set_lines(&plain(PROSE), &ragged(220.0));
    let widths = lines.split_last().expect("lines").1.iter().map(|line| line.width.0);
    assert!(widths.clone().fold(f64::INFINITY, f64::min) > 165.0, "{:?}", widths.collect::<Vec<_>>());
    assert!(lines.iter().all(|line| line.end != LineEnd::Hyphen));
}

#[test]
fn balance_makes_lines_equal() {
    let title = "Submissions from entities in the United Nations system, international organizations and other \
        stakeholders on their efforts in 2020 to implement the outcomes of the WSIS";
    for measure in [150.0, 200.0, 260.0, 300.0, 400.0] {
        let greedy = set_lines(&plain(title), &ragged(measure)).len();
        let lines = set_lines(&plain(title), &Setting { balance: true, ..ragged(measure) });
        assert!(lines.len() <= greedy);
        let widths = lines.iter().map(|line| line.width.0);
        let (least, most) = (widths.clone().fold(f64::INFINITY, f64::min), widths.fold(0.0, f64::max));
        assert!(least > 0.6 * most, "{:?}", texts(&lines));
        assert!(texts(&lines).last().expect("a line").contains(' '));
    }
}

#[test]
fn addresses_have_joints() {
    let parts = |url: &str| {
        let breaks = super::super::urls::url_breaks(url);
        let mut marked = url.to_owned();
        breaks.iter().rev().for_each(|place| marked.insert(place.at, if place.last_resort { '!' } else { '|' }));
        marked
    };
    assert_eq!(parts("https://www.itu.int/en/itu-wsis/"), "https://!www|.itu|.int/|en/|itu|-wsis/");
    assert_eq!(parts("http://a.int//b?c=d&e#f%20g"), "http://!a|.int//|b|?c|=d|&e|#f|%20g");
    assert_eq!(parts("wsis-info@itu.int"), "wsis|-info|@itu|.int");
    assert_eq!(parts("http://"), "http://");
}
