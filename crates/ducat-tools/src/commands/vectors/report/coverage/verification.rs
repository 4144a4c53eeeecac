//! What verifies cards and PINs.

use ducat::AesCmac;
use ducat::card_verification::{self, CardVerificationValue, ExpiryDate, ServiceCode};
use ducat::pin_verification::DecimalizationTable;
use ducat::pin_verification::ibm3624::{self, PinOffset, ValidationData};
use ducat::pin_verification::pvv::{self, KeyIndex, PinVerificationValue};

use super::Covered::{By, Not};
use super::{Function, Soft, functions};

const VERIFIES: &str = "no vector verifies; held by the values that generation makes";

const CARD_VERIFICATION_TESTS: &str = "crates/ducat/tests/domain/card_verification.rs";
const PIN_VERIFICATION_TESTS: &str = "crates/ducat/tests/domain/pin_verification.rs";
const TABLE_TESTS: &str = "crates/ducat/tests/domain/table.rs";

pub(super) fn verification() -> Vec<Function> {
    functions! {
        ExpiryDate::from_ascii => By(&[&["card cvv"]]);
        ServiceCode::from_ascii => By(&[&["card cvv"]]);
        CardVerificationValue::from_ascii => Not(CARD_VERIFICATION_TESTS, VERIFIES);
        CardVerificationValue::verify => Not(
            CARD_VERIFICATION_TESTS,
            "compares two values, computes none",
        );
        card_verification::generate::<Soft> => By(&[&["card cvv"]]);
        card_verification::verify::<Soft> => Not(CARD_VERIFICATION_TESTS, VERIFIES);
        ValidationData::from_ascii => By(&[&["card ibm3624"]]);
        ValidationData::padded => Not(
            PIN_VERIFICATION_TESTS,
            "the vectors give all sixteen nibbles",
        );
        PinOffset::from_ascii => By(&[&["card ibm3624"]]);
        PinOffset::verify => Not(PIN_VERIFICATION_TESTS, "compares two values, computes none");
        ibm3624::verify::<Soft> => Not(PIN_VERIFICATION_TESTS, VERIFIES);
        ibm3624::offset::<Soft> => Not(
            PIN_VERIFICATION_TESTS,
            "no vector gives an enciphered PIN to be issued; held by pin_of_offset",
        );
        ibm3624::offset_of_pin::<Soft> => Not(
            PIN_VERIFICATION_TESTS,
            "the inverse of pin_of_offset, which has vectors",
        );
        ibm3624::pin_of_offset::<Soft> => By(&[&["card ibm3624"]]);
        KeyIndex::new => By(&[&["card pvv"]]);
        PinVerificationValue::from_ascii => Not(PIN_VERIFICATION_TESTS, VERIFIES);
        PinVerificationValue::verify => Not(
            PIN_VERIFICATION_TESTS,
            "compares two values, computes none",
        );
        pvv::verify::<Soft> => Not(PIN_VERIFICATION_TESTS, VERIFIES);
        pvv::generate::<Soft> => Not(
            PIN_VERIFICATION_TESTS,
            "no vector gives an enciphered PIN; held by of_pin",
        );
        pvv::of_pin::<Soft> => By(&[&["card pvv"]]);
        DecimalizationTable::from_protected::<AesCmac, Soft, 16> => Not(
            TABLE_TESTS,
            "a table with its MAC, checked by the engine's verify_mac",
        );
        DecimalizationTable::trusted => Not(
            PIN_VERIFICATION_TESTS,
            "trusted_under with the usual rule",
        );
        DecimalizationTable::trusted_under => By(&[&["card ibm3624"]]);
        DecimalizationTable::protect::<AesCmac, Soft, 16> => Not(
            TABLE_TESTS,
            "the engine's generate_mac, which has vectors, over the table",
        );
    }
}
