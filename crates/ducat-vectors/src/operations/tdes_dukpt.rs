//! TDES DUKPT as the host sees it: keys at a counter, and what is done with them.

use compat::vec::Vec;

use ducat::data::{self, InitializationVector, Padding};
use ducat::dukpt::tdes::{InitialKeyId, KeySerialNumber, TdeaVariant, TransactionCounter, host};
use ducat::key::role::{
    BothWays, DataEncipher, Initial, Intermediate, MacGenerate, PinEncipher, Role,
};
use ducat::mac::Tag;
use ducat::pin_block::{Binding, Format, format0, format1, format3};
use ducat::{Key, Pin, mac};
use ducat_hal::{
    Algorithm, Algorithm3, CurrentAlgorithm, KeyAttributes, KeyUsage, Mac, ModeOfUse, NewKey,
    Padding1, Padding2, Padding3, TdeaCmac, TdeaStep,
};
use ducat_sim::ScriptedRng;
use serde_json::Value;
use zeroize::Zeroizing;

use super::pin_block::{ciphered_script, format, pan, pin, script};
use super::{aes_dukpt_rules, hex, operation, output, tdes_dukpt_terminal};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;
use crate::watch;

pub(super) fn run<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    match operation(inputs, None)? {
        "ipek" => {
            let bdk = key(subject, inputs, "bdk")?;
            let key = host::initial_key(subject, &bdk, initial_key_id(inputs)?)?;
            Ok(output("ipek", hex(&subject.reveal(key.handle())?)))
        }
        "transaction_key" => {
            let ksn = key_serial_number(inputs)?;
            if inputs.number_or("counter", ksn.counter().value())? != ksn.counter().value() {
                return Err(Failure::MALFORMED);
            }
            let key = transaction_key(subject, inputs)?;
            Ok(output("transaction_key", hex(&subject.reveal(key.handle())?)))
        }
        "keys" => keys(subject, inputs),
        "variant" => variant_key(subject, inputs),
        "encrypt_pin" | "encrypt_pin_block" => encrypt_pin(subject, inputs),
        "retail_mac" => match inputs.number_or("padding", 1u64)? {
            1 => mac::<Algorithm3<Padding1>, S>(subject, inputs, 4),
            2 => mac::<Algorithm3<Padding2>, S>(subject, inputs, 4),
            3 => mac::<Algorithm3<Padding3>, S>(subject, inputs, 4),
            _ => Err(Failure::MALFORMED),
        },
        "cmac" => mac::<TdeaCmac, S>(subject, inputs, 8),
        "data_cbc" => data_cbc(subject, inputs),
        "next_counter" => next_counter(inputs),
        "count" => aes_dukpt_rules::count(inputs),
        "terminal_sequence" => tdes_dukpt_terminal::sequence(subject, inputs),
        "sequence_from" => tdes_dukpt_terminal::sequence_from(subject, inputs),
        "terminal_life" => tdes_dukpt_terminal::life(subject, inputs),
        _ => Err(Failure::UNSUPPORTED),
    }
}

/// The identifier in a key serial number, whatever its counter.
pub(super) fn initial_key_id(inputs: &Inputs) -> Result<InitialKeyId, Failure> {
    Ok(InitialKeyId::parse(&inputs.octets("ksn")?)?)
}

fn key_serial_number(inputs: &Inputs) -> Result<KeySerialNumber, Failure> {
    Ok(KeySerialNumber::parse(&inputs.octets("ksn")?)?)
}

/// A key of two-key TDEA from an input.
pub(super) fn key<R: Role, S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
    name: &str,
) -> Result<Key<R, S>, Failure> {
    Ok(Key::load(subject, Algorithm::Tdea2, &inputs.octets(name)?)?)
}

/// The transaction key of a question, which gives it, or an initial key or a base derivation key
/// and a key serial number. It is revealed and loaded again: as the host's own, it would not make
/// what a terminal makes.
fn transaction_key<S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
) -> Result<Key<Intermediate, S>, Failure> {
    if inputs.has("transaction_key") {
        if inputs.has("ksn") {
            key_serial_number(inputs)?;
        }
        return key(subject, inputs, "transaction_key");
    }
    let ksn = key_serial_number(inputs)?;
    let transaction = if inputs.has("ipek") {
        let initial_key: Key<Initial, S> = key(subject, inputs, "ipek")?;
        host::transaction_key_from_initial(subject, &initial_key, ksn)?
    } else {
        let bdk = key(subject, inputs, "bdk")?;
        host::transaction_key(subject, &bdk, ksn)?
    };
    let octets = subject.reveal(transaction.key().handle())?;
    Ok(Key::load(subject, Algorithm::Tdea2, &octets)?)
}

const VARIANTS: [(&str, TdeaVariant); 5] = [
    ("pin", TdeaVariant::Pin),
    ("mac_request", TdeaVariant::MacRequest),
    ("mac_response", TdeaVariant::MacResponse),
    ("data_request", TdeaVariant::DataRequest),
    ("data_response", TdeaVariant::DataResponse),
];

fn variant(inputs: &Inputs) -> Result<TdeaVariant, Failure> {
    let name = inputs.text("variant")?;
    let found = VARIANTS.into_iter().find(|(known, _)| *known == name);
    found.map(|(_, variant)| variant).ok_or(Failure::UNSUPPORTED)
}

/// A working key with the usage that goes with its variant, to encipher and generate with.
fn working<S: Subject>(
    subject: &mut S,
    parent: &Key<Intermediate, S>,
    variant: TdeaVariant,
    mac: KeyUsage,
) -> Result<S::Handle, Failure> {
    let (usage, mode) = match variant {
        TdeaVariant::Pin => (KeyUsage::PinEncipherment, ModeOfUse::Encipher),
        TdeaVariant::MacRequest | TdeaVariant::MacResponse => (mac, ModeOfUse::Generate),
        TdeaVariant::DataRequest | TdeaVariant::DataResponse => {
            (KeyUsage::Data, ModeOfUse::Encipher)
        }
    };
    let attributes = KeyAttributes::new(usage, Algorithm::Tdea2, mode);
    let child = NewKey { attributes, octets: 16 };
    Ok(subject.derive_tdea(parent.handle(), TdeaStep::Working(variant), child)?)
}

fn keys<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let parent = transaction_key(subject, inputs)?;
    let mut outputs = Outputs::new();
    for (name, variant) in VARIANTS {
        let key = working(subject, &parent, variant, KeyUsage::MacAlgorithm3)?;
        outputs.insert(name.into(), Value::from(hex(&subject.reveal(&key)?)));
    }
    Ok(outputs)
}

/// The variant itself: a data key is one step away from it, and no engine gives it out before.
fn variant_key<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let variant = variant(inputs)?;
    let parent = transaction_key(subject, inputs)?;
    let octets = if variant.is_one_way() {
        let mut octets = subject.reveal(parent.handle())?;
        let mask = variant.mask();
        octets.iter_mut().zip(mask.iter().cycle()).for_each(|(octet, mask)| *octet ^= mask);
        octets
    } else {
        let key = working(subject, &parent, variant, KeyUsage::MacAlgorithm3)?;
        subject.reveal(&key)?
    };
    Ok(output("variant_key", hex(&octets)))
}

fn encrypt_pin<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let format = format(inputs, "pin_block_format")?;
    if matches!(format, Format::Format2 | Format::Format4) {
        // To an IC card, and under AES.
        return Err(Failure::UNSUPPORTED);
    }
    let pin = pin(inputs)?;
    let pan = if format.is_bound_to_pan() { Some(pan(inputs)?) } else { None };
    let binding = Binding::new(format, pan.as_ref())?;
    if inputs.has("clear_pin_block") {
        let clear = clear_pin_block(inputs, &pin, &binding)?;
        let given: [u8; 8] = inputs.array("clear_pin_block")?;
        if watch::printing(&clear[..], |clear| *clear != given) {
            return Err(Failure::MALFORMED);
        }
    }
    let script = ciphered_script(inputs, format, &pin)?;
    let rng = &mut ScriptedRng::new(&script);
    let parent = transaction_key(subject, inputs)?;
    let handle = working(subject, &parent, TdeaVariant::Pin, KeyUsage::MacAlgorithm3)?;
    let key: Key<PinEncipher, S> = Key::open(subject, handle).map_err(|_| Failure::UNSUPPORTED)?;
    let block = match binding {
        Binding::Format0(pan) => format0::encipher(subject, &key, &pin, pan),
        Binding::Format1 => format1::encipher(subject, rng, &key, &pin),
        Binding::Format3(pan) => format3::encipher(subject, rng, &key, &pin, pan),
        _ => return Err(Failure::UNSUPPORTED),
    }?;
    Ok(output("encrypted_pin_block", hex(block.as_octets())))
}

/// The clear block that a case states besides.
fn clear_pin_block(
    inputs: &Inputs,
    pin: &Pin,
    binding: &Binding<'_>,
) -> Result<Zeroizing<[u8; 8]>, Failure> {
    let block = match binding {
        Binding::Format0(pan) => *format0::encode(pin, pan).expose_secret(),
        Binding::Format1 => {
            let fill = script(inputs, pin, 0)?;
            *format1::encode(&mut ScriptedRng::new(&fill), pin)?.expose_secret()
        }
        Binding::Format3(pan) => {
            let fill = script(inputs, pin, 0xA)?;
            *format3::encode(&mut ScriptedRng::new(&fill), pin, pan)?.expose_secret()
        }
        _ => return Err(Failure::UNSUPPORTED),
    };
    Ok(Zeroizing::new(block))
}

fn mac<A: CurrentAlgorithm, S: Subject + Mac<A>>(
    subject: &mut S,
    inputs: &Inputs,
    usual: usize,
) -> Result<Outputs, Failure> {
    let variant = variant(inputs)?;
    if !matches!(variant, TdeaVariant::MacRequest | TdeaVariant::MacResponse) {
        return Err(Failure::UNSUPPORTED);
    }
    let message = inputs.octets("message")?;
    let length = inputs.number_or("mac_length", usual)?;
    if !(4..=8).contains(&length) {
        return Err(Failure::MALFORMED);
    }
    let parent = transaction_key(subject, inputs)?;
    let handle = working(subject, &parent, variant, A::USAGE)?;
    let key: Key<MacGenerate<A, BothWays>, S> =
        Key::open(subject, handle).map_err(|_| Failure::UNSUPPORTED)?;
    let tag: Tag<8> = mac::generate(subject, &key, &[&message])?;
    let cut: Vec<u8> = tag.as_octets().iter().copied().take(length).collect();
    Ok(output("mac", hex(&cut)))
}

fn data_cbc<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let variant = variant(inputs)?;
    if !variant.is_one_way() {
        return Err(Failure::UNSUPPORTED);
    }
    let iv = InitializationVector::<8>::from_octets(inputs.array("iv")?);
    let mut data = inputs.octets("plaintext_padded")?;
    let length = data.len();
    if !length.is_multiple_of(8) {
        return Err(Failure::MALFORMED);
    }
    let parent = transaction_key(subject, inputs)?;
    let handle = working(subject, &parent, variant, KeyUsage::MacAlgorithm3)?;
    let key: Key<DataEncipher<BothWays>, S> =
        Key::open(subject, handle).map_err(|_| Failure::UNSUPPORTED)?;
    data::encipher_cbc(subject, &key, &iv, Padding::None, length, &mut data)?;
    Ok(output("ciphertext", hex(&data)))
}

fn next_counter(inputs: &Inputs) -> Result<Outputs, Failure> {
    let counter: u32 = inputs.number("counter")?;
    if counter >> 21 != 0 {
        return Err(Failure::parse("counter_invalid"));
    }
    if inputs.has("ksn") {
        let ksn: [u8; 10] = inputs.array("ksn")?;
        let [.., a, b, c] = ksn;
        if u32::from_be_bytes([0, a & 0x1F, b, c]) != counter {
            return Err(Failure::MALFORMED);
        }
    }
    let next = TransactionCounter::after(counter);
    let mut outputs = output("next_counter", next.map(TransactionCounter::value));
    outputs.insert("exhausted".into(), next.is_none().into());
    Ok(outputs)
}
