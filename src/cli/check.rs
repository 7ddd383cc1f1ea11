//! `letterpdf check`: everything that is wrong with a letter, and nothing written.

use std::path::{Path, PathBuf};

use clap::ValueHint;
use letterpdf::letter::{self, Form};
use letterpdf::{Diagnostic, Diagnostics, Pdf, World};
use serde::Serialize;

use super::Failure;
use super::letter::LetterArgs;
use super::output::stdout;
use super::report::{Problem, ReportArgs, Reporter, count, json, problems};
use super::rows::RowArgs;

const EXAMPLES: &str = "\
Examples:
  letterpdf check letter.toml
  letterpdf check letter.toml --template us-no9
  letterpdf check letter.toml --data people.csv
  letterpdf check letter.toml --json

Exit codes: 0 the letter can be made, perhaps with warnings; 1 some rows cannot; 2 it cannot.";

/// Say what is wrong with a letter, and write nothing
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    letter: LetterArgs,

    /// Try the letter with each row of this file: .csv, .jsonl, .json, .toml, .xlsx, .ods or .db, or `-`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    data: Option<PathBuf>,

    #[command(flatten)]
    rows: RowArgs,

    #[command(flatten)]
    pub(super) report: ReportArgs,
}

impl Args {
    pub(super) fn run(&self, reporter: &Reporter) -> Result<(), Failure> {
        let (source, world) = self.letter.open()?;
        if let Some(data) = &self.data {
            return self.check_rows(&letter::read(&source)?, &world, data);
        }
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

impl Args {
    /// Tries all rows.
    fn check_rows(&self, form: &Form, world: &dyn World, data: &Path) -> Result<(), Failure> {
        let (mut rows, mut problems, mut failed) = (0, vec![], 0);
        for row in self.rows.open(data)?.rows()?.1 {
            rows += 1;
            let said = match &row.values {
                Err(broken) => Err(Diagnostics(vec![Diagnostic::error(broken.message.clone())])),
                Ok(values) => letterpdf::render_row(form, values, world),
            };
            let Err(wrong) = said else { continue };
            failed += 1;
            if failed <= TOLD {
                let in_row = |problem: Diagnostic| problem.hint(format!("in row {} ({})", row.number, row.place));
                problems.extend(wrong.0.into_iter().map(in_row));
            }
        }
        if failed > TOLD {
            problems.push(Diagnostic::error(format!("and {} more rows cannot be made", failed - TOLD)));
        }
        if failed > 0 {
            return Err(Failure::Some(Diagnostics(problems)));
        }
        let file = &form.source().name;
        match (self.report.json, self.report.quiet) {
            (true, _) => json(&CheckedRows { file, rows }),
            (_, true) => Ok(()),
            _ => stdout(format!("{file}: no problems, {}\n", count(rows, "row")).as_bytes()),
        }
    }
}

/// How many rows that cannot be made are told.
const TOLD: usize = 20;

/// What `--json` says of rows that can all be made.
#[derive(Serialize)]
struct CheckedRows<'a> {
    file: &'a str,
    rows: usize,
}

/// What `--json` says of a letter that can be made.
#[derive(Serialize)]
struct Checked<'a> {
    file: &'a str,
    pages: usize,
    warnings: Vec<Problem<'a>>,
}
