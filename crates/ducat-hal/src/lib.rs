//! The contract between payment key management and whatever holds the keys.
//!
//! `ducat` knows no cipher and no key: it holds handles and asks an engine. This crate is what
//! it asks for, in small capabilities, each bound only where it is needed:
//!
//! | capability | what it does |
//! |---|---|
//! | [`KeyEngine`] | holds keys, derives keys from keys with AES |
//! | [`TdeaDerivation`] | derives keys from keys with TDEA |
//! | [`LoadKey`] | takes in a clear key (provisioning) |
//! | [`CheckValue`] | key check values |
//! | [`BlockCipher`] | AES or TDEA over data, CBC |
//! | [`EncipherPin`], [`DecipherPin`], [`TranslatePin`] | PIN blocks: three rights |
//! | [`VerifyPin`], [`GeneratePinValue`], [`IssuePin`] | PIN offsets and PIN verification values: three rights |
//! | [`CardValue`] | card verification values |
//! | [`Mac<A>`](Mac), [`StreamMac<A>`](StreamMac) | one MAC algorithm, in one call or part by part |
//! | [`Hkdf<H>`](Hkdf) | HKDF over octets |
//! | [`KeyWrap`] | AES key wrap |
//! | [`OpenKeyBlock`], [`MakeKeyBlock`] | key blocks of X9.143: two rights |
//! | [`ClearKeyBlock`] | key blocks of keys that no engine holds |
//! | [`SealKeys`] | handles to an opaque blob and back, for a key store |
//!
//! Random numbers come from [`rand_core::TryCryptoRng`](https://docs.rs/rand_core), given to the
//! calls that need them; its failure is an error like any other.
//!
//! Nothing here allocates, panics on what a caller gives, or needs `std`.
//!
//! # Writing an engine
//!
//! An engine over an AES peripheral, reduced to its shape: eight slots, handles are numbers that
//! clear their slot when dropped. The peripheral is stood for by the `aes` crate.
//!
//! ```
//! use core::cell::RefCell;
//! use aes::cipher::{BlockCipherEncrypt, KeyInit};
//! use ducat_hal::*;
//! use zeroize::Zeroizing;
//!
//! /// A key and what it may do.
//! type Slot = Option<(KeyAttributes, Zeroizing<[u8; 16]>)>;
//!
//! /// The peripheral's key memory.
//! #[derive(Default)]
//! struct Slots([RefCell<Slot>; 8]);
//!
//! struct Handle<'s> {
//!     slot: &'s RefCell<Slot>,
//!     attributes: KeyAttributes,
//! }
//!
//! impl Drop for Handle<'_> {
//!     fn drop(&mut self) {
//!         self.slot.replace(None); // `Zeroizing` wipes the octets
//!     }
//! }
//!
//! struct Peripheral<'s> {
//!     slots: &'s Slots,
//! }
//!
//! impl<'s> Peripheral<'s> {
//!     /// The one thing this hardware does: AES-128 on a block, if the key permits it.
//!     fn encipher(&self, key: &Handle<'s>, operation: Operation, block: &mut Block)
//!         -> Result<(), ErrorKind>
//!     {
//!         let slot = key.slot.borrow();
//!         let (attributes, octets) = slot.as_ref().ok_or(ErrorKind::UnknownKey)?;
//!         if !attributes.permits(operation) {
//!             return Err(ErrorKind::NotPermitted);
//!         }
//!         aes::Aes128::new(&(**octets).into()).encrypt_block(block.into());
//!         Ok(())
//!     }
//! }
//!
//! impl ErrorType for Peripheral<'_> {
//!     type Error = ErrorKind;
//! }
//!
//! impl<'s> LoadKey for Peripheral<'s> {
//!     fn load(&mut self, attributes: KeyAttributes, octets: &[u8])
//!         -> Result<Handle<'s>, ErrorKind>
//!     {
//!         // Of the MACs, this peripheral has CMAC only.
//!         let mac = attributes.usage.is_mac();
//!         let other_mac = mac && attributes.usage != KeyUsage::MacCmac;
//!         if attributes.algorithm != Algorithm::Aes128 || other_mac {
//!             return Err(ErrorKind::Unsupported);
//!         }
//!         let octets: [u8; 16] = octets.try_into().map_err(|_| ErrorKind::KeyLength)?;
//!         let free = self.slots.0.iter().find(|slot| slot.borrow().is_none());
//!         let slot = free.ok_or(ErrorKind::Full)?;
//!         slot.replace(Some((attributes, Zeroizing::new(octets))));
//!         Ok(Handle { slot, attributes })
//!     }
//! }
//!
//! impl<'s> KeyEngine for Peripheral<'s> {
//!     type Handle = Handle<'s>;
//!
//!     fn attributes(&self, key: &Handle<'s>) -> KeyAttributes {
//!         key.attributes
//!     }
//!
//!     fn key_octets(&self, _: &Handle<'s>) -> usize {
//!         16
//!     }
//!
//!     fn derive(&mut self, parent: &Handle<'s>, input: &DerivationInput, child: NewKey)
//!         -> Result<Handle<'s>, ErrorKind>
//!     {
//!         if !input.makes(self.attributes(parent), child) {
//!             return Err(ErrorKind::NotPermitted);
//!         }
//!         let &[block] = input.blocks() else { return Err(ErrorKind::Unsupported) };
//!         let mut octets = Zeroizing::new(block);
//!         self.encipher(parent, Operation::Derive, &mut octets)?;
//!         self.load(child.attributes, &*octets)
//!     }
//!
//!     fn scrub(&self) {
//!         zeroize::zeroize_stack::<1024>();
//!     }
//! }
//!
//! impl<'s> Mac<AesCmac> for Peripheral<'s> {
//!     fn generate_mac(&mut self, key: &Handle<'s>, message: &[&[u8]], mac: &mut [u8])
//!         -> Result<(), ErrorKind>
//!     {
//!         let mut full = [0; 16];
//!         let block = |b: &mut Block| self.encipher(key, Operation::GenerateMac, b);
//!         blocks::cmac(block, message, &mut full)?;
//!         let cut = full.get(..mac.len()).filter(|cut| !cut.is_empty());
//!         let cut = cut.ok_or(ErrorKind::DataLength)?;
//!         mac.copy_from_slice(cut);
//!         Ok(())
//!     }
//!
//!     fn verify_mac(&mut self, key: &Handle<'s>, message: &[&[u8]], mac: &[u8])
//!         -> Result<bool, ErrorKind>
//!     {
//!         let mut full = Zeroizing::new([0; 16]);
//!         let block = |b: &mut Block| self.encipher(key, Operation::VerifyMac, b);
//!         blocks::cmac(block, message, &mut full)?;
//!         let cut = full.get(..mac.len()).filter(|cut| !cut.is_empty());
//!         let cut = cut.ok_or(ErrorKind::DataLength)?;
//!         Ok(subtle::ConstantTimeEq::ct_eq(cut, mac).into())
//!     }
//! }
//!
//! // RFC 4493, example 1: the MAC of the empty message.
//! let slots = Slots::default();
//! let mut engine = Peripheral { slots: &slots };
//! let attributes = KeyAttributes::new(KeyUsage::MacCmac, Algorithm::Aes128, ModeOfUse::Verify);
//! let octets = 0x2B7E151628AED2A6ABF7158809CF4F3Cu128.to_be_bytes();
//! let key = engine.load(attributes, &octets)?;
//! let mac = 0xBB1D6929E95937287FA37D129B756746u128.to_be_bytes();
//! assert!(engine.verify_mac(&key, &[], &mac)?);
//! // The key may verify only.
//! assert_eq!(engine.generate_mac(&key, &[], &mut [0; 16]), Err(ErrorKind::NotPermitted));
//! # Ok::<(), ErrorKind>(())
//! ```

#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::string_slice
    )
)]

pub mod attributes;
pub mod blocks;
pub mod card_value;
pub mod chain;
pub mod check_value;
pub mod cipher;
pub mod engine;
pub mod error;
pub mod kdf;
pub mod key_block;
pub mod key_wrap;
pub mod mac;
pub mod nibbles;
pub mod pin;
pub mod pin_field;
pub mod pin_value;
pub mod seal;
pub mod tdea;

pub use attributes::{
    Algorithm, Exportability, KeyAttributes, KeyUsage, ModeOfUse, Operation, PackedAttributes,
    WeakKeys,
};
pub use card_value::CardValue;
pub use chain::{Chain, ChainAlgorithm, Link};
pub use check_value::{CheckValue, CheckValueMethod};
pub use cipher::BlockCipher;
pub use engine::{Block, DerivationInput, KeyEngine, LoadKey, NewKey};
pub use error::{Error, ErrorKind, ErrorType};
pub use kdf::{Hash, Hkdf, LegacySha1, Sha224, Sha256, Sha384, Sha512};
pub use key_block::{
    ClearKeyBlock, KeyBlockVersion, MakeKeyBlock, Narrowing, OpenKeyBlock, ProtectedKey,
    UnprotectedKey,
};
pub use key_wrap::{KeyWrap, KeyWrapMode};
pub use mac::{
    AesAlgorithm1, AesCmac, Algorithm1, Algorithm3, CurrentAlgorithm, Hmac, HmacSha224, HmacSha256,
    HmacSha384, HmacSha512, Mac, MacAlgorithm, MacPadding, MacPurpose, Padding1, Padding2,
    Padding3, StreamMac, TdeaAlgorithm1, TdeaCmac,
};
pub use pin::{
    DecipherPin, EncipherPin, EncipheredPin, NewPinBlock, PanFields, PinBlockRandom, TranslatePin,
};
pub use pin_field::{PinBlockFormat, PinDigits};
pub use pin_value::{DecimalTable, GeneratePinValue, IssuePin, PinMethod, VerifyPin};
pub use seal::SealKeys;
pub use tdea::{TdeaDerivation, TdeaStep, TdeaVariant};
