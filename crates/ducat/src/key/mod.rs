//! Keys whose role is part of their type.
//!
//! A [`Key`] is a handle of an engine plus a role. A key for MACs cannot encipher a PIN: it does
//! not compile. The same stands in the attributes that the engine binds to the key, and is checked
//! again there; only a MAC's hash function, and the direction of MAC and data
//! keys, are the type's alone.

pub mod ceremony;
mod check_value;
mod component;
pub mod role;

use core::fmt;
use core::marker::PhantomData;

use ducat_hal::{Algorithm, Exportability, KeyAttributes, KeyEngine, LoadKey, NewKey};

pub use check_value::{CmacMethod, KeyCheckValue, LegacyMethod, Method};
pub use component::KeyComponent;
pub use role::Role;

use crate::error::Error;
use crate::secret::scrubbed;

/// A key of role `R` in an engine of type `E`. Dropping it destroys the key.
///
/// ```
/// # use ducat::{key::role::*, pin_block::format4, *};
/// # use ducat_hal::EncipherPin;
/// # fn f<E: EncipherPin, G: rand_core::TryCryptoRng>(e: &mut E, g: &mut G, pin: &Pin, pan: &Pan,
/// key: Key<PinEncipher, E>
/// # ) -> Result<(), Error> {
/// format4::encipher(e, g, &key, pin, pan)?;
/// # Ok(()) }
/// ```
/// A key for MACs enciphers no PIN:
/// ```compile_fail,E0308
/// # use ducat::{key::role::*, pin_block::format4, *};
/// # use ducat_hal::EncipherPin;
/// # fn f<E: EncipherPin, G: rand_core::TryCryptoRng>(e: &mut E, g: &mut G, pin: &Pin, pan: &Pan,
/// key: Key<MacGenerate<AesCmac, Request>, E>
/// # ) -> Result<(), Error> {
/// format4::encipher(e, g, &key, pin, pan)?;
/// # Ok(()) }
/// ```
pub struct Key<R: Role, E: KeyEngine> {
    handle: E::Handle,
    role: PhantomData<fn() -> R>,
}

impl<R: Role, E: KeyEngine> Key<R, E> {
    /// Takes a handle as a key of role `R`, if the attributes bound to it say so.
    ///
    /// # Errors
    /// [`WrongRole`] gives the handle back.
    pub fn open(engine: &E, handle: E::Handle) -> Result<Self, WrongRole<E::Handle>> {
        if R::admits(engine.attributes(&handle)) {
            Ok(Self { handle, role: PhantomData })
        } else {
            Err(WrongRole(handle))
        }
    }

    /// Takes in a clear key: for provisioning and for tests. It will never leave the engine. Weak
    /// keys are taken: ask [`Algorithm::is_weak_key`] first where they should not be.
    ///
    /// # Secrets
    /// The caller wipes `octets`.
    ///
    /// # Errors
    /// [`Error::Algorithm`] if the role knows no such algorithm, [`Error::KeyLength`], or the
    /// engine's.
    pub fn load(engine: &mut E, algorithm: Algorithm, octets: &[u8]) -> Result<Self, Error>
    where
        E: LoadKey,
    {
        if !R::accepts(algorithm) {
            return Err(Error::Algorithm);
        }
        if !algorithm.has_key_of(octets.len()) {
            return Err(Error::KeyLength);
        }
        scrubbed(engine, |engine| {
            let handle = engine.load(R::attributes(algorithm), octets).map_err(Error::engine)?;
            Ok(Self { handle, role: PhantomData })
        })
    }

    /// As [`load`](Self::load), for a key that may leave the engine in key blocks.
    ///
    /// # Errors
    /// As [`load`](Self::load); [`Error::Algorithm`] for a role whose keys never leave.
    pub fn load_exportable(
        engine: &mut E,
        algorithm: Algorithm,
        octets: &[u8],
        exportability: Exportability,
    ) -> Result<Self, Error>
    where
        E: LoadKey,
    {
        if !R::accepts(algorithm) || R::USAGE.code().is_none() {
            return Err(Error::Algorithm);
        }
        if !algorithm.has_key_of(octets.len()) {
            return Err(Error::KeyLength);
        }
        scrubbed(engine, |engine| {
            let attributes = KeyAttributes { exportability, ..R::attributes(algorithm) };
            let handle = engine.load(attributes, octets).map_err(Error::engine)?;
            Ok(Self { handle, role: PhantomData })
        })
    }

    /// The attributes that the engine binds to this key.
    pub fn attributes(&self, engine: &E) -> KeyAttributes {
        engine.attributes(&self.handle)
    }

    /// Length of this key in octets.
    pub fn octets(&self, engine: &E) -> usize {
        engine.key_octets(&self.handle)
    }

    /// The engine's handle: for engines, stores, and calls on the engine itself, which checks the
    /// attributes again.
    pub const fn handle(&self) -> &E::Handle {
        &self.handle
    }

    /// Gives up the type and keeps the handle, for a store. [`open`](Self::open) is the way back.
    pub fn into_handle(self) -> E::Handle {
        self.handle
    }

    /// A handle that was just made with the role's own attributes.
    pub(crate) const fn from_made(handle: E::Handle) -> Self {
        Self { handle, role: PhantomData }
    }
}

/// The attributes and length of a new key of role `R`, fixed by its algorithm.
///
/// `octets` counts for HMAC alone.
pub(crate) fn new_key<R: Role>(algorithm: Algorithm, octets: usize) -> NewKey {
    NewKey {
        attributes: R::attributes(algorithm),
        octets: algorithm.key_octets().unwrap_or(octets),
    }
}

/// The handle is of a key with another role. It is in here, unharmed.
pub struct WrongRole<H>(pub H);

impl<H> fmt::Debug for WrongRole<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrongRole")
    }
}

impl<H> fmt::Display for WrongRole<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the key has another role")
    }
}

impl<H> core::error::Error for WrongRole<H> {}
