//! `letterpdf batch`: a letter for each row of data.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::{ValueEnum, ValueHint};
use indicatif::{ProgressBar, ProgressStyle};
use letterpdf::batch::{self, Batch, BatchError, Destination, Ended, Event, NamePattern, Outcome, Planned, Record};
use letterpdf::{Diagnostic, Diagnostics, letter};
use serde::Serialize;

use super::Failure;
use super::letter::LetterArgs;
use super::output::{Target, stdout};
use super::report::{ReportArgs, count, json};
use super::rows::RowArgs;

const EXAMPLES: &str = "\
Examples:
  letterpdf batch letter.toml --data people.csv --out 'out/{{ ref }}.pdf'
  letterpdf batch letter.toml --data people.xlsx --out 'try/{{ row }}.pdf' --sample 20
  letterpdf batch letter.toml --data people.csv --out 'out/{{ ref }}.pdf' --resume
  letterpdf batch letter.toml --data out/failed.csv --out 'mended/{{ ref }}.pdf'
  letterpdf batch letter.toml --data people.csv --combined all.pdf --duplex
  letterpdf batch letter.toml --data people.csv --out '{{ ref }}.pdf' --zip letters.zip
  letterpdf batch letter.toml --data people.csv --out '{{ ref }}.pdf' --stdout tar | ssh host tar x

The folder also gets manifest.jsonl, which says what became of each row, and failed.csv (or
failed.jsonl) with the rows that failed and why, ready to be mended and run again. Those of an
earlier run into the folder get a number, unless `--resume` goes on with it or `--force` begins anew.

Parts made with `--shard` go to folders of their own; `letterpdf manifest merge` puts their manifests
together.

`--combined all.pdf` is one file for the printer: each letter has its own page numbers and an entry
of the outline. It and `--zip letters.zip` come with letters.manifest.jsonl and letters.failed.csv
beside them, or, with `--out`, with those of the folder; `--stdout tar` ends with them. The same
letters are the same bytes in all of them, in the order of rows: files are dated 1980-01-01 in a ZIP
file and 1970-01-01 in tar. A ZIP or combined file is there when all rows are done, and not before;
so there is nothing that `--resume` could go on with.

Exit codes: 0 all letters are made; 1 some rows failed, or it was stopped; 2 the letter, the data
or the call is wrong, and nothing was made; 3 the machine failed.";

/// How long nothing is said where nobody watches.
const INTERVAL: Duration = Duration::from_secs(10);
/// How many failures the summary shows.
const SHOWN: usize = 5;

/// Make a PDF for each row of data
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    letter: LetterArgs,

    /// The rows: .csv, .jsonl, .json, .toml, .xlsx, .ods or .db, or `-` for standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    data: PathBuf,

    /// The files' names, with columns in them, as in 'out/{{ ref }}.pdf'
    #[arg(long, value_name = "PATTERN", required_unless_present = "combined")]
    out: Option<String>,

    /// Make one PDF of all letters, to be printed at once; with `--out` also a file for each
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["resume", "stdout", "zip"])]
    combined: Option<PathBuf>,

    /// Begin each letter of the combined file on a front page
    #[arg(long, requires = "combined")]
    duplex: bool,

    /// Put all letters into one ZIP file, within which `--out` names them
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["resume", "stdout"])]
    zip: Option<PathBuf>,

    /// Write all letters to standard output as one stream, within which `--out` names them
    #[arg(long, value_name = "FORMAT", value_enum, conflicts_with_all = ["resume", "json"])]
    stdout: Option<Stream>,

    #[command(flatten)]
    rows: RowArgs,

    /// How many letters are made at once [default: as many as there are processors]
    #[arg(long, short, value_name = "N")]
    jobs: Option<usize>,

    /// Stop at the first row that fails
    #[arg(long)]
    fail_fast: bool,

    /// Replace files that are there, the ZIP file or the combined one
    #[arg(long)]
    force: bool,

    /// Go on with an earlier run: what it made, and has not changed since, stays
    #[arg(long, conflicts_with = "force")]
    resume: bool,

    #[command(flatten)]
    pub(super) report: ReportArgs,
}

/// How many letters are one stream.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Stream {
    Tar,
}

impl Args {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let start = Instant::now();
        self.check_destination()?;
        let is_archive = self.zip.is_some() || self.stdout.is_some();
        let pattern = match &self.out {
            Some(out) if is_archive => NamePattern::within_archive(out),
            Some(out) => NamePattern::new(out),
            None => Ok(NamePattern::of_numbers()),
        };
        let pattern = pattern.map_err(Failure::wrong)?;
        let table = self.rows.open(&self.data)?;
        let (source, world) = self.letter.open()?;
        let form = letter::read(&source)?;
        let workers = self.jobs.or_else(|| std::thread::available_parallelism().ok().map(usize::from)).unwrap_or(1);
        let (fail_fast, force, resume) = (self.fail_fast, self.force, self.resume);
        let batch = Batch { form: &form, world: &world, pattern: &pattern, workers, fail_fast, force, resume };

        let mut problem = None;
        let mut rows = || match table.rows() {
            Ok((columns, rows)) => {
                let pattern = &pattern;
                let planned: batch::Rows<'_> = Box::new(rows.map(move |row| Planned::new(row, pattern)));
                Ok((columns, planned))
            }
            Err(failure) => {
                problem = Some(failure);
                Err(BatchError::Wrong(Diagnostics(vec![])))
            }
        };
        let stop = stop_on_interrupt();
        let mut told = Told::new(self.report.quiet, self.report.json);
        let mut standard_output = io::stdout();
        let destination = match (&self.zip, &self.combined, self.stdout) {
            (Some(path), ..) => Destination::Zip(path),
            (None, Some(path), _) => Destination::Print { path, duplex: self.duplex, beside_files: self.out.is_some() },
            (None, None, Some(Stream::Tar)) => Destination::Tar(&mut standard_output),
            (None, None, None) => Destination::Folder,
        };
        let outcome = batch::run(&batch, destination, &mut rows, &stop, &mut |event| told.event(&event));
        told.end();
        match outcome {
            Ok(outcome) => self.summary(&outcome, &told, start.elapsed()),
            Err(error) => Err(problem.unwrap_or_else(|| self.failure(error))),
        }
    }

    /// Refuses what no archive can be written to, before any work is done.
    fn check_destination(&self) -> Result<(), Failure> {
        for (path, expected) in [(&self.zip, "zip"), (&self.combined, "pdf")] {
            let Some(path) = path else { continue };
            if !path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(expected)) {
                return Err(Failure::wrong(format!("`{}` does not end in .{expected}", path.display())));
            }
            Target::at(path)?;
        }
        if self.stdout.is_some() && io::stdout().is_terminal() {
            return Err(Diagnostic::error("an archive does not belong on a terminal")
                .hint("send it to a file or to a program: … > letters.tar")
                .into());
        }
        Ok(())
    }

    fn summary(&self, outcome: &Outcome, told: &Told, time: Duration) -> Result<(), Failure> {
        let done = outcome.made + outcome.kept + outcome.failed;
        let is_complete = outcome.ended == Ended::Complete;
        if self.report.json {
            let Outcome { made, kept, failed, .. } = *outcome;
            json(&Summary { event: "end", made, kept, failed, complete: is_complete, seconds: time.as_secs_f64() })?;
        } else if !self.report.quiet {
            let mut said = format!("{} made", count(outcome.made, "letter"));
            if outcome.kept > 0 {
                said += &format!(", {} there already", outcome.kept);
            }
            if outcome.failed > 0 {
                said += &format!(", {} failed", outcome.failed);
            }
            let rate = done as f64 / time.as_secs_f64().max(0.001);
            said += &format!(", {:.1} s ({rate:.0}/s)\n", time.as_secs_f64());
            match self.stdout {
                Some(_) => io::stderr().write_all(said.as_bytes()).unwrap_or_default(),
                None => stdout(said.as_bytes())?,
            }
        }
        let mut hints = vec![];
        for record in &told.failures {
            hints.push(format!(
                "row {} ({}): {}",
                record.row,
                record.place,
                record.error.as_deref().unwrap_or_default()
            ));
        }
        if outcome.failed > told.failures.len() as u64 {
            hints.push(format!("and {} more", outcome.failed - told.failures.len() as u64));
        }
        if let Some(path) = &outcome.failed_rows {
            let within = if self.stdout.is_some() { " at the end of the archive" } else { "" };
            let path = path.display();
            hints.push(format!("the rows that failed are in `{path}`{within}: mend them there and run that file"));
        }
        let message = match outcome.ended {
            Ended::Complete if outcome.failed == 0 => return Ok(()),
            Ended::Complete => format!("{} of {} failed", outcome.failed, count(done, "row")),
            Ended::Failed => format!("stopped at the first row that failed, after {}", count(done, "row")),
            Ended::Stopped => format!("stopped after {}", count(done, "row")),
        };
        if !is_complete {
            hints.push(match (self.whole(), self.stdout) {
                (Some(path), _) => only_whole(path),
                (None, Some(_)) => "the archive has what was made until then".to_owned(),
                (None, None) => "`--resume` goes on from here".to_owned(),
            });
        }
        let problem = hints.into_iter().fold(Diagnostic::error(message), Diagnostic::hint);
        Err(Failure::Some(Diagnostics(vec![problem])))
    }

    /// The one file that all letters go into.
    fn whole(&self) -> Option<&Path> {
        self.zip.as_deref().or(self.combined.as_deref())
    }

    /// What goes wrong as a whole.
    fn failure(&self, error: BatchError) -> Failure {
        match error {
            BatchError::Wrong(problems) => problems.into(),
            BatchError::Busy(path) => Diagnostic::error(format!("another run works in `{}`", path.display()))
                .hint("wait for it, or choose another place")
                .into(),
            BatchError::Stream(error) => Failure::writing(Path::new("standard output"), &error),
            BatchError::Machine(path, error) => {
                let failure = Failure::writing(&path, &error);
                match (self.whole(), self.stdout) {
                    (Some(_), _) if matches!(failure, Failure::Wrong(_)) => failure,
                    (Some(path), _) => failure.hint(&only_whole(path)),
                    (None, Some(_)) => failure.hint("the archive is cut off"),
                    (None, None) => failure.hint("what was made until then is whole; `--resume` goes on"),
                }
            }
        }
    }
}

/// What is said of an archive that is not there, or is still the old one.
fn only_whole(path: &Path) -> String {
    format!("`{}` is written when all rows are done, and not before", path.display())
}

/// Set when the user wants it to end; a second time ends it at once.
fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let handler = stop.clone();
    // Where no handler can be set, the system's own ends the program.
    let _ = ctrlc::set_handler(move || {
        if handler.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    stop
}

/// What is told while it runs.
struct Told {
    json: bool,
    bar: Option<ProgressBar>,
    /// When something was last said where nobody watches; never if nothing is to be said.
    last: Option<Instant>,
    rows: u64,
    done: u64,
    failed: u64,
    failures: Vec<Record>,
}

impl Told {
    fn new(quiet: bool, json: bool) -> Self {
        let says = !quiet && !json;
        let watched = says && std::io::stderr().is_terminal();
        let bar = watched.then(|| {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec}, {eta} left{msg}");
            ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        let last = (says && !watched).then(Instant::now);
        Self { json, bar, last, rows: 0, done: 0, failed: 0, failures: vec![] }
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Planned(rows) => {
                self.rows = *rows;
                if let Some(bar) = &self.bar {
                    bar.set_length(*rows);
                }
                if self.json {
                    // Who does not read any longer has the manifest.
                    let _ = json(&Begun { event: "planned", rows: *rows });
                }
            }
            Event::Done(record) => self.done(record),
        }
    }

    fn done(&mut self, record: &Record) {
        self.done += 1;
        if record.error.is_some() {
            self.failed += 1;
            if self.failures.len() < SHOWN {
                self.failures.push(record.clone());
            }
        }
        if self.json {
            let _ = json(&Done { event: "done", record });
        }
        if let Some(bar) = &self.bar {
            bar.inc(1);
            if record.error.is_some() {
                bar.set_message(format!(", {} failed", self.failed));
            }
        }
        if self.last.is_some_and(|last| last.elapsed() >= INTERVAL) {
            let failed = if self.failed > 0 { format!(", {} failed", self.failed) } else { String::new() };
            let _ = writeln!(std::io::stderr(), "{} of {} done{failed}", self.done, count(self.rows, "row"));
            self.last = Some(Instant::now());
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[derive(Serialize)]
struct Begun {
    event: &'static str,
    rows: u64,
}

#[derive(Serialize)]
struct Done<'a> {
    event: &'static str,
    #[serde(flatten)]
    record: &'a Record,
}

#[derive(Serialize)]
struct Summary {
    event: &'static str,
    made: u64,
    kept: u64,
    failed: u64,
    complete: bool,
    seconds: f64,
}
