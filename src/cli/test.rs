//! `letterpdf test`: golden tests for letters.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::ValueHint;
use letterpdf::compare::{self, Difference, Kind, Level, Options, PageChange, Pictures};
use letterpdf::letter::{self, Date};
use letterpdf::view::{Dpi, Raster, View};
use letterpdf::{Diagnostic, Diagnostics, FolderWorld, Kept, Source, World, data, pdf};

use super::compare::LookArgs;
use super::fonts::FontArgs;
use super::output::{Existing, Target};
use super::reader::PagePictures;
use super::report::Reporter;
use super::verdict::{Pair, Subject, Verdict, VerdictArgs, Verdicts, picture, png};
use super::{Failure, rows, settings};

const EXAMPLES: &str = "\
Examples:
  letterpdf test letters/                    Compare each letter with what is expected of it
  letterpdf test letters/ --update           Accept the letters as they are
  letterpdf test letters/ --filter invoice --pixels --report report.html

Each letter.toml is set, with the values of letter.data.json if that lies beside it, and compared with
letter.frames.txt: its pages, places, words, fonts and tags, as text that reads well in a review. With
`--pixels` also with letter.page-1.png and so on. Templates (with `extends`) are no letters.

Exit codes: 0 all are as expected; 1 some differ, or nothing is expected of them yet; 2 a letter cannot
be set, or the call is wrong; 3 the machine failed.";

/// The ending of what is expected of a letter.
const FRAMES: &str = "frames.txt";
/// The ending of the values of a letter.
const DATA: &str = "data.json";
/// The largest text or picture that is expected of a letter, in bytes: 64 MiB.
const LARGEST: u64 = 64 << 20;

/// Tell whether letters are set as they are expected to be
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The folder of the letters, with those in it
    #[arg(value_hint = ValueHint::DirPath, default_value = ".")]
    folder: PathBuf,

    /// Accept the letters as they are: write what is expected of them from now on
    #[arg(long)]
    update: bool,

    /// Only letters whose path has this in it
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,

    /// Compare pictures of the pages, too
    #[arg(long)]
    pixels: bool,

    #[command(flatten)]
    look: LookArgs,

    #[command(flatten)]
    fonts: FontArgs,

    /// Let the letters use files of this folder, too, not only of their own; may be repeated
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    allow: Vec<PathBuf>,

    /// The day that letters dated "today" bear [default: that of SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = settings::day)]
    today: Option<Date>,

    #[command(flatten)]
    pub(super) verdict: VerdictArgs,
}

impl Args {
    pub(super) fn run(&self, reporter: &Reporter) -> Result<(), Failure> {
        self.verdict.check()?;
        let epoch = settings::source_date_epoch()?;
        let letters = self.letters()?;
        let bar = self.verdict.progress(letters.len());
        let mut pairs = vec![];
        for within in &letters {
            pairs.push(self.test(within, epoch)?);
            bar.inc(1);
        }
        bar.finish_and_clear();
        let title = format!("Letters of {}", self.folder.display());
        self.verdict.tell(&Verdicts::new(title, Subject::Letters, Level::Structure, pairs, 0), reporter.color)
    }

    /// The letters, by their paths within the folder.
    fn letters(&self) -> Result<BTreeSet<PathBuf>, Failure> {
        let mut letters = BTreeSet::new();
        for within in super::compare::files(&self.folder, "toml")? {
            let is_wanted = self.filter.as_ref().is_none_or(|part| within.to_string_lossy().contains(part));
            if is_wanted && !is_template(&self.folder.join(&within))? {
                letters.insert(within);
            }
        }
        if letters.is_empty() {
            let filter = self.filter.as_ref().map_or(String::new(), |part| format!(" with `{part}` in its path"));
            return Err(Failure::wrong(format!("there is no letter{filter} in `{}`", self.folder.display())));
        }
        Ok(letters)
    }

    /// Sets a letter and compares it with what is expected of it.
    fn test(&self, within: &Path, epoch: Option<u64>) -> Result<Pair, Failure> {
        let start = Instant::now();
        let letter = self.folder.join(within);
        let expected = letter.with_extension(FRAMES);
        let mut pair = Pair {
            name: within.with_extension("").display().to_string(),
            expected: expected.clone(),
            actual: letter.clone(),
            verdict: Verdict::Same,
            same_at: Some(Level::Structure),
            problem: None,
            differences: vec![],
            pages: vec![],
            pictures: vec![],
            time: Duration::ZERO,
        };
        let (frames, bytes) = match self.set(&letter, epoch) {
            Ok(set) => set,
            Err(Failure::Wrong(problems)) => {
                pair.problem = Some(format!("the letter cannot be set\n{problems}").trim_end().to_owned());
                pair.verdict = Verdict::Unreadable;
                return Ok(pair);
            }
            Err(failure) => return Err(failure),
        };
        if self.update {
            Target::at(&expected)?.write(frames.as_bytes(), Existing::Replace)?;
        }
        pair.differences = match read(&expected)? {
            Some(text) => compare::compare_frames(&String::from_utf8_lossy(&text), &frames),
            None => vec![unexpected(&expected)],
        };
        if self.pixels || self.verdict.wants_pictures() && !pair.differences.is_empty() {
            self.look(&letter, bytes, &mut pair)?;
        }
        if !pair.differences.is_empty() {
            pair.verdict = Verdict::Different;
            pair.same_at = None;
        }
        pair.time = start.elapsed();
        Ok(pair)
    }

    /// A letter as text and as PDF.
    fn set(&self, letter: &Path, epoch: Option<u64>) -> Result<(String, Vec<u8>), Failure> {
        let world = self.world(letter.parent().unwrap_or(letter), epoch)?;
        let text = read(letter)?.unwrap_or_default();
        let text =
            String::from_utf8(text).map_err(|_| Failure::wrong(format!("`{}` is not UTF-8 text", letter.display())))?;
        let form = letter::read(&Arc::new(Source::new(letter.display().to_string(), text)))?;
        let data = letter.with_extension(DATA);
        let values = if data.is_file() { rows::one(&data)? } else { data::of_letter(&form, &world)? };
        let (document, _) = letterpdf::lay_out_row(&form, &values, &world, &Kept::default())?;
        let bytes = pdf::export(&document, world.fonts()).map_err(Diagnostics::from)?;
        let frames = compare::frames(&document, world.fonts(), bytes.clone());
        Ok((frames.map_err(|error| Failure::wrong(format!("what was made {error}")))?, bytes))
    }

    /// The world of a letter; only what is given says which day it is.
    fn world(&self, folder: &Path, epoch: Option<u64>) -> Result<FolderWorld, Failure> {
        let mut world =
            FolderWorld::new(folder, self.fonts.load()?).map_err(|error| Failure::reading(folder, &error))?;
        for folder in &self.allow {
            world = world.with_allowed(folder).map_err(|error| Failure::reading(folder, &error))?;
        }
        if let Some(seconds) = epoch {
            world = world.with_source_date_epoch(seconds);
        }
        let day = self.today.or(epoch.and_then(settings::day_of));
        Ok(world.with_today(move || day))
    }

    /// Compares the pages with pictures that are kept of them, and keeps new ones if it was asked for.
    fn look(&self, letter: &Path, bytes: Vec<u8>, pair: &mut Pair) -> Result<(), Failure> {
        let wrong = |error: letterpdf::view::ViewError| Failure::wrong(format!("what was made {error}"));
        let view = View::open(bytes).map_err(wrong)?;
        let pencil = view.pencil();
        let (dpi, tolerance) = (Dpi(self.look.dpi), self.look.tolerance);
        let options = Options { dpi, tolerance, ignored: self.look.ignore.clone(), pictures: 0 };
        let file = |number: usize| letter.with_extension(format!("page-{number}.png"));
        for index in 0..view.pages() {
            let (number, after) = (index + 1, pencil.draw(index, options.dpi).map_err(wrong)?);
            let path = file(number);
            if self.update && self.pixels {
                Target::at(&path)?.write(&png(&after).map_err(Failure::wrong)?, Existing::Replace)?;
            }
            let before = read(&path)?.map(|bytes| decoded(&path, &bytes)).transpose()?;
            let Some(before) = before else {
                if self.pixels {
                    pair.differences.push(unexpected(&path));
                }
                pair.show(number, Pictures { before: None, after: Some(after), marks: None }, 0.0)?;
                continue;
            };
            if let Some((share, pictures)) = compare::look(before, after, index, &options) {
                let message = format!("page {number}: looks different, {:.2} % of it", share * 100.0);
                let (level, kind) = (Level::Pixels, Kind::Look);
                pair.differences.push(Difference { level, kind, page: Some(number), message, words: vec![] });
                pair.show(number, pictures, share)?;
            }
        }
        // Pictures of pages that are no more.
        for number in (view.pages() + 1..).take_while(|number| file(*number).is_file()) {
            if self.update && self.pixels {
                fs::remove_file(file(number)).map_err(|error| Failure::writing(&file(number), &error))?;
            } else if self.pixels {
                let message = format!("page {number} is missing");
                let (level, kind) = (Level::Pixels, Kind::Pages);
                pair.differences.push(Difference { level, kind, page: Some(number), message, words: vec![] });
            }
        }
        Ok(())
    }
}

impl Pair {
    /// Adds pictures of a page.
    fn show(&mut self, number: usize, pictures: Pictures, share: f64) -> Result<(), Failure> {
        let size = pictures.after.as_ref().map_or((0, 0), |raster| (raster.width, raster.height));
        let address = |raster: Option<Raster>| raster.as_ref().map(picture).transpose().map_err(Failure::wrong);
        self.pictures.push(PagePictures {
            before: address(pictures.before)?,
            after: address(pictures.after)?,
            marks: address(pictures.marks)?,
            width: size.0,
            height: size.1,
        });
        self.pages.push(PageChange { expected: Some(number), actual: Some(number), share, pictures: None });
        Ok(())
    }
}

/// What is said where nothing is expected yet.
fn unexpected(path: &Path) -> Difference {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let message = format!("nothing is expected yet: {name} is not there; `--update` writes it");
    Difference { level: Level::Structure, kind: Kind::Pages, page: None, message, words: vec![] }
}

/// Whether a file is a template, which extends another one or says so of its zones.
fn is_template(path: &Path) -> Result<bool, Failure> {
    let text = read(path)?.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let mut keys = text.lines().take_while(|line| !line.trim_start().starts_with('['));
    Ok(keys.any(|line| line.split_once('=').is_some_and(|(key, _)| key.trim() == "extends")))
}

/// The bytes of a file, if it is there.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::reading(path, &error)),
        Ok(file) if !file.is_file() => return Err(Failure::wrong(format!("`{}` is not a file", path.display()))),
        Ok(file) if file.len() > LARGEST => {
            return Err(Failure::wrong(format!("`{}` is larger than {} MiB", path.display(), LARGEST >> 20)));
        }
        Ok(_) => {}
    }
    fs::read(path).map(Some).map_err(|error| Failure::reading(path, &error))
}

/// A picture that was kept.
fn decoded(path: &Path, bytes: &[u8]) -> Result<Raster, Failure> {
    let picture = image::load_from_memory_with_format(bytes, image::ImageFormat::Png).map_err(|error| {
        let problem = Diagnostic::error(format!("`{}` is not a picture: {error}", path.display()));
        Failure::from(problem.hint("`--update` writes it anew"))
    })?;
    let rgba = picture.into_rgba8();
    Ok(Raster { width: rgba.width() as usize, height: rgba.height() as usize, rgba: rgba.into_raw() })
}
