//! `letterpdf compare`: whether PDFs are what they were.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use clap::{ValueEnum, ValueHint};
use letterpdf::compare::{Difference, Ignored, Kind, Level, Options};

use super::Failure;
use super::reader::{Answer, How, Question, Reader};
use super::report::Reporter;
use super::verdict::{Pair, Subject, Verdict, VerdictArgs, Verdicts};

const EXAMPLES: &str = "\
Examples:
  letterpdf compare expected.pdf actual.pdf
  letterpdf compare expected.pdf actual.pdf --level bytes
  letterpdf compare old/ new/ --report report.html --junit report.xml
  letterpdf compare old.pdf new.pdf --ignore 20,97,60,8@1     Not where the date stands
  letterpdf compare old.pdf new.pdf --level pixels --dpi 200 --json

Levels, each with all below it:
  bytes      all of the file
  structure  tags, what the file says of itself (but for dates and the program that made it), links,
             outline, files in it
  text       the words in reading order, their places to 0.1 mm, fonts, sizes and colours
  pixels     how pages look; edges that are smoothed a little differently are the same

It is told at which level the two are the same, and what differs above, in words. In a place that is
ignored neither pixels nor words are compared, nor is what the tags say of those words.

Exit codes: 0 the same at the level asked for; 1 different; 2 one could not be read, or the call is
wrong; 3 the machine failed. A file that is not whole, or a page that cannot be drawn whole, is not
read: it is never the same as anything.";

/// How many pages the report has pictures of.
const MOST_PICTURES: usize = 300;
/// How many pages of one pair it has pictures of at the usual resolution; at a higher one so many fewer.
const MOST_OF_ONE: f64 = 50.0;

/// Tell whether PDFs are what they were, and what differs
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// A PDF as it should be, or a folder of them
    #[arg(value_hint = ValueHint::AnyPath)]
    expected: PathBuf,

    /// A PDF as it is, or a folder of them with the same names
    #[arg(value_hint = ValueHint::AnyPath)]
    actual: PathBuf,

    /// How strictly they are compared
    #[arg(long, short, value_name = "LEVEL", value_enum, default_value_t = Strictness::Structure)]
    level: Strictness,

    #[command(flatten)]
    look: LookArgs,

    /// How many pairs are compared at once [default: as many as there are processors]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,

    #[command(flatten)]
    pub(super) verdict: VerdictArgs,
}

/// How pages are looked at.
#[derive(Debug, clap::Args)]
pub(super) struct LookArgs {
    /// The resolution that pages are drawn at, in dots per inch
    #[arg(long, value_name = "N", default_value_t = Options::DPI, value_parser = super::preview::dpi)]
    pub(super) dpi: f64,

    /// How much a pixel may change and count as the same, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = Options::TOLERANCE, value_parser = tolerance)]
    pub(super) tolerance: f64,

    /// Do not compare a place: x, y, width and height in mm, and a page if it is one; may be repeated
    #[arg(long, value_name = "X,Y,W,H[@PAGE]")]
    pub(super) ignore: Vec<Ignored>,
}

/// A [`Level`] of the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Strictness {
    Bytes,
    Structure,
    Text,
    Pixels,
}

impl From<Strictness> for Level {
    fn from(strictness: Strictness) -> Self {
        match strictness {
            Strictness::Bytes => Self::Bytes,
            Strictness::Structure => Self::Structure,
            Strictness::Text => Self::Text,
            Strictness::Pixels => Self::Pixels,
        }
    }
}

fn tolerance(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a tolerance is a number from 0 to 1".to_owned())
}

/// Two files to be compared.
struct Task {
    name: String,
    expected: PathBuf,
    actual: PathBuf,
}

impl Args {
    pub(super) fn run(&self, reporter: &Reporter) -> Result<(), Failure> {
        self.verdict.check()?;
        let tasks = self.tasks()?;
        let how = How {
            dpi: self.look.dpi,
            tolerance: self.look.tolerance,
            ignored: self.look.ignore.clone(),
            pictures: if self.verdict.wants_pictures() { MOST_PICTURES } else { 0 },
        };
        let (pairs, left_out) = self.compare_all(&tasks, &how);
        let title = format!("Comparison of {} and {}", self.expected.display(), self.actual.display());
        self.verdict.tell(&Verdicts::new(title, Subject::Files, self.level.into(), pairs, left_out), reporter.color)
    }

    /// The pairs: two files, or all PDFs of two folders by their names.
    fn tasks(&self) -> Result<Vec<Task>, Failure> {
        let is_folder = |path: &Path| {
            fs::metadata(path).map(|found| found.is_dir()).map_err(|error| Failure::reading(path, &error))
        };
        match (is_folder(&self.expected)?, is_folder(&self.actual)?) {
            (false, false) => {
                let (expected, actual) = (self.expected.clone(), self.actual.clone());
                let name = if expected.file_name() == actual.file_name() {
                    actual.display().to_string()
                } else {
                    format!("{} and {}", expected.display(), actual.display())
                };
                Ok(vec![Task { name, expected, actual }])
            }
            (true, true) => {
                let mut names = files(&self.expected, "pdf")?;
                names.extend(files(&self.actual, "pdf")?);
                let task = |name: PathBuf| Task {
                    name: name.display().to_string(),
                    expected: self.expected.join(&name),
                    actual: self.actual.join(&name),
                };
                if names.is_empty() {
                    let (expected, actual) = (self.expected.display(), self.actual.display());
                    return Err(Failure::wrong(format!("there is no PDF in `{expected}` or in `{actual}`")));
                }
                Ok(names.into_iter().map(task).collect())
            }
            (true, false) => Err(Failure::wrong("a folder cannot be compared with a file")),
            (false, true) => Err(Failure::wrong("a file cannot be compared with a folder")),
        }
    }

    /// Compares all pairs, several at once, each with a process that reads for it.
    fn compare_all(&self, tasks: &[Task], how: &How) -> (Vec<Pair>, usize) {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        let workers = self.jobs.map_or_else(processors, usize::from).min(tasks.len());
        let bar = self.verdict.progress(tasks.len());
        let most_of_one = (MOST_OF_ONE * (Options::DPI / how.dpi).powi(2)).ceil() as usize;
        let (next, shown, left_out) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let done: Mutex<Vec<Option<Pair>>> = Mutex::new(tasks.iter().map(|_| None).collect());
        let work = || {
            let mut reader = Reader::default();
            while let index = next.fetch_add(1, Ordering::Relaxed)
                && let Some(task) = tasks.get(index)
            {
                let room = MOST_PICTURES.saturating_sub(shown.load(Ordering::Relaxed)).min(most_of_one);
                let mut pair = task.compare(&mut reader, &How { pictures: how.pictures.min(room), ..how.clone() });
                shown.fetch_add(pair.pictures.len(), Ordering::Relaxed);
                if how.pictures > 0 {
                    left_out.fetch_add(pair.pages.len() - pair.pictures.len(), Ordering::Relaxed);
                }
                pair.judge(self.level.into());
                done.lock().unwrap_or_else(PoisonError::into_inner)[index] = Some(pair);
                bar.inc(1);
            }
        };
        std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
        bar.finish_and_clear();
        let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        (done.into_iter().flatten().collect(), left_out.into_inner())
    }
}

impl Task {
    fn compare(&self, reader: &mut Reader, how: &How) -> Pair {
        let start = Instant::now();
        let mut pair = Pair {
            name: self.name.clone(),
            expected: self.expected.clone(),
            actual: self.actual.clone(),
            verdict: Verdict::Different,
            same_at: None,
            problem: None,
            differences: vec![],
            pages: vec![],
            pictures: vec![],
            time: Duration::ZERO,
        };
        let gone_or_new = match (self.expected.exists(), self.actual.exists()) {
            (true, false) => Some("the file is missing"),
            (false, true) => Some("the file is new"),
            _ => None,
        };
        if let Some(message) = gone_or_new {
            let message = message.to_owned();
            pair.differences =
                vec![Difference { level: Level::Pixels, kind: Kind::Pages, page: None, message, words: vec![] }];
            return pair;
        }
        let (expected, actual) = (self.expected.clone(), self.actual.clone());
        match reader.ask(&Question::Compare { expected, actual, how: how.clone() }, |_| {}) {
            Answer::Compared { comparison, pictures } => {
                pair.same_at = comparison.same_at;
                pair.differences = comparison.differences;
                pair.pages = comparison.pages;
                pair.pictures = pictures;
            }
            Answer::Unreadable { path, why } => {
                pair.problem = Some(format!("`{}` {why}", path.display()));
            }
            Answer::Failed { why } => {
                let (expected, actual) = (self.expected.display(), self.actual.display());
                pair.problem = Some(format!("`{expected}` or `{actual}` {why}"));
            }
            Answer::Alive | Answer::Page { .. } | Answer::Drawn => {
                pair.problem = Some("nothing was said of it".to_owned())
            }
        }
        pair.time = start.elapsed();
        pair
    }
}

impl Pair {
    /// Says how it counts at a level.
    fn judge(&mut self, level: Level) {
        self.verdict = match (&self.problem, self.same_at) {
            (Some(_), _) => Verdict::Unreadable,
            (None, Some(same)) if same >= level => Verdict::Same,
            (None, _) => Verdict::Different,
        };
    }
}

/// The files of a folder and the folders in it with an ending, by their paths within it.
pub(super) fn files(folder: &Path, ending: &str) -> Result<BTreeSet<PathBuf>, Failure> {
    let mut found = BTreeSet::new();
    let mut open = vec![PathBuf::new()];
    while let Some(within) = open.pop() {
        let path = if within.as_os_str().is_empty() { folder.to_owned() } else { folder.join(&within) };
        let entries = fs::read_dir(&path).map_err(|error| Failure::reading(&path, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| Failure::reading(&path, &error))?;
            let name = within.join(entry.file_name());
            // A link to a folder is not followed: it may lead back.
            let kind = entry.file_type().map_err(|error| Failure::reading(&path, &error))?;
            if kind.is_dir() {
                open.push(name);
            } else if name.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending)) {
                found.insert(name);
            }
        }
    }
    Ok(found)
}
