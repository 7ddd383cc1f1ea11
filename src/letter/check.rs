//! What a letter must be beyond the types of its parts: complete, unambiguous,
//! and made of texts that can be set.

use std::sync::Arc;

use super::markup::{Block, BlockKind, Inline, InlineKind};
use super::spans::SpanMap;
use super::words::{check_url, is_harmful, is_language_tag, is_plausible_email};
use super::{Letter, Markup, Text};
use crate::diagnostic::{Diagnostic, Source, Span};

/// Everything that is wrong with a letter, errors and warnings.
pub(super) fn check(letter: &Letter, source: &Arc<Source>) -> Vec<Diagnostic> {
    let mut check = Check { source, complaints: vec![] };
    for (key, text) in lines(letter) {
        check.line(key, text);
    }
    for (key, markup) in markups(letter) {
        check.prose(key, markup);
    }
    check.addressees(letter);
    check.documents(letter);
    check.addresses(letter);
    check.complaints
}

/// Every text with markup, with its key.
pub(super) fn markups(letter: &Letter) -> Vec<(&'static str, &Markup)> {
    let cover = letter.cover.as_ref().map(toml::Spanned::get_ref);
    let all = [
        ("body", Some(&letter.body)),
        ("postscript", letter.postscript.as_ref()),
        ("note", cover.and_then(|cover| cover.note.as_ref())),
        ("disclaimer", cover.and_then(|cover| cover.disclaimer.as_ref())),
    ];
    all.into_iter().filter_map(|(key, markup)| Some((key, markup?))).collect()
}

/// The texts of one line, with their keys.
type Lines<'a> = Vec<(&'static str, &'a Text)>;

/// Every text of one line.
fn lines(letter: &Letter) -> Lines<'_> {
    let mut lines = top_lines(letter);
    lines.extend(sender_lines(letter));
    for addressee in letter.recipient.iter().chain(&letter.recipients).map(|addressee| addressee.get_ref()) {
        let parts = [
            ("name", &addressee.name),
            ("role", &addressee.role),
            ("organization", &addressee.organization),
            ("department", &addressee.department),
            ("country", &addressee.country),
        ];
        lines.extend(given(parts));
        lines.extend(addressee.address.iter().map(|line| ("address", line)));
    }
    for signature in &letter.signatures {
        lines.push(("name", &signature.name));
        let parts = [("role", &signature.role), ("on_behalf", &signature.on_behalf), ("image", &signature.image)];
        lines.extend(given(parts));
    }
    for document in &letter.documents {
        lines.push(("title", &document.title));
    }
    for attachment in &letter.attachments {
        lines.extend([("file", &attachment.file), ("description", &attachment.description)]);
        lines.extend(given([("relationship", &attachment.relationship)]));
    }
    if let Some(cover) = letter.cover.as_ref().map(toml::Spanned::get_ref) {
        lines.extend(given([
            ("body", &cover.body),
            ("session", &cover.session),
            ("dates", &cover.dates),
            ("title", &cover.title),
            ("submitted_by", &cover.submitted_by),
        ]));
    }
    lines
}

/// The texts of one line that stand at the top, in short lists, in small tables.
fn top_lines(letter: &Letter) -> Lines<'_> {
    let mut lines: Lines<'_> = given([
        ("template", &letter.template),
        ("language", &letter.language),
        ("standard", &letter.standard),
        ("data", &letter.data),
        ("place", &letter.place),
        ("subject", &letter.subject),
        ("salutation", &letter.salutation),
        ("delivery", &letter.delivery),
        ("marking", &letter.marking),
        ("ref", &letter.reference.r#ref),
        ("your_ref", &letter.reference.your_ref),
        ("phrase", &letter.closing.phrase),
        ("organization", &letter.closing.organization),
    ])
    .collect();
    for field in &letter.reference.fields {
        lines.extend([("label", &field.label), ("value", &field.value)]);
    }
    lines.extend(letter.through.iter().map(|line| ("through", line)));
    lines.extend(letter.enclosures.iter().map(|line| ("enclosures", line)));
    lines.extend(letter.cc.iter().map(|line| ("cc", line)));
    lines.extend(letter.footer.columns.iter().flatten().map(|line| ("columns", line)));
    lines.extend(letter.labels.values().map(|label| ("labels", label)));
    lines
}

/// The texts of one line about the sender.
fn sender_lines(letter: &Letter) -> Lines<'_> {
    let sender = &letter.sender;
    let mut lines: Lines<'_> = given([
        ("name", &sender.name),
        ("organization", &sender.organization),
        ("office", &sender.office),
        ("phone", &sender.phone),
        ("fax", &sender.fax),
        ("email", &sender.email),
        ("web", &sender.web),
        ("logo", &sender.logo),
        ("logo_alt", &sender.logo_alt),
        ("return_line", &sender.return_line),
    ])
    .collect();
    lines.extend(sender.address.iter().map(|line| ("address", line)));
    if let Some(contact) = &letter.contact {
        lines.extend(given([
            ("name", &contact.name),
            ("phone", &contact.phone),
            ("fax", &contact.fax),
            ("email", &contact.email),
            ("web", &contact.web),
        ]));
    }
    lines
}

/// Those that are there.
fn given<'a, const N: usize>(
    parts: [(&'static str, &'a Option<Text>); N],
) -> impl Iterator<Item = (&'static str, &'a Text)> {
    parts.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?)))
}

/// The complaints while they are collected.
struct Check<'a> {
    source: &'a Arc<Source>,
    complaints: Vec<Diagnostic>,
}

impl Check<'_> {
    fn complain(&mut self, span: Span, complaint: Diagnostic) {
        self.complaints.push(complaint.at(self.source, span));
    }

    /// A text of one line.
    fn line(&mut self, key: &str, text: &Text) {
        let value = text.get_ref();
        if value.trim().is_empty() {
            let complaint = Diagnostic::error(format!("`{key}` is empty"));
            self.complain(text.span(), complaint.hint("write something between the quotes, or leave it out"));
        } else if let Some(at) = value.trim_end().find(['\n', '\r']) {
            let hint = match key {
                "address" | "through" | "enclosures" | "cc" | "columns" => {
                    format!("write each line as an item of its own: {key} = [\"first line\", \"second line\"]")
                }
                _ => "write it on one line; it is broken where the letter needs it".to_owned(),
            };
            self.complain_in(text, at, Diagnostic::error(format!("`{key}` must be one line")).hint(hint));
        } else if let Some(at) = value.find(['\n', '\r', '\t']) {
            let complaint = Diagnostic::error(format!("`{key}` holds a tab or a line end"));
            self.complain_in(text, at, complaint.hint("delete it, or write a space"));
        }
        self.characters(key, text);
    }

    /// A text with markup.
    fn prose(&mut self, key: &str, markup: &Markup) {
        if markup.text.get_ref().trim().is_empty() {
            let complaint = Diagnostic::error(format!("`{key}` is empty")).hint("write the text between the quotes");
            self.complain(markup.text.span(), complaint);
        }
        self.characters(key, &markup.text);
    }

    /// The characters of a text.
    fn characters(&mut self, key: &str, text: &Text) {
        if let Some((at, character)) = text.get_ref().char_indices().find(|(_, character)| is_harmful(*character)) {
            let message = format!("`{key}` holds the control character U+{:04X}", u32::from(character));
            self.complain_in(text, at, Diagnostic::error(message).hint("delete it"));
        }
    }

    /// A complaint about one character of a text.
    fn complain_in(&mut self, text: &Text, at: usize, complaint: Diagnostic) {
        let value = text.get_ref();
        let length = value.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let span = SpanMap::new(self.source, &text.span(), value).span(&(at..at + length));
        self.complain(span, complaint);
    }

    fn addressees(&mut self, letter: &Letter) {
        match (&letter.recipient, letter.recipients.first()) {
            (Some(_), Some(several)) => {
                let complaint = Diagnostic::error("the letter has both a `recipient` and `recipients`");
                let hint = "keep [recipient] for one addressee, or write [[recipients]] for each of several";
                self.complain(several.span(), complaint.hint(hint));
            }
            (None, None) => {
                let complaint = Diagnostic::error("the letter has no recipient");
                let hint = "write [recipient] on a line of its own, and below it name = \"…\" and address = [\"…\"]";
                self.complain(0..0, complaint.hint(hint));
            }
            _ => {}
        }
        for addressee in letter.recipient.iter().chain(&letter.recipients) {
            let who = addressee.get_ref();
            if who.name.is_none() && who.role.is_none() && who.organization.is_none() && who.department.is_none() {
                let complaint = Diagnostic::error("this addressee has no name");
                self.complain(addressee.span(), complaint.hint("write name = \"…\" or organization = \"…\" below"));
            }
        }
    }

    /// `{documents}`: once, alone, in the body, and only where there are some.
    fn documents(&mut self, letter: &Letter) {
        for (key, markup) in markups(letter) {
            for (count, place) in marks(&markup.blocks).into_iter().enumerate() {
                let (message, hint) = if key != "body" {
                    (format!("`{{documents}}` cannot stand in `{key}`"), "put it into `body`")
                } else if count > 0 {
                    ("`{documents}` is there twice".to_owned(), "the documents are listed once; delete one of the two")
                } else if letter.documents.is_empty() {
                    (
                        "`{documents}` stands for documents, and there are none".to_owned(),
                        "add a table [[documents]] with a title for each, or delete this",
                    )
                } else {
                    continue;
                };
                self.complain(place, Diagnostic::error(message).hint(hint));
            }
            let mut beside = vec![];
            beside_text(&markup.blocks, self.source, &mut beside);
            for place in beside {
                let complaint = Diagnostic::error("`{documents}` must stand alone");
                let hint = "leave an empty line before and after it; for the word itself put a backslash before it";
                self.complain(place, complaint.hint(hint));
            }
        }
    }

    /// Web and e-mail addresses and the language's tag.
    fn addresses(&mut self, letter: &Letter) {
        for url in letter.documents.iter().filter_map(|document| document.url.as_ref()) {
            if let Err(complaint) = check_url(url.get_ref()) {
                self.complain(url.span(), complaint);
            }
        }
        let contact = letter.contact.as_ref().and_then(|contact| contact.email.as_ref());
        for email in letter.sender.email.iter().chain(contact) {
            if !is_plausible_email(email.get_ref()) {
                let complaint =
                    Diagnostic::warning(format!("`{}` does not look like an e-mail address", email.get_ref()));
                self.complain(email.span(), complaint.hint("an e-mail address looks like name@example.org"));
            }
        }
        let sender = &letter.sender;
        if let (Some(alt), Some(decorative)) = (&sender.logo_alt, &sender.logo_decorative)
            && *decorative.get_ref()
        {
            let complaint = Diagnostic::error("the logo has words, but is said to be decorative");
            self.complain(alt.span(), complaint.hint("a logo that says something is not: delete one of the two"));
        }
        if let Some(language) = letter.language.as_ref().filter(|language| !is_language_tag(language.get_ref())) {
            let complaint = Diagnostic::error(format!("`{}` is not the tag of a language", language.get_ref()));
            self.complain(language.span(), complaint.hint("write a tag such as en, fr, es, ru, ar, zh-Hans or en-GB"));
        }
    }
}

/// Where `{documents}` stands alone.
fn marks(blocks: &[Block]) -> Vec<Span> {
    let marks = blocks.iter().filter(|block| block.kind == BlockKind::Documents);
    marks.map(|block| block.span.clone()).collect()
}

/// Where `{documents}` stands in other text; the markup may be as deep as `read` lets it.
fn beside_text(blocks: &[Block], source: &Source, found: &mut Vec<Span>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(inlines) => beside_inlines(inlines, source, found),
            BlockKind::List { items, .. } => items.iter().for_each(|item| beside_text(item, source, found)),
            BlockKind::Quote(inner) => beside_text(inner, source, found),
            BlockKind::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| beside_inlines(cell, source, found));
            }
            BlockKind::Documents => {}
        }
    }
}

fn beside_inlines(inlines: &[Inline], source: &Source, found: &mut Vec<Span>) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(_) => {
                let written = source.slice(&inline.span);
                for (at, mark) in written.match_indices("{documents}") {
                    let start = inline.span.start + at;
                    if source.slice(&(start.saturating_sub(1)..start)) != "\\" {
                        found.push(start..start + mark.len());
                    }
                }
            }
            InlineKind::Emphasis(inner)
            | InlineKind::Strong(inner)
            | InlineKind::Foreign { content: inner, .. }
            | InlineKind::Link { content: inner, .. } => {
                beside_inlines(inner, source, found);
            }
            InlineKind::Break => {}
        }
    }
}
