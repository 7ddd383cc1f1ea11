//! Pairs of PDFs of which it is known whether they differ, and in what.

mod pairs;

use letterpdf::compare::{Comparison, Level, Options, compare};
use pairs::Pair;

fn compared(pair: &Pair) -> Comparison {
    let result = compare(pair.expected.clone(), pair.actual.clone(), &Options::default(), &mut || {});
    result.unwrap_or_else(|error| panic!("{}: {error:?}", pair.name))
}

/// One line of the table: what was expected, and what came of it.
fn line(pair: &Pair, found: &Comparison, is_right: bool) -> String {
    let same = found.same_at.map_or("nothing", Level::name);
    let because =
        found.differences.iter().find(|difference| difference.message.contains(pair.reason) && !pair.reason.is_empty());
    let because = because.or(found.differences.first()).map_or("", |difference| difference.message.as_str());
    let right = if is_right { "right" } else { "WRONG" };
    format!("{right} | {:34} | same {same:9} | {because}", pair.name)
}

#[test]
fn changed_pairs_differ_for_the_right_reason() {
    let pairs = pairs::changed();
    assert!(pairs.len() >= 60, "{} pairs", pairs.len());
    let mut wrong = 0;
    for pair in &pairs {
        let found = compared(pair);
        let differs = found.same_at < Some(pair.level);
        let is_right = differs && found.differences.iter().any(|difference| difference.message.contains(pair.reason));
        println!("{}", line(pair, &found, is_right));
        if !is_right {
            wrong += 1;
            found.differences.iter().for_each(|difference| println!("          {}", difference.message));
        }
    }
    println!("{} of {} changed pairs judged right", pairs.len() - wrong, pairs.len());
    assert_eq!(wrong, 0);
}

#[test]
fn rewritten_pairs_are_the_same() {
    let pairs = pairs::same::all();
    assert_eq!(pairs.len(), 40);
    let mut wrong = 0;
    for pair in &pairs {
        let found = compared(pair);
        let is_right = found.same_at >= Some(pair.level) && pair.expected != pair.actual;
        println!("{}", line(pair, &found, is_right));
        wrong += usize::from(!is_right);
    }
    println!("{} of {} rewritten pairs judged right", pairs.len() - wrong, pairs.len());
    assert_eq!(wrong, 0);
}

/// Text that is filled and stroked is drawn twice, but stands there once.
#[test]
fn stroked_text_is_read_once() {
    let words = |bytes: Vec<u8>| -> Vec<String> {
        let view = letterpdf::view::View::open(bytes).expect("a PDF");
        let placed = view.pencil().place(1).expect("a page");
        placed.words.into_iter().map(|word| word.text).collect()
    };
    let base = pairs::base();
    assert!(words(base.clone()).len() > 50);
    assert_eq!(words(pairs::same::stroked(&base)), words(base));
}

/// A place that is ignored is ignored at every level.
#[test]
fn ignored_place_is_not_compared() {
    let changed = pairs::letter(&[("2020-12-08", "2020-12-09")], "", &[]);
    let bare = |options: &Options| compare(pairs::base(), changed.clone(), options, &mut || {}).expect("two PDFs");
    assert_eq!(bare(&Options::default()).same_at, None);
    let everywhere = "0,0,210,297".parse().expect("a place");
    let found = bare(&Options { ignored: vec![everywhere], ..Options::default() });
    assert!(found.same_at >= Some(Level::Text), "{:?}", found.differences);
}
