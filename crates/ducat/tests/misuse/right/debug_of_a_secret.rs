//! Secrets are not shown.

use ducat::Error;
use ducat::dukpt::aes::KeySerialNumber;
use ducat::pin_block::EncipheredPinBlock;

fn has<T: core::fmt::Debug>() {}

fn main() {
    has::<EncipheredPinBlock>();
    has::<KeySerialNumber>();
    has::<Error>();
}
