//! Documentation.

use crate::step::{Context, Outcome, Step};

pub(super) const STEP: Step =
    Step { name: "doc", about: "documentation, public and private, without a broken link", run };

fn run(context: &Context) -> Outcome {
    // The public pages come last: they are the ones to be left in the target folder, and only
    // there is a link from a public item to a private one a mistake.
    for words in ["doc --workspace --no-deps --document-private-items", "doc --workspace --no-deps"]
    {
        context.workspace.cargo(words).env("RUSTDOCFLAGS", "-D warnings").run()?;
    }
    Ok(vec![])
}
