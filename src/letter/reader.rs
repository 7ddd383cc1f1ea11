//! TOML to a typed value, with every mistake found in one go.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Diagnostics, Source};

/// Reads a TOML text as a `T`.
pub(crate) fn read<T: DeserializeOwned>(source: &Arc<Source>) -> Result<T, Diagnostics> {
    toml::from_str(&source.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        Diagnostics(vec![Diagnostic::error(error.message()).at(source, span)])
    })
}
