//! Formatting.

use crate::step::{Context, Outcome, Step};

pub(super) const STEP: Step =
    Step { name: "fmt", about: "formatting of all sources, fuzz targets included", run };

fn run(context: &Context) -> Outcome {
    let cargo = |words| context.workspace.cargo(words);
    cargo("fmt --all --check").run()?;
    cargo("fmt --manifest-path fuzz/Cargo.toml --check").run()?;
    Ok(vec![])
}
