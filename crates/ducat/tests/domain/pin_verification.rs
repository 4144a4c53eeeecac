//! Verification of PINs by offset and PIN verification value, on every engine.

use ducat::key::role::{OffsetGenerate, OffsetVerify, PinDecipher, PvvGenerate, PvvVerify};
use ducat::pin_block::Format::{self, Format0, Format1, Format2, Format3, Format4};
use ducat::pin_block::{Binding, EncipheredPin, PinSource};
use ducat::pin_verification::DecimalizationTable;
use ducat::pin_verification::ibm3624::{self, CardParameters, PinOffset, ValidationData};
use ducat::pin_verification::pvv::{self, KeyIndex, PinVerificationValue};
use ducat::{Error, Key, Pan, Pin};
use ducat_hal::{Algorithm, ErrorKind};
use proptest::prelude::*;

use crate::support::ciphers::{Cipher, digits_then_letters};
use crate::support::faulty::Faulty;
use crate::support::pins::{any_pin, enciphered_field, fill, pin_field};
use crate::support::{TestEngine, check, load, octets, on_every_engine};

on_every_engine! {
    known_offsets
    known_values
    offsets_agree_with_a_model
    values_agree_with_a_model
    the_right_pin_in_every_format
    every_change_of_one_digit
    a_pin_of_another_length
    only_four_digits_count
    whatever_is_wrong_with_a_block
    another_card_than_the_block_is_bound_to
    format_2_does_not_come_online
    a_failing_engine
}

const KEY: [u8; 16] = 0x0123_4567_89AB_CDEF_FEDC_BA98_7654_3210_u128.to_be_bytes();
const CARD: &[u8] = b"5500005555555559";
const ONLINE: [Format; 4] = [Format0, Format1, Format3, Format4];

fn pan() -> Pan {
    Pan::from_ascii(CARD).unwrap()
}

fn offset(digits: &[u8]) -> PinOffset {
    PinOffset::from_ascii(digits).unwrap()
}

fn ascii(digits: &[u8]) -> Vec<u8> {
    digits.iter().map(|digit| b'0' + digit).collect()
}

fn table() -> DecimalizationTable {
    DecimalizationTable::trusted(b"1234567890123456").unwrap()
}

const fn algorithm(format: Format) -> Algorithm {
    if matches!(format, Format4) { Algorithm::Aes128 } else { Algorithm::Tdea2 }
}

/// A block of nibbles under PIN key number 3 for [`CARD`].
fn block_of(format: Format, nibbles: &[u8; 16]) -> EncipheredPin {
    let key = octets(algorithm(format), 3);
    enciphered_field(format, (algorithm(format), &key), nibbles, [0x77; 8], CARD)
}

fn block(format: Format, digits: &[u8]) -> EncipheredPin {
    block_of(format, &pin_field(format.number(), digits, fill(format)))
}

/// Lends a block as it came, with PIN key number 3.
fn with_source<E: TestEngine, T>(
    engine: &mut E,
    block: &EncipheredPin,
    work: impl FnOnce(&mut E, &PinSource<'_, E>) -> T,
) -> T {
    let key: Key<PinDecipher, E> = load(engine, algorithm(block.format()), 3);
    let pan = pan();
    let binding = Binding::new(block.format(), Some(&pan)).unwrap();
    work(engine, &PinSource { key: &key, block, binding })
}

/// An issuer's keys and card, for both methods.
struct Issuer<E: TestEngine> {
    offset_verify: Key<OffsetVerify, E>,
    offset_generate: Key<OffsetGenerate, E>,
    pvv_verify: Key<PvvVerify, E>,
    pvv_generate: Key<PvvGenerate, E>,
    validation_data: ValidationData,
    table: DecimalizationTable,
    index: KeyIndex,
}

impl<E: TestEngine> Issuer<E> {
    fn new(engine: &mut E) -> Self {
        let two_keys = Algorithm::Tdea2;
        Self {
            offset_verify: Key::load(engine, two_keys, &KEY).unwrap(),
            offset_generate: Key::load(engine, two_keys, &KEY).unwrap(),
            pvv_verify: Key::load(engine, two_keys, &KEY).unwrap(),
            pvv_generate: Key::load(engine, two_keys, &KEY).unwrap(),
            validation_data: ValidationData::from_ascii(b"1122334455667788").unwrap(),
            table: table(),
            index: KeyIndex::new(1).unwrap(),
        }
    }

    fn card(&self) -> CardParameters<'_> {
        CardParameters { validation_data: &self.validation_data, table: &self.table }
    }

    /// Offset and value of a PIN that the issuer holds.
    fn values(&self, engine: &mut E, digits: &[u8]) -> (PinOffset, PinVerificationValue) {
        let pin = &Pin::from_digits(digits).unwrap();
        let offset =
            ibm3624::offset_of_pin(engine, &self.offset_generate, &self.card(), pin).unwrap();
        let value = pvv::of_pin(engine, &self.pvv_generate, &pan(), self.index, pin).unwrap();
        (offset, value)
    }

    /// Verifies a block by both.
    fn verify(
        &self,
        engine: &mut E,
        block: &EncipheredPin,
        (offset, value): &(PinOffset, PinVerificationValue),
    ) -> [Result<(), Error>; 2] {
        with_source(engine, block, |engine, from| {
            let (card, key) = (&self.card(), &self.offset_verify);
            let by_offset = ibm3624::verify(engine, from, key, card, offset);
            let (key, index) = (&self.pvv_verify, self.index);
            [by_offset, pvv::verify(engine, from, key, &pan(), index, value)]
        })
    }
}

const RIGHT: [Result<(), Error>; 2] = [Ok(()), Ok(())];
const WRONG: [Result<(), Error>; 2] = [Err(Error::PinMismatch), Err(Error::PinMismatch)];

/// Published in the tests of psec.
fn known_offsets<E: TestEngine>() {
    let engine = &mut E::new();
    let key: Key<OffsetGenerate, E> = Key::load(engine, Algorithm::Tdea2, &KEY).unwrap();
    for (data, given, expected) in [
        (b"1122334455667788", b"0000", b"4524"),
        (b"1122334455667788", b"1111", b"5635"),
        (b"1122334455667788", b"6586", b"0000"),
        (b"1122334455667788", b"7710", b"1234"),
        (b"11223344556677FF", b"0000", b"5518"),
        (b"1223344556677811", b"0000", b"3675"),
        (b"2233445566778811", b"0000", b"5550"),
    ] {
        let data = &ValidationData::from_ascii(data).unwrap();
        let card = &CardParameters { validation_data: data, table: &table() };
        let pin = ibm3624::pin_of_offset(engine, &key, card, &offset(given)).unwrap();
        assert_eq!(ascii(pin.expose_secret()), expected);
        let back = ibm3624::offset_of_pin(engine, &key, card, &pin).unwrap();
        assert_eq!(ascii(back.as_digits()), given);
        assert_eq!(back.verify(&offset(given)), Ok(()));
    }
    let padded = &ValidationData::padded(b"11223344556677", 0xF).unwrap();
    let card = &CardParameters { validation_data: padded, table: &table() };
    let pin = ibm3624::pin_of_offset(engine, &key, card, &PinOffset::zero(4).unwrap()).unwrap();
    assert_eq!(ascii(pin.expose_secret()), b"5518");
}

/// The first is published in the documentation of psec; the others were found with OpenSSL 3.0 among
/// some millions, for their lack of digits: they need the second pass.
fn known_values<E: TestEngine>() {
    let engine = &mut E::new();
    let key: Key<PvvGenerate, E> = Key::load(engine, Algorithm::Tdea2, &KEY).unwrap();
    for (pan, index, pin, expected) in [
        (&b"1122334455667788"[..], 3, b"4524", b"4021"),
        (b"400000001150", 1, b"2222", b"9805"),
        (b"400000022920", 1, b"1111", b"3310"),
        (b"400000033490", 1, b"4444", b"5241"),
        (b"400000105520", 1, b"4444", b"0342"),
        (b"400000139190", 1, b"1111", b"4251"),
        (b"400001058040", 1, b"4444", b"0411"),
    ] {
        let pan = Pan::from_ascii(pan).unwrap();
        let pin = Pin::from_ascii(pin).unwrap();
        let index = KeyIndex::new(index).unwrap();
        let value = pvv::of_pin(engine, &key, &pan, index, &pin).unwrap();
        assert_eq!(ascii(value.as_digits()), expected);
    }
}

fn offsets_agree_with_a_model<E: TestEngine>() {
    let every = (any_pin(), any::<u64>(), any::<[u8; 16]>());
    check(150, every, |(digits, data, permuted)| {
        let mut order: Vec<usize> = (0..16).collect();
        order.sort_by_key(|i| permuted[*i]);
        let table: Vec<u8> = order.iter().map(|i| u8::try_from(i % 10).unwrap()).collect();
        for &algorithm in E::TDEA {
            let key = octets(algorithm, 5);
            let enciphered = Cipher::new(algorithm, &key).encipher_short(data);
            let nibble =
                |place: u64| usize::try_from(enciphered >> (60 - 4 * place) & 0xF).unwrap();
            let expected: Vec<u8> = (0..)
                .zip(&digits)
                .map(|(place, digit)| (10 + digit - table[nibble(place)]) % 10)
                .collect();
            let engine = &mut E::new();
            let generate: Key<OffsetGenerate, E> = Key::load(engine, algorithm, &key).unwrap();
            let data = ValidationData::from_ascii(format!("{data:016X}").as_bytes()).unwrap();
            let table = DecimalizationTable::trusted(&ascii(&table)).unwrap();
            let card = &CardParameters { validation_data: &data, table: &table };
            let pin = Pin::from_digits(&digits).unwrap();
            let made = ibm3624::offset_of_pin(engine, &generate, card, &pin).unwrap();
            prop_assert_eq!(made.as_digits(), &expected[..]);
            let back = ibm3624::pin_of_offset(engine, &generate, card, &made).unwrap();
            prop_assert_eq!(back.expose_secret(), &digits[..]);
            let made = with_source(engine, &block(Format3, &digits), |engine, from| {
                ibm3624::offset(engine, from, &generate, card, digits.len()).unwrap()
            });
            prop_assert_eq!(made.as_digits(), &expected[..]);
        }
        Ok(())
    });
}

fn values_agree_with_a_model<E: TestEngine>() {
    check(150, (any_pin(), "[0-9]{12,19}", 0u8..10), |(digits, card, index)| {
        let before_check = &card[..card.len() - 1];
        let pan = &before_check[before_check.len() - 11..];
        let pin = digits[..4].iter().fold(String::new(), |text, d| format!("{text}{d}"));
        let block = u64::from_str_radix(&format!("{pan}{index}{pin}"), 16).unwrap();
        let key = octets(Algorithm::Tdea2, 6);
        let enciphered = Cipher::new(Algorithm::Tdea2, &key).encipher_short(block);
        let engine = &mut E::new();
        let generate: Key<PvvGenerate, E> = Key::load(engine, Algorithm::Tdea2, &key).unwrap();
        let pan = Pan::from_ascii(card.as_bytes()).unwrap();
        let index = KeyIndex::new(index).unwrap();
        let pin = Pin::from_digits(&digits).unwrap();
        let made = pvv::of_pin(engine, &generate, &pan, index, &pin).unwrap();
        prop_assert_eq!(made.as_digits().to_vec(), digits_then_letters(enciphered, 4));
        let of_block = with_source(engine, &self::block(Format1, &digits), |engine, from| {
            pvv::generate(engine, from, &generate, &pan, index).unwrap()
        });
        prop_assert_eq!(of_block.as_digits(), made.as_digits());
        Ok(())
    });
}

fn the_right_pin_in_every_format<E: TestEngine>() {
    let engine = &mut E::new();
    let issuer = Issuer::new(engine);
    for length in 4..=12 {
        let digits: Vec<u8> = (0..length).map(|i| i * 7 % 10).collect();
        let values = issuer.values(engine, &digits);
        for format in ONLINE {
            assert_eq!(issuer.verify(engine, &block(format, &digits), &values), RIGHT);
        }
    }
}

fn every_change_of_one_digit<E: TestEngine>() {
    let engine = &mut E::new();
    let issuer = Issuer::new(engine);
    let digits = [0, 9, 5, 1];
    let (offset_, value) = issuer.values(engine, &digits);
    let right = block(Format0, &digits);
    for at in 0..4 {
        for by in 1..10 {
            let change = |digits: &[u8]| {
                let mut changed = digits.to_vec();
                changed[at] = (changed[at] + by) % 10;
                changed
            };
            // The PIN.
            let wrong = block(Format0, &change(&digits));
            let [by_offset, by_value] = issuer.verify(engine, &wrong, &(offset_, value));
            assert_eq!(by_offset, Err(Error::PinMismatch));
            // Several PINs have one value; whether these have is for the model to say.
            let same = issuer.values(engine, &change(&digits)).1.verify(&value);
            assert_eq!(by_value, same);
            // The reference.
            let wrong = (
                offset(&ascii(&change(offset_.as_digits()))),
                PinVerificationValue::from_ascii(&ascii(&change(value.as_digits()))).unwrap(),
            );
            assert_eq!(issuer.verify(engine, &right, &wrong), WRONG);
        }
    }
}

/// The offset fixes the length of the PIN.
fn a_pin_of_another_length<E: TestEngine>() {
    let engine = &mut E::new();
    let issuer = Issuer::new(engine);
    let digits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2];
    for length in 4..=12 {
        let values = issuer.values(engine, &digits[..length]);
        for other in 4..=12 {
            let block = block(Format3, &digits[..other]);
            let [by_offset, by_value] = issuer.verify(engine, &block, &values);
            let expected = if other == length { Ok(()) } else { Err(Error::PinMismatch) };
            assert_eq!((by_offset, by_value), (expected, Ok(())));
            // Nor is an offset made of a PIN that has not the length that was asked for.
            let made = with_source(engine, &block, |engine, from| {
                let (key, card) = (&issuer.offset_generate, &issuer.card());
                ibm3624::offset(engine, from, key, card, length).map(|o| o.as_digits().to_vec())
            });
            let expected = values.0.as_digits().to_vec();
            assert_eq!(made, if other == length { Ok(expected) } else { Err(Error::PinBlock) });
        }
    }
    with_source(engine, &block(Format0, &digits), |engine, from| {
        for length in [0, 3, 13, usize::MAX] {
            let (key, card) = (&issuer.offset_generate, &issuer.card());
            let refused = ibm3624::offset(engine, from, key, card, length).err();
            assert_eq!(refused, Some(Error::CardData));
        }
    });
}

fn only_four_digits_count<E: TestEngine>() {
    let engine = &mut E::new();
    let issuer = Issuer::new(engine);
    let values = issuer.values(engine, &[1, 2, 3, 4, 5, 6]);
    let [_, by_value] = issuer.verify(engine, &block(Format0, &[1, 2, 3, 4, 9, 9]), &values);
    assert_eq!(by_value, Ok(()));
    let [_, by_value] = issuer.verify(engine, &block(Format0, &[1, 2, 3, 5, 5, 6]), &values);
    assert_eq!(by_value, Err(Error::PinMismatch));
}

/// Each nibble of a field changed: either it is another PIN, or none. Nobody can tell.
fn whatever_is_wrong_with_a_block<E: TestEngine>() {
    let engine = &mut E::new();
    let issuer = Issuer::new(engine);
    let digits = [1, 2, 3, 4, 5];
    let values = issuer.values(engine, &digits);
    for format in ONLINE {
        let good = pin_field(format.number(), &digits, fill(format));
        for at in (0..2).chain(7..16) {
            for nibble in (0..16).filter(|nibble| *nibble != good[at]) {
                let mut changed = good;
                changed[at] = nibble;
                let free = at >= 7 && fill(format).admits(nibble);
                // A fifth digit more, or one less, is another PIN with the same first four.
                let same_value = at == 1 && issuer_reads(format, &changed);
                let block = block_of(format, &changed);
                let [by_offset, by_value] = issuer.verify(engine, &block, &values);
                let expect = |right| if right { Ok(()) } else { Err(Error::PinMismatch) };
                assert_eq!(by_offset, expect(free), "{changed:X?}");
                assert_eq!(by_value, expect(free || same_value), "{changed:X?}");
                let made = with_source(engine, &block, |engine, from| {
                    pvv::generate(engine, from, &issuer.pvv_generate, &pan(), issuer.index)
                        .map(drop)
                });
                let expected = if free || same_value { Ok(()) } else { Err(Error::PinBlock) };
                assert_eq!(made, expected);
            }
        }
        // Under another key, and for another PAN.
        let wrong_key = octets(algorithm(format), 8);
        let wrong_key = (algorithm(format), &wrong_key[..]);
        let block = enciphered_field(format, wrong_key, &good, [1; 8], CARD);
        assert_eq!(issuer.verify(engine, &block, &values), WRONG);
    }
}

/// Whether the standard reads a PIN in these nibbles.
fn issuer_reads(format: Format, nibbles: &[u8; 16]) -> bool {
    crate::support::pins::decode(format.number(), nibbles, fill(format)).is_some()
}

/// A block bound to one card tells nothing by another card's data.
fn another_card_than_the_block_is_bound_to<E: TestEngine>() {
    let engine = &mut E::new();
    let issuer = Issuer::new(engine);
    let own = Pan::from_ascii(b"4111111111111111").unwrap();
    let pin = &Pin::from_digits(&[1, 2, 3, 4]).unwrap();
    let value = pvv::of_pin(engine, &issuer.pvv_generate, &own, issuer.index, pin).unwrap();
    for format in [Format0, Format3, Format4] {
        let block = block(format, &[1, 2, 3, 4]);
        with_source(engine, &block, |engine, from| {
            let (key, index) = (&issuer.pvv_verify, issuer.index);
            let verified = pvv::verify(engine, from, key, &own, index, &value);
            assert_eq!(verified, Err(Error::TranslationRefused));
            let made = pvv::generate(engine, from, &issuer.pvv_generate, &own, index);
            assert_eq!(made.err(), Some(Error::TranslationRefused));
        });
    }
    // Format 1 is bound to none.
    let block = block(Format1, &[1, 2, 3, 4]);
    let verified = with_source(engine, &block, |engine, from| {
        pvv::verify(engine, from, &issuer.pvv_verify, &own, issuer.index, &value)
    });
    assert_eq!(verified, Ok(()));
}

fn format_2_does_not_come_online<E: TestEngine>() {
    let engine = &mut E::new();
    let issuer = Issuer::new(engine);
    let values = issuer.values(engine, &[1, 2, 3, 4]);
    let block = block(Format2, &[1, 2, 3, 4]);
    let refused = Err(Error::PinBlock);
    assert_eq!(issuer.verify(engine, &block, &values), [refused, refused]);
}

fn a_failing_engine<E: TestEngine>() {
    let engine = &mut Faulty::<E>::new();
    let issuer = Issuer::new(engine);
    let values = issuer.values(engine, &[1, 2, 3, 4]);
    let failed = Error::Engine(ErrorKind::Hardware);
    let block = block(Format0, &[1, 2, 3, 4]);
    with_source(engine, &block, |engine, from| {
        let (card, index) = (&issuer.card(), issuer.index);
        engine.fail_after(0);
        let verified = ibm3624::verify(engine, from, &issuer.offset_verify, card, &values.0);
        assert_eq!(verified, Err(failed));
        engine.fail_after(0);
        let verified = pvv::verify(engine, from, &issuer.pvv_verify, &pan(), index, &values.1);
        assert_eq!(verified, Err(failed));
        engine.fail_after(0);
        let made = ibm3624::offset(engine, from, &issuer.offset_generate, card, 4);
        assert_eq!(made.err(), Some(failed));
        engine.fail_after(0);
        let made = pvv::generate(engine, from, &issuer.pvv_generate, &pan(), index);
        assert_eq!(made.err(), Some(failed));
        engine.fail_after(0);
        let pin = ibm3624::pin_of_offset(engine, &issuer.offset_generate, card, &values.0);
        assert_eq!(pin.err(), Some(failed));
        engine.repair();
    });
    assert_eq!(issuer.verify(engine, &block, &values), RIGHT);
}

#[test]
fn malformed_card_data() {
    let wrong = Some(Error::CardData);
    for bad in [&b""[..], b"123", b"1234567890123", b"12a4", b"12 4"] {
        assert_eq!(PinOffset::from_ascii(bad).err(), wrong);
        assert_eq!(PinVerificationValue::from_ascii(bad).err(), wrong);
    }
    assert_eq!(PinVerificationValue::from_ascii(b"12345").err(), wrong);
    assert_eq!(KeyIndex::new(10).err(), wrong);
    assert_eq!(KeyIndex::new(9).map(KeyIndex::digit), Ok(9));
    for bad in [
        &b""[..],
        b"112233445566778",
        b"11223344556677889",
        b"112233445566778g",
        b"112233445566778a",
    ] {
        assert_eq!(ValidationData::from_ascii(bad).err(), wrong);
    }
    for (bad, pad) in [(&b"123"[..], 0), (b"12345678901234567", 0), (b"12345A", 0), (b"12345", 16)]
    {
        assert_eq!(ValidationData::padded(bad, pad).err(), wrong);
    }
    let short_pan = Pan::from_ascii(b"12345678901").unwrap();
    let engine = &mut ducat_soft::Engine::<16>::new();
    let key: Key<PvvGenerate, _> = load(engine, Algorithm::Tdea2, 1);
    let pin = Pin::from_ascii(b"1234").unwrap();
    let made = pvv::of_pin(engine, &key, &short_pan, KeyIndex::new(1).unwrap(), &pin);
    assert_eq!(made.err(), Some(Error::Pan));
}
