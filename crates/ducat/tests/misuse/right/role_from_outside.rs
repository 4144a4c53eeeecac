//! The set of roles is closed: others are named, not made.

use ducat::AesCmac;
use ducat::key::role::{MacGenerate, Request, Role};
use ducat_hal::{Algorithm, KeyUsage};

type Mine = MacGenerate<AesCmac, Request>;

fn main() {
    assert_eq!(Mine::USAGE, KeyUsage::MacCmac);
    assert!(Mine::accepts(Algorithm::Aes128));
}
