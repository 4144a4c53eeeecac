//! Usage indicators and key types by the protocol's names.

use ducat::dukpt::aes::{KeyType, UsageIndicator};

use crate::outcome::Failure;

pub(super) fn usage(name: &str) -> Result<UsageIndicator, Failure> {
    UsageIndicator::from_name(name).ok_or(Failure::UNSUPPORTED)
}

pub(super) fn key_type(name: &str) -> Result<KeyType, Failure> {
    KeyType::from_name(name).ok_or(Failure::UNSUPPORTED)
}
