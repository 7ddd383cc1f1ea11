//! What became of pairs, for people.

use letterpdf::compare::{Difference, Level, Piece, PieceTag};

use super::{Pair, Subject, Verdict, Verdicts};
use crate::cli::report::count;

const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const YELLOW: &str = "\x1b[33m";
const FAINT: &str = "\x1b[2m";
const STRUCK: &str = "\x1b[31;9m";
const ADDED: &str = "\x1b[32;4m";
const END: &str = "\x1b[0m";

/// All pairs that are not the same, and a summary where there are several.
pub(super) fn text(verdicts: &Verdicts, color: bool) -> String {
    let paint = |style: &str, text: &str| if color { format!("{style}{text}{END}") } else { text.to_owned() };
    let mut out = String::new();
    let is_one = verdicts.pairs.len() == 1;
    for pair in &verdicts.pairs {
        if is_one || pair.verdict != Verdict::Same {
            write_pair(&mut out, pair, verdicts, color);
        }
    }
    if !is_one {
        let counts = verdicts.counts;
        let (things, same, different, unreadable) = match verdicts.subject {
            Subject::Files => ("pair", "the same", "different", "could not be compared"),
            Subject::Letters => ("letter", "as expected", "different", "could not be set"),
        };
        let said =
            [(counts.same, same, GREEN), (counts.different, different, RED), (counts.unreadable, unreadable, YELLOW)];
        let said: Vec<String> = said
            .into_iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, what, style)| paint(style, &format!("{count} {what}")))
            .collect();
        let said = if said.is_empty() { "nothing to compare".to_owned() } else { said.join(", ") };
        let things = count(counts.pairs as u64, things);
        let level = match verdicts.subject {
            Subject::Files => format!(" (level: {})", verdicts.level),
            Subject::Letters => String::new(),
        };
        out += &format!("{things}{level}: {said}\n");
    }
    out
}

fn write_pair(out: &mut String, pair: &Pair, verdicts: &Verdicts, color: bool) {
    let paint = |style: &str, text: &str| if color { format!("{style}{text}{END}") } else { text.to_owned() };
    let name = paint(BOLD, &pair.name);
    let verdict = match (pair.verdict, pair.same_at) {
        (Verdict::Same, _) if verdicts.subject == Subject::Letters => paint(GREEN, "as expected"),
        (Verdict::Unreadable, _) if verdicts.subject == Subject::Letters => {
            paint(YELLOW, pair.problem.as_deref().unwrap_or_default())
        }
        (Verdict::Unreadable, _) => {
            paint(YELLOW, &format!("not compared: {}", pair.problem.as_deref().unwrap_or_default()))
        }
        (Verdict::Same, Some(Level::Bytes)) => paint(GREEN, "the same bytes"),
        (Verdict::Same, Some(same)) => {
            let above = Level::ALL.iter().rev().find(|level| **level > same);
            format!("{}, different {}", paint(GREEN, &format!("the same {same}")), above.unwrap_or(&Level::Bytes))
        }
        (_, Some(same)) => format!("{}, the same {same}", paint(RED, "different")),
        (_, None) => paint(RED, "different"),
    };
    out.push_str(&format!("{name}: {verdict}\n"));
    for difference in &pair.differences {
        let counts = difference.level <= verdicts.level;
        let message = if counts { difference.message.clone() } else { paint(FAINT, &difference.message) };
        out.push_str(&format!("  {message}\n"));
        if !difference.words.is_empty() && is_worth_showing(difference) {
            out.push_str(&format!("    {}\n", words(&difference.words, color)));
        }
    }
}

/// Whether the words say more than the message does.
fn is_worth_showing(difference: &Difference) -> bool {
    difference.words.iter().any(|piece| piece.tag == PieceTag::Same)
}

/// Words with what is gone and what is new marked, without colours by brackets.
fn words(pieces: &[Piece], color: bool) -> String {
    let show = |piece: &Piece| match (piece.tag, color) {
        (PieceTag::Same, _) => piece.text.clone(),
        (PieceTag::Removed, true) => format!("{STRUCK}{}{END}", piece.text),
        (PieceTag::Removed, false) => format!("[-{}-]", piece.text),
        (PieceTag::Added, true) => format!("{ADDED}{}{END}", piece.text),
        (PieceTag::Added, false) => format!("{{+{}+}}", piece.text),
    };
    pieces.iter().map(show).collect::<Vec<_>>().join(" ")
}
