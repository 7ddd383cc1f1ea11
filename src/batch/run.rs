//! The run: rows to workers, and what they made, in the order of rows, to its names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::failed::FailedRows;
use super::files::Files;
use super::manifest::{Known, Manifest};
use super::work::{Worked, work};
use super::{Batch, BatchError, Planned, Record, plan};
use crate::resolve::Kept;

/// How many letters are synced together at most.
const GROUP: usize = 256;
/// How long a letter waits at most to be synced with others.
const PATIENCE: Duration = Duration::from_millis(500);
/// How many rows are under way at once, for each worker.
const AHEAD: usize = 32;
/// The folder of what is not finished, within that of the files.
const SCRATCH: &str = ".letterpdf";

/// What happens during a run.
#[derive(Debug)]
pub enum Event<'a> {
    /// All names are known; this many rows are to be made.
    Planned(u64),
    /// A row is done: its file has its name, or it has failed.
    Done(&'a Record),
}

/// What came of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many letters were made.
    pub made: u64,
    /// How many were made by an earlier run and stay.
    pub kept: u64,
    /// How many rows failed.
    pub failed: u64,
    /// Where the failed rows are.
    pub failed_rows: Option<PathBuf>,
    /// Why it ended.
    pub ended: Ended,
}

/// Why a run ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ended {
    /// All rows are done.
    #[default]
    Complete,
    /// A row failed, and that was to end it.
    Failed,
    /// It was stopped.
    Stopped,
}

/// Rows that can be gone through more than once.
pub type Source<'a, 'r> = &'a mut dyn FnMut() -> Result<(Option<Vec<String>>, Rows<'r>), BatchError>;
/// Rows with their file names.
pub type Rows<'r> = Box<dyn Iterator<Item = Planned> + Send + 'r>;

/// Makes all letters; `stop` ends the run after the letters in hand.
///
/// # Errors
///
/// Names that cannot be, another run in the folder, a disk that is full: see [`BatchError`].
pub fn run(
    batch: &Batch<'_>,
    source: Source<'_, '_>,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Outcome, BatchError> {
    // Every name, before anything is written.
    let rows = plan::plan(batch, source()?.1)?;
    tell(Event::Planned(rows));

    // The folder is ours, and what an earlier run left unfinished goes.
    let folder = batch.pattern.folder();
    let machine = |path: &Path| {
        let path = path.to_owned();
        move |error| BatchError::Machine(path, error)
    };
    let scratch = folder.join(SCRATCH);
    fs::create_dir_all(&scratch).map_err(machine(&scratch))?;
    let lock = lock(folder, &scratch)?;
    clear(&scratch).map_err(machine(&scratch))?;
    let (manifest, known) = Manifest::open(folder, batch.resume).map_err(machine(folder))?;

    // Rows to workers, what they made to its names.
    let (columns, rows) = source()?;
    let is_tidy = known.is_none();
    let failed = FailedRows::new(folder, columns).map_err(machine(folder))?;
    let mut finishing = Finishing { batch, manifest, failed, outcome: Outcome::default(), group: vec![] };
    let result = make_all(batch, &scratch, rows, known, stop, &mut finishing, tell);
    finishing.finish_group(tell).map_err(|(path, error)| BatchError::Machine(path, error))?;
    result?;
    let Finishing { manifest, outcome, .. } = finishing;
    if !is_tidy {
        manifest.tidy().map_err(machine(folder))?;
    }
    // While it is still ours; whoever comes next makes it anew.
    let _ = fs::remove_dir_all(&scratch);
    drop(lock);
    Ok(outcome)
}

/// What a worker made of a row, with the row's turn; the error is one of the machine's.
type Turn = (u64, Result<Worked, (PathBuf, io::Error)>);

/// Workers make letters of rows, a bounded number of them under way at once.
fn make_all(
    batch: &Batch<'_>,
    scratch: &Path,
    rows: Rows<'_>,
    known: Option<Known>,
    stop: &AtomicBool,
    finishing: &mut Finishing<'_, '_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), BatchError> {
    let (files, kept) = (Files::of(batch.world), Kept::default());
    let workers = batch.workers.max(1);
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (to_workers, from_reader) = sync_channel::<(u64, Planned, Option<Record>)>(workers * 2);
        let (to_us, from_workers) = sync_channel::<Turn>(workers * 2);
        let (permit, permits) = sync_channel::<()>(workers * AHEAD);
        // It ends with the last worker, and with it the reader's wait for one.
        let from_reader = Arc::new(Mutex::new(from_reader));
        let (files, kept, ended) = (&files, &kept, &ended);

        // One thread reads rows, as far ahead as it may.
        scope.spawn(move || {
            let mut known = known;
            for (turn, row) in (0..).zip(rows) {
                if stop.load(Ordering::Relaxed) || ended.load(Ordering::Relaxed) || permit.send(()).is_err() {
                    break;
                }
                // A manifest that cannot be read says nothing of the row.
                let before = known.as_mut().and_then(|known| known.get(row.number).ok().flatten());
                if to_workers.send((turn, row, before)).is_err() {
                    break;
                }
            }
        });
        for _ in 0..workers {
            let (to_us, from_reader) = (to_us.clone(), from_reader.clone());
            scope.spawn(move || {
                loop {
                    let next = from_reader.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((turn, row, before)) = next else { break };
                    if to_us.send((turn, work(batch, (files, kept), scratch, row, before))).is_err() {
                        break;
                    }
                }
            });
        }
        drop((to_us, from_reader));
        let result = collect(batch, &from_workers, &permits, finishing, tell);
        ended.store(true, Ordering::Relaxed);
        // Whoever waits for room gets it, and ends.
        drop(permits);
        drop(from_workers);
        if finishing.outcome.ended == Ended::Complete && stop.load(Ordering::Relaxed) {
            finishing.outcome.ended = Ended::Stopped;
        }
        result
    })
}

/// Takes what workers made in the order of rows.
fn collect(
    batch: &Batch<'_>,
    from_workers: &Receiver<Turn>,
    permits: &Receiver<()>,
    finishing: &mut Finishing<'_, '_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), BatchError> {
    let machine = |(path, error)| BatchError::Machine(path, error);
    let mut early = BTreeMap::new();
    let mut turn = 0;
    let mut since = Instant::now();
    for (number, worked) in from_workers {
        early.insert(number, worked);
        while let Some(worked) = early.remove(&turn) {
            turn += 1;
            // One more row may be read.
            let _ = permits.try_recv();
            let worked = worked.map_err(machine)?;
            let is_failure = worked.failed.is_some();
            finishing.group.push(worked);
            if is_failure && batch.fail_fast {
                finishing.outcome.ended = Ended::Failed;
                return Ok(());
            }
        }
        if finishing.group.len() >= GROUP || since.elapsed() > PATIENCE {
            finishing.finish_group(tell).map_err(machine)?;
            since = Instant::now();
        }
    }
    Ok(())
}

/// What is done with letters that are made.
struct Finishing<'a, 'b> {
    batch: &'a Batch<'b>,
    manifest: Manifest,
    failed: FailedRows,
    outcome: Outcome,
    /// Letters that wait for each other.
    group: Vec<Worked>,
}

impl Finishing<'_, '_> {
    /// Syncs a group of files at once, gives them their names and enters them in the manifest.
    fn finish_group(&mut self, tell: &mut dyn FnMut(Event<'_>)) -> Result<(), (PathBuf, io::Error)> {
        let folder = self.batch.pattern.folder();
        let group = std::mem::take(&mut self.group);
        let waiting: Vec<&Path> = group.iter().filter_map(|worked| worked.waiting.as_deref()).collect();
        sync(folder, &waiting).map_err(|error| (folder.to_owned(), error))?;
        let mut folders = BTreeSet::new();
        for worked in &group {
            if let (Some(waiting), Some(name)) = (&worked.waiting, &worked.record.file) {
                let target = folder.join(name);
                let parent = target.parent().unwrap_or(folder);
                let at_target = |error| (target.clone(), error);
                fs::create_dir_all(parent).map_err(at_target)?;
                fs::rename(waiting, &target).map_err(at_target)?;
                folders.insert(parent.to_owned());
            }
        }
        for folder in folders {
            // Some systems cannot sync a folder; they have no more to give.
            let _ = File::open(&folder).and_then(|folder| folder.sync_all());
        }
        for worked in &group {
            if let (Some(row), Some(error)) = (&worked.failed, &worked.record.error) {
                self.failed.add(row, error).map_err(|error| (self.failed.path().to_owned(), error))?;
            }
        }
        self.failed.flush().map_err(|error| (self.failed.path().to_owned(), error))?;
        let records: Vec<Record> =
            group.iter().filter(|worked| !worked.kept).map(|worked| worked.record.clone()).collect();
        self.manifest.add(&records).map_err(|error| (folder.to_owned(), error))?;
        for worked in group {
            match (&worked.failed, worked.kept) {
                (Some(_), _) => {
                    self.outcome.failed += 1;
                    self.outcome.failed_rows = Some(self.failed.path().to_owned());
                }
                (None, true) => self.outcome.kept += 1,
                (None, false) => self.outcome.made += 1,
            }
            tell(Event::Done(&worked.record));
        }
        Ok(())
    }
}

/// Makes sure that what was written to files stays, whatever happens to the machine.
fn sync(folder: &Path, waiting: &[&Path]) -> io::Result<()> {
    // One call for all, where there is one.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if waiting.len() > 8 {
        return Ok(rustix::fs::syncfs(File::open(folder)?)?);
    }
    let _ = folder;
    waiting.iter().try_for_each(|path| File::open(path)?.sync_all())
}

/// Keeps two runs out of one folder.
fn lock(folder: &Path, scratch: &Path) -> Result<File, BatchError> {
    let path = scratch.join("lock");
    let machine = |error| BatchError::Machine(path.clone(), error);
    let file = File::create(&path).map_err(machine)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BatchError::Busy(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(machine(error)),
    }
}

/// Removes what an earlier run has left.
fn clear(scratch: &Path) -> io::Result<()> {
    for entry in fs::read_dir(scratch)? {
        let entry = entry?;
        if entry.file_name() != "lock" {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
