//! AES key wrap, KW and KWP (SP 800-38F, RFC 3394, RFC 5649).
//!
//! For keys that a store or a peer keeps under a key encryption key, without a header: what a key
//! is, is told apart from it, and can be told wrong. So only keys that may leave in such forms
//! ([`Exportability::Sensitive`]) are wrapped. Between
//! organisations a key block is the better form.
//!
//! **If you implement it**: [`wrap`] and [`unwrap`] work over single AES blocks, in place.

use subtle::{Choice, ConstantTimeEq, ConstantTimeGreater, ConstantTimeLess};
use zeroize::Zeroizing;

use crate::attributes::{Exportability, KeyAttributes};
use crate::engine::{Block, KeyEngine};
use crate::error::ErrorKind;

/// Which of the two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyWrapMode {
    /// KW: of 16 octets or more, in multiples of 8 (RFC 3394).
    Kw,
    /// KWP: of any length from 1 octet up (RFC 5649).
    Kwp,
}

impl KeyWrapMode {
    /// Length in octets of the wrapped form of `octets`; `None` if this mode does not wrap so many.
    pub const fn wrapped_octets(self, octets: usize) -> Option<usize> {
        match self {
            Self::Kw if octets < 16 || !octets.is_multiple_of(8) => None,
            Self::Kwp if octets == 0 || octets > u32::MAX as usize => None,
            _ => match octets.checked_next_multiple_of(8) {
                Some(padded) => padded.checked_add(8),
                None => None,
            },
        }
    }

    /// Whether a wrapped form of `octets` exists.
    pub const fn unwraps(self, octets: usize) -> bool {
        let least = match self {
            Self::Kw => 24,
            Self::Kwp => 16,
        };
        octets >= least && octets.is_multiple_of(8)
    }
}

/// Wraps keys under key encryption keys (usage K0), and unwraps them.
pub trait KeyWrap: KeyEngine {
    /// Wraps `key` under `kek` into `wrapped`, which has exactly
    /// [`wrapped_octets`](KeyWrapMode::wrapped_octets) of the key's length.
    ///
    /// # Errors
    /// `NotPermitted` if `kek` may not wrap, or `key` may not leave without its attributes
    /// (exportability `S`), or is the key of a cipher and stronger than `kek` (the length of an
    /// HMAC key is no strength);
    /// `Unsupported` if `kek` is no AES key; `DataLength`. `wrapped` then holds nothing secret.
    fn wrap_key(
        &mut self,
        kek: &Self::Handle,
        mode: KeyWrapMode,
        key: &Self::Handle,
        wrapped: &mut [u8],
    ) -> Result<(), Self::Error>;

    /// Unwraps a key that was wrapped under `kek`, and binds `attributes` to it. The wrapped form
    /// does not say what it holds: the caller must know. The key never leaves again. `wrapped` is
    /// opened in place and then wiped, whatever the outcome: give it a copy.
    ///
    /// # Errors
    /// `Authentication` if it does not hold, or holds no key of that algorithm's length, whichever
    /// it is; `WeakKey`; `NotPermitted` if `kek` may not unwrap, or the attributes are none that
    /// come from outside ([`comes_in`]); `Unsupported` if it is no AES key; `DataLength` if no
    /// wrapped form is so long. No key exists afterwards.
    fn unwrap_key(
        &mut self,
        kek: &Self::Handle,
        mode: KeyWrapMode,
        wrapped: &mut [u8],
        attributes: KeyAttributes,
    ) -> Result<Self::Handle, Self::Error>;
}

impl<T: KeyWrap + ?Sized> KeyWrap for &mut T {
    fn wrap_key(
        &mut self,
        kek: &Self::Handle,
        mode: KeyWrapMode,
        key: &Self::Handle,
        wrapped: &mut [u8],
    ) -> Result<(), Self::Error> {
        T::wrap_key(self, kek, mode, key, wrapped)
    }

    fn unwrap_key(
        &mut self,
        kek: &Self::Handle,
        mode: KeyWrapMode,
        wrapped: &mut [u8],
        attributes: KeyAttributes,
    ) -> Result<Self::Handle, Self::Error> {
        T::unwrap_key(self, kek, mode, wrapped, attributes)
    }
}

/// Whether a key may come in with these attributes: it never leaves again, and its usage is one
/// that has a code. Every engine asks it before it unwraps.
pub fn comes_in(attributes: KeyAttributes) -> bool {
    matches!(attributes.exportability, Exportability::NonExportable)
        && attributes.usage.code().is_some()
}

/// Whether the octets that were unwrapped are a key with these attributes. Every engine asks it
/// before it takes them in.
///
/// # Errors
/// `Authentication` if no key of the algorithm is so long, as if the wrapping did not hold;
/// `WeakKey` if it is one: nobody has a reason to wrap those in AES.
pub fn check_key(attributes: KeyAttributes, octets: &[u8]) -> Result<(), ErrorKind> {
    if !attributes.algorithm.has_key_of(octets.len()) {
        return Err(ErrorKind::Authentication);
    }
    if attributes.algorithm.is_weak_key(octets).into() {
        return Err(ErrorKind::WeakKey);
    }
    Ok(())
}

const KW_START: [u8; 8] = [0xA6; 8];
const KWP_START: [u8; 4] = [0xA6, 0x59, 0x59, 0xA6];

/// Wraps `octets` octets in place. They stand from octet 8 of `buffer`, which has the length of the
/// wrapped form.
///
/// `false` if the mode does not wrap so many, or the buffer has another length; it is then as it
/// was.
///
/// # Errors
/// The block function's.
pub fn wrap<E>(
    mut encipher: impl FnMut(&mut Block) -> Result<(), E>,
    mode: KeyWrapMode,
    octets: usize,
    buffer: &mut [u8],
) -> Result<bool, E> {
    if mode.wrapped_octets(octets) != Some(buffer.len()) {
        return Ok(false);
    }
    let (semiblocks, _) = buffer.as_chunks_mut::<8>();
    let [start, body @ ..] = semiblocks else { return Ok(false) };
    body.as_flattened_mut().iter_mut().skip(octets).for_each(|octet| *octet = 0);
    *start = match (mode, u32::try_from(octets)) {
        (KeyWrapMode::Kwp, Ok(octets)) => {
            let ([a, b, c, d], [e, f, g, h]) = (KWP_START, octets.to_be_bytes());
            [a, b, c, d, e, f, g, h]
        }
        _ => KW_START,
    };
    let mut block = Zeroizing::new([0; 16]);
    if let [only] = body {
        join(&mut block, start, only);
        encipher(&mut block)?;
        split(&block, start, only);
        return Ok(true);
    }
    let steps = body.len() as u64;
    for round in 0..6 {
        for (step, register) in (1..).zip(body.iter_mut()) {
            join(&mut block, start, register);
            encipher(&mut block)?;
            split(&block, start, register);
            count(start, steps * round + step);
        }
    }
    Ok(true)
}

/// Unwraps in place: what was wrapped then stands from octet 8 of `buffer`, and its length is the
/// result. `None` if the wrapping does not hold; nothing tells why, and the buffer has to be wiped.
///
/// # Errors
/// The block function's.
pub fn unwrap<E>(
    mut decipher: impl FnMut(&mut Block) -> Result<(), E>,
    mode: KeyWrapMode,
    buffer: &mut [u8],
) -> Result<Option<usize>, E> {
    if !mode.unwraps(buffer.len()) {
        return Ok(None);
    }
    let (semiblocks, _) = buffer.as_chunks_mut::<8>();
    let [start, body @ ..] = semiblocks else { return Ok(None) };
    let mut block = Zeroizing::new([0; 16]);
    if let [only] = body {
        join(&mut block, start, only);
        decipher(&mut block)?;
        split(&block, start, only);
    } else {
        let steps = body.len() as u64;
        for round in (0..6).rev() {
            for (step, register) in (1..=steps).rev().zip(body.iter_mut().rev()) {
                count(start, steps * round + step);
                join(&mut block, start, register);
                decipher(&mut block)?;
                split(&block, start, register);
            }
        }
    }
    let longest = body.len().saturating_mul(8);
    Ok(match mode {
        KeyWrapMode::Kw => bool::from(start.ct_eq(&KW_START)).then_some(longest),
        KeyWrapMode::Kwp => {
            let padding = body.last().map_or([0xFF; 8], |last| *last);
            let (valid, length) = check_kwp(start, longest, &Zeroizing::new(padding));
            // After everything has been looked at, the length is told: by comparison, so that
            // nothing afterwards depends on what was wrapped.
            let told =
                |octets: &usize| bool::from(u32::try_from(*octets).unwrap_or(0).ct_eq(&length));
            let begins = longest.saturating_sub(8);
            if bool::from(valid) { (begins..=longest).find(told) } else { None }
        }
    })
}

/// Whether the start block of KWP fits, and the length that it states: within the last 8 octets,
/// with zeros behind it.
fn check_kwp(start: &[u8; 8], longest: usize, last: &[u8; 8]) -> (Choice, u32) {
    let [a, b, c, d, e, f, g, h] = *start;
    let length = u32::from_be_bytes([e, f, g, h]);
    let longest = u32::try_from(longest).unwrap_or(0);
    let begins = longest.saturating_sub(8);
    let mut valid = [a, b, c, d].ct_eq(&KWP_START);
    valid &= length.ct_gt(&begins) & !length.ct_gt(&longest);
    for (place, octet) in (begins..).zip(last) {
        valid &= place.ct_lt(&length) | octet.ct_eq(&0);
    }
    (valid, length)
}

fn join(block: &mut Block, left: &[u8; 8], right: &[u8; 8]) {
    block.iter_mut().zip(left.iter().chain(right)).for_each(|(to, from)| *to = *from);
}

fn split(block: &Block, left: &mut [u8; 8], right: &mut [u8; 8]) {
    left.iter_mut().chain(right).zip(block).for_each(|(to, from)| *to = *from);
}

/// Exclusive-ors the number of the step into the start block.
fn count(start: &mut [u8; 8], step: u64) {
    start.iter_mut().zip(step.to_be_bytes()).for_each(|(to, from)| *to ^= from);
}
