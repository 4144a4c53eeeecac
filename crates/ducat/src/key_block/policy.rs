//! Which key blocks are opened and made.

use ducat_hal::{
    Algorithm, Exportability, KeyAttributes, KeyBlockVersion, ModeOfUse, Narrowing, WeakKeys,
};

use super::header::{Header, KeyVersion};
use super::matrix;
use crate::error::Error;

/// Something that a strict policy refuses, and an old system may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Relaxation {
    /// Blocks of versions A and C are made. They are opened in any case.
    MakeVersionsAAndC = 0,
    /// AES keys travel under TDEA keys.
    AesUnderTdea = 1,
    /// Keys travel under keys that are weaker.
    WeakerProtection = 2,
    /// Single DES keys travel.
    SingleDes = 3,
    /// Keys of mode `N`, no special restriction. Opened in a role, they get the mode of the role
    /// and lose the rest.
    NoRestriction = 4,
    /// Combinations of usage, algorithm and mode that the standard does not have, and usages,
    /// algorithms and modes that it does not know.
    AnyCombination = 5,
    /// Check values in the block are not compared, neither those of the key (`KC`) nor of the
    /// protection key (`KP`): not on opening, and not on making.
    IgnoreCheckValues = 6,
    /// Components of keys (key version `c` and a number) travel, and are opened as if each were
    /// the key: for a ceremony that joins them. Who takes one for the key works with a key that one
    /// custodian knows.
    Components = 7,
    /// Weak DES and TDEA keys travel ([`Algorithm::is_weak_key`]).
    WeakKeys = 8,
    /// Blocks of HMAC keys need not name the hash (optional block HM), as before X9.143:2021. The
    /// role decides what it is.
    UnnamedHash = 9,
}

/// Which key blocks are opened and made, as data. The default is [`STRICT`](Self::STRICT).
///
/// ```
/// use ducat::key_block::{KeyBlockPolicy, Relaxation};
///
/// let policy = KeyBlockPolicy::STRICT.allowing(Relaxation::NoRestriction).never_leaving_again();
/// assert!(policy.allows(Relaxation::NoRestriction));
/// assert!(!policy.allows(Relaxation::SingleDes));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyBlockPolicy {
    relaxations: u16,
    stay: bool,
}

impl KeyBlockPolicy {
    /// The combinations of usage, algorithm and mode of the standard; protection at least as
    /// strong as the key, and AES under AES; no single DES, no weak keys; the hash of HMAC keys
    /// named; versions A and C only opened; check values compared where there are some.
    ///
    /// # Standard
    /// ANSI X9.143:2021 6.2 and 6.3.6; X9.24-1 on strength.
    pub const STRICT: Self = Self { relaxations: 0, stay: false };

    /// Allows this as well.
    #[must_use]
    pub const fn allowing(self, relaxation: Relaxation) -> Self {
        Self { relaxations: self.relaxations | 1 << relaxation as u8, ..self }
    }

    /// Whether this is allowed.
    pub const fn allows(self, relaxation: Relaxation) -> bool {
        self.relaxations >> relaxation as u8 & 1 == 1
    }

    /// Keys that are opened never leave again, whatever their block says.
    #[must_use]
    pub const fn never_leaving_again(self) -> Self {
        Self { stay: true, ..self }
    }

    /// Whether a header is one that this policy lets in, or out.
    ///
    /// # Errors
    /// [`Error::KeyBlockRefused`].
    pub fn check_header(self, header: &Header) -> Result<(), Error> {
        let by_aes = matches!(header.version(), KeyBlockVersion::D | KeyBlockVersion::E);
        let is_aes = header.algorithm().as_ascii() == b'A';
        let is_des = header.algorithm().as_ascii() == b'D';
        let refused = !self.allows_combination(header)
            || is_aes && !by_aes && !self.allows(Relaxation::AesUnderTdea)
            || is_des && !self.allows(Relaxation::SingleDes)
            || matches!(header.key_version(), KeyVersion::Component(_))
                && !self.allows(Relaxation::Components);
        if refused { Err(Error::KeyBlockRefused) } else { Ok(()) }
    }

    fn allows_combination(self, header: &Header) -> bool {
        if self.allows(Relaxation::AnyCombination) {
            return true;
        }
        let (Some(usage), Some(mode)) = (header.usage().usage(), header.mode_of_use().mode())
        else {
            return false;
        };
        let algorithm = header.algorithm().as_ascii();
        let unrestricted = mode == ModeOfUse::NoRestriction
            && matrix::has_algorithm(usage, algorithm)
            && self.allows(Relaxation::NoRestriction);
        unrestricted || matrix::has(usage, algorithm, mode)
    }

    /// Whether a block of this version is made.
    pub(super) fn check_version_to_make(self, version: KeyBlockVersion) -> Result<(), Error> {
        if version.is_variant_binding() && !self.allows(Relaxation::MakeVersionsAAndC) {
            return Err(Error::KeyBlockVersion);
        }
        Ok(())
    }

    /// Whether `protection` is strong enough for a key of `algorithm` with `octets` octets, and
    /// whether that is a key which travels at all.
    pub(super) fn check_strength(
        self,
        protection: KeyAttributes,
        protection_octets: usize,
        algorithm: Algorithm,
        octets: usize,
    ) -> Result<(), Error> {
        // No key protects with more than 256 bits, so a longer HMAC key cannot ask for more.
        let needed = algorithm.strength(octets).min(256);
        let weaker = protection.algorithm.strength(protection_octets) < needed;
        // Of AES keys under TDEA the policy speaks apart.
        let crossed = algorithm.is_aes() && protection.algorithm.is_tdea();
        let refused = weaker && !crossed && !self.allows(Relaxation::WeakerProtection)
            || crossed && !self.allows(Relaxation::AesUnderTdea)
            || algorithm == Algorithm::Des && !self.allows(Relaxation::SingleDes);
        if refused { Err(Error::KeyBlockRefused) } else { Ok(()) }
    }

    /// Whether weak keys travel.
    pub(super) const fn weak_keys(self) -> WeakKeys {
        if self.allows(Relaxation::WeakKeys) { WeakKeys::Accept } else { WeakKeys::Refuse }
    }

    /// What is asked of keys in an engine, for one in clear whose algorithm is known.
    pub(super) fn check_clear_key(
        self,
        protection: KeyAttributes,
        protection_octets: usize,
        header: &Header,
        key: &[u8],
    ) -> Result<(), Error> {
        let letter = header.algorithm().as_ascii();
        let Some(algorithm) = Algorithm::from_code(letter, key.len()) else { return Ok(()) };
        self.check_strength(protection, protection_octets, algorithm, key.len())?;
        let refuses = matches!(self.weak_keys(), WeakKeys::Refuse);
        if refuses && bool::from(algorithm.is_weak_key(key)) {
            return Err(Error::WeakKey);
        }
        Ok(())
    }

    /// What is taken of the rights in a block. `mode` is that of the role which an unrestricted
    /// key is opened in.
    pub(super) fn narrowing(self, header: &Header, mode: Option<ModeOfUse>) -> Narrowing {
        let unrestricted = header.mode_of_use().mode() == Some(ModeOfUse::NoRestriction);
        Narrowing {
            mode_of_use: mode.filter(|_| unrestricted),
            exportability: self.stay.then_some(Exportability::NonExportable),
            weak_keys: self.weak_keys(),
        }
    }
}
