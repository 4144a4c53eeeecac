//! The `ducat` command: what people who work with payment keys compute from day to day.
//!
//! | module | what it is |
//! |---|---|
//! | [`cli`] | the command line, and which module runs which subcommand |
//! | [`commands`] | one module for each subcommand |
//! | [`input`] | where keys, PINs and other values come from |
//! | [`output`] | what is printed, for people and as JSON |
//! | [`words`] | usages and key types as words of the command line |
//! | [`failure`] | exit codes, and errors that never repeat what was typed |
//!
//! # A new subcommand
//!
//! A module `commands/name.rs` with arguments that derive `clap::Args` and a method
//! `run(self, &mut Inputs) -> Result<Answer, Failure>`; one variant of [`cli::Command`] and its
//! arm in [`cli::Command::run`]. Its help ends with an example, which the tests execute.
//!
//! # Secrets
//!
//! What is read from a file, standard input or the environment is wiped after use, and so is the
//! text that is printed. What stands in the argument list cannot be: the operating system shows
//! it to every user of the machine.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::string_slice,
        clippy::print_stdout,
        clippy::print_stderr
    )
)]

pub mod cli;
pub mod commands;
pub mod failure;
mod help;
pub mod input;
pub mod keys;
pub mod output;
mod platform;
mod usage_error;
pub mod words;

use std::ffi::OsString;

use clap::Parser;

use cli::Cli;
use failure::{Answer, Exit};
use input::Inputs;

/// Runs the command with these arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let outcome = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli.command.run(&mut Inputs::new()),
        Err(error) => usage_error::show(&error).map(|()| Answer::Yes),
    };
    match outcome {
        Ok(Answer::Yes) => Exit::Yes,
        Ok(Answer::No) => Exit::No,
        Err(failure) => failure.show(),
    }
}

/// The README's examples compile.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;
