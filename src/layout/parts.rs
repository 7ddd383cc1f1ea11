//! The parts of a letter, each as rows.

use super::composer::{Composed, Composer};
use super::galley::Galley;
use super::prose::Lead;
use crate::diagnostic::Span;
use crate::frame::{Owner, Role};
use crate::geometry::{Pt, Size};
use crate::resolve::{AlignName, Line, Part, Style, SubjectLabel, Words, Zone};
use crate::text::Breaking;

/// The highest that a logo stands where its zone states no height.
const LOGO_HEIGHT: Pt = Pt(51.0);

/// Where a part is set.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The zone, unless it is the flow.
    pub zone: Option<&'a Zone>,
    /// What the part's elements belong to.
    pub owner: Owner,
    /// The width that there is.
    pub measure: Pt,
    /// How far hung values stand in.
    pub hang: Pt,
    /// The page's number and the number of pages.
    pub page: (usize, usize),
}

impl<'a> Composer<'a> {
    /// Sets a part; also gives the space that it wants above.
    pub(super) fn set_part(&mut self, part: Part, place: Place<'_>) -> (Galley, Pt) {
        let letter = self.letter;
        let parts = &letter.parts;
        let cover = parts.cover.as_ref();
        match part {
            Part::Logo => (self.set_logo(place), Pt::ZERO),
            Part::Organization => self.set_line(parts.organization.as_ref(), "organization", Role::Paragraph, place),
            Part::Office => self.set_line(parts.office.as_ref(), "office", Role::Paragraph, place),
            Part::SenderName => self.set_line(parts.sender_name.as_ref(), "office", Role::Paragraph, place),
            Part::SenderAddress => self.set_lines(&parts.sender_address, "sender", place),
            Part::SenderContact => self.set_contact(&parts.sender_contact, place),
            Part::ReturnLine => self.set_line(parts.return_line.as_ref(), "return_line", Role::Paragraph, place),
            Part::Delivery => self.set_line(parts.delivery.as_ref(), "delivery", Role::Paragraph, place),
            Part::Marking => self.set_line(parts.marking.as_ref(), "marking", Role::Paragraph, place),
            Part::Addressee => self.set_addressees(place),
            Part::Through => self.set_through(place),
            Part::Dateline => self.set_line(parts.dateline.as_ref(), "dateline", Role::Paragraph, place),
            Part::Fields => match place.zone {
                Some(zone) => (self.set_fields(zone, place.hang, place.owner, place.measure), Pt::ZERO),
                None => (Galley::default(), Pt::ZERO),
            },
            Part::Subject => self.set_subject(place),
            Part::Salutation => self.set_line(parts.salutation.as_ref(), "salutation", Role::Paragraph, place),
            Part::Body => {
                let style = self.style("body");
                let galley = self.set_blocks(&parts.body, style, place.owner, place.measure, None);
                (galley, style.spec.before)
            }
            Part::Closing => self.set_closing(place),
            Part::Signatures => (self.set_signatures(place), Pt::ZERO),
            Part::Postscript => {
                let style = self.style("postscript");
                let lead = Lead { label: parts.label("postscript"), style };
                (self.set_blocks(&parts.postscript, style, place.owner, place.measure, Some(lead)), style.spec.before)
            }
            Part::Enclosures => self.set_notes(&parts.enclosures, ["enclosure", "enclosures"], place),
            Part::Copies => self.set_notes(&parts.copies, ["copies", "copies"], place),
            Part::FooterColumns => (self.set_footer(&parts.footer, place), Pt::ZERO),
            Part::Text => (self.set_zone_text(place), Pt::ZERO),
            Part::CoverBody => {
                self.set_line(cover.and_then(|cover| cover.body.as_ref()), "cover_body", Role::Paragraph, place)
            }
            Part::CoverSession => {
                self.set_line(cover.and_then(|cover| cover.session.as_ref()), "cover_session", Role::Paragraph, place)
            }
            Part::CoverDates => {
                self.set_line(cover.and_then(|cover| cover.dates.as_ref()), "cover_dates", Role::Paragraph, place)
            }
            Part::CoverTitle => {
                let title = cover.and_then(|cover| cover.title.as_ref());
                let role = title.map_or(Role::Paragraph, |_| self.title_role());
                self.set_line(title, "cover_title", role, place)
            }
            Part::CoverSubmitter => self.set_submitter(place),
            Part::CoverNote => {
                let style = self.style("cover_note");
                let note = cover.map_or(&[][..], |cover| &cover.note);
                (self.set_blocks(note, style, place.owner, place.measure, None), style.spec.before)
            }
            Part::CoverDisclaimer => {
                let style = self.style("cover_disclaimer");
                let text = cover.map_or(&[][..], |cover| &cover.disclaimer);
                let lead = Lead { label: parts.label("disclaimer"), style: self.style("cover_disclaimer_label") };
                (self.set_blocks(text, style, place.owner, place.measure, Some(lead)), style.spec.before)
            }
        }
    }

    /// The style of a part: its zone's, or its own.
    fn part_style(&self, own: &str, place: Place<'_>) -> &'a Style {
        self.letter.styles.get(place.zone.and_then(|zone| zone.style.as_deref()).unwrap_or(own))
    }

    /// A part of a few words.
    fn set_line(&mut self, words: Option<&Words>, style: &str, role: Role, place: Place<'_>) -> (Galley, Pt) {
        let Some(words) = words else { return (Galley::default(), Pt::ZERO) };
        let style = self.part_style(style, place);
        let owner = self.open(place.owner, role);
        let mut galley = self.set_words(words, style, owner, place.measure, place.zone.and_then(|zone| zone.align));
        galley.after = style.spec.after;
        (galley, style.spec.before)
    }

    /// A part of several lines that belong together, each read as a line of its own.
    fn set_lines(&mut self, lines: &[Words], style: &str, place: Place<'_>) -> (Galley, Pt) {
        if lines.is_empty() {
            return (Galley::default(), Pt::ZERO);
        }
        let division = self.open(place.owner, Role::Division);
        let style = self.part_style(style, place);
        let mut galley = Galley::default();
        for words in lines {
            let owner = self.open(division, Role::Paragraph);
            let set = self.set_words(words, style, owner, place.measure, place.zone.and_then(|zone| zone.align));
            galley.append(set, Pt::ZERO);
        }
        (galley, style.spec.before)
    }

    fn set_addressees(&mut self, place: Place<'_>) -> (Galley, Pt) {
        let letter = self.letter;
        let mut galley = Galley::default();
        for lines in &letter.parts.addressees {
            let (set, _) = self.set_lines(lines, "addressee", place);
            let half_a_line = self.style("addressee").spec.leading / 2.0;
            galley.append(set, half_a_line);
        }
        (galley, self.style("addressee").spec.before)
    }

    fn set_through(&mut self, place: Place<'_>) -> (Galley, Pt) {
        let letter = self.letter;
        let through = &letter.parts.through;
        let Some(first) = through.first() else { return (Galley::default(), Pt::ZERO) };
        let label = Words { text: letter.parts.label("through").to_string(), span: first.span.clone() };
        let division = self.open(place.owner, Role::Division);
        let style = self.style("through");
        let owner = self.open(division, Role::Paragraph);
        let mut galley = self.set_words(&label, self.style("label"), owner, place.measure, None);
        for words in through {
            let owner = self.open(division, Role::Paragraph);
            let set = self.set_words(words, style, owner, place.measure, None);
            galley.append(set, Pt::ZERO);
        }
        (galley, style.spec.leading / 2.0)
    }

    /// The sender's logo, at most as large as its zone.
    fn set_logo(&mut self, place: Place<'_>) -> Galley {
        let letter = self.letter;
        let Some(logo) = &letter.parts.logo else { return Galley::default() };
        let room = Size::new(place.measure, place.zone.and_then(|zone| zone.height).unwrap_or(LOGO_HEIGHT));
        let size = fitted(logo.picture.size, room);
        let dx = match place.zone.and_then(|zone| zone.align) {
            Some(AlignName::End) => place.measure - size.width,
            Some(AlignName::Center) => (place.measure - size.width) / 2.0,
            _ => Pt::ZERO,
        };
        let owner = match &logo.alt {
            Some(alt) => self.open_with(place.owner, Role::Figure, Some(alt.clone())),
            None => self.decoration(),
        };
        Galley::of(self.picture_row(&logo.picture, size, dx, owner))
    }

    fn set_contact(&mut self, lines: &[Line], place: Place<'_>) -> (Galley, Pt) {
        let style = self.style("sender");
        let division = self.open(place.owner, Role::Division);
        let mut galley = Galley::default();
        for line in lines {
            let owner = self.open(division, Role::Paragraph);
            let set = self.set_linked_line(line, style, owner, place.measure);
            galley.append(set, Pt::ZERO);
        }
        (galley, style.spec.before)
    }

    fn set_linked_line(&mut self, line: &Line, style: &Style, owner: Owner, measure: Pt) -> Galley {
        let mut composed = Composed::default();
        if let Some(label) = &line.label {
            self.push_label(&mut composed, label, style, owner, &line.words.span);
        }
        match &line.link {
            // In a letterhead or footer a link is as quiet as what stands around it.
            Some(link) => {
                let mark = self.address_mark(&line.words.text, link, owner);
                composed.push(&line.words.text, style.text(), mark, Breaking::Url, &line.words.span);
            }
            None => {
                let mark = self.mark(owner);
                composed.push(&line.words.text, style.text(), mark, Breaking::Prose, &line.words.span);
            }
        }
        let leading = self.leading(style);
        self.set(&composed, style, measure, None, leading)
    }

    /// The subject, beside or behind its label if the template wants one.
    fn set_subject(&mut self, place: Place<'_>) -> (Galley, Pt) {
        let letter = self.letter;
        let Some(subject) = &letter.parts.subject else { return (Galley::default(), Pt::ZERO) };
        let style = self.style("subject");
        let role = self.title_role();
        let owner = self.open(place.owner, role);
        let label = letter.parts.label("subject");
        let leading = self.leading(style);
        let galley = match letter.template.subject_label {
            SubjectLabel::None => self.set_words(subject, style, owner, place.measure, None),
            SubjectLabel::Inline => {
                let mut composed = Composed::default();
                self.push_label(&mut composed, label, style, owner, &subject.span);
                let mark = self.mark(owner);
                composed.push(&subject.text, style.text(), mark, Breaking::Prose, &subject.span);
                self.set(&composed, style, place.measure, None, leading)
            }
            SubjectLabel::Hung => {
                let label_style = self.style("label");
                let mut composed = Composed::default();
                self.push_label(&mut composed, label, label_style, owner, &subject.span);
                let mut row = self.set(&composed, label_style, place.measure, None, leading);
                let text = self.set_words(subject, style, owner, place.measure - place.hang, None);
                row.overlay(text.shifted(place.hang));
                row
            }
        };
        (galley.kept(), style.spec.before)
    }

    /// Enclosures or copies: a label, and the items hung beside it.
    fn set_notes(&mut self, items: &[Words], [one, several]: [&str; 2], place: Place<'_>) -> (Galley, Pt) {
        let Some(first) = items.first() else { return (Galley::default(), Pt::ZERO) };
        let letter = self.letter;
        let (style, label_style) = (self.style("notes"), self.style("notes_label"));
        let count = items.len().to_string();
        let label = letter.parts.label(if items.len() == 1 { one } else { several }).replace("{count}", &count);
        let hang = self.notes_hang();
        let label = Words { text: label, span: first.span.clone() };
        let list = self.open(place.owner, Role::List { numbered: false });
        let label_owner = self.open(list, Role::Caption);
        let mut column = Galley::default();
        let mut galley = self.set_words(&label, label_style, label_owner, place.measure, None);
        for item in items {
            let owner = self.open(list, Role::ListItem);
            let body = self.open(owner, Role::ListBody);
            let set = self.set_words(item, style, body, place.measure - hang, None);
            // A little apart, so that an item of two lines is told from two items.
            column.append(set, style.spec.size * 0.15);
        }
        galley.overlay(column.shifted(hang));
        if let Some(first) = galley.rows.first_mut().filter(|_| items.len() > 1) {
            first.keep = true;
        }
        (galley, style.spec.before)
    }

    /// One column for the labels of enclosures and copies.
    fn notes_hang(&mut self) -> Pt {
        let letter = self.letter;
        let style = self.style("notes_label");
        let label = |items: &[Words], [one, several]: [&str; 2]| match items.len() {
            0 => String::new(),
            1 => letter.parts.label(one).to_string(),
            count => letter.parts.label(several).replace("{count}", &count.to_string()),
        };
        let labels = [
            label(&letter.parts.enclosures, ["enclosure", "enclosures"]),
            label(&letter.parts.copies, ["copies", "copies"]),
        ];
        labels.iter().map(|label| self.text_width(label, style)).fold(Pt::ZERO, Pt::max) + style.spec.size * 0.75
    }

    /// Columns with equal space between them; the first starts at the left, the last ends at the right.
    /// Where there is no room for all side by side, they stand in several rows.
    fn set_footer(&mut self, columns: &[Vec<Line>], place: Place<'_>) -> Galley {
        let style = self.part_style("footer", place);
        let galleys: Vec<Galley> = columns
            .iter()
            .map(|column| {
                let division = self.open(place.owner, Role::Division);
                let mut galley = Galley::default();
                for line in column {
                    let owner = self.open(division, Role::Paragraph);
                    let set = self.set_linked_line(line, style, owner, place.measure);
                    galley.append(set, Pt::ZERO);
                }
                galley
            })
            .collect();
        let count = galleys.len();
        let least_gap = style.spec.size;
        let per_row =
            (1..=count).rev().find(|per_row| galleys.chunks(*per_row).all(|row| gap(row, place.measure) >= least_gap));
        let mut footer = Galley::default();
        for row in galleys.chunks(per_row.unwrap_or(1).max(1)) {
            let mut side_by_side = Galley::default();
            let mut x = Pt::ZERO;
            for galley in row {
                side_by_side.overlay(galley.clone().shifted(x));
                x += galley.width() + gap(row, place.measure);
            }
            footer.append(side_by_side, style.spec.leading / 2.0);
        }
        footer
    }

    /// The zone's own lines, placeholders filled; what would be empty is left out.
    fn set_zone_text(&mut self, place: Place<'_>) -> Galley {
        let Some(zone) = place.zone else { return Galley::default() };
        let style = self.part_style("head", place);
        let mut galley = Galley::default();
        for line in &zone.text {
            let filled: Vec<String> = line.split(" · ").filter_map(|piece| self.fill(piece, place.page)).collect();
            if filled.is_empty() {
                continue;
            }
            let words = Words { text: filled.join(" · "), span: Span::default() };
            let owner = self.open(place.owner, Role::Paragraph);
            let set = self.set_words(&words, style, owner, place.measure, zone.align);
            galley.append(set, Pt::ZERO);
        }
        galley
    }

    /// Fills the placeholders of a piece; `None` if one of them has nothing to say.
    fn fill(&self, piece: &str, (page, pages): (usize, usize)) -> Option<String> {
        let letter = self.letter;
        let parts = &letter.parts;
        let words = |words: Option<&Words>| words.map(|words| words.text.clone());
        let mut filled = String::new();
        for token in super::prose::pieces(piece) {
            let text = match token {
                "{page}" => {
                    let form = letter.template.page_number.as_deref().unwrap_or(parts.label("page"));
                    Some(form.replace("{pages}", &pages.to_string()).replace("{page}", &page.to_string()))
                }
                "{ref}" => words(parts.fields.get(&crate::resolve::FieldName::Ref).map(|field| &field.value)),
                "{date}" => words(parts.date.as_ref()),
                "{subject}" => words(parts.subject.as_ref()),
                "{organization}" => words(parts.organization.as_ref()),
                "{recipient}" => words(parts.addressees.first().and_then(|lines| lines.first())),
                other => Some(other.to_string()),
            };
            // A date or page number is not broken over two lines.
            let whole = matches!(token, "{date}" | "{page}");
            let text = text?;
            filled.push_str(&if whole { text.replace(' ', "\u{a0}") } else { text });
        }
        Some(filled)
    }

    fn set_submitter(&mut self, place: Place<'_>) -> (Galley, Pt) {
        let letter = self.letter;
        let submitter = letter.parts.cover.as_ref().and_then(|cover| cover.submitter.as_ref());
        let Some(submitter) = submitter else { return (Galley::default(), Pt::ZERO) };
        let label = Words { text: letter.parts.label("submitted_by").to_string(), span: submitter.span.clone() };
        let owner = self.open(place.owner, Role::Paragraph);
        let mut galley = self.set_words(&label, self.style("cover_label"), owner, place.measure, None);
        let style = self.style("cover_submitter");
        let owner = self.open(place.owner, Role::Paragraph);
        let name = self.set_words(submitter, style, owner, place.measure, None);
        galley.append(name, style.spec.leading / 4.0);
        (galley, style.spec.before)
    }
}

/// The space between columns that fill a measure.
fn gap(columns: &[Galley], measure: Pt) -> Pt {
    let widths: Pt = columns.iter().map(Galley::width).sum();
    (measure - widths) / columns.len().saturating_sub(1).max(1) as f64
}

/// The size that fills a room without changing its proportions.
pub(super) fn fitted(natural: Size, room: Size) -> Size {
    let scale = (room.width / natural.width).min(room.height / natural.height);
    Size::new(natural.width * scale, natural.height * scale)
}
