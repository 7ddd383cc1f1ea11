//! A merged template file to a [`Template`]: every measure is there.

use std::collections::BTreeMap;

use super::file::{PageZonesFile, StyleFile, TemplateFile, ZoneFile};
use super::{AlignName, Anchor, EdgeMark, Flow, ListSpec, Margin, Rule, SignatureSpec, StyleSpec, Template, Zone};
use crate::geometry::{Color, Mm, Pt, Size};

/// The narrowest column that text can flow in.
const NARROWEST: Pt = Pt(72.0);

/// Settles a merged file.
///
/// # Errors
///
/// What is missing or impossible, to be read after "in the template …,".
pub(super) fn settle(name: &str, file: TemplateFile) -> Result<Template, String> {
    let page = settle_page(&file)?;
    let margin = settle_margin(&file, page)?;
    let styles = settle_styles(&file)?;
    let zones = |list: &PageZonesFile| settle_zones(list, &file.zones, page, margin, &styles);
    Ok(Template {
        name: name.to_string(),
        page,
        margin,
        cover: zones(&file.cover)?,
        first: zones(&file.first)?,
        next: zones(&file.next)?,
        flow: settle_flow(&file)?,
        subject_label: file.subject.label.unwrap_or_default(),
        signature: SignatureSpec {
            space: points(file.signature.space),
            indent: points(file.signature.indent),
            columns: file.signature.columns.unwrap_or(1).clamp(1, 6),
        },
        list: ListSpec {
            indent: file.list.indent.unwrap_or_default(),
            gap: file.list.gap.unwrap_or(Pt(6.0)),
            bullets: file.list.bullets.filter(|bullets| !bullets.is_empty()).unwrap_or_else(|| vec!["•".to_string()]),
        },
        addressee: file.addressee.order.ok_or("`addressee.order` is missing")?,
        labels: file.labels,
        page_number: file.page_number,
        marks: file
            .marks
            .values()
            .map(|mark| EdgeMark { y: mark.y.pt(), x: mark.x.pt(), length: mark.length.pt() })
            .collect(),
        styles,
    })
}

fn points(length: Option<Mm>) -> Pt {
    length.unwrap_or_default().pt()
}

fn settle_page(file: &TemplateFile) -> Result<Size, String> {
    let width = file.page.width.ok_or("`page.width` is missing")?;
    let height = file.page.height.ok_or("`page.height` is missing")?;
    Ok(Size::new(width.0.pt(), height.0.pt()))
}

fn settle_margin(file: &TemplateFile, page: Size) -> Result<Margin, String> {
    let margin = &file.page.margin;
    let margin = Margin {
        top: points(margin.top),
        right: points(margin.right),
        bottom: points(margin.bottom),
        left: points(margin.left),
    };
    let sides = [margin.top, margin.right, margin.bottom, margin.left];
    if sides.iter().any(|side| *side < Pt::ZERO) {
        return Err("a margin is negative".to_string());
    }
    let room = Size::new(page.width - margin.left - margin.right, page.height - margin.top - margin.bottom);
    if room.width < NARROWEST || room.height < NARROWEST {
        return Err(format!("the margins leave {} × {} for the text", room.width.mm(), room.height.mm()));
    }
    Ok(margin)
}

fn settle_styles(file: &TemplateFile) -> Result<BTreeMap<String, StyleSpec>, String> {
    let text = file.styles.get("text").ok_or("the style `text` is missing")?;
    let root = StyleSpec {
        family: text.family.clone().filter(|families| !families.is_empty()).ok_or("`styles.text.family` is missing")?,
        size: text.size.ok_or("`styles.text.size` is missing")?.0,
        leading: text.leading.ok_or("`styles.text.leading` is missing")?.0,
        bold: false,
        italic: false,
        color: Color::BLACK,
        align: AlignName::Start,
        hyphenate: false,
        balance: false,
        uppercase: false,
        tracking: 0.0,
        before: Pt::ZERO,
        after: Pt::ZERO,
    };
    let root = settle_style("text", text, &root)?;
    file.styles.iter().map(|(name, style)| Ok((name.clone(), settle_style(name, style, &root)?))).collect()
}

fn settle_style(name: &str, style: &StyleFile, root: &StyleSpec) -> Result<StyleSpec, String> {
    let tracking = style.tracking.unwrap_or(root.tracking);
    if !(-100.0..=1000.0).contains(&tracking) {
        return Err(format!("`styles.{name}.tracking` is not between -100 and 1000"));
    }
    let size = style.size.map_or(root.size, |size| size.0);
    Ok(StyleSpec {
        family: style.family.clone().filter(|families| !families.is_empty()).unwrap_or_else(|| root.family.clone()),
        size,
        // A style that changes the size alone keeps the proportion of leading to size.
        leading: style.leading.map_or(root.leading * (size / root.size), |leading| leading.0),
        bold: style.bold.unwrap_or(root.bold),
        italic: style.italic.unwrap_or(root.italic),
        color: style.color.map_or(root.color, |color| color.0),
        align: style.align.unwrap_or(root.align),
        hyphenate: style.hyphenate.unwrap_or(root.hyphenate),
        balance: style.balance.unwrap_or(root.balance),
        uppercase: style.uppercase.unwrap_or(root.uppercase),
        tracking,
        before: style.before.unwrap_or(root.before),
        after: style.after.unwrap_or(root.after),
    })
}

fn settle_zones(
    list: &PageZonesFile,
    zones: &BTreeMap<String, ZoneFile>,
    page: Size,
    margin: Margin,
    styles: &BTreeMap<String, StyleSpec>,
) -> Result<Vec<Zone>, String> {
    let mut settled: Vec<Zone> = vec![];
    for name in list.zones.iter().flatten() {
        let zone = zones.get(name).ok_or_else(|| format!("the zone `{name}` is listed but not described"))?;
        let zone = settle_zone(name, zone, page, margin)?;
        if let Some(style) = zone.style.as_ref().filter(|style| !styles.contains_key(*style)) {
            return Err(format!("the zone `{name}` has the style `{style}`, which is not described"));
        }
        let leans_on = match &zone.anchor {
            Anchor::Below(names) => names.iter().chain(&zone.beside).collect::<Vec<_>>(),
            _ => zone.beside.iter().collect(),
        };
        if let Some(missing) = leans_on.iter().find(|other| !settled.iter().any(|zone| zone.name == ***other)) {
            return Err(format!("the zone `{name}` stands by `{missing}`, which is not listed before it"));
        }
        settled.push(zone);
    }
    Ok(settled)
}

fn settle_zone(name: &str, zone: &ZoneFile, page: Size, margin: Margin) -> Result<Zone, String> {
    let x = zone.x.map_or(margin.left, Mm::pt);
    let width = zone.width.map_or(page.width - margin.right - x, Mm::pt);
    if width <= Pt::ZERO || x < Pt::ZERO || x + width > page.width + Pt(0.01) {
        return Err(format!("the zone `{name}` does not fit on the page from left to right"));
    }
    let height = zone.height.map(Mm::pt);
    if height.is_some_and(|height| height <= Pt::ZERO) {
        return Err(format!("the zone `{name}` has no height"));
    }
    let anchor = match (zone.y, zone.bottom) {
        (Some(y), _) => Anchor::Top(y.pt()),
        (None, Some(bottom)) => Anchor::Bottom(bottom.pt()),
        (None, None) if !zone.below.is_empty() => Anchor::Below(zone.below.clone()),
        (None, None) => return Err(format!("the zone `{name}` has none of `y`, `bottom` and `below`")),
    };
    Ok(Zone {
        name: name.to_string(),
        x,
        anchor,
        beside: zone.beside.clone(),
        gap: points(zone.gap),
        width,
        height,
        vertical: zone.vertical.unwrap_or_default(),
        align: zone.align,
        style: zone.style.clone(),
        parts: zone.parts.clone(),
        text: zone.text.clone(),
        fields: zone.fields.clone(),
        arrange: zone.arrange.unwrap_or_default(),
        window: zone.window,
        rule: zone.rule.as_ref().map(|rule| Rule {
            side: rule.side,
            thickness: rule.thickness,
            color: rule.color.0,
            gap: rule.gap.pt(),
        }),
    })
}

fn settle_flow(file: &TemplateFile) -> Result<Flow, String> {
    let flow = &file.flow;
    Ok(Flow {
        parts: flow.parts.clone().ok_or("`flow.parts` is missing")?,
        y: points(flow.y),
        gap: points(flow.gap),
        head_gap: points(flow.head_gap),
        foot_gap: points(flow.foot_gap),
    })
}
