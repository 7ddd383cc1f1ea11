//! One row: its letter made and waiting for its place, or why not.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use sha2::{Digest, Sha256};

use super::destination::Takes;
use super::files::{Files, Used};
use super::{Batch, Planned, Record};
use crate::data::{AsItCame, Broken};
use crate::digest::{hexadecimal, sha256};
use crate::frame::Document;
use crate::letter::Values;
use crate::{Diagnostic, Diagnostics, Kept, World, lay_out_row, pdf};

/// A row that was worked on.
pub(super) struct Worked {
    /// What goes into the manifest.
    pub(super) record: Record,
    /// The row as it came, if it failed.
    pub(super) failed: Option<AsItCame>,
    /// The letter, if it was made now.
    pub(super) waiting: Option<Waiting>,
    /// Its pages, if it is to go into a file with others.
    pub(super) document: Option<Box<Document>>,
    /// Whether it was made by an earlier run.
    pub(super) kept: bool,
}

/// A letter that waits for its place.
pub(super) enum Waiting {
    /// As a file of another name.
    File(PathBuf),
    /// In memory.
    Bytes(Vec<u8>),
}

/// Works on a row, whose letter is made in the forms that are taken and waits in a folder or in memory; the error is one of the machine's.
pub(super) fn work(
    batch: &Batch<'_>,
    (files, kept): (&Files<'_>, &Kept),
    (takes, waiting_room): (Takes, Option<&Path>),
    planned: Planned,
    known: Option<Record>,
) -> Result<Worked, (PathBuf, io::Error)> {
    let Planned { number, place, content } = planned;
    let start = Instant::now();
    let mut record = Record {
        row: number,
        place,
        file: None,
        pages: 0,
        bytes: 0,
        sha256: String::new(),
        warnings: vec![],
        error: None,
        milliseconds: 0.0,
        input: String::new(),
        uses: vec![],
    };
    let failed = |mut record: Record, error: String, failed: AsItCame| {
        record.error = Some(error);
        Ok(Worked { record, failed: Some(failed), waiting: None, document: None, kept: false })
    };
    let (values, name) = match content {
        Ok(content) => content,
        Err(Broken { message, row }) => return failed(record, message, row),
    };

    // What an earlier run has made of the same row, letter and files, and is still as it was.
    if let Some(known) = known.filter(|known| known.error.is_none() && known.file.as_deref() == Some(&name)) {
        let uses: BTreeSet<String> = known.uses.iter().cloned().collect();
        let is_as_it_was = known.input == input(batch, files, &values, &uses)
            && fs::read(batch.pattern.folder().join(&name)).is_ok_and(|bytes| sha256(&bytes) == known.sha256);
        if is_as_it_was {
            return Ok(Worked {
                record: Record { place: record.place, ..known },
                failed: None,
                waiting: None,
                document: None,
                kept: true,
            });
        }
    }

    // A bug in one letter does not end the others.
    let world = Used::of(files);
    let made = catch_unwind(AssertUnwindSafe(|| make(batch, &values, &world, kept, takes)));
    let uses = world.uses();
    record.input = input(batch, files, &values, &uses);
    record.uses = uses.into_iter().collect();
    let Made { file, document, warnings } = match made {
        Ok(Ok(made)) => made,
        Ok(Err(problems)) => return failed(record, in_one_line(&problems), AsItCame::Values(values)),
        Err(_) => {
            let message = "this is a bug in letterpdf: please report it with the letter and this row".to_owned();
            return failed(record, message, AsItCame::Values(values));
        }
    };
    let bytes = file.map(|(bytes, sha256)| {
        record.file = Some(name);
        record.bytes = bytes.len();
        record.sha256 = hexadecimal(&sha256);
        bytes
    });
    record.pages = document.pages.len();
    record.warnings = warnings.into_iter().map(|warning| warning.message).collect();
    record.milliseconds = (start.elapsed().as_secs_f64() * 1_000_000.0).round() / 1000.0;
    let waiting = match (bytes, waiting_room) {
        (None, _) => None,
        (Some(bytes), None) => Some(Waiting::Bytes(bytes)),
        (Some(bytes), Some(folder)) => {
            let file = folder.join(format!("{number}.pdf"));
            fs::write(&file, &bytes).map_err(|error| (file.clone(), error))?;
            Some(Waiting::File(file))
        }
    };
    let document = takes.documents.then(|| Box::new(document));
    Ok(Worked { record, failed: None, waiting, document, kept: false })
}

/// A letter that was made.
struct Made {
    /// Its file with the SHA-256 of that, if it is wanted.
    file: Option<(Vec<u8>, [u8; 32])>,
    document: Document,
    warnings: Vec<Diagnostic>,
}

fn make(batch: &Batch<'_>, values: &Values, world: &Used<'_>, kept: &Kept, takes: Takes) -> Result<Made, Diagnostics> {
    let (document, warnings) = lay_out_row(batch.form, values, world, kept)?;
    let file = if takes.files {
        Some(pdf::export_with(&document, world.fonts(), &kept.objects)?)
    } else {
        // What cannot be written is this row's failure, and not that of the file with all.
        pdf::check(&document, world.fonts(), &kept.objects)?;
        None
    };
    Ok(Made { file, document, warnings })
}

/// The SHA-256 of all that a letter is made of.
fn input(batch: &Batch<'_>, files: &Files<'_>, values: &Values, uses: &BTreeSet<String>) -> String {
    let mut digest = Sha256::new();
    digest.update(env!("CARGO_PKG_VERSION"));
    for part in batch.form.source().parts() {
        digest.update(format!("\0{}\0", part.text.len()));
        digest.update(part.text);
    }
    digest.update(serde_json::to_vec(&values.0).unwrap_or_default());
    digest.update(files.digest(uses));
    hexadecimal(&digest.finalize())
}

/// All problems with their places, in a line for a table.
fn in_one_line(problems: &Diagnostics) -> String {
    let said = problems.ordered().into_iter().map(|problem| match problem.position() {
        Some((line, _)) => format!("line {line}: {}", problem.message),
        None => problem.message.clone(),
    });
    said.collect::<Vec<_>>().join("; ")
}
