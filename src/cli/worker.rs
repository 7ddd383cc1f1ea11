//! The child process that reads PDFs (see `reader`). No user calls it.

use std::fs::File;
use std::io::{self, BufRead, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use letterpdf::compare::{CompareError, Options, compare};
use letterpdf::view::{Dpi, View, ViewError};

use super::failure;
use super::reader::{Answer, How, PagePictures, Question};
use super::verdict::{picture, png};

/// What it is called.
pub(super) const NAME: &str = "--read-pdfs-for-another-process";
/// The largest PDF that is read, in bytes: 512 MiB.
const LARGEST: u64 = 512 << 20;

/// Whether this process is such a child.
pub(super) fn is_asked_for() -> bool {
    std::env::args_os().nth(1).is_some_and(|argument| argument == NAME)
}

/// Answers questions until there are no more.
pub(super) fn run() -> ExitCode {
    limit_memory();
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(question) = serde_json::from_str(&line) else { return ExitCode::from(failure::WRONG) };
        let last = match question {
            Question::Compare { expected, actual, how } => compared(&expected, &actual, how),
            Question::Draw { pdf, pages, dpi, svg } => drawn(&pdf, pages, Dpi(dpi), svg),
        };
        say(&last);
    }
    ExitCode::SUCCESS
}

/// How much memory it may take: 3 GiB, of which the allocator reserves 1 GiB without touching it.
#[cfg(unix)]
fn limit_memory() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = Some(3 << 30);
    // A system without such limits still limits the time.
    let _ = setrlimit(Resource::As, Rlimit { current: limit, maximum: limit });
}

#[cfg(not(unix))]
fn limit_memory() {}

fn compared(expected: &Path, actual: &Path, how: How) -> Answer {
    let unreadable = |path: &Path, why: String| Answer::Unreadable { path: path.to_owned(), why };
    let bytes = match (read(expected), read(actual)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(why), _) => return unreadable(expected, why),
        (_, Err(why)) => return unreadable(actual, why),
    };
    let options = Options { dpi: Dpi(how.dpi), tolerance: how.tolerance, ignored: how.ignored, pictures: how.pictures };
    let mut comparison = match compare(bytes.0, bytes.1, &options, &mut || say(&Answer::Alive)) {
        Ok(comparison) => comparison,
        Err(CompareError::Expected(error)) => return unreadable(expected, error.to_string()),
        Err(CompareError::Actual(error)) => return unreadable(actual, error.to_string()),
    };
    let mut pictures = vec![];
    for page in &mut comparison.pages {
        let Some(shown) = page.pictures.take() else { continue };
        let (width, height) = shown.after.as_ref().or(shown.before.as_ref()).map_or((0, 0), |it| (it.width, it.height));
        let encoded = [shown.before, shown.after, shown.marks].map(|raster| raster.as_ref().map(picture).transpose());
        match encoded {
            [Ok(before), Ok(after), Ok(marks)] => pictures.push(PagePictures { before, after, marks, width, height }),
            _ => return unreadable(actual, "has a page of which no picture can be made".to_owned()),
        }
        say(&Answer::Alive);
    }
    Answer::Compared { comparison, pictures }
}

fn drawn(path: &Path, pages: Option<(usize, usize)>, dpi: Dpi, svg: bool) -> Answer {
    let unreadable = |why: String| Answer::Unreadable { path: path.to_owned(), why };
    let view = match read(path).and_then(|bytes| View::open(bytes).map_err(|error| error.to_string())) {
        Ok(view) => view,
        Err(why) => return unreadable(why),
    };
    let (first, last) = pages.unwrap_or((1, view.pages()));
    if last > view.pages() {
        let has = super::report::count(view.pages() as u64, "page");
        return unreadable(format!("has {has}; there is no page {last}"));
    }
    let pencil = view.pencil();
    for number in first..=last {
        let page = if svg {
            pencil.draw_svg(number - 1).map(String::into_bytes)
        } else {
            pencil.draw(number - 1, dpi).and_then(|raster| png(&raster).map_err(|error| ViewError::Page(number, error)))
        };
        match page {
            Ok(bytes) => say(&Answer::Page { number, data: BASE64.encode(bytes) }),
            Err(error) => return unreadable(error.to_string()),
        }
    }
    Answer::Drawn
}

/// Says one line; nobody is left to be told if it cannot be said.
fn say(answer: &Answer) {
    let Ok(mut line) = serde_json::to_vec(answer) else { return };
    line.push(b'\n');
    let mut out = io::stdout().lock();
    let _ = out.write_all(&line).and_then(|()| out.flush());
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = vec![];
    let file = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    match file {
        Err(error) => Err(format!("cannot be read: {error}")),
        Ok(_) if bytes.len() as u64 > LARGEST => Err(format!("is larger than {} MiB", LARGEST >> 20)),
        Ok(_) => Ok(bytes),
    }
}
