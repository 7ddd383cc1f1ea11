//! `letterpdf manifest`: what became of the rows of several runs.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueHint};
use letterpdf::batch::{MergeError, Merged, merge};
use letterpdf::{Diagnostic, Diagnostics};

use super::Failure;

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

Exit codes: 0 all rows are there and made; 1 some failed; 2 rows are missing or doubled.";

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
        // Checked before anything is written.
        let (name, out): (&Path, Box<dyn Write>) = match &self.output {
            Some(path) => (path, Box::new(Later { path: path.clone(), file: None })),
            None => (Path::new("standard output"), Box::new(io::stdout().lock())),
        };
        let mut out = BufWriter::new(out);
        let merged = merge(&self.manifests, self.rows, &mut out).map_err(|error| match error {
            MergeError::Wrong(problems) => {
                Failure::from(Diagnostics(problems.into_iter().map(Diagnostic::error).collect()))
            }
            MergeError::Read(path, error) => Failure::reading(&path, &error),
            MergeError::Write(error) => Failure::writing(name, &error),
        })?;
        out.flush().map_err(|error| Failure::writing(name, &error))?;
        match merged {
            Merged { failed: 0, .. } => Ok(()),
            Merged { rows, failed } => {
                Err(Failure::Some(Diagnostics(vec![Diagnostic::error(format!("{failed} of {rows} rows failed"))])))
            }
        }
    }
}

/// A file that is made when the first byte is written.
struct Later {
    path: PathBuf,
    file: Option<File>,
}

impl Write for Later {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Some(file) => file.write(bytes),
            None => self.file.insert(File::create(&self.path)?).write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), File::flush)
    }
}
