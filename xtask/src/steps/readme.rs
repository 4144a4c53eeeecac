//! What the README promises to a first reader.

use crate::step::{Context, Failure, Outcome, Step};

pub(super) const STEP: Step =
    Step { name: "readme", about: "the README's two commands stand in it, and the demo runs", run };

const DEMO: &str = "cargo run --release --bin ducat -- demo";
const TESTS: &str = "cargo test --workspace";

fn run(context: &Context) -> Outcome {
    let readme = context.workspace.read("README.md")?;
    for command in [DEMO, TESTS] {
        let stands = |line: &str| line.split(" #").next().is_some_and(|c| c.trim() == command);
        if !readme.lines().any(stands) {
            return Err(Failure::new(format!("README.md has no line `{command}`")));
        }
    }
    // The tests were a step of their own.
    context.workspace.program("cargo").words(DEMO.trim_start_matches("cargo")).run()?;
    Ok(vec![])
}
