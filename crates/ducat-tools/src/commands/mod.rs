//! One module for each subcommand.

pub mod completions;
pub mod components;
pub mod demo;
pub mod dukpt;
pub mod kcv;
pub mod mac;
pub mod pin;
pub mod run;
pub mod tr31;
pub mod vectors;
