//! Key blocks.

use ducat::key::role::Initial;
use ducat::key_block::{
    self, AlgorithmCode, CheckValueData, Header, KeyBlock, KeyBlockPolicy, KeyVersion, ModeCode,
    NewKeyBlock, OptionalBlock, OptionalBlockId, ShortBlock, UsageCode,
};
use getrandom::SysRng;

use super::Covered::{By, Not};
use super::{Function, KEY_BLOCKS, Soft, functions};

const KEY_BLOCK_TESTS: &str = "crates/ducat/tests/domain/key_block.rs";
const SHORT_TESTS: &str = "crates/ducat/src/key_block/optional/short.rs";

pub(super) fn key_block() -> Vec<Function> {
    functions! {
        NewKeyBlock::with_optional_blocks => By(&[&["tr31 wrap"]]);
        NewKeyBlock::characters => By(&[&["tr31 wrap"]]);
        UsageCode::usage => By(&[KEY_BLOCKS]);
        AlgorithmCode::is_known => By(&[KEY_BLOCKS]);
        AlgorithmCode::admits => By(&[KEY_BLOCKS]);
        AlgorithmCode::longest_key => By(&[&["tr31 wrap"]]);
        ModeCode::mode => By(&[KEY_BLOCKS]);
        KeyVersion::from_ascii => By(&[KEY_BLOCKS]);
        Header::new => Not(KEY_BLOCK_TESTS, "the vectors give headers in characters");
        Header::parse => By(&[KEY_BLOCKS]);
        Header::attributes => By(&[&["tr31 wrap"]]);
        key_block::open::<Initial, Soft> => Not(
            KEY_BLOCK_TESTS,
            "open_handle, and the role of the key",
        );
        key_block::open_handle::<Soft> => By(&[&["tr31 unwrap"]]);
        key_block::open_clear::<Soft> => By(&[&["tr31 unwrap"]]);
        KeyBlock::parse => By(&[KEY_BLOCKS]);
        KeyBlockPolicy::never_leaving_again => Not(
            "crates/ducat/tests/domain/key_block_policy.rs",
            "policy: what is opened may not leave",
        );
        KeyBlockPolicy::check_header => By(&[KEY_BLOCKS]);
        key_block::wrap::<Initial, Soft, SysRng> => Not(
            KEY_BLOCK_TESTS,
            "wrap_handle for a key whose role is known",
        );
        key_block::wrap_handle::<Soft, SysRng> => By(&[&["tr31 wrap"]]);
        CheckValueData::new => By(&[KEY_BLOCKS]);
        OptionalBlockId::from_ascii => By(&[KEY_BLOCKS]);
        OptionalBlock::new => By(&[&["tr31 wrap"]]);
        OptionalBlock::content => By(&[&["tr31 unwrap"]]);
        ShortBlock::asymmetric_life => Not(
            SHORT_TESTS,
            "the vectors give optional blocks in characters",
        );
        ShortBlock::tdea_key_set => Not(
            SHORT_TESTS,
            "the vectors give optional blocks in characters",
        );
        ShortBlock::bdk_id => Not(SHORT_TESTS, "the vectors give optional blocks in characters");
        ShortBlock::hash => Not(SHORT_TESTS, "the vectors give optional blocks in characters");
        ShortBlock::initial_key_id => Not(
            SHORT_TESTS,
            "the vectors give optional blocks in characters",
        );
        ShortBlock::initial_ksn => Not(
            SHORT_TESTS,
            "the vectors give optional blocks in characters",
        );
        ShortBlock::key_check_value => Not(
            SHORT_TESTS,
            "the vectors give optional blocks in characters",
        );
        ShortBlock::protection_key_check_value => Not(
            SHORT_TESTS,
            "the vectors give optional blocks in characters",
        );
        ShortBlock::pedigree => Not(SHORT_TESTS, "the vectors give optional blocks in characters");
        key_block::wrap_clear::<Soft, SysRng> => By(&[&["tr31 wrap"]]);
    }
}
