//! `letterpdf preview`: pages as pictures, to be looked at without a viewer.

use std::fs::File;
use std::io::{Read, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use clap::ValueHint;
use letterpdf::{Diagnostic, Diagnostics, data, letter};

use super::letter::{LetterArgs, is_standard};
use super::output::{Existing, Target, stdout};
use super::reader::{Answer, Question, Reader};
use super::report::Reporter;
use super::{Failure, rows};

const EXAMPLES: &str = "\
Examples:
  letterpdf preview letter.pdf                      Write letter-1.png, letter-2.png …
  letterpdf preview letter.toml --open              Set the letter and show it
  letterpdf preview letter.pdf -o page-%d.png --dpi 300
  letterpdf preview letter.pdf -o first.svg --pages 1
  letterpdf preview letter.pdf -o - --pages 2 > page.png";

/// The resolution unless another is asked for.
const DPI: f64 = 150.0;

/// Draw the pages of a PDF or of a letter as PNG or SVG
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    letter: LetterArgs,

    /// The values that stand in the letter, {{ name }}: a JSON object or a TOML file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    data: Option<PathBuf>,

    /// Where the pages go, ending in .png or .svg, with %d for their numbers, or `-` [default: NAME-%d.png]
    #[arg(long, short, value_name = "PATTERN", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,

    /// Dots per inch of PNG
    #[arg(long, value_name = "N", default_value_t = DPI, value_parser = dpi)]
    dpi: f64,

    /// Which pages, as in 2 or 1-3
    #[arg(long, value_name = "FROM-TO", value_parser = pages)]
    pages: Option<RangeInclusive<usize>>,

    /// Show the first of them with the system's viewer
    #[arg(long)]
    open: bool,
}

/// A resolution of the command line.
pub(super) fn dpi(text: &str) -> Result<f64, String> {
    let dpi = text.parse().ok().filter(|dpi| (10.0..=1200.0).contains(dpi));
    dpi.ok_or_else(|| "a resolution is a number from 10 to 1200".to_owned())
}

fn pages(text: &str) -> Result<RangeInclusive<usize>, String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.trim().parse(), last.trim().parse()) {
        (Ok(first), Ok(last)) if 1 <= first && first <= last => Ok(first..=last),
        _ => Err("pages are 2 or 1-3, counted from 1".to_owned()),
    }
}

impl Args {
    pub(super) fn run(&self, reporter: &Reporter) -> Result<(), Failure> {
        let pattern = self.pattern()?;
        let source = &self.letter.letter;
        // A letter is set first; what it gives is read as any PDF is.
        let made = if is_pdf(source)? { None } else { Some(self.make(reporter)?) };
        let pdf = made.as_ref().map_or(source.as_path(), |made| made.path());
        let pages = self.pages.as_ref().map(|pages| (*pages.start(), *pages.end()));
        let question = Question::Draw { pdf: pdf.to_owned(), pages, dpi: self.dpi, svg: pattern.is_svg };

        let mut drawn = vec![];
        let last = Reader::default().ask(&question, |answer| {
            if let Answer::Page { number, data } = answer {
                drawn.push((number, data));
            }
        });
        if let Answer::Unreadable { why, .. } | Answer::Failed { why } = last {
            return Err(Failure::wrong(format!("`{}` {why}", source.display())));
        }
        let names = pattern.names(&drawn.iter().map(|(number, _)| *number).collect::<Vec<_>>())?;
        let mut said = String::new();
        for ((_, data), target) in drawn.iter().zip(&names) {
            let bytes = BASE64.decode(data).map_err(|error| Failure::wrong(error.to_string()))?;
            target.write(&bytes, Existing::Replace)?;
            said.push_str(&format!("{target}\n"));
        }
        if names.contains(&Target::Stdout) {
            return Ok(());
        }
        stdout(said.as_bytes())?;
        match names.first() {
            Some(Target::File(first)) if self.open => open(first),
            _ => Ok(()),
        }
    }

    /// Sets the letter, and keeps its PDF as long as it is needed.
    fn make(&self, reporter: &Reporter) -> Result<tempfile::NamedTempFile, Failure> {
        let (source, world) = self.letter.open()?;
        let form = letter::read(&source)?;
        let values = self.data.as_deref().map_or_else(|| Ok(data::of_letter(&form, &world)?), rows::one)?;
        let made = letterpdf::render_row(&form, &values, &world)?;
        reporter.tell(&Diagnostics(made.warnings));
        let write = || {
            let mut file = tempfile::Builder::new().prefix("letterpdf-").suffix(".pdf").tempfile()?;
            file.write_all(&made.bytes)?;
            Ok(file)
        };
        write().map_err(|error: std::io::Error| Failure::writing(&std::env::temp_dir(), &error))
    }

    fn pattern(&self) -> Result<Pattern, Failure> {
        let path = match &self.output {
            Some(path) => path.clone(),
            None if is_standard(&self.letter.letter) => {
                return Err(Diagnostic::error("a letter from standard input has no name for its pages")
                    .hint("say where they go with `-o page-%d.png`")
                    .into());
            }
            None => {
                let stem = self.letter.letter.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                self.letter.letter.with_file_name(format!("{}-%d.png", stem.replace('%', "%%")))
            }
        };
        if is_standard(&path) {
            if self.open {
                return Err(Failure::wrong("what goes to standard output cannot be opened"));
            }
            return Ok(Pattern { path, is_svg: false });
        }
        let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
        match ending.as_deref().and_then(|ending| ending.to_str()) {
            Some("png") => Ok(Pattern { path, is_svg: false }),
            Some("svg") => Ok(Pattern { path, is_svg: true }),
            _ => Err(Failure::wrong(format!("`{}` does not end in .png or .svg", path.display()))),
        }
    }
}

/// Where pages go.
struct Pattern {
    path: PathBuf,
    is_svg: bool,
}

impl Pattern {
    /// The names of pages; each has one of its own, and none replaces something that is no picture.
    fn names(&self, numbers: &[usize]) -> Result<Vec<Target>, Failure> {
        let pattern = self.path.to_string_lossy();
        let has_number = pattern.replace("%%", "").contains("%d");
        if numbers.len() > 1 && !has_number {
            let problem = Diagnostic::error(format!("{} pages cannot all be `{pattern}`", numbers.len()));
            return Err(problem
                .hint("put %d where their numbers go, as in page-%d.png, or choose one with `--pages`")
                .into());
        }
        let name = |number: &usize| {
            let parts: Vec<String> = pattern.split("%%").map(|part| part.replace("%d", &number.to_string())).collect();
            let target = Target::at(Path::new(&parts.join("%")))?;
            if target.is_other_than(&[b"\x89PNG", b"<svg", b"<?xml"]) {
                return Err(Failure::wrong(format!("`{target}` is there and is not a picture, so it is not replaced")));
            }
            Ok(target)
        };
        numbers.iter().map(name).collect()
    }
}

/// Whether a file is a PDF by its first bytes, whatever its name.
fn is_pdf(path: &Path) -> Result<bool, Failure> {
    if is_standard(path) {
        return Ok(false);
    }
    // A pipe would lose what is read of it here.
    if !path.is_file() {
        return Ok(path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf")));
    }
    let mut start = [0; 5];
    let mut file = File::open(path).map_err(|error| Failure::reading(path, &error))?;
    Ok(file.read_exact(&mut start).is_ok() && &start == b"%PDF-")
}

/// Shows a file with the system's viewer.
fn open(path: &Path) -> Result<(), Failure> {
    opener::open(path).map_err(|error| {
        Diagnostic::error(format!("`{}` cannot be shown: {error}", path.display()))
            .hint("it is written; open it by hand")
            .into()
    })
}
