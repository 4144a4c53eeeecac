//! Translation between every pair of formats and ciphers, on every engine.

use ducat::key::role::{PinDecipher, PinEncipher};
use ducat::pin_block::Format::{self, Format0, Format1, Format2, Format3, Format4};
use ducat::pin_block::{
    Binding, EncipheredPin, PanChange, PinSource, PinTarget, TranslationPolicy, translate,
};
use ducat::{Error, Key, Pan};
use ducat_hal::{Algorithm, ErrorKind};
use ducat_sim::{FailingRng, ScriptedRng};
use proptest::prelude::*;

use crate::support::faulty::Faulty;
use crate::support::pins::{
    any_pan, any_pin, deciphered, decode, enciphered_field, fill, pin_field,
};
use crate::support::rng::Prng;
use crate::support::{TestEngine, check, load, octets, on_every_engine};

on_every_engine! {
    every_pair_of_formats_and_ciphers
    a_walk
    refused_pairs
    another_pan
    whatever_is_wrong_with_a_block
    the_random_fill_is_the_one_given
    a_key_of_the_other_cipher
    a_block_of_another_format
    what_is_drawn
    a_failing_engine
    twelve_digits_of_the_pan
}

const STRICT: TranslationPolicy = TranslationPolicy::STRICT;
const ANY: TranslationPolicy =
    STRICT.permitting_pan_change_at_issuance().permitting_submission_to_ic_card();
const CARD: &[u8] = b"5500005555555559";
const OTHER_CARD: &[u8] = b"4111111111111111";
const FORMATS: [Format; 5] = Format::ALL;

/// The algorithms of a format's keys.
fn algorithms<E: TestEngine>(format: Format) -> &'static [Algorithm] {
    if format == Format4 { E::ALGORITHMS } else { E::TDEA }
}

/// A good block under key number 1.
fn block(format: Format, algorithm: Algorithm, digits: &[u8], pan: &[u8]) -> EncipheredPin {
    let nibbles = pin_field(format.number(), digits, fill(format));
    let key = octets(algorithm, 1);
    enciphered_field(format, (algorithm, &key), &nibbles, [0x5A; 8], pan)
}

/// Translates from key number 1 to key number 2.
fn moved<E: TestEngine>(
    engine: &mut E,
    policy: TranslationPolicy,
    block: &EncipheredPin,
    (from_algorithm, from_pan): (Algorithm, &[u8]),
    (to, to_algorithm, to_pan): (Format, Algorithm, &[u8]),
) -> Result<EncipheredPin, Error> {
    let from_key: Key<PinDecipher, E> = load(engine, from_algorithm, 1);
    let to_key: Key<PinEncipher, E> = load(engine, to_algorithm, 2);
    let pans = [from_pan, to_pan].map(|pan| Pan::from_ascii(pan).unwrap());
    let [from_pan, to_pan] = &pans;
    let binding = Binding::new(block.format(), Some(from_pan)).unwrap();
    let from = PinSource { key: &from_key, block, binding };
    let to = PinTarget { key: &to_key, binding: Binding::new(to, Some(to_pan)).unwrap() };
    translate(engine, &mut Prng(9), policy, &from, &to)
}

/// What a plain model reads in a block under key number 2.
fn read(block: &EncipheredPin, algorithm: Algorithm, pan: &[u8]) -> Option<Vec<u8>> {
    deciphered(block, (algorithm, &octets(algorithm, 2)), pan).map(|(pin, _)| pin)
}

fn every_pair_of_formats_and_ciphers<E: TestEngine>() {
    let engine = &mut E::new();
    for (from, to) in FORMATS.into_iter().flat_map(|from| FORMATS.map(|to| (from, to))) {
        if !ANY.allows(from, to, PanChange::Unchanged) {
            continue;
        }
        for &before in algorithms::<E>(from) {
            for &after in algorithms::<E>(to) {
                for length in 4..=12 {
                    let digits: Vec<u8> = (0..length).map(|i| i * 7 % 10).collect();
                    let block = block(from, before, &digits, CARD);
                    let moved = moved(engine, ANY, &block, (before, CARD), (to, after, CARD));
                    let moved = moved.unwrap();
                    assert_eq!(moved.format(), to);
                    assert_eq!(read(&moved, after, CARD), Some(digits), "{from:?} to {to:?}");
                }
            }
        }
    }
}

/// From key to key and format to format, any PIN and PAN: the model follows.
fn a_walk<E: TestEngine>() {
    let steps = prop::collection::vec((0usize..5, any::<bool>()), 1..12);
    check(40, (any_pin(), any_pan(), steps), |(digits, pan, steps)| {
        let engine = &mut E::new();
        let (mut format, mut algorithm) = (Format1, Algorithm::Tdea2);
        let mut at = block(format, algorithm, &digits, &pan);
        for (to, last) in steps {
            let to = FORMATS[to];
            let choice = algorithms::<E>(to);
            let next = if last { choice.last() } else { choice.first() };
            let next = *next.unwrap();
            let result = moved(engine, STRICT, &at, (algorithm, &pan), (to, next, &pan));
            if !STRICT.allows(format, to, PanChange::Unchanged) {
                prop_assert_eq!(result, Err(Error::TranslationRefused));
                continue;
            }
            prop_assert_eq!(read(&result.unwrap(), next, &pan), Some(digits.clone()));
            // The same PIN under key number 1, for the next step.
            (format, algorithm) = (to, next);
            at = block(format, algorithm, &digits, &pan);
        }
        Ok(())
    });
}

/// The block is not looked at: a bad one is refused in the same way.
fn refused_pairs<E: TestEngine>() {
    let engine = &mut E::new();
    let mut refused = 0;
    for (from, to) in FORMATS.into_iter().flat_map(|from| FORMATS.map(|to| (from, to))) {
        if STRICT.allows(from, to, PanChange::Unchanged) {
            continue;
        }
        refused += 1;
        let (before, after) = (algorithms::<E>(from)[0], algorithms::<E>(to)[0]);
        let good = block(from, before, &[1, 2, 3, 4], CARD);
        let bad = EncipheredPin::from_octets(from, &vec![0; from.octets()]).unwrap();
        for block in [good, bad] {
            let moved = moved(engine, STRICT, &block, (before, CARD), (to, after, CARD));
            assert_eq!(moved, Err(Error::TranslationRefused), "{from:?} to {to:?}");
        }
    }
    assert_eq!(refused, 12);
}

fn another_pan<E: TestEngine>() {
    let engine = &mut E::new();
    let bound = [Format0, Format3, Format4];
    for (from, to) in bound.into_iter().flat_map(|from| bound.map(|to| (from, to))) {
        let (before, after) = (algorithms::<E>(from)[0], algorithms::<E>(to)[0]);
        let block = block(from, before, &[1, 2, 3, 4], CARD);
        let mut to_other =
            |policy| moved(engine, policy, &block, (before, CARD), (to, after, OTHER_CARD));
        assert_eq!(to_other(STRICT), Err(Error::TranslationRefused));
        let ic_card = STRICT.permitting_submission_to_ic_card();
        assert_eq!(to_other(ic_card), Err(Error::TranslationRefused));
        let reissued = to_other(STRICT.permitting_pan_change_at_issuance()).unwrap();
        assert_eq!(read(&reissued, after, OTHER_CARD), Some(vec![1, 2, 3, 4]));
    }
    // A PAN that differs in its length or check digit alone is another one.
    for other in [&b"05500005555555559"[..], b"5500005555555558"] {
        let (block, tdea) = (block(Format0, Algorithm::Tdea2, &[1; 4], CARD), Algorithm::Tdea2);
        let moved = moved(engine, STRICT, &block, (tdea, CARD), (Format0, tdea, other));
        assert_eq!(moved, Err(Error::TranslationRefused));
    }
}

/// Every nibble of the field changed to every value, a wrong key, a wrong PAN: one error.
fn whatever_is_wrong_with_a_block<E: TestEngine>() {
    let engine = &mut E::new();
    for from in [Format0, Format1, Format3, Format4] {
        let before = algorithms::<E>(from)[0];
        let to = if from == Format4 { Format3 } else { Format4 };
        let after = algorithms::<E>(to)[0];
        let key = octets(before, 1);
        for length in [4, 7, 12] {
            let digits: Vec<u8> = (0..length).map(|i| i * 3 % 10).collect();
            let good = pin_field(from.number(), &digits, fill(from));
            for at in 0..16 {
                for nibble in 0..16 {
                    let mut changed = good;
                    changed[at] = nibble;
                    let block = enciphered_field(from, (before, &key), &changed, [3; 8], CARD);
                    let moved = moved(engine, STRICT, &block, (before, CARD), (to, after, CARD));
                    match decode(from.number(), &changed, fill(from)) {
                        Some(pin) => assert_eq!(read(&moved.unwrap(), after, CARD), Some(pin)),
                        None => assert_eq!(moved, Err(Error::PinBlock), "{changed:X?}"),
                    }
                }
            }
        }
        let nibbles = pin_field(from.number(), &[1, 2, 3, 4], fill(from));
        let wrong_key = octets(before, 7);
        let block = enciphered_field(from, (before, &wrong_key), &nibbles, [3; 8], CARD);
        let moved_ = moved(engine, STRICT, &block, (before, CARD), (to, after, CARD));
        assert_eq!(moved_, Err(Error::PinBlock));
        if from.is_bound_to_pan() {
            let block = self::block(from, before, &[1, 2, 3, 4], b"4000999999999999");
            let moved = moved(engine, STRICT, &block, (before, CARD), (to, after, CARD));
            assert_eq!(moved, Err(Error::PinBlock));
        }
    }
}

/// The last ones of ten nibbles drawn stand behind the digits.
fn the_random_fill_is_the_one_given<E: TestEngine>() {
    let engine = &mut E::new();
    let pan = Pan::from_ascii(CARD).unwrap();
    let from_key: Key<PinDecipher, E> = load(engine, Algorithm::Tdea2, 1);
    let tdea: Key<PinEncipher, E> = load(engine, Algorithm::Tdea2, 2);
    let aes: Key<PinEncipher, E> = load(engine, Algorithm::Aes128, 2);
    let drawn = [0, 1, 2, 3, 4, 5, 0, 1, 2, 3];
    for length in 4..=12 {
        let block = block(Format1, Algorithm::Tdea2, &vec![9; length], CARD);
        let from = PinSource { key: &from_key, block: &block, binding: Binding::Format1 };
        let mut filler = |to: &PinTarget<'_, E>, script: &[u8], algorithm| {
            let rng = &mut ScriptedRng::new(script);
            let moved = translate(engine, rng, STRICT, &from, to).unwrap();
            assert_eq!(rng.left(), 0);
            deciphered(&moved, (algorithm, &octets(algorithm, 2)), CARD).unwrap().1
        };
        let to = PinTarget { key: &tdea, binding: Binding::Format1 };
        assert_eq!(filler(&to, &drawn, Algorithm::Tdea2), drawn[length - 4..]);
        let to = PinTarget { key: &tdea, binding: Binding::Format3(&pan) };
        let letters = drawn.map(|n| n + 0xA);
        assert_eq!(filler(&to, &drawn, Algorithm::Tdea2), letters[length - 4..]);
        let to = PinTarget { key: &aes, binding: Binding::Format4(&pan) };
        assert_eq!(filler(&to, &drawn[..8], Algorithm::Aes128), drawn[..8]);
    }
}

fn a_key_of_the_other_cipher<E: TestEngine>() {
    let engine = &mut E::new();
    let wrong = |format| if format == Format4 { Algorithm::Tdea2 } else { Algorithm::Aes128 };
    for (from, to) in FORMATS.into_iter().flat_map(|from| FORMATS.map(|to| (from, to))) {
        if !ANY.allows(from, to, PanChange::Unchanged) {
            continue;
        }
        let (before, after) = (algorithms::<E>(from)[0], algorithms::<E>(to)[0]);
        let block = block(from, before, &[1, 2, 3, 4], CARD);
        for (before, after) in [(wrong(from), after), (before, wrong(to))] {
            let moved = moved(engine, ANY, &block, (before, CARD), (to, after, CARD));
            assert_eq!(moved, Err(Error::Algorithm), "{from:?} to {to:?}");
        }
    }
}

fn a_block_of_another_format<E: TestEngine>() {
    let engine = &mut E::new();
    let pan = Pan::from_ascii(CARD).unwrap();
    let from_key: Key<PinDecipher, E> = load(engine, Algorithm::Tdea2, 1);
    let to_key: Key<PinEncipher, E> = load(engine, Algorithm::Tdea2, 2);
    let block = block(Format0, Algorithm::Tdea2, &[1, 2, 3, 4], CARD);
    let to = PinTarget { key: &to_key, binding: Binding::Format0(&pan) };
    for binding in [Binding::Format1, Binding::Format3(&pan), Binding::Format4(&pan)] {
        let from = PinSource { key: &from_key, block: &block, binding };
        let moved = translate(engine, &mut Prng(1), STRICT, &from, &to);
        assert_eq!(moved, Err(Error::PinBlock));
    }
    for format in [Format0, Format3, Format4] {
        assert_eq!(Binding::new(format, None).err(), Some(Error::Pan));
    }
    assert!(Binding::new(Format1, None).is_ok() && Binding::new(Format2, None).is_ok());
}

/// As many octets for every PIN, none where the format has no randomness, and a source that fails
/// lets nothing through.
fn what_is_drawn<E: TestEngine>() {
    let engine = &mut E::new();
    let pan = Pan::from_ascii(CARD).unwrap();
    for (to, needed) in [(Format0, 0), (Format1, 10), (Format2, 0), (Format3, 10), (Format4, 8)] {
        let after = algorithms::<E>(to)[0];
        let from_key: Key<PinDecipher, E> = load(engine, Algorithm::Tdea2, 1);
        let to_key: Key<PinEncipher, E> = load(engine, after, 2);
        let to = PinTarget { key: &to_key, binding: Binding::new(to, Some(&pan)).unwrap() };
        let good = [4, 8, 12].map(|n| block(Format1, Algorithm::Tdea2, &vec![2; n], CARD));
        let bad = EncipheredPin::Format1([0; 8]);
        for (block, valid) in good.iter().map(|b| (b, true)).chain([(&bad, false)]) {
            let from = PinSource { key: &from_key, block, binding: Binding::Format1 };
            for octets in 0..needed {
                let rng = &mut FailingRng::after(octets, Prng(1));
                let moved = translate(engine, rng, ANY, &from, &to);
                assert_eq!(moved, Err(Error::Random));
            }
            let (script, more) = ([1; 10], needed);
            let rng = &mut ScriptedRng::new(&script[..more]);
            let moved = translate(engine, rng, ANY, &from, &to);
            assert_eq!(moved.is_ok(), valid);
            assert_eq!(rng.left(), 0);
        }
    }
}

fn a_failing_engine<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let block = block(Format1, Algorithm::Tdea2, &[1, 2, 3, 4], CARD);
    engine.fail_after(2);
    let (before, after) = (Algorithm::Tdea2, Algorithm::Aes128);
    let failed = moved(engine, STRICT, &block, (before, CARD), (Format4, after, CARD));
    assert_eq!(failed, Err(Error::Engine(ErrorKind::Hardware)));
    assert_eq!(engine.repair(), 3);
    let moved = moved(engine, STRICT, &block, (before, CARD), (Format4, after, CARD)).unwrap();
    assert_eq!(read(&moved, after, CARD), Some(vec![1, 2, 3, 4]));
}

/// The named mode binds to what a PAN of those twelve digits would.
fn twelve_digits_of_the_pan<E: TestEngine>() {
    let engine = &mut E::new();
    let twelve = &CARD[CARD.len() - 13..CARD.len() - 1];
    let pan = Pan::from_ascii(CARD).unwrap();
    let key: Key<PinDecipher, E> = load(engine, Algorithm::Aes128, 1);
    let to_key: Key<PinEncipher, E> = load(engine, Algorithm::Aes128, 2);
    let (few, whole) = (Binding::Format4TwelveDigits(&pan), Binding::Format4(&pan));
    let named = STRICT.permitting_twelve_digit_pans();
    for (from, from_pan) in [(few, twelve), (whole, CARD)] {
        let block = &block(Format4, Algorithm::Aes128, &[1, 2, 3, 4, 5], from_pan);
        let from = PinSource { key: &key, block, binding: from };
        for (to, to_pan) in [(few, twelve), (whole, CARD)] {
            let to = PinTarget { key: &to_key, binding: to };
            let strict = translate(engine, &mut Prng(1), STRICT, &from, &to);
            let refused = matches!(strict, Err(Error::TranslationRefused));
            assert_eq!(refused, from_pan != CARD || to_pan != CARD);
            let moved = translate(engine, &mut Prng(1), named, &from, &to).unwrap();
            assert_eq!(read(&moved, Algorithm::Aes128, to_pan), Some(vec![1, 2, 3, 4, 5]));
        }
    }
    let block = &block(Format4, Algorithm::Aes128, &[1, 2, 3, 4, 5], CARD);
    let from = PinSource { key: &key, block, binding: few };
    let to = PinTarget { key: &to_key, binding: whole };
    assert_eq!(translate(engine, &mut Prng(1), named, &from, &to), Err(Error::PinBlock));
}
