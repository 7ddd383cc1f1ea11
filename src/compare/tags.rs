//! Two structures, element by element.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::difference::{Difference, Kind, Level, quoted, shorten};
use crate::inspect::{Element, Inspection, Kid};

/// An element without those within it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Node {
    depth: usize,
    role: String,
    /// What it says itself.
    text: String,
    /// What else is said of it: name and value.
    said: Vec<(&'static str, String)>,
}

impl Node {
    fn name(&self) -> String {
        if self.text.is_empty() { self.role.clone() } else { format!("{} {}", self.role, quoted(&self.text)) }
    }
}

/// Compares structures; text that differs is told elsewhere.
pub(super) fn compare(expected: &Inspection, actual: &Inspection, differences: &mut Vec<Difference>) {
    let tell = |message: String| Difference::new(Level::Structure, Kind::Tags, message);
    match (expected.structure.is_empty(), actual.structure.is_empty()) {
        (true, true) => return,
        (true, false) => return differences.push(tell("the file is tagged now, and was not".to_owned())),
        (false, true) => return differences.push(tell("the file is no longer tagged".to_owned())),
        (false, false) => {}
    }
    let is_text_told = differences.iter().any(|difference| difference.kind == Kind::Text);
    let (mut old, mut new) = (vec![], vec![]);
    expected.structure.iter().for_each(|kid| flatten(kid, 0, &mut old));
    actual.structure.iter().for_each(|kid| flatten(kid, 0, &mut new));

    let mut told = vec![];
    let mut nested = vec![];
    for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if let DiffOp::Equal { .. } = operation {
            continue;
        }
        let (pairs, gone, added) = pair(&old[operation.old_range()], &new[operation.new_range()]);
        for (then, now) in pairs {
            if then.depth != now.depth {
                nested.push(now);
            }
            told.extend(changes(then, now, is_text_told).into_iter().map(tell));
        }
        told.extend(gone.iter().map(|node| tell(format!("tags: {} is gone", node.name()))));
        told.extend(added.iter().map(|node| tell(format!("tags: {} is new", node.name()))));
    }
    if let Some(first) = nested.first() {
        let more = if nested.len() > 1 { format!(" and {} more", nested.len() - 1) } else { String::new() };
        told.push(tell(format!("tags: {}{more} stands at another level", first.name())));
    }
    if expected.untagged != actual.untagged {
        let (then, now) = (expected.untagged, actual.untagged);
        told.push(tell(format!("tags: {then} pieces of text were outside of the structure, {now} are")));
    }
    differences.extend(shorten(told));
}

/// What differs between two elements that are one and the same.
fn changes(then: &Node, now: &Node, is_text_told: bool) -> Vec<String> {
    let mut changes = vec![];
    if then.role != now.role {
        changes.push(format!("tags: {} became {}", then.name(), now.role));
    }
    if then.text != now.text && !is_text_told {
        changes.push(format!("tags: {} is read as {}", then.name(), quoted(&now.text)));
    }
    let value =
        |node: &Node, key: &str| node.said.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone());
    let mut keys: Vec<&str> = then.said.iter().chain(&now.said).map(|(key, _)| *key).collect();
    keys.dedup();
    let mut seen = vec![];
    for key in keys {
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let told = match (value(then, key), value(now, key)) {
            (then, now) if then == now => continue,
            (Some(then), Some(now)) => format!("{key} {} became {}", quoted(&then), quoted(&now)),
            (Some(then), None) => format!("{key} {} is gone", quoted(&then)),
            (None, Some(now)) => format!("{key} {} is new", quoted(&now)),
            (None, None) => continue,
        };
        changes.push(format!("tags: {}: {told}", now.name()));
    }
    changes
}

type Paired<'a> = (Vec<(&'a Node, &'a Node)>, Vec<&'a Node>, Vec<&'a Node>);

/// Finds elements that are one and the same: by type and text, by text, and by type alone.
fn pair<'a>(old: &'a [Node], new: &'a [Node]) -> Paired<'a> {
    let mut gone: Vec<&Node> = old.iter().collect();
    let mut added: Vec<&Node> = new.iter().collect();
    let mut pairs = vec![];
    let alike: [fn(&Node, &Node) -> bool; 3] = [
        |a, b| a.role == b.role && a.text == b.text,
        |a, b| !a.text.is_empty() && a.text == b.text,
        |a, b| a.role == b.role,
    ];
    for is_alike in alike {
        gone.retain(|then| match added.iter().position(|now| is_alike(then, now)) {
            Some(index) => {
                pairs.push((*then, added.remove(index)));
                false
            }
            None => true,
        });
    }
    // What stands alone in place of one other thing is that thing under another name.
    if let ([then], [now]) = (gone.as_slice(), added.as_slice())
        && then.text == now.text
    {
        pairs.push((then, now));
        (gone, added) = (vec![], vec![]);
    }
    (pairs, gone, added)
}

/// Lists elements in reading order.
fn flatten(kid: &Kid, depth: usize, nodes: &mut Vec<Node>) {
    let Kid::Element(element) = kid else { return };
    nodes.push(node(element, depth));
    element.kids.iter().for_each(|kid| flatten(kid, depth + 1, nodes));
}

fn node(element: &Element, depth: usize) -> Node {
    let text: Vec<&str> = element
        .kids
        .iter()
        .filter_map(|kid| match kid {
            Kid::Text(text) => Some(text.trim()),
            _ => None,
        })
        .filter(|text| !text.is_empty())
        .collect();
    let said = [
        ("meaning", &element.stands_for),
        ("alternative text", &element.alt),
        ("actual text", &element.actual_text),
        ("language", &element.language),
        ("numbering", &element.numbering),
        ("scope", &element.scope),
    ];
    let said = said.into_iter().filter_map(|(key, value)| Some((key, value.clone()?))).collect();
    Node { depth, role: element.role.clone(), text: text.join(" ").replace('\u{ad}', ""), said }
}
