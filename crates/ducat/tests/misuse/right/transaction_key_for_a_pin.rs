//! The transaction key is not the PIN key.

use ducat::dukpt::aes::{KeyType, Terminal, TransactionKey};
use ducat::key::role::PinEncipher;
use ducat::pin_block::{EncipheredPinBlock, format4};
use ducat::{Error, Pan, Pin};
use ducat_hal::PinCipher;
use rand_core::TryCryptoRng;

fn pay<E: PinCipher, G: TryCryptoRng>(
    engine: &mut E,
    rng: &mut G,
    transaction: &TransactionKey<Terminal, E>,
    pin: &Pin,
    pan: &Pan,
) -> Result<EncipheredPinBlock, Error> {
    let pin_key = transaction.working_key::<PinEncipher>(engine, KeyType::Aes128)?;
    format4::encipher(engine, rng, &pin_key, pin, pan)
}

fn main() {}
