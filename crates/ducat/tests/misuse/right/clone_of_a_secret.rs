//! Secrets are not copied.

use ducat::Error;
use ducat::mac::Tag;
use ducat::pin_block::EncipheredPinBlock;

fn has<T: Clone>() {}

fn main() {
    has::<EncipheredPinBlock>();
    has::<Tag<8>>();
    has::<Error>();
}
