//! What the tests of TDES DUKPT share.

use ducat::Key;
use ducat::dukpt::tdes::terminal::TerminalState;
use ducat::dukpt::tdes::{InitialKeyId, KeySerialNumber, TransactionCounter, host};
use ducat::key::role::{BaseDerivation, Initial, Sealing};
use ducat_hal::{Algorithm, KeyAttributes, KeyUsage, LoadKey, ModeOfUse, NewKey};
use proptest::prelude::*;

use super::{TestEngine, load};

pub(crate) const ID: InitialKeyId =
    InitialKeyId::of([0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0, 0]);
pub(crate) const OTHER_ID: InitialKeyId =
    InitialKeyId::of([0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xC0, 0, 0]);

/// Of the worked example in ANSI X9.24-1:2009 A.4.
pub(crate) const BDK: u128 = 0x0123_4567_89AB_CDEF_FEDC_BA98_7654_3210;
pub(crate) const INITIAL_KEY: u128 = 0x6AC2_92FA_A131_5B4D_858A_B3A3_D7D5_933A;

pub(crate) fn bdk<E: LoadKey>(engine: &mut E) -> Key<BaseDerivation, E> {
    Key::load(engine, Algorithm::Tdea2, &BDK.to_be_bytes()).unwrap()
}

pub(crate) fn initial_key<E: LoadKey>(engine: &mut E) -> Key<Initial, E> {
    Key::load(engine, Algorithm::Tdea2, &INITIAL_KEY.to_be_bytes()).unwrap()
}

/// A terminal at counter 1 under [`initial_key`].
pub(crate) fn terminal<E: TestEngine>(engine: &mut E) -> TerminalState<E> {
    let initial_key = initial_key(engine);
    TerminalState::load_initial_key(engine, initial_key, ID).unwrap()
}

/// A terminal that has skipped to `value`.
pub(crate) fn terminal_at<E: TestEngine>(engine: &mut E, value: u32) -> TerminalState<E> {
    let mut state = terminal(engine);
    state.skip_to(engine, counter(value)).unwrap();
    state
}

/// A terminal that has used its last key.
pub(crate) fn exhausted<E: TestEngine>(engine: &mut E) -> TerminalState<E> {
    let mut state = terminal_at(engine, 0x1F_F800);
    state.skip(engine).unwrap();
    state
}

/// A terminal of another initial key and identifier.
pub(crate) fn foreign<E: TestEngine>(engine: &mut E) -> TerminalState<E> {
    let initial_key = load(engine, Algorithm::Tdea2, 9);
    TerminalState::load_initial_key(engine, initial_key, OTHER_ID).unwrap()
}

pub(crate) fn counter(value: u32) -> TransactionCounter {
    TransactionCounter::new(value).unwrap()
}

/// The octets of the transaction key that the host derives.
pub(crate) fn host_key<E: TestEngine>(
    engine: &mut E,
    initial_key: &Key<Initial, E>,
    ksn: KeySerialNumber,
) -> Vec<u8> {
    let key = host::transaction_key_from_initial(engine, initial_key, ksn).unwrap();
    engine.reveal(key.key().handle())
}

/// The state as it would be saved: equal for equal states.
pub(crate) fn image<E: TestEngine>(
    engine: &mut E,
    sealing: &Key<Sealing, E>,
    state: &TerminalState<E>,
) -> Vec<u8> {
    let mut saved = vec![0; state.saved_octets(engine)];
    assert_eq!(state.save(engine, sealing, &mut saved), Ok(saved.len()));
    saved
}

/// Counters of 1 to 10 one-bits, the crowded ones no rarer than the sparse ones.
pub(crate) fn any_counter() -> impl Strategy<Value = u32> {
    let number = 0u32..1 << 21;
    let bits = prop_oneof![
        number.clone(),
        (number.clone(), number.clone()).prop_map(|(a, b)| a & b),
        (number.clone(), number.clone()).prop_map(|(a, b)| a | b),
        (number, 0u32..21).prop_map(|(a, n)| a >> n),
    ];
    bits.prop_map(|mut bits| {
        while bits.count_ones() > 10 {
            bits &= bits - 1;
        }
        bits.max(1)
    })
}

/// The counter after `value` by counting.
pub(crate) fn next(value: u32) -> Option<u32> {
    (value + 1..1 << 21).find(|n| n.count_ones() <= 10)
}

/// The nodes whose keys stand in the registers when `value` is next, from the lowest register:
/// `value` itself, and for each zero bit above its lowest one-bit, the first counter that will
/// have that bit and all of the bits above as they are now.
fn nodes(value: u32) -> Vec<u32> {
    let lowest = value & value.wrapping_neg();
    let node = |bit: u32| match bit {
        _ if bit == lowest => Some(value),
        _ if bit < lowest || value & bit != 0 => None,
        _ => Some(value & !(bit - 1) | bit).filter(|node| node.count_ones() <= 10),
    };
    (0..21).filter_map(|n| node(1 << n)).collect()
}

/// The saved image of a terminal whose next counter is `next`, or which is exhausted, worked out
/// from the host's side. It pins the format.
pub(crate) fn model<E: TestEngine>(
    engine: &mut E,
    initial_key: &Key<Initial, E>,
    sealing: &Key<Sealing, E>,
    next: Option<u32>,
) -> Vec<u8> {
    let number = |counter| KeySerialNumber::new(ID, TransactionCounter::new(counter).unwrap());
    let mut saved = vec![1];
    saved.extend(next.map_or(ID.to_octets(), |next| number(next).to_octets()));
    let derive =
        |node| host::transaction_key_from_initial(engine, initial_key, number(node)).unwrap();
    let keys: Vec<_> = next.map_or_else(Vec::new, nodes).into_iter().map(derive).collect();
    let handles: Vec<_> = keys.iter().map(|key| key.key().handle()).collect();
    let attributes =
        KeyAttributes::new(KeyUsage::Intermediate, Algorithm::Tdea2, ModeOfUse::Derive);
    let kind = NewKey { attributes, octets: 16 };
    let mut blob = vec![0; engine.sealed_octets(kind, handles.len())];
    let context = [b"TDES DUKPT terminal", &saved[..]].concat();
    engine.seal_keys(sealing.handle(), &context, kind, &handles, &mut blob).unwrap();
    [saved, blob].concat()
}
