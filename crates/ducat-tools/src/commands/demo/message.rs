//! What travels between terminal and host: plain text, so that it can be read here.

use core::fmt::Display;

use ducat::dukpt::aes::KeySerialNumber;
use ducat::mac::Tag;
use ducat::pin_block::EncipheredPinBlock;

use super::stage::hex;

/// A payment request, and the MAC over all of it.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) ksn: KeySerialNumber,
    pub(super) pan: String,
    /// In hundredths.
    pub(super) amount: u32,
    pub(super) pin_block: EncipheredPinBlock,
    pub(super) tag: Tag<8>,
}

impl Request {
    /// What the MAC is over.
    pub(super) fn text(&self) -> String {
        request_text(self.ksn, &self.pan, self.amount, &self.pin_block.0)
    }
}

pub(super) fn request_text(ksn: impl Display, pan: &str, amount: u32, pin_block: &[u8]) -> String {
    format!("pay;ksn={ksn};pan={pan};amount={amount};pin={}", hex(pin_block))
}

/// The host's answer, and the MAC over all of it.
#[derive(Clone)]
pub(super) struct Response {
    pub(super) text: String,
    pub(super) tag: Tag<8>,
}

pub(super) fn response_text(ksn: impl Display, amount: u32, approved: bool) -> String {
    let verdict = if approved { "approved" } else { "declined" };
    format!("{verdict};ksn={ksn};amount={amount}")
}

/// Hundredths as people write them.
pub(super) fn money(amount: u32) -> String {
    format!("{}.{:02}", amount / 100, amount % 100)
}
