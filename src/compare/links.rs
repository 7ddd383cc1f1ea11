//! Where links lead, and what other annotations say.

use hayro::hayro_syntax::object::{Array, Dict, Name, Object, Rect as Extent};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::difference::{Difference, Kind, Level, quoted, shorten};
use super::pages::Pairing;
use crate::inspect::{name_at, text, text_at};
use crate::view::View;

/// How far the place of a link may be from where it was, in points: a tenth of a millimetre.
const NEAR: f64 = 0.283;

/// An annotation (ISO 32000-1, 12.5).
#[derive(Debug, Clone, PartialEq)]
struct Annotation {
    page: usize,
    kind: String,
    /// Where it leads.
    target: String,
    /// What it says.
    words: String,
    place: [f64; 4],
}

/// Compares links and other annotations, page by page.
pub(super) fn compare(expected: &View, actual: &View, pairing: &Pairing, differences: &mut Vec<Difference>) {
    let (mut old, mut new) = (vec![], vec![]);
    for &(from, to) in &pairing.pairs {
        old.extend(annotations(expected, from));
        new.extend(annotations(actual, to));
    }
    let is_moved = differences.iter().any(|difference| difference.kind == Kind::Moved || difference.kind == Kind::Size);
    let told = if old.len() == new.len() {
        let pairs = old.iter().zip(&new).zip(1..);
        pairs.flat_map(|((then, now), number)| changes(then, now, number, is_moved)).collect()
    } else {
        come_and_gone(&old, &new)
    };
    differences.extend(shorten(told));
}

/// What differs between two annotations that are one and the same.
fn changes(then: &Annotation, now: &Annotation, number: usize, is_moved: bool) -> Vec<Difference> {
    let tell = |what: String| Difference::on(now.page, Level::Structure, Kind::Link, what);
    let name = |annotation: &Annotation| match annotation.kind.as_str() {
        "Link" => format!("link {number}"),
        other => format!("annotation {number} ({other})"),
    };
    let mut told = vec![];
    if then.kind != now.kind {
        told.push(tell(format!("{} became {}", name(then), name(now))));
    }
    if then.target != now.target {
        told.push(tell(format!("{} now leads to {}, not to {}", name(now), leads(now), leads(then))));
    }
    if then.words != now.words {
        told.push(tell(format!(
            "{} is described as {}, not as {}",
            name(now),
            quoted(&now.words),
            quoted(&then.words)
        )));
    }
    let is_elsewhere = then.place.iter().zip(now.place).any(|(a, b)| (a - b).abs() > NEAR);
    if is_elsewhere && !is_moved {
        told.push(tell(format!("{} covers another place", name(now))));
    }
    told
}

/// Annotations that only one file has, by where they lead.
fn come_and_gone(old: &[Annotation], new: &[Annotation]) -> Vec<Difference> {
    let keys = |all: &[Annotation]| -> Vec<(String, String)> {
        all.iter().map(|annotation| (annotation.kind.clone(), annotation.target.clone())).collect()
    };
    let mut told = vec![];
    for operation in capture_diff_slices(Algorithm::Myers, &keys(old), &keys(new)) {
        if let DiffOp::Equal { .. } = operation {
            continue;
        }
        let tell = |annotation: &Annotation, what: &str| {
            let kind =
                if annotation.kind == "Link" { "the link".to_owned() } else { format!("the {}", annotation.kind) };
            let message = format!("{kind} to {} {what}", leads(annotation));
            Difference::on(annotation.page, Level::Structure, Kind::Link, message)
        };
        told.extend(old[operation.old_range()].iter().map(|annotation| tell(annotation, "is gone")));
        told.extend(new[operation.new_range()].iter().map(|annotation| tell(annotation, "is new")));
    }
    told
}

fn leads(annotation: &Annotation) -> &str {
    if annotation.target.is_empty() { "nowhere" } else { &annotation.target }
}

/// The annotations of a page.
fn annotations(view: &View, page: usize) -> Vec<Annotation> {
    let Some(dict) = view.pdf().pages().get(page).map(|page| page.raw()) else { return vec![] };
    let all = dict.get::<Array<'_>>("Annots").map(|all| all.iter::<Dict<'_>>().collect::<Vec<_>>()).unwrap_or_default();
    let read = |annotation: Dict<'_>| {
        let place = annotation.get::<Extent>("Rect").map_or([0.0; 4], |rect| [rect.x0, rect.y0, rect.x1, rect.y1]);
        Annotation {
            page,
            kind: name_at(&annotation, "Subtype").unwrap_or_default(),
            target: target(view, &annotation),
            words: text_at(&annotation, "Contents").unwrap_or_default(),
            place,
        }
    };
    all.into_iter().map(read).collect()
}

/// Where an annotation leads: a URI, or a page of this file.
fn target(view: &View, annotation: &Dict<'_>) -> String {
    let action = annotation.get::<Dict<'_>>("A").unwrap_or_default();
    if let Some(uri) = text_at(&action, "URI") {
        return uri;
    }
    let goal = annotation.get::<Object<'_>>("Dest").or_else(|| action.get::<Object<'_>>("D"));
    match goal {
        Some(Object::Array(goal)) => {
            let page = goal.raw_iter().next().and_then(|page| page.as_obj_ref());
            let page = page.map(hayro::hayro_syntax::object::ObjectIdentifier::from);
            let index = view.pdf().pages().iter().position(|other| page.is_some() && other.raw().obj_id() == page);
            index.map_or_else(|| "a page".to_owned(), |index| format!("page {}", index + 1))
        }
        Some(Object::Name(name)) => format!("the place “{}”", name.as_str()),
        Some(Object::String(name)) => format!("the place “{}”", text(name.as_bytes())),
        _ => action.get::<Name<'_>>("S").map(|name| format!("an action ({})", name.as_str())).unwrap_or_default(),
    }
}
