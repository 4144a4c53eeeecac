//! What verifies cards and PINs.

use ducat::AesCmac;
use ducat::card_verification::{self, CardVerificationValue, ExpiryDate, ServiceCode};
use ducat::pin_verification::DecimalizationTable;
use ducat::pin_verification::ibm3624::{self, PinOffset, ValidationData};
use ducat::pin_verification::pvv::{self, KeyIndex, PinVerificationValue};

use super::Covered::{By, Not};
use super::{Function, Soft, functions};

const CARD_VERIFICATION_TESTS: &str = "crates/ducat/tests/domain/card_verification.rs";
const PIN_VERIFICATION_TESTS: &str = "crates/ducat/tests/domain/pin_verification.rs";
const TABLE_TESTS: &str = "crates/ducat/tests/domain/table.rs";

/// What takes a decimalisation table.
const IBM3624: &[&str] = &["card ibm3624", "card ibm3624_offset", "card ibm3624_verify"];

pub(super) fn verification() -> Vec<Function> {
    functions! {
        ExpiryDate::from_ascii => By(&[&["card cvv", "card cvv_verify"]]);
        ServiceCode::from_ascii => By(&[&["card cvv", "card cvv_verify"]]);
        CardVerificationValue::from_ascii => By(&[&["card cvv_verify"]]);
        CardVerificationValue::verify => Not(
            CARD_VERIFICATION_TESTS,
            "compares two values, computes none",
        );
        card_verification::generate::<Soft> => By(&[&["card cvv"]]);
        card_verification::verify::<Soft> => By(&[&["card cvv_verify"]]);
        ValidationData::from_ascii => By(&[IBM3624]);
        ValidationData::padded => Not(
            PIN_VERIFICATION_TESTS,
            "the vectors give all sixteen nibbles",
        );
        PinOffset::from_ascii => By(&[&["card ibm3624", "card ibm3624_verify"]]);
        PinOffset::verify => Not(PIN_VERIFICATION_TESTS, "compares two values, computes none");
        ibm3624::verify::<Soft> => By(&[&["card ibm3624_verify"]]);
        ibm3624::offset::<Soft> => Not(
            PIN_VERIFICATION_TESTS,
            "no operation makes an offset of an enciphered PIN; held by offset_of_pin",
        );
        ibm3624::offset_of_pin::<Soft> => By(&[&["card ibm3624_offset"]]);
        ibm3624::pin_of_offset::<Soft> => By(&[&["card ibm3624"]]);
        KeyIndex::new => By(&[&["card pvv", "card pvv_verify"]]);
        PinVerificationValue::from_ascii => By(&[&["card pvv_verify"]]);
        PinVerificationValue::verify => Not(
            PIN_VERIFICATION_TESTS,
            "compares two values, computes none",
        );
        pvv::verify::<Soft> => By(&[&["card pvv_verify"]]);
        pvv::generate::<Soft> => Not(
            PIN_VERIFICATION_TESTS,
            "no operation makes a value of an enciphered PIN; held by of_pin",
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
        DecimalizationTable::trusted_under => By(&[IBM3624]);
        DecimalizationTable::protect::<AesCmac, Soft, 16> => Not(
            TABLE_TESTS,
            "the engine's generate_mac, which has vectors, over the table",
        );
    }
}
