//! The test vectors.

use crate::step::{Context, Outcome, Step};

pub(super) const STEP: Step = Step {
    name: "vectors",
    about: "the vectors are in order, every answer is right, and the audit report is current",
    run,
};

fn run(context: &Context) -> Outcome {
    for words in ["lint", "verify", "report --check"] {
        context.workspace.cargo("run --release --bin ducat -- vectors").words(words).run()?;
    }
    // Second thoughts that share no line of code with ducat.
    context.workspace.program("sh").word("vectors/replay/replay.sh").run()?;
    Ok(vec![])
}
