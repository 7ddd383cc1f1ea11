//! A folder to work in, and runs of the program there.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_letterpdf");

/// A letter of one page.
pub(crate) const LETTER: &str = r#"date = 2020-12-08
subject = "Your visit"
salutation = "Dear Ms Lindqvist,"
body = "Thank you for your *kind* letter."

[sender]
organization = "City Archive"
address = ["12 Harbour Street", "Newport"]

[recipient]
name = "Ms Karin Lindqvist"
address = ["4 Mill Lane", "Ashford"]
"#;

/// The same, dated by whoever is asked.
pub(crate) fn letter_of_today() -> String {
    LETTER.replace("2020-12-08", "\"today\"")
}

/// The same, with a logo.
pub(crate) fn letter_with_logo(path: &str) -> String {
    LETTER.replace("[sender]\n", &format!("[sender]\nlogo = {path:?}\n"))
}

pub(crate) const LOGO: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="20"/></svg>"#;

/// A folder with `letter.toml`, gone at the end of the test.
pub(crate) struct Bench(TempDir);

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
}

/// A file to be compared, not to be printed.
#[derive(PartialEq, Eq)]
pub(crate) struct Pdf(pub(crate) Vec<u8>);

impl fmt::Debug for Pdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(LETTER)
    }

    pub(crate) fn with(letter: &str) -> Self {
        let bench = Self(tempfile::tempdir().unwrap());
        bench.write("letter.toml", letter);
        bench
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The program, in this folder and without whatever the environment says.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        for name in ["SOURCE_DATE_EPOCH", "NO_COLOR", "COLUMNS", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        Run::from(self.command(args).output().unwrap())
    }

    /// A run that must end well.
    pub(crate) fn done<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{}", run.err);
        run
    }

    /// The PDF that options give.
    pub(crate) fn pdf(&self, options: &[&str]) -> Pdf {
        Pdf(self.done(["render", "letter.toml", "-o", "-"].iter().chain(options)).out)
    }

    /// A run that reads `input`.
    pub(crate) fn run_with_input(&self, args: &[&str], input: &str) -> Run {
        let mut child =
            self.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // It may end before it has read everything.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Run::from(child.wait_with_output().unwrap())
    }

    /// A run from a shell script, in which `$0` is the program.
    #[cfg(unix)]
    pub(crate) fn shell(&self, script: &str) -> Run {
        let output = Command::new("sh").args(["-c", script, PROGRAM]).current_dir(self.0.path()).output().unwrap();
        Run::from(output)
    }
}

impl Run {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        assert_eq!(self.text().matches('\n').count(), 1, "one line of JSON: {}", self.text());
        serde_json::from_slice(&self.out).unwrap()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("ended by itself"),
            out: output.stdout,
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

#[track_caller]
pub(crate) fn assert_pdf(bytes: &[u8]) {
    assert!(bytes.starts_with(b"%PDF-1.7"), "{:?}…", String::from_utf8_lossy(&bytes[..bytes.len().min(80)]));
    assert!(bytes.trim_ascii_end().ends_with(b"%%EOF"));
}

/// Checks both what is said and how it ends.
#[track_caller]
pub(crate) fn assert_refused(run: &Run, code: i32, words: &[&str]) {
    assert_eq!(run.code, code, "{}", run.err);
    assert!(run.out.is_empty(), "{:?}", String::from_utf8_lossy(&run.out));
    for word in words {
        assert!(run.err.contains(word), "`{word}` is not in: {}", run.err);
    }
}
