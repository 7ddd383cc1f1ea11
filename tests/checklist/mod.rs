//! The checklist of PDF/UA-1 and PDF/A-2 that every letter keeps to, as far as it can be read off
//! the objects of a file: what is said here in a word, the standards say at length.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

/// What a file breaks, each with the clause that it breaks; empty if it keeps to all.
pub fn broken(bytes: &[u8]) -> Vec<String> {
    let mut check = Check { broken: vec![] };
    check.file(bytes);
    match Pdf::load_mem(bytes) {
        Ok(pdf) => check.document(&pdf),
        Err(error) => check.broken.push(format!("cannot be read: {error}")),
    }
    check.broken
}

struct Check {
    broken: Vec<String>,
}

/// An element with what is in it.
struct Element<'a> {
    id: ObjectId,
    dict: &'a Dictionary,
    role: String,
    kids: Vec<Element<'a>>,
    /// Content, by page and identifier.
    marks: Vec<(ObjectId, i64)>,
    /// Annotations.
    objects: Vec<ObjectId>,
}

impl Check {
    fn that(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.broken.push(what());
        }
    }

    /// ISO 19005-2, 6.1.2 and 6.1.3.
    fn file(&mut self, bytes: &[u8]) {
        self.that(bytes.starts_with(b"%PDF-1.7\n%"), || "6.1.2: the header".into());
        let comment = bytes.get(10..14).unwrap_or_default();
        self.that(comment.len() == 4 && comment.iter().all(|byte| *byte > 127), || "6.1.2: the binary comment".into());
        self.that(bytes.trim_ascii_end().ends_with(b"%%EOF"), || "6.1.3: something after the end".into());
    }

    fn document(&mut self, pdf: &Pdf) {
        let ids = pdf.trailer.get(b"ID").and_then(Object::as_array).map_or(0, Vec::len);
        self.that(ids == 2, || "6.1.3: no identifier".into());
        self.that(!pdf.trailer.has(b"Encrypt"), || "6.1.3: encrypted".into());
        let Ok(catalog) = pdf.catalog() else { return self.broken.push("no catalog".into()) };
        self.catalog(pdf, catalog);
        self.metadata(pdf, catalog);
        let pages: Vec<ObjectId> = pdf.page_iter().collect();
        let mut marks = BTreeMap::new();
        for page in &pages {
            marks.insert(*page, self.page(pdf, *page));
        }
        let root = catalog.get(b"StructTreeRoot").and_then(|root| root.as_reference()).ok();
        let Some(root) = root.and_then(|root| pdf.get_dictionary(root).ok()) else {
            return self.broken.push("7.1: no structure".into());
        };
        let top = kids(pdf, root, None);
        self.that(top.len() == 1 && top[0].role == "Document", || "the structure has no Document at its top".into());
        self.structure(pdf, root, &top, &pages, &marks);
        for dict in pdf.objects.values().filter_map(|object| object.as_dict().ok()) {
            if dict.has_type(b"Font")
                && dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0")
            {
                self.font(pdf, dict);
            }
        }
    }

    /// ISO 14289-1, 7.1 and 7.2; ISO 19005-2, 6.2.3.
    fn catalog(&mut self, pdf: &Pdf, catalog: &Dictionary) {
        let language = catalog.get(b"Lang").and_then(Object::as_str).unwrap_or_default();
        self.that(language.len() >= 2, || "7.2: no language".into());
        let marked = catalog.get(b"MarkInfo").and_then(Object::as_dict).and_then(|info| info.get(b"Marked"));
        self.that(marked.and_then(Object::as_bool).unwrap_or(false), || "7.1: not marked as tagged".into());
        let viewer = catalog.get(b"ViewerPreferences").and_then(Object::as_dict);
        let title = viewer.and_then(|viewer| viewer.get(b"DisplayDocTitle")).and_then(Object::as_bool);
        self.that(title.unwrap_or(false), || "7.1: the title is not displayed".into());
        let intents = catalog.get(b"OutputIntents").and_then(Object::as_array).map(Vec::as_slice).unwrap_or_default();
        let intent = intents.first().and_then(|intent| intent.as_dict().ok());
        let is_archival =
            intent.and_then(|intent| intent.get(b"S").and_then(Object::as_name).ok()) == Some(b"GTS_PDFA1");
        self.that(is_archival, || "6.2.3: no output intent".into());
        if let Ok(files) = catalog.get(b"AF").and_then(Object::as_array) {
            for file in files.iter().filter_map(|file| pdf.get_dictionary(file.as_reference().ok()?).ok()) {
                let keys = ["F", "UF", "Desc", "AFRelationship", "EF"];
                self.that(keys.iter().all(|key| file.has(key.as_bytes())), || {
                    format!("6.8: an attached file lacks a key: {file:?}")
                });
            }
        }
    }

    /// ISO 19005-2, 6.6.2; ISO 14289-1, 5.
    fn metadata(&mut self, pdf: &Pdf, catalog: &Dictionary) {
        let stream =
            catalog.get(b"Metadata").and_then(Object::as_reference).and_then(|id| pdf.get_object(id)?.as_stream());
        let Ok(stream) = stream else { return self.broken.push("6.6.2: no metadata".into()) };
        self.that(!stream.dict.has(b"Filter"), || "6.6.2: compressed metadata".into());
        let xmp = String::from_utf8_lossy(&stream.content).into_owned();
        for wanted in ["<pdfuaid:part>1<", "<pdfaid:conformance>A<", "<pdfaid:part>", "<dc:language>"] {
            self.that(xmp.contains(wanted), || format!("6.6.2: no {wanted}"));
        }
        let info = pdf.trailer.get(b"Info").and_then(Object::as_reference).and_then(|id| pdf.get_dictionary(id));
        let Ok(info) = info else { return self.broken.push("no Info".into()) };
        for (key, element) in [
            ("Title", "dc:title"),
            ("Author", "dc:creator"),
            ("Subject", "dc:description"),
            ("Producer", "pdf:Producer"),
            ("Creator", "xmp:CreatorTool"),
        ] {
            if let Ok(value) = info.get(key.as_bytes()).and_then(lopdf::decode_text_string) {
                let said = xmp
                    .split_once(&format!("<{element}>"))
                    .and_then(|(_, rest)| rest.split_once(&format!("</{element}>")));
                let escaped = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                self.that(said.is_some_and(|(said, _)| said.contains(&escaped)), || {
                    format!("6.6.2.3: {key} is not {element}")
                });
            }
        }
        self.that(info.has(b"Title"), || "7.1: no title".into());
    }

    /// Everything on a page is marked, and the identifiers of its marks.
    fn page(&mut self, pdf: &Pdf, page: ObjectId) -> BTreeSet<i64> {
        let Ok(dict) = pdf.get_dictionary(page) else { return BTreeSet::new() };
        let tabs = dict.get(b"Tabs").and_then(Object::as_name);
        self.that(tabs.is_ok_and(|tabs| tabs == b"S"), || "7.18.3: annotations have no order".into());
        let content =
            Content::decode(&pdf.get_page_content(page)).map(|content| content.operations).unwrap_or_default();
        let mut marks = BTreeSet::new();
        let mut open: Vec<bool> = vec![];
        for Operation { operator, operands } in content {
            match operator.as_str() {
                "BDC" | "BMC" => {
                    let tag = operands.first().and_then(|tag| tag.as_name().ok()).unwrap_or_default().to_vec();
                    let properties = operands.get(1).and_then(|properties| properties.as_dict().ok());
                    let mark = properties.and_then(|properties| properties.get(b"MCID").and_then(Object::as_i64).ok());
                    if let Some(mark) = mark {
                        self.that(marks.insert(mark), || format!("14.7.4: the mark {mark} is there twice"));
                        self.that(!open.contains(&true), || format!("14.7.4: the mark {mark} is within another"));
                    }
                    open.push(mark.is_some() || tag == b"Artifact");
                }
                "EMC" => self.that(open.pop().is_some(), || "14.6: a mark ends that did not begin".into()),
                "Tj" | "TJ" | "'" | "\"" | "f" | "F" | "f*" | "S" | "s" | "B" | "B*" | "b" | "b*" | "Do" | "sh"
                | "BI" => {
                    self.that(open.contains(&true), || format!("7.1: {operator} is neither tagged nor an artifact"));
                }
                _ => {}
            }
        }
        self.that(open.is_empty(), || "14.6: a mark does not end".into());
        marks
    }

    /// ISO 14289-1, 7.
    fn structure(
        &mut self,
        pdf: &Pdf,
        root: &Dictionary,
        top: &[Element<'_>],
        pages: &[ObjectId],
        marks: &BTreeMap<ObjectId, BTreeSet<i64>>,
    ) {
        let mut all = vec![];
        flatten(top, &mut all);

        // Each piece of content is in the structure once, and leads back to its element.
        let numbers = parent_tree(pdf, root);
        let mut reached: BTreeMap<ObjectId, BTreeSet<i64>> = BTreeMap::new();
        for element in &all {
            for (page, mark) in &element.marks {
                let fresh = reached.entry(*page).or_default().insert(*mark);
                self.that(fresh, || format!("14.7.4: the mark {mark} belongs to two elements"));
                let number =
                    pdf.get_dictionary(*page).and_then(|page| page.get(b"StructParents")?.as_i64()).unwrap_or(-1);
                let back = numbers
                    .get(&number)
                    .and_then(|parents| parents.as_array().ok()?.get(*mark as usize)?.as_reference().ok());
                self.that(back == Some(element.id), || format!("14.7.4.4: the mark {mark} does not lead back"));
            }
        }
        for page in pages {
            let (there, reached) = (marks.get(page), reached.get(page));
            let none = BTreeSet::new();
            self.that(there.unwrap_or(&none) == reached.unwrap_or(&none), || "7.1: marks that no element has".into());
        }

        self.headings(&all);
        self.nesting(root, &all);
        self.links(pdf, pages, &all, &numbers);
        for figure in all.iter().filter(|element| element.role == "Figure") {
            let alt = figure.dict.get(b"Alt").and_then(Object::as_str).unwrap_or_default();
            self.that(!alt.is_empty(), || "7.3: a figure without words".into());
        }
    }

    /// ISO 14289-1, 7.4.2: no level is skipped, and the first is H1.
    fn headings(&mut self, all: &[&Element<'_>]) {
        let mut last = 0;
        for element in all {
            let Some(level) = element.role.strip_prefix('H').and_then(|level| level.parse::<u8>().ok()) else {
                continue;
            };
            self.that(level <= last + 1, || format!("7.4.2: H{level} after H{last}"));
            last = level;
        }
    }

    /// ISO 32000-1, 14.8.4: what may stand in what.
    fn nesting(&mut self, root: &Dictionary, all: &[&Element<'_>]) {
        const KNOWN: [&str; 27] = [
            "Document",
            "Sect",
            "Div",
            "H1",
            "H2",
            "H3",
            "H4",
            "H5",
            "H6",
            "P",
            "L",
            "Caption",
            "LI",
            "Lbl",
            "LBody",
            "BlockQuote",
            "Table",
            "TR",
            "TH",
            "TD",
            "Span",
            "Link",
            "Figure",
            "Note",
            "Form",
            "Reference",
            "Part",
        ];
        let map = root.get(b"RoleMap").and_then(Object::as_dict).ok();
        for element in all {
            let role = element.role.as_str();
            let mapped = map.and_then(|map| map.get(role.as_bytes()).and_then(Object::as_name).ok());
            let standard = mapped.map_or(role, |mapped| std::str::from_utf8(mapped).unwrap_or_default());
            self.that(KNOWN.contains(&standard), || format!("7.1: no standard type: {role}"));
            let may_hold: Option<&[&str]> = match role {
                "L" => Some(&["Caption", "LI"]),
                "LI" => Some(&["Lbl", "LBody"]),
                "Table" => Some(&["TR"]),
                "TR" => Some(&["TH", "TD"]),
                _ => None,
            };
            for kid in may_hold.iter().flat_map(|_| &element.kids) {
                self.that(may_hold.is_some_and(|may| may.contains(&kid.role.as_str())), || {
                    format!("7.2: {} in {role}", kid.role)
                });
            }
            self.that(may_hold.is_none() || element.marks.is_empty(), || format!("7.2: content in {role}"));
            if role == "Table" {
                let widths: BTreeSet<usize> = element.kids.iter().map(|row| row.kids.len()).collect();
                self.that(widths.len() == 1, || "7.5: rows of different lengths".into());
            }
            if role == "TH" {
                let scope = element.dict.get(b"A").and_then(Object::as_dict).is_ok_and(|dict| dict.has(b"Scope"));
                self.that(scope, || "7.5: a head without scope".into());
            }
        }
    }

    /// ISO 14289-1, 7.18: each annotation has words, is in the structure as a link and leads back to it.
    fn links(&mut self, pdf: &Pdf, pages: &[ObjectId], all: &[&Element<'_>], numbers: &BTreeMap<i64, &Object>) {
        for page in pages {
            let annotations = pdf.get_dictionary(*page).and_then(|page| page.get(b"Annots")?.as_array());
            for id in annotations.map(Vec::as_slice).unwrap_or_default().iter().filter_map(|id| id.as_reference().ok())
            {
                let Ok(annotation) = pdf.get_dictionary(id) else { continue };
                let words = annotation.get(b"Contents").and_then(Object::as_str).unwrap_or_default();
                self.that(!words.is_empty(), || "7.18.5: a link without words".into());
                self.that(annotation.get(b"F").and_then(Object::as_i64).is_ok_and(|flags| flags == 4), || {
                    "6.3.2: flags".into()
                });
                let owner = all.iter().find(|element| element.objects.contains(&id));
                self.that(owner.is_some_and(|owner| owner.role == "Link"), || {
                    "7.18.5: a place that is in no Link".into()
                });
                let number = annotation.get(b"StructParent").and_then(Object::as_i64).unwrap_or(-1);
                let back = numbers.get(&number).and_then(|parent| parent.as_reference().ok());
                self.that(back.is_some() && back == owner.map(|owner| owner.id), || {
                    "14.7.4.4: a link does not lead back".into()
                });
            }
        }
        for link in all.iter().filter(|element| element.role == "Link") {
            self.that(!link.objects.is_empty(), || "7.18.5: a Link that leads nowhere".into());
        }
    }

    /// ISO 14289-1, 7.21; ISO 19005-2, 6.2.11.
    fn font(&mut self, pdf: &Pdf, font: &Dictionary) {
        let name = font
            .get(b"BaseFont")
            .and_then(Object::as_name)
            .map(String::from_utf8_lossy)
            .unwrap_or_default()
            .into_owned();
        let map = font.get(b"ToUnicode").and_then(Object::as_reference).and_then(|id| pdf.get_object(id)?.as_stream());
        let map = map.and_then(|map| map.decompressed_content()).unwrap_or_default();
        let map = String::from_utf8_lossy(&map).into_owned();
        self.that(map.contains("beginbfchar"), || format!("7.21.7: {name} has no ToUnicode"));
        let descendant = font
            .get(b"DescendantFonts")
            .and_then(Object::as_array)
            .ok()
            .and_then(|fonts| fonts.first()?.as_reference().ok());
        let descendant = descendant.and_then(|id| pdf.get_dictionary(id).ok());
        let descriptor =
            descendant.and_then(|font| pdf.get_dictionary(font.get(b"FontDescriptor").ok()?.as_reference().ok()?).ok());
        let embedded =
            descriptor.is_some_and(|descriptor| descriptor.has(b"FontFile2") || descriptor.has(b"FontFile3"));
        self.that(embedded, || format!("6.2.11.4: {name} is not embedded"));
        for unit in ["<0000>", "<feff>", "<fffe>"] {
            let mapped =
                map.lines().filter(|line| line.starts_with('<')).any(|line| line.ends_with(&format!("> {unit}")));
            self.that(!mapped, || format!("7.21.7: {name} maps to {unit}"));
        }
    }
}

/// The elements in a node of the structure.
fn kids<'a>(pdf: &'a Pdf, dict: &'a Dictionary, page: Option<ObjectId>) -> Vec<Element<'a>> {
    let Ok(kids) = dict.get(b"K") else { return vec![] };
    let kids = kids.as_array().map_or_else(|_| std::slice::from_ref(kids), Vec::as_slice);
    let elements = kids.iter().filter_map(|kid| {
        let id = kid.as_reference().ok()?;
        Some(element(pdf, id, pdf.get_dictionary(id).ok()?, page))
    });
    elements.collect()
}

fn element<'a>(pdf: &'a Pdf, id: ObjectId, dict: &'a Dictionary, page: Option<ObjectId>) -> Element<'a> {
    let page = dict.get(b"Pg").and_then(Object::as_reference).ok().or(page);
    let role = dict.get(b"S").and_then(Object::as_name).map(String::from_utf8_lossy).unwrap_or_default().into_owned();
    let mut element = Element { id, dict, role, kids: kids(pdf, dict, page), marks: vec![], objects: vec![] };
    let own = dict.get(b"K").ok().into_iter();
    for kid in own.flat_map(|kids| kids.as_array().map_or_else(|_| std::slice::from_ref(kids), Vec::as_slice)) {
        match kid {
            Object::Integer(mark) => element.marks.extend(page.map(|page| (page, *mark))),
            Object::Dictionary(kid) if kid.has_type(b"MCR") => {
                let page = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                element.marks.extend(page.zip(kid.get(b"MCID").and_then(Object::as_i64).ok()));
            }
            Object::Dictionary(kid) => element.objects.extend(kid.get(b"Obj").and_then(Object::as_reference).ok()),
            _ => {}
        }
    }
    element
}

fn flatten<'a, 'b>(elements: &'b [Element<'a>], all: &mut Vec<&'b Element<'a>>) {
    for element in elements {
        all.push(element);
        flatten(&element.kids, all);
    }
}

/// What each number of the parent tree leads to.
fn parent_tree<'a>(pdf: &'a Pdf, root: &Dictionary) -> BTreeMap<i64, &'a Object> {
    let tree = root.get(b"ParentTree").and_then(Object::as_reference).and_then(|id| pdf.get_dictionary(id));
    let list = |tree: &'a Dictionary, key: &[u8]| {
        tree.get(key).and_then(Object::as_array).map(Vec::as_slice).unwrap_or_default()
    };
    let Ok(tree) = tree else { return BTreeMap::new() };
    let leaves = list(tree, b"Kids").iter().filter_map(|leaf| pdf.get_dictionary(leaf.as_reference().ok()?).ok());
    let numbers = std::iter::once(tree).chain(leaves).flat_map(|leaf| list(leaf, b"Nums").chunks_exact(2));
    // The elements of a page are an array, which may be an object of its own.
    let resolved = |object: &'a Object| match pdf.dereference(object) {
        Ok((_, array @ Object::Array(_))) => array,
        _ => object,
    };
    numbers.filter_map(|pair| Some((pair[0].as_i64().ok()?, resolved(&pair[1])))).collect()
}
