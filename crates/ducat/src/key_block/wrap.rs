//! Making key blocks.

use ducat_hal::{
    CheckValue, ClearKeyBlock, KeyAttributes, KeyEngine, MakeKeyBlock, Operation, UnprotectedKey,
    WeakKeys,
};
use rand_core::TryCryptoRng;
use zeroize::Zeroize;

use super::build::{NewKeyBlock, Sizes};
use super::hex;
use super::open::{check_family, check_hash, check_value};
use super::optional::OptionalBlockId;
use super::policy::KeyBlockPolicy;
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{KeyBlockProtection, Role};
use crate::secret::scrubbed;

/// Makes a key block of `key` under `kbpk` in the first characters of `out`, and returns how many
/// they are: [`NewKeyBlock::characters`].
///
/// # Standard
/// ANSI X9.143:2021 7; ISO 20038 for version E.
///
/// # Errors
/// [`Error::ProtectionKey`] if `kbpk` does not protect such blocks, [`Error::KeyBlockVersion`]
/// and [`Error::KeyBlockRefused`] by the policy, the latter also if the key may not leave, the
/// header grants what the key's attributes do not, or the hash of an
/// HMAC key is not named, or not that of the role; [`Error::WeakKey`] by the policy;
/// [`Error::KeyBlock`] if a check value given with it (`KC`, `KP`) is not that of the key;
/// [`Error::KeyBlockLength`] if the block would be too long; [`Error::BufferLength`] if `out` is
/// too short; [`Error::Random`]; the engine's. Nothing of the block is left in `out`.
pub fn wrap<R: Role, E: MakeKeyBlock + CheckValue, G: TryCryptoRng + ?Sized>(
    engine: &mut E,
    rng: &mut G,
    policy: KeyBlockPolicy,
    kbpk: &Key<KeyBlockProtection, E>,
    block: &NewKeyBlock<'_>,
    key: &Key<R, E>,
    out: &mut [u8],
) -> Result<usize, Error> {
    check_hash::<R>(policy, block.header(), block.optional_block(OptionalBlockId::HM))?;
    wrap_handle(engine, rng, policy, kbpk, block, key.handle(), out)
}

/// As [`wrap`], for a key of any usage. Which hash an HMAC key is for is the caller's to say.
///
/// # Errors
/// As [`wrap`], but for what it says of roles.
pub fn wrap_handle<E: MakeKeyBlock + CheckValue, G: TryCryptoRng + ?Sized>(
    engine: &mut E,
    rng: &mut G,
    policy: KeyBlockPolicy,
    kbpk: &Key<KeyBlockProtection, E>,
    block: &NewKeyBlock<'_>,
    key: &E::Handle,
    out: &mut [u8],
) -> Result<usize, Error> {
    let attributes = engine.attributes(key);
    let octets = engine.key_octets(key);
    let protection = check(engine, policy, kbpk, block)?;
    let protection_octets = kbpk.octets(engine);
    policy.check_strength(protection, protection_octets, attributes.algorithm, octets)?;
    let stated = block.header().attributes(octets).ok_or(Error::KeyBlockRefused)?;
    let leaves = attributes.exportability != ducat_hal::Exportability::NonExportable;
    if !leaves || !stated.within(attributes) {
        return Err(Error::KeyBlockRefused);
    }
    scrubbed(engine, |engine| {
        let [of_key, of_protection] =
            [OptionalBlockId::KC, OptionalBlockId::KP].map(|id| block.optional_block(id));
        check_value(engine, policy, kbpk.handle(), of_protection)?;
        check_value(engine, policy, key, of_key)?;
        write(rng, block, octets, policy.weak_keys(), out, |protected| {
            engine.make_key_block(kbpk.handle(), protected, key).map_err(Error::engine)
        })
    })
}

/// Makes a key block of a key that no engine holds, such as an asymmetric one, from its octets.
///
/// # Secrets
/// The caller wipes `key`.
///
/// # Errors
/// As [`wrap`], but that a check value of the key (`KC`) is not compared; a key that an engine can
/// hold is refused by the engine (`NotPermitted`),
/// [`Error::KeyLength`] for a length that no key of the algorithm has.
pub fn wrap_clear<E: ClearKeyBlock + CheckValue, G: TryCryptoRng + ?Sized>(
    engine: &mut E,
    rng: &mut G,
    policy: KeyBlockPolicy,
    kbpk: &Key<KeyBlockProtection, E>,
    block: &NewKeyBlock<'_>,
    key: &[u8],
    out: &mut [u8],
) -> Result<usize, Error> {
    let protection = check(engine, policy, kbpk, block)?;
    if !block.header().algorithm().admits(key.len()) {
        return Err(Error::KeyLength);
    }
    scrubbed(engine, |engine| {
        policy.check_clear_key(protection, kbpk.octets(engine), block.header(), key)?;
        let stated = block.optional_block(OptionalBlockId::KP);
        check_value(engine, policy, kbpk.handle(), stated)?;
        write(rng, block, key.len(), policy.weak_keys(), out, |protected| {
            engine.make_clear_key_block(kbpk.handle(), protected, key).map_err(Error::engine)
        })
    })
}

/// What can be said before the key is looked at: the attributes of the protection key.
fn check<E: KeyEngine>(
    engine: &E,
    policy: KeyBlockPolicy,
    kbpk: &Key<KeyBlockProtection, E>,
    block: &NewKeyBlock<'_>,
) -> Result<KeyAttributes, Error> {
    let protection = kbpk.attributes(engine);
    let version = block.header().version();
    if !version.admits(protection, Operation::MakeKeyBlock) {
        return Err(Error::ProtectionKey);
    }
    policy.check_version_to_make(version)?;
    policy.check_header(block.header())?;
    check_family(block.header(), block.optional_block(OptionalBlockId::HM))?;
    Ok(protection)
}

fn write<G: TryCryptoRng + ?Sized>(
    rng: &mut G,
    block: &NewKeyBlock<'_>,
    octets: usize,
    weak_keys: WeakKeys,
    out: &mut [u8],
    protect: impl FnOnce(UnprotectedKey<'_>) -> Result<(), Error>,
) -> Result<usize, Error> {
    let sizes = block.sizes(octets)?;
    let out = out.get_mut(..sizes.characters).ok_or(Error::BufferLength)?;
    let written = write_parts(rng, block, &sizes, octets, weak_keys, out, protect);
    written.inspect_err(|_| out.zeroize())?;
    Ok(sizes.characters)
}

/// The payload is enciphered as octets in the second half of the room for its digits, and then
/// spread over both.
fn write_parts<G: TryCryptoRng + ?Sized>(
    rng: &mut G,
    block: &NewKeyBlock<'_>,
    sizes: &Sizes,
    octets: usize,
    weak_keys: WeakKeys,
    out: &mut [u8],
    protect: impl FnOnce(UnprotectedKey<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let (front, rest) = out.split_at_mut_checked(sizes.front).ok_or(Error::BufferLength)?;
    let digits = sizes.payload.saturating_mul(2);
    let (payload_digits, mac_digits) =
        rest.split_at_mut_checked(digits).ok_or(Error::BufferLength)?;
    block.write_front(rng, sizes, front)?;
    let payload = payload_digits.get_mut(sizes.payload..).ok_or(Error::BufferLength)?;
    let padding = payload.get_mut(octets.saturating_add(2)..).ok_or(Error::BufferLength)?;
    rng.try_fill_bytes(padding).map_err(|_| Error::Random)?;
    let mut mac = [0; 16];
    let version = block.header().version();
    let mac = mac.get_mut(..version.mac_octets()).ok_or(Error::BufferLength)?;
    protect(UnprotectedKey { version, header: front, payload, mac, weak_keys })?;
    spread(payload_digits, sizes.payload);
    for (place, octet) in mac_digits.as_chunks_mut::<2>().0.iter_mut().zip(mac.iter()) {
        *place = hex::pair(*octet);
    }
    Ok(())
}

/// Writes the last `octets` octets of `place`, which has twice as many, as digits over all of it.
/// No octet is overwritten before it is read.
fn spread(place: &mut [u8], octets: usize) {
    for number in 0..octets {
        let Some(octet) = place.get(octets.saturating_add(number)).copied() else { return };
        let Some(pair) = place.as_chunks_mut::<2>().0.get_mut(number) else { return };
        *pair = hex::pair(octet);
    }
}
