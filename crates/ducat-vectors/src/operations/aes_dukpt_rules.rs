//! What AES DUKPT says without a key: derivation data, counters, strength.

use compat::vec::Vec;

use ducat::dukpt::aes::{
    DerivationData, KeySerialNumber, KeyType, TransactionCounter, UsageIndicator,
};
use ducat_hal::Algorithm;
use serde_json::Value;

use super::aes_dukpt::initial_key_id;
use super::usage::{key_type, usage};
use super::{hex, output};
use crate::inputs::Inputs;
use crate::outcome::{Failure, Outputs};

pub(super) fn derivation_data(inputs: &Inputs) -> Result<Outputs, Failure> {
    let kind = key_type(inputs.text("key_type")?)?;
    let id = initial_key_id(inputs)?;
    let counter = inputs.number("counter")?;
    let data = match usage(inputs.text("usage")?)? {
        UsageIndicator::InitialKey => DerivationData::initial_key(kind, id),
        usage => DerivationData::at(usage, kind, id.derivation_id(), counter),
    };
    let block = data.block(inputs.number("block")?).ok_or(Failure::MALFORMED)?;
    Ok(output("derivation_data", hex(&block)))
}

pub(super) fn next_counter(inputs: &Inputs) -> Result<Outputs, Failure> {
    let next = TransactionCounter::after(inputs.number("counter")?);
    let mut outputs = output("next_counter", next.map(TransactionCounter::value));
    outputs.insert("exhausted".into(), next.is_none().into());
    Ok(outputs)
}

pub(super) fn count(inputs: &Inputs) -> Result<Outputs, Failure> {
    let bits: u32 = inputs.number("bits")?;
    let most: u32 = inputs.number("max_ones")?;
    if bits > 64 {
        return Err(Failure::MALFORMED);
    }
    let (mut total, mut of_this_many) = (0u128, 1u128);
    for ones in 1..=u128::from(most.min(bits)) {
        of_this_many = of_this_many * (u128::from(bits) + 1 - ones) / ones;
        total += of_this_many;
    }
    let total = u64::try_from(total).map_err(|_| Failure::MALFORMED)?;
    Ok(output("total", total))
}

pub(super) fn strength(inputs: &Inputs) -> Result<Outputs, Failure> {
    let bits: usize = inputs.number("initial_key_bits")?;
    let octets = if bits.is_multiple_of(8) { bits / 8 } else { 0 };
    let algorithm = Algorithm::aes(octets).ok_or(Failure::parse("key_length"))?;
    let parent = KeyType::of_aes(algorithm)?;
    let names = |allowed: bool| -> Vec<Value> {
        let kinds = KeyType::ALL.into_iter().filter(|kind| kind.allowed_under(parent) == allowed);
        kinds.map(|kind| kind.name().into()).collect()
    };
    let mut outputs = output("allowed", names(true));
    outputs.insert("rejected".into(), names(false).into());
    Ok(outputs)
}

pub(super) fn ksn_compat_80(inputs: &Inputs) -> Result<Outputs, Failure> {
    let (id, counter) = KeySerialNumber::split_80_bit_compatible(&inputs.octets("ksn")?)?;
    let mut outputs = output("initial_key_id", hex(&id.0));
    outputs.insert("counter".into(), counter.into());
    Ok(outputs)
}
