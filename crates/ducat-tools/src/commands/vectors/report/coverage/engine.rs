//! What an engine offers: the capabilities of `ducat-hal`, here those of the software engine.

use ducat_hal::{
    AesCmac, Algorithm1, Algorithm3, BlockCipher, CardValue, CheckValue, ClearKeyBlock,
    DecipherPin, DerivationInput, EncipherPin, GeneratePinValue, Hkdf, Hmac, HmacSha224,
    HmacSha256, HmacSha384, HmacSha512, IssuePin, KeyEngine, KeyWrap, LegacySha1, LoadKey, Mac,
    MakeKeyBlock, OpenKeyBlock, Padding1, Padding2, Padding3, SealKeys, Sha256, Sha512, StreamMac,
    TdeaCmac, TdeaDerivation, TranslatePin, VerifyPin,
};
use ducat_soft::Handle;

use super::Covered::{By, Not, Within};
use super::{
    AES_HOST, AES_OTHER_KEYS, AES_TERMINAL, CARD, Function, KEY_BLOCKS, Soft, TDES_FROM_BDK,
    TDES_TERMINAL, TDES_WORKING, functions,
};

const OWN_BLOB: &str = "the blob is the engine's own and means nothing to another";
const WHOLE: &str = "the vectors give whole messages; parts are compared with the whole";
const OCTETS: &str = "the vectors wrap octets, for which the software engine has a call of its own \
                      with the same code behind it; the simulated element goes through this one";

const MACS_TESTS: &str = "crates/ducat/tests/domain/macs.rs";
const PIN_VERIFICATION_TESTS: &str = "crates/ducat/tests/domain/pin_verification.rs";
const SAVED_TESTS: &str = "crates/ducat/tests/domain/saved.rs";

/// Every capability, and the operations that go through it.
pub(in super::super) fn engine() -> Vec<Function> {
    let topics = [keys(), ciphers(), pins(), macs(), key_blocks()];
    topics.into_iter().flatten().collect()
}

fn keys() -> Vec<Function> {
    functions! {
        <Soft as LoadKey>::load => By(&[
            AES_HOST, AES_OTHER_KEYS, AES_TERMINAL, CARD, KEY_BLOCKS, TDES_TERMINAL, TDES_WORKING,
            &["aes-keywrap unwrap", "aes-keywrap wrap", "block-ciphers cbc_decrypt",
                "block-ciphers cbc_encrypt",
                "block-ciphers ecb_decrypt", "block-ciphers ecb_encrypt", "cmac mac",
                "cmac verify", "components combine", "hmac mac", "hmac verify", "iso9797-mac mac",
                "kcv kcv", "pinblock decipher", "pinblock encipher", "pinblock translate",
                "tdes-dukpt ipek", "tdes-dukpt keys", "tdes-dukpt transaction_key",
                "tdes-dukpt variant"],
        ]);
        <Soft as KeyEngine>::derive => By(&[AES_HOST, &[
            "aes-dukpt initial_key", "aes-dukpt sequence_from", "aes-dukpt update_key",
        ]]);
        <Soft as KeyEngine>::derive_path::<[DerivationInput; 1]> => By(&[AES_HOST, &[
            "aes-dukpt intermediate_key", "aes-dukpt update_key",
        ]]);
        <Soft as KeyEngine>::derive_siblings::<[DerivationInput; 1], fn(usize, Handle<32>)> =>
            By(&[AES_TERMINAL]);
        <Soft as TdeaDerivation>::derive_tdea => By(&[TDES_WORKING, &[
            "tdes-dukpt ipek", "tdes-dukpt keys", "tdes-dukpt sequence_from", "tdes-dukpt variant",
        ]]);
        <Soft as TdeaDerivation>::derive_tdea_path::<[[u8; 8]; 1]> =>
            By(&[TDES_FROM_BDK, &["tdes-dukpt transaction_key"]]);
        <Soft as TdeaDerivation>::derive_tdea_siblings::<[[u8; 8]; 1], fn(usize, Handle<32>)> =>
            By(&[TDES_TERMINAL]);
        <Soft as CheckValue>::check_value =>
            By(&[&["components combine", "kcv kcv", "tr31 unwrap strict"]]);
        <Soft as SealKeys>::sealed_octets => Within(SAVED_TESTS, "saved_octets", OWN_BLOB);
        <Soft as SealKeys>::seal_keys => Within(SAVED_TESTS, "save", OWN_BLOB);
        <Soft as SealKeys>::unseal_keys => Within(SAVED_TESTS, "restore", OWN_BLOB);
    }
}

fn ciphers() -> Vec<Function> {
    functions! {
        <Soft as BlockCipher<8>>::encipher_block => By(&[&[
            "block-ciphers ecb_encrypt cipher=DES", "block-ciphers ecb_encrypt cipher=TDES",
        ]]);
        <Soft as BlockCipher<8>>::decipher_block => By(&[&[
            "block-ciphers ecb_decrypt cipher=DES", "block-ciphers ecb_decrypt cipher=TDES",
        ]]);
        <Soft as BlockCipher<8>>::encipher_cbc => By(&[&[
            "block-ciphers cbc_encrypt cipher=DES", "block-ciphers cbc_encrypt cipher=TDES",
            "tdes-dukpt data_cbc",
        ]]);
        <Soft as BlockCipher<8>>::decipher_cbc => By(&[&[
            "block-ciphers cbc_decrypt cipher=DES", "block-ciphers cbc_decrypt cipher=TDES",
        ]]);
        <Soft as BlockCipher<16>>::encipher_block =>
            By(&[&["block-ciphers ecb_encrypt cipher=AES"]]);
        <Soft as BlockCipher<16>>::decipher_block =>
            By(&[&["block-ciphers ecb_decrypt cipher=AES"]]);
        <Soft as BlockCipher<16>>::encipher_cbc =>
            By(&[&["aes-dukpt data_cbc", "block-ciphers cbc_encrypt cipher=AES"]]);
        <Soft as BlockCipher<16>>::decipher_cbc =>
            By(&[&["block-ciphers cbc_decrypt cipher=AES"]]);
        <Soft as Hkdf<LegacySha1>>::hkdf => By(&[&["hkdf okm hash=sha1"]]);
        <Soft as Hkdf<Sha256>>::hkdf => By(&[&["hkdf okm hash=sha256"]]);
        <Soft as Hkdf<Sha512>>::hkdf => By(&[&["hkdf okm hash=sha512"]]);
        <Soft as KeyWrap>::wrap_key => Not("crates/ducat/tests/domain/key_wrap.rs", OCTETS);
        <Soft as KeyWrap>::unwrap_key => Not("crates/ducat/tests/domain/key_wrap.rs", OCTETS);
    }
}

fn pins() -> Vec<Function> {
    functions! {
        <Soft as EncipherPin<8>>::encipher_pin =>
            By(&[&["pinblock encipher format=0", "pinblock encipher format=1",
                "pinblock encipher format=3", "tdes-dukpt encrypt_pin",
                "tdes-dukpt encrypt_pin_block"]]);
        <Soft as EncipherPin<16>>::encipher_pin =>
            By(&[&["aes-dukpt encrypt_pin_format4", "pinblock encipher format=4"]]);
        <Soft as DecipherPin<8>>::decipher_pin => By(&[&[
            "pinblock decipher format=0", "pinblock decipher format=1",
            "pinblock decipher format=3",
        ]]);
        <Soft as DecipherPin<16>>::decipher_pin => By(&[&["pinblock decipher format=4"]]);
        <Soft as TranslatePin>::translate_pin => By(&[&["pinblock translate"]]);
        <Soft as CardValue>::card_value => By(&[&["card cvv"]]);
        <Soft as CardValue>::verify_card_value => By(&[&["card cvv_verify"]]);
        <Soft as IssuePin>::pin_value => By(&[&["card ibm3624_offset", "card pvv"]]);
        <Soft as IssuePin>::pin_of_offset => By(&[&["card ibm3624"]]);
        <Soft as VerifyPin>::verify_pin =>
            By(&[&["card ibm3624_verify", "card pvv_verify"]]);
        <Soft as GeneratePinValue>::pin_value_of_block => Within(
            PIN_VERIFICATION_TESTS, "pvv::generate",
            "no operation makes a value of an enciphered PIN; held by IssuePin",
        );
    }
}

fn macs() -> Vec<Function> {
    functions! {
        <Soft as Mac<AesCmac>>::generate_mac => By(&[&[
            "aes-dukpt cmac", "aes-dukpt mac mac_algorithm=AES-CMAC", "cmac mac cipher=AES",
        ]]);
        <Soft as Mac<AesCmac>>::verify_mac => By(&[&["cmac verify cipher=AES"]]);
        <Soft as Mac<TdeaCmac>>::generate_mac =>
            By(&[&["aes-dukpt mac mac_algorithm=TDES-CMAC", "cmac mac cipher=TDES",
                "tdes-dukpt cmac"]]);
        <Soft as Mac<TdeaCmac>>::verify_mac => By(&[&["cmac verify cipher=TDES"]]);
        <Soft as Mac<Algorithm1<Padding1, 8>>>::generate_mac => By(&[&[
            "iso9797-mac mac algorithm=1 cipher=DES padding=1",
            "iso9797-mac mac algorithm=1 cipher=TDES padding=1",
        ]]);
        <Soft as Mac<Algorithm1<Padding2, 8>>>::generate_mac => By(&[&[
            "iso9797-mac mac algorithm=1 cipher=DES padding=2",
            "iso9797-mac mac algorithm=1 cipher=TDES padding=2",
        ]]);
        <Soft as Mac<Algorithm1<Padding3, 8>>>::generate_mac => By(&[&[
            "iso9797-mac mac algorithm=1 cipher=DES padding=3",
            "iso9797-mac mac algorithm=1 cipher=TDES padding=3",
        ]]);
        <Soft as Mac<Algorithm1<Padding1, 16>>>::generate_mac =>
            By(&[&["iso9797-mac mac algorithm=1 cipher=AES padding=1"]]);
        <Soft as Mac<Algorithm1<Padding2, 16>>>::generate_mac =>
            By(&[&["iso9797-mac mac algorithm=1 cipher=AES padding=2"]]);
        <Soft as Mac<Algorithm1<Padding3, 16>>>::generate_mac =>
            By(&[&["iso9797-mac mac algorithm=1 cipher=AES padding=3"]]);
        <Soft as Mac<Algorithm3<Padding1>>>::generate_mac => By(&[&[
            "aes-dukpt mac mac_algorithm=retail", "iso9797-mac mac algorithm=3 padding=1",
            "tdes-dukpt retail_mac padding=1",
        ]]);
        <Soft as Mac<Algorithm3<Padding2>>>::generate_mac => By(&[&[
            "iso9797-mac mac algorithm=3 padding=2", "tdes-dukpt retail_mac padding=2",
        ]]);
        <Soft as Mac<Algorithm3<Padding3>>>::generate_mac => By(&[&[
            "iso9797-mac mac algorithm=3 padding=3", "tdes-dukpt retail_mac padding=3",
        ]]);
        <Soft as Mac<Algorithm3<Padding1>>>::verify_mac => Within(
            MACS_TESTS, "mac::verify",
            "no vector verifies; held by what generate_mac makes, one code for all paddings",
        );
        <Soft as Mac<Hmac<LegacySha1>>>::generate_mac => By(&[&["hmac mac hash=sha1"]]);
        <Soft as Mac<HmacSha224>>::generate_mac => By(&[&["hmac mac hash=sha224"]]);
        <Soft as Mac<HmacSha256>>::generate_mac => By(&[&[
            "aes-dukpt mac mac_algorithm=HMAC-SHA256", "hmac mac hash=sha256",
        ]]);
        <Soft as Mac<HmacSha384>>::generate_mac => By(&[&["hmac mac hash=sha384"]]);
        <Soft as Mac<HmacSha512>>::generate_mac => By(&[&["hmac mac hash=sha512"]]);
        <Soft as Mac<Hmac<LegacySha1>>>::verify_mac => By(&[&["hmac verify hash=sha1"]]);
        <Soft as Mac<HmacSha224>>::verify_mac => By(&[&["hmac verify hash=sha224"]]);
        <Soft as Mac<HmacSha256>>::verify_mac => By(&[&["hmac verify hash=sha256"]]);
        <Soft as Mac<HmacSha384>>::verify_mac => By(&[&["hmac verify hash=sha384"]]);
        <Soft as Mac<HmacSha512>>::verify_mac => By(&[&["hmac verify hash=sha512"]]);
        <Soft as StreamMac<AesCmac>>::begin_mac => Within(MACS_TESTS, "Generator", WHOLE);
        <Soft as StreamMac<AesCmac>>::update_mac => Within(MACS_TESTS, "Generator", WHOLE);
        <Soft as StreamMac<AesCmac>>::finish_generate => Within(MACS_TESTS, "Generator", WHOLE);
        <Soft as StreamMac<AesCmac>>::finish_verify => Within(MACS_TESTS, "Verifier", WHOLE);
    }
}

fn key_blocks() -> Vec<Function> {
    functions! {
        <Soft as OpenKeyBlock>::open_key_block => By(&[&["tr31 unwrap"]]);
        <Soft as MakeKeyBlock>::make_key_block => By(&[&["tr31 wrap"]]);
        <Soft as ClearKeyBlock>::open_clear_key_block => By(&[&["tr31 unwrap"]]);
        <Soft as ClearKeyBlock>::make_clear_key_block => By(&[&["tr31 wrap"]]);
    }
}
