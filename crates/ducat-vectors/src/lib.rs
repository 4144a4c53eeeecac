//! Test vectors: reading them, checking them, and running them against any key engine.
//!
//! - [`mod@file`]: the form of a vector file.
//! - [`lint`]: what a schema cannot say about a set of them.
//! - [`protocol`]: one line in, one line out, as `ducat run` speaks it.
//! - [`Subject`]: what an engine offers to be tested; [`run`] asks it one question.
//! - [`judge`]: whether an answer is what a vector expects.
//!
//! This is for tests. A caller gives the randomness and gets keys in clear.

#![no_std]
#![forbid(unsafe_code)]

pub mod file;
mod inputs;
pub mod judge;
pub mod lint;
mod operations;
pub mod outcome;
pub mod protocol;
mod subject;
pub mod watch;

pub use inputs::Inputs;
pub use operations::run;
pub use outcome::{Failure, Outputs, Stage};
pub use subject::{HashName, Subject};
