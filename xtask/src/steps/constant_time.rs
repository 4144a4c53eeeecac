//! Decisions on secrets. The example marks secrets as undefined, and valgrind reports each branch
//! and index that depends on one; canaries must be caught.

use crate::step::{Context, Outcome, Step};

pub(super) const STEP: Step = Step {
    name: "constant-time",
    about: "no branch or index depends on a secret, under valgrind",
    run,
};

fn run(context: &Context) -> Outcome {
    context
        .workspace
        .cargo("run --release -p ducat-soft --example constant_time")
        .env("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER", "valgrind -q")
        .run()?;
    Ok(vec![])
}
