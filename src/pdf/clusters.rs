//! A run's glyphs with the text that they stand for, as readers of the file are to find it.
//!
//! For joiners and marks of direction, shaping puts the font's space without width. It is
//! not drawn, or readers would take it for a space within the word; its text goes to the
//! glyphs of the character before it.

use std::borrow::Cow;

use crate::geometry::Pt;
use crate::text::{Glyph, Run};

/// Glyphs that stand for a piece of text, in drawing order, and the text.
pub(super) struct Cluster<'a> {
    pub glyphs: &'a [Glyph],
    pub text: Cow<'a, str>,
}

/// The clusters of a run that are seen, in drawing order; `space` is the glyph that unseen characters get.
pub(super) fn clusters(run: &Run, space: Option<u16>) -> Vec<Cluster<'_>> {
    let mut clusters: Vec<Cluster> = Vec::with_capacity(run.glyphs.len());
    // Unseen text, in reading order, that waits for the cluster to its right.
    let mut waiting = String::new();
    for glyphs in run.glyphs.chunk_by(|a, b| a.cluster == b.cluster) {
        let text = glyphs.first().map_or("", |glyph| text_of(run, glyph));
        let glyphs = seen(glyphs, space);
        match clusters.last_mut() {
            _ if !glyphs.is_empty() => {
                let mut cluster = Cluster { glyphs, text: Cow::Borrowed(text) };
                if !waiting.is_empty() {
                    let at = if run.rtl { text.len() } else { 0 };
                    cluster.text.to_mut().insert_str(at, &waiting);
                    waiting.clear();
                }
                clusters.push(cluster);
            }
            Some(before) if !run.rtl => before.text.to_mut().push_str(text),
            _ => waiting.insert_str(if run.rtl { 0 } else { waiting.len() }, text),
        }
    }
    if let (false, Some(first)) = (waiting.is_empty(), clusters.last_mut()) {
        // From right to left, what the text begins with lies at the right end.
        first.text.to_mut().insert_str(0, &waiting);
    }
    clusters
}

/// A cluster's glyphs without the unseen ones at its ends.
fn seen(glyphs: &[Glyph], space: Option<u16>) -> &[Glyph] {
    let is_seen = |glyph: &Glyph| glyph.advance != Pt::ZERO || Some(glyph.id) != space;
    let start = glyphs.iter().position(is_seen).unwrap_or(glyphs.len());
    let end = glyphs.iter().rposition(is_seen).map_or(start, |last| last + 1);
    glyphs.get(start..end).unwrap_or_default()
}

/// The text that a glyph's cluster stands for.
fn text_of<'a>(run: &'a Run, glyph: &Glyph) -> &'a str {
    run.text.get(glyph.cluster.start as usize..glyph.cluster.end as usize).unwrap_or_default()
}
