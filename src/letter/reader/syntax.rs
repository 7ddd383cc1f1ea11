use std::sync::Arc;
use crate::diagnostic::{Diagnostic, Part, Source};
pub(super) fn explain(errors: &[toml::de::Error], part: Part<'_>, source: &Arc<Source>) -> (Vec<Diagnostic>, bool) {
    (errors.iter().map(|e| { let s = e.span().unwrap_or(0..0); Diagnostic::error(e.message()).at(source, s.start+part.start..s.end+part.start)}).collect(), errors.is_empty())
}
