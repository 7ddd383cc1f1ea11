//! What is on a page in the order in which it is read.
//!
//! Rows are set side by side: the cells of a table, signatures, a label and what stands
//! beside it. Who reads the file from its start, and who hears it read, gets one cell
//! after the other instead of one line of each.

use crate::frame::{Element, ElementId, Owner, Page};

/// Sorts the items of all pages.
///
/// Elements were opened in reading order, so their numbers tell it. What stands within a
/// line keeps the order of the line, whatever its own elements are.
pub(super) fn in_reading_order(pages: &mut [Page], elements: &[Element]) {
    let blocks = blocks(elements);
    for page in pages {
        page.items.sort_by_key(|item| match item.owner {
            Owner::Artifact(_) => None,
            Owner::Element(ElementId(index)) => blocks.get(index as usize).copied(),
        });
    }
}

/// For each element itself or, where it stands within a line, what that line is part of.
fn blocks(elements: &[Element]) -> Vec<u32> {
    let mut blocks: Vec<u32> = Vec::with_capacity(elements.len());
    for (index, element) in (0..).zip(elements) {
        let parent = element.parent.and_then(|ElementId(parent)| blocks.get(parent as usize));
        blocks.push(parent.filter(|_| element.role.is_in_line()).copied().unwrap_or(index));
    }
    blocks
}
