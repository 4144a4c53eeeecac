//! One transaction on the terminal.

use ducat_hal::{AesCmac, BlockCipher, CurrentAlgorithm, EncipherPin, KeyEngine, Mac};
use rand_core::TryCryptoRng;

use super::super::{KeySerialNumber, KeyType, Terminal, TransactionKey, UsageIndicator};
use crate::data::{self, InitializationVector, Padding};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{
    DataDecipher, DataEncipher, MacGenerate, MacVerify, PinEncipher, Request, Response,
};
use crate::mac::{self, Tag};
use crate::pan::Pan;
use crate::pin::Pin;
use crate::pin_block::{Binding, EncipheredPin, EncipheredPinBlock, encipher_tdea, format4};
use crate::secret::scrubbed;

const USAGE: UsageIndicator = UsageIndicator::PinEncryption;

/// One transaction: it owns the transaction key, which no register holds any more. Dropping it
/// destroys the key.
///
/// The calls derive AES working keys of the initial key's length, where none takes the type. For
/// data under other types, derive the key from [`key`](Self::key) and use [`data`]; for PINs, by
/// [`pin_key`](Self::pin_key).
pub struct Transaction<E: KeyEngine> {
    key: TransactionKey<Terminal, E>,
    key_type: KeyType,
    pin_key_taken: bool,
}

impl<E: KeyEngine> Transaction<E> {
    pub(super) const fn new(key: TransactionKey<Terminal, E>, key_type: KeyType) -> Self {
        Self { key, key_type, pin_key_taken: false }
    }

    /// The key serial number, to be sent with the request.
    pub const fn key_serial_number(&self) -> KeySerialNumber {
        self.key.key_serial_number()
    }

    /// The transaction key, from which all working keys but that for the PIN derive.
    pub const fn key(&self) -> &TransactionKey<Terminal, E> {
        &self.key
    }

    /// Enciphers the PIN as a format 4 block, once.
    ///
    /// # Standard
    /// ISO 9564-1 9.4.2.3 under the key of usage indicator 1000.
    ///
    /// # Secrets
    /// `pin` and the PIN key are wiped, whatever the outcome.
    ///
    /// # Errors
    /// [`Error::PinKeyUsed`] if it was done before, or the key taken; [`Error::Random`]: it may be
    /// tried again. After an error of the engine the PIN key counts as used.
    pub fn encipher_pin<G>(
        &mut self,
        engine: &mut E,
        rng: &mut G,
        pin: Pin,
        pan: &Pan,
    ) -> Result<EncipheredPinBlock, Error>
    where
        E: EncipherPin,
        G: TryCryptoRng + ?Sized,
    {
        // The PIN is lent, and wiped in its place when this returns.
        scrubbed(engine, |engine| {
            let key = self.pin_key(engine, self.key_type)?;
            let block = format4::encipher(engine, rng, &key, &pin, pan);
            self.pin_key_taken = !matches!(block, Err(Error::Random));
            block
        })
    }

    /// Enciphers the PIN, once, under a TDEA key of a type agreed on with the host, in the format
    /// of `binding`: 0, 3, or 1 where no PAN is at hand.
    ///
    /// # Standard
    /// ISO 9564-1 9.3 under the key of usage indicator 1000.
    ///
    /// # Secrets
    /// `pin` and the PIN key are wiped, whatever the outcome.
    ///
    /// # Errors
    /// [`Error::PinKeyUsed`] if it was done before, or the key taken. [`Error::Algorithm`] unless
    /// the type is one of TDEA, and for formats 2 and 4, [`Error::Random`]: it may be tried again.
    /// After an error of the engine the PIN key counts as used.
    pub fn encipher_pin_tdea<G>(
        &mut self,
        engine: &mut E,
        rng: &mut G,
        key_type: KeyType,
        pin: Pin,
        binding: Binding<'_>,
    ) -> Result<EncipheredPin, Error>
    where
        E: EncipherPin<8>,
        G: TryCryptoRng + ?Sized,
    {
        // The PIN is lent, and wiped in its place when this returns.
        scrubbed(engine, |engine| {
            let key = self.pin_key(engine, key_type)?;
            let block = encipher_tdea(engine, rng, &key, &pin, binding);
            self.pin_key_taken = !matches!(block, Err(Error::Random | Error::Algorithm));
            block
        })
    }

    /// Derives the PIN key of any type, once, for who enciphers the PIN himself: in a format
    /// that goes with a TDEA key, or under AES of another length.
    ///
    /// # Standard
    /// ANSI X9.24-3 6.3.2, usage indicator 1000.
    ///
    /// # Errors
    /// [`Error::PinKeyUsed`] if a PIN was enciphered or the key taken before;
    /// [`Error::Strength`], [`Error::Algorithm`] as
    /// [`working_key`](TransactionKey::working_key): another type may be tried. After an error of
    /// the engine the key counts as used.
    pub fn pin_key(
        &mut self,
        engine: &mut E,
        key_type: KeyType,
    ) -> Result<Key<PinEncipher, E>, Error> {
        if self.pin_key_taken {
            return Err(Error::PinKeyUsed);
        }
        let key = scrubbed(engine, |engine| self.key.derive(engine, USAGE, key_type));
        self.pin_key_taken = !matches!(key, Err(Error::Strength | Error::Algorithm));
        key
    }

    /// Generates the CMAC of the request, `N` octets of it.
    ///
    /// # Standard
    /// SP 800-38B under the key of usage indicator 2000.
    ///
    /// # Errors
    /// The engine's.
    pub fn request_mac<const N: usize>(
        &self,
        engine: &mut E,
        message: &[&[u8]],
    ) -> Result<Tag<N>, Error>
    where
        E: Mac<AesCmac>,
    {
        self.request_mac_by::<AesCmac, N>(engine, self.key_type, message)
    }

    /// Generates a MAC of the request with an algorithm and a type of key agreed on with the host:
    /// [`RetailMac`](crate::mac::RetailMac) or [`TdeaCmac`](crate::TdeaCmac) with keys of TDEA,
    /// HMAC.
    ///
    /// # Standard
    /// ANSI X9.24-3 6.3.2, usage indicator 2000.
    ///
    /// # Errors
    /// [`Error::Strength`], [`Error::Algorithm`] as
    /// [`working_key`](TransactionKey::working_key); the engine's.
    pub fn request_mac_by<A: CurrentAlgorithm, const N: usize>(
        &self,
        engine: &mut E,
        key_type: KeyType,
        message: &[&[u8]],
    ) -> Result<Tag<N>, Error>
    where
        E: Mac<A>,
    {
        scrubbed(engine, |engine| {
            let key = self.key.working_key::<MacGenerate<A, Request>>(engine, key_type)?;
            mac::generate(engine, &key, message)
        })
    }

    /// Verifies the CMAC of the response, `N` octets of it.
    ///
    /// # Standard
    /// SP 800-38B under the key of usage indicator 2001.
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
        E: Mac<AesCmac>,
    {
        self.verify_response_by::<AesCmac, N>(engine, self.key_type, message, tag)
    }

    /// Verifies a MAC of the response with an algorithm and a type of key agreed on with the host.
    ///
    /// # Standard
    /// ANSI X9.24-3 6.3.2, usage indicator 2001.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if the response is not the host's, unaltered; [`Error::Strength`],
    /// [`Error::Algorithm`] as [`working_key`](TransactionKey::working_key); the engine's.
    pub fn verify_response_by<A: CurrentAlgorithm, const N: usize>(
        &self,
        engine: &mut E,
        key_type: KeyType,
        message: &[&[u8]],
        tag: &Tag<N>,
    ) -> Result<(), Error>
    where
        E: Mac<A>,
    {
        scrubbed(engine, |engine| {
            let key = self.key.working_key::<MacVerify<A, Response>>(engine, key_type)?;
            mac::verify(engine, &key, message, tag)
        })
    }

    /// Enciphers data of the request in place: [`data::encipher_cbc`] under the key of usage
    /// indicator 3000.
    ///
    /// # Errors
    /// As [`data::encipher_cbc`].
    pub fn encipher_request_data(
        &self,
        engine: &mut E,
        iv: &InitializationVector,
        padding: Padding,
        length: usize,
        buffer: &mut [u8],
    ) -> Result<(), Error>
    where
        E: BlockCipher,
    {
        scrubbed(engine, |engine| {
            let key = self.key.working_key::<DataEncipher<Request>>(engine, self.key_type);
            let key = key.inspect_err(|_| buffer.fill(0))?;
            data::encipher_cbc(engine, &key, iv, padding, length, buffer)
        })
    }

    /// Deciphers data of the response in place: [`data::decipher_cbc`] under the key of usage
    /// indicator 3001. Verify the response first.
    ///
    /// # Errors
    /// As [`data::decipher_cbc`].
    pub fn decipher_response_data(
        &self,
        engine: &mut E,
        iv: &InitializationVector,
        padding: Padding,
        buffer: &mut [u8],
    ) -> Result<usize, Error>
    where
        E: BlockCipher,
    {
        scrubbed(engine, |engine| {
            let key = self.key.working_key::<DataDecipher<Response>>(engine, self.key_type);
            let key = key.inspect_err(|_| buffer.fill(0))?;
            data::decipher_cbc(engine, &key, iv, padding, buffer)
        })
    }
}
