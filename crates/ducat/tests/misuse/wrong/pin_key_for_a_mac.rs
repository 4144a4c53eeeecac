//! Only a MAC key makes a MAC.

use ducat::key::role::{MacGenerate, PinEncipher, Request};
use ducat::mac::{self, Tag};
use ducat::{AesCmac, Error, Key};
use ducat_hal::Mac;

type PinKey<E> = Key<PinEncipher, E>;
type MacKey<E> = Key<MacGenerate<AesCmac, Request>, E>;

fn pay<E: Mac<AesCmac>>(engine: &mut E, keys: (PinKey<E>, MacKey<E>)) -> Result<Tag<8>, Error> {
    mac::generate::<AesCmac, Request, E, 8>(engine, &keys.0, &[b"amount"])
}

fn main() {}
