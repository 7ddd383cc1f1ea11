//! The zones of a page: what stands at a fixed place, or below or beside another zone.

use super::composer::Composer;
use super::galley::Galley;
use super::parts::Place;
use crate::diagnostic::{Diagnostic, Span};
use crate::frame::{Artifact, Item, ItemKind, Owner};
use crate::geometry::{Point, Pt, Rect, Size};
use crate::resolve::{Anchor, Rule, Side, Vertical, Zone};

/// Rounding that does not count as running over.
const HAIR: Pt = Pt(0.01);

/// The zones of a page, each in its place.
#[derive(Debug, Default)]
pub(super) struct PlacedZones {
    /// What is drawn, in reading order.
    pub items: Vec<Item>,
    /// Where the lowest zone that does not stand at the foot ends.
    pub bottom: Pt,
    /// Where the highest zone that stands at the foot begins.
    pub foot: Option<Pt>,
    boxes: Vec<PlacedZone>,
}

/// A zone in its place.
#[derive(Debug)]
struct PlacedZone {
    name: String,
    /// Where its content is; of no height where there is none.
    area: Rect,
    span: Span,
}

impl Composer<'_> {
    /// Sets and places the zones of a page, those at its foot last.
    pub(super) fn place_zones(&mut self, zones: &[Zone], place: Place<'_>) -> PlacedZones {
        let mut placed = self.place_head(zones, place);
        self.place_foot(zones, place, &mut placed);
        placed
    }

    /// Sets and places the zones of a page that do not stand at its foot.
    pub(super) fn place_head(&mut self, zones: &[Zone], place: Place<'_>) -> PlacedZones {
        let mut placed = PlacedZones::default();
        for zone in zones.iter().filter(|zone| !is_at_foot(zone)) {
            self.place_zone(zone, place, &mut placed);
        }
        placed
    }

    /// Sets and places the zones at the foot of a page, beside those that are placed already.
    pub(super) fn place_foot(&mut self, zones: &[Zone], place: Place<'_>, placed: &mut PlacedZones) {
        for zone in zones.iter().filter(|zone| is_at_foot(zone)) {
            self.place_zone(zone, place, placed);
        }
        self.check_overlaps(placed);
    }

    fn place_zone(&mut self, zone: &Zone, place: Place<'_>, placed: &mut PlacedZones) {
        // What stands in it.
        let x = match zone.beside.as_deref().and_then(|name| placed.find(name)) {
            Some(other) if other.area.size.width > Pt::ZERO => other.area.right() + zone.gap,
            _ => zone.x,
        };
        let measure = zone.x + zone.width - x;
        let galley = self.set_zone(zone, Place { zone: Some(zone), measure, ..place });
        let room_for_rule = zone.rule.map_or(Pt::ZERO, |rule| rule.gap + rule.thickness);
        let content = if galley.is_empty() { Pt::ZERO } else { galley.height() + room_for_rule };
        self.check_height(zone, &galley, content);

        // Where it stands.
        let height = zone.height.unwrap_or(content);
        let top = self.top(zone, height, placed);
        let dy = match zone.vertical {
            Vertical::Top => Pt::ZERO,
            Vertical::Middle => ((height - content) / 2.0).max(Pt::ZERO),
            Vertical::Bottom => (height - content).max(Pt::ZERO),
        };
        let at = Point::new(x, top + dy);
        let span = galley.rows.first().map(|row| row.span.clone()).unwrap_or_default();
        if galley.is_empty() {
            // Without content it takes no room, but others may stand below it.
            let top = match &zone.anchor {
                Anchor::Below(names) => placed.lowest(names),
                _ => top,
            };
            placed.boxes.push(PlacedZone {
                name: zone.name.clone(),
                area: Rect::new(Point::new(x, top), Size::default()),
                span,
            });
            return;
        }
        let above = zone.rule.filter(|rule| rule.side == Side::Above).map_or(Pt::ZERO, |_| room_for_rule);
        let (left, right) = if zone.rule.is_some() { (Pt::ZERO, measure) } else { (galley.left(), galley.width()) };
        placed.items.extend(galley.placed(at.shifted(Pt::ZERO, above)));
        placed.items.extend(zone.rule.map(|rule| rule_item(rule, at, measure, content)));
        // What is higher than its window has been complained about; it does not run into others, too.
        let ends = content.min(zone.height.unwrap_or(content));
        let area = Rect::new(at.shifted(left, Pt::ZERO), Size::new(right - left, ends));
        match zone.anchor {
            Anchor::Bottom(_) => placed.foot = Some(placed.foot.map_or(at.y, |foot| foot.min(at.y))),
            _ => placed.bottom = placed.bottom.max(area.bottom()),
        }
        self.check_page(zone, area, &span);
        placed.boxes.push(PlacedZone { name: zone.name.clone(), area, span });
    }

    /// The parts of a zone, one below the other.
    fn set_zone(&mut self, zone: &Zone, place: Place<'_>) -> Galley {
        let mut galley = Galley::default();
        for part in &zone.parts {
            let (set, before) = self.set_part(*part, place);
            galley.append(set, before);
        }
        galley
    }

    /// The y of a zone's top.
    fn top(&self, zone: &Zone, height: Pt, placed: &PlacedZones) -> Pt {
        match &zone.anchor {
            Anchor::Top(y) => *y,
            Anchor::Bottom(y) => self.letter.template.page.height - *y - height,
            Anchor::Below(names) => placed.lowest(names) + zone.gap,
        }
    }

    /// Content that is higher than its zone is an error, never an overprint.
    fn check_height(&mut self, zone: &Zone, galley: &Galley, content: Pt) {
        let Some(height) = zone.height.filter(|height| content > *height + HAIR) else { return };
        let mut room = height - content + galley.height();
        let fitting = (galley.rows.iter().enumerate())
            .take_while(|(index, row)| {
                room -= row.height + if *index > 0 { row.before } else { Pt::ZERO };
                room > -HAIR
            })
            .count();
        let span = galley.rows.get(fitting).map(|row| row.span.clone()).unwrap_or_default();
        let lines = galley.rows.len();
        let template = &self.letter.template.name;
        let diagnostic = if zone.window {
            Diagnostic::error(format!("the address has {lines} lines, but the window of `{template}` shows {fitting}"))
                .hint("shorten the address, or choose a template with a larger window or with none")
        } else {
            Diagnostic::error(format!(
                "`{}` is {} high, but the template `{template}` has {} for it",
                zone.name,
                content.mm(),
                height.mm()
            ))
            .hint("shorten it, or give it more room in a template of your own")
        };
        self.problems.push(diagnostic.at(&self.letter.source, span));
    }

    fn check_page(&mut self, zone: &Zone, area: Rect, span: &Span) {
        let page = self.letter.template.page;
        if area.at.y < -HAIR || area.bottom() > page.height + HAIR {
            self.problems.push(
                Diagnostic::error(format!("`{}` does not fit on the page", zone.name))
                    .at(&self.letter.source, span.clone())
                    .hint("shorten it, or give it more room in a template of your own"),
            );
        }
    }

    /// Zones that run into each other are an error.
    fn check_overlaps(&mut self, placed: &PlacedZones) {
        for (index, zone) in placed.boxes.iter().enumerate() {
            for other in &placed.boxes[..index] {
                let touch = Rect::new(other.area.at, Size::new(other.area.size.width, other.area.size.height - HAIR));
                if zone.area.overlaps(touch) {
                    self.problems.push(
                        Diagnostic::error(format!("`{}` runs into `{}`", other.name, zone.name))
                            .at(&self.letter.source, other.span.clone())
                            .hint("shorten one of them, or give them more room in a template of your own"),
                    );
                }
            }
        }
    }
}

impl PlacedZones {
    fn find(&self, name: &str) -> Option<&PlacedZone> {
        self.boxes.iter().find(|zone| zone.name == name)
    }

    /// Where the lowest of these zones ends.
    fn lowest(&self, names: &[String]) -> Pt {
        let zones = names.iter().filter_map(|name| self.find(name));
        zones.map(|zone| zone.area.bottom()).fold(Pt::ZERO, Pt::max)
    }
}

fn is_at_foot(zone: &Zone) -> bool {
    matches!(zone.anchor, Anchor::Bottom(_))
}

fn rule_item(rule: Rule, at: Point, width: Pt, content: Pt) -> Item {
    let y = match rule.side {
        Side::Above => at.y,
        Side::Below => at.y + content - rule.thickness,
    };
    Item {
        at: Point::new(at.x, y),
        kind: ItemKind::Fill { size: Size::new(width, rule.thickness), color: rule.color },
        owner: Owner::Artifact(Artifact::Layout),
    }
}
