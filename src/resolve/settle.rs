//! From what the author wrote to what there is to set.
//!
//! What the letter leaves out is derived, dates and labels are written out, quotation
//! marks are set, and picture files are read. All problems are gathered before giving up.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::parts::{Cover, Document, Field, Line, Logo, Parts, Signature, Words};
use super::template::{AddresseeLine, FieldName, Part, Template};
use super::{Kept, quotes};
use crate::World;
use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span};
use crate::frame::Info;
use crate::letter::{self, Addressee, Block, BlockKind, Date, DateSpec, Letter, Markup, Text};
use crate::locale;
use crate::picture::{self, Picture};

/// Settles the parts of a letter, and what it says of itself.
pub(super) fn settle(
    source: &Arc<Source>,
    letter: &Letter,
    template: &Template,
    language: &str,
    world: &dyn World,
    kept: &Kept,
) -> Result<(Parts, Info), Diagnostics> {
    let mut settler = Settler { source, letter, template, language, world, kept, problems: vec![] };
    let date = settler.date(&letter.date);
    let mut parts = Parts { labels: settler.labels(), ..Parts::default() };
    settler.sender(&mut parts);
    settler.head(&mut parts, date);
    settler.text(&mut parts);
    settler.close(&mut parts);
    settler.cover(&mut parts);
    let info = settler.info(&parts, date);
    if settler.problems.is_empty() { Ok((parts, info)) } else { Err(Diagnostics(settler.problems)) }
}

/// What settling works with.
struct Settler<'a> {
    source: &'a Arc<Source>,
    letter: &'a Letter,
    template: &'a Template,
    language: &'a str,
    world: &'a dyn World,
    kept: &'a Kept,
    problems: Vec<Diagnostic>,
}

impl Settler<'_> {
    /// The labels in the letter's language, the writer's own words first.
    fn labels(&mut self) -> BTreeMap<String, String> {
        let keys: std::collections::BTreeSet<&String> =
            self.template.labels.values().flat_map(BTreeMap::keys).collect();
        let mut labels = BTreeMap::new();
        for key in &keys {
            if let Some(label) = self.template.label(self.language, key) {
                labels.insert((*key).clone(), label.to_string());
            }
        }
        for (key, label) in &self.letter.labels {
            if !keys.contains(key) {
                let known = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
                self.problems.push(
                    Diagnostic::error(format!("there is no label `{key}`"))
                        .at(self.source, label.span())
                        .hint(format!("the labels are {known}")),
                );
            }
            labels.insert(key.clone(), label.get_ref().clone());
        }
        labels
    }

    fn words(&self, text: &Text) -> Words {
        Words { text: quotes::typographic(text.get_ref(), self.language), span: text.span() }
    }

    fn optional(&self, text: Option<&Text>) -> Option<Words> {
        text.map(|text| self.words(text))
    }

    fn lines(&self, texts: &[Text]) -> Vec<Words> {
        texts.iter().map(|text| self.words(text)).collect()
    }

    fn prose(&self, markup: &Markup) -> Vec<Block> {
        let mut blocks = markup.blocks.clone();
        quotes::in_blocks(&mut blocks, self.language);
        blocks
    }

    /// The day of a date; a letter from nowhere in time is a problem.
    fn date(&mut self, spec: &toml::Spanned<DateSpec>) -> Option<Date> {
        match spec.get_ref() {
            DateSpec::On(date) => Some(*date),
            DateSpec::Today => self.world.today().or_else(|| {
                self.problems.push(
                    Diagnostic::error("today's date is not known here")
                        .at(self.source, spec.span())
                        .hint("write the date itself"),
                );
                None
            }),
        }
    }

    fn sender(&mut self, parts: &mut Parts) {
        let sender = &self.letter.sender;
        parts.organization = self.optional(sender.organization.as_ref().or(sender.name.as_ref()));
        parts.sender_name = sender.organization.as_ref().and_then(|_| self.optional(sender.name.as_ref()));
        parts.office = self.optional(sender.office.as_ref());
        parts.sender_address = self.lines(&sender.address);
        parts.logo = sender.logo.as_ref().and_then(|path| {
            let picture = self.picture(path, "logo")?;
            let organization = sender.organization.as_ref().or(sender.name.as_ref()).map_or("", |name| name.get_ref());
            let alt = sender.logo_alt.as_ref().map(|alt| alt.get_ref().clone());
            let alt = alt.unwrap_or_else(|| parts.label("logo").replace("{organization}", organization));
            let is_decorative = sender.logo_decorative.as_ref().is_some_and(|decorative| *decorative.get_ref());
            Some(Logo { picture, alt: (!is_decorative).then_some(alt) })
        });
        let label = |key: &str| Some(parts.label(key).to_string());
        let plain = |text: &Text| Words { text: text.get_ref().clone(), span: text.span() };
        let contact = [
            sender.phone.as_ref().map(|text| Line { label: label("phone"), words: plain(text), link: None }),
            sender.fax.as_ref().map(|text| Line { label: label("fax"), words: plain(text), link: None }),
            sender.email.as_ref().map(|text| Line { label: None, words: plain(text), link: Some(mail(text)) }),
            sender.web.as_ref().map(|text| Line { label: None, words: plain(text), link: Some(web(text)) }),
        ];
        parts.sender_contact = contact.into_iter().flatten().collect();
        parts.return_line = self.return_line(parts);
        parts.footer = self.footer(parts);
    }

    /// Name and address on one line, for the window of an envelope.
    fn return_line(&self, parts: &Parts) -> Option<Words> {
        if let Some(line) = &self.letter.sender.return_line {
            return Some(self.words(line));
        }
        let first = parts.organization.as_ref().filter(|_| !parts.sender_address.is_empty())?;
        let pieces: Vec<&str> =
            std::iter::once(first).chain(&parts.sender_address).map(|words| words.text.as_str()).collect();
        Some(Words { text: pieces.join(" · "), span: first.span.clone() })
    }

    /// The footer's columns: the writer's own, or address and contact where they stand nowhere else.
    fn footer(&self, parts: &Parts) -> Vec<Vec<Line>> {
        let columns = &self.letter.footer.columns;
        if !columns.is_empty() {
            let line = |text: &Text| Line { label: None, words: self.words(text), link: None };
            return columns.iter().map(|column| column.iter().map(line).collect()).collect();
        }
        if self.template.first.iter().any(|zone| zone.parts.contains(&Part::SenderAddress)) {
            return vec![];
        }
        let joined = |pieces: Vec<String>, span: Option<Span>| {
            let words = Words { text: pieces.join(" · "), span: span? };
            Some(vec![Line { label: None, words, link: None }])
        };
        let address = parts.sender_address.iter().map(|words| words.text.clone()).collect();
        let contact = parts.sender_contact.iter().map(|line| match &line.label {
            Some(label) => format!("{label} {}", line.words.text),
            None => line.words.text.clone(),
        });
        let first_span = |words: Option<&Words>| words.map(|words| words.span.clone());
        let columns = [
            joined(address, first_span(parts.sender_address.first())),
            joined(contact.collect(), first_span(parts.sender_contact.first().map(|line| &line.words))),
        ];
        columns.into_iter().flatten().collect()
    }

    fn head(&mut self, parts: &mut Parts, date: Option<Date>) {
        let letter = self.letter;
        parts.delivery = self.optional(letter.delivery.as_ref());
        parts.marking = self.optional(letter.marking.as_ref());
        parts.through = self.lines(&letter.through);
        let recipients = letter.recipient.iter().chain(&letter.recipients);
        parts.addressees = recipients.map(|recipient| self.addressee(recipient.get_ref())).collect();
        parts.date = date.map(|date| Words { text: locale::write_date(date, self.language), span: letter.date.span() });
        parts.dateline = parts.date.as_ref().map(|date| match &letter.place {
            Some(place) => {
                let form = parts.labels.get("dateline").map_or("{place}, {date}", String::as_str);
                Words {
                    text: form.replace("{place}", place.get_ref()).replace("{date}", &date.text),
                    span: place.span(),
                }
            }
            None => date.clone(),
        });
        parts.subject = self.optional(letter.subject.as_ref());
        parts.salutation = self.optional(letter.salutation.as_ref());
        self.fields(parts);
    }

    /// The addressee's lines in the template's order.
    fn addressee(&self, addressee: &Addressee) -> Vec<Words> {
        let mut lines = vec![];
        for line in &self.template.addressee {
            match line {
                AddresseeLine::Name => lines.extend(self.optional(addressee.name.as_ref())),
                AddresseeLine::Role => lines.extend(self.optional(addressee.role.as_ref())),
                AddresseeLine::Organization => lines.extend(self.optional(addressee.organization.as_ref())),
                AddresseeLine::Department => lines.extend(self.optional(addressee.department.as_ref())),
                AddresseeLine::Address => lines.extend(self.lines(&addressee.address)),
                // The country stands in capitals on mail that crosses a border (UPU S42).
                AddresseeLine::Country => lines.extend(
                    self.optional(addressee.country.as_ref())
                        .map(|country| Words { text: country.text.to_uppercase(), ..country }),
                ),
            }
        }
        lines
    }

    fn fields(&mut self, parts: &mut Parts) {
        let reference = &self.letter.reference;
        let contact = self.letter.contact.clone().unwrap_or_default();
        let plain = |text: &Text| Words { text: text.get_ref().clone(), span: text.span() };
        let your_date = reference.your_date.as_ref().and_then(|spec| {
            let date = self.date(spec)?;
            Some(Words { text: locale::write_date(date, self.language), span: spec.span() })
        });
        let values = [
            (FieldName::Ref, reference.r#ref.as_ref().map(plain), None),
            (FieldName::YourRef, reference.your_ref.as_ref().map(plain), None),
            (FieldName::YourDate, your_date, None),
            (FieldName::Contact, self.optional(contact.name.as_ref()), None),
            (FieldName::Phone, contact.phone.as_ref().map(plain), None),
            (FieldName::Fax, contact.fax.as_ref().map(plain), None),
            (FieldName::Email, contact.email.as_ref().map(plain), contact.email.as_ref().map(mail)),
            (FieldName::Web, contact.web.as_ref().map(plain), contact.web.as_ref().map(web)),
            (FieldName::Date, parts.date.clone(), None),
        ];
        for (name, value, link) in values {
            if let Some(value) = value {
                let label = parts.label(name.label()).to_string();
                parts.fields.insert(name, Field { label, value, link });
            }
        }
        let custom = |field: &letter::LabelledField| Field {
            label: field.label.get_ref().clone(),
            value: self.words(&field.value),
            link: None,
        };
        parts.custom_fields = reference.fields.iter().map(custom).collect();
    }

    fn text(&mut self, parts: &mut Parts) {
        parts.body = self.prose(&self.letter.body);
        parts.documents = (self.letter.documents.iter())
            .map(|document| Document {
                title: self.words(&document.title),
                url: document.url.as_ref().map(|url| Words { text: url.get_ref().clone(), span: url.span() }),
            })
            .collect();
        // Where the writer did not say where they stand, they follow the text.
        let placed = parts.body.iter().any(|block| block.kind == BlockKind::Documents);
        if let Some(first) = parts.documents.first().filter(|_| !placed) {
            parts.body.push(Block { kind: BlockKind::Documents, span: first.title.span.clone() });
        }
    }

    fn close(&mut self, parts: &mut Parts) {
        let letter = self.letter;
        parts.closing = self.optional(letter.closing.phrase.as_ref());
        parts.closing_organization = self.optional(letter.closing.organization.as_ref());
        for signature in &letter.signatures {
            let image = signature.image.as_ref().and_then(|path| self.picture(path, "picture of the signature"));
            parts.signatures.push(Signature {
                on_behalf: self.optional(signature.on_behalf.as_ref()),
                name: self.words(&signature.name),
                role: self.optional(signature.role.as_ref()),
                image,
            });
        }
        parts.postscript = letter.postscript.as_ref().map(|text| self.prose(text)).unwrap_or_default();
        parts.enclosures = self.lines(&letter.enclosures);
        parts.copies = self.lines(&letter.cc);
    }

    fn cover(&mut self, parts: &mut Parts) {
        let cover = self.letter.cover.as_ref();
        let span = cover.map(|cover| cover.span()).unwrap_or_default();
        parts.cover = cover.map(toml::Spanned::get_ref).map(|cover| Cover {
            body: self.optional(cover.body.as_ref()),
            session: self.optional(cover.session.as_ref()),
            dates: self.optional(cover.dates.as_ref()),
            title: self.optional(cover.title.as_ref()),
            submitter: self.optional(cover.submitted_by.as_ref()),
            note: cover.note.as_ref().map(|note| self.prose(note)).unwrap_or_default(),
            disclaimer: cover.disclaimer.as_ref().map(|text| self.prose(text)).unwrap_or_default(),
        });
        if parts.cover.as_ref().is_some_and(Cover::is_empty) {
            self.problems.push(
                Diagnostic::error("the cover page would be empty")
                    .at(self.source, span)
                    .hint("give it a `title`, or delete the line `[cover]`"),
            );
        }
    }

    /// What the letter says of itself.
    fn info(&mut self, parts: &Parts, date: Option<Date>) -> Info {
        let addressee =
            parts.addressees.first().and_then(|lines| lines.first()).map_or("", |words| words.text.as_str());
        let title = parts.subject.as_ref().or(parts.cover.as_ref().and_then(|cover| cover.title.as_ref()));
        let kind = parts.label("title").replace("{recipient}", addressee);
        let (title, subject) = match title {
            Some(title) => (title.text.clone(), Some(kind)),
            None => (kind, None),
        };
        let author = parts.organization.as_ref().map(|words| words.text.clone()).unwrap_or_default();
        let at_noon = |date: Date| (date.year, date.month, date.day, 12, 0, 0);
        let created = match self.world.source_date_epoch() {
            Some(seconds) => locale::civil(seconds),
            None => date.map(at_noon),
        };
        Info {
            title,
            subject,
            author,
            language: self.language.to_string(),
            created: created.unwrap_or((1970, 1, 1, 0, 0, 0)),
        }
    }

    /// Reads a picture; the problem is noted where there is none to be had.
    fn picture(&mut self, path: &Text, what: &str) -> Option<Arc<Picture>> {
        let decoded = self.kept.picture(path.get_ref(), self.world, |world| {
            let bytes = world.file(path.get_ref()).map_err(|error| (error.message, error.hint))?;
            picture::decode(&bytes).map(Arc::new).map_err(|error| (error.message, error.hint))
        });
        match decoded {
            Ok(picture) => Some(picture),
            Err((message, hint)) => {
                let problem = Diagnostic::error(format!("the {what} `{}` {message}", path.get_ref()));
                let problem = problem.at(self.source, path.span());
                self.problems.push(hint.into_iter().fold(problem, Diagnostic::hint));
                None
            }
        }
    }
}

fn mail(address: &Text) -> String {
    format!("mailto:{}", address.get_ref())
}

fn web(address: &Text) -> String {
    let address = address.get_ref();
    if address.contains("://") { address.clone() } else { format!("https://{address}") }
}
