//! The transaction key is not the PIN key.

use ducat::dukpt::aes::KeyType;
use ducat::dukpt::aes::terminal::Transaction;
use ducat::pin_block::{EncipheredPinBlock, format4};
use ducat::{Error, Pan, Pin};
use ducat_hal::EncipherPin;
use rand_core::TryCryptoRng;

fn pay<E: EncipherPin, G: TryCryptoRng>(
    engine: &mut E,
    rng: &mut G,
    transaction: &mut Transaction<E>,
    pin: &Pin,
    pan: &Pan,
) -> Result<EncipheredPinBlock, Error> {
    let _pin_key = transaction.pin_key(engine, KeyType::Aes128)?;
    format4::encipher(engine, rng, transaction.key().key(), pin, pan)
}

fn main() {}
