//! TDES DUKPT.

use ducat::TdeaCmac;
use ducat::dukpt::tdes;
use ducat::key::role::PinDecipher;
use getrandom::SysRng;

use super::Covered::{By, Not};
use super::{Function, Soft, TDES_FROM_BDK, TDES_TERMINAL, TDES_WORKING, functions};

const COMPOSED: &str = "several steps in one call; vectors hold what each step computes";
const OWN_BLOB: &str = "a saved state is sealed by the engine and only ever read by it";

const TDES_EXHAUSTION_TESTS: &str = "crates/ducat/tests/domain/tdes_exhaustion.rs";
const TDES_HOST_TESTS: &str = "crates/ducat/tests/domain/tdes_host.rs";
const TDES_PIN_TESTS: &str = "crates/ducat/tests/domain/tdes_pin.rs";
const TDES_SAVED_TESTS: &str = "crates/ducat/tests/domain/tdes_saved.rs";
const TDES_SKIP_TESTS: &str = "crates/ducat/tests/domain/tdes_skip.rs";
const TDES_TRANSACTION_TESTS: &str = "crates/ducat/tests/domain/tdes_transaction.rs";
const TDES_WORKING_KEYS_TESTS: &str = "crates/ducat/tests/domain/tdes_working_keys.rs";

pub(super) fn dukpt_tdes() -> Vec<Function> {
    functions! {
        tdes::TransactionCounter::new => By(&[
            TDES_WORKING, TDES_TERMINAL,
            &["tdes-dukpt next_counter", "tdes-dukpt transaction_key"],
        ]);
        tdes::TransactionCounter::next => By(&[TDES_TERMINAL]);
        tdes::TransactionCounter::after => By(&[TDES_TERMINAL, &["tdes-dukpt next_counter"]]);
        tdes::InitialKeyId::of =>
            By(&[TDES_WORKING, TDES_TERMINAL, &["tdes-dukpt ipek", "tdes-dukpt transaction_key"]]);
        tdes::InitialKeyId::parse => By(&[TDES_TERMINAL, &["tdes-dukpt ipek"]]);
        tdes::InitialKeyId::parse_short => Not(
            "crates/ducat/src/dukpt/tdes/identifier.rs",
            "parse, with leading octets put back; vectors give whole numbers",
        );
        tdes::KeySerialNumber::parse => By(&[TDES_WORKING, &["tdes-dukpt transaction_key"]]);
        tdes::KeySerialNumber::parse_short => Not(
            "crates/ducat/src/dukpt/tdes/ksn.rs",
            "parse, with leading octets put back; vectors give whole numbers",
        );
        tdes::TransactionKey::<tdes::Host, Soft>::working_key::<PinDecipher> => Not(
            TDES_WORKING_KEYS_TESTS,
            "the vectors go through the engine's derive_tdea with the same variants",
        );
        tdes::host::working_key_handle::<Soft> => Not(
            TDES_WORKING_KEYS_TESTS,
            "the vectors go through the engine's derive_tdea, which it calls",
        );
        tdes::host::initial_key::<Soft> => By(&[TDES_FROM_BDK, &["tdes-dukpt ipek"]]);
        tdes::host::transaction_key::<Soft> => By(&[TDES_FROM_BDK]);
        tdes::host::transaction_key_from_initial::<Soft> =>
            By(&[TDES_FROM_BDK, &["tdes-dukpt transaction_key"]]);
        tdes::host::ReceivedRequest::<Soft>::new => Not(TDES_HOST_TESTS, COMPOSED);
        tdes::host::ReceivedRequest::<Soft>::verify::<16> => Not(TDES_HOST_TESTS, COMPOSED);
        tdes::host::ReceivedRequest::<Soft>::verify_by::<TdeaCmac, 16> => Not(
            TDES_HOST_TESTS,
            COMPOSED,
        );
        tdes::host::VerifiedRequest::<Soft>::translate_pin::<SysRng> => Not(
            TDES_PIN_TESTS,
            COMPOSED,
        );
        tdes::host::VerifiedRequest::<Soft>::decipher_request_data => Not(
            TDES_HOST_TESTS,
            COMPOSED,
        );
        tdes::host::VerifiedRequest::<Soft>::encipher_response_data => Not(
            TDES_HOST_TESTS,
            COMPOSED,
        );
        tdes::host::VerifiedRequest::<Soft>::response_mac::<16> => Not(TDES_HOST_TESTS, COMPOSED);
        tdes::host::VerifiedRequest::<Soft>::response_mac_by::<TdeaCmac, 16> => Not(
            TDES_HOST_TESTS,
            COMPOSED,
        );
        tdes::terminal::TerminalState::<Soft>::load_initial_key => By(&[TDES_TERMINAL]);
        tdes::terminal::TerminalState::<Soft>::generate => By(&[TDES_TERMINAL]);
        tdes::terminal::TerminalState::<Soft>::next_key_serial_number => Not(
            TDES_EXHAUSTION_TESTS,
            "the vectors see the number of the key when it is made",
        );
        tdes::terminal::TerminalState::<Soft>::is_exhausted =>
            By(&[&["tdes-dukpt sequence_from"]]);
        tdes::terminal::TerminalState::<Soft>::saved_octets => Not(TDES_SAVED_TESTS, OWN_BLOB);
        tdes::terminal::TerminalState::<Soft>::most_saved_octets => Not(TDES_SAVED_TESTS, OWN_BLOB);
        tdes::terminal::TerminalState::<Soft>::save => Not(TDES_SAVED_TESTS, OWN_BLOB);
        tdes::terminal::TerminalState::<Soft>::restore => Not(TDES_SAVED_TESTS, OWN_BLOB);
        tdes::terminal::TerminalState::<Soft>::skip => Not(
            TDES_SKIP_TESTS,
            "generate, with the key thrown away",
        );
        tdes::terminal::TerminalState::<Soft>::skip_to => By(&[&["tdes-dukpt sequence_from"]]);
        tdes::terminal::Transaction::<Soft>::encipher_pin::<SysRng> => Not(
            TDES_PIN_TESTS,
            COMPOSED,
        );
        tdes::terminal::Transaction::<Soft>::pin_key => Not(TDES_PIN_TESTS, COMPOSED);
        tdes::terminal::Transaction::<Soft>::request_mac::<16> => Not(
            TDES_TRANSACTION_TESTS,
            COMPOSED,
        );
        tdes::terminal::Transaction::<Soft>::request_mac_by::<TdeaCmac, 16> => Not(
            TDES_TRANSACTION_TESTS,
            COMPOSED,
        );
        tdes::terminal::Transaction::<Soft>::verify_response::<16> => Not(
            TDES_TRANSACTION_TESTS,
            COMPOSED,
        );
        tdes::terminal::Transaction::<Soft>::verify_response_by::<TdeaCmac, 16> => Not(
            TDES_TRANSACTION_TESTS,
            COMPOSED,
        );
        tdes::terminal::Transaction::<Soft>::encipher_request_data => Not(
            TDES_TRANSACTION_TESTS,
            COMPOSED,
        );
        tdes::terminal::Transaction::<Soft>::decipher_response_data => Not(
            TDES_TRANSACTION_TESTS,
            COMPOSED,
        );
    }
}
