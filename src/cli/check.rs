//! `letterpdf check`: everything that is wrong with a letter, and nothing written.

use letterpdf::{Diagnostics, Pdf};
use serde::Serialize;

use super::Failure;
use super::letter::LetterArgs;
use super::output::stdout;
use super::report::{Problem, ReportArgs, Reporter, count, json, problems};

const EXAMPLES: &str = "\
Examples:
  letterpdf check letter.toml
  letterpdf check letter.toml --template us-no9
  letterpdf check letter.toml --json

Exit codes: 0 the letter can be made, perhaps with warnings; 2 it cannot.";

/// Say what is wrong with a letter, and write nothing
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    letter: LetterArgs,

    #[command(flatten)]
    pub(super) report: ReportArgs,
}

impl Args {
    pub(super) fn run(&self, reporter: &Reporter) -> Result<(), Failure> {
        let (source, world) = self.letter.open()?;
        let Pdf { pages, warnings, .. } = letterpdf::render(&source, &world)?;
        let warnings = Diagnostics(warnings);
        if self.report.json {
            return json(&Checked { file: &source.name, pages, warnings: problems(&warnings) });
        }
        if self.report.quiet {
            return Ok(());
        }
        reporter.tell(&warnings);
        let found = match warnings.ordered().len() {
            0 => "no problems".to_owned(),
            number => count(number, "warning"),
        };
        stdout(format!("{}: {found}, {}\n", source.name, count(pages, "page")).as_bytes())
    }
}

/// What `--json` says of a letter that can be made.
#[derive(Serialize)]
struct Checked<'a> {
    file: &'a str,
    pages: usize,
    warnings: Vec<Problem<'a>>,
}
