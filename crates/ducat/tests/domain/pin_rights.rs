//! What an engine permits on its own: each key its purpose, each format its cipher.

use ducat_hal::pin_field::PinDigits;
use ducat_hal::{
    Algorithm, DecimalTable, EncipheredPin, ErrorKind, KeyAttributes, KeyUsage, ModeOfUse,
    NewPinBlock, PanFields, PinBlockFormat, PinBlockRandom, PinMethod,
};

use crate::support::{TestEngine, octets, on_every_engine};

on_every_engine! {
    a_key_does_what_its_attributes_say
    each_format_has_its_cipher
    lengths_of_values
}

/// Everything that the PIN and card calls take, and how they answered.
struct Calls<'c, E: TestEngine> {
    engine: &'c mut E,
    pan: PanFields,
    random: PinBlockRandom,
    table: DecimalTable,
}

const DATA: [u8; 8] = [0x11; 8];
const CARD: [u8; 6] = [0x12; 6];

impl<'c, E: TestEngine> Calls<'c, E> {
    fn new(engine: &'c mut E) -> Self {
        let table = DecimalTable::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5]).unwrap();
        Self { engine, pan: PanFields::default(), random: PinBlockRandom::default(), table }
    }

    fn key(&mut self, usage: KeyUsage, algorithm: Algorithm, mode: ModeOfUse) -> E::Handle {
        key(self.engine, usage, algorithm, mode)
    }

    /// Each call with `key` in the place of the key whose right it is: encipher, decipher, translate
    /// from, translate to, verify under, value under; verify by and make offset, then value; and
    /// card value made and verified.
    fn all(&mut self, key: &E::Handle) -> Vec<Result<(), ErrorKind>> {
        use KeyUsage as U;
        let aes = self.engine.attributes(key).algorithm.is_aes();
        let (format, block) = match aes {
            true => (PinBlockFormat::Format4, EncipheredPin::Format4([5; 16])),
            false => (PinBlockFormat::Format0, EncipheredPin::Format0([5; 8])),
        };
        let both = ModeOfUse::Both;
        let pin_key = &self.key(U::PinEncipherment, Algorithm::Tdea2, both);
        let verification = [
            self.key(U::PinVerificationIbm3624, Algorithm::Tdea2, ModeOfUse::GenerateAndVerify),
            self.key(U::PinVerificationVisa, Algorithm::Tdea2, ModeOfUse::GenerateAndVerify),
        ];
        let pin = PinDigits::new([1, 2, 3, 4].into_iter()).unwrap();
        let other = EncipheredPin::Format0([5; 8]);
        let Self { pan, random, table, .. } = self;
        let new = NewPinBlock { format, pan, random };
        let to_other = NewPinBlock { format: PinBlockFormat::Format0, pan, random };
        let offset = PinMethod::Ibm3624 { validation_data: &DATA, table };
        let methods = [offset, PinMethod::Pvv { card: &CARD }];
        let engine = &mut *self.engine;
        let mut answers = vec![
            match aes {
                true => engine.encipher_pin(key, &pin, &new).map(|_: [u8; 16]| ()),
                false => engine.encipher_pin(key, &pin, &new).map(|_: [u8; 8]| ()),
            },
            match aes {
                true => engine.decipher_pin(key, format, &[5; 16], pan).map(drop),
                false => engine.decipher_pin(key, format, &[5; 8], pan).map(drop),
            },
            engine.translate_pin(key, &block, pan, pin_key, &to_other).map(drop),
            engine.translate_pin(pin_key, &other, pan, key, &new).map(drop),
            engine.verify_pin(key, &block, pan, &verification[0], &methods[0], &[0; 4]).map(drop),
            engine
                .pin_value_of_block(key, &block, pan, &verification[1], &methods[1], &mut [0; 4])
                .map(drop),
        ];
        for method in &methods {
            let verified = engine.verify_pin(pin_key, &other, pan, key, method, &[0; 4]);
            answers.push(verified.map(drop));
        }
        for method in &methods {
            let value = &mut [0; 4];
            let made = engine.pin_value_of_block(pin_key, &other, pan, key, method, value);
            answers.push(made.map(drop));
            answers.push(engine.pin_value(key, method, &pin, value));
        }
        answers.push(engine.pin_of_offset(key, &DATA, table, &[0; 4]).map(drop));
        let card = [[1; 8]; 2];
        answers.push(engine.card_value(key, &card).map(drop));
        answers.push(engine.verify_card_value(key, &card, &[0; 3]).map(drop));
        answers
    }
}

fn a_key_does_what_its_attributes_say<E: TestEngine>() {
    use {KeyUsage as U, ModeOfUse as M};
    let engine = &mut E::new();
    let calls = &mut Calls::new(engine);
    for &usage in U::ALL {
        let modes = [M::Encipher, M::Decipher, M::Both, M::Generate, M::Verify];
        for mode in modes.into_iter().chain([M::GenerateAndVerify, M::Derive, M::NoRestriction]) {
            for algorithm in [Algorithm::Tdea2, Algorithm::Aes128] {
                let key = calls.key(usage, algorithm, mode);
                let enciphers = matches!(mode, M::Encipher | M::Both | M::NoRestriction);
                let deciphers = matches!(mode, M::Decipher | M::Both | M::NoRestriction);
                let makes = matches!(mode, M::Generate | M::GenerateAndVerify | M::NoRestriction);
                let verifies = matches!(mode, M::Verify | M::GenerateAndVerify | M::NoRestriction);
                let pin = usage == U::PinEncipherment;
                let tdea = algorithm == Algorithm::Tdea2;
                let offset = usage == U::PinVerificationIbm3624 && tdea;
                let pvv = usage == U::PinVerificationVisa && tdea;
                let card = usage == U::CardVerification && tdea;
                let expected = [
                    pin && enciphers,
                    pin && deciphers,
                    pin && deciphers,
                    pin && enciphers,
                    pin && deciphers,
                    pin && deciphers,
                    offset && verifies,
                    pvv && verifies,
                    offset && makes,
                    offset && makes,
                    pvv && makes,
                    pvv && makes,
                    offset && makes,
                    card && makes,
                    card && verifies,
                ];
                let answers = calls.all(&key);
                assert_eq!(answers.len(), expected.len());
                for (call, (answer, right)) in answers.iter().zip(expected).enumerate() {
                    let wanted = if right { Ok(()) } else { Err(ErrorKind::NotPermitted) };
                    assert_eq!(*answer, wanted, "{usage:?} {mode:?} {algorithm:?}, call {call}");
                }
            }
        }
    }
}

fn key<E: TestEngine>(
    engine: &mut E,
    usage: KeyUsage,
    algorithm: Algorithm,
    mode: ModeOfUse,
) -> E::Handle {
    let attributes = KeyAttributes::new(usage, algorithm, mode);
    engine.load(attributes, &octets(algorithm, 1)).unwrap()
}

/// A block of a format that is all zeros.
fn zeros(format: PinBlockFormat) -> EncipheredPin {
    EncipheredPin::from_octets(format, &vec![0; format.octets()]).unwrap()
}

fn each_format_has_its_cipher<E: TestEngine>() {
    let engine = &mut E::new();
    let (pan, random) = (&PanFields::default(), &PinBlockRandom::default());
    let pin = &PinDigits::new([1, 2, 3, 4].into_iter()).unwrap();
    let usage = KeyUsage::PinEncipherment;
    let single = &key(engine, usage, Algorithm::Des, ModeOfUse::Both);
    let tdea = &key(engine, usage, Algorithm::Tdea2, ModeOfUse::Both);
    let aes = &key(engine, usage, Algorithm::Aes128, ModeOfUse::Both);
    let pvk = &key(engine, KeyUsage::PinVerificationVisa, Algorithm::Tdea2, ModeOfUse::Verify);
    for format in PinBlockFormat::ALL {
        let new = &NewPinBlock { format, pan, random };
        let block = &zeros(format);
        for (key, cipher) in [(single, 0), (tdea, 8), (aes, 16)] {
            let right = cipher == format.octets();
            let answer = if right { Ok(()) } else { Err(ErrorKind::Unsupported) };
            // In blocks of 8 octets, and of 16.
            let short = if cipher == 8 { answer } else { Err(ErrorKind::Unsupported) };
            let long = if cipher == 16 { answer } else { Err(ErrorKind::Unsupported) };
            assert_eq!(engine.encipher_pin(key, pin, new).map(|_: [u8; 8]| ()), short);
            assert_eq!(engine.encipher_pin(key, pin, new).map(|_: [u8; 16]| ()), long);
            assert_eq!(engine.decipher_pin(key, format, &[0; 8], pan).map(drop), short);
            assert_eq!(engine.decipher_pin(key, format, &[0; 16], pan).map(drop), long);
            // From and to the format, the other side being right.
            let to_tdea = NewPinBlock { format: PinBlockFormat::Format1, pan, random };
            assert_eq!(engine.translate_pin(key, block, pan, tdea, &to_tdea).map(drop), answer);
            let from_tdea = &zeros(PinBlockFormat::Format1);
            assert_eq!(engine.translate_pin(tdea, from_tdea, pan, key, new).map(drop), answer);
            let method = &PinMethod::Pvv { card: &CARD };
            assert_eq!(engine.verify_pin(key, block, pan, pvk, method, &[0; 4]).map(drop), answer);
        }
    }
}

fn lengths_of_values<E: TestEngine>() {
    let engine = &mut E::new();
    let table = &DecimalTable::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5]).unwrap();
    let (pan, mode) = (&PanFields::default(), ModeOfUse::GenerateAndVerify);
    let pin_key = &key(engine, KeyUsage::PinEncipherment, Algorithm::Tdea2, ModeOfUse::Decipher);
    let offsets = &key(engine, KeyUsage::PinVerificationIbm3624, Algorithm::Tdea2, mode);
    let values = &key(engine, KeyUsage::PinVerificationVisa, Algorithm::Tdea2, mode);
    let block = &zeros(PinBlockFormat::Format0);
    let pin = &PinDigits::new([1, 2, 3, 4, 5].into_iter()).unwrap();
    let data_length = Some(ErrorKind::DataLength);
    for length in 0..=20 {
        let wanted = |right| if right { None } else { data_length };
        for (key, method, has) in [
            (offsets, PinMethod::Ibm3624 { validation_data: &DATA, table }, 4..=12),
            (values, PinMethod::Pvv { card: &CARD }, 4..=4),
        ] {
            let right = has.contains(&length);
            let verified = engine.verify_pin(pin_key, block, pan, key, &method, &vec![0; length]);
            assert_eq!(verified.err(), wanted(right));
            let mut value = vec![0xEE; length];
            let made = engine.pin_value_of_block(pin_key, block, pan, key, &method, &mut value);
            match right {
                // There is no PIN in the block.
                true => assert_eq!((made, value), (Ok(false), vec![0; length])),
                false => assert_eq!((made.err(), value), (data_length, vec![0xEE; length])),
            }
            let mut value = vec![0xEE; length];
            let of_five = if matches!(method, PinMethod::Pvv { .. }) { 4 } else { 5 };
            let made = engine.pin_value(key, &method, pin, &mut value).err();
            assert_eq!(made, wanted(length == of_five));
            assert_eq!(value.contains(&0xEE), length > 0 && length != of_five);
        }
        let pin = engine.pin_of_offset(offsets, &DATA, table, &vec![0; length]);
        assert_eq!(pin.err(), wanted((4..=12).contains(&length)));
    }
    for digit in 10..=0xFF {
        let pin = engine.pin_of_offset(offsets, &DATA, table, &[0, 0, 0, digit]);
        assert_eq!(pin.err(), data_length);
        assert!(DecimalTable::new([digit; 16]).is_none());
    }
}
