//! `letterpdf templates`: the built-in templates, by name or in full.

use clap::Subcommand;
use letterpdf::Diagnostic;
use letterpdf::resolve::{BUILTIN, builtin, builtin_description};

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
    let described = |name: &str| builtin_description(name).unwrap_or_default();
    BUILTIN.iter().map(|(name, _)| format!("{name:width$}  {}\n", described(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_says_what_it_is() {
        for (name, _) in BUILTIN {
            assert!(builtin_description(name).is_some_and(|text| !text.is_empty()), "{name}");
        }
    }
}
