//! Only a PIN key enciphers a PIN.

use ducat::key::role::{MacGenerate, PinEncipher, Request};
use ducat::pin_block::{EncipheredPinBlock, format4};
use ducat::{AesCmac, Error, Key, Pan, Pin};
use ducat_hal::EncipherPin;
use rand_core::TryCryptoRng;

type PinKey<E> = Key<PinEncipher, E>;
type MacKey<E> = Key<MacGenerate<AesCmac, Request>, E>;

fn pay<E: EncipherPin, G: TryCryptoRng>(
    engine: &mut E,
    rng: &mut G,
    keys: (PinKey<E>, MacKey<E>),
    pin: &Pin,
    pan: &Pan,
) -> Result<EncipheredPinBlock, Error> {
    format4::encipher(engine, rng, &keys.1, pin, pan)
}

fn main() {}
