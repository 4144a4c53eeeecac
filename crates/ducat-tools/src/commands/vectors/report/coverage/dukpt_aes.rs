//! AES DUKPT.

use ducat::AesCmac;
use ducat::dukpt::aes;
use ducat::key::role::PinDecipher;
use getrandom::SysRng;

use super::Covered::{By, Not};
use super::{AES_HOST, AES_OTHER_KEYS, AES_TERMINAL, Function, Soft, functions};

const COMPOSED: &str = "several steps in one call; vectors hold what each step computes";
const OWN_BLOB: &str = "a saved state is sealed by the engine and only ever read by it";

const DATA_TESTS: &str = "crates/ducat/tests/domain/data.rs";
const HOST_TESTS: &str = "crates/ducat/tests/domain/host.rs";
const KEY_BLOCK_UPDATE_TESTS: &str = "crates/ducat/tests/domain/key_block_update.rs";
const SAVED_TESTS: &str = "crates/ducat/tests/domain/saved.rs";
const TDEA_WORKING_KEYS_TESTS: &str = "crates/ducat/tests/domain/tdea_working_keys.rs";
const TRANSACTION_TESTS: &str = "crates/ducat/tests/domain/transaction.rs";
const UPDATE_TESTS: &str = "crates/ducat/tests/domain/update.rs";
const WORKING_KEYS_TESTS: &str = "crates/ducat/tests/domain/working_keys.rs";

pub(super) fn dukpt_aes() -> Vec<Function> {
    functions! {
        aes::TransactionCounter::new => By(&[AES_TERMINAL, &["aes-dukpt next_counter"]]);
        aes::TransactionCounter::under => By(&[
            AES_HOST, AES_TERMINAL,
            &["aes-dukpt intermediate_key", "aes-dukpt next_counter"],
        ]);
        aes::TransactionCounter::next => By(&[AES_TERMINAL]);
        aes::TransactionCounter::after => By(&[AES_TERMINAL, &["aes-dukpt next_counter"]]);
        aes::UsageIndicator::key_usage => By(&[AES_HOST]);
        aes::UsageIndicator::from_name => By(&[
            &["aes-dukpt cmac", "aes-dukpt data_cbc", "aes-dukpt derivation_data", "aes-dukpt mac",
                "aes-dukpt working_key"],
        ]);
        aes::KeyType::from_name =>
            By(&[AES_HOST, &["aes-dukpt derivation_data", "aes-dukpt update_key"]]);
        aes::KeyType::of_aes =>
            By(&[AES_HOST, AES_TERMINAL, AES_OTHER_KEYS, &["aes-dukpt strength"]]);
        aes::KeyType::allowed_under => By(&[
            AES_HOST,
            &["aes-dukpt initial_key", "aes-dukpt strength", "aes-dukpt update_key"],
        ]);
        aes::DerivationData::initial_key =>
            By(&[&["aes-dukpt derivation_data", "aes-dukpt initial_key"]]);
        aes::DerivationData::at => By(&[
            AES_HOST, AES_TERMINAL,
            &["aes-dukpt derivation_data", "aes-dukpt intermediate_key", "aes-dukpt update_key"],
        ]);
        aes::DerivationData::block =>
            By(&[AES_HOST, AES_TERMINAL, AES_OTHER_KEYS, &["aes-dukpt derivation_data"]]);
        aes::DerivationData::input => By(&[AES_HOST, AES_TERMINAL, AES_OTHER_KEYS]);
        aes::KeySerialNumber::parse => Not(
            HOST_TESTS,
            "parse_under with the strict rule, which refuses seventeen one-bits; the vectors \
             ask parse_under with the other rule",
        );
        aes::KeySerialNumber::parse_under => By(&[&["aes-dukpt intermediate_key"]]);
        aes::KeySerialNumber::from_80_bit_compatible => Not(
            "crates/ducat/src/dukpt/aes/ksn.rs",
            "split_80_bit_compatible, which has vectors, and the strict rule for counters",
        );
        aes::KeySerialNumber::split_80_bit_compatible => By(&[&["aes-dukpt ksn_compat_80"]]);
        aes::KeySerialNumber::to_octets => Not(HOST_TESTS, "the inverse of parse");
        aes::TransactionKey::<aes::Host, Soft>::working_key::<PinDecipher> => Not(
            WORKING_KEYS_TESTS,
            "the vectors go through aes::host::working_key_handle; the keys of each role are \
             compared with derivation data written out",
        );
        aes::host::working_key_handle::<Soft> => By(&[AES_HOST]);
        aes::host::initial_key::<Soft> => By(&[&["aes-dukpt initial_key"]]);
        aes::host::transaction_key::<Soft> => Not(HOST_TESTS, COMPOSED);
        aes::host::transaction_key_from_initial::<Soft> =>
            By(&[AES_HOST, &["aes-dukpt intermediate_key"]]);
        aes::host::update_key::<Soft> => By(&[&["aes-dukpt update_key"]]);
        aes::host::update_key_parent::<Soft> => By(&[&["aes-dukpt update_key"]]);
        aes::host::ReceivedRequest::<Soft>::new => Not(HOST_TESTS, COMPOSED);
        aes::host::ReceivedRequest::<Soft>::verify::<16> => Not(HOST_TESTS, COMPOSED);
        aes::host::ReceivedRequest::<Soft>::verify_by::<AesCmac, 16> => Not(
            TDEA_WORKING_KEYS_TESTS,
            COMPOSED,
        );
        aes::host::VerifiedRequest::<Soft>::translate_pin::<SysRng> => Not(HOST_TESTS, COMPOSED);
        aes::host::VerifiedRequest::<Soft>::translate_pin_to::<SysRng> => Not(HOST_TESTS, COMPOSED);
        aes::host::VerifiedRequest::<Soft>::response_mac::<16> => Not(HOST_TESTS, COMPOSED);
        aes::host::VerifiedRequest::<Soft>::response_mac_by::<AesCmac, 16> => Not(
            TDEA_WORKING_KEYS_TESTS,
            COMPOSED,
        );
        aes::host::initial_key_for_export::<Soft> => Not(
            KEY_BLOCK_UPDATE_TESTS,
            "as initial_key, with the right to leave in a key block",
        );
        aes::host::NewInitialKey::<Soft>::key => Not(KEY_BLOCK_UPDATE_TESTS, "tells what it holds");
        aes::host::NewInitialKey::<Soft>::id => Not(KEY_BLOCK_UPDATE_TESTS, "tells what it holds");
        aes::host::update_initial_key_characters => Not(
            KEY_BLOCK_UPDATE_TESTS,
            "counts characters",
        );
        aes::host::update_initial_key_block::<Soft, SysRng> => Not(
            KEY_BLOCK_UPDATE_TESTS,
            COMPOSED,
        );
        aes::terminal::TerminalState::<Soft>::load_initial_key => By(&[AES_TERMINAL]);
        aes::terminal::TerminalState::<Soft>::generate => By(&[AES_TERMINAL]);
        aes::terminal::TerminalState::<Soft>::next_key_serial_number =>
            By(&[&["aes-dukpt load_initial_key"]]);
        aes::terminal::TerminalState::<Soft>::is_exhausted => By(&[&["aes-dukpt sequence_from"]]);
        aes::terminal::TerminalState::<Soft>::saved_octets => Not(SAVED_TESTS, OWN_BLOB);
        aes::terminal::TerminalState::<Soft>::most_saved_octets => Not(SAVED_TESTS, OWN_BLOB);
        aes::terminal::TerminalState::<Soft>::save => Not(SAVED_TESTS, OWN_BLOB);
        aes::terminal::TerminalState::<Soft>::restore => Not(SAVED_TESTS, OWN_BLOB);
        aes::terminal::TerminalState::<Soft>::skip => Not(
            "crates/ducat/tests/domain/skip.rs",
            "generate, with the key thrown away",
        );
        aes::terminal::TerminalState::<Soft>::skip_to =>
            By(&[&["aes-dukpt load_initial_key", "aes-dukpt sequence_from"]]);
        aes::terminal::Transaction::<Soft>::encipher_pin::<SysRng> => Not(
            TRANSACTION_TESTS,
            COMPOSED,
        );
        aes::terminal::Transaction::<Soft>::encipher_pin_tdea::<SysRng> => Not(
            "crates/ducat/tests/domain/tdes_pin.rs",
            COMPOSED,
        );
        aes::terminal::Transaction::<Soft>::pin_key => Not(
            WORKING_KEYS_TESTS,
            "TransactionKey::working_key for the one usage that it does not give a terminal",
        );
        aes::terminal::Transaction::<Soft>::request_mac::<16> => Not(TRANSACTION_TESTS, COMPOSED);
        aes::terminal::Transaction::<Soft>::request_mac_by::<AesCmac, 16> => Not(
            TDEA_WORKING_KEYS_TESTS,
            COMPOSED,
        );
        aes::terminal::Transaction::<Soft>::verify_response::<16> => Not(
            TRANSACTION_TESTS,
            COMPOSED,
        );
        aes::terminal::Transaction::<Soft>::verify_response_by::<AesCmac, 16> => Not(
            TDEA_WORKING_KEYS_TESTS,
            COMPOSED,
        );
        aes::terminal::Transaction::<Soft>::encipher_request_data => Not(DATA_TESTS, COMPOSED);
        aes::terminal::Transaction::<Soft>::decipher_response_data => Not(DATA_TESTS, COMPOSED);
        aes::terminal::TerminalState::<Soft>::update_key => Not(
            UPDATE_TESTS,
            "the vectors ask the host; the terminal is compared with the host",
        );
        aes::terminal::TerminalState::<Soft>::update_initial_key => Not(UPDATE_TESTS, COMPOSED);
        aes::terminal::TerminalState::<Soft>::update_initial_key_from_block => Not(
            KEY_BLOCK_UPDATE_TESTS,
            COMPOSED,
        );
    }
}
