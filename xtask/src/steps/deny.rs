//! Dependencies: licences, origin, bans, and advisories where they can be had.

use crate::step::{Context, Outcome, Step};

pub(super) const STEP: Step =
    Step { name: "deny", about: "licences, origin and bans of all dependencies", run };

fn run(context: &Context) -> Outcome {
    let cargo = |words| context.workspace.cargo(words);
    cargo("deny check bans licenses sources").run()?;
    if cargo("deny fetch db").succeeds() {
        cargo("deny check advisories").run()?;
        return Ok(vec![]);
    }
    let left_out = "ADVISORIES NOT CHECKED: no advisory database can be had here";
    println!("\n!!! {left_out}\n");
    Ok(vec![left_out.into()])
}
