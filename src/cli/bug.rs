//! The end of a command that panicked: a panic is a bug, and says so.
//!
//! Files are written under another name first (see `output`), so that a panic
//! never leaves a cut one behind.

use std::io::Write;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use super::failure;

/// Where the project takes reports.
const HOME: &str = env!("CARGO_PKG_REPOSITORY");

/// From now on, says of every panic that it is a bug, instead of Rust's own words.
pub(super) fn announce_panics() {
    panic::set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let what = payload.downcast_ref::<&str>().copied();
        let what = what.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
        let place = panic.location().map(|place| format!(" ({place})")).unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        // Nothing can be done if even this cannot be written.
        let _ = writeln!(
            std::io::stderr(),
            "error: this is a bug in letterpdf {version}: {what}{place}\n\
             help: please report it{}, with the letter if you can share it",
            if HOME.is_empty() { String::new() } else { format!(" at {HOME}/issues") }
        );
    }));
}

/// Runs a command; a panic in it is a failure of the machine to the caller.
pub(super) fn guard(command: impl FnOnce() -> ExitCode) -> ExitCode {
    panic::catch_unwind(AssertUnwindSafe(command)).unwrap_or(ExitCode::from(failure::MACHINE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panic_is_a_failure_of_the_machine() {
        let code = guard(|| panic!("on purpose"));
        assert_eq!(code, ExitCode::from(3));
        assert_eq!(guard(|| ExitCode::from(2)), ExitCode::from(2));
    }
}
