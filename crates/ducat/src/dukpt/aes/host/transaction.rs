//! A payment on the host: nothing of a message is used before its MAC is verified.

use ducat_hal::{AesCmac, CurrentAlgorithm, KeyEngine, Mac, TranslatePin};
use rand_core::TryCryptoRng;

use super::{Host, transaction_key};
use crate::dukpt::aes::{KeySerialNumber, KeyType, TransactionKey};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{
    BaseDerivation, MacGenerate, MacVerify, PinDecipher, PinEncipher, Request, Response,
};
use crate::mac::{self, Tag};
use crate::pan::Pan;
use crate::pin_block::{
    Binding, EncipheredPin, EncipheredPinBlock, PinSource, PinTarget, TranslationPolicy, translate,
    translate_format4,
};
use crate::secret::{Scrub, scrubbed};

/// A request whose MAC is not verified yet. It can be verified, and nothing else.
///
/// Working keys are AES keys of the base derivation key's length, MACs are CMACs, where a call
/// does not take another type. For PINs and data under other types, derive them from the
/// [`TransactionKey`].
pub struct ReceivedRequest<E: KeyEngine> {
    key: TransactionKey<Host, E>,
    key_type: KeyType,
}

impl<E: KeyEngine> ReceivedRequest<E> {
    /// Derives the keys of the transaction `ksn`, whose freshness the caller has checked.
    ///
    /// # Errors
    /// As [`transaction_key`].
    pub fn new(
        engine: &mut E,
        bdk: &Key<BaseDerivation, E>,
        ksn: KeySerialNumber,
    ) -> Result<Self, Error> {
        let key_type = KeyType::of_aes(bdk.attributes(engine).algorithm)?;
        scrubbed(engine, |engine| Ok(Self { key: transaction_key(engine, bdk, ksn)?, key_type }))
    }

    /// Verifies the MAC of the request, `N` octets of it.
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
        E: Mac<AesCmac>,
    {
        let key_type = self.key_type;
        self.verify_by::<AesCmac, N>(engine, key_type, message, tag)
    }

    /// The same with an algorithm and a type of key agreed on with the terminal:
    /// [`RetailMac`](crate::mac::RetailMac) or [`TdeaCmac`](crate::TdeaCmac) with keys of TDEA,
    /// HMAC.
    ///
    /// # Errors
    /// As [`verify`](Self::verify); [`Error::Strength`], [`Error::Algorithm`] as
    /// [`working_key`](TransactionKey::working_key).
    pub fn verify_by<A: CurrentAlgorithm, const N: usize>(
        self,
        engine: &mut E,
        key_type: KeyType,
        message: &[&[u8]],
        tag: &Tag<N>,
    ) -> Result<VerifiedRequest<E>, Error>
    where
        E: Mac<A>,
    {
        // The wipe comes after the key has moved to where the caller wants it.
        let mut scrub = Scrub::after(engine);
        scrub.isolated(|engine| {
            let key = self.key.working_key::<MacVerify<A, Request>>(engine, key_type)?;
            mac::verify(engine, &key, message, tag)
        })?;
        Ok(VerifiedRequest { key: self.key, key_type: self.key_type })
    }
}

/// A request whose MAC was verified: it comes from the terminal, unaltered.
pub struct VerifiedRequest<E: KeyEngine> {
    key: TransactionKey<Host, E>,
    key_type: KeyType,
}

impl<E: KeyEngine> VerifiedRequest<E> {
    /// The transaction key, for working keys of other types.
    pub const fn key(&self) -> &TransactionKey<Host, E> {
        &self.key
    }

    /// Translates the request's PIN block to a zone key.
    ///
    /// # Errors
    /// As [`translate_format4`].
    pub fn translate_pin<G: TryCryptoRng + ?Sized>(
        &self,
        engine: &mut E,
        rng: &mut G,
        block: &EncipheredPinBlock,
        pan: &Pan,
        zone_key: &Key<PinEncipher, E>,
    ) -> Result<EncipheredPinBlock, Error>
    where
        E: TranslatePin,
    {
        scrubbed(engine, |engine| {
            let key: Key<PinDecipher, E> = self.key.working_key(engine, self.key_type)?;
            translate_format4(engine, rng, &key, block, pan, zone_key)
        })
    }

    /// Translates the request's PIN block to any key and format that the policy allows. `binding`
    /// is what the terminal bound the block to.
    ///
    /// # Errors
    /// As [`translate`].
    pub fn translate_pin_to<G: TryCryptoRng + ?Sized>(
        &self,
        engine: &mut E,
        rng: &mut G,
        policy: TranslationPolicy,
        block: &EncipheredPinBlock,
        binding: Binding<'_>,
        to: &PinTarget<'_, E>,
    ) -> Result<EncipheredPin, Error>
    where
        E: TranslatePin,
    {
        scrubbed(engine, |engine| {
            let key: Key<PinDecipher, E> = self.key.working_key(engine, self.key_type)?;
            let from = PinSource { key: &key, block: &(*block).into(), binding };
            translate(engine, rng, policy, &from, to)
        })
    }

    /// Generates the MAC of the response, `N` octets of it.
    ///
    /// # Errors
    /// The engine's.
    pub fn response_mac<const N: usize>(
        &self,
        engine: &mut E,
        message: &[&[u8]],
    ) -> Result<Tag<N>, Error>
    where
        E: Mac<AesCmac>,
    {
        self.response_mac_by::<AesCmac, N>(engine, self.key_type, message)
    }

    /// The same with an algorithm and a type of key agreed on with the terminal.
    ///
    /// # Errors
    /// [`Error::Strength`], [`Error::Algorithm`] as [`working_key`](TransactionKey::working_key);
    /// the engine's.
    pub fn response_mac_by<A: CurrentAlgorithm, const N: usize>(
        &self,
        engine: &mut E,
        key_type: KeyType,
        message: &[&[u8]],
    ) -> Result<Tag<N>, Error>
    where
        E: Mac<A>,
    {
        scrubbed(engine, |engine| {
            let key = self.key.working_key::<MacGenerate<A, Response>>(engine, key_type)?;
            mac::generate(engine, &key, message)
        })
    }
}
