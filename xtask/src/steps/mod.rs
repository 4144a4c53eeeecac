//! The steps, in the order in which `ci` runs them: what fails quickly comes first.

mod clippy;
mod constant_time;
mod deny;
mod doc;
mod fmt;
mod fuzz;
mod life;
mod msrv;
mod no_std;
mod readme;
mod residue;
mod sboxes;
mod test;
mod tree;
mod unsafe_audit;
mod vectors;

use crate::step::Step;

pub(crate) const ALL: &[Step] = &[
    fmt::STEP,
    unsafe_audit::STEP,
    tree::STEP,
    deny::STEP,
    sboxes::STEP,
    clippy::STEP,
    test::STEP,
    doc::STEP,
    life::STEP,
    residue::STEP,
    constant_time::STEP,
    vectors::STEP,
    readme::STEP,
    no_std::STEP,
    msrv::STEP,
    fuzz::STEP,
];
