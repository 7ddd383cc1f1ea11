//! The program: see `letterpdf --help`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
