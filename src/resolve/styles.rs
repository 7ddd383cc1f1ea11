//! Style descriptions to styles with faces.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::template::{StyleSpec, Template};
use crate::diagnostic::Diagnostic;
use crate::text::{FaceId, Fonts, TextStyle, UnknownFamily};

/// A kind of text, ready to be set: its four faces and how its paragraphs stand.
#[derive(Debug, Clone)]
pub struct Style {
    /// Everything but the faces.
    pub spec: StyleSpec,
    /// The faces by `(bold, italic)`: neither, bold, italic, both.
    variants: [Arc<TextStyle>; 4],
}

impl Style {
    /// The style of the text itself.
    pub fn text(&self) -> &Arc<TextStyle> {
        self.variant(false, false)
    }

    /// The style of a piece that is strong or emphasized within it.
    pub fn variant(&self, strong: bool, emphasis: bool) -> &Arc<TextStyle> {
        // Emphasis within an italic text turns upright again; strong within bold stays bold.
        let bold = self.spec.bold || strong;
        let italic = self.spec.italic != emphasis;
        &self.variants[usize::from(bold) + 2 * usize::from(italic)]
    }
}

/// All styles of a template.
#[derive(Debug, Clone)]
pub struct Styles {
    by_name: BTreeMap<String, Style>,
    text: Style,
}

impl Styles {
    /// The style of a name; `text` where there is none of that name.
    pub fn get(&self, name: &str) -> &Style {
        self.by_name.get(name).unwrap_or(&self.text)
    }
}

/// Chooses the faces of a template's styles.
///
/// # Errors
///
/// One diagnostic, without a place, for each family that is not there.
pub(super) fn choose_faces(template: &Template, language: &Arc<str>, fonts: &Fonts) -> Result<Styles, Vec<Diagnostic>> {
    let mut by_name = BTreeMap::new();
    let mut unknown: BTreeMap<String, UnknownFamily> = BTreeMap::new();
    for (name, spec) in &template.styles {
        match choose(spec, language, fonts) {
            Ok(style) => drop(by_name.insert(name.clone(), style)),
            Err(family) => drop(unknown.insert(family.name.clone(), family)),
        }
    }
    match by_name.get("text").cloned() {
        Some(text) if unknown.is_empty() => Ok(Styles { by_name, text }),
        _ => Err(unknown.values().map(|family| report(family, &template.name)).collect()),
    }
}

fn choose(spec: &StyleSpec, language: &Arc<str>, fonts: &Fonts) -> Result<Style, UnknownFamily> {
    let variant = |bold, italic| -> Result<Arc<TextStyle>, UnknownFamily> {
        let faces: Vec<FaceId> =
            spec.family.iter().map(|family| fonts.select(family, bold, italic)).collect::<Result<_, _>>()?;
        Ok(Arc::new(TextStyle {
            faces: faces.into(),
            size: spec.size,
            color: spec.color,
            language: language.clone(),
            tracking: spec.tracking,
            tabular_figures: false,
        }))
    };
    let variants = [variant(false, false)?, variant(true, false)?, variant(false, true)?, variant(true, true)?];
    Ok(Style { spec: spec.clone(), variants })
}

fn report(family: &UnknownFamily, template: &str) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(format!("the template `{template}` asks for the font `{}`, which is not there", family.name));
    let diagnostic = match family.nearest.as_slice() {
        [] => diagnostic,
        [name] => diagnostic.hint(format!("did you mean `{name}`?")),
        names => diagnostic.hint(format!(
            "the nearest names are {}",
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        )),
    };
    diagnostic.hint("`letterpdf fonts` lists what is there; `--font-path DIR` adds a folder of fonts")
}
