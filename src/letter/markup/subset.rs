//! What CommonMark has and a letter does not: its name, and what to write instead.

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use crate::diagnostic::Diagnostic;

/// What to write instead of HTML.
const NOT_HTML: &str = "write \\< for the sign < itself, and markup as **strong**, *emphasis*; \
                        only <span lang='fr'>…</span>, within a line, sets off another language";

/// What is wrong with an event, given the text that it was read from; nothing if it is part of a letter.
pub(super) fn refuse(event: &Event<'_>, written: &str) -> Option<Diagnostic> {
    let (what, instead) = match event {
        Event::Start(tag) => return refuse_tag(tag, written),
        Event::Code(_) => ("code between `backquotes` is", "leave them out, or write \\` for the sign itself"),
        Event::InlineHtml(_) | Event::Html(_) => ("HTML is", NOT_HTML),
        Event::Rule => ("a line across the page is", "leave an empty line instead"),
        Event::FootnoteReference(_) => {
            ("footnotes are", "write what they say into the text, or write \\[ for the bracket itself")
        }
        Event::TaskListMarker(_) => ("boxes to tick are", "leave the box out, or write \\[ for the bracket itself"),
        Event::InlineMath(_) | Event::DisplayMath(_) => ("formulas are", "write them as plain text"),
        _ => return None,
    };
    Some(refusal(what, instead))
}

fn refuse_tag(tag: &Tag<'_>, written: &str) -> Option<Diagnostic> {
    let (what, instead) = match tag {
        Tag::Heading { .. } if written.trim_start().starts_with('#') => {
            ("headings are", "write the line as **strong** text, or \\# for the sign itself")
        }
        Tag::Heading { .. } => {
            ("headings are", "the line of - or = below makes this one; leave that out, or put an empty line before it")
        }
        Tag::CodeBlock(CodeBlockKind::Indented) => {
            ("a block of code is", "a line that starts with four spaces makes one; start it without them")
        }
        Tag::CodeBlock(CodeBlockKind::Fenced(_)) => ("a block of code is", "leave out the lines of ``` or ~~~"),
        Tag::HtmlBlock => ("HTML is", NOT_HTML),
        Tag::Image { .. } => {
            ("a picture is", "logo and signature have keys of their own; anything else goes into an enclosure")
        }
        Tag::Strikethrough => ("text struck through is", "leave it out, or write \\~ for the sign itself"),
        Tag::FootnoteDefinition(_) => ("footnotes are", "write what they say into the text"),
        Tag::Paragraph
        | Tag::BlockQuote(_)
        | Tag::List(_)
        | Tag::Item
        | Tag::Table(_)
        | Tag::TableHead
        | Tag::TableRow
        | Tag::TableCell
        | Tag::Emphasis
        | Tag::Strong
        | Tag::Link { .. } => return None,
        _ => ("this markup is", "write it as plain text"),
    };
    Some(refusal(what, instead))
}

fn refusal(what: &str, instead: &str) -> Diagnostic {
    Diagnostic::error(format!("{what} not part of a letter's text")).hint(instead)
}
