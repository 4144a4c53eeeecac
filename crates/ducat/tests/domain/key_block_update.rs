//! A new initial key over the air, from the host to a terminal, in a key block.

use ducat::dukpt::aes::KeyType;
use ducat::dukpt::aes::host::{self, NewInitialKey};
use ducat::key::role::{BaseDerivation, Initial, KeyBlockProtection};
use ducat::key_block::{
    self, Header, KeyBlockPolicy, KeyBlockVersion, KeyVersion, NewKeyBlock, OptionalBlock,
    OptionalBlockId, Relaxation, ShortBlock,
};
use ducat::{Error, Key};
use ducat_hal::{Algorithm, Exportability, KeyAttributes, KeyUsage, ModeOfUse};

use crate::support::rng::Prng;
use crate::support::{
    ID, OTHER_ID, TestEngine, exhausted, image, load, model, octets, on_every_engine, sealing_key,
    terminal_at,
};

on_every_engine! {
    from_host_to_terminal
    only_the_block_for_this_purpose
    refused_keys
}

/// A base derivation key, and the update key of the initial key that terminals here have.
fn host_keys<E: TestEngine>(
    engine: &mut E,
    algorithm: Algorithm,
) -> (Key<BaseDerivation, E>, Key<KeyBlockProtection, E>) {
    let bdk = load(engine, algorithm, 4);
    let initial: Key<Initial, E> = load(engine, algorithm, 1);
    let key_type = KeyType::of_aes(algorithm).unwrap();
    let update_key = host::update_key(engine, &initial, ID, key_type).unwrap();
    (bdk, update_key)
}

fn from_host_to_terminal<E: TestEngine>() {
    for &algorithm in E::ALGORITHMS {
        let key_type = KeyType::of_aes(algorithm).unwrap();
        for version in [KeyBlockVersion::D, KeyBlockVersion::E] {
            for start in [1, 0x1234, 0xFFFF_0000] {
                let host = &mut E::new();
                let (bdk, update_key) = host_keys(host, algorithm);
                let fresh = host::initial_key_for_export(host, &bdk, OTHER_ID).unwrap();
                let mut block = vec![0; host::update_initial_key_characters(version)];
                let made = host::update_initial_key_block(
                    host,
                    &mut Prng(1),
                    &update_key,
                    version,
                    &fresh,
                    &mut block,
                );
                assert_eq!(made, Ok(block.len()));
                let text = core::str::from_utf8(&block).unwrap();
                let expected = format!(
                    "{}{:04}B1AX00N0200IK141234567890123457PB0C",
                    char::from(version.code()),
                    block.len()
                );
                assert!(text.starts_with(&expected), "{text}");

                let engine = &mut E::new();
                let sealing = sealing_key(engine);
                let mut state = terminal_at(engine, algorithm, start);
                state.update_initial_key_from_block(engine, key_type, &block).unwrap();
                let revealed = host.reveal(fresh.key().handle());
                let same: Key<Initial, E> = Key::load(engine, algorithm, &revealed).unwrap();
                let expected = model::image(engine, &same, OTHER_ID, &sealing, Some(1));
                assert_eq!(image(engine, &sealing, &state), expected);

                // The same block once more: its identifier is in use now, its update key gone.
                let again = state.update_initial_key_from_block(engine, key_type, &block);
                assert_eq!(again, Err(Error::KeyBlock));

                let mut last = exhausted(engine, algorithm);
                let late = last.update_initial_key_from_block(engine, key_type, &block);
                assert_eq!(late, Err(Error::Exhausted));
            }
        }
    }
}

/// What differs in a block from the one that the standard has.
#[derive(Clone, Copy)]
struct Other {
    usage: KeyUsage,
    mode: ModeOfUse,
    exportability: Exportability,
    key_version: KeyVersion,
    version: KeyBlockVersion,
    optional: &'static [(OptionalBlockId, &'static [u8])],
}

const RIGHT: Other = Other {
    usage: KeyUsage::InitialKey,
    mode: ModeOfUse::Derive,
    exportability: Exportability::NonExportable,
    key_version: KeyVersion::Unused,
    version: KeyBlockVersion::D,
    optional: &[(OptionalBlockId::IK, b"1234567890123457")],
};

fn offer<E: TestEngine>(other: Other) -> Result<(), Error> {
    let algorithm = Algorithm::Aes128;
    let engine = &mut E::new();
    let (_, update_key) = host_keys(engine, algorithm);
    let attributes = KeyAttributes {
        exportability: other.exportability,
        ..KeyAttributes::new(other.usage, algorithm, other.mode)
    };
    let exportability = Exportability::Sensitive;
    let loaded = KeyAttributes { exportability, ..attributes };
    let key = engine.load(loaded, &octets(algorithm, 9)).unwrap();
    let header = Header::new(other.version, attributes, other.key_version).unwrap();
    let optional = other.optional.iter().map(|(id, data)| OptionalBlock::new(*id, data).unwrap());
    let optional: Vec<_> = optional.collect();
    let new = NewKeyBlock::new(header).with_optional_blocks(&optional).unwrap();
    let mut block = vec![0; new.characters(16).unwrap()];
    let policy = KeyBlockPolicy::STRICT.allowing(Relaxation::AnyCombination);
    key_block::wrap_handle(engine, &mut Prng(1), policy, &update_key, &new, &key, &mut block)
        .unwrap();
    let sealing = sealing_key(engine);
    let mut state = terminal_at(engine, algorithm, 0x1234);
    let before = image(engine, &sealing, &state);
    let outcome = state.update_initial_key_from_block(engine, KeyType::Aes128, &block);
    assert_eq!(image(engine, &sealing, &state) == before, outcome.is_err());
    outcome
}

fn only_the_block_for_this_purpose<E: TestEngine>() {
    assert_eq!(offer::<E>(RIGHT), Ok(()));
    assert_eq!(offer::<E>(Other { version: KeyBlockVersion::E, ..RIGHT }), Ok(()));
    let wrong = [
        Other { usage: KeyUsage::BaseDerivation, ..RIGHT },
        Other { usage: KeyUsage::PinEncipherment, mode: ModeOfUse::Encipher, ..RIGHT },
        Other { mode: ModeOfUse::NoRestriction, ..RIGHT },
        Other { exportability: Exportability::Exportable, ..RIGHT },
        Other { key_version: KeyVersion::Version(*b"01"), ..RIGHT },
        Other { optional: &[], ..RIGHT },
        Other { optional: &[(OptionalBlockId::LB, b"1234567890123457")], ..RIGHT },
        Other {
            optional: &[
                (OptionalBlockId::IK, b"1234567890123457"),
                (OptionalBlockId::LB, b"label"),
            ],
            ..RIGHT
        },
        // The identifier in use.
        Other { optional: &[(OptionalBlockId::IK, b"1234567890123456")], ..RIGHT },
    ];
    for other in wrong {
        assert_eq!(offer::<E>(other), Err(Error::InitialKeyRefused));
    }
}

fn refused_keys<E: TestEngine>() {
    let engine = &mut E::new();
    let (bdk, update_key) = host_keys(engine, Algorithm::Aes128);
    let mut block = [0; 256];
    let make = |engine: &mut E, version, key: &NewInitialKey<E>, block: &mut [u8]| {
        host::update_initial_key_block(engine, &mut Prng(1), &update_key, version, key, block)
    };
    let staying = host::initial_key(engine, &bdk, OTHER_ID).unwrap();
    let fresh = host::initial_key_for_export(engine, &bdk, OTHER_ID).unwrap();
    assert_eq!(fresh.id(), OTHER_ID);
    assert_eq!(engine.reveal(staying.handle()), engine.reveal(fresh.key().handle()));
    let made = make(engine, KeyBlockVersion::B, &fresh, &mut block);
    assert_eq!(made, Err(Error::KeyBlockVersion));
    for &stronger in E::ALGORITHMS.iter().filter(|other| **other != Algorithm::Aes128) {
        let bdk = load(engine, stronger, 4);
        let key = host::initial_key_for_export(engine, &bdk, OTHER_ID).unwrap();
        let made = make(engine, KeyBlockVersion::D, &key, &mut block);
        assert_eq!(made, Err(Error::KeyBlockRefused), "stronger than the update key");
    }

    // A shorter key than the one in use is refused by the terminal, and malformed blocks are too.
    let longer = E::ALGORITHMS.iter().copied().filter(|other| *other != Algorithm::Aes128);
    for algorithm in longer {
        let (_, update_key) = host_keys(engine, algorithm);
        let length = host::update_initial_key_block(
            engine,
            &mut Prng(1),
            &update_key,
            KeyBlockVersion::D,
            &fresh,
            &mut block,
        );
        let block = &block[..length.unwrap()];
        let mut state = terminal_at(engine, algorithm, 5);
        let key_type = state.key_type();
        let refused = state.update_initial_key_from_block(engine, key_type, block);
        assert_eq!(refused, Err(Error::InitialKeyRefused));
        let refused = state.update_initial_key_from_block(engine, key_type, &block[1..]);
        assert_eq!(refused, Err(Error::KeyBlockVersion));
    }
    let id = ShortBlock::initial_key_id(OTHER_ID);
    assert_eq!(id.as_block().data(), b"1234567890123457");
}
