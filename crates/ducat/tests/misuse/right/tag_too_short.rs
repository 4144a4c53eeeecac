//! A tag has at least 4 octets. The length is checked when the call is compiled for an engine.

use ducat::key::role::{MacGenerate, Request};
use ducat::mac::{self, Tag};
use ducat::{AesCmac, Error, Key};
use ducat_hal::Algorithm;
use ducat_soft::Engine;

fn main() -> Result<(), Error> {
    let mut engine = Engine::<16>::new();
    let key: Key<MacGenerate<AesCmac, Request>, _> =
        Key::load(&mut engine, Algorithm::Aes128, &[1; 16])?;
    let _tag: Tag<4> = mac::generate(&mut engine, &key, &[b"amount"])?;
    Ok(())
}
