//! What became of pairs, as one page for a browser.

use letterpdf::compare::{Difference, Level};
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use super::{Counts, Pair, Verdict, Verdicts, fill};
use crate::cli::Failure;

/// The page, with all that it needs in it.
pub(super) fn page(verdicts: &Verdicts) -> Result<String, Failure> {
    let pairs = verdicts.pairs.iter().zip(1..).map(|(pair, number)| shown(pair, number, verdicts.level)).collect();
    let report = Report {
        title: &verdicts.title,
        program: format!("letterpdf {}", env!("CARGO_PKG_VERSION")),
        level: verdicts.level,
        counts: verdicts.counts,
        left_out: verdicts.left_out,
        pairs,
    };
    fill(include_str!("report.html.j2"), Value::from(Serde(&report)))
}

fn shown(pair: &Pair, number: usize, level: Level) -> Shown<'_> {
    let page = |(page, pictures): (&letterpdf::compare::PageChange, &super::PagePictures)| Page {
        number: page.actual.or(page.expected),
        share: format!("{:.2} %", page.share * 100.0),
        before: pictures.before.clone(),
        after: pictures.after.clone(),
        marks: pictures.marks.clone(),
        width: pictures.width,
        height: pictures.height,
    };
    Shown {
        id: format!("pair-{number}"),
        name: &pair.name,
        verdict: pair.verdict,
        same_at: pair.same_at,
        problem: pair.problem.as_deref(),
        differences: pair
            .differences
            .iter()
            .map(|difference| Told { difference, counts: difference.level <= level })
            .collect(),
        pages: pair.pages.iter().zip(&pair.pictures).map(page).collect(),
    }
}

#[derive(Serialize)]
struct Report<'a> {
    title: &'a str,
    program: String,
    level: Level,
    counts: Counts,
    left_out: usize,
    pairs: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: String,
    name: &'a str,
    verdict: Verdict,
    same_at: Option<Level>,
    problem: Option<&'a str>,
    differences: Vec<Told<'a>>,
    pages: Vec<Page>,
}

#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    difference: &'a Difference,
    /// Whether it counts at the level asked for.
    counts: bool,
}

#[derive(Serialize)]
struct Page {
    number: Option<usize>,
    share: String,
    before: Option<String>,
    after: Option<String>,
    marks: Option<String>,
    width: usize,
    height: usize,
}
