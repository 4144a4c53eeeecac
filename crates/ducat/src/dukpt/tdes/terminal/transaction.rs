//! One transaction on the terminal.

use ducat_hal::{
    BlockCipher, CurrentAlgorithm, EncipherPin, KeyEngine, Mac, MacAlgorithm, TdeaDerivation,
};
use rand_core::TryCryptoRng;

use super::super::{KeySerialNumber, TdeaVariant, Terminal, TransactionKey, WorkingRole};
use crate::data::{self, InitializationVector, Padding};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{
    DataDecipher, DataEncipher, MacGenerate, MacVerify, PinEncipher, Request, Response,
};
use crate::mac::{self, RetailMac, Tag};
use crate::pin::Pin;
use crate::pin_block::{self, Binding, EncipheredPin};
use crate::secret::scrubbed;

/// One transaction: it owns the transaction key, which no register holds any more. Dropping it
/// destroys the key.
pub struct Transaction<E: KeyEngine> {
    key: TransactionKey<Terminal, E>,
    pin_key_taken: bool,
}

impl<E: TdeaDerivation> Transaction<E> {
    pub(super) const fn new(key: TransactionKey<Terminal, E>) -> Self {
        Self { key, pin_key_taken: false }
    }

    /// The key serial number, to be sent with the request.
    pub const fn key_serial_number(&self) -> KeySerialNumber {
        self.key.key_serial_number()
    }

    /// The transaction key, from which all working keys but that for the PIN derive.
    pub const fn key(&self) -> &TransactionKey<Terminal, E> {
        &self.key
    }

    /// Enciphers the PIN, once, in the format of `binding`: 0, 3, or 1 where no PAN is at hand.
    ///
    /// # Standard
    /// ISO 9564-1 9.3 under the PIN variant, ANSI X9.24-1:2009 A.4.1.
    ///
    /// # Secrets
    /// `pin` and the PIN key are wiped, whatever the outcome.
    ///
    /// # Errors
    /// [`Error::PinKeyUsed`] if it was done before, or the key taken. [`Error::Algorithm`] for
    /// formats 2 and 4, [`Error::Random`]: it may be tried again. After an error of the engine the
    /// PIN key counts as used.
    pub fn encipher_pin<G>(
        &mut self,
        engine: &mut E,
        rng: &mut G,
        pin: Pin,
        binding: Binding<'_>,
    ) -> Result<EncipheredPin, Error>
    where
        E: EncipherPin<8>,
        G: TryCryptoRng + ?Sized,
    {
        // The PIN is lent, and wiped in its place when this returns.
        scrubbed(engine, |engine| {
            let key = self.pin_key(engine)?;
            let block = pin_block::encipher_tdea(engine, rng, &key, &pin, binding);
            self.pin_key_taken = !matches!(block, Err(Error::Random | Error::Algorithm));
            block
        })
    }

    /// Derives the PIN key, once, for who enciphers the PIN himself.
    ///
    /// # Standard
    /// ANSI X9.24-1:2009 A.4.1, the PIN variant.
    ///
    /// # Errors
    /// [`Error::PinKeyUsed`] if a PIN was enciphered or the key taken before. After an error of the
    /// engine it counts as used.
    pub fn pin_key(&mut self, engine: &mut E) -> Result<Key<PinEncipher, E>, Error> {
        if core::mem::replace(&mut self.pin_key_taken, true) {
            return Err(Error::PinKeyUsed);
        }
        scrubbed(engine, |engine| self.key.derive(engine, TdeaVariant::Pin))
    }

    /// Generates the retail MAC of the request, `N` octets of it: 4, where the standard is
    /// followed.
    ///
    /// # Standard
    /// ANSI X9.24-1:2009 A.4.1: X9.19 under the request variant.
    ///
    /// # Errors
    /// The engine's.
    pub fn request_mac<const N: usize>(
        &self,
        engine: &mut E,
        message: &[&[u8]],
    ) -> Result<Tag<N>, Error>
    where
        E: Mac<RetailMac>,
    {
        self.request_mac_by::<RetailMac, N>(engine, message)
    }

    /// The same with a MAC algorithm agreed on with the host, [`TdeaCmac`](crate::TdeaCmac) for
    /// one.
    ///
    /// # Errors
    /// The engine's.
    pub fn request_mac_by<A: CurrentAlgorithm, const N: usize>(
        &self,
        engine: &mut E,
        message: &[&[u8]],
    ) -> Result<Tag<N>, Error>
    where
        E: Mac<A>,
        MacGenerate<A, Request>: WorkingRole<Terminal>,
    {
        scrubbed(engine, |engine| {
            let key = self.key.working_key::<MacGenerate<A, Request>>(engine)?;
            mac::generate(engine, &key, message)
        })
    }

    /// Verifies the retail MAC of the response, `N` octets of it.
    ///
    /// # Standard
    /// ANSI X9.24-1:2009 A.4.1: X9.19 under the response variant.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if the response is not the host's, unaltered; the engine's.
    pub fn verify_response<const N: usize>(
        &self,
        engine: &mut E,
        message: &[&[u8]],
        tag: &Tag<N>,
    ) -> Result<(), Error>
    where
        E: Mac<RetailMac>,
    {
        self.verify_response_by::<RetailMac, N>(engine, message, tag)
    }

    /// The same with a MAC algorithm agreed on with the host.
    ///
    /// # Errors
    /// As [`verify_response`](Self::verify_response).
    pub fn verify_response_by<A: MacAlgorithm, const N: usize>(
        &self,
        engine: &mut E,
        message: &[&[u8]],
        tag: &Tag<N>,
    ) -> Result<(), Error>
    where
        E: Mac<A>,
        MacVerify<A, Response>: WorkingRole<Terminal>,
    {
        scrubbed(engine, |engine| {
            let key = self.key.working_key::<MacVerify<A, Response>>(engine)?;
            mac::verify(engine, &key, message, tag)
        })
    }

    /// Enciphers data of the request in place: [`data::encipher_cbc`] under the data key of
    /// requests.
    ///
    /// # Errors
    /// As [`data::encipher_cbc`].
    pub fn encipher_request_data(
        &self,
        engine: &mut E,
        iv: &InitializationVector<8>,
        padding: Padding,
        length: usize,
        buffer: &mut [u8],
    ) -> Result<(), Error>
    where
        E: BlockCipher<8>,
    {
        scrubbed(engine, |engine| {
            let key = self.key.working_key::<DataEncipher<Request>>(engine);
            let key = key.inspect_err(|_| buffer.fill(0))?;
            data::encipher_cbc(engine, &key, iv, padding, length, buffer)
        })
    }

    /// Deciphers data of the response in place: [`data::decipher_cbc`] under the data key of
    /// responses. Verify the response first.
    ///
    /// # Errors
    /// As [`data::decipher_cbc`].
    pub fn decipher_response_data(
        &self,
        engine: &mut E,
        iv: &InitializationVector<8>,
        padding: Padding,
        buffer: &mut [u8],
    ) -> Result<usize, Error>
    where
        E: BlockCipher<8>,
    {
        scrubbed(engine, |engine| {
            let key = self.key.working_key::<DataDecipher<Response>>(engine);
            let key = key.inspect_err(|_| buffer.fill(0))?;
            data::decipher_cbc(engine, &key, iv, padding, buffer)
        })
    }
}
