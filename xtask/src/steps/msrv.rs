//! The oldest compiler that the manifests promise.

use crate::step::{Context, Outcome, Step};
use crate::workspace::{FIRMWARE, packages};

pub(super) const STEP: Step =
    Step { name: "msrv", about: "everything compiles with the oldest compiler promised", run };

const NO_STD: &str = "thumbv7em-none-eabihf";

fn run(context: &Context) -> Outcome {
    let workspace = &context.workspace;
    let version = workspace.rust_version()?;
    let rustup = |words: &str| workspace.program("rustup").words(words).words(&version);
    rustup("toolchain install --no-self-update --profile minimal").run()?;
    rustup(&format!("target add {NO_STD} --toolchain")).run()?;
    // A folder of its own: in the common one, each compiler would undo the other's work.
    let cargo = |words: &str| {
        let cargo = workspace.cargo(&format!("+{version} {words}"));
        cargo.word("--target-dir").word(workspace.target().join("msrv"))
    };
    cargo("check --workspace --all-targets").run()?;
    cargo(&format!("build --target {NO_STD}{}", packages(&FIRMWARE))).run()?;
    Ok(vec![format!("with {version}")])
}
