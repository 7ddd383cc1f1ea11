//! An inspection as text.

use std::fmt::{self, Display, Formatter};

use super::{Element, Inspection, Kid};

impl Display for Inspection {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let about = &self.about;
        let said = [
            ("title", &about.title),
            ("subject", &about.subject),
            ("author", &about.author),
            ("keywords", &about.keywords),
            ("language", &about.language),
            ("created", &about.created),
            ("producer", &about.producer),
        ];
        for (key, value) in said {
            if let Some(value) = value {
                writeln!(f, "{key}: {value}")?;
            }
        }
        writeln!(f, "PDF {}, {} {}", about.version, about.pages, if about.pages == 1 { "page" } else { "pages" })?;
        if !about.standards.is_empty() {
            writeln!(f, "says that it keeps to {}", about.standards.join(" and "))?;
        }
        for file in &self.attachments {
            let size = file.size.map_or("cannot be unpacked".to_owned(), |size| format!("{size} bytes"));
            write!(f, "attached: {} ({size}", file.name)?;
            for part in [&file.media_type, &file.relationship].into_iter().flatten() {
                write!(f, ", {part}")?;
            }
            write!(f, ")")?;
            writeln!(f, "{}", file.description.as_ref().map_or(String::new(), |words| format!(" {words:?}")))?;
        }
        if self.untagged > 0 {
            writeln!(f, "outside of the structure: {} pieces of text", self.untagged)?;
        }
        writeln!(f, "\n{}", if self.structure.is_empty() { "not tagged" } else { "structure:" })?;
        self.structure.iter().try_for_each(|kid| write_kid(f, kid, 1))
    }
}

fn write_kid(f: &mut Formatter<'_>, kid: &Kid, depth: usize) -> fmt::Result {
    write!(f, "{:1$}", "", depth * 2)?;
    match kid {
        Kid::Element(element) => write_element(f, element, depth),
        Kid::Text(text) => writeln!(f, "{text:?}"),
        Kid::Link { url, description } => {
            write!(f, "→ {}", url.as_deref().unwrap_or("(nowhere)"))?;
            match description {
                Some(description) => writeln!(f, " {description:?}"),
                None => writeln!(f),
            }
        }
    }
}

fn write_element(f: &mut Formatter<'_>, element: &Element, depth: usize) -> fmt::Result {
    write!(f, "{}", element.role)?;
    let said = [
        ("as", &element.stands_for),
        ("language", &element.language),
        ("numbering", &element.numbering),
        ("scope", &element.scope),
    ];
    for (key, value) in said {
        if let Some(value) = value {
            write!(f, " {key}={value}")?;
        }
    }
    for (key, value) in [("alt", &element.alt), ("actual", &element.actual_text)] {
        if let Some(value) = value {
            write!(f, " {key}={value:?}")?;
        }
    }
    match element.kids.as_slice() {
        // A picture has no text.
        [] => writeln!(f),
        [Kid::Text(text)] if text.is_empty() => writeln!(f),
        [Kid::Text(text)] => writeln!(f, " {text:?}"),
        kids => {
            writeln!(f)?;
            kids.iter().try_for_each(|kid| write_kid(f, kid, depth + 1))
        }
    }
}
