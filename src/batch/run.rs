//! The run: rows to workers, and what they made, in the order of rows, to its place.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::destination::{Destination, Grown, Sink};
use super::failed::FailedRows;
use super::files::Files;
use super::manifest::{Known, Manifest};
use super::work::{Worked, work};
use super::{Batch, BatchError, Planned, Record, plan};
use crate::{Kept, pdf, resolve};

/// How many letters are placed together at most, if they wait as files.
const GROUP: usize = 256;
/// How long a letter waits at most to be placed with others.
const PATIENCE: Duration = Duration::from_millis(500);
/// How many rows are under way at once, for each worker.
const AHEAD: usize = 32;
/// How many rows are permitted at once; fewer than are under way for one worker.
const WAKE: u64 = 16;

/// What happens during a run.
#[derive(Debug)]
pub enum Event<'a> {
    /// All names are known; this many rows are to be made.
    Planned(u64),
    /// A row is done: its letter has its place, or it has failed.
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
/// Names that cannot be, another run in the same place, a disk that is full: see [`BatchError`].
pub fn run<'a>(
    batch: &Batch<'a>,
    destination: Destination<'a>,
    source: Source<'_, '_>,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Outcome, BatchError> {
    // Every name, before anything is written.
    let rows = plan::plan(batch, &destination, source()?.1)?;
    tell(Event::Planned(rows));

    // The place is ours, and what an earlier run left unfinished goes.
    let kept = pdf::Kept::default();
    let sink = destination.open(batch, &kept)?;
    // Opened again first: the data may be rows that failed in an earlier run, which get another name now.
    let (columns, rows) = source()?;
    let at_records = |error| BatchError::Machine(sink.records().to_owned(), error);
    let (manifest, known) = Manifest::open(sink.records(), batch.resume, batch.force).map_err(at_records)?;

    // Rows to workers, what they made to its place.
    let failed = FailedRows::new(sink.records(), columns).map_err(at_records)?;
    let mut finishing =
        Finishing { sink, grown: Grown { manifest, failed }, outcome: Outcome::default(), group: vec![] };
    let result = make_all(batch, rows, known, stop, &mut finishing, tell);
    finishing.finish_group(tell)?;
    result?;
    finishing.end()
}

/// What a worker made of a row, with the row's turn; the error is one of the machine's.
type Turn = (u64, Result<Worked, (PathBuf, io::Error)>);

/// Workers make letters of rows, a bounded number of them under way at once.
fn make_all(
    batch: &Batch<'_>,
    rows: Rows<'_>,
    known: Option<Known>,
    stop: &AtomicBool,
    finishing: &mut Finishing<'_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), BatchError> {
    let (files, kept) = (Files::of(batch.world), Arc::new(resolve::Kept::default()));
    let (takes, waiting_room) = (finishing.sink.takes(), finishing.sink.waiting_room().map(Path::to_owned));
    let workers = batch.workers.max(1);
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Permits bound what is under way, so no one waits for room in these.
        let (to_workers, from_reader) = sync_channel::<(u64, Planned, Option<Record>)>(workers * AHEAD);
        let (to_us, from_workers) = sync_channel::<Turn>(workers * AHEAD);
        let (permit, permits) = sync_channel::<()>(workers * AHEAD);
        // It ends with the last worker, and with it the reader's wait for one.
        let from_reader = Arc::new(Mutex::new(from_reader));
        let (files, kept, ended, waiting_room) = (&files, &kept, &ended, waiting_room.as_deref());

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
                let kept = Kept::beside(kept);
                loop {
                    let next = from_reader.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((turn, row, before)) = next else { break };
                    if to_us.send((turn, work(batch, (files, &kept), (takes, waiting_room), row, before))).is_err() {
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
    finishing: &mut Finishing<'_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), BatchError> {
    // What waits in memory does not wait for others.
    let at_once = finishing.sink.waiting_room().map_or(1, |_| GROUP);
    let mut early = BTreeMap::new();
    let mut turn = 0;
    let mut since = Instant::now();
    for (number, worked) in from_workers {
        early.insert(number, worked);
        while let Some(worked) = early.remove(&turn) {
            turn += 1;
            // More rows may be read: many at once, for each time the reader has to wake up.
            if turn % WAKE == 0 {
                permits.try_iter().take(WAKE as usize).for_each(drop);
            }
            let worked = worked.map_err(|(path, error)| BatchError::Machine(path, error))?;
            let is_failure = worked.failed.is_some();
            finishing.group.push(worked);
            if is_failure && batch.fail_fast {
                finishing.outcome.ended = Ended::Failed;
                return Ok(());
            }
            if finishing.group.len() >= at_once {
                finishing.finish_group(tell)?;
                since = Instant::now();
            }
        }
        if since.elapsed() > PATIENCE {
            finishing.finish_group(tell)?;
            since = Instant::now();
        }
    }
    Ok(())
}

/// What is done with letters that are made.
struct Finishing<'a> {
    sink: Box<dyn Sink + 'a>,
    grown: Grown,
    outcome: Outcome,
    /// Letters that wait for each other.
    group: Vec<Worked>,
}

impl Finishing<'_> {
    /// Gives a group of letters their places, and enters them in the manifest.
    fn finish_group(&mut self, tell: &mut dyn FnMut(Event<'_>)) -> Result<(), BatchError> {
        let group = std::mem::take(&mut self.group);
        self.sink.place(&group)?;
        let path = self.grown.failed.path().to_owned();
        let at_failed = |error| BatchError::Machine(path.clone(), error);
        for worked in &group {
            if let (Some(row), Some(error)) = (&worked.failed, &worked.record.error) {
                self.grown.failed.add(row, error).map_err(at_failed)?;
            }
        }
        self.grown.failed.flush().map_err(at_failed)?;
        let records: Vec<Record> =
            group.iter().filter(|worked| !worked.kept).map(|worked| worked.record.clone()).collect();
        self.enter(&records).map_err(|error| BatchError::Machine(self.sink.records().to_owned(), error))?;
        for worked in group {
            match (&worked.failed, worked.kept) {
                (Some(_), _) => self.outcome.failed += 1,
                (None, true) => self.outcome.kept += 1,
                (None, false) => self.outcome.made += 1,
            }
            tell(Event::Done(&worked.record));
        }
        Ok(())
    }

    /// Enters letters in the manifest, to stay if they do.
    fn enter(&mut self, records: &[Record]) -> io::Result<()> {
        self.grown.manifest.add(records)?;
        self.sink.waiting_room().map_or(Ok(()), |_| self.grown.manifest.sync())
    }

    /// Ends the run, with all letters or without.
    fn end(mut self) -> Result<Outcome, BatchError> {
        self.outcome.failed_rows = self.sink.end(self.outcome.ended, self.grown)?;
        Ok(self.outcome)
    }
}
