//! Message authentication by role: the key's type says algorithm, right and direction.
//!
//! A terminal generates with a key of role `MacGenerate<A, Request>` and verifies with one of
//! role `MacVerify<A, Response>`; the host holds the counterparts. A MAC of the wrong direction,
//! or of a length that the sender chose, does not type-check.

mod stream;
mod tag;

use ducat_hal::{CurrentAlgorithm, Mac, MacAlgorithm, Padding1, Padding2, Padding3};

pub use stream::{Generator, Verifier};
pub use tag::{MIN_TAG_OCTETS, Mismatch, Tag};

use crate::error::Error;
use crate::key::Key;
use crate::key::role::{Direction, MacGenerate, MacVerify};
use crate::secret::scrubbed;

pub use ducat_hal::{AesAlgorithm1, AesCmac, Algorithm3, HmacSha256, TdeaAlgorithm1, TdeaCmac};

/// The retail MAC of ANSI X9.19: ISO 9797-1 algorithm 3 with padding 1. Of a length agreed
/// beforehand, as messages that differ by zeros at their end have the same MAC.
#[doc(alias = "X9.19")]
pub type RetailMac = Algorithm3<Padding1>;

/// ISO 9797-1 algorithm 3 with padding 2, which EMV uses.
pub type Algorithm3Padding2 = Algorithm3<Padding2>;

/// ISO 9797-1 algorithm 3 with padding 3.
pub type Algorithm3Padding3 = Algorithm3<Padding3>;

/// HMAC with SHA-1, of old peers: it is verified, and never made.
///
/// ```compile_fail,E0277
/// use ducat::key::{Key, role::{MacGenerate, Request}};
/// fn f<E: ducat_hal::LoadKey>(e: &mut E) -> Result<(), ducat::Error> {
///     Key::<MacGenerate<ducat::mac::LegacyHmacSha1, Request>, E>::load(
///         e, ducat_hal::Algorithm::Hmac, &[7; 20]).map(drop)
/// }
/// ```
/// ```
/// use ducat::key::{Key, role::{MacVerify, Request}};
/// fn f<E: ducat_hal::LoadKey>(e: &mut E) -> Result<(), ducat::Error> {
///     Key::<MacVerify<ducat::mac::LegacyHmacSha1, Request>, E>::load(
///         e, ducat_hal::Algorithm::Hmac, &[7; 20]).map(drop)
/// }
/// ```
pub type LegacyHmacSha1 = ducat_hal::Hmac<ducat_hal::LegacySha1>;

/// Generates the MAC of a message in parts, which are authenticated as if joined. `N` octets,
/// the leftmost: at least 4, at most the algorithm's own length, checked when it compiles.
///
/// # Standard
/// SP 800-38B (CMAC), ISO 9797-1 (algorithms 1 and 3), FIPS 198-1 (HMAC); the use with DUKPT: ANSI
/// X9.24-3.
///
/// # Errors
/// The engine's.
pub fn generate<A, D, E, const N: usize>(
    engine: &mut E,
    key: &Key<MacGenerate<A, D>, E>,
    message: &[&[u8]],
) -> Result<Tag<N>, Error>
where
    A: CurrentAlgorithm,
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
