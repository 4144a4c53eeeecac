//! Secrets are compared in constant time, or not at all.

use ducat::Error;
use ducat::dukpt::aes::KeySerialNumber;
use ducat::pin_block::EncipheredPinBlock;

fn has<T: PartialEq>() {}

fn main() {
    has::<EncipheredPinBlock>();
    has::<KeySerialNumber>();
    has::<Error>();
}
