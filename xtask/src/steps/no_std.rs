//! Builds for processors without an operating system.

use crate::step::{Context, Outcome, Step};
use crate::workspace::{DUAL, FIRMWARE, packages};

pub(super) const STEP: Step =
    Step { name: "no-std", about: "release builds for microcontrollers", run };

/// Targets of the firmware crates. None of these has a standard library, so that a build shows
/// that none is needed; the first has no compare-and-swap either.
const TARGETS: [&str; 5] = [
    "thumbv6m-none-eabi",
    "thumbv7em-none-eabihf",
    "thumbv8m.main-none-eabi",
    "riscv32imac-unknown-none-elf",
    "aarch64-unknown-none",
];

/// Target of the crates that need a heap.
const WITH_HEAP: &str = "thumbv7em-none-eabihf";

fn run(context: &Context) -> Outcome {
    let workspace = &context.workspace;
    workspace.program("rustup").words("target add").words(&TARGETS.join(" ")).run()?;
    for target in TARGETS {
        let packages = packages(&FIRMWARE);
        workspace.cargo(&format!("build --release --target {target}{packages}")).run()?;
    }
    let packages = packages(&DUAL);
    let build = format!("build --release --no-default-features --target {WITH_HEAP}{packages}");
    workspace.cargo(&build).run()?;
    Ok(vec![])
}
