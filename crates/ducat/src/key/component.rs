//! Key components: full-length shares of a key.

use ducat_hal::{Algorithm, CheckValue, LoadKey};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::role::{BaseDerivation, BothWays, DataEncipher};
use super::{Key, KeyCheckValue, Method};
use crate::error::Error;
use crate::secret::{Secret, scrubbed};

/// One component of a key, as long as the key, wiped on drop. No component tells anything about
/// the key. Components make a key in a [ceremony](super::ceremony).
///
/// # Standard
/// PCI PIN security requirements: split knowledge; two or more components, each of full length,
/// joined by exclusive-or.
pub struct KeyComponent {
    octets: Secret<32>,
    algorithm: Algorithm,
}

impl KeyComponent {
    /// A component for a key of `algorithm` from its octets (8, 16, 24 or 32).
    ///
    /// # Secrets
    /// The caller wipes `octets`.
    ///
    /// # Errors
    /// [`Error::KeyLength`] unless `octets` is as long as a key of `algorithm`;
    /// [`Error::Algorithm`] for HMAC, whose keys have no fixed length.
    pub fn new(algorithm: Algorithm, octets: &[u8]) -> Result<Self, Error> {
        let length = algorithm.key_octets().ok_or(Error::Algorithm)?;
        if octets.len() != length {
            return Err(Error::KeyLength);
        }
        let mut component = Self::zero(algorithm);
        for (to, from) in component.octets_mut().iter_mut().zip(octets) {
            *to = *from;
        }
        Ok(component)
    }

    /// The component's check value, by which its custodian knows that it was typed right.
    ///
    /// # Errors
    /// The engine's.
    pub fn check_value<M: Method, E: LoadKey + CheckValue>(
        &self,
        engine: &mut E,
    ) -> Result<KeyCheckValue<M>, Error> {
        scrubbed(engine, |engine| {
            if self.algorithm == Algorithm::Des {
                let key: Key<DataEncipher<BothWays>, E> =
                    Key::load(engine, self.algorithm, self.as_octets())?;
                return KeyCheckValue::of(engine, &key);
            }
            let key: Key<BaseDerivation, E> = Key::load(engine, self.algorithm, self.as_octets())?;
            KeyCheckValue::of(engine, &key)
        })
    }

    /// What it is a component for.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) const fn zero(algorithm: Algorithm) -> Self {
        Self { octets: Secret::zero(), algorithm }
    }

    /// Exclusive-ors another in.
    pub(super) fn add(&mut self, other: &Self) {
        let from = other.octets.expose_secret();
        for (to, from) in self.octets.expose_secret_mut().iter_mut().zip(from) {
            *to ^= from;
        }
    }

    /// Whether it is all zeros, parity bits of DES and TDEA left out: they tell keys apart and make
    /// no difference.
    pub(super) fn is_zero(&self) -> Choice {
        self.without_parity().ct_eq(&[0; 32])
    }

    fn is_same_as(&self, other: &Self) -> Choice {
        self.without_parity().ct_eq(&*other.without_parity())
    }

    fn without_parity(&self) -> Zeroizing<[u8; 32]> {
        let counts = if self.algorithm.has_short_blocks() { 0xFE } else { 0xFF };
        let mut octets = Zeroizing::new(*self.octets.expose_secret());
        octets.iter_mut().for_each(|octet| *octet &= counts);
        octets
    }

    pub(super) fn as_octets(&self) -> &[u8] {
        let length = self.algorithm.key_octets().unwrap_or(0);
        self.octets.expose_secret().get(..length).unwrap_or(&[])
    }

    pub(super) fn octets_mut(&mut self) -> &mut [u8] {
        let length = self.algorithm.key_octets().unwrap_or(0);
        self.octets.expose_secret_mut().get_mut(..length).unwrap_or(&mut [])
    }
}

/// Whether a component is all zeros, or equal to another.
pub(super) fn cancels<'c>(components: impl Iterator<Item = &'c KeyComponent> + Clone) -> Choice {
    let mut found = Choice::from(0);
    for (others, component) in (1..).zip(components.clone()) {
        found |= component.is_zero();
        for other in components.clone().skip(others) {
            found |= component.is_same_as(other);
        }
    }
    found
}
