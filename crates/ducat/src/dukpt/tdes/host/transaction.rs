//! A payment on the host: nothing of a message is used before its MAC is verified.

use ducat_hal::{
    BlockCipher, CurrentAlgorithm, KeyEngine, Mac, MacAlgorithm, TdeaDerivation, TranslatePin,
};
use rand_core::TryCryptoRng;

use super::super::{KeySerialNumber, TransactionKey, WorkingRole};
use super::{Host, transaction_key};
use crate::data::{self, InitializationVector, Padding};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{
    BaseDerivation, DataDecipher, DataEncipher, MacGenerate, MacVerify, PinDecipher, Request,
    Response,
};
use crate::mac::{self, RetailMac, Tag};
use crate::pin_block::{
    Binding, EncipheredPin, PinSource, PinTarget, TranslationPolicy, translate,
};
use crate::secret::{Scrub, scrubbed};

/// A request whose MAC is not verified yet. It can be verified, and nothing else.
pub struct ReceivedRequest<E: KeyEngine> {
    key: TransactionKey<Host, E>,
}

impl<E: TdeaDerivation> ReceivedRequest<E> {
    /// Derives the keys of the transaction `ksn`, whose freshness the caller has checked.
    ///
    /// # Errors
    /// As [`transaction_key`].
    pub fn new(
        engine: &mut E,
        bdk: &Key<BaseDerivation, E>,
        ksn: KeySerialNumber,
    ) -> Result<Self, Error> {
        scrubbed(engine, |engine| Ok(Self { key: transaction_key(engine, bdk, ksn)? }))
    }

    /// Verifies the retail MAC of the request, `N` octets of it: 4, where the standard is
    /// followed.
    ///
    /// # Standard
    /// ANSI X9.24-1:2009 A.4.1, under the request variant.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if the message, its tag or its key serial number was altered: the
    /// request and its keys are gone, and must not be acted on. Else the engine's.
    pub fn verify<const N: usize>(
        self,
        engine: &mut E,
        message: &[&[u8]],
        tag: &Tag<N>,
    ) -> Result<VerifiedRequest<E>, Error>
    where
        E: Mac<RetailMac>,
    {
        self.verify_by::<RetailMac, N>(engine, message, tag)
    }

    /// The same with a MAC algorithm agreed on with the peer, [`TdeaCmac`](crate::TdeaCmac) for
    /// one.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_by<A: MacAlgorithm, const N: usize>(
        self,
        engine: &mut E,
        message: &[&[u8]],
        tag: &Tag<N>,
    ) -> Result<VerifiedRequest<E>, Error>
    where
        E: Mac<A>,
        MacVerify<A, Request>: WorkingRole<Host>,
    {
        // The wipe comes after the key has moved to where the caller wants it.
        let mut scrub = Scrub::after(engine);
        scrub.isolated(|engine| {
            let key = self.key.working_key::<MacVerify<A, Request>>(engine)?;
            mac::verify(engine, &key, message, tag)
        })?;
        Ok(VerifiedRequest { key: self.key })
    }
}

/// A request whose MAC was verified: it comes from the terminal, unaltered.
pub struct VerifiedRequest<E: KeyEngine> {
    key: TransactionKey<Host, E>,
}

impl<E: TdeaDerivation> VerifiedRequest<E> {
    /// The transaction key, for working keys.
    pub const fn key(&self) -> &TransactionKey<Host, E> {
        &self.key
    }

    /// Translates the request's PIN block to any key and format that the policy allows. `binding`
    /// is what the terminal bound the block to.
    ///
    /// # Errors
    /// As [`translate`].
    pub fn translate_pin<G: TryCryptoRng + ?Sized>(
        &self,
        engine: &mut E,
        rng: &mut G,
        policy: TranslationPolicy,
        block: &EncipheredPin,
        binding: Binding<'_>,
        to: &PinTarget<'_, E>,
    ) -> Result<EncipheredPin, Error>
    where
        E: TranslatePin,
    {
        scrubbed(engine, |engine| {
            let key = self.key.working_key::<PinDecipher>(engine)?;
            let from = PinSource { key: &key, block, binding };
            translate(engine, rng, policy, &from, to)
        })
    }

    /// Deciphers data of the request in place: [`data::decipher_cbc`] under the data key of
    /// requests.
    ///
    /// # Errors
    /// As [`data::decipher_cbc`].
    pub fn decipher_request_data(
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
            let key = self.key.working_key::<DataDecipher<Request>>(engine);
            let key = key.inspect_err(|_| buffer.fill(0))?;
            data::decipher_cbc(engine, &key, iv, padding, buffer)
        })
    }

    /// Enciphers data of the response in place: [`data::encipher_cbc`] under the data key of
    /// responses.
    ///
    /// # Errors
    /// As [`data::encipher_cbc`].
    pub fn encipher_response_data(
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
            let key = self.key.working_key::<DataEncipher<Response>>(engine);
            let key = key.inspect_err(|_| buffer.fill(0))?;
            data::encipher_cbc(engine, &key, iv, padding, length, buffer)
        })
    }

    /// Generates the retail MAC of the response, `N` octets of it.
    ///
    /// # Standard
    /// ANSI X9.24-1:2009 A.4.1, under the response variant.
    ///
    /// # Errors
    /// The engine's.
    pub fn response_mac<const N: usize>(
        &self,
        engine: &mut E,
        message: &[&[u8]],
    ) -> Result<Tag<N>, Error>
    where
        E: Mac<RetailMac>,
    {
        self.response_mac_by::<RetailMac, N>(engine, message)
    }

    /// The same with a MAC algorithm agreed on with the peer.
    ///
    /// # Errors
    /// The engine's.
    pub fn response_mac_by<A: CurrentAlgorithm, const N: usize>(
        &self,
        engine: &mut E,
        message: &[&[u8]],
    ) -> Result<Tag<N>, Error>
    where
        E: Mac<A>,
        MacGenerate<A, Response>: WorkingRole<Host>,
    {
        scrubbed(engine, |engine| {
            let key = self.key.working_key::<MacGenerate<A, Response>>(engine)?;
            mac::generate(engine, &key, message)
        })
    }
}
