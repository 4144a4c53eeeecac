//! Every key of a terminal's whole life. Optimised code only: unoptimised, it takes minutes.

use crate::step::{Context, Outcome, Step};

pub(super) const STEP: Step = Step {
    name: "life",
    about: "all 1,048,575 keys of a TDES DUKPT terminal, against host and digest",
    run,
};

fn run(context: &Context) -> Outcome {
    context.workspace.cargo("test --release -p ducat --test tdes_life").run()?;
    Ok(vec![])
}
