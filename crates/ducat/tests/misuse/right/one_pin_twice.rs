//! A PIN is consumed by its encipherment.

use ducat::dukpt::aes::terminal::Transaction;
use ducat::{Error, Pan, Pin};
use ducat_hal::EncipherPin;
use rand_core::TryCryptoRng;

fn pay<E: EncipherPin, G: TryCryptoRng>(
    engine: &mut E,
    rng: &mut G,
    mut transaction: Transaction<E>,
    pin: Pin,
    pan: &Pan,
) -> Result<(), Error> {
    transaction.encipher_pin(engine, rng, pin, pan)?;
    let pin = Pin::from_ascii(b"1234")?;
    transaction.encipher_pin(engine, rng, pin, pan).map(drop)
}

fn main() {}
