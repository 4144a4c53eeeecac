//! The operations, each done twice.

use core::time::Duration;

use ducat::dukpt::aes::terminal::TerminalState;
use ducat::dukpt::aes::{InitialKeyId, KeySerialNumber, KeyType, TransactionCounter, host};
use ducat::key::role::{
    BaseDerivation, Initial, MacGenerate, PinDecipher, PinEncipher, Request, Role,
};
use ducat::pin_block::{EncipheredPinBlock, format4, translate_format4};
use ducat::{AesCmac, Key, Pan, Pin, mac};
use ducat_hal::Algorithm;
use ducat_sim::ScriptedRng;

use crate::plain::{self, Octets};
use crate::{tdes_cases, timed};

/// The time of so many calls.
type Work = Box<dyn Fn(u64) -> Duration>;

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) ducat: Work,
    pub(crate) plain: Work,
}

pub(crate) fn all() -> Vec<Case> {
    vec![
        host_pin_key(),
        terminal(),
        encipher(),
        translate(),
        cmac(),
        tdes_cases::transaction_key(),
        tdes_cases::sliced(),
        tdes_cases::retail_mac(),
    ]
}

pub(crate) type Engine = ducat_soft::Engine<16>;

const KEY: Octets = 0xFEDC_BA98_7654_3210_F1F1_F1F1_F1F1_F1F1_u128.to_be_bytes();
const OTHER_KEY: Octets = 0x1273_671E_A26A_C29A_FA4D_1084_1276_52A1_u128.to_be_bytes();
const ID: InitialKeyId = InitialKeyId(0x1234_5678_9012_3456_u64.to_be_bytes());
const RANDOM: [u8; 8] = [0x5A; 8];
/// 1234, then fill, then [`RANDOM`].
const PIN_FIELD: Octets = 0x4412_34AA_AAAA_AAAA_5A5A_5A5A_5A5A_5A5A_u128.to_be_bytes();

fn key<R: Role>(octets: &Octets) -> Key<R, Engine> {
    Key::load(&mut Engine::new(), Algorithm::Aes128, octets).expect("a key")
}

fn pan() -> Pan {
    Pan::from_ascii(b"4111111111111111").expect("a PAN")
}

/// The longest way there is: sixteen one-bits.
fn host_pin_key() -> Case {
    const COUNTER: u32 = 0x0000_FFFF;
    let bdk: Key<BaseDerivation, _> = key(&KEY);
    let counter = TransactionCounter::new(COUNTER).expect("a counter");
    let ksn = KeySerialNumber::new(ID, counter);
    let derive = move || -> Key<PinDecipher, Engine> {
        let engine = &mut Engine::new();
        let transaction = host::transaction_key(engine, &bdk, ksn).expect("a key");
        transaction.working_key(engine, KeyType::Aes128).expect("a key")
    };
    assert_eq!(derive().handle().expose_secret(), plain::pin_key(&KEY, ID, COUNTER));
    Case {
        name: "host: PIN key from the BDK, 16 one-bits",
        ducat: Box::new(move |calls| timed(calls, &derive)),
        plain: Box::new(|calls| timed(calls, || plain::pin_key(&KEY, ID, COUNTER))),
    }
}

/// Most transactions derive one key or none, few derive many: only a stretch of them is a cost.
fn terminal() -> Case {
    let load = || {
        let initial_key: Key<Initial, _> = key(&KEY);
        TerminalState::load_initial_key(&mut Engine::new(), initial_key, ID).expect("a terminal")
    };
    let ducat = |state: &mut TerminalState<Engine>| {
        state.generate(&mut Engine::new()).expect("a transaction")
    };
    let loaded = plain::Terminal::load(&KEY, ID);

    let (mut state, mut plain) = (load(), loaded.clone());
    for _ in 0..1024 {
        assert_eq!(ducat(&mut state).key().key().handle().expose_secret(), plain.generate());
    }
    Case {
        name: "terminal: 1,024 transactions",
        ducat: Box::new(move |calls| {
            (0..calls)
                .map(|_| {
                    let mut state = load();
                    timed(1024, || ducat(&mut state))
                })
                .sum()
        }),
        plain: Box::new(move |calls| {
            (0..calls)
                .map(|_| {
                    let mut terminal = loaded.clone();
                    timed(1024, || terminal.generate())
                })
                .sum()
        }),
    }
}

fn encipher() -> Case {
    let key: Key<PinEncipher, _> = key(&KEY);
    let (pin, pan) = (Pin::from_ascii(b"1234").expect("a PIN"), pan());
    let pan_field = pan.format4_field();
    let encipher = move || {
        let rng = &mut ScriptedRng::new(&RANDOM);
        format4::encipher(&mut Engine::new(), rng, &key, &pin, &pan).expect("a block")
    };
    assert_eq!(encipher().0, plain::encipher_pin(&KEY, &PIN_FIELD, &pan_field));
    Case {
        name: "format 4: encipher a PIN",
        ducat: Box::new(move |calls| timed(calls, &encipher)),
        plain: Box::new(move |calls| {
            timed(calls, || plain::encipher_pin(&KEY, &PIN_FIELD, &pan_field))
        }),
    }
}

fn translate() -> Case {
    let (from, to): (Key<PinDecipher, _>, Key<PinEncipher, _>) = (key(&KEY), key(&OTHER_KEY));
    let pan = pan();
    let pan_field = pan.format4_field();
    let block = plain::encipher_pin(&KEY, &PIN_FIELD, &pan_field);
    let translate = move || {
        let (engine, rng) = (&mut Engine::new(), &mut ScriptedRng::new(&RANDOM));
        let block = EncipheredPinBlock(block);
        translate_format4(engine, rng, &from, &block, &pan, &to).expect("a block")
    };
    let plain = move || plain::translate(&KEY, &block, &pan_field, &OTHER_KEY, &RANDOM);
    assert_eq!(translate().0, plain());
    Case {
        name: "format 4: translate to another key",
        ducat: Box::new(move |calls| timed(calls, &translate)),
        plain: Box::new(move |calls| timed(calls, plain)),
    }
}

fn cmac() -> Case {
    const MESSAGE: [u8; 128] = [0x55; 128];
    let key: Key<MacGenerate<AesCmac, Request>, _> = key(&KEY);
    let generate =
        move || mac::generate::<_, _, _, 16>(&mut Engine::new(), &key, &[&MESSAGE]).expect("a tag");
    assert_eq!(generate().as_octets(), &plain::cmac(&KEY, &MESSAGE));
    Case {
        name: "CMAC of 128 octets",
        ducat: Box::new(move |calls| timed(calls, &generate)),
        plain: Box::new(|calls| timed(calls, || plain::cmac(&KEY, &MESSAGE))),
    }
}
