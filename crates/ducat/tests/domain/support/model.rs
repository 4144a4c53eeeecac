//! What a terminal holds, worked out from the host's side: no code of the terminal is used.

use ducat::Key;
use ducat::dukpt::aes::{InitialKeyId, KeySerialNumber, host};
use ducat::key::role::{Initial, Sealing};
use ducat_hal::{Algorithm, KeyAttributes, KeyUsage, ModeOfUse, NewKey};

use super::{TestEngine, counter};

/// The counter after `value` by counting: the next number with at most 16 one-bits.
pub(crate) fn next(value: u32) -> Option<u32> {
    (value.checked_add(1)?..=0xFFFF_0000).find(|n| n.count_ones() <= 16)
}

/// The nodes whose keys stand in the registers when `value` is next, from the lowest register:
/// `value` itself, and for each zero bit above its lowest one-bit, the first counter that will
/// have that bit and all of the bits above as they are now.
fn nodes(value: u32) -> Vec<u32> {
    let lowest = value & value.wrapping_neg();
    let node = |bit: u32| match bit {
        _ if bit == lowest => Some(value),
        _ if bit < lowest || value & bit != 0 => None,
        _ => Some(value & !(bit - 1) | bit).filter(|node| node.count_ones() <= 16),
    };
    (0..32).filter_map(|n| node(1 << n)).collect()
}

/// The saved image of a terminal whose next counter is `next`, or which is exhausted.
///
/// Besides the registers, it pins the format: an image saved today must be readable for as long
/// as there are terminals that saved one.
pub(crate) fn image<E: TestEngine>(
    engine: &mut E,
    initial_key: &Key<Initial, E>,
    id: InitialKeyId,
    sealing: &Key<Sealing, E>,
    next: Option<u32>,
) -> Vec<u8> {
    let octets = initial_key.octets(engine);
    let mut saved = vec![1, u8::try_from(octets).unwrap()];
    saved.extend(id.0);
    saved.extend(next.unwrap_or(0).to_be_bytes());
    let derive = |node| {
        let ksn = KeySerialNumber::new(id, counter(node));
        host::transaction_key_from_initial(engine, initial_key, ksn).unwrap()
    };
    let nodes = next.map_or_else(Vec::new, nodes);
    let keys: Vec<_> = nodes.into_iter().map(derive).collect();
    let handles: Vec<_> = keys.iter().map(|key| key.key().handle()).collect();
    let algorithm = Algorithm::aes(octets).unwrap();
    let attributes = KeyAttributes::new(KeyUsage::Intermediate, algorithm, ModeOfUse::Derive);
    let kind = NewKey { attributes, octets };
    let mut blob = vec![0; engine.sealed_octets(kind, handles.len())];
    let context = [b"AES DUKPT terminal", &saved[..]].concat();
    engine.seal_keys(sealing.handle(), &context, kind, &handles, &mut blob).unwrap();
    [saved, blob].concat()
}
