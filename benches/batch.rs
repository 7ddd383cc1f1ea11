//! Many letters: how many a second, what they cost and what memory they take, by workers and rows.
//!
//!     cargo bench --bench batch                    # 10,000 rows with each number of workers
//!     cargo bench --bench batch -- 100000 1000000  # so many rows with all
//!
//! The reference letter without its cover page, each time for another recipient, as files of a
//! folder that is removed afterwards. Each run is a process of its own, so that its peak memory
//! is its own. CPU and memory are told by Linux alone.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use letterpdf::batch::{Batch, BatchError, Destination, Event, NamePattern, Planned, Rows, run};
use letterpdf::letter::Values;
use letterpdf::text::Fonts;
use letterpdf::{FolderWorld, Source, letter};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Set for the process that is measured: rows and workers.
const RUN: &str = "--run";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [first, rows, workers] = arguments.as_slice()
        && first == RUN
    {
        return measure(number(rows), number(workers));
    }
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let runs: Vec<(usize, usize)> = match arguments.as_slice() {
        [] => (1..=all).map(|workers| (10_000, workers)).collect(),
        rows => rows.iter().map(|rows| (number(rows), all)).collect(),
    };
    println!("{:>9} {:>8} {:>9} {:>8} {:>13} {:>9}", "rows", "workers", "seconds", "letters/s", "CPU a letter", "peak");
    for (rows, workers) in runs {
        let program = std::env::current_exe().expect("this program");
        let status = Command::new(program).args([RUN, &rows.to_string(), &workers.to_string()]).status();
        assert!(status.is_ok_and(|status| status.success()), "the run failed");
    }
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or_else(|_| panic!("{text} is no number of rows"))
}

fn measure(rows: usize, workers: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let text = include_str!("itu-letter.toml").replace("Mr Mukhisa Kituyi", "{{ who }}");
    let source = Arc::new(Source::new("letter.toml", text));
    let form = letter::read(&source).expect("the letter is right");
    let world = FolderWorld::new(Path::new("."), Fonts::bundled()).expect("a folder");
    let pattern = format!("{}/{{{{ row }}}}.pdf", folder.path().display());
    let pattern = NamePattern::new(&pattern).expect("a pattern");
    let batch =
        Batch { form: &form, world: &world, pattern: &pattern, workers, fail_fast: true, force: false, resume: false };

    let start = Instant::now();
    let mut source = || -> Result<(Option<Vec<String>>, Rows<'_>), BatchError> {
        let planned = (1..=rows as u64).map(|number| planned(number, &pattern));
        Ok((None, Box::new(planned)))
    };
    let mut done = 0;
    let stop = AtomicBool::new(false);
    let told = &mut |event: Event<'_>| done += usize::from(matches!(event, Event::Done(_)));
    run(&batch, Destination::Folder, &mut source, &stop, told).expect("letters are made");
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(done, rows);
    let per_letter = cpu().map_or("?".to_owned(), |cpu| format!("{:.3} ms", cpu / rows as f64 * 1000.0));
    let peak = peak().map_or("?".to_owned(), |peak| format!("{peak:.1} MiB"));
    let rate = rows as f64 / seconds;
    println!("{rows:>9} {workers:>8} {seconds:>9.2} {rate:>8.0} {per_letter:>13} {peak:>9}");
    let _ = std::io::stdout().flush();
}

fn planned(number: u64, pattern: &NamePattern) -> Planned {
    let who = serde_json::Value::from(format!("Mr Name {number}"));
    let values = Values([("who".to_owned(), who)].into_iter().collect());
    let name = pattern.name(&values, number).expect("a name");
    Planned { number, place: format!("row {number}"), content: Ok((values, name)) }
}

/// The seconds of CPU that this process has used, of the user's and the system's.
fn cpu() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // After the name, which is in parentheses, the twelfth and thirteenth are ticks of 10 ms.
    let mut ticks = stat.rsplit_once(')')?.1.split_whitespace().skip(11).map(str::parse::<f64>);
    Some((ticks.next()?.ok()? + ticks.next()?.ok()?) / 100.0)
}

/// The most memory that this process had at once, in MiB.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<f64>().ok()? / 1024.0)
}
