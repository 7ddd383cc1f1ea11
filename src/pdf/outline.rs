//! The outline: where the parts of a letter, or the letters of a file, begin.

use super::ExportError;
use super::file::File;
use super::syntax::Ref;
use crate::geometry::Pt;

/// An entry of the outline.
pub(super) struct Entry {
    /// What it is called.
    pub title: String,
    /// The page that it leads to.
    pub page: Ref,
    /// How far above the page's lower end it leads.
    pub height: Pt,
}

/// Adds the outline, if there is one.
///
/// # Errors
///
/// See [`File::object`].
pub(super) fn add(file: &mut File<'_>, entries: &[Entry]) -> Result<Option<Ref>, ExportError> {
    if entries.is_empty() {
        return Ok(None);
    }
    let root = file.reserve();
    let numbers: Vec<Ref> = entries.iter().map(|_| file.reserve()).collect();
    for (index, entry) in entries.iter().enumerate() {
        file.object(numbers[index], |object| {
            object.dict(|dict| {
                dict.key("Title").text(&entry.title);
                dict.key("Parent").reference(root);
                dict.key("Dest").array(|destination| {
                    destination.item().reference(entry.page);
                    destination.item().name("XYZ");
                    destination.item().null();
                    destination.item().number(entry.height.0);
                    destination.item().null();
                });
                if let Some(previous) = index.checked_sub(1).and_then(|index| numbers.get(index)) {
                    dict.key("Prev").reference(*previous);
                }
                if let Some(next) = numbers.get(index + 1) {
                    dict.key("Next").reference(*next);
                }
            });
        })?;
    }
    file.object(root, |object| {
        object.dict(|dict| {
            dict.key("Type").name("Outlines");
            dict.key("Count").count(numbers.len());
            if let (Some(first), Some(last)) = (numbers.first(), numbers.last()) {
                dict.key("First").reference(*first);
                dict.key("Last").reference(*last);
            }
        });
    })?;
    Ok(Some(root))
}
