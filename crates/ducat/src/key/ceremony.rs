//! Bringing a key together from the components of several custodians.
//!
//! One custodian's component makes no key, and neither do two of them: a [`Ceremony`] exists only
//! once a second custodian has joined, and what makes the key takes a [`Ceremony`].
//!
//! ```
//! use ducat::key::ceremony::{Contribution, CustodianId, Opened, Parity, WeakKeys};
//! use ducat::key::{CmacMethod, KeyCheckValue, role::BaseDerivation};
//! use ducat::{Error, Key, KeyComponent};
//! use ducat_hal::Algorithm;
//!
//! let mut engine = ducat_soft::Engine::<16>::new();
//! let first = KeyComponent::new(Algorithm::Aes128, b"sixteen octets A")?;
//! let second = KeyComponent::new(Algorithm::Aes128, b"sixteen octets 2")?;
//! let first = Contribution::new(CustodianId(*b"alice   "), first);
//! let second = Contribution::new(CustodianId(*b"bob     "), second);
//! // Each custodian sees whether the component was typed right.
//! let shown: KeyCheckValue<CmacMethod> = first.check_value(&mut engine)?;
//! let ceremony = Opened::by(&first).join(&second)?;
//! let key: Key<BaseDerivation, _> =
//!     ceremony.finish(&mut engine, Parity::AsGiven, WeakKeys::Refuse)?;
//! # Ok::<(), Error>(())
//! ```
//! One contribution alone finishes nothing:
//! ```compile_fail,E0599
//! use ducat::key::ceremony::{Contribution, Opened, Parity, WeakKeys};
//! use ducat::{Error, Key, key::role::BaseDerivation};
//! fn f<E: ducat_hal::LoadKey>(e: &mut E, only: Contribution) -> Result<Key<BaseDerivation, E>, Error> {
//!     Opened::by(&only).finish(e, Parity::AsGiven, WeakKeys::Refuse)
//! }
//! ```

use ducat_hal::{CheckValue, LoadKey};

pub use ducat_hal::WeakKeys;

use super::component::{KeyComponent, cancels};
use super::{Key, KeyCheckValue, Method, Role};
use crate::error::Error;
use crate::secret::scrubbed;

/// Most custodians of one key: their components are numbered by one digit in a key block
/// (`c1` to `c9`).
pub const MAX_CUSTODIANS: usize = 9;

/// Who brings a component: a name that the caller's own control of access has established. Public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CustodianId(pub [u8; 8]);

/// A component in its custodian's hands. Wiped on drop.
pub struct Contribution {
    custodian: CustodianId,
    component: KeyComponent,
}

impl Contribution {
    /// The component that a custodian has brought.
    pub const fn new(custodian: CustodianId, component: KeyComponent) -> Self {
        Self { custodian, component }
    }

    /// The component's check value, for its custodian to compare.
    ///
    /// # Errors
    /// The engine's.
    pub fn check_value<M: Method, E: LoadKey + CheckValue>(
        &self,
        engine: &mut E,
    ) -> Result<KeyCheckValue<M>, Error> {
        self.component.check_value(engine)
    }

    /// Whose it is.
    pub const fn custodian(&self) -> CustodianId {
        self.custodian
    }
}

/// A ceremony to which one custodian has contributed. There is nothing to be had of it.
pub struct Opened<'c>(&'c Contribution);

impl<'c> Opened<'c> {
    /// Opens a ceremony.
    pub const fn by(first: &'c Contribution) -> Self {
        Self(first)
    }

    /// A second custodian joins.
    ///
    /// # Errors
    /// [`Error::Custodians`] if it is the same one, [`Error::Components`] if the component is for
    /// another algorithm.
    pub fn join(&self, second: &'c Contribution) -> Result<Ceremony<'c>, Error> {
        fits(self.0, second)?;
        Ok(Ceremony { first: self.0, second, others: [None; MAX_CUSTODIANS - 2] })
    }
}

/// A ceremony of two or more custodians. It borrows their contributions, which stay in one place
/// and are wiped there.
pub struct Ceremony<'c> {
    first: &'c Contribution,
    second: &'c Contribution,
    others: [Option<&'c Contribution>; MAX_CUSTODIANS - 2],
}

/// What becomes of the parity bits of a DES or TDEA key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parity {
    /// They stay as the components make them.
    AsGiven,
    /// They are set, odd, for a peer that looks at them. For DES and TDEA keys only.
    SetOdd,
}

impl<'c> Ceremony<'c> {
    /// One custodian more joins.
    ///
    /// # Errors
    /// As [`Opened::join`]; [`Error::Custodians`] also if there are nine. The ceremony is then as
    /// before.
    pub fn join(&mut self, next: &'c Contribution) -> Result<(), Error> {
        self.contributions().try_for_each(|before| fits(before, next))?;
        let place = self.others.iter_mut().find(|place| place.is_none());
        *place.ok_or(Error::Custodians)? = Some(next);
        Ok(())
    }

    /// Custodians that have contributed.
    pub fn custodians(&self) -> impl Iterator<Item = CustodianId> {
        self.contributions().map(Contribution::custodian)
    }

    /// Joins the components into the key that they make. Compare its
    /// [check value](KeyCheckValue::of) with the one that came with it.
    ///
    /// # Standard
    /// PCI PIN: components of full length, joined by exclusive-or under dual control.
    ///
    /// # Errors
    /// [`Error::Components`] if one is all zeros or two are equal, or if the key would be all
    /// zeros: a custodian whose component cancels out protects nothing. [`Error::WeakKey`];
    /// [`Error::Algorithm`] if the role has no such keys, or parity is to be set that the
    /// algorithm has not; the engine's. No key is made.
    pub fn finish<R: Role, E: LoadKey>(
        &self,
        engine: &mut E,
        parity: Parity,
        weak: WeakKeys,
    ) -> Result<Key<R, E>, Error> {
        scrubbed(engine, |engine| self.key(engine, parity, weak))
    }

    fn key<R: Role, E: LoadKey>(
        &self,
        engine: &mut E,
        parity: Parity,
        weak: WeakKeys,
    ) -> Result<Key<R, E>, Error> {
        let algorithm = self.first.component.algorithm();
        let mut sum = KeyComponent::zero(algorithm);
        for contribution in self.contributions() {
            sum.add(&contribution.component);
        }
        if bool::from(cancels(self.contributions().map(|c| &c.component)) | sum.is_zero()) {
            return Err(Error::Components);
        }
        match parity {
            Parity::AsGiven => {}
            Parity::SetOdd if algorithm.has_short_blocks() => set_odd_parity(sum.octets_mut()),
            Parity::SetOdd => return Err(Error::Algorithm),
        }
        let refuses = matches!(weak, WeakKeys::Refuse);
        if refuses && bool::from(algorithm.is_weak_key(sum.as_octets())) {
            return Err(Error::WeakKey);
        }
        Key::load(engine, algorithm, sum.as_octets())
    }

    fn contributions(&self) -> impl Iterator<Item = &'c Contribution> + Clone {
        [self.first, self.second].into_iter().chain(self.others.into_iter().flatten())
    }
}

/// Whether two contributions go together.
fn fits(before: &Contribution, next: &Contribution) -> Result<(), Error> {
    if before.custodian == next.custodian {
        Err(Error::Custodians)
    } else if before.component.algorithm() != next.component.algorithm() {
        Err(Error::Components)
    } else {
        Ok(())
    }
}

/// Sets the parity bit of every octet, the lowest, so that the number of ones is odd.
fn set_odd_parity(octets: &mut [u8]) {
    for octet in octets {
        let mut ones = *octet & 0xFE;
        ones ^= ones >> 4;
        ones ^= ones >> 2;
        ones ^= ones >> 1;
        *octet = *octet & 0xFE | !ones & 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parity() {
        for octet in 0..=255u8 {
            let mut set = [octet];
            set_odd_parity(&mut set);
            assert_eq!(set[0].count_ones() % 2, 1);
            assert_eq!(set[0] & 0xFE, octet & 0xFE);
        }
    }
}
