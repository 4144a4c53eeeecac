//! Opening key blocks.

use ducat_hal::{
    CheckValue, ClearKeyBlock, ErrorKind, KeyAttributes, KeyEngine, Narrowing, OpenKeyBlock,
    Operation, ProtectedKey,
};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use super::header::Header;
use super::optional::{CheckValueData, Content, OptionalBlock, OptionalBlockId};
use super::parse::KeyBlock;
use super::policy::{KeyBlockPolicy, Relaxation};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{KeyBlockProtection, Role};
use crate::secret::scrubbed;

/// A key out of a key block, and what its header says, which is now known to be authentic. So are
/// the optional blocks of the [`KeyBlock`] it came in.
pub struct Opened<K> {
    /// The key.
    pub key: K,
    /// What the header says.
    pub header: Header,
}

/// Opens a block under `kbpk`, as a key of role `R`. The engine takes the key's attributes from
/// the header; no caller can bind others.
///
/// `work` has at least [`KeyBlock::payload_octets`]; what was in it is lost, and nothing secret
/// is left there.
///
/// # Standard
/// ANSI X9.143:2021 7; ISO 20038 for version E.
///
/// # Errors
/// [`Error::ProtectionKey`] if `kbpk` does not protect such blocks; [`Error::KeyBlockRefused`] by
/// the policy, and if the key has another role than `R`, or is for HMAC with
/// another hash or one that is not named; [`Error::BufferLength`]; [`Error::KeyBlock`]
/// if the block does not hold, for whatever reason; the engine's. No key is left.
pub fn open<R: Role, E: OpenKeyBlock + CheckValue>(
    engine: &mut E,
    policy: KeyBlockPolicy,
    kbpk: &Key<KeyBlockProtection, E>,
    block: &KeyBlock<'_>,
    work: &mut [u8],
) -> Result<Opened<Key<R, E>>, Error> {
    check_hash::<R>(policy, block.header(), block.optional_block(OptionalBlockId::HM))?;
    let narrowing = policy.narrowing(block.header(), Some(R::MODE));
    let protection = check(engine, policy, kbpk, block)?;
    scrubbed(engine, |engine| {
        let handle = open_narrowed(engine, policy, kbpk, protection, block, work, narrowing)?;
        match Key::open(engine, handle) {
            Ok(key) => Ok(Opened { key, header: *block.header() }),
            Err(_) => Err(Error::KeyBlockRefused),
        }
    })
}

/// As [`open`], for a key of any usage. [`Key::open`] gives it a role; it knows nothing of the hash
/// that a block may name for an HMAC key ([`OptionalBlockId::HM`]).
///
/// # Errors
/// As [`open`].
pub fn open_handle<E: OpenKeyBlock + CheckValue>(
    engine: &mut E,
    policy: KeyBlockPolicy,
    kbpk: &Key<KeyBlockProtection, E>,
    block: &KeyBlock<'_>,
    work: &mut [u8],
) -> Result<Opened<E::Handle>, Error> {
    let narrowing = policy.narrowing(block.header(), None);
    let protection = check(engine, policy, kbpk, block)?;
    scrubbed(engine, |engine| {
        let key = open_narrowed(engine, policy, kbpk, protection, block, work, narrowing)?;
        Ok(Opened { key, header: *block.header() })
    })
}

/// Opens the block of a key that no engine holds, such as an asymmetric one, into the first octets
/// of `key`, and returns how many they are. A check value of the key (`KC`) is not compared, as
/// there is none for such keys.
///
/// # Secrets
/// The caller wipes `key`.
///
/// # Errors
/// As [`open`]; a key that an engine can hold is refused by the engine (`NotPermitted`), and
/// [`ErrorKind::DataLength`] if `key` is too short. `key` then holds nothing of it.
pub fn open_clear<E: ClearKeyBlock + CheckValue>(
    engine: &mut E,
    policy: KeyBlockPolicy,
    kbpk: &Key<KeyBlockProtection, E>,
    block: &KeyBlock<'_>,
    work: &mut [u8],
    key: &mut [u8],
) -> Result<usize, Error> {
    let protection = check(engine, policy, kbpk, block)?;
    let protection_octets = kbpk.octets(engine);
    scrubbed(engine, |engine| {
        let octets = with_octets(block, work, |protected| {
            engine.open_clear_key_block(kbpk.handle(), protected, key).map_err(outward)
        })?;
        let admitted = block.header().algorithm().admits(octets);
        let admitted = if admitted { Ok(()) } else { Err(Error::KeyBlock) };
        let stated = block.optional_block(OptionalBlockId::KP);
        let checked = admitted.and_then(|()| {
            check_value(engine, policy, kbpk.handle(), stated)?;
            let clear = key.get(..octets).unwrap_or(&[]);
            policy.check_clear_key(protection, protection_octets, block.header(), clear)
        });
        checked.inspect_err(|_| key.zeroize())?;
        Ok(octets)
    })
}

/// What a block says of the hash of its HMAC key, by optional block HM.
fn stated_hash(stated: Option<OptionalBlock<'_>>) -> Result<Option<u8>, Error> {
    match stated.map(|optional| optional.content()) {
        None => Ok(None),
        Some(Some(Content::Hash(hash))) => Ok(Some(hash as u8)),
        Some(_) => Err(Error::KeyBlockRefused),
    }
}

/// Refuses a hash that is not of the family which the letter of ISO 20038 names: I is SHA-2, J is
/// SHA-3.
pub(super) fn check_family(
    header: &Header,
    stated: Option<OptionalBlock<'_>>,
) -> Result<(), Error> {
    let family = match header.algorithm().as_ascii() {
        b'I' => 2,
        b'J' => 3,
        _ => return Ok(()),
    };
    match stated_hash(stated)? {
        Some(hash) if hash >> 4 != family => Err(Error::KeyBlockRefused),
        _ => Ok(()),
    }
}

/// Refuses an HMAC key for another hash than that of the role, or for none that is named.
pub(super) fn check_hash<R: Role>(
    policy: KeyBlockPolicy,
    header: &Header,
    stated: Option<OptionalBlock<'_>>,
) -> Result<(), Error> {
    let Some(hash) = R::HASH else { return Ok(()) };
    let fits = match stated_hash(stated)? {
        Some(stated) => stated == hash,
        None => policy.allows(Relaxation::UnnamedHash),
    };
    let of_family = match header.algorithm().as_ascii() {
        b'I' => hash >> 4 == 2,
        b'J' => hash >> 4 == 3,
        _ => true,
    };
    if fits && of_family { Ok(()) } else { Err(Error::KeyBlockRefused) }
}

/// Opens a block, and holds the key against what the block and the policy say of it. To be called
/// within [`scrubbed`]: a result that passes a frame leaves a copy there.
fn open_narrowed<E: OpenKeyBlock + CheckValue>(
    engine: &mut E,
    policy: KeyBlockPolicy,
    kbpk: &Key<KeyBlockProtection, E>,
    protection: KeyAttributes,
    block: &KeyBlock<'_>,
    work: &mut [u8],
    narrowing: Narrowing,
) -> Result<E::Handle, Error> {
    let key = with_octets(block, work, |protected| {
        engine.open_key_block(kbpk.handle(), protected, narrowing).map_err(outward)
    })?;
    let [of_key, of_protection] =
        [OptionalBlockId::KC, OptionalBlockId::KP].map(|id| block.optional_block(id));
    check_value(engine, policy, kbpk.handle(), of_protection)?;
    check_value(engine, policy, &key, of_key)?;
    let (attributes, octets) = (engine.attributes(&key), engine.key_octets(&key));
    let protection_octets = kbpk.octets(engine);
    policy.check_strength(protection, protection_octets, attributes.algorithm, octets)?;
    Ok(key)
}

/// What can be said before anything is deciphered: the attributes of the protection key.
fn check<E: KeyEngine>(
    engine: &E,
    policy: KeyBlockPolicy,
    kbpk: &Key<KeyBlockProtection, E>,
    block: &KeyBlock<'_>,
) -> Result<KeyAttributes, Error> {
    let protection = kbpk.attributes(engine);
    if !block.header().version().admits(protection, Operation::OpenKeyBlock) {
        return Err(Error::ProtectionKey);
    }
    policy.check_header(block.header())?;
    check_family(block.header(), block.optional_block(OptionalBlockId::HM))?;
    Ok(protection)
}

fn with_octets<T>(
    block: &KeyBlock<'_>,
    work: &mut [u8],
    open: impl FnOnce(ProtectedKey<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let payload = work.get_mut(..block.payload_octets()).ok_or(Error::BufferLength)?;
    block.read_payload(payload)?;
    let mut mac = [0; 16];
    let mac = block.read_mac(&mut mac)?;
    let version = block.header().version();
    open(ProtectedKey { version, header: block.authenticated(), payload, mac })
}

/// One error for everything that a prober could learn from.
fn outward(error: impl ducat_hal::Error) -> Error {
    match error.kind() {
        ErrorKind::Authentication => Error::KeyBlock,
        _ => Error::engine(error),
    }
}

/// Compares a check value that a block states, if it does, with that of the key. One that cannot be
/// computed does not hold.
pub(super) fn check_value<E: CheckValue>(
    engine: &mut E,
    policy: KeyBlockPolicy,
    key: &E::Handle,
    stated: Option<OptionalBlock<'_>>,
) -> Result<(), Error> {
    let Some(optional) = stated else { return Ok(()) };
    if policy.allows(Relaxation::IgnoreCheckValues) {
        return Ok(());
    }
    let Some(Content::CheckValue(stated)) = optional.content() else {
        return Err(Error::KeyBlock);
    };
    if holds(engine, key, &stated) { Ok(()) } else { Err(Error::KeyBlock) }
}

fn holds<E: CheckValue>(engine: &mut E, key: &E::Handle, stated: &CheckValueData) -> bool {
    let mut computed = [0; 5];
    let stated_octets = stated.as_octets();
    let Some(computed) = computed.get_mut(..stated_octets.len()) else { return false };
    engine.check_value(key, stated.method(), computed).is_ok()
        && bool::from(computed.ct_eq(stated_octets))
}
