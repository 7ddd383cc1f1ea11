//! From arguments to a letter's text and the world it is made in.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueHint;
use letterpdf::frame::Standard;
use letterpdf::letter::Date;
use letterpdf::{Diagnostic, FolderWorld, Source};

use super::Failure;
use super::fonts::FontArgs;
use super::settings;

/// The largest letter that is read, in bytes: 4 MiB, some thousand pages.
const MAX_LETTER: u64 = 4 << 20;

/// Which letter, and what it may use.
#[derive(Debug, clap::Args)]
pub(super) struct LetterArgs {
    /// The letter file, or `-` for standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(super) letter: PathBuf,

    /// Use this template instead of the letter's: a built-in name or a .toml file
    #[arg(long, short, value_name = "TEMPLATE", value_hint = ValueHint::FilePath)]
    template: Option<String>,

    /// Set a key of the letter, as in subject=Invitation; the value is TOML, or else text; may be repeated
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = settings::setting)]
    set: Vec<String>,

    /// What the PDF keeps to [default: the letter's, or ua-1+a-2a, or ua-1+a-3a with files attached]
    #[arg(long, value_name = "STANDARD", value_parser = Standard::ALL.map(Standard::name))]
    standard: Option<String>,

    /// Attach what the letter is made of, so that `letterpdf extract` gives it back
    #[arg(long)]
    embed_source: bool,

    #[command(flatten)]
    fonts: FontArgs,

    /// Let the letter use files of this folder, too, not only of its own; may be repeated
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    allow: Vec<PathBuf>,

    /// The day that a letter dated "today" bears [default: that of SOURCE_DATE_EPOCH or of the clock]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = settings::day)]
    today: Option<Date>,
}

impl LetterArgs {
    /// Reads the letter and opens its world.
    pub(super) fn open(&self) -> Result<(Arc<Source>, FolderWorld), Failure> {
        let text = read(&self.letter)?;
        let (template, template_folder) = self.template()?;
        let file = Source::new(self.letter.display().to_string(), text);
        let mut source = self.set.iter().cloned().fold(file, Source::with_override);
        if let Some(name) = template {
            source = source.with_option("--template", format!("template={}", quoted(&name)));
        }
        if let Some(name) = &self.standard {
            source = source.with_option("--standard", format!("standard={}", quoted(name)));
        }
        if self.embed_source {
            source = source.with_option("--embed-source", "embed_source=true");
        }
        Ok((Arc::new(source), self.world(template_folder)?))
    }

    /// The world of the letter's folder and of what was allowed.
    fn world(&self, template_folder: Option<PathBuf>) -> Result<FolderWorld, Failure> {
        let folder = if is_standard(&self.letter) { Path::new("") } else { folder_of(&self.letter) };
        let mut world =
            FolderWorld::new(folder, self.fonts.load()?).map_err(|error| Failure::reading(folder, &error))?;
        if let Some(folder) = template_folder {
            world = world.with_searched(&folder).map_err(|error| Failure::reading(&folder, &error))?;
        }
        for folder in &self.allow {
            world = world.with_allowed(folder).map_err(|error| Failure::reading(folder, &error))?;
        }

        // The same environment gives the same bytes, so the clock comes last.
        let epoch = settings::source_date_epoch()?;
        if let Some(seconds) = epoch {
            world = world.with_source_date_epoch(seconds);
        }
        let day = self.today.or(epoch.and_then(settings::day_of));
        Ok(world.with_today(move || day.or_else(settings::clock)))
    }

    /// The template named in the call, and its folder if it is a file.
    ///
    /// A path on the command line starts where the user stands, not in the
    /// letter's folder, and what the user names there is allowed.
    fn template(&self) -> Result<(Option<String>, Option<PathBuf>), Failure> {
        let Some(name) = &self.template else { return Ok((None, None)) };
        if !is_template_file(name) {
            return Ok((Some(name.clone()), None));
        }
        let path = std::path::absolute(name).map_err(|error| Failure::reading(Path::new(name), &error))?;
        Ok((Some(path.display().to_string()), path.parent().map(Path::to_owned)))
    }
}

/// Whether a template is named by its file.
pub(super) fn is_template_file(name: &str) -> bool {
    name.ends_with(".toml")
}

/// A text as a TOML string; a JSON string is one, too.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Whether a path stands for standard input or output.
pub(super) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The folder that a file lies in; empty for the current one.
fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(file)
}

/// The text of a letter file.
///
/// The user named it, so it may be anything that gives bytes, as `<(…)` in a shell does.
fn read(path: &Path) -> Result<String, Failure> {
    let bytes = if is_standard(path) { read_some(io::stdin().lock()) } else { File::open(path).and_then(read_some) }
        .map_err(|error| Failure::reading(path, &error))?;

    let name = path.display();
    if bytes.len() as u64 > MAX_LETTER {
        return Err(Failure::wrong(format!("`{name}` is larger than {} MiB", MAX_LETTER >> 20)));
    }
    if bytes.starts_with(b"%PDF-") {
        return Err(Diagnostic::error(format!("`{name}` is a PDF, not a letter"))
            .hint("a letter is a TOML file; `letterpdf init` writes one")
            .into());
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        Diagnostic::error(format!("`{name}` is not UTF-8 text: line {line} has other bytes"))
            .hint("save the letter as UTF-8")
            .into()
    })
}

/// The bytes of a stream, and one more than a letter may have if there are so many.
fn read_some(stream: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = vec![];
    stream.take(MAX_LETTER + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
