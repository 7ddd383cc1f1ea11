//! Pieces of text to whole texts, and the web addresses in them to links.
//!
//! The parser cuts a text wherever a sign could have been markup, so an address
//! like `https://itu.int/a_b` arrives in three pieces.

use super::{Inline, InlineKind};
use crate::diagnostic::Span;
use crate::letter::spans::SpanMap;

/// Joins neighbouring pieces and counts their places, so far in the value, to the file.
///
/// A line end between two Chinese or Japanese characters is no space there.
pub(super) fn join(pieces: Vec<Inline>, value: &str, map: &SpanMap, in_link: bool) -> Vec<Inline> {
    let mut joined: Vec<Inline> = vec![];
    let mut run: Vec<Inline> = vec![];
    for piece in pieces {
        if matches!(piece.kind, InlineKind::Text(_)) {
            run.push(piece);
        } else {
            flush(&mut run, &mut joined, value, map, in_link);
            joined.push(Inline { span: map.span(&piece.span), ..piece });
        }
    }
    flush(&mut run, &mut joined, value, map, in_link);
    joined
}

/// One run of texts, with the links found in it.
fn flush(run: &mut Vec<Inline>, joined: &mut Vec<Inline>, value: &str, map: &SpanMap, in_link: bool) {
    let pieces = std::mem::take(run);
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return };
    let whole = first.span.start..last.span.end;
    let mut text = String::new();
    // Where in the value each piece of the text starts.
    let mut starts: Vec<(usize, usize)> = vec![];
    for (index, piece) in pieces.iter().enumerate() {
        let InlineKind::Text(part) = &piece.kind else { continue };
        let next = pieces.get(index + 1).and_then(|next| match &next.kind {
            InlineKind::Text(next) => next.chars().next(),
            _ => None,
        });
        let is_line_end = value.get(piece.span.clone()).is_some_and(|written| written.contains(['\n', '\r']));
        if is_line_end && text.chars().last().is_some_and(is_unspaced) && next.is_some_and(is_unspaced) {
            continue;
        }
        starts.push((text.len(), piece.span.start));
        text.push_str(part);
    }
    let place = |at: usize| {
        let index = starts.partition_point(|(from, _)| *from <= at);
        index.checked_sub(1).and_then(|i| starts.get(i)).map_or(whole.start, |(from, start)| start + (at - from))
    };
    let mut push = |part: Span, span: Span, link: bool| {
        let Some(text) = text.get(part).filter(|part| !part.is_empty()) else { return };
        let span = map.span(&span);
        let shown = Inline { kind: InlineKind::Text(text.to_owned()), span: span.clone() };
        joined.push(match link {
            false => shown,
            true => Inline { kind: InlineKind::Link { url: text.to_owned(), bare: true, content: vec![shown] }, span },
        });
    };
    let (mut done, mut start) = (0, whole.start);
    for address in if in_link { vec![] } else { addresses(&text) } {
        let span = place(address.start)..place(address.end.saturating_sub(1)) + 1;
        push(done..address.start, start..span.start.max(start), false);
        (done, start) = (address.end, span.end);
        push(address, span, true);
    }
    push(done..text.len(), start..whole.end.max(start), false);
}

/// Chinese characters, kana and their punctuation: scripts that put no space between words.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// Where web addresses stand in a text, as GitHub's extended autolinks have it: the
/// punctuation after one belongs to the sentence, and so does a bracket that the address does not open.
fn addresses(text: &str) -> Vec<Span> {
    let mut found = vec![];
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("://")) {
        let colon = from + at;
        from = colon + 3;
        let scheme = ["https", "http"].into_iter().find(|scheme| {
            let before = text.get(..colon).unwrap_or_default();
            before.strip_suffix(scheme).is_some_and(|before| !before.ends_with(char::is_alphanumeric))
        });
        let Some(scheme) = scheme else { continue };
        let rest = text.get(from..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || c.is_control() || "<>\"“”«»„".contains(c));
        let rest = trim_end(rest.get(..end.unwrap_or(rest.len())).unwrap_or_default());
        if rest.starts_with(|c: char| c.is_alphanumeric() || c == '[') {
            found.push(colon - scheme.len()..from + rest.len());
            from += rest.len();
        }
    }
    found
}

/// An address without the punctuation of the sentence.
fn trim_end(address: &str) -> &str {
    let mut open = address.matches('(').count();
    let mut closed = address.matches(')').count();
    let mut address = address;
    while let Some(last) = address.chars().last() {
        match last {
            ')' if closed > open => closed -= 1,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '_' | '~' | '…' | '。' | '，' | '、' => {}
            '(' => open -= 1,
            _ => break,
        }
        address = address.get(..address.len() - last.len_utf8()).unwrap_or_default();
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_before_punctuation() {
        for (text, expected) in [
            ("see https://itu.int/a_b, or", "https://itu.int/a_b"),
            ("(see https://a.org/x(y)).", "https://a.org/x(y)"),
            ("https://a.org.", "https://a.org"),
            ("xhttps://a.org", ""),
            ("https://", ""),
            ("http:// a", ""),
        ] {
            let found: Vec<_> = addresses(text).into_iter().map(|span| &text[span]).collect();
            assert_eq!(found.first().copied().unwrap_or_default(), expected, "{text}");
        }
    }
}
