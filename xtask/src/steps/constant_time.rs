//! Decisions on secrets. The examples mark secrets as undefined, and valgrind reports each branch
//! and index that depends on one; canaries, and a build that leaks on purpose, must be caught.

use crate::step::{Context, Outcome, Step};

pub(super) const STEP: Step = Step {
    name: "constant-time",
    about: "no branch or index depends on a secret, under valgrind",
    run,
};

const RUNNER: &str = "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER";
const VALGRIND: &str = "valgrind -q --error-limit=no";
const VECTORS: &str = "-p ducat-vectors --example constant_time --";

fn run(context: &Context) -> Outcome {
    let cargo = |arguments: &str| context.workspace.cargo(arguments).env(RUNNER, VALGRIND);
    cargo("run --release -p ducat-soft --example constant_time").run()?;
    cargo(&format!("run --release {VECTORS}")).run()?;
    // Unoptimised, `subtle` and checks of overflow decide in other places; the ciphers do not.
    for algorithm in ["block-ciphers", "iso9797-mac", "tdes-dukpt"] {
        cargo(&format!("run {VECTORS} --only {algorithm}")).run()?;
    }
    // Its own folder: the flag is for all crates, and would build the others anew each time.
    let leaky = "--target-dir target/leaky";
    cargo(&format!("run --release {leaky} {VECTORS} --every 20 --expect-findings"))
        .env("RUSTFLAGS", "--cfg ducat_leaky")
        .run()?;
    Ok(vec![])
}
