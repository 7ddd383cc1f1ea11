//! Names of files, from a pattern such as `out/{{ ref }}.pdf`.

use std::path::{Path, PathBuf};

use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use unicode_normalization::UnicodeNormalization;

use crate::letter::Values;

/// The longest name of a file or folder, in bytes.
const LONGEST: usize = 255;

/// A pattern for the names of files.
pub struct NamePattern {
    /// The folder that all files lie in.
    folder: PathBuf,
    /// The rest of the path, compiled; without it files are called after their rows' numbers.
    compiled: Option<Environment<'static>>,
}

impl NamePattern {
    /// Reads a pattern; what stands before the first placeholder's folder is the folder of all.
    ///
    /// # Errors
    ///
    /// It is not complete, names no PDF, or gives every row the same name.
    pub fn new(pattern: &str) -> Result<Self, String> {
        let start = start(pattern)?;
        let (folder, name) = pattern.split_at(start);
        let folder = if folder.is_empty() { "." } else { folder };
        Self::compile(pattern, folder, name)
    }

    /// Reads a pattern of names within an archive, all of which is in them.
    ///
    /// # Errors
    ///
    /// The same, or it leads out of the archive.
    pub fn within_archive(pattern: &str) -> Result<Self, String> {
        let name = pattern.strip_prefix("./").unwrap_or(pattern);
        let folders = &name[..start(name)?];
        if folders.starts_with('/') {
            return Err(format!("`{pattern}` leads out of the archive"));
        }
        match folders.split_terminator('/').find_map(wrong_with) {
            Some(wrong) => Err(format!("`{pattern}` {wrong}")),
            None => Self::compile(pattern, "", name),
        }
    }

    /// Names for letters that get no files of their own: the numbers of their rows.
    pub fn of_numbers() -> Self {
        Self { folder: PathBuf::new(), compiled: None }
    }

    fn compile(pattern: &str, folder: &str, name: &str) -> Result<Self, String> {
        if !name.to_lowercase().ends_with(".pdf") {
            return Err(format!("`{pattern}` does not end in .pdf"));
        }
        let mut compiled = Environment::new();
        compiled.set_undefined_behavior(UndefinedBehavior::Strict);
        compiled.set_formatter(write_part);
        compiled.add_filter("slug", |text: String| slug(&text));
        compiled
            .add_template_owned("name", name.to_owned())
            .map_err(|error| format!("`{pattern}` is not complete: {}", error.detail().unwrap_or("?")))?;
        Ok(Self { folder: PathBuf::from(folder), compiled: Some(compiled) })
    }

    /// The folder that all files lie in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The name for a row, within the folder, with `/` between parts; `row` is its number.
    ///
    /// # Errors
    ///
    /// A column that is not there, and names that no file can have on every machine.
    pub fn name(&self, values: &Values, row: u64) -> Result<String, String> {
        let Some(compiled) = &self.compiled else { return Ok(format!("{row}.pdf")) };
        // A column called `row` counts more than the row's number.
        let context = values.beside("row", Value::from(row));
        let name =
            compiled.get_template("name").and_then(|template| template.render(context)).map_err(|error| match error
                .kind()
            {
                ErrorKind::UndefinedError => "the pattern of file names has a name that is not in the data".to_owned(),
                _ => error.detail().unwrap_or("the file name cannot be made").to_owned(),
            })?;
        match name.split('/').find_map(wrong_with) {
            Some(wrong) => Err(format!("the file name `{name}` {wrong}")),
            None => Ok(name),
        }
    }
}

/// Where the part of a pattern begins that differs from row to row: behind the folder of all.
fn start(pattern: &str) -> Result<usize, String> {
    let first = ["{{", "{%"].into_iter().filter_map(|sign| pattern.find(sign)).min().ok_or_else(|| {
        format!("`{pattern}` gives every row the same name; put a column into it: out/{{{{ ref }}}}.pdf")
    })?;
    Ok(pattern[..first].rfind('/').map_or(0, |slash| slash + 1))
}

/// What two names have in common if a disk may take them for one: case, and how accents are written.
pub(super) fn folded(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// Writes a value into a name; it cannot name a folder.
fn write_part(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let text = value.to_string();
    if let Some(sign) = text.chars().find(|sign| matches!(sign, '/' | '\\') || sign.is_control()) {
        let message = format!(
            "`{}` cannot be part of a file name: it holds {sign:?}; write {{{{ … | slug }}}}",
            text.escape_debug()
        );
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    out.write_str(text.trim()).map_err(Error::from)
}

/// What is wrong with a part of a path, on any system.
fn wrong_with(part: &str) -> Option<String> {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let device = |name: &str| {
        stem.strip_prefix(name)
            .is_some_and(|number| matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9"))
    };
    Some(match part {
        "" => "has an empty part".to_owned(),
        "." | ".." => "leads out of its folder".to_owned(),
        _ if part.to_lowercase() == ".pdf" => "has nothing before .pdf".to_owned(),
        _ if part.len() > LONGEST => format!("has a part of {} bytes, more than {LONGEST}", part.len()),
        _ if part.ends_with(['.', ' ']) => "has a part that ends in a full stop or space".to_owned(),
        _ if part.starts_with(".letterpdf") => "begins like the files of the run itself".to_owned(),
        _ if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || device("COM") || device("LPT") => {
            format!("has a part that means a device on Windows: {part}")
        }
        _ => {
            let sign = part
                .chars()
                .find(|sign| matches!(sign, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\') || sign.is_control())?;
            format!("holds {sign:?}, which no name can have on Windows; write {{{{ … | slug }}}}")
        }
    })
}

/// A text as a plain part of a name: letters, digits and hyphens.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for character in text.nfc() {
        if character.is_alphanumeric() || character == '_' {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(name: &str) -> Values {
        let json = json!({ "name": name, "a": { "b": 7 } });
        Values(json.as_object().cloned().unwrap_or_default())
    }

    #[test]
    fn names_are_made_of_columns() {
        let pattern = NamePattern::new("out/x/{{ a.b }}/{{ name }}-{{ row }}.pdf").unwrap();
        assert_eq!(pattern.folder(), Path::new("out/x/"));
        assert_eq!(pattern.name(&values("Zoë 国"), 3).as_deref(), Ok("7/Zoë 国-3.pdf"));
        assert_eq!(
            NamePattern::new("{{ name | slug }}.pdf").unwrap().name(&values("a/b: ÿ?"), 1).as_deref(),
            Ok("a-b-ÿ.pdf")
        );
    }

    #[test]
    fn names_that_no_file_can_have_are_refused() {
        let pattern = NamePattern::new("{{ name }}.pdf").unwrap();
        for bad in [
            "",
            "..",
            "../x",
            "a/b",
            "a\\b",
            "a\0b",
            "con",
            "NUL",
            "com1.x",
            "a:b",
            "x\n",
            &"x".repeat(300),
            ".letterpdf",
        ] {
            let name = pattern.name(&values(bad), 1);
            assert!(name.is_err() || bad == "..", "{bad}: {name:?}");
        }
        // Two full stops and .pdf is a plain, if odd, name.
        assert_eq!(pattern.name(&values(".."), 1).as_deref(), Ok("...pdf"));
        assert!(NamePattern::new("{{ name }}/{{ name }}.pdf").unwrap().name(&values(".."), 1).is_err());
    }

    #[test]
    fn patterns_must_tell_rows_apart() {
        for bad in ["out/letter.pdf", "out/{{ name }}", "out/{{ name .pdf"] {
            assert!(NamePattern::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_within_an_archive_have_their_folders() {
        let name = |pattern: &str| NamePattern::within_archive(pattern)?.name(&values("Zoë"), 3);
        assert_eq!(name("a/b/{{ name }}.pdf").as_deref(), Ok("a/b/Zoë.pdf"));
        assert_eq!(name("./{{ name }}/{{ row }}.pdf").as_deref(), Ok("Zoë/3.pdf"));
        for bad in
            ["/a/{{ name }}.pdf", "/{{ name }}.pdf", "../{{ name }}.pdf", "a//{{ name }}.pdf", "C:/{{ name }}.pdf"]
        {
            assert!(NamePattern::within_archive(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_are_folded_as_disks_do() {
        assert_eq!(folded("E\u{301}TÉ.pdf"), folded("été.PDF"));
    }
}
