//! AES DUKPT as the host sees it: keys at a counter, and what is done with them.

use compat::vec::Vec;

use ducat::data::{self, InitializationVector, Padding};
use ducat::dukpt::aes::{
    CounterRule, DerivationData, Host, InitialKeyId, KeySerialNumber, KeyType, TransactionCounter,
    TransactionKey, UsageIndicator, host,
};
use ducat::key::role::{
    BothWays, DataEncipher, Initial, Intermediate, MacGenerate, PinEncipher, Role,
};
use ducat::mac::{self, RetailMac};
use ducat::pin_block::format4;
use ducat::{AesCmac, Error, HmacSha256, Key, Pan, Pin, TdeaCmac};
use ducat_hal::{Algorithm, BlockCipher, KeyAttributes, ModeOfUse, NewKey};
use ducat_sim::ScriptedRng;
use zeroize::Zeroizing;

use super::usage::{key_type, usage};
use super::{aes_dukpt_rules, aes_dukpt_terminal, aes_key, hex, operation, output};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};
use crate::subject::Subject;

pub(super) fn run<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    match operation(inputs, None)? {
        "initial_key" => {
            let bdk = aes_key(subject, inputs, "bdk")?;
            let key = host::initial_key(subject, &bdk, initial_key_id(inputs)?)?;
            Ok(output("initial_key", hex(&subject.reveal(key.handle())?)))
        }
        "intermediate_key" => {
            let octets = inputs.octets("ksn")?;
            let rule = CounterRule::AcceptTerminalsWith17Ones;
            let ksn = KeySerialNumber::parse_under(&octets, rule)?;
            if inputs.number::<u32>("counter")? != ksn.counter().value() {
                return Err(Failure::MALFORMED);
            }
            let key = transaction(subject, inputs, ksn)?;
            Ok(output("derivation_key", hex(&subject.reveal(key.key().handle())?)))
        }
        "working_key" => {
            let usage = usage(inputs.text("usage")?)?;
            Ok(output("working_key", hex(&working_key(subject, inputs, usage)?)))
        }
        "update_key" => update_key(subject, inputs),
        "encrypt_pin_format4" => encrypt_pin(subject, inputs),
        "mac" => mac(subject, inputs, inputs.text("mac_algorithm")?),
        "cmac" => mac(subject, inputs, "AES-CMAC"),
        "data_cbc" => data_cbc(subject, inputs),
        "load_initial_key" => aes_dukpt_terminal::registers(subject, inputs),
        "terminal_sequence" => aes_dukpt_terminal::sequence(subject, inputs),
        "sequence_from" => aes_dukpt_terminal::sequence_from(subject, inputs),
        "derivation_data" => aes_dukpt_rules::derivation_data(inputs),
        "next_counter" => aes_dukpt_rules::next_counter(inputs),
        "count" => aes_dukpt_rules::count(inputs),
        "strength" => aes_dukpt_rules::strength(inputs),
        "ksn_compat_80" => aes_dukpt_rules::ksn_compat_80(inputs),
        _ => Err(Failure::UNSUPPORTED),
    }
}

pub(super) fn initial_key_id(inputs: &Inputs) -> Result<InitialKeyId, Failure> {
    inputs.array("initial_key_id").map(InitialKeyId)
}

fn transaction<S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
    ksn: KeySerialNumber,
) -> Result<TransactionKey<Host, S>, Failure> {
    let initial_key = aes_key::<Initial, S>(subject, inputs, "initial_key")?;
    Ok(host::transaction_key_from_initial(subject, &initial_key, ksn)?)
}

/// The octets of a working key.
fn working_key<S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
    usage: UsageIndicator,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let counter = TransactionCounter::under(
        inputs.number("counter")?,
        CounterRule::AcceptTerminalsWith17Ones,
    )?;
    let ksn = KeySerialNumber::new(initial_key_id(inputs)?, counter);
    let kind = key_type(inputs.text("key_type")?)?;
    let transaction = transaction(subject, inputs, ksn)?;
    match host::working_key_handle(subject, &transaction, usage, kind) {
        Ok(handle) => Ok(subject.reveal(&handle)?),
        // No device asks for such a pair, but the derivation is defined.
        Err(Error::Algorithm) if usage != UsageIndicator::InitialKey => {
            let id = ksn.initial_key_id().derivation_id();
            let data = DerivationData::at(usage, kind, id, counter.value());
            bare(subject, transaction.key(), usage, &data, kind)
        }
        Err(error) => Err(error.into()),
    }
}

/// A derivation for which no role exists, under the strength rule all the same.
fn bare<S: Subject>(
    subject: &mut S,
    parent: &Key<Intermediate, S>,
    usage: UsageIndicator,
    data: &DerivationData,
    kind: KeyType,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let parent_type = KeyType::of_aes(parent.attributes(subject).algorithm)?;
    if !kind.allowed_under(parent_type) {
        return Err(Error::Strength.into());
    }
    let algorithm = kind.algorithm();
    let attributes = KeyAttributes::new(usage.key_usage(algorithm), algorithm, ModeOfUse::Both);
    let child = NewKey { attributes, octets: kind.octets() };
    let handle = subject.derive(parent.handle(), &data.input(), child)?;
    Ok(subject.reveal(&handle)?)
}

fn update_key<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let initial_key = aes_key(subject, inputs, "initial_key")?;
    let id = initial_key_id(inputs)?;
    let kind = key_type(inputs.text("key_type")?)?;
    if inputs.number_or("counter", u32::MAX)? != u32::MAX {
        return Err(Failure::parse("counter_invalid"));
    }
    let octets = if matches!(kind.algorithm(), Algorithm::Hmac) {
        let parent = host::update_key_parent(subject, &initial_key, id)?;
        let usage = UsageIndicator::KeyEncryption;
        let data = DerivationData::at(usage, kind, id.derivation_id(), u32::MAX);
        bare(subject, &parent, usage, &data, kind)?
    } else {
        let key = host::update_key(subject, &initial_key, id, kind)?;
        subject.reveal(key.handle())?
    };
    Ok(output("update_key", hex(&octets)))
}

/// The working key of a question, loaded in a role of this side's choice. Whether there is such a
/// key is read before it is asked whether it would be too strong.
fn working_key_as<R: Role, S: Subject>(
    subject: &mut S,
    inputs: &Inputs,
    usage: UsageIndicator,
) -> Result<Key<R, S>, Failure> {
    let kind = key_type(inputs.text("key_type")?)?;
    if !R::accepts(kind.algorithm()) {
        return Err(Failure::UNSUPPORTED);
    }
    let octets = working_key(subject, inputs, usage)?;
    Ok(Key::load(subject, kind.algorithm(), &octets)?)
}

fn encrypt_pin<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let pin = Pin::from_ascii(inputs.text("pin")?.as_bytes())?;
    let pan = Pan::from_ascii(inputs.text("pan")?.as_bytes())?;
    let random8: [u8; 8] = inputs.array("random8")?;
    KeyType::of_aes(key_type(inputs.text("key_type")?)?.algorithm())?;
    let key: Key<PinEncipher, S> = working_key_as(subject, inputs, UsageIndicator::PinEncryption)?;
    let mut rng = ScriptedRng::new(&random8);
    let block = format4::encipher(subject, &mut rng, &key, &pin, &pan)?;
    Ok(output("encrypted_pin_block", hex(&block.0)))
}

fn mac<S: Subject>(subject: &mut S, inputs: &Inputs, algorithm: &str) -> Result<Outputs, Failure> {
    let message = inputs.octets("message")?;
    let usage = usage(inputs.text("usage")?)?;
    if !matches!(
        usage,
        UsageIndicator::MacGeneration | UsageIndicator::MacVerification | UsageIndicator::MacBoth
    ) {
        return Err(Failure::MALFORMED);
    }
    let mac = match algorithm {
        "AES-CMAC" => {
            let key: Key<MacGenerate<AesCmac, BothWays>, S> =
                working_key_as(subject, inputs, usage)?;
            hex(mac::generate::<_, _, _, 16>(subject, &key, &[&message])?.as_octets())
        }
        "TDES-CMAC" => {
            let key: Key<MacGenerate<TdeaCmac, BothWays>, S> =
                working_key_as(subject, inputs, usage)?;
            hex(mac::generate::<_, _, _, 8>(subject, &key, &[&message])?.as_octets())
        }
        "retail" => {
            let key: Key<MacGenerate<RetailMac, BothWays>, S> =
                working_key_as(subject, inputs, usage)?;
            hex(mac::generate::<_, _, _, 8>(subject, &key, &[&message])?.as_octets())
        }
        "HMAC-SHA256" => {
            let key: Key<MacGenerate<HmacSha256, BothWays>, S> =
                working_key_as(subject, inputs, usage)?;
            hex(mac::generate::<_, _, _, 32>(subject, &key, &[&message])?.as_octets())
        }
        _ => return Err(Failure::UNSUPPORTED),
    };
    Ok(output("mac", mac))
}

fn data_cbc<S: Subject>(subject: &mut S, inputs: &Inputs) -> Result<Outputs, Failure> {
    let usage = usage(inputs.text("usage")?)?;
    if !matches!(
        usage,
        UsageIndicator::DataEncrypt | UsageIndicator::DataDecrypt | UsageIndicator::DataBoth
    ) {
        return Err(Failure::MALFORMED);
    }
    match key_type(inputs.text("key_type")?)? {
        KeyType::Tdea2 | KeyType::Tdea3 => data_under::<S, 8>(subject, inputs, usage),
        _ => data_under::<S, 16>(subject, inputs, usage),
    }
}

fn data_under<S: Subject + BlockCipher<BLOCK>, const BLOCK: usize>(
    subject: &mut S,
    inputs: &Inputs,
    usage: UsageIndicator,
) -> Result<Outputs, Failure> {
    let iv = InitializationVector::<BLOCK>::from_octets(inputs.array("iv")?);
    let mut data = inputs.octets("plaintext_padded")?;
    let length = data.len();
    if !length.is_multiple_of(BLOCK) {
        return Err(Failure::MALFORMED);
    }
    let key: Key<DataEncipher<BothWays>, S> = working_key_as(subject, inputs, usage)?;
    data::encipher_cbc(subject, &key, &iv, Padding::None, length, &mut data)?;
    Ok(output("ciphertext", hex(&data)))
}
