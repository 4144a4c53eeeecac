//! What the tests share: engines, keys, counters.

pub(crate) mod ciphers;
pub(crate) mod faulty;
pub(crate) mod key_blocks;
pub(crate) mod model;
pub(crate) mod pins;
pub(crate) mod rng;
pub(crate) mod tdes;

use ducat::Key;
use ducat::dukpt::aes::terminal::TerminalState;
use ducat::dukpt::aes::{InitialKeyId, KeySerialNumber, KeyType, TransactionCounter, host};
use ducat::key::role::{Initial, Role, Sealing};
use ducat::mac::{Algorithm3Padding2, RetailMac};
use ducat_hal::{
    AesCmac, Algorithm, BlockCipher, CardValue, CheckValue, ClearKeyBlock, DecipherPin,
    EncipherPin, ErrorKind, ErrorType, GeneratePinValue, IssuePin, LoadKey, Mac, MakeKeyBlock,
    OpenKeyBlock, SealKeys, TdeaCmac, TdeaDerivation, TranslatePin, VerifyPin,
};
use ducat_sim::SecureElement;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

/// An engine with all capabilities, whose keys a test may see.
pub(crate) trait TestEngine:
    LoadKey
    + BlockCipher
    + EncipherPin
    + EncipherPin<8>
    + DecipherPin
    + DecipherPin<8>
    + TranslatePin
    + VerifyPin
    + GeneratePinValue
    + IssuePin
    + CardValue
    + CheckValue
    + SealKeys
    + OpenKeyBlock
    + MakeKeyBlock
    + ClearKeyBlock
    + Mac<AesCmac>
    + TdeaDerivation
    + BlockCipher<8>
    + Mac<RetailMac>
    + Mac<Algorithm3Padding2>
    + Mac<TdeaCmac>
    + ErrorType<Error = ErrorKind>
{
    /// The AES variants that it has.
    const ALGORITHMS: &'static [Algorithm];
    /// The TDEA variants that it has.
    const TDEA: &'static [Algorithm];

    fn new() -> Self;

    fn reveal(&self, key: &Self::Handle) -> Vec<u8>;

    /// Keys that the engine holds, if it can tell.
    fn keys_held(&mut self) -> Option<usize>;
}

impl TestEngine for ducat_soft::Engine<16> {
    const ALGORITHMS: &'static [Algorithm] = &[Algorithm::Aes128];
    const TDEA: &'static [Algorithm] = &[Algorithm::Tdea2];

    fn new() -> Self {
        Self::new()
    }

    fn reveal(&self, key: &Self::Handle) -> Vec<u8> {
        key.expose_secret().to_vec()
    }

    fn keys_held(&mut self) -> Option<usize> {
        None
    }
}

pub(crate) const EVERY_AES: &[Algorithm] =
    &[Algorithm::Aes128, Algorithm::Aes192, Algorithm::Aes256];

pub(crate) const EVERY_TDEA: &[Algorithm] = &[Algorithm::Tdea2, Algorithm::Tdea3];

impl TestEngine for ducat_soft::Engine<32> {
    const ALGORITHMS: &'static [Algorithm] = EVERY_AES;
    const TDEA: &'static [Algorithm] = EVERY_TDEA;

    fn new() -> Self {
        Self::new()
    }

    fn reveal(&self, key: &Self::Handle) -> Vec<u8> {
        key.expose_secret().to_vec()
    }

    fn keys_held(&mut self) -> Option<usize> {
        None
    }
}

impl TestEngine for SecureElement {
    const ALGORITHMS: &'static [Algorithm] = EVERY_AES;
    const TDEA: &'static [Algorithm] = EVERY_TDEA;

    fn new() -> Self {
        Self::new(120)
    }

    fn reveal(&self, key: &Self::Handle) -> Vec<u8> {
        self.reveal_for_test(key).unwrap().to_vec()
    }

    fn keys_held(&mut self) -> Option<usize> {
        Some(self.slots_in_use())
    }
}

/// Makes a test of each generic function, on each engine.
macro_rules! on_every_engine {
    ($($name:ident)*) => {
        mod soft_16 {$(
            #[test]
            fn $name() {
                super::$name::<ducat_soft::Engine<16>>();
            }
        )*}
        mod soft_32 {$(
            #[test]
            fn $name() {
                super::$name::<ducat_soft::Engine<32>>();
            }
        )*}
        mod secure_element {$(
            #[test]
            fn $name() {
                super::$name::<ducat_sim::SecureElement>();
            }
        )*}
    };
}
pub(crate) use on_every_engine;

/// Runs a property on `cases` values, and shows the smallest one that breaks it.
pub(crate) fn check<S: Strategy>(
    cases: u32,
    strategy: S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    if let Err(failure) = runner.run(&strategy, property) {
        panic!("{failure}");
    }
}

pub(crate) const ID: InitialKeyId = InitialKeyId([0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56]);
pub(crate) const OTHER_ID: InitialKeyId =
    InitialKeyId([0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x57]);

/// Octets of a key of `algorithm`, another one for each `number`.
pub(crate) fn octets(algorithm: Algorithm, number: u8) -> Vec<u8> {
    let length = algorithm.key_octets().unwrap_or(32);
    (0u8..).map(|i| i.wrapping_mul(37) ^ number.wrapping_mul(101)).take(length).collect()
}

pub(crate) fn load<R: Role, E: LoadKey>(
    engine: &mut E,
    algorithm: Algorithm,
    number: u8,
) -> Key<R, E> {
    Key::load(engine, algorithm, &octets(algorithm, number)).unwrap()
}

pub(crate) fn initial_key<E: LoadKey>(engine: &mut E, algorithm: Algorithm) -> Key<Initial, E> {
    load(engine, algorithm, 1)
}

pub(crate) fn sealing_key<E: LoadKey>(engine: &mut E) -> Key<Sealing, E> {
    load(engine, Algorithm::Aes128, 2)
}

/// The strength rule of X9.24-3, written out: which types each initial key may derive.
pub(crate) fn may_derive(parent: Algorithm, child: KeyType) -> bool {
    use KeyType as T;
    match parent {
        Algorithm::Aes128 => matches!(child, T::Tdea2 | T::Tdea3 | T::Aes128 | T::Hmac128),
        Algorithm::Aes192 => !matches!(child, T::Aes256 | T::Hmac256),
        Algorithm::Aes256 => true,
        _ => false,
    }
}

/// A terminal at counter 1 under [`initial_key`].
pub(crate) fn terminal<E: LoadKey>(engine: &mut E, algorithm: Algorithm) -> TerminalState<E> {
    let initial_key = initial_key(engine, algorithm);
    TerminalState::load_initial_key(engine, initial_key, ID).unwrap()
}

/// A terminal that has skipped to `value`.
pub(crate) fn terminal_at<E: LoadKey>(
    engine: &mut E,
    algorithm: Algorithm,
    value: u32,
) -> TerminalState<E> {
    let mut state = terminal(engine, algorithm);
    state.skip_to(engine, counter(value)).unwrap();
    state
}

/// A terminal that has used its last key.
pub(crate) fn exhausted<E: LoadKey>(engine: &mut E, algorithm: Algorithm) -> TerminalState<E> {
    let mut state = terminal_at(engine, algorithm, 0xFFFF_0000);
    state.skip(engine).unwrap();
    state
}

pub(crate) fn counter(value: u32) -> TransactionCounter {
    TransactionCounter::new(value).unwrap()
}

/// The state as it would be saved: equal for equal states.
pub(crate) fn image<E: SealKeys>(
    engine: &mut E,
    sealing: &Key<Sealing, E>,
    state: &TerminalState<E>,
) -> Vec<u8> {
    let mut saved = vec![0; state.saved_octets(engine)];
    assert_eq!(state.save(engine, sealing, &mut saved), Ok(saved.len()));
    saved
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

/// Counters of 1 to 16 one-bits, the crowded ones no rarer than the sparse ones.
pub(crate) fn any_counter() -> impl Strategy<Value = u32> {
    let bits = prop_oneof![
        any::<u32>(),
        (any::<u32>(), any::<u32>()).prop_map(|(a, b)| a & b),
        (any::<u32>(), any::<u32>()).prop_map(|(a, b)| a | b),
        (any::<u32>(), 0u32..32).prop_map(|(a, n)| a >> n),
    ];
    bits.prop_map(|mut bits| {
        while bits.count_ones() > 16 {
            bits &= bits - 1;
        }
        bits.max(1)
    })
}
