//! The terminal: a PIN pad, a secure element, and the state of its keys.

use ducat::dukpt::aes::terminal::{TerminalState, Transaction};
use ducat::mac::Tag;
use ducat::{Error, Pan, Pin};
use ducat_sim::SecureElement;
use rand_core::TryCryptoRng;

use super::message::{Request, Response, request_text};

pub(super) struct Terminal {
    pub(super) element: SecureElement,
    pub(super) state: TerminalState<SecureElement>,
}

/// A payment under way: the request was sent, the response is awaited.
pub(super) struct Pending {
    pub(super) request: Request,
    pub(super) transaction: Transaction<SecureElement>,
}

impl Terminal {
    /// Takes the next key, enciphers the PIN and makes the request.
    pub(super) fn pay(
        &mut self,
        rng: &mut impl TryCryptoRng,
        pin: Pin,
        pan: &str,
        amount: u32,
    ) -> Result<Pending, Error> {
        // The store of a real terminal makes the advanced state durable before it goes on.
        let mut transaction = self.state.generate(&mut self.element)?;
        let parsed = Pan::from_ascii(pan.as_bytes())?;
        let pin_block = transaction.encipher_pin(&mut self.element, rng, pin, &parsed)?;
        let ksn = transaction.key_serial_number();
        let text = request_text(ksn, pan, amount, &pin_block.0);
        let tag: Tag<8> = transaction.request_mac(&mut self.element, &[text.as_bytes()])?;
        let request = Request { ksn, pan: pan.into(), amount, pin_block, tag };
        Ok(Pending { request, transaction })
    }

    /// Verifies the response. The keys of the payment are gone afterwards.
    pub(super) fn finish(&mut self, pending: Pending, response: &Response) -> Result<(), Error> {
        let Pending { transaction, .. } = pending;
        transaction.verify_response(&mut self.element, &[response.text.as_bytes()], &response.tag)
    }
}
