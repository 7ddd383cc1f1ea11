//! `letterpdf completions`: what a shell needs to complete the program's arguments.

use clap::CommandFactory;
use clap_complete::Shell;

use super::Failure;
use super::output::stdout;

const EXAMPLES: &str = "\
Examples:
  letterpdf completions bash > ~/.local/share/bash-completion/completions/letterpdf
  letterpdf completions zsh > ~/.zfunc/_letterpdf
  letterpdf completions fish > ~/.config/fish/completions/letterpdf.fish";

/// Print a shell's completion script
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

impl Args {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let mut script = vec![];
        let mut program = super::Args::command();
        let name = program.get_name().to_owned();
        clap_complete::generate(self.shell, &mut program, name, &mut script);
        stdout(&script)
    }
}
