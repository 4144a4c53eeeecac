//! The set of roles is closed: others are named, not made.

use ducat::key::role::Role;
use ducat_hal::{Algorithm, KeyUsage, ModeOfUse};

enum Mine {}

impl Role for Mine {
    const USAGE: KeyUsage = KeyUsage::PinEncipherment;
    const MODE: ModeOfUse = ModeOfUse::NoRestriction;

    fn accepts(_: Algorithm) -> bool {
        true
    }
}

fn main() {}
