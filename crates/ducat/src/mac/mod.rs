//! Message authentication by role: the key's type says algorithm, right and direction.
//!
//! A terminal generates with a key of role `MacGenerate<A, Request>` and verifies with one of
//! role `MacVerify<A, Response>`; the host holds the counterparts. A MAC of the wrong direction,
//! or of a length that the sender chose, does not type-check.

mod tag;

use ducat_hal::{Mac, MacAlgorithm};

pub use tag::{MIN_TAG_OCTETS, Mismatch, Tag};

use crate::error::Error;
use crate::key::Key;
use crate::key::role::{Direction, MacGenerate, MacVerify};
use crate::secret::scrubbed;

/// Generates the MAC of a message in parts, which are authenticated as if joined. `N` octets,
/// the leftmost: at least 4, at most the algorithm's own length, checked when it compiles.
///
/// # Standard
/// SP 800-38B (CMAC), FIPS 198-1 (HMAC); the use with DUKPT: ANSI X9.24-3.
///
/// # Errors
/// The engine's.
pub fn generate<A, D, E, const N: usize>(
    engine: &mut E,
    key: &Key<MacGenerate<A, D>, E>,
    message: &[&[u8]],
) -> Result<Tag<N>, Error>
where
    A: MacAlgorithm,
    D: Direction,
    E: Mac<A>,
{
    const { tag::assert_length::<A, N>() };
    scrubbed(engine, |engine| {
        let mut octets = [0; N];
        engine.generate_mac(key.handle(), message, &mut octets).map_err(Error::engine)?;
        Ok(Tag::from_octets(octets))
    })
}

/// Verifies the MAC of a message in parts, in constant time.
///
/// # Errors
/// [`Error::Mismatch`] if the tag does not belong to the message; the engine's.
pub fn verify<A, D, E, const N: usize>(
    engine: &mut E,
    key: &Key<MacVerify<A, D>, E>,
    message: &[&[u8]],
    tag: &Tag<N>,
) -> Result<(), Error>
where
    A: MacAlgorithm,
    D: Direction,
    E: Mac<A>,
{
    const { tag::assert_length::<A, N>() };
    scrubbed(engine, |engine| {
        let matches = engine.verify_mac(key.handle(), message, tag.as_octets());
        match matches.map_err(Error::engine)? {
            true => Ok(()),
            false => Err(Error::Mismatch),
        }
    })
}
