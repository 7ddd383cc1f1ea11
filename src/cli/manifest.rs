//! `letterpdf manifest`: what became of the rows of several runs.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueHint};
use letterpdf::batch::{MergeError, Merged, merge};
use letterpdf::{Diagnostic, Diagnostics};

use super::Failure;
use super::output::{Existing, Target};

/// Work with the manifests of batches
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Merge(Merge),
}

const EXAMPLES: &str = "\
Examples:
  letterpdf manifest merge out-*/manifest.jsonl -o manifest.jsonl
  letterpdf manifest merge out-*/manifest.jsonl --rows 100000 > manifest.jsonl

Rows that `--where` has left out are missing: choose them before the data is divided.

Exit codes: 0 all rows are there and made; 1 some failed; 2 rows are missing or doubled, or two of
them have one file name.";

/// Put the manifests of all shards together, and see that no row is missing or doubled
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
struct Merge {
    /// The manifests of the parts
    #[arg(required = true, value_name = "MANIFEST", value_hint = ValueHint::FilePath)]
    manifests: Vec<PathBuf>,

    /// Where the whole goes [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,

    /// How many rows there should be [default: up to the last one that there is]
    #[arg(long, value_name = "N")]
    rows: Option<u64>,
}

impl Args {
    pub(super) fn run(&self) -> Result<(), Failure> {
        match &self.command {
            Command::Merge(merge) => merge.run(),
        }
    }
}

impl Merge {
    fn run(&self) -> Result<(), Failure> {
        let target = self.output.as_deref().map_or(Ok(Target::Stdout), Target::at)?;
        let mut merged = Err(MergeError::Wrong(vec![]));
        let written = target.fill(Existing::Replace, |out| {
            merged = merge(&self.manifests, self.rows, out);
            // What is wrong with the parts is told below.
            merged.as_ref().map_or_else(|_| Err(io::ErrorKind::Other.into()), |_| Ok(()))
        });
        let merged = match merged {
            Err(MergeError::Wrong(problems)) => {
                return Err(Failure::from(Diagnostics(problems.into_iter().map(Diagnostic::error).collect())));
            }
            Err(MergeError::Read(path, error)) => return Err(Failure::reading(&path, &error)),
            Err(MergeError::Write(error)) => return Err(Failure::writing(Path::new(&target.to_string()), &error)),
            Ok(merged) => merged,
        };
        written?;
        match merged {
            Merged { failed: 0, .. } => Ok(()),
            Merged { rows, failed } => {
                Err(Failure::Some(Diagnostics(vec![Diagnostic::error(format!("{failed} of {rows} rows failed"))])))
            }
        }
    }
}
