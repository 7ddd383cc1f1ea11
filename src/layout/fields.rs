//! Labelled fields: reference, contact, and what else is told in a word.

use super::composer::{Composed, Composer, in_case};
use super::galley::Galley;
use crate::frame::{Owner, Role};
use crate::geometry::Pt;
use crate::resolve::{Arrange, Field, FieldName, Part, ResolvedLetter, SubjectLabel, Zone};
use crate::text::Breaking;

/// From the widest label to the values, in ems.
const LABEL_GAP: f64 = 0.6;
/// Between fields that stand side by side.
const COLUMN_GAP: Pt = Pt(12.0);

impl Composer<'_> {
    /// How far values are hung in: one column for all labels of the letter, the subject's too.
    pub(super) fn hang(&mut self) -> Pt {
        let letter = self.letter;
        let style = self.style("label");
        let zones = letter.template.first.iter().filter(|zone| zone.parts.contains(&Part::Fields));
        let hung = zones.filter(|zone| zone.arrange == Arrange::Rows);
        let mut labels: Vec<&str> =
            hung.flat_map(|zone| shown(letter, zone)).map(|(_, field)| field.label.as_str()).collect();
        if letter.template.subject_label == SubjectLabel::Hung && letter.parts.subject.is_some() {
            labels.push(letter.parts.label("subject"));
        }
        let widest = labels.iter().map(|label| self.text_width(label, style)).fold(Pt::ZERO, Pt::max);
        if labels.is_empty() { Pt::ZERO } else { (widest + style.spec.size * LABEL_GAP).min(self.widest_hang()) }
    }

    /// Half of the narrowest zone with fields: longer labels are set on several lines.
    fn widest_hang(&self) -> Pt {
        let zones = self.letter.template.first.iter().filter(|zone| zone.parts.contains(&Part::Fields));
        zones.map(|zone| zone.width / 2.0).fold(self.letter.template.page.width / 3.0, Pt::min)
    }

    /// Sets the fields of a zone.
    pub(super) fn set_fields(&mut self, zone: &Zone, hang: Pt, owner: Owner, measure: Pt) -> Galley {
        let fields = shown(self.letter, zone);
        if fields.is_empty() {
            return Galley::default();
        }
        let list = self.open(owner, Role::List { numbered: false });
        match zone.arrange {
            Arrange::Rows => self.field_rows(&fields, hang, list, measure),
            Arrange::Columns => self.field_columns(&fields, list, measure),
        }
    }

    /// One below the other, values hung beside the labels.
    fn field_rows(&mut self, fields: &[(FieldName, &Field)], hang: Pt, list: Owner, measure: Pt) -> Galley {
        let mut galley = Galley::default();
        for (name, field) in fields {
            let item = self.open(list, Role::ListItem);
            let style = self.value_style(*name);
            let mut row = self.set_field_label(field, style, item, hang);
            let value = self.set_value(field, style, item, measure - hang);
            row.overlay(value.shifted(hang));
            galley.append(row, Pt::ZERO);
        }
        galley
    }

    /// Side by side, each value below its label.
    fn field_columns(&mut self, fields: &[(FieldName, &Field)], list: Owner, measure: Pt) -> Galley {
        let width = (measure - COLUMN_GAP * (fields.len() as f64 - 1.0)) / fields.len() as f64;
        let mut galley = Galley::default();
        for (index, (name, field)) in fields.iter().enumerate() {
            let item = self.open(list, Role::ListItem);
            let style = self.value_style(*name);
            let mut column = self.set_field_label(field, style, item, width);
            let value = self.set_value(field, style, item, width);
            column.append(value, Pt::ZERO);
            galley.overlay(column.shifted((width + COLUMN_GAP) * index as f64));
        }
        galley
    }

    /// What the letter is filed by, and whom to ask, stand out.
    fn value_style(&self, name: FieldName) -> &'static str {
        match name {
            FieldName::Ref | FieldName::Contact => "reference",
            _ => "value",
        }
    }

    /// A label on the baseline of its value.
    fn set_field_label(&mut self, field: &Field, value_style: &str, item: Owner, measure: Pt) -> Galley {
        let style = self.style("label");
        let owner = self.open(item, Role::Label);
        let mark = self.mark(owner);
        let mut composed = Composed::default();
        composed.push(&in_case(&field.label, style), style.text(), mark, Breaking::Prose, &field.value.span);
        let leading = self.leading(self.style(value_style));
        self.set(&composed, style, measure, None, leading)
    }

    fn set_value(&mut self, field: &Field, style: &str, item: Owner, measure: Pt) -> Galley {
        let style = self.style(style);
        let owner = self.open(item, Role::ListBody);
        let mut composed = Composed::default();
        match &field.link {
            Some(link) => self.push_address(&mut composed, &field.value, (link, &field.value.text), style, owner),
            None => {
                let mark = self.mark(owner);
                composed.push(
                    &in_case(&field.value.text, style),
                    style.text(),
                    mark,
                    Breaking::Prose,
                    &field.value.span,
                );
            }
        }
        let leading = self.leading(style);
        self.set(&composed, style, measure, None, leading)
    }
}

/// The fields of a zone that the letter has, in order.
fn shown<'a>(letter: &'a ResolvedLetter, zone: &Zone) -> Vec<(FieldName, &'a Field)> {
    let mut fields = vec![];
    for name in &zone.fields {
        match name {
            FieldName::Custom => fields.extend(letter.parts.custom_fields.iter().map(|field| (*name, field))),
            _ => fields.extend(letter.parts.fields.get(name).map(|field| (*name, field))),
        }
    }
    fields
}
