//! The program: see `letterpdf --help`.

fn main() {}
