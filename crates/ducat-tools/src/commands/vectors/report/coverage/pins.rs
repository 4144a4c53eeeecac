//! PINs, PANs, PIN blocks and their translation.

use ducat::pin_block::{
    self, Binding, TranslationPolicy, format0, format1, format2, format3, format4,
};
use ducat::{Pan, Pin};
use getrandom::SysRng;

use super::Covered::{By, Not};
use super::{BOUND_PINS, Function, Soft, VERIFIED_PINS, functions};

const PAN_TESTS: &str = "crates/ducat/src/pan.rs";
const PIN_CIPHERED_TESTS: &str = "crates/ducat/tests/domain/pin_ciphered.rs";

pub(super) fn pins() -> Vec<Function> {
    functions! {
        Pan::from_ascii => By(&[
            BOUND_PINS, VERIFIED_PINS,
            &["card cvv", "card cvv_verify", "card ibm3624_verify pan", "card pvv",
                "card pvv_verify", "pinblock decode format=0", "pinblock decode format=3",
                "pinblock encode format=0", "pinblock encode format=3", "pinblock pan_field_128",
                "pinblock translate to_format=0", "pinblock translate to_format=3",
                "pinblock translate to_format=4"],
        ]);
        Pan::check_digit_is_valid => Not(PAN_TESTS, "no operation asks for it");
        Pan::format0_field => By(&[
            BOUND_PINS, VERIFIED_PINS,
            &["pinblock decode format=0", "pinblock decode format=3", "pinblock encode format=0",
                "pinblock encode format=3", "pinblock translate to_format=0",
                "pinblock translate to_format=3", "pinblock translate to_format=4"],
        ]);
        Pan::format4_field => By(&[
            BOUND_PINS, VERIFIED_PINS,
            &["pinblock pan_field_128", "pinblock translate to_format=0",
                "pinblock translate to_format=3", "pinblock translate to_format=4"],
        ]);
        Pan::format4_field_of_12_digits => Not(
            PAN_TESTS,
            "not what ISO 9564-1 says, for peers that know no other; no vectors",
        );
        Pan::is_same_as => By(&[
            &["card pvv_verify format=0", "card pvv_verify format=3", "card pvv_verify format=4"],
        ]);
        Pin::from_ascii => By(&[
            &["aes-dukpt encrypt_pin_format4", "card ibm3624_offset", "card pvv",
                "pinblock encipher", "pinblock encode",
                "tdes-dukpt encrypt_pin", "tdes-dukpt encrypt_pin_block"],
        ]);
        Pin::from_digits => Not(
            "crates/ducat/tests/domain/pin_block.rs",
            "as from_ascii, for digits that are not text",
        );
        Binding::new => By(&[
            &["card ibm3624_verify", "card pvv_verify", "pinblock translate", "tdes-dukpt encrypt_pin",
                "tdes-dukpt encrypt_pin_block"],
        ]);
        format0::encode => By(&[&[
            "pinblock encode format=0",
            "tdes-dukpt encrypt_pin_block pin_block_format=0 clear_pin_block",
        ]]);
        format0::decode => By(&[&["pinblock decode format=0"]]);
        format0::encipher::<Soft> =>
            By(&[&["pinblock encipher format=0", "tdes-dukpt encrypt_pin pin_block_format=0",
                "tdes-dukpt encrypt_pin_block pin_block_format=0"]]);
        format0::decipher::<Soft> => By(&[&["pinblock decipher format=0"]]);
        format1::encode::<SysRng> => By(&[&[
            "pinblock encode format=1",
            "tdes-dukpt encrypt_pin_block pin_block_format=1 clear_pin_block",
        ]]);
        format1::decode => By(&[&["pinblock decode format=1"]]);
        format1::encipher::<Soft, SysRng> =>
            By(&[&["pinblock encipher format=1", "tdes-dukpt encrypt_pin pin_block_format=1",
                "tdes-dukpt encrypt_pin_block pin_block_format=1"]]);
        format1::decipher::<Soft> => By(&[&["pinblock decipher format=1"]]);
        format2::encode => By(&[&["pinblock encode format=2"]]);
        format2::decode => By(&[&["pinblock decode format=2"]]);
        format3::encode::<SysRng> => By(&[&["pinblock encode format=3"]]);
        format3::decode => By(&[&["pinblock decode format=3"]]);
        format3::encipher::<Soft, SysRng> =>
            By(&[&["pinblock encipher format=3", "tdes-dukpt encrypt_pin pin_block_format=3"]]);
        format3::decipher::<Soft> => By(&[&["pinblock decipher format=3"]]);
        format4::encipher::<Soft, SysRng> =>
            By(&[&["aes-dukpt encrypt_pin_format4", "pinblock encipher format=4"]]);
        format4::decipher::<Soft> => By(&[&["pinblock decipher format=4"]]);
        format4::encipher_with_12_digits::<Soft, SysRng> => Not(
            PIN_CIPHERED_TESTS,
            "not what ISO 9564-1 says, for peers that know no other; no vectors",
        );
        format4::decipher_with_12_digits::<Soft> => Not(
            PIN_CIPHERED_TESTS,
            "not what ISO 9564-1 says, for peers that know no other; no vectors",
        );
        TranslationPolicy::allows => By(&[&["pinblock translate", "pinblock translate_rule"]]);
        pin_block::translate::<Soft, SysRng> => By(&[&["pinblock translate"]]);
        pin_block::translate_format4::<Soft, SysRng> => Not(
            "crates/ducat/tests/domain/format4.rs",
            "translate for two blocks of format 4, to which it leads",
        );
    }
}
