//! `letterpdf inspect`: what is in a PDF, as those find it who hear it read.

use std::path::PathBuf;

use clap::ValueHint;

use super::Failure;
use super::output::stdout;
use super::report::json;

const EXAMPLES: &str = "\
Examples:
  letterpdf inspect letter.pdf
  letterpdf inspect letter.pdf --json";

/// Show what a PDF says of itself, its tags with their text, and the files in it
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The PDF, made by letterpdf or not
    #[arg(value_hint = ValueHint::FilePath)]
    pdf: PathBuf,

    /// Say it as one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

impl Args {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let inspection = super::pdf::open(&self.pdf)?;
        if self.json { json(&inspection) } else { stdout(inspection.to_string().as_bytes()) }
    }
}
