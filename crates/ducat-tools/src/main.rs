//! The `ducat` command. All of it is in the library beside this file.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    ducat_tools::run(std::env::args_os()).into()
}
