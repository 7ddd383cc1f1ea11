//! The program around the library: arguments in, files, messages and an exit code out.
//!
//! One file for each subcommand, each with its `Args` and a `run`; beside them
//! what they share:
//!
//! - `letter`: from arguments to a letter's text and its world;
//! - `pdf`: a PDF from the command line, read back;
//! - `reader` and `worker`: the process that reads PDFs from anywhere, with limits;
//! - `verdict`: what became of files that were compared;
//! - `output`: bytes to a file that is whole or not there, or to standard output;
//! - `report`: messages and JSON;
//! - `failure`: what ends a command, and with which exit code;
//! - `bug`: the end of a command that panicked.
//!
//! Exit codes: 0 done; 1 some letters of many failed, or files differ; 2 the letter or the call is
//! wrong; 3 the machine failed.

mod batch;
mod bug;
mod check;
mod compare;
mod completions;
mod extract;
mod failure;
mod fonts;
mod init;
mod inspect;
mod letter;
mod man;
mod manifest;
mod output;
mod pdf;
mod preview;
mod reader;
mod render;
mod report;
mod rows;
mod settings;
mod templates;
mod test;
mod verdict;
mod worker;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;
use report::{Color, Reporter};

/// Formal letters from TOML to typeset, accessible, archival PDF
#[derive(Debug, Parser)]
#[command(name = "letterpdf", version, max_term_width = 100, after_help = EXAMPLES)]
struct Args {
    #[command(subcommand)]
    command: Command,

    /// Colour messages; `auto` does on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, display_order = 900, value_name = "WHEN", value_enum, default_value_t)]
    color: Color,
}

const EXAMPLES: &str = "\
Examples:
  letterpdf init letter.toml       Write a letter to start from
  letterpdf render letter.toml     Make letter.pdf of it
  letterpdf help render            All that `render` can do

Exit codes: 0 done; 1 some letters of many failed, or files differ; 2 the letter or the call is wrong;
3 the machine failed.";

#[derive(Debug, Subcommand)]
enum Command {
    Render(render::Args),
    Check(check::Args),
    Batch(batch::Args),
    Manifest(manifest::Args),
    Compare(compare::Args),
    Test(test::Args),
    Preview(preview::Args),
    Inspect(inspect::Args),
    Extract(extract::Args),
    Init(init::Args),
    Templates(templates::Args),
    Fonts(fonts::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Runs the program.
pub(crate) fn main() -> ExitCode {
    bug::announce_panics();
    // Not for users, and so no command that help and completions would name.
    if worker::is_asked_for() {
        return worker::run();
    }
    match Args::try_parse() {
        Ok(args) => bug::guard(|| run(&args)),
        Err(help_or_mistake) => print_help(&help_or_mistake),
    }
}

/// Runs a command and says how it ended.
fn run(args: &Args) -> ExitCode {
    let reporter = Reporter { color: args.color, json: args.command.wants_json() };
    match args.command.run(&reporter) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => reporter.failure(&failure),
    }
}

impl Command {
    fn run(&self, reporter: &Reporter) -> Result<(), Failure> {
        match self {
            Self::Render(args) => args.run(reporter),
            Self::Check(args) => args.run(reporter),
            Self::Batch(args) => args.run(),
            Self::Manifest(args) => args.run(),
            Self::Compare(args) => args.run(reporter),
            Self::Test(args) => args.run(reporter),
            Self::Preview(args) => args.run(reporter),
            Self::Inspect(args) => args.run(),
            Self::Extract(args) => args.run(),
            Self::Init(args) => args.run(),
            Self::Templates(args) => args.run(),
            Self::Fonts(args) => args.run(),
            Self::Completions(args) => args.run(),
            Self::Man(args) => args.run(),
        }
    }

    /// Whether what goes wrong is to be told as JSON, too.
    fn wants_json(&self) -> bool {
        match self {
            Self::Render(args) => args.report.json,
            Self::Check(args) => args.report.json,
            Self::Batch(args) => args.report.json,
            Self::Compare(args) => args.verdict.json,
            Self::Test(args) => args.verdict.json,
            Self::Inspect(args) => args.json,
            Self::Fonts(args) => args.json,
            Self::Preview(_)
            | Self::Extract(_)
            | Self::Manifest(_)
            | Self::Init(_)
            | Self::Templates(_)
            | Self::Completions(_)
            | Self::Man(_) => false,
        }
    }
}

/// Prints what clap gives instead of arguments: the help or version asked for, or what is wrong with the call.
fn print_help(help_or_mistake: &clap::Error) -> ExitCode {
    let code = if help_or_mistake.use_stderr() { failure::WRONG } else { failure::DONE };
    match help_or_mistake.print() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::from(failure::MACHINE),
        _ => ExitCode::from(code),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        super::Args::command().debug_assert();
    }
}
