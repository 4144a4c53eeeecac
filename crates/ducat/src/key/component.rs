//! Key components: a key brought together from full-length shares.

use ducat_hal::{Algorithm, LoadKey};
use subtle::{Choice, ConstantTimeEq};

use super::{Key, Role};
use crate::error::Error;
use crate::secret::{Secret, scrubbed};

/// One component of a key, as long as the key, wiped on drop. No component tells anything about
/// the key.
///
/// # Standard
/// PCI PIN security requirements: split knowledge; two or more components, each of full length,
/// joined by exclusive-or.
pub struct KeyComponent {
    octets: Secret<32>,
    algorithm: Algorithm,
}

impl KeyComponent {
    /// A component for a key of `algorithm` from its octets (16, 24 or 32).
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
        let mut component = Self { octets: Secret::zero(), algorithm };
        for (to, from) in component.octets.expose_secret_mut().iter_mut().zip(octets) {
            *to = *from;
        }
        Ok(component)
    }

    /// Loads this component as if it were a key, so that its custodian can see its check value.
    ///
    /// # Errors
    /// The engine's.
    pub fn load<R: Role, E: LoadKey>(&self, engine: &mut E) -> Result<Key<R, E>, Error> {
        Key::load(engine, self.algorithm, self.as_octets())
    }

    /// Joins components into the key they make. The components stay with their custodians.
    ///
    /// # Errors
    /// [`Error::Components`] for fewer than two, if they are not of one algorithm, if one is
    /// all zeros or stands there twice, or if the key would be all zeros: a custodian whose
    /// component cancels out protects nothing. The engine's. No key is made.
    pub fn combine<R: Role, E: LoadKey>(
        engine: &mut E,
        components: &[&Self],
    ) -> Result<Key<R, E>, Error> {
        let [first, rest @ ..] = components else { return Err(Error::Components) };
        if rest.is_empty() || rest.iter().any(|c| c.algorithm != first.algorithm) {
            return Err(Error::Components);
        }
        scrubbed(engine, |engine| {
            let mut sum = Self { octets: Secret::zero(), algorithm: first.algorithm };
            for component in components {
                let from = component.octets.expose_secret();
                for (to, from) in sum.octets.expose_secret_mut().iter_mut().zip(from) {
                    *to ^= from;
                }
            }
            if bool::from(sum.octets.expose_secret().ct_eq(&[0; 32]) | any_cancels(components)) {
                return Err(Error::Components);
            }
            Key::load(engine, sum.algorithm, sum.as_octets())
        })
    }

    fn as_octets(&self) -> &[u8] {
        let length = self.algorithm.key_octets().unwrap_or(0);
        self.octets.expose_secret().get(..length).unwrap_or(&[])
    }
}

/// Whether a component is all zeros, or equal to another.
fn any_cancels(components: &[&KeyComponent]) -> Choice {
    let mut found = Choice::from(0);
    for (others, component) in (1..).zip(components) {
        let octets = component.octets.expose_secret();
        found |= octets.ct_eq(&[0; 32]);
        for other in components.iter().skip(others) {
            found |= octets.ct_eq(other.octets.expose_secret());
        }
    }
    found
}
