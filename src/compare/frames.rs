//! A letter as a small text: pages, places, words and tags, for golden tests.
//!
//! The first line says which version of the program wrote it; then come the frames (see
//! [`Document::dump`]), and the structure as it is read back from the PDF.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::difference::{Difference, Kind, Level, Piece, PieceTag, quoted, shorten};
use crate::frame::Document;
use crate::inspect::{InspectError, inspect};
use crate::text::Fonts;

/// What the first line begins with.
const PROGRAM: &str = "letterpdf ";
/// What stands between frames and structure.
const STRUCTURE: &str = "structure:\n";

/// A letter as text, from its frames and its PDF.
///
/// # Errors
///
/// The PDF cannot be read.
pub fn frames(document: &Document, fonts: &Fonts, pdf: Vec<u8>) -> Result<String, InspectError> {
    let inspection = inspect(pdf)?.to_string();
    let structure = inspection.split_once(STRUCTURE).map_or("", |(_, structure)| structure);
    let version = env!("CARGO_PKG_VERSION");
    Ok(format!("{PROGRAM}{version}\n\n{}\n{STRUCTURE}{structure}", document.dump(fonts)))
}

/// Compares two such texts.
pub fn compare_frames(expected: &str, actual: &str) -> Vec<Difference> {
    let (then, now) = (Text::new(expected), Text::new(actual));
    let operations = capture_diff_slices(Algorithm::Myers, &then.lines, &now.lines);
    let mut told = vec![];
    for operation in operations.iter().filter(|operation| !matches!(operation, DiffOp::Equal { .. })) {
        let (from, to) = (operation.old_range(), operation.new_range());
        // As many lines as before are the same lines, changed.
        if from.len() == to.len() {
            let pairs = from.clone().zip(to.clone());
            told.extend(pairs.map(|(from, to)| now.tell(to, changed(then.lines[from], now.lines[to]))));
            continue;
        }
        for line in from {
            told.push(then.tell(line, (Kind::Text, format!("{} is gone", name(then.lines[line])), vec![])));
        }
        for line in to {
            told.push(now.tell(line, (Kind::Text, format!("{} is new", name(now.lines[line])), vec![])));
        }
    }
    let mut told = shorten(told);
    if then.version != now.version && !told.is_empty() {
        let (then, now) = (then.version.unwrap_or("another program"), now.version.unwrap_or("another program"));
        let message = format!("the expectation was written by {then}, this is {now}");
        told.push(Difference::new(Level::Structure, Kind::Metadata, message));
    }
    told
}

/// A text, by lines.
struct Text<'a> {
    version: Option<&'a str>,
    lines: Vec<&'a str>,
}

impl<'a> Text<'a> {
    fn new(text: &'a str) -> Self {
        let version = text.lines().next().filter(|line| line.starts_with(PROGRAM));
        Self { version, lines: text.lines().skip(usize::from(version.is_some())).collect() }
    }

    /// A difference in a line, with the page that it is on.
    fn tell(&self, line: usize, (kind, message, words): (Kind, String, Vec<Piece>)) -> Difference {
        let before = &self.lines[..line];
        let page = before.iter().filter(|line| line.starts_with("page ")).count();
        let is_structure = before.iter().any(|line| *line == STRUCTURE.trim_end());
        let difference = match page.checked_sub(1) {
            Some(page) if !is_structure => Difference::on(page, Level::Structure, kind, message),
            _ if is_structure => Difference::new(Level::Structure, Kind::Tags, format!("tags: {message}")),
            _ => Difference::new(Level::Structure, Kind::Pages, message),
        };
        Difference { words, ..difference }
    }
}

/// A line of frames: where something stands, what it belongs to, and what it is.
struct Frame<'a> {
    x: f64,
    y: f64,
    owner: &'a str,
    what: &'a str,
}

impl<'a> Frame<'a> {
    fn new(line: &'a str) -> Option<Self> {
        let (x, rest) = line.trim_start().split_once(' ')?;
        let (y, rest) = rest.trim_start().split_once(" [")?;
        let (owner, what) = rest.split_once("] ")?;
        Some(Self { x: x.parse().ok()?, y: y.parse().ok()?, owner, what })
    }

    /// The face, its size, and the text, if it is text.
    fn text(&self) -> Option<(&'a str, &'a str)> {
        let (face, rest) = self.what.split_once(' ')?;
        let (size, text) = rest.split_once(' ')?;
        size.parse::<f64>().ok()?;
        Some((&self.what[..face.len() + 1 + size.len()], text))
    }
}

/// How one line became another.
fn changed(then: &str, now: &str) -> (Kind, String, Vec<Piece>) {
    let (Some(before), Some(after)) = (Frame::new(then), Frame::new(now)) else {
        return (Kind::Text, format!("{} became {}", quoted(then), quoted(now)), vec![]);
    };
    let name = name(now);
    let mut told = vec![];
    let (right, down) = (after.x - before.x, after.y - before.y);
    let side = |points: f64, ahead: &str, back: &str| {
        let direction = if points > 0.0 { ahead } else { back };
        (points.abs() >= 0.005).then(|| format!("{:.2} mm {direction}", points.abs() * 25.4 / 72.0))
    };
    let sides: Vec<String> = [side(right, "right", "left"), side(down, "down", "up")].into_iter().flatten().collect();
    let mut kind = Kind::Moved;
    if !sides.is_empty() {
        told.push(format!("moved {}", sides.join(" and ")));
    }
    if before.owner != after.owner {
        kind = Kind::Tags;
        told.push(format!("[{}] became [{}]", before.owner, after.owner));
    }
    let mut words = vec![];
    match (before.text(), after.text()) {
        (Some((face, text)), Some((now_face, now_text))) => {
            if face != now_face {
                kind = Kind::Font;
                told.push(format!("{face} became {now_face}"));
            }
            if text != now_text {
                kind = Kind::Text;
                told.insert(0, format!("was {}", quoted(text)));
                words = pieces(text, now_text);
            }
        }
        _ if before.what != after.what => told.push(format!("was {}", quoted(before.what))),
        _ => {}
    }
    (kind, format!("{name} {}", told.join(", ")), words)
}

/// What a line is about.
fn name(line: &str) -> String {
    match Frame::new(line) {
        Some(frame) => quoted(frame.text().map_or(frame.what, |(_, text)| text)),
        None => quoted(line.trim()),
    }
}

/// The words that two texts share or not.
fn pieces(then: &str, now: &str) -> Vec<Piece> {
    let (then, now): (Vec<&str>, Vec<&str>) = (then.split(' ').collect(), now.split(' ').collect());
    let mut pieces = vec![];
    for operation in capture_diff_slices(Algorithm::Myers, &then, &now) {
        let mut add = |tag, words: &[&str]| {
            if !words.is_empty() {
                pieces.push(Piece { tag, text: words.join(" ") });
            }
        };
        if let DiffOp::Equal { .. } = operation {
            add(PieceTag::Same, &then[operation.old_range()]);
        } else {
            add(PieceTag::Removed, &then[operation.old_range()]);
            add(PieceTag::Added, &now[operation.new_range()]);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: &str = "letterpdf 0.1.0\n\npage 1 595.28 × 841.89\n   70.87    65.46 [P] NotoSans-Bold 14 Sender\n   \
                            70.87   125.51 [P] NotoSans-Regular 10 30 January 2026\n\nstructure:\n  P \"Sender\"\n";

    fn messages(actual: &str) -> Vec<String> {
        compare_frames(EXPECTED, actual).into_iter().map(|difference| difference.message).collect()
    }

    #[test]
    fn frames_that_changed_are_told_in_words() {
        assert_eq!(messages(EXPECTED), [""; 0]);
        let moved = EXPECTED.replace(" 65.46", " 66.03");
        assert_eq!(messages(&moved), ["page 1: “Sender” moved 0.20 mm down"]);
        let styled = EXPECTED.replace("Regular 10", "Italic 10").replace("30 Jan", "31 Jan");
        let told = ["page 1: “31 January 2026” was “30 January 2026”, NotoSans-Regular 10 became NotoSans-Italic 10"];
        assert_eq!(messages(&styled), told);
        assert_eq!(messages(&EXPECTED.replace("P \"Sender\"", "H1 \"Sender\"")).len(), 1);
    }

    #[test]
    fn version_is_told_where_something_differs() {
        assert_eq!(messages(&EXPECTED.replace("0.1.0", "0.2.0")), [""; 0]);
        let told = messages(&EXPECTED.replace("0.1.0", "0.2.0").replace("Sender", "Receiver"));
        assert_eq!(told.last().unwrap(), "the expectation was written by letterpdf 0.1.0, this is letterpdf 0.2.0");
    }
}
