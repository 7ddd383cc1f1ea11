//! `letterpdf extract`: what a PDF was made of, so that it can be made again.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueHint;
use letterpdf::Diagnostic;
use letterpdf::inspect::Attached;

use super::Failure;
use super::letter::is_standard;
use super::output::{Existing, Target, stdout};
use super::report::count;

const EXAMPLES: &str = "\
Examples:
  letterpdf render letter.toml --embed-source
  letterpdf extract letter.pdf -o again        Write again/letter.toml and its files
  letterpdf render again/letter.toml           Make the same PDF, byte for byte
  letterpdf extract letter.pdf -o -            Print the letter alone";

/// Write what a PDF was made of: the letter, its template, its pictures
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The PDF, made with `--embed-source`
    #[arg(value_hint = ValueHint::FilePath)]
    pdf: PathBuf,

    /// The folder that the files go to, or `-` to print the letter [default: the PDF's name without .pdf]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    output: Option<PathBuf>,
}

impl Args {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let files: Vec<Attached> =
            super::pdf::open(&self.pdf)?.attachments.into_iter().filter(|file| file.source).collect();
        let Some(letter) = files.iter().find(|file| file.name == "letter.toml") else {
            let problem =
                Diagnostic::error(format!("`{}` does not hold the letter it was made of", self.pdf.display()));
            return Err(problem.hint("only a PDF that was made with `--embed-source` does").into());
        };
        if self.output.as_deref().is_some_and(is_standard) {
            return stdout(&letter.bytes);
        }

        // Everything is looked at before anything is written.
        let folder = self.output.clone().unwrap_or_else(|| self.pdf.with_extension(""));
        let mut targets: Vec<(PathBuf, &[u8])> = vec![];
        for file in &files {
            let path = self.target(&folder, file)?;
            if targets.iter().any(|(other, _)| *other == path) {
                return Err(Failure::wrong(format!("`{}` is in it twice", file.name)));
            }
            targets.push((path, &file.bytes));
        }
        for (path, bytes) in &targets {
            let parent = path.parent().unwrap_or(&folder);
            fs::create_dir_all(parent).map_err(|error| Failure::writing(parent, &error))?;
            Target::at(path)?.write(bytes, Existing::Keep)?;
        }
        self.report(&folder.join(&letter.name), targets.len() - 1, letter)
    }

    /// Where a file goes: within the folder, whatever its name, and where nothing is yet.
    fn target(&self, folder: &Path, file: &Attached) -> Result<PathBuf, Failure> {
        let problem = |what: &str| Failure::wrong(format!("`{}` in `{}` {what}", file.name, self.pdf.display()));
        if !file.stays_inside() {
            return Err(problem("has a name that leads out of the folder"));
        }
        if file.size.is_none() {
            return Err(problem("cannot be unpacked"));
        }
        let path = folder.join(&file.name);
        if path.symlink_metadata().is_ok() {
            return Err(Diagnostic::error(format!("`{}` is there already", path.display()))
                .hint("choose another folder with `-o DIR`")
                .into());
        }
        Ok(path)
    }

    fn report(&self, path: &Path, others: usize, letter: &Attached) -> Result<(), Failure> {
        let beside = if others == 0 { String::new() } else { format!(" and {}", count(others, "file")) };
        let mut said = format!("{}{beside}\n", path.display());
        let epoch = letter.description.as_deref().and_then(|words| words.split_once("SOURCE_DATE_EPOCH="));
        if let Some((_, epoch)) = epoch {
            said.push_str(&format!("For the same bytes, set SOURCE_DATE_EPOCH={epoch} when you render it.\n"));
        }
        stdout(said.as_bytes())
    }
}
