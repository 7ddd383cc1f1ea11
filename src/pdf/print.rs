//! Many letters as one file, to be printed at once.
//!
//! Letters are added one by one, and what is written of the file is taken after each, so that it
//! never stands in memory as a whole; what stays there is where its objects are, some bytes each.
//! Letters share fonts and pictures. Each keeps its page numbers, and is a part of the
//! structure and an entry of the outline.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::file::File;
use super::fonts::Breadth;
use super::kept::Kept;
use super::metadata::describe;
use super::outline::Entry;
use super::pages::{Below, Catalog, Resources};
use super::runs::KnownRun;
use super::syntax::Ref;
use super::tags::Parents;
use super::{ExportError, content, fonts, outline, pages, runs, tags};
use crate::frame::{Document, Info, Standard};
use crate::geometry::Size;
use crate::text::{FaceId, Fonts};

/// A file of many letters while it is made. Files that are attached to letters are not in it.
pub struct Print<'a> {
    file: File<'a>,
    fonts: &'a Fonts,
    kept: &'a Kept,
    /// Whether each letter begins on a front page.
    duplex: bool,
    standard: Standard,
    root: Ref,
    /// The topmost node of the page tree.
    node: Ref,
    /// The nodes of letters, below it.
    nodes: Vec<Ref>,
    pages: usize,
    /// The size of the last page.
    last_size: Size,
    structure: Ref,
    /// The element that holds all letters, and theirs.
    whole: Ref,
    parts: Vec<Ref>,
    parents: Vec<Parents>,
    outline: Vec<Entry>,
    /// How surely it is known what glyphs stand for, so far.
    glyphs: BTreeMap<(FaceId, u16), u8>,
    /// The runs that this is known from. A letter is drawn in fonts that hold the glyphs of all before it, too, so
    /// that after some letters there is hardly ever a new one.
    witnesses: Vec<Rc<KnownRun>>,
    resources: Resources,
    info: Option<Info>,
}

impl<'a> Print<'a> {
    /// A file without letters, which keeps to a standard.
    pub fn new(standard: Standard, duplex: bool, fonts: &'a Fonts, kept: &'a Kept) -> Self {
        let mut file = File::new(&kept.packer);
        let [root, node, structure, whole] = std::array::from_fn(|_| file.reserve());
        // Without attached files there is nothing that takes the third part.
        let standard = if standard == Standard::Ua1A3a { Standard::Ua1A2a } else { standard };
        let (nodes, parts, parents, outline) = (vec![], vec![], vec![], vec![]);
        Self {
            file,
            fonts,
            kept,
            duplex,
            standard,
            root,
            node,
            nodes,
            pages: 0,
            last_size: Size::default(),
            structure,
            whole,
            parts,
            parents,
            outline,
            glyphs: BTreeMap::new(),
            witnesses: vec![],
            resources: Resources::default(),
            info: None,
        }
    }

    /// Adds a letter; gives what there is more of the file.
    ///
    /// # Errors
    ///
    /// As [`export`](super::export).
    pub fn add(&mut self, document: &Document) -> Result<Vec<u8>, ExportError> {
        let runs = runs::runs(document, self.fonts, self.kept);
        self.note_glyphs(&runs);
        let of_all: Vec<Rc<KnownRun>> = self.witnesses.iter().chain(&runs).cloned().collect();
        let mut cuts = fonts::cut(&of_all, Breadth::File, self.fonts, self.kept)?;
        cuts.retain(|face, _| runs.iter().any(|known| known.run.face == *face));
        let drawn = content::draw(document, self.standard, &runs, &cuts, self.kept)?;
        self.fill_up()?;

        let node = self.file.reserve();
        let resources = self.resources.add(&mut self.file, &cuts, &document.pictures, self.kept)?;
        let structure = self.standard.is_tagged().then_some(self.whole);
        let below = Below { node, structure, is_part: true, resources, first_key: self.parents.len() };
        let mut written = pages::add(&mut self.file, document, &drawn, below)?;
        pages::add_node(&mut self.file, node, Some(self.node), &written.pages, written.pages.len())?;
        self.nodes.push(node);
        self.pages += written.pages.len();
        self.last_size = document.pages.last().map(|page| page.size).unwrap_or_default();
        self.parts.extend(written.top);
        self.parents.append(&mut written.parents);
        let (page, size) = (written.pages.first(), document.pages.first().map(|page| page.size));
        if let (Some(page), Some(size)) = (page, size) {
            let title = document.info.subject.as_ref().unwrap_or(&document.info.title).clone();
            self.outline.push(Entry { title, page: *page, height: size.height });
        }
        self.describe(&document.info);
        Ok(self.file.take())
    }

    /// Ends the file; gives the rest of it.
    ///
    /// # Errors
    ///
    /// As [`export`](super::export).
    pub fn finish(mut self, name: &str) -> Result<Vec<u8>, ExportError> {
        pages::add_node(&mut self.file, self.node, None, &self.nodes, self.pages)?;
        if self.standard.is_tagged() {
            tags::add_whole(&mut self.file, self.whole, self.structure, &self.parts)?;
            tags::add_root(&mut self.file, self.structure, &[self.whole], &self.parents)?;
        }
        let mut info = self.info.unwrap_or_default();
        if info.title.is_empty() {
            info.title = name.to_owned();
        }
        let outline = outline::add(&mut self.file, &self.outline)?;
        let described = describe(&mut self.file, &info, self.standard)?;
        let structure = self.standard.is_tagged().then_some(self.structure);
        let catalog = Catalog { node: self.node, structure, outline, described: &described, attached: &[] };
        pages::add_catalog(&mut self.file, self.root, &info, &catalog)?;
        Ok(self.file.finish(self.root, described.info)?.0)
    }

    /// Adds an empty page if the next letter would begin on a back page otherwise.
    fn fill_up(&mut self) -> Result<(), ExportError> {
        if !self.duplex || self.pages.is_multiple_of(2) {
            return Ok(());
        }
        let (node, page) = (self.file.reserve(), self.file.reserve());
        pages::add_empty(&mut self.file, page, node, self.last_size)?;
        pages::add_node(&mut self.file, node, Some(self.node), &[page], 1)?;
        self.nodes.push(node);
        self.pages += 1;
        Ok(())
    }

    /// Takes note of runs that have glyphs which none before them had.
    fn note_glyphs(&mut self, runs: &[Rc<KnownRun>]) {
        for known in runs {
            let mut is_new = false;
            for (glyph, standing) in &known.standings {
                let certainty = self.glyphs.entry((known.run.face, *glyph)).or_default();
                is_new |= *certainty < standing.certainty;
                *certainty = (*certainty).max(standing.certainty);
            }
            if is_new {
                self.witnesses.push(known.clone());
            }
        }
    }

    /// What all letters have in common is said of the file.
    fn describe(&mut self, of_letter: &Info) {
        let Some(info) = &mut self.info else {
            self.info = Some(Info { subject: None, ..of_letter.clone() });
            return;
        };
        if info.title != of_letter.title {
            info.title.clear();
        }
        if info.author != of_letter.author {
            info.author.clear();
        }
        info.created = info.created.max(of_letter.created);
    }
}
