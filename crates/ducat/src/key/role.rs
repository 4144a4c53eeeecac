//! Roles: what a key is for, as a type.
//!
//! Roles are named from the side of the one who holds the key: the key that a terminal enciphers
//! a PIN with is [`PinEncipher`]; the host holds the same octets as [`PinDecipher`]. The set is
//! closed.

use core::marker::PhantomData;

use ducat_hal::{Algorithm, CurrentAlgorithm, KeyAttributes, KeyUsage, MacAlgorithm, ModeOfUse};

pub(crate) mod sealed {
    pub trait Sealed {}
}

/// What a key may be used for. Implemented by the types of this module only.
pub trait Role: sealed::Sealed + 'static {
    /// The usage bound to a key of this role.
    const USAGE: KeyUsage;
    /// The mode of use bound to a key made for this role.
    const MODE: ModeOfUse;
    /// The number of the hash that such a key is used with (optional block HM of a key block).
    const HASH: Option<u8> = None;

    /// Whether keys of `algorithm` exist in this role.
    fn accepts(algorithm: Algorithm) -> bool;

    /// Whether a key of `usage` may be held in this role: [`USAGE`](Self::USAGE), and where the
    /// standards have two codes for one thing, the other.
    fn serves(usage: KeyUsage) -> bool {
        usage == Self::USAGE
    }

    /// The attributes of a new key of this role, which never leaves the engine.
    fn attributes(algorithm: Algorithm) -> KeyAttributes {
        KeyAttributes::new(Self::USAGE, algorithm, Self::MODE)
    }

    /// Whether a key with these attributes may be held in this role: the usage is the same, and
    /// the mode is the role's own or one that includes it.
    fn admits(attributes: KeyAttributes) -> bool {
        let wider = match Self::MODE {
            ModeOfUse::Encipher | ModeOfUse::Decipher => ModeOfUse::Both,
            ModeOfUse::Generate | ModeOfUse::Verify => ModeOfUse::GenerateAndVerify,
            own => own,
        };
        Self::serves(attributes.usage)
            && (attributes.mode_of_use == Self::MODE || attributes.mode_of_use == wider)
            && Self::accepts(attributes.algorithm)
    }
}

/// Which way a message goes, seen from the terminal.
pub trait Direction: sealed::Sealed + 'static {}

/// From the terminal to the host.
pub enum Request {}
/// From the host to the terminal.
pub enum Response {}
/// Either way, for schemes with one key for both.
pub enum BothWays {}

impl sealed::Sealed for Request {}
impl sealed::Sealed for Response {}
impl sealed::Sealed for BothWays {}
impl Direction for Request {}
impl Direction for Response {}
impl Direction for BothWays {}

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident: $usage:ident, $mode:ident, $accepts:expr;)*) => {$(
        $(#[$doc])*
        pub enum $name {}
        impl sealed::Sealed for $name {}
        impl Role for $name {
            const USAGE: KeyUsage = KeyUsage::$usage;
            const MODE: ModeOfUse = ModeOfUse::$mode;
            fn accepts(algorithm: Algorithm) -> bool {
                let accepts: fn(Algorithm) -> bool = $accepts;
                accepts(algorithm)
            }
        }
    )*};
}

fn block_cipher(algorithm: Algorithm) -> bool {
    algorithm.is_aes() || algorithm.is_tdea()
}

roles! {
    /// Base derivation key: the host's, from which the initial keys of its terminals derive.
    #[doc(alias = "BDK")]
    BaseDerivation: BaseDerivation, Derive, block_cipher;
    /// Initial key of one terminal.
    #[doc(alias = "IK")]
    #[doc(alias = "IPEK")]
    Initial: InitialKey, Derive, block_cipher;
    /// A key between the initial key and a transaction (usage indicator 8000).
    Intermediate: Intermediate, Derive, |_| true;
    /// Enciphers PIN blocks.
    PinEncipher: PinEncipherment, Encipher, block_cipher;
    /// Deciphers PIN blocks.
    PinDecipher: PinEncipherment, Decipher, block_cipher;
    /// Enciphers other keys (usage indicator 0002).
    #[doc(alias = "KEK")]
    KeyEncryption: KeyEncryption, Both, block_cipher;
    /// Generates card verification values.
    #[doc(alias = "CVK")]
    CardValueGenerate: CardVerification, Generate, |algorithm| matches!(algorithm, Algorithm::Tdea2);
    /// Verifies card verification values.
    #[doc(alias = "CVK")]
    CardValueVerify: CardVerification, Verify, |algorithm| matches!(algorithm, Algorithm::Tdea2);
    /// Makes PIN offsets by IBM 3624.
    #[doc(alias = "PVK")]
    OffsetGenerate: PinVerificationIbm3624, Generate, |algorithm| algorithm.is_tdea();
    /// Verifies PINs by their IBM 3624 offset.
    #[doc(alias = "PVK")]
    OffsetVerify: PinVerificationIbm3624, Verify, |algorithm| algorithm.is_tdea();
    /// Makes PIN verification values (PVV).
    #[doc(alias = "PVK")]
    PvvGenerate: PinVerificationVisa, Generate, |algorithm| matches!(algorithm, Algorithm::Tdea2);
    /// Verifies PINs by their PIN verification value (PVV).
    #[doc(alias = "PVK")]
    PvvVerify: PinVerificationVisa, Verify, |algorithm| matches!(algorithm, Algorithm::Tdea2);
    /// Seals keys for a store on this device.
    Sealing: Sealing, Both, |algorithm| algorithm.is_aes();
}

/// Protects keys in key blocks: usage K1, and K4, which serves version E alone. A key that may only
/// make blocks, or only open them, is one too: the engine refuses the other.
#[doc(alias = "KBPK")]
pub enum KeyBlockProtection {}
impl sealed::Sealed for KeyBlockProtection {}
impl Role for KeyBlockProtection {
    const USAGE: KeyUsage = KeyUsage::KeyBlockProtection;
    const MODE: ModeOfUse = ModeOfUse::Both;

    fn accepts(algorithm: Algorithm) -> bool {
        block_cipher(algorithm)
    }

    fn serves(usage: KeyUsage) -> bool {
        usage.protects_key_blocks()
    }

    fn admits(attributes: KeyAttributes) -> bool {
        let mode = attributes.mode_of_use;
        Self::serves(attributes.usage)
            && matches!(mode, ModeOfUse::Both | ModeOfUse::Encipher | ModeOfUse::Decipher)
            && Self::accepts(attributes.algorithm)
    }
}

/// Generates MACs of algorithm `A` over messages that go in direction `D`.
pub struct MacGenerate<A, D>(PhantomData<fn() -> (A, D)>);
/// Verifies MACs of algorithm `A` over messages that go in direction `D`.
pub struct MacVerify<A, D>(PhantomData<fn() -> (A, D)>);
/// Enciphers data that goes in direction `D`.
pub struct DataEncipher<D>(PhantomData<fn() -> D>);
/// Deciphers data that goes in direction `D`.
pub struct DataDecipher<D>(PhantomData<fn() -> D>);

macro_rules! mac_role {
    ($name:ident, $algorithm:ident, $mode:ident) => {
        impl<A: $algorithm, D: Direction> sealed::Sealed for $name<A, D> {}
        impl<A: $algorithm, D: Direction> Role for $name<A, D> {
            const USAGE: KeyUsage = A::USAGE;
            const MODE: ModeOfUse = ModeOfUse::$mode;
            const HASH: Option<u8> = A::HASH;
            fn accepts(algorithm: Algorithm) -> bool {
                A::accepts(algorithm)
            }
            fn serves(usage: KeyUsage) -> bool {
                A::serves(usage)
            }
        }
    };
}

mac_role!(MacGenerate, CurrentAlgorithm, Generate);
mac_role!(MacVerify, MacAlgorithm, Verify);

macro_rules! data_role {
    ($name:ident, $mode:ident) => {
        impl<D: Direction> sealed::Sealed for $name<D> {}
        impl<D: Direction> Role for $name<D> {
            const USAGE: KeyUsage = KeyUsage::Data;
            const MODE: ModeOfUse = ModeOfUse::$mode;
            fn accepts(algorithm: Algorithm) -> bool {
                block_cipher(algorithm)
            }
        }
    };
}

data_role!(DataEncipher, Encipher);
data_role!(DataDecipher, Decipher);
