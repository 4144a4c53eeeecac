//! The scenes, in order.

pub(super) mod attacks;
pub(super) mod last_key;
pub(super) mod payments;
pub(super) mod provisioning;
pub(super) mod tdes;
pub(super) mod theft;
pub(super) mod update;

use super::host::Host;
use super::issuer::Issuer;
use super::terminal::Terminal;

/// Who is on stage.
pub(super) struct Cast {
    pub(super) terminal: Terminal,
    pub(super) host: Host,
    pub(super) issuer: Issuer,
}

/// The card.
pub(super) const PAN: &str = "4111111111111111";
pub(super) const PIN: &[u8] = b"1234";

/// The identifier that the published vectors use.
pub(super) const INITIAL_KEY_ID: u64 = 0x1234_5678_9012_3456;
