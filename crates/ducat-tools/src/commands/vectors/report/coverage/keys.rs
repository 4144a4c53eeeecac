//! Keys by role, components, the ceremony that brings them together.

use ducat::key::ceremony;
use ducat::key::role::Initial;
use ducat::key::{CmacMethod, KeyCheckValue};
use ducat::{Key, KeyComponent};

use super::Covered::{By, Not};
use super::{
    AES_HOST, AES_OTHER_KEYS, AES_TERMINAL, CARD, Function, KEY_BLOCKS, Soft, TDES_TERMINAL,
    TDES_WORKING, functions,
};

pub(super) fn keys() -> Vec<Function> {
    functions! {
        ceremony::Contribution::check_value::<CmacMethod, Soft> => By(&[&["components combine"]]);
        ceremony::Opened::join => By(&[&["components combine"]]);
        ceremony::Ceremony::join => By(&[&["components combine"]]);
        ceremony::Ceremony::finish::<Initial, Soft> => By(&[&["components combine"]]);
        KeyCheckValue::<CmacMethod>::of::<Initial, Soft> => By(&[&["components combine"]]);
        KeyComponent::new => By(&[&["components combine"]]);
        KeyComponent::check_value::<CmacMethod, Soft> => By(&[&["components combine"]]);
        Key::<Initial, Soft>::open => By(&[TDES_WORKING]);
        Key::<Initial, Soft>::load => By(&[
            AES_HOST, AES_TERMINAL, AES_OTHER_KEYS, TDES_WORKING, TDES_TERMINAL, KEY_BLOCKS, CARD,
            &["aes-keywrap unwrap", "aes-keywrap wrap", "cmac mac", "cmac verify",
                "components combine", "kcv kcv", "pinblock decipher", "pinblock encipher",
                "pinblock translate", "tdes-dukpt ipek", "tdes-dukpt keys",
                "tdes-dukpt transaction_key", "tdes-dukpt variant"],
        ]);
        Key::<Initial, Soft>::load_exportable => Not(
            "crates/ducat/tests/domain/key_block_contents.rs",
            "as load, with the right to leave in a key block",
        );
    }
}
