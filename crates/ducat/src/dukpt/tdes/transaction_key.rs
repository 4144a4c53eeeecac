//! The transaction key, and the working keys that derive from it.

use core::marker::PhantomData;

use ducat_hal::{Algorithm3, MacPadding, TdeaAlgorithm1, TdeaCmac};
use ducat_hal::{KeyEngine, TdeaDerivation, TdeaStep, TdeaVariant};

use super::ksn::KeySerialNumber;
use super::steps;
use crate::dukpt::side::{Host, Side, Terminal};
use crate::error::Error;
use crate::key::Key;
use crate::key::role::{
    BothWays, DataDecipher, DataEncipher, Intermediate, MacGenerate, MacVerify, PinDecipher,
    Request, Response, Role,
};

/// A role that a working key may have on side `S`, and the variant that it is.
///
/// | variant | terminal | host |
/// |---|---|---|
/// | PIN | by [`Transaction::pin_key`](super::terminal::Transaction::pin_key) alone | [`PinDecipher`] |
/// | MAC of requests | [`MacGenerate<A, Request>`] | [`MacVerify<A, Request>`] |
/// | MAC of responses | [`MacVerify<A, Response>`] | [`MacGenerate<A, Response>`] |
/// | data of requests | [`DataEncipher<Request>`] | [`DataDecipher<Request>`] |
/// | data of responses | [`DataDecipher<Response>`] | [`DataEncipher<Response>`] |
/// | MAC, data both ways: those of requests | both rights | both rights |
///
/// `A` is [`RetailMac`](crate::mac::RetailMac) or algorithm 3 with another padding, [`TdeaCmac`],
/// or [`TdeaAlgorithm1`].
pub trait WorkingRole<S: Side>: Role {
    /// Which variant of the transaction key it is.
    const VARIANT: TdeaVariant;
}

macro_rules! working_roles {
    ($($side:ident: $role:ty => $variant:ident;)*) => {$(
        impl WorkingRole<$side> for $role {
            const VARIANT: TdeaVariant = TdeaVariant::$variant;
        }
    )*};
}

working_roles! {
    Terminal: DataEncipher<Request> => DataRequest;
    Terminal: DataDecipher<Response> => DataResponse;
    Terminal: DataEncipher<BothWays> => DataRequest;
    Terminal: DataDecipher<BothWays> => DataRequest;
    Host: PinDecipher => Pin;
    Host: DataDecipher<Request> => DataRequest;
    Host: DataEncipher<Response> => DataResponse;
    Host: DataEncipher<BothWays> => DataRequest;
    Host: DataDecipher<BothWays> => DataRequest;
}

macro_rules! mac_roles {
    ($side:ident: $role:ident, $direction:ident => $variant:ident) => {
        impl WorkingRole<$side> for $role<TdeaCmac, $direction> {
            const VARIANT: TdeaVariant = TdeaVariant::$variant;
        }
        impl<P: MacPadding> WorkingRole<$side> for $role<Algorithm3<P>, $direction> {
            const VARIANT: TdeaVariant = TdeaVariant::$variant;
        }
        impl<P: MacPadding> WorkingRole<$side> for $role<TdeaAlgorithm1<P>, $direction> {
            const VARIANT: TdeaVariant = TdeaVariant::$variant;
        }
    };
}

mac_roles!(Terminal: MacGenerate, Request => MacRequest);
mac_roles!(Terminal: MacVerify, Response => MacResponse);
mac_roles!(Terminal: MacGenerate, BothWays => MacRequest);
mac_roles!(Terminal: MacVerify, BothWays => MacRequest);
mac_roles!(Host: MacVerify, Request => MacRequest);
mac_roles!(Host: MacGenerate, Response => MacResponse);
mac_roles!(Host: MacGenerate, BothWays => MacRequest);
mac_roles!(Host: MacVerify, BothWays => MacRequest);

/// The key of one transaction, on side `S`: two-key TDEA. Working keys derive from it; it
/// enciphers nothing itself. Dropping it destroys it.
///
/// All but the data keys are variants, not one-way: who has one of those has the transaction key.
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

    /// Derives the working key of role `R`.
    ///
    /// # Standard
    /// ANSI X9.24-1:2009 A.4.1.
    ///
    /// # Errors
    /// The engine's.
    ///
    /// The host deciphers PINs and a terminal does not:
    /// ```compile_fail,E0277
    /// use ducat::{Error, dukpt::tdes::*, key::role::PinDecipher};
    /// use ducat_hal::TdeaDerivation;
    /// fn f<E: TdeaDerivation>(e: &mut E, tx: TransactionKey<Terminal, E>) -> Result<(), Error> {
    ///     tx.working_key::<PinDecipher>(e).map(drop)
    /// }
    /// ```
    /// ```
    /// use ducat::{Error, dukpt::tdes::*, key::role::PinDecipher};
    /// use ducat_hal::TdeaDerivation;
    /// fn f<E: TdeaDerivation>(e: &mut E, tx: TransactionKey<Host, E>) -> Result<(), Error> {
    ///     tx.working_key::<PinDecipher>(e).map(drop)
    /// }
    /// ```
    pub fn working_key<R: WorkingRole<S>>(&self, engine: &mut E) -> Result<Key<R, E>, Error>
    where
        E: TdeaDerivation,
    {
        self.derive(engine, R::VARIANT)
    }

    /// Derives a key of a role with the variant that belongs to it.
    pub(super) fn derive<R: Role>(
        &self,
        engine: &mut E,
        variant: TdeaVariant,
    ) -> Result<Key<R, E>, Error>
    where
        E: TdeaDerivation,
    {
        steps::derive(engine, &self.key, TdeaStep::Working(variant))
    }
}
