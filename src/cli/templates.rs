//! `letterpdf templates`: the built-in templates, by name or in full.

use clap::Subcommand;
use letterpdf::Diagnostic;
use letterpdf::resolve::{BUILTIN, builtin};

use super::Failure;
use super::output::stdout;

const EXAMPLES: &str = "\
Examples:
  letterpdf templates                          List names and descriptions
  letterpdf templates show din-5008-b          Print one
  letterpdf templates show itu > house.toml    Start a template of your own";

/// List the built-in templates, or show one
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print a built-in template
    Show {
        /// The template's name
        name: String,
    },
}

impl Args {
    pub(super) fn run(&self) -> Result<(), Failure> {
        match &self.command {
            None => stdout(list().as_bytes()),
            Some(Command::Show { name }) => match builtin(name) {
                Some(text) => stdout(text.as_bytes()),
                None => Err(unknown(name)),
            },
        }
    }
}

/// The failure of naming a template that is not built in.
pub(super) fn unknown(name: &str) -> Failure {
    let names: Vec<_> = BUILTIN.iter().map(|(name, _)| *name).collect();
    Diagnostic::error(format!("there is no built-in template `{name}`"))
        .hint(format!("built in are {}", names.join(", ")))
        .into()
}

/// One line for each template: its name and what it says of itself.
fn list() -> String {
    let width = BUILTIN.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    BUILTIN.iter().map(|(name, text)| format!("{name:width$}  {}\n", description(text))).collect()
}

/// A template's `description`.
fn description(text: &str) -> String {
    #[derive(serde::Deserialize)]
    struct Described {
        description: Option<String>,
    }
    toml::from_str::<Described>(text).ok().and_then(|template| template.description).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_says_what_it_is() {
        for (name, text) in BUILTIN {
            assert!(!description(text).is_empty(), "{name}");
        }
    }
}
