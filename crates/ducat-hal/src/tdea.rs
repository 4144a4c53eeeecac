//! Key derivation of TDES DUKPT (ANSI X9.24-1:2009 annex A, X9.24-3-2017 annex C).
//!
//! **If you implement it**: three steps, all over two-key TDEA. [`TdeaStep::makes`] says which
//! child belongs to which step; ask it, as you ask [`KeyAttributes::permits`]. Each step is two
//! independent encipherments, and siblings are independent of one another: an engine whose cipher
//! takes several blocks at once overrides the plural forms. **If you call it**: `ducat::dukpt::tdes`
//! is the typed form.

use crate::attributes::{Algorithm, Exportability, KeyAttributes, KeyUsage, ModeOfUse};
use crate::engine::{KeyEngine, NewKey};

/// Which key is made of a transaction key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TdeaVariant {
    /// The PIN key.
    Pin,
    /// The MAC key of requests, or of both ways.
    MacRequest,
    /// The MAC key of responses.
    MacResponse,
    /// The data key of requests, or of both ways. It takes one more, one-way, step.
    DataRequest,
    /// The data key of responses. It takes one more, one-way, step.
    DataResponse,
}

impl TdeaVariant {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Pin, Self::MacRequest, Self::MacResponse, Self::DataRequest, Self::DataResponse];

    /// The 8 octets that each half of the transaction key is exclusive-ored with: one of them FF.
    pub const fn mask(self) -> [u8; 8] {
        match self {
            Self::Pin => [0, 0, 0, 0, 0, 0, 0, 0xFF],
            Self::MacRequest => [0, 0, 0, 0, 0, 0, 0xFF, 0],
            Self::DataRequest => [0, 0, 0, 0, 0, 0xFF, 0, 0],
            Self::MacResponse => [0, 0, 0, 0, 0xFF, 0, 0, 0],
            Self::DataResponse => [0, 0, 0, 0xFF, 0, 0, 0, 0],
        }
    }

    /// Whether the variant is enciphered under itself once more before it is used.
    pub const fn is_one_way(self) -> bool {
        matches!(self, Self::DataRequest | Self::DataResponse)
    }
}

/// One step of the derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TdeaStep {
    /// From a base derivation key to an initial key: the leftmost 8 octets of the key serial
    /// number with its counter cleared.
    InitialKey([u8; 8]),
    /// The non-reversible step from an initial or intermediate key to the next: the rightmost 8
    /// octets of the key serial number, whose counter has the one-bits gathered so far.
    Next([u8; 8]),
    /// From a transaction key to a working key.
    Working(TdeaVariant),
}

/// What an initial key's second half, and a step's left half, are made under: the parent
/// exclusive-or this, in both halves.
pub const TDEA_HALF_MASK: [u8; 8] = [0xC0, 0xC0, 0xC0, 0xC0, 0, 0, 0, 0];

impl TdeaStep {
    /// Whether a parent with these attributes may make `child` in this step. Without this rule a
    /// PIN key could be had as a data key.
    pub fn makes(self, parent: KeyAttributes, child: NewKey) -> bool {
        use KeyUsage as U;
        let KeyAttributes { usage, algorithm, .. } = child.attributes;
        let usages_fit = match self {
            Self::InitialKey(_) => {
                matches!((parent.usage, usage), (U::BaseDerivation, U::InitialKey))
            }
            Self::Next(_) => {
                matches!((parent.usage, usage), (U::InitialKey | U::Intermediate, U::Intermediate))
            }
            Self::Working(variant) => {
                let fits = match variant {
                    TdeaVariant::Pin => matches!(usage, U::PinEncipherment),
                    TdeaVariant::MacRequest | TdeaVariant::MacResponse => {
                        matches!(usage, U::MacAlgorithm1 | U::MacAlgorithm3 | U::MacCmac)
                    }
                    TdeaVariant::DataRequest | TdeaVariant::DataResponse => {
                        matches!(usage, U::Data)
                    }
                };
                fits && matches!(parent.usage, U::Intermediate)
            }
        };
        // Whoever has a variant has the transaction key: neither leaves.
        let stays = match child.attributes.exportability {
            Exportability::NonExportable => true,
            // An initial key that the host wraps for its terminal.
            Exportability::Exportable => matches!(self, Self::InitialKey(_)),
            Exportability::Sensitive => false,
        };
        let restricted = !matches!(child.attributes.mode_of_use, ModeOfUse::NoRestriction);
        usages_fit
            && stays
            && restricted
            && matches!(parent.algorithm, Algorithm::Tdea2)
            && matches!(algorithm, Algorithm::Tdea2)
            && child.octets == 16
    }
}

/// Derives keys of TDES DUKPT.
///
/// Parity bits are neither looked at nor set.
pub trait TdeaDerivation: KeyEngine {
    /// Derives a child of `parent` in one step.
    ///
    /// # Errors
    /// `NotPermitted` if `parent` may not derive, or not this child in this step, which is so for
    /// all but keys of two-key TDEA; `Unsupported` if a child like `child` cannot be held. No key
    /// exists afterwards that did not before.
    fn derive_tdea(
        &mut self,
        parent: &Self::Handle,
        step: TdeaStep,
        child: NewKey,
    ) -> Result<Self::Handle, Self::Error>;

    /// Derives along a path of [`TdeaStep::Next`]: each register is applied to the child of the
    /// one before. Returns `None` for an empty path. Keys in between are destroyed.
    ///
    /// # Errors
    /// As [`derive_tdea`](Self::derive_tdea).
    fn derive_tdea_path<I>(
        &mut self,
        parent: &Self::Handle,
        registers: I,
        child: NewKey,
    ) -> Result<Option<Self::Handle>, Self::Error>
    where
        I: IntoIterator<Item = [u8; 8]>,
    {
        let mut last = None;
        for register in registers {
            let parent = last.as_ref().unwrap_or(parent);
            last = Some(self.derive_tdea(parent, TdeaStep::Next(register), child)?);
        }
        Ok(last)
    }

    /// Derives several children of one parent by [`TdeaStep::Next`] and hands each to `place` with
    /// its position.
    ///
    /// # Errors
    /// As [`derive_tdea`](Self::derive_tdea). Children placed before the error exist: the caller
    /// drops them.
    fn derive_tdea_siblings<I, F>(
        &mut self,
        parent: &Self::Handle,
        registers: I,
        child: NewKey,
        mut place: F,
    ) -> Result<(), Self::Error>
    where
        I: IntoIterator<Item = [u8; 8]>,
        F: FnMut(usize, Self::Handle),
    {
        for (position, register) in registers.into_iter().enumerate() {
            place(position, self.derive_tdea(parent, TdeaStep::Next(register), child)?);
        }
        Ok(())
    }
}

impl<T: TdeaDerivation + ?Sized> TdeaDerivation for &mut T {
    fn derive_tdea(
        &mut self,
        parent: &Self::Handle,
        step: TdeaStep,
        child: NewKey,
    ) -> Result<Self::Handle, Self::Error> {
        T::derive_tdea(self, parent, step, child)
    }

    fn derive_tdea_path<I>(
        &mut self,
        parent: &Self::Handle,
        registers: I,
        child: NewKey,
    ) -> Result<Option<Self::Handle>, Self::Error>
    where
        I: IntoIterator<Item = [u8; 8]>,
    {
        T::derive_tdea_path(self, parent, registers, child)
    }

    fn derive_tdea_siblings<I, F>(
        &mut self,
        parent: &Self::Handle,
        registers: I,
        child: NewKey,
        place: F,
    ) -> Result<(), Self::Error>
    where
        I: IntoIterator<Item = [u8; 8]>,
        F: FnMut(usize, Self::Handle),
    {
        T::derive_tdea_siblings(self, parent, registers, child, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(usage: KeyUsage, algorithm: Algorithm) -> NewKey {
        NewKey {
            attributes: KeyAttributes::new(usage, algorithm, ModeOfUse::Derive),
            octets: algorithm.key_octets().unwrap_or(16),
        }
    }

    #[test]
    fn one_child_for_each_step() {
        use KeyUsage as U;
        let steps = [
            (TdeaStep::InitialKey([0; 8]), U::BaseDerivation, &[U::InitialKey][..]),
            (TdeaStep::Next([0; 8]), U::InitialKey, &[U::Intermediate]),
            (TdeaStep::Next([0; 8]), U::Intermediate, &[U::Intermediate]),
            (TdeaStep::Working(TdeaVariant::Pin), U::Intermediate, &[U::PinEncipherment]),
            (
                TdeaStep::Working(TdeaVariant::MacResponse),
                U::Intermediate,
                &[U::MacAlgorithm3, U::MacCmac, U::MacAlgorithm1],
            ),
            (TdeaStep::Working(TdeaVariant::DataRequest), U::Intermediate, &[U::Data]),
        ];
        for (step, parent, children) in steps {
            let parent = key(parent, Algorithm::Tdea2).attributes;
            for &usage in U::ALL {
                let child = key(usage, Algorithm::Tdea2);
                assert_eq!(step.makes(parent, child), children.contains(&usage), "{step:?}");
                assert!(!step.makes(parent, key(usage, Algorithm::Aes128)));
                assert!(!step.makes(parent, key(usage, Algorithm::Tdea3)));
            }
            let other = KeyAttributes { algorithm: Algorithm::Aes128, ..parent };
            let child = children.first().map(|usage| key(*usage, Algorithm::Tdea2));
            assert!(child.is_some_and(|child| !step.makes(other, child)));
        }
    }
}
