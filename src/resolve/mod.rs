//! Letter + template + world: every choice settled.

/// The built-in templates: name and text.
pub const BUILTIN: &[(&str, &str)] = &[("plain", "description = \"A quiet letter\"\n")];

/// The text of a built-in template.
pub fn builtin(name: &str) -> Option<&'static str> {
    BUILTIN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
