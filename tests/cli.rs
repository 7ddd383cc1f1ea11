//! The program as its users meet it: arguments in; files, messages and an exit code out.
//!
//! `BLESS=1 cargo test --test cli` accepts changed help texts.

#[path = "cli/archives.rs"]
mod archives;
#[path = "cli/batch.rs"]
mod batch;
#[path = "cli/bench.rs"]
mod bench;
#[path = "cli/combined.rs"]
mod combined;
#[path = "cli/compare.rs"]
mod compare;
#[path = "cli/golden.rs"]
mod golden;
#[path = "cli/help.rs"]
mod help;
#[path = "cli/letter.rs"]
mod letter;
#[path = "cli/lists.rs"]
mod lists;
#[path = "cli/merge.rs"]
mod merge;
#[path = "cli/output.rs"]
mod output;
#[path = "cli/pdfs.rs"]
mod pdfs;
#[path = "cli/start.rs"]
mod start;
