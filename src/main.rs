//! The program: see `letterpdf --help`.

mod cli;

/// A batch allocates and frees the small parts of letters all the time, on all processors.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
