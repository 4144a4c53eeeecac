//! The circuits of the S-boxes of DES.

use crate::sbox;
use crate::step::{Context, Outcome, Step};

pub(super) const STEP: Step =
    Step { name: "sboxes", about: "the committed circuits compute the S-boxes of DES", run };

fn run(context: &Context) -> Outcome {
    sbox::check(&context.workspace)
}
