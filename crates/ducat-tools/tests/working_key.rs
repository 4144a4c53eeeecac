//! Working keys by words, against the published vectors of every usage and type.

use std::path::Path;

use clap::ValueEnum;
use ducat::Key;
use ducat::dukpt::aes::{CounterRule, InitialKeyId, KeySerialNumber, TransactionCounter, host};
use ducat_hal::Algorithm;
use ducat_tools::input::hex;
use ducat_tools::keys::Soft;
use ducat_tools::working_key::{Type, Usage, working_key};
use serde_json::Value;

fn octets(inputs: &Value, name: &str) -> Vec<u8> {
    hex::decode(inputs[name].as_str().unwrap().as_bytes()).unwrap().to_vec()
}

fn usage(name: &str) -> Option<Usage> {
    Some(match name {
        "pin_encryption" => Usage::Pin,
        "mac_generation" => Usage::MacRequest,
        "mac_verification" => Usage::MacResponse,
        "mac_both" => Usage::MacBoth,
        "data_encrypt" => Usage::DataRequest,
        "data_decrypt" => Usage::DataResponse,
        "data_both" => Usage::DataBoth,
        "key_encryption" => Usage::KeyEncryption,
        "key_derivation" => Usage::KeyDerivation,
        _ => return None,
    })
}

/// The key of a vector, or `None` if it is refused.
fn derived(inputs: &Value) -> Option<Vec<u8>> {
    let counter = u32::try_from(inputs["counter"].as_u64()?).ok()?;
    let counter = TransactionCounter::under(counter, CounterRule::AtMost16Ones).ok()?;
    let id = InitialKeyId(octets(inputs, "initial_key_id").try_into().ok()?);
    let key = octets(inputs, "initial_key");
    let mut engine = Soft::new();
    let key = Key::load(&mut engine, Algorithm::aes(key.len())?, &key).ok()?;
    let ksn = KeySerialNumber::new(id, counter);
    let transaction = host::transaction_key_from_initial(&mut engine, &key, ksn).ok()?;
    let usage = usage(inputs["usage"].as_str()?)?;
    let key_type = Type::from_str(inputs["key_type"].as_str()?, false).ok()?;
    let key = working_key(&mut engine, &transaction, usage, key_type.into()).ok()?;
    Some(key.expose_secret().to_vec())
}

#[test]
fn every_vector() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/aes-dukpt");
    let mut count = 0;
    for length in [128, 192, 256] {
        let text = std::fs::read(folder.join(format!("working-key-aes{length}.json"))).unwrap();
        let file: Value = serde_json::from_slice(&text).unwrap();
        for group in file["groups"].as_array().unwrap() {
            for vector in group["vectors"].as_array().unwrap() {
                let expected = vector["expect"]["outputs"]["working_key"].as_str();
                let key = derived(&vector["inputs"]).map(|key| hex::encode(&key));
                let key = key.as_ref().map(|key| key.as_str());
                assert_eq!(key, expected, "{}", vector["id"]);
                count += 1;
            }
        }
    }
    assert!(count > 300, "only {count}");
}
