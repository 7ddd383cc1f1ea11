//! What became of pairs of files that were compared, for people and for programs.
//!
//! - `people`: on a terminal;
//! - `html`: one page with pictures, for a browser;
//! - `junit`: XML, for a build server.

mod html;
mod junit;
mod people;
mod picture;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueHint;
use indicatif::{ProgressBar, ProgressStyle};
use letterpdf::compare::{Difference, Level, PageChange};
use minijinja::{AutoEscape, Environment, Value};
use serde::Serialize;

pub(super) use picture::{picture, png};

use super::Failure;
use super::output::{Existing, Target, stdout};
use super::reader::PagePictures;
use super::report::{Color, json};

/// Where it is told besides the terminal.
#[derive(Debug, clap::Args)]
pub(super) struct VerdictArgs {
    /// Write one HTML page with pictures of what differs, before and after
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    report: Option<PathBuf>,

    /// Write JUnit XML, for a build server
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    junit: Option<PathBuf>,

    /// Say nothing: the exit code tells
    #[arg(long, short)]
    quiet: bool,

    /// Say it as one JSON object
    #[arg(long, conflicts_with = "quiet")]
    pub(super) json: bool,
}

/// A pair and what became of it.
#[derive(Debug, Serialize)]
pub(super) struct Pair {
    /// What it is called among all.
    pub(super) name: String,
    pub(super) expected: PathBuf,
    pub(super) actual: PathBuf,
    pub(super) verdict: Verdict,
    /// The strictest level at which the two are the same.
    pub(super) same_at: Option<Level>,
    /// Why they could not be compared.
    pub(super) problem: Option<String>,
    pub(super) differences: Vec<Difference>,
    /// The pages that look different.
    pub(super) pages: Vec<PageChange>,
    #[serde(skip)]
    pub(super) pictures: Vec<PagePictures>,
    #[serde(skip)]
    pub(super) time: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Verdict {
    Same,
    Different,
    Unreadable,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Files with files.
    Files,
    /// Letters with what is expected of them.
    Letters,
}

/// All pairs.
#[derive(Debug, Serialize)]
pub(super) struct Verdicts {
    /// What was compared, in words.
    #[serde(skip)]
    pub(super) title: String,
    #[serde(skip)]
    pub(super) subject: Subject,
    /// How strictly.
    pub(super) level: Level,
    pub(super) counts: Counts,
    pub(super) pairs: Vec<Pair>,
    /// Pages without pictures, since there are too many.
    #[serde(skip)]
    pub(super) left_out: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    pub(super) pairs: usize,
    pub(super) same: usize,
    pub(super) different: usize,
    pub(super) unreadable: usize,
}

impl Verdicts {
    pub(super) fn new(title: String, subject: Subject, level: Level, pairs: Vec<Pair>, left_out: usize) -> Self {
        let count = |verdict| pairs.iter().filter(|pair| pair.verdict == verdict).count();
        let counts = Counts {
            pairs: pairs.len(),
            same: count(Verdict::Same),
            different: count(Verdict::Different),
            unreadable: count(Verdict::Unreadable),
        };
        Self { title, subject, level, counts, pairs, left_out }
    }

    /// The end of the command: nothing to say, but for the exit code.
    fn end(&self) -> Result<(), Failure> {
        match self.counts {
            Counts { unreadable: 1.., .. } => Err(Failure::Told(super::failure::WRONG)),
            Counts { different: 1.., .. } => Err(Failure::Told(super::failure::SOME)),
            _ => Ok(()),
        }
    }
}

impl VerdictArgs {
    /// Whether pictures are needed.
    pub(super) fn wants_pictures(&self) -> bool {
        self.report.is_some()
    }

    /// Refuses what cannot be written to, before any work is done.
    pub(super) fn check(&self) -> Result<(), Failure> {
        for (path, endings) in [(&self.report, ["html", "htm"]), (&self.junit, ["xml", "xml"])] {
            let Some(path) = path else { continue };
            let has_ending = |ending: &&str| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending));
            if !endings.iter().any(has_ending) {
                return Err(Failure::wrong(format!("`{}` does not end in .{}", path.display(), endings[0])));
            }
            Target::at(path)?;
        }
        Ok(())
    }

    /// Tells everything, and how it ended.
    pub(super) fn tell(&self, verdicts: &Verdicts, color: Color) -> Result<(), Failure> {
        let write = |path: &Path, text: String| Target::at(path)?.write(text.as_bytes(), Existing::Replace);
        if let Some(path) = &self.report {
            write(path, html::page(verdicts)?)?;
        }
        if let Some(path) = &self.junit {
            write(path, junit::suite(verdicts)?)?;
        }
        if self.json {
            json(verdicts)?;
        } else if !self.quiet {
            stdout(people::text(verdicts, color.is_on(&std::io::stdout())).as_bytes())?;
        }
        verdicts.end()
    }

    /// A bar that shows how far it is, where somebody watches.
    pub(super) fn progress(&self, pairs: usize) -> ProgressBar {
        if self.quiet || self.json || pairs < 2 || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec}, {eta} left");
        ProgressBar::new(pairs as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    }
}

/// Fills a template of HTML or XML, which are escaped alike.
fn fill(template: &str, values: Value) -> Result<String, Failure> {
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates
        .render_str(template, values)
        .map_err(|error| Failure::wrong(format!("the report cannot be made: {error:#}")))
}
