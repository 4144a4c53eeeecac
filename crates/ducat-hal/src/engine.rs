//! The key engine: what holds keys and derives keys from keys.
//!
//! **If you implement it** (an MCU with an AES peripheral, a secure element, a PKCS#11 token):
//! a [`KeyEngine::Handle`] stands for one key and destroys it when dropped. What a handle *is*
//! is yours: the wiped secret itself, or the number of a slot from which no key octet crosses.
//! Check [`KeyAttributes::permits`] at every call. What you cannot do is
//! [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported), before any state changes. Secrets
//! that your calls leave in the processor are yours to wipe: see [`KeyEngine::scrub`].
//!
//! **If you call it**, you are most likely `ducat` itself: applications hold `ducat::Key`s, whose
//! type says what they may do. All calls take `&mut self`: one owner, no locks. A `&mut` engine
//! is an engine.

use crate::attributes::{Algorithm, Exportability, KeyAttributes, KeyUsage, ModeOfUse};
use crate::error::ErrorType;

/// One AES block: 16 octets.
pub type Block = [u8; 16];

/// The input of one key derivation: one or two blocks, which the parent key enciphers. Public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DerivationInput {
    blocks: [Block; 2],
    two: bool,
}

impl DerivationInput {
    /// Input for a child of at most 16 octets.
    pub const fn one(block: Block) -> Self {
        Self { blocks: [block, [0; 16]], two: false }
    }

    /// Input for a child of 17 to 32 octets.
    pub const fn two(first: Block, second: Block) -> Self {
        Self { blocks: [first, second], two: true }
    }

    /// The blocks, in the order in which their ciphertexts make the child.
    pub fn blocks(&self) -> &[Block] {
        if self.two { &self.blocks } else { core::slice::from_ref(&self.blocks[0]) }
    }
}

impl DerivationInput {
    /// Whether a parent with these attributes may make `child` of this input: the input's own
    /// usage indicator, algorithm and length (octets 2 to 7 of each block, ANSI X9.24-3 6.2) must
    /// be those of the child. Without this rule a PIN key could be had as a data key.
    pub fn makes(&self, parent: KeyAttributes, child: NewKey) -> bool {
        // What is derived stays, but for an initial key that the host wraps for its terminal; it has
        // one mode; and it is no stronger than its parent.
        let KeyAttributes { usage, algorithm, mode_of_use, exportability } = child.attributes;
        let stays = match usage {
            KeyUsage::InitialKey => !matches!(exportability, Exportability::Sensitive),
            _ => matches!(exportability, Exportability::NonExportable),
        };
        let strength = parent.algorithm.strength(0);
        if !stays
            || matches!(mode_of_use, ModeOfUse::NoRestriction)
            || algorithm.strength(child.octets) > strength
        {
            return false;
        }
        (1u8..).zip(self.blocks()).all(|(number, block)| {
            let [version, counter, u0, u1, a0, a1, l0, l1, ..] = *block;
            let KeyAttributes { usage, algorithm, .. } = child.attributes;
            let usage_fits = match u16::from_be_bytes([u0, u1]) {
                0x0002 => matches!(usage, KeyUsage::KeyEncryption | KeyUsage::KeyBlockProtection),
                0x1000 => matches!(usage, KeyUsage::PinEncipherment),
                0x2000..=0x2002 => usage.is_mac(),
                0x3000..=0x3002 => matches!(usage, KeyUsage::Data),
                0x8000 => matches!(usage, KeyUsage::Intermediate),
                0x8001 => matches!(usage, KeyUsage::InitialKey),
                _ => false,
            };
            let parent_fits = match parent.usage {
                KeyUsage::BaseDerivation => matches!(usage, KeyUsage::InitialKey),
                _ => !matches!(usage, KeyUsage::InitialKey),
            };
            version == 1
                && counter == number
                && usage_fits
                && parent_fits
                && u16::from_be_bytes([a0, a1]) == indicator(algorithm)
                && usize::from(u16::from_be_bytes([l0, l1])) == child.octets.saturating_mul(8)
        })
    }
}

const fn indicator(algorithm: Algorithm) -> u16 {
    algorithm as u16
}

/// What a key about to be made will be: its attributes and its length in octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// The attributes to bind to it.
    pub attributes: KeyAttributes,
    /// Its length in octets. For all algorithms but HMAC it follows from the algorithm, and any
    /// other length is refused.
    pub octets: usize,
}

/// Holds keys and derives keys from keys.
///
/// The derivation is that of ANSI X9.24-3: the child is the leftmost octets of the parent's
/// AES-ECB encipherment of one or two blocks.
pub trait KeyEngine: ErrorType {
    /// Stands for one key. Dropping it destroys the key.
    type Handle;

    /// The attributes bound to `key`. The handle knows them: no hardware is asked, and they can
    /// be told of a key that is gone.
    fn attributes(&self, key: &Self::Handle) -> KeyAttributes;

    /// Length of `key` in octets, known like the attributes.
    fn key_octets(&self, key: &Self::Handle) -> usize;

    /// Derives a child of `parent`: AES-ECB of each block of `input`, joined, cut on the right.
    ///
    /// Every engine asks [`DerivationInput::makes`] whether input and child belong together.
    ///
    /// # Errors
    /// `NotPermitted` if `parent` may not derive, or not this child of this input, `Unsupported` if
    /// it is no AES key or a child like `child` cannot be held, `KeyLength` if the algorithm has no
    /// key of `child.octets`, `DataLength` if `input` is too short for the child. No key exists
    /// afterwards that did not before.
    fn derive(
        &mut self,
        parent: &Self::Handle,
        input: &DerivationInput,
        child: NewKey,
    ) -> Result<Self::Handle, Self::Error>;

    /// Derives along a path: each input is applied to the child of the one before. An engine
    /// overrides it where one call is cheaper than many.
    ///
    /// Returns `None` for an empty path. Keys in between are destroyed.
    ///
    /// # Errors
    /// As [`derive`](Self::derive).
    fn derive_path<I>(
        &mut self,
        parent: &Self::Handle,
        path: I,
        child: NewKey,
    ) -> Result<Option<Self::Handle>, Self::Error>
    where
        I: IntoIterator<Item = DerivationInput>,
    {
        let mut last = None;
        for input in path {
            let next = match &last {
                None => self.derive(parent, &input, child)?,
                Some(key) => self.derive(key, &input, child)?,
            };
            last = Some(next);
        }
        Ok(last)
    }

    /// Derives several children of one parent and hands each to `place` with its position. An
    /// engine overrides it to expand the parent's key once.
    ///
    /// # Errors
    /// As [`derive`](Self::derive). Children placed before the error exist: the caller drops
    /// them.
    fn derive_siblings<I, F>(
        &mut self,
        parent: &Self::Handle,
        inputs: I,
        child: NewKey,
        mut place: F,
    ) -> Result<(), Self::Error>
    where
        I: IntoIterator<Item = DerivationInput>,
        F: FnMut(usize, Self::Handle),
    {
        for (position, input) in inputs.into_iter().enumerate() {
            let key = self.derive(parent, &input, child)?;
            place(position, key);
        }
        Ok(())
    }

    /// Wipes what secrets may linger in the processor below the caller's frame: dead stack and
    /// vector registers. The domain calls it after work of its own on PINs and keys.
    ///
    /// Keys may never reach the host, PINs do: where nothing better is to be had,
    /// [`zeroize::zeroize_stack`] overwrites the stack. A software engine calls the same wipe at
    /// the end of each of its own entry points. An engine on a processor that has no PIN in it may
    /// do nothing.
    fn scrub(&self);
}

impl<T: KeyEngine + ?Sized> KeyEngine for &mut T {
    type Handle = T::Handle;

    fn attributes(&self, key: &Self::Handle) -> KeyAttributes {
        T::attributes(self, key)
    }

    fn key_octets(&self, key: &Self::Handle) -> usize {
        T::key_octets(self, key)
    }

    fn derive(
        &mut self,
        parent: &Self::Handle,
        input: &DerivationInput,
        child: NewKey,
    ) -> Result<Self::Handle, Self::Error> {
        T::derive(self, parent, input, child)
    }

    fn derive_path<I>(
        &mut self,
        parent: &Self::Handle,
        path: I,
        child: NewKey,
    ) -> Result<Option<Self::Handle>, Self::Error>
    where
        I: IntoIterator<Item = DerivationInput>,
    {
        T::derive_path(self, parent, path, child)
    }

    fn derive_siblings<I, F>(
        &mut self,
        parent: &Self::Handle,
        inputs: I,
        child: NewKey,
        place: F,
    ) -> Result<(), Self::Error>
    where
        I: IntoIterator<Item = DerivationInput>,
        F: FnMut(usize, Self::Handle),
    {
        T::derive_siblings(self, parent, inputs, child, place)
    }

    fn scrub(&self) {
        T::scrub(self);
    }
}

/// Takes in a key in clear: for provisioning, key ceremonies and tests.
///
/// An engine in the field that must never see a clear key does not implement it.
pub trait LoadKey: KeyEngine {
    /// Takes in `octets` as a key with these attributes. The caller wipes `octets`.
    ///
    /// # Errors
    /// `KeyLength` if the algorithm has no key of that length, `Unsupported` if the engine cannot
    /// hold it, `Full` if there is no room. No key exists afterwards.
    fn load(
        &mut self,
        attributes: KeyAttributes,
        octets: &[u8],
    ) -> Result<Self::Handle, Self::Error>;
}

impl<T: LoadKey + ?Sized> LoadKey for &mut T {
    fn load(
        &mut self,
        attributes: KeyAttributes,
        octets: &[u8],
    ) -> Result<Self::Handle, Self::Error> {
        T::load(self, attributes, octets)
    }
}
