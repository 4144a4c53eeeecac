//! What a step is.

use core::fmt;

use crate::workspace::Workspace;

/// One check. It stands alone and can be run alone.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) run: fn(&Context) -> Outcome,
}

/// What the steps work on.
pub(crate) struct Context {
    pub(crate) workspace: Workspace,
    /// For each fuzz target.
    pub(crate) fuzz_seconds: u32,
}

/// Remarks that belong in the summary, or why it failed.
pub(crate) type Outcome = Result<Vec<String>, Failure>;

/// Why a step failed. That it could not run is a failure like any other.
#[derive(Debug, PartialEq)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
