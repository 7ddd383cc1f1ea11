//! How a letter ends: the close, room for the hand, and who signs.

use super::composer::Composer;
use super::galley::{Galley, Row};
use super::parts::{Place, fitted};
use crate::frame::{Owner, Role};
use crate::geometry::{Pt, Size};
use crate::resolve::{Signature, Words};

/// Between signatures that stand side by side.
const COLUMN_GAP: Pt = Pt(18.0);
/// A picture of a signature is at most this much higher than the room for the hand.
const IMAGE_OVERSHOOT: f64 = 1.25;
/// The narrowest column that a signature stands in.
const NARROWEST: Pt = Pt(110.0);

impl Composer<'_> {
    /// The complimentary close.
    pub(super) fn set_closing(&mut self, place: Place<'_>) -> (Galley, Pt) {
        let letter = self.letter;
        let indent = letter.template.signature.indent;
        let style = self.style("closing");
        let mut galley = Galley::default();
        for words in [&letter.parts.closing, &letter.parts.closing_organization].into_iter().flatten() {
            let owner = self.open(place.owner, Role::Paragraph);
            let set = self.set_words(words, style, owner, place.measure - indent, None);
            galley.append(set, Pt::ZERO);
        }
        (galley.kept().shifted(indent), style.spec.before)
    }

    /// Signatures, as many side by side as the template allows and the measure has room for.
    pub(super) fn set_signatures(&mut self, place: Place<'_>) -> Galley {
        let letter = self.letter;
        let spec = letter.template.signature;
        let measure = place.measure - spec.indent;
        let fitting = ((measure + COLUMN_GAP) / (NARROWEST + COLUMN_GAP)).floor().max(1.0) as usize;
        // As many in each row as in the others: four stand as two and two, not as three and one.
        let count = letter.parts.signatures.len().max(1);
        let rows = count.div_ceil(spec.columns.min(fitting).max(1));
        let columns = count.div_ceil(rows);
        let width = (measure - COLUMN_GAP * (columns as f64 - 1.0)) / columns as f64;

        let mut galley = Galley::default();
        for group in letter.parts.signatures.chunks(columns) {
            let set = self.set_group(group, width, place.owner);
            let before = if galley.is_empty() { Pt::ZERO } else { self.style("signature").spec.leading };
            galley.append(set, before);
        }
        galley.kept().shifted(spec.indent)
    }

    /// Signatures side by side: names stand on one line.
    fn set_group(&mut self, group: &[Signature], width: Pt, owner: Owner) -> Galley {
        let mut above = Galley::default();
        let mut below = Galley::default();
        let mut hand = Row { height: self.letter.template.signature.space, keep: true, room: true, ..Row::default() };
        for (index, signature) in group.iter().enumerate() {
            let dx = (width + COLUMN_GAP) * index as f64;
            let section = self.open(owner, Role::Division);
            let on_behalf = self.signature_lines(&[signature.on_behalf.as_ref()], section, width);
            above.overlay(on_behalf.shifted(dx));
            if let Some(row) = self.signature_image(signature, width, section) {
                let row = Galley::of(row).shifted(dx);
                for row in row.rows {
                    hand.height = hand.height.max(row.height);
                    hand.items.extend(row.items);
                }
            }
            let names = self.signature_lines(&[Some(&signature.name), signature.role.as_ref()], section, width);
            below.overlay(names.shifted(dx));
        }
        sit_on_line(&mut hand);
        let mut galley = above;
        galley.append(Galley::of(hand), Pt::ZERO);
        galley.append(below, Pt::ZERO);
        galley.kept()
    }

    fn signature_lines(&mut self, lines: &[Option<&Words>], owner: Owner, width: Pt) -> Galley {
        let mut galley = Galley::default();
        for (index, words) in lines.iter().enumerate() {
            let Some(words) = words else { continue };
            let style = self.style(if index == 0 { "signature" } else { "signature_role" });
            let owner = self.open(owner, Role::Paragraph);
            let set = self.set_words(words, style, owner, width, None);
            galley.append(set, Pt::ZERO);
        }
        galley
    }

    fn signature_image(&mut self, signature: &Signature, width: Pt, owner: Owner) -> Option<Row> {
        let picture = signature.image.as_ref()?;
        let space = self.letter.template.signature.space * IMAGE_OVERSHOOT;
        let size = fitted(picture.size, Size::new(width.min(Pt(170.0)), space.max(Pt(20.0))));
        let alt = self.letter.parts.label("signature_image").replace("{name}", &signature.name.text);
        let owner = self.open_with(owner, Role::Figure, Some(alt));
        Some(self.picture_row(picture, size, Pt::ZERO, owner))
    }
}

/// Moves pictures of several heights down to one line.
fn sit_on_line(row: &mut Row) {
    for item in &mut row.items {
        if let crate::frame::ItemKind::Picture { size, .. } = &item.kind {
            item.at.y = row.height - size.height;
        }
    }
}
