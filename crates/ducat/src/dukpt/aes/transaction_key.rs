//! The transaction key, and the working keys that derive from it.

use core::marker::PhantomData;

use ducat_hal::{CurrentAlgorithm, KeyEngine};

use super::derivation::{self, DerivationData, KeyType, UsageIndicator};
use super::ksn::KeySerialNumber;
use crate::dukpt::side::{Host, Side, Terminal};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{
    BothWays, DataDecipher, DataEncipher, Intermediate, KeyEncryption, MacGenerate, MacVerify,
    PinDecipher, Request, Response, Role,
};

/// A role that a working key may have on side `S`, and the usage indicator it derives with.
///
/// | usage | terminal | host |
/// |---|---|---|
/// | PIN | by [`Transaction::pin_key`](super::terminal::Transaction::pin_key) alone | [`PinDecipher`] |
/// | MAC of requests | [`MacGenerate<A, Request>`] | [`MacVerify<A, Request>`] |
/// | MAC of responses | [`MacVerify<A, Response>`] | [`MacGenerate<A, Response>`] |
/// | data of requests | [`DataEncipher<Request>`] | [`DataDecipher<Request>`] |
/// | data of responses | [`DataDecipher<Response>`] | [`DataEncipher<Response>`] |
/// | MAC, data both ways | both rights | both rights |
/// | key encryption, derivation | [`KeyEncryption`], [`Intermediate`] | the same |
pub trait WorkingRole<S: Side>: Role {
    /// The usage indicator of such a key.
    const INDICATOR: UsageIndicator;
}

macro_rules! working_roles {
    ($($side:ident: $role:ty => $indicator:ident;)*) => {$(
        impl WorkingRole<$side> for $role {
            const INDICATOR: UsageIndicator = UsageIndicator::$indicator;
        }
    )*};
    ($(mac $side:ident: $role:ident, $direction:ident => $indicator:ident;)*) => {$(
        impl<A: CurrentAlgorithm> WorkingRole<$side> for $role<A, $direction> {
            const INDICATOR: UsageIndicator = UsageIndicator::$indicator;
        }
    )*};
}

working_roles! {
    Terminal: DataEncipher<Request> => DataEncrypt;
    Terminal: DataDecipher<Response> => DataDecrypt;
    Terminal: DataEncipher<BothWays> => DataBoth;
    Terminal: DataDecipher<BothWays> => DataBoth;
    Terminal: KeyEncryption => KeyEncryption;
    Terminal: Intermediate => KeyDerivation;
    Host: PinDecipher => PinEncryption;
    Host: DataDecipher<Request> => DataEncrypt;
    Host: DataEncipher<Response> => DataDecrypt;
    Host: DataEncipher<BothWays> => DataBoth;
    Host: DataDecipher<BothWays> => DataBoth;
    Host: KeyEncryption => KeyEncryption;
    Host: Intermediate => KeyDerivation;
}

working_roles! {
    mac Terminal: MacGenerate, Request => MacGeneration;
    mac Terminal: MacVerify, Response => MacVerification;
    mac Terminal: MacGenerate, BothWays => MacBoth;
    mac Terminal: MacVerify, BothWays => MacBoth;
    mac Host: MacVerify, Request => MacGeneration;
    mac Host: MacGenerate, Response => MacVerification;
    mac Host: MacGenerate, BothWays => MacBoth;
    mac Host: MacVerify, BothWays => MacBoth;
}

/// The key of one transaction, on side `S`. Working keys derive from it; it enciphers nothing
/// itself, and it is not the PIN key. Dropping it destroys it.
pub struct TransactionKey<S: Side, E: KeyEngine> {
    key: Key<Intermediate, E>,
    ksn: KeySerialNumber,
    side: PhantomData<fn() -> S>,
}

impl<S: Side, E: KeyEngine> TransactionKey<S, E> {
    pub(super) const fn new(key: Key<Intermediate, E>, ksn: KeySerialNumber) -> Self {
        Self { key, ksn, side: PhantomData }
    }

    /// The key serial number of this transaction.
    pub const fn key_serial_number(&self) -> KeySerialNumber {
        self.ksn
    }

    /// The key as the engine knows it.
    pub const fn key(&self) -> &Key<Intermediate, E> {
        &self.key
    }

    /// Derives the working key of role `R` and type `key_type`.
    ///
    /// # Standard
    /// ANSI X9.24-3 6.3.2, with the transaction's full counter.
    ///
    /// # Errors
    /// [`Error::Strength`] if the type is stronger than the initial key, [`Error::Algorithm`] if
    /// the role has no keys of that type, the engine's.
    ///
    /// The host deciphers PINs and a terminal does not:
    /// ```compile_fail,E0277
    /// use ducat::{Error, dukpt::aes::*, key::{Key, role::PinDecipher}};
    /// use ducat_hal::KeyEngine;
    /// fn f<E: KeyEngine>(e: &mut E, tx: TransactionKey<Terminal, E>) -> Result<(), Error> {
    ///     tx.working_key::<PinDecipher>(e, KeyType::Aes128).map(drop)
    /// }
    /// ```
    /// ```
    /// use ducat::{Error, dukpt::aes::*, key::{Key, role::PinDecipher}};
    /// use ducat_hal::KeyEngine;
    /// fn f<E: KeyEngine>(e: &mut E, tx: TransactionKey<Host, E>) -> Result<(), Error> {
    ///     tx.working_key::<PinDecipher>(e, KeyType::Aes128).map(drop)
    /// }
    /// ```
    pub fn working_key<R: WorkingRole<S>>(
        &self,
        engine: &mut E,
        key_type: KeyType,
    ) -> Result<Key<R, E>, Error> {
        self.derive(engine, R::INDICATOR, key_type)
    }

    /// Derives a key of a role with the usage indicator that belongs to it.
    pub(super) fn derive<R: Role>(
        &self,
        engine: &mut E,
        usage: UsageIndicator,
        key_type: KeyType,
    ) -> Result<Key<R, E>, Error> {
        let id = self.ksn.initial_key_id().derivation_id();
        let data = DerivationData::at(usage, key_type, id, self.ksn.counter().value());
        derivation::derive(engine, &self.key, &data)
    }
}
