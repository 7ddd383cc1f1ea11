//! `letterpdf render`: one letter to one PDF.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Instant;

use clap::ValueHint;
use letterpdf::{Diagnostic, Diagnostics, Pdf, data, letter};
use serde::Serialize;

use super::Failure;
use super::letter::{LetterArgs, is_standard};
use super::output::{Existing, Target, stdout};
use super::report::{Problem, ReportArgs, Reporter, count, json, problems};
use super::rows;

const EXAMPLES: &str = "\
Examples:
  letterpdf render letter.toml                        Write letter.pdf
  letterpdf render letter.toml -o out/invitation.pdf
  letterpdf render letter.toml --template din-5008-b
  letterpdf render letter.toml --set recipient.name=\"Ms Lee\"
  letterpdf render letter.toml --data row.json
  letterpdf render letter.toml --today 2020-12-08 --json
  generate-letter | letterpdf render - > letter.pdf";

/// Make a PDF of a letter
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    letter: LetterArgs,

    /// The values that stand in the letter, {{ name }}: a JSON object or a TOML file, or `-`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    data: Option<PathBuf>,

    /// Where the PDF goes, or `-` for standard output [default: beside the letter, ending in .pdf]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,

    #[command(flatten)]
    pub(super) report: ReportArgs,
}

impl Args {
    pub(super) fn run(&self, reporter: &Reporter) -> Result<(), Failure> {
        let start = Instant::now();
        let target = self.target()?;
        let (source, world) = self.letter.open()?;
        let form = letter::read(&source)?;
        let values = self.data.as_deref().map_or_else(|| Ok(data::of_letter(&form, &world)?), rows::one)?;
        let Pdf { bytes, sha256, pages, warnings } = letterpdf::render_row(&form, &values, &world)?;
        target.write(&bytes, Existing::Replace)?;

        let warnings = Diagnostics(warnings);
        let milliseconds = start.elapsed().as_millis();
        if self.report.json {
            let (file, bytes, warnings) = (target.to_string(), bytes.len(), problems(&warnings));
            return json(&Made { file, pages, bytes, sha256, milliseconds, warnings });
        }
        if self.report.quiet {
            return Ok(());
        }
        reporter.tell(&warnings);
        match target {
            Target::Stdout => Ok(()),
            Target::File(_) => stdout(format!("{target}: {}, {milliseconds} ms\n", count(pages, "page")).as_bytes()),
        }
    }

    /// Where the PDF goes.
    fn target(&self) -> Result<Target, Failure> {
        let letter = &self.letter.letter;
        let target = match &self.output {
            Some(path) => Target::at(path)?,
            None if letter.is_file() => Target::File(letter.with_extension("pdf")),
            // A pipe, as `<(…)` makes in a shell, has no place beside it.
            None if !is_standard(letter) && letter.exists() && !letter.is_dir() => {
                return Err(Diagnostic::error(format!(
                    "`{}` is not a file beside which a PDF could lie",
                    letter.display()
                ))
                .hint("say where the PDF goes with `-o FILE`")
                .into());
            }
            None if !is_standard(letter) => Target::File(letter.with_extension("pdf")),
            None if io::stdout().is_terminal() => {
                return Err(Diagnostic::error("a PDF does not belong on a terminal")
                    .hint("say where it goes with `-o FILE`")
                    .into());
            }
            None => Target::Stdout,
        };
        if target == Target::Stdout && self.report.json {
            return Err(Diagnostic::error("the PDF and its report cannot both go to standard output")
                .hint("say where the PDF goes with `-o FILE`, or leave out `--json`")
                .into());
        }
        if target.is_file_of(letter) {
            return Err(Diagnostic::error(format!("`{target}` is the letter itself"))
                .hint("say where the PDF goes with `-o FILE`")
                .into());
        }
        if target.is_something_else() {
            return Err(Diagnostic::error(format!("`{target}` is there and is not a PDF, so it is not replaced"))
                .hint("choose another name with `-o FILE`, or remove it first")
                .into());
        }
        Ok(target)
    }
}

/// What `--json` says of a PDF.
#[derive(Serialize)]
struct Made<'a> {
    file: String,
    pages: usize,
    bytes: usize,
    sha256: String,
    milliseconds: u128,
    warnings: Vec<Problem<'a>>,
}
