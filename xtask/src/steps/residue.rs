//! What is left in memory after a call. Optimised code only: that is what firmware runs.

use crate::step::{Context, Outcome, Step};

pub(super) const STEP: Step = Step {
    name: "residue",
    about: "no key octet stays on the stack or in registers, in release",
    run,
};

fn run(context: &Context) -> Outcome {
    context.workspace.cargo("test --release -p ducat-soft --test residue").run()?;
    Ok(vec![])
}
