//! A document as plain text, for golden tests and the curious.
//!
//! One line for each thing on a page: where it stands, what it belongs to, what it is.
//! Runs of one line that belong together are joined.

use std::fmt::Write;

use super::{Artifact, Document, ElementId, Item, ItemKind, Owner};
use crate::geometry::{Point, Pt, Size};
use crate::text::{Fonts, Run};

impl Document {
    /// The document as text: its structure by role, its pages by place in points.
    pub fn dump(&self, fonts: &Fonts) -> String {
        let mut out = String::new();
        for (index, page) in self.pages.iter().enumerate() {
            let _ = writeln!(out, "page {} {}", index + 1, size(page.size));
            let mut line: Option<Line> = None;
            for item in &page.items {
                if let (ItemKind::Text(run), Some(line)) = (&item.kind, &mut line)
                    && line.continues_with(item, run, fonts)
                {
                    line.text.push_str(&run.text);
                    line.end += run.advance;
                    continue;
                }
                self.flush(&mut out, line.take());
                match &item.kind {
                    ItemKind::Text(run) => line = Some(Line::of(item, run, fonts)),
                    _ => self.write_item(&mut out, item),
                }
            }
            self.flush(&mut out, line.take());
        }
        out
    }

    fn flush(&self, out: &mut String, line: Option<Line>) {
        if let Some(Line { owner, at, face, text, .. }) = line {
            let text = text.replace('\u{ad}', "-");
            let _ = writeln!(out, "{} [{}] {face} {}", place(at), self.owner(owner), text.trim_end());
        }
    }

    fn write_item(&self, out: &mut String, item: &Item) {
        let _ = write!(out, "{} [{}] ", place(item.at), self.owner(item.owner));
        let _ = match &item.kind {
            ItemKind::Text(run) => writeln!(out, "{}", run.text),
            ItemKind::Fill { size: extent, color } => writeln!(out, "fill {} {color}", size(*extent)),
            ItemKind::Picture { picture, size: extent } => writeln!(out, "picture {picture} {}", size(*extent)),
            ItemKind::Link { size: extent, target, .. } => writeln!(out, "link {} {target}", size(*extent)),
        };
    }

    /// The path of roles from the root, without the root.
    fn owner(&self, owner: Owner) -> String {
        match owner {
            Owner::Artifact(Artifact::Pagination) => "artifact: pagination".to_string(),
            Owner::Artifact(Artifact::Layout) => "artifact: layout".to_string(),
            Owner::Element(id) => {
                let mut roles = vec![];
                let mut next = Some(id);
                while let Some(ElementId(index)) = next {
                    let Some(element) = self.elements.get(index as usize) else { break };
                    let alt = element.alt.as_ref().map_or(String::new(), |alt| format!(" “{alt}”"));
                    roles.push(format!("{}{alt}", element.role.tag()));
                    next = element.parent;
                }
                roles.pop();
                roles.reverse();
                roles.join(" ")
            }
        }
    }
}

/// Runs that follow one another on a line.
struct Line {
    owner: Owner,
    at: Point,
    end: Pt,
    face: String,
    text: String,
}

impl Line {
    fn of(item: &Item, run: &Run, fonts: &Fonts) -> Self {
        let end = item.at.x + run.advance;
        Self { owner: item.owner, at: item.at, end, face: face(run, fonts), text: run.text.clone() }
    }

    fn continues_with(&self, item: &Item, run: &Run, fonts: &Fonts) -> bool {
        let adjacent = (item.at.x - self.end).0.abs() < 0.5;
        self.owner == item.owner && self.at.y == item.at.y && adjacent && self.face == face(run, fonts)
    }
}

fn face(run: &Run, fonts: &Fonts) -> String {
    format!("{} {}", fonts.face(run.face).postscript_name(), run.size.0)
}

fn place(at: Point) -> String {
    format!("{:8.2} {:8.2}", at.x.0, at.y.0)
}

fn size(size: Size) -> String {
    format!("{:.2} × {:.2}", size.width.0, size.height.0)
}
