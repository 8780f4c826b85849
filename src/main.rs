//! The command `footfault`. Declares the command line here, so that the library cannot import it.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    cli::run()
}
