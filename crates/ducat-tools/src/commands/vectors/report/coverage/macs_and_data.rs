//! MACs and enciphered data.

use ducat::AesCmac;
use ducat::data::{self, InitializationVector, Padding};
use ducat::key::role::BothWays;
use ducat::mac::{self, Generator, Tag, Verifier};
use getrandom::SysRng;

use super::Covered::{By, Not};
use super::{Function, Soft, functions};

const MACS_TESTS: &str = "crates/ducat/tests/domain/macs.rs";

pub(super) fn macs_and_data() -> Vec<Function> {
    functions! {
        InitializationVector::<16>::random::<SysRng> => Not(
            "crates/ducat/tests/domain/random.rs",
            "draws its value",
        );
        Padding::padded_octets => By(&[&["aes-dukpt data_cbc", "tdes-dukpt data_cbc"]]);
        data::encipher_cbc::<BothWays, Soft, 16> =>
            By(&[&["aes-dukpt data_cbc", "tdes-dukpt data_cbc"]]);
        data::decipher_cbc::<BothWays, Soft, 16> => Not(
            "crates/ducat/tests/domain/data.rs",
            "the vectors ask the engine's decipher_cbc, which it calls",
        );
        mac::generate::<AesCmac, BothWays, Soft, 16> =>
            By(&[&["aes-dukpt cmac", "aes-dukpt mac", "tdes-dukpt cmac", "tdes-dukpt retail_mac"]]);
        mac::verify::<AesCmac, BothWays, Soft, 16> => Not(
            MACS_TESTS,
            "the vectors ask the engine's verify_mac, which it calls",
        );
        Generator::<AesCmac, Soft>::begin::<BothWays> => Not(
            MACS_TESTS,
            "the vectors give whole messages; parts are compared with the whole",
        );
        Generator::<AesCmac, Soft>::update => Not(
            MACS_TESTS,
            "the vectors give whole messages; parts are compared with the whole",
        );
        Generator::<AesCmac, Soft>::finish::<16> => Not(
            MACS_TESTS,
            "the vectors give whole messages; parts are compared with the whole",
        );
        Verifier::<AesCmac, Soft>::begin::<BothWays> => Not(
            MACS_TESTS,
            "the vectors give whole messages; parts are compared with the whole",
        );
        Verifier::<AesCmac, Soft>::update => Not(
            MACS_TESTS,
            "the vectors give whole messages; parts are compared with the whole",
        );
        Verifier::<AesCmac, Soft>::finish::<16> => Not(
            MACS_TESTS,
            "the vectors give whole messages; parts are compared with the whole",
        );
        Tag::<16>::verify => Not(
            "crates/ducat/tests/domain/host.rs",
            "compares two tags, computes none",
        );
    }
}
