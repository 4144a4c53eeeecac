//! Lints.

use crate::step::{Context, Outcome, Step};
use crate::workspace::{DUAL, FIRMWARE};

pub(super) const STEP: Step = Step {
    name: "clippy",
    about: "lints, with all features, and without any where it differs",
    run,
};

fn run(context: &Context) -> Outcome {
    let cargo = |words: &str| context.workspace.cargo(words).words("-- -D warnings");
    cargo("clippy --workspace --all-targets --all-features").run()?;
    // One by one: together, one crate would turn on the features of another.
    for package in FIRMWARE.into_iter().chain(DUAL) {
        cargo(&format!("clippy --no-default-features -p {package}")).run()?;
    }
    cargo("clippy --manifest-path fuzz/Cargo.toml --all-targets").run()?;
    Ok(vec![])
}
