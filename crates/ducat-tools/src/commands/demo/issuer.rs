//! The issuer: the only one who may know the PIN.

use ducat::key::role::PinDecipher;
use ducat::pin_block::{EncipheredPinBlock, format4};
use ducat::{Error, Key, Pan, Pin};
use ducat_sim::SecureElement;
use subtle::ConstantTimeEq;

pub(super) struct Issuer {
    pub(super) element: SecureElement,
    pub(super) zone_key: Key<PinDecipher, SecureElement>,
    /// A real issuer keeps an offset or a PVV, not the PIN.
    pub(super) pin: Pin,
}

impl Issuer {
    /// Whether the block holds the PIN of the card.
    pub(super) fn verify(&mut self, block: &EncipheredPinBlock, pan: &str) -> Result<bool, Error> {
        let pan = Pan::from_ascii(pan.as_bytes())?;
        let pin = format4::decipher(&mut self.element, &self.zone_key, block, &pan)?;
        Ok(pin.expose_secret().ct_eq(self.pin.expose_secret()).into())
    }
}
