//! What became of pairs, as JUnit XML.

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use super::{Counts, Verdict, Verdicts, fill};
use crate::cli::Failure;

/// The XML: a test case for each pair.
pub(super) fn suite(verdicts: &Verdicts) -> Result<String, Failure> {
    let case = |pair: &super::Pair| {
        let counted = pair.differences.iter().filter(|difference| difference.level <= verdicts.level);
        Case {
            name: plain(&pair.name),
            verdict: pair.verdict,
            messages: counted.map(|difference| plain(&difference.message)).collect(),
            problem: pair.problem.as_deref().map(plain),
            seconds: format!("{:.3}", pair.time.as_secs_f64()),
        }
    };
    let cases = verdicts.pairs.iter().map(case).collect();
    let suite = Suite { title: plain(&verdicts.title), counts: verdicts.counts, cases };
    fill(include_str!("junit.xml.j2"), Value::from(Serde(&suite)))
}

#[derive(Serialize)]
struct Suite {
    title: String,
    counts: Counts,
    cases: Vec<Case>,
}

#[derive(Serialize)]
struct Case {
    name: String,
    verdict: Verdict,
    /// What differs, as far as it counts.
    messages: Vec<String>,
    problem: Option<String>,
    seconds: String,
}

/// A text without the characters that XML 1.0 cannot hold, escaped or not.
fn plain(text: &str) -> String {
    text.chars().filter(|character| !character.is_control() || matches!(character, '\n' | '\t')).collect()
}
