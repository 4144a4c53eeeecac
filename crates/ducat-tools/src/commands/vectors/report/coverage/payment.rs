//! What the crate `ducat` computes.

use ducat::data::{self, InitializationVector, Padding};
use ducat::dukpt::aes::host::{self, ReceivedRequest, VerifiedRequest};
use ducat::dukpt::aes::terminal::{TerminalState, Transaction};
use ducat::dukpt::aes::{
    DerivationData, Host, KeySerialNumber, KeyType, TransactionCounter, TransactionKey,
    UsageIndicator,
};
use ducat::key::role::{BothWays, Initial, PinDecipher};
use ducat::key::{CmacMethod, KeyCheckValue};
use ducat::mac::{self, Tag};
use ducat::pin_block::{
    Format, TranslationPolicy, format0, format1, format2, format3, format4, translate_format4,
};
use ducat::{AesCmac, Key, KeyComponent, Pan, Pin};
use ducat_soft::Engine;
use getrandom::SysRng;

use super::Covered::{By, Not};
use super::{AES, Function, HOST, OTHER_KEYS, TERMINAL, functions};

type Soft = Engine<32>;

const COMPOSED: &str = "several steps in one call; vectors hold what each step computes";
const OWN_BLOB: &str = "a saved state is sealed by the engine and only ever read by it";

const DATA: &str = "crates/ducat/tests/domain/data.rs";
const HOST_TESTS: &str = "crates/ducat/tests/domain/host.rs";
const SAVED: &str = "crates/ducat/tests/domain/saved.rs";
const SKIP: &str = "crates/ducat/tests/domain/skip.rs";
const TRANSACTION: &str = "crates/ducat/tests/domain/transaction.rs";
const UPDATE: &str = "crates/ducat/tests/domain/update.rs";

/// Every public function that computes something, and the operations that go through it.
pub(in super::super) fn payment() -> Vec<Function> {
    let mut functions = keys();
    functions.extend(rules());
    functions.extend(dukpt_host());
    functions.extend(dukpt_terminal());
    functions.extend(pins());
    functions.extend(macs_and_data());
    functions
}

fn keys() -> Vec<Function> {
    functions! {
        Key::<Initial, Soft>::load => By(&[HOST, TERMINAL, OTHER_KEYS, AES]);
        Key::<Initial, Soft>::open => Not(
            "crates/ducat/tests/domain/roles.rs",
            "computes nothing: refuses a handle whose attributes are not those of the role",
        );
        KeyComponent::new => By(&[&["components combine"]]);

        KeyComponent::check_value::<CmacMethod, Soft> => By(&[&["components combine"]]);
        KeyCheckValue::<CmacMethod>::of::<Initial, Soft> => By(&[&["components combine"]]);
    }
}

fn rules() -> Vec<Function> {
    functions! {
        TransactionCounter::new => By(&[TERMINAL, &["aes-dukpt next_counter"]]);
        TransactionCounter::under => By(&[HOST, TERMINAL, &[
            "aes-dukpt intermediate_key", "aes-dukpt next_counter",
        ]]);
        TransactionCounter::next => By(&[TERMINAL]);
        TransactionCounter::after => By(&[TERMINAL, &["aes-dukpt next_counter"]]);
        KeySerialNumber::parse => Not(
            HOST_TESTS,
            "parse_under with the strict rule, which refuses seventeen one-bits; the vectors ask \
             parse_under with the other rule",
        );
        KeySerialNumber::parse_under => By(&[&["aes-dukpt intermediate_key"]]);
        KeySerialNumber::from_80_bit_compatible => Not(
            "crates/ducat/src/dukpt/aes/ksn.rs",
            "split_80_bit_compatible, which has vectors, and the strict rule for counters",
        );
        KeySerialNumber::split_80_bit_compatible => By(&[&["aes-dukpt ksn_compat_80"]]);
        KeySerialNumber::to_octets => Not(HOST_TESTS, "the inverse of parse");
        UsageIndicator::from_name => By(&[&[
            "aes-dukpt data_cbc", "aes-dukpt derivation_data", "aes-dukpt mac",
            "aes-dukpt working_key",
        ]]);
        UsageIndicator::key_usage => By(&[HOST]);
        KeyType::from_name => By(&[HOST, &["aes-dukpt derivation_data", "aes-dukpt update_key"]]);
        KeyType::of_aes => By(&[HOST, TERMINAL, OTHER_KEYS, &["aes-dukpt strength"]]);
        KeyType::allowed_under => By(&[HOST, &[
            "aes-dukpt initial_key", "aes-dukpt strength", "aes-dukpt update_key",
        ]]);
        DerivationData::initial_key =>
            By(&[&["aes-dukpt derivation_data", "aes-dukpt initial_key"]]);
        DerivationData::at => By(&[HOST, TERMINAL, &[
            "aes-dukpt derivation_data", "aes-dukpt intermediate_key", "aes-dukpt update_key",
        ]]);
        DerivationData::block => By(&[HOST, TERMINAL, OTHER_KEYS, &["aes-dukpt derivation_data"]]);
        DerivationData::input => By(&[HOST, TERMINAL, OTHER_KEYS]);
    }
}

fn dukpt_host() -> Vec<Function> {
    functions! {
        host::initial_key::<Soft> => By(&[&["aes-dukpt initial_key"]]);
        host::transaction_key::<Soft> => Not(HOST_TESTS, COMPOSED);
        host::transaction_key_from_initial::<Soft> =>
            By(&[HOST, &["aes-dukpt intermediate_key"]]);
        host::working_key_handle::<Soft> => By(&[HOST]);
        host::update_key::<Soft> => By(&[&["aes-dukpt update_key"]]);
        host::update_key_parent::<Soft> => By(&[&["aes-dukpt update_key"]]);
        TransactionKey::<Host, Soft>::working_key::<PinDecipher> => Not(
            "crates/ducat/tests/domain/working_keys.rs",
            "the vectors go through host::working_key_handle; the keys of each role are compared \
             with derivation data written out",
        );
        ReceivedRequest::<Soft>::new => Not(HOST_TESTS, COMPOSED);
        ReceivedRequest::<Soft>::verify::<16> => Not(HOST_TESTS, COMPOSED);
        VerifiedRequest::<Soft>::translate_pin::<SysRng> => Not(HOST_TESTS, COMPOSED);
        VerifiedRequest::<Soft>::response_mac::<16> => Not(HOST_TESTS, COMPOSED);
    }
}

fn dukpt_terminal() -> Vec<Function> {
    functions! {
        TerminalState::<Soft>::load_initial_key => By(&[TERMINAL]);
        TerminalState::<Soft>::generate => By(&[TERMINAL]);
        TerminalState::<Soft>::next_key_serial_number => By(&[&["aes-dukpt load_initial_key"]]);
        TerminalState::<Soft>::is_exhausted => By(&[&["aes-dukpt sequence_from"]]);
        TerminalState::<Soft>::skip => Not(SKIP, "generate, with the key thrown away");
        TerminalState::<Soft>::skip_to =>
            By(&[&["aes-dukpt load_initial_key", "aes-dukpt sequence_from"]]);
        TerminalState::<Soft>::saved_octets => Not(SAVED, OWN_BLOB);
        TerminalState::<Soft>::most_saved_octets => Not(SAVED, OWN_BLOB);
        TerminalState::<Soft>::save => Not(SAVED, OWN_BLOB);
        TerminalState::<Soft>::restore => Not(SAVED, OWN_BLOB);
        TerminalState::<Soft>::update_key =>
            Not(UPDATE, "the vectors ask the host; the terminal is compared with the host");
        TerminalState::<Soft>::update_initial_key => Not(UPDATE, COMPOSED);
        Transaction::<Soft>::encipher_pin::<SysRng> => Not(TRANSACTION, COMPOSED);
        Transaction::<Soft>::pin_key => Not(
            "crates/ducat/tests/domain/working_keys.rs",
            "TransactionKey::working_key for the one usage that it does not give a terminal",
        );
        Transaction::<Soft>::request_mac::<16> => Not(TRANSACTION, COMPOSED);
        Transaction::<Soft>::verify_response::<16> => Not(TRANSACTION, COMPOSED);
        Transaction::<Soft>::encipher_request_data => Not(DATA, COMPOSED);
        Transaction::<Soft>::decipher_response_data => Not(DATA, COMPOSED);
    }
}

fn pins() -> Vec<Function> {
    functions! {
        Pin::from_ascii => By(&[&[
            "aes-dukpt encrypt_pin_format4", "pinblock encode", "pinblock encipher",
        ]]);
        Pin::from_digits => Not(
            "crates/ducat/tests/domain/pin_block.rs",
            "as from_ascii, for digits that are not text",
        );
        Pan::from_ascii => By(&[&[
            "aes-dukpt encrypt_pin_format4", "pinblock decipher", "pinblock decode",
            "pinblock encipher", "pinblock encode", "pinblock pan_field_128", "pinblock translate",
        ]]);
        Pan::check_digit_is_valid => Not("crates/ducat/src/pan.rs", "no operation asks for it");
        Pan::format0_field => By(&[&[
            "pinblock decode format=0", "pinblock decode format=3",
            "pinblock encode format=0", "pinblock encode format=3",
        ]]);
        Pan::format4_field => By(&[&[
            "aes-dukpt encrypt_pin_format4", "pinblock decipher", "pinblock encipher",
            "pinblock pan_field_128", "pinblock translate",
        ]]);
        format0::encode => By(&[&["pinblock encode format=0"]]);
        format0::decode => By(&[&["pinblock decode format=0"]]);
        format1::encode::<SysRng> => By(&[&["pinblock encode format=1"]]);
        format1::decode => By(&[&["pinblock decode format=1"]]);
        format2::encode => By(&[&["pinblock encode format=2"]]);
        format2::decode => By(&[&["pinblock decode format=2"]]);
        format3::encode::<SysRng> => By(&[&["pinblock encode format=3"]]);
        format3::decode => By(&[&["pinblock decode format=3"]]);
        format4::encipher::<Soft, SysRng> =>
            By(&[&["aes-dukpt encrypt_pin_format4", "pinblock encipher"]]);
        format4::decipher::<Soft> => By(&[&["pinblock decipher"]]);
        translate_format4::<Soft, SysRng> => By(&[&["pinblock translate"]]);
        TranslationPolicy::allows => By(&[&["pinblock translate", "pinblock translate_rule"]]);
        Format::from_number => By(&[&[
            "pinblock decipher", "pinblock decode", "pinblock encipher", "pinblock encode",
            "pinblock translate", "pinblock translate_rule",
        ]]);
    }
}

fn macs_and_data() -> Vec<Function> {
    functions! {
        mac::generate::<AesCmac, BothWays, Soft, 16> => By(&[&["aes-dukpt mac"]]);
        mac::verify::<AesCmac, BothWays, Soft, 16> =>
            Not(HOST_TESTS, "the vectors ask the engine's verify_mac, which it calls");
        Tag::<16>::verify => Not(HOST_TESTS, "compares two tags, computes none");
        data::encipher_cbc::<BothWays, Soft, 16> => By(&[&["aes-dukpt data_cbc"]]);
        data::decipher_cbc::<BothWays, Soft, 16> =>
            Not(DATA, "no operation deciphers CBC; held by undoing what encipher_cbc did");
        Padding::padded_octets => By(&[&["aes-dukpt data_cbc"]]);
        InitializationVector::<16>::random::<SysRng> =>
            Not("crates/ducat/tests/domain/random.rs", "draws its value");
    }
}
