//! PDFs from anywhere are read by a process of their own, with limits on time and memory:
//! what a hostile file does to it, it does to it alone.
//!
//! The parent sends one line of JSON, a [`Question`]; the child answers with lines of JSON,
//! [`Answer`]s, the last of which ends it. A child lives until it fails or is not needed
//! any longer.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use letterpdf::compare::{Comparison, Ignored};
use serde::{Deserialize, Serialize};

/// How long nothing may be heard of a child.
const SILENCE: Duration = Duration::from_secs(4);
/// How many bytes of a file give it a second more.
const BYTES_A_SECOND: u64 = 20 << 20;
/// How long one question may take in all.
const LONGEST: Duration = Duration::from_secs(600);

/// What is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Question {
    /// To compare two files.
    Compare { expected: PathBuf, actual: PathBuf, how: How },
    /// To draw pages of a file.
    Draw { pdf: PathBuf, pages: Option<(usize, usize)>, dpi: f64, svg: bool },
}

/// How two files are compared.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct How {
    pub(super) dpi: f64,
    pub(super) tolerance: f64,
    pub(super) ignored: Vec<Ignored>,
    /// Of how many pages pictures are given.
    pub(super) pictures: usize,
}

/// What is answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Answer {
    /// Work goes on.
    Alive,
    /// A comparison, with pictures of its pages if they were asked for.
    Compared { comparison: Comparison, pictures: Vec<PagePictures> },
    /// A page, counted from 1, as base64.
    Page { number: usize, data: String },
    /// All pages are drawn.
    Drawn,
    /// A file cannot be read: its path and why.
    Unreadable { path: PathBuf, why: String },
    /// The child failed, at whichever file it was.
    Failed { why: String },
}

impl Answer {
    fn is_last(&self) -> bool {
        !matches!(self, Self::Alive | Self::Page { .. })
    }
}

/// Pictures of a page, as addresses that hold them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct PagePictures {
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) marks: Option<String>,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// Asks a child; makes another one when the last one failed.
#[derive(Default)]
pub(super) struct Reader {
    child: Option<Running>,
}

struct Running {
    process: Child,
    questions: ChildStdin,
    answers: Receiver<String>,
}

impl Reader {
    /// Asks, hands on what is answered, and gives the last answer.
    ///
    /// What makes a child fail or takes it too long is [`Answer::Failed`].
    pub(super) fn ask(&mut self, question: &Question, mut heard: impl FnMut(Answer)) -> Answer {
        let files = question.files();
        let size: u64 = files.iter().filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum();
        let silence = SILENCE + Duration::from_secs(size / BYTES_A_SECOND);
        let refused = |why: String| Answer::Failed { why };
        let Ok(line) = serde_json::to_vec(question) else {
            return refused("has a name that is not Unicode".to_owned());
        };
        let mut running = match self.child.take().map_or_else(Running::start, Ok) {
            Ok(running) => running,
            Err(error) => return refused(format!("cannot be read: no process could be started for it ({error})")),
        };
        let start = Instant::now();
        // A child that is gone is heard of below.
        let _ = running.ask(&line);
        loop {
            match running.answers.recv_timeout(silence) {
                Ok(line) => match serde_json::from_str::<Answer>(&line) {
                    Ok(answer) if answer.is_last() => {
                        self.child = Some(running);
                        return answer;
                    }
                    Ok(_) if start.elapsed() > LONGEST => {
                        running.end();
                        return refused(format!("takes longer than {} s to be read", LONGEST.as_secs()));
                    }
                    Ok(answer) => heard(answer),
                    Err(_) => {
                        running.end();
                        return refused("cannot be read: what came of it makes no sense".to_owned());
                    }
                },
                Err(RecvTimeoutError::Timeout) => {
                    running.end();
                    return refused(format!("takes longer than {} s for one page to be read", silence.as_secs()));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    running.end();
                    return refused("makes the reader fail, or needs too much memory".to_owned());
                }
            }
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(running) = self.child.take() {
            running.end();
        }
    }
}

impl Running {
    fn start() -> std::io::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg(super::worker::NAME)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(questions), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(std::io::Error::other("it has no pipes"));
        };
        let (sender, answers) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self { process, questions, answers })
    }

    fn ask(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.questions.write_all(line)?;
        self.questions.write_all(b"\n")?;
        self.questions.flush()
    }

    fn end(mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Question {
    fn files(&self) -> Vec<&Path> {
        match self {
            Self::Compare { expected, actual, .. } => vec![expected, actual],
            Self::Draw { pdf, .. } => vec![pdf],
        }
    }
}
