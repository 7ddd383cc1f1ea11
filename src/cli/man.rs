//! `letterpdf man`: the manual page, with a section for each subcommand.

use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::Failure;
use super::output::stdout;

const EXAMPLES: &str = "\
Examples:
  letterpdf man | man -l -
  letterpdf man > ~/.local/share/man/man1/letterpdf.1";

/// Print the manual page
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {}

impl Args {
    #[allow(clippy::unused_self, reason = "every subcommand is run the same way")]
    pub(super) fn run(&self) -> Result<(), Failure> {
        let page = page().map_err(|error| Failure::writing(Path::new("the manual page"), &error))?;
        stdout(page.as_bytes())
    }
}

/// What roff puts before each piece of text; the page needs it once.
const PREAMBLE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";

/// The manual page as roff.
fn page() -> io::Result<String> {
    let mut program = super::Args::command().disable_help_subcommand(true);
    program.build();
    let man = Man::new(program.clone()).manual("letterpdf manual");
    let head = roff(|page| {
        man.render_title(page)?;
        man.render_name_section(page)?;
        man.render_synopsis_section(page)?;
        man.render_description_section(page)?;
        man.render_options_section(page)
    })?;
    let foot = roff(|page| man.render_extra_section(page))?;
    Ok(format!("{PREAMBLE}{head}{}{foot}", chapters(&program)?))
}

/// The subcommands of a command.
fn chapters(command: &Command) -> io::Result<String> {
    command.get_subcommands().filter(|command| !command.is_hide_set()).map(chapter).collect()
}

/// A subcommand, with the sections of its page one level further down, and those in it.
fn chapter(command: &Command) -> io::Result<String> {
    let man = Man::new(command.clone());
    let sections = roff(|page| {
        man.render_synopsis_section(page)?;
        man.render_description_section(page)?;
        man.render_options_section(page)?;
        if command.get_after_help().is_some() { man.render_extra_section(page) } else { Ok(()) }
    })?;
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_uppercase();
    let sections = format!("\n{sections}").replace("\n.SH ", "\n.SS ");
    Ok(format!(".SH \"{name}\"{sections}{}", chapters(command)?))
}

/// What a piece of the page is in roff; what clap calls extra are our examples.
fn roff(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<String> {
    let mut bytes = vec![];
    write(&mut bytes)?;
    Ok(String::from_utf8(bytes)
        .map_err(io::Error::other)?
        .replace(PREAMBLE, "")
        .replace(".SH EXTRA\n", ".SH EXAMPLES\n"))
}
