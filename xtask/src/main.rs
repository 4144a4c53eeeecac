//! `cargo xtask <verb>`: the checks of this workspace, one verb each; `ci` is all of them.
//!
//! It needs nothing but the standard library, so that it is built in no time.

#![forbid(unsafe_code)]

mod arguments;
mod program;
mod runner;
mod sbox;
mod step;
mod steps;
mod workspace;

use std::process::ExitCode;

use arguments::{Arguments, Verb};
use step::Context;
use workspace::Workspace;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(wrong) => {
            eprintln!("xtask: {wrong}\n\n{}", arguments::usage());
            return ExitCode::from(2);
        }
    };
    let context = Context { workspace: Workspace::here(), fuzz_seconds: arguments.fuzz_seconds };
    match arguments.verb {
        Verb::Help => {
            println!("{}", arguments::usage());
            ExitCode::SUCCESS
        }
        Verb::Ci => runner::run(steps::ALL, &context),
        Verb::One(step) => runner::run(&[step], &context),
        Verb::SBox(options) => match sbox::search(&context.workspace, &options) {
            Ok(remarks) => {
                remarks.iter().for_each(|remark| println!("{remark}"));
                ExitCode::SUCCESS
            }
            Err(failure) => {
                eprintln!("xtask: {failure}");
                ExitCode::FAILURE
            }
        },
    }
}
