//! What an engine offers: the capabilities of `ducat-hal`, here those of the software engine.

use ducat_hal::{
    AesCmac, BlockCipher, CheckValue, DecipherPin, DerivationInput, EncipherPin, Hkdf, Hmac,
    HmacSha224, HmacSha256, HmacSha384, HmacSha512, KeyEngine, LegacySha1, LoadKey, Mac, SealKeys,
    Sha256, Sha512, TranslatePin,
};
use ducat_soft::{Engine, Handle};

use super::Covered::{By, Not, Within};
use super::{AES, Function, HMAC, HOST, OTHER_KEYS, TERMINAL, functions};

type Soft = Engine<32>;

const SAVED: &str = "crates/ducat/tests/domain/saved.rs";
const OWN_BLOB: &str = "the blob is the engine's own and means nothing to another";
const DATA: &str = "crates/ducat/tests/domain/data.rs";

/// Every capability, and the operations that go through it.
pub(in super::super) fn engine() -> Vec<Function> {
    functions! {
        <Soft as LoadKey>::load => By(&[HOST, TERMINAL, OTHER_KEYS, AES, HMAC]);
        <Soft as KeyEngine>::derive => By(&[HOST, &[
            "aes-dukpt initial_key", "aes-dukpt sequence_from", "aes-dukpt update_key",
        ]]);
        <Soft as KeyEngine>::derive_path::<[DerivationInput; 1]> => By(&[HOST, &[
            "aes-dukpt intermediate_key", "aes-dukpt update_key",
        ]]);
        <Soft as KeyEngine>::derive_siblings::<[DerivationInput; 1], fn(usize, Handle<32>)> =>
            By(&[TERMINAL]);
        <Soft as CheckValue>::check_value => By(&[&["components combine", "kcv kcv"]]);
        <Soft as BlockCipher>::encipher_block => By(&[&["block-ciphers ecb_encrypt"]]);
        <Soft as BlockCipher>::decipher_block => By(&[&["block-ciphers ecb_decrypt"]]);
        <Soft as BlockCipher>::encipher_cbc =>
            By(&[&["aes-dukpt data_cbc", "block-ciphers cbc_encrypt"]]);
        <Soft as BlockCipher>::decipher_cbc =>
            Not(DATA, "no operation deciphers CBC; held by undoing what encipher_cbc did");
        <Soft as EncipherPin>::encipher_pin =>
            By(&[&["aes-dukpt encrypt_pin_format4", "pinblock encipher"]]);
        <Soft as DecipherPin>::decipher_pin => By(&[&["pinblock decipher"]]);
        <Soft as TranslatePin>::translate_pin => By(&[&["pinblock translate"]]);
        <Soft as Mac<AesCmac>>::generate_mac =>
            By(&[&["aes-dukpt mac mac_algorithm=AES-CMAC", "cmac mac"]]);
        <Soft as Mac<AesCmac>>::verify_mac => By(&[&["cmac verify"]]);
        <Soft as Mac<Hmac<LegacySha1>>>::generate_mac =>
            By(&[&["hmac mac hash=sha1", "hmac verify hash=sha1"]]);
        <Soft as Mac<HmacSha224>>::generate_mac =>
            By(&[&["hmac mac hash=sha224", "hmac verify hash=sha224"]]);
        <Soft as Mac<HmacSha256>>::generate_mac => By(&[&[
            "aes-dukpt mac mac_algorithm=HMAC-SHA256",
            "hmac mac hash=sha256",
            "hmac verify hash=sha256",
        ]]);
        <Soft as Mac<HmacSha384>>::generate_mac =>
            By(&[&["hmac mac hash=sha384", "hmac verify hash=sha384"]]);
        <Soft as Mac<HmacSha512>>::generate_mac =>
            By(&[&["hmac mac hash=sha512", "hmac verify hash=sha512"]]);
        <Soft as Mac<HmacSha256>>::verify_mac => Not(
            "crates/ducat-soft/tests/residue/engine_calls.rs",
            "the vectors of hmac verify compute the MAC in the engine and compare it outside; one \
             code for all hashes",
        );
        <Soft as Hkdf<LegacySha1>>::hkdf => By(&[&["hkdf okm hash=sha1"]]);
        <Soft as Hkdf<Sha256>>::hkdf => By(&[&["hkdf okm hash=sha256"]]);
        <Soft as Hkdf<Sha512>>::hkdf => By(&[&["hkdf okm hash=sha512"]]);
        <Soft as SealKeys>::sealed_octets => Within(SAVED, "saved_octets", OWN_BLOB);
        <Soft as SealKeys>::seal_keys => Within(SAVED, "save", OWN_BLOB);
        <Soft as SealKeys>::unseal_keys => Within(SAVED, "restore", OWN_BLOB);
    }
}
