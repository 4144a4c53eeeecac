//! What can go wrong, in one `Copy` type with stable numbers.

use core::fmt;

use ducat_hal::ErrorKind;

/// Why a call failed.
///
/// Each variant says what holds afterwards; unless it says otherwise, nothing changed. No error
/// holds or shows a digit of a PIN or PAN, or an octet of a key. The set may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// A PIN has fewer than 4 or more than 12 digits, or something that is no decimal digit.
    Pin,
    /// A PAN has no digit, more than 19, or something that is no decimal digit; or there is none
    /// where a PIN block format needs one, or one that is too short for a PIN verification value.
    Pan,
    /// A key serial number has a wrong length.
    KeySerialNumberLength,
    /// A transaction counter that no transaction may have: zero, FFFFFFFF, or too many one-bits
    /// for the rule in force.
    Counter,
    /// A working key would be stronger than the key it is derived from (X9.24-3 6.1.3).
    Strength,
    /// The key's algorithm does not fit the operation, or the key type does not fit the role.
    Algorithm,
    /// The octets given as a key or component have a length that the algorithm does not have.
    KeyLength,
    /// A PIN block is not what its format demands, or not of the format that it is said to be of.
    /// One error for every cause, so that it tells a prober nothing.
    PinBlock,
    /// The MAC does not belong to the message, or the card verification value not to the card.
    Mismatch,
    /// The terminal has used its last key. All its keys are wiped; it needs a new initial key.
    Exhausted,
    /// The counter to skip to is behind the terminal's. A counter is never repeated.
    CounterPassed,
    /// This transaction has enciphered its PIN. One key enciphers one PIN.
    PinKeyUsed,
    /// A new initial key carries the identifier of the one in use, or is shorter.
    InitialKeyRefused,
    /// A saved terminal state is malformed, not authentic, or not of this kind.
    State,
    /// A buffer has not the length that the call's documentation gives.
    BufferLength,
    /// Data is not padded as the padding demands. Meaningful only if the data was authenticated
    /// before it was deciphered.
    Padding,
    /// Too few key components for dual control, components of different lengths, or components
    /// that cancel out.
    Components,
    /// The random source failed, or gave nothing usable.
    Random,
    /// The policy in force does not allow this translation of a PIN block.
    TranslationRefused,
    /// A key block has a character that is not printable ASCII, or hexadecimal that is malformed.
    KeyBlockEncoding,
    /// A key block has a version that is not known, or not allowed by the policy in force.
    KeyBlockVersion,
    /// A key block is too short or too long, or its length field is not its length.
    KeyBlockLength,
    /// A field of a key block header is not what the standard or the policy in force allows.
    KeyBlockHeader,
    /// The optional blocks of a key block are malformed, repeated or misplaced.
    KeyBlockOptional,
    /// The enciphered part of a key block is not whole blocks, or too short.
    KeyBlockPayload,
    /// A key block does not hold: its MAC, the length of the key in it, or a check value. One
    /// error for every cause, so that it tells a prober nothing.
    KeyBlock,
    /// The policy in force does not allow this key block, or this key in one.
    KeyBlockRefused,
    /// The key block protection key is not of the algorithm or length that the version takes.
    ProtectionKey,
    /// A key is weak: its halves are equal, or it is one of the weak keys of DES.
    WeakKey,
    /// Components of one custodian alone. A key is put together by two or more.
    Custodians,
    /// The PIN is not the one that the reference value was made for, or the block holds none. One
    /// error for both, so that it tells a prober nothing.
    PinMismatch,
    /// A decimalisation table is not 16 decimal digits, or is one that helps to guess PINs.
    DecimalizationTable,
    /// Card data (expiry date, service code, key indicator, offset) are malformed.
    CardData,
    /// A part of the message of a MAC could not be taken in, so that there is no MAC of it. Begin
    /// anew.
    Stream,
    /// The key engine failed.
    Engine(ErrorKind),
}

impl Error {
    /// The stable number of this error, for C and for logs. Engine errors are 256 plus the
    /// number of their kind; that a key is weak is always 29, whoever has found it.
    pub const fn code(self) -> u16 {
        match self {
            Self::Pin => 1,
            Self::Pan => 2,
            Self::KeySerialNumberLength => 3,
            Self::Counter => 4,
            Self::Strength => 5,
            Self::Algorithm => 6,
            Self::KeyLength => 7,
            Self::PinBlock => 8,
            Self::Mismatch => 9,
            Self::Exhausted => 10,
            Self::CounterPassed => 11,
            Self::PinKeyUsed => 12,
            Self::InitialKeyRefused => 13,
            Self::State => 14,
            Self::BufferLength => 15,
            Self::Padding => 16,
            Self::Components => 17,
            Self::Random => 18,
            Self::TranslationRefused => 19,
            Self::KeyBlockEncoding => 20,
            Self::KeyBlockVersion => 21,
            Self::KeyBlockLength => 22,
            Self::KeyBlockHeader => 23,
            Self::KeyBlockOptional => 24,
            Self::KeyBlockPayload => 25,
            Self::KeyBlock => 26,
            Self::KeyBlockRefused => 27,
            Self::ProtectionKey => 28,
            Self::WeakKey => 29,
            Self::Custodians => 30,
            Self::PinMismatch => 31,
            Self::DecimalizationTable => 32,
            Self::CardData => 33,
            Self::Stream => 34,
            Self::Engine(kind) => 256 + kind as u16,
        }
    }

    /// The error of an engine, reduced to its kind.
    pub(crate) fn engine(error: impl ducat_hal::Error) -> Self {
        match error.kind() {
            ErrorKind::WeakKey => Self::WeakKey,
            kind => Self::Engine(kind),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pin => "a PIN has 4 to 12 decimal digits",
            Self::Pan => "a PAN has 1 to 19 decimal digits",
            Self::KeySerialNumberLength => "wrong length of a key serial number",
            Self::Counter => "no transaction may have this counter",
            Self::Strength => "a working key may not be stronger than its parent",
            Self::Algorithm => "the key's algorithm does not fit",
            Self::KeyLength => "wrong key length",
            Self::PinBlock => "invalid PIN block",
            Self::Mismatch => "the MAC or card verification value does not match",
            Self::Exhausted => "the terminal has used its last key",
            Self::CounterPassed => "this counter has passed",
            Self::PinKeyUsed => "this transaction has enciphered its PIN",
            Self::InitialKeyRefused => "initial key refused",
            Self::State => "invalid terminal state",
            Self::BufferLength => "wrong buffer length",
            Self::Padding => "wrong padding",
            Self::Components => {
                "two or more components of equal length that do not cancel out are needed"
            }
            Self::Random => "the random source failed",
            Self::TranslationRefused => "the policy refuses this translation",
            Self::KeyBlockEncoding => "invalid characters in a key block",
            Self::KeyBlockVersion => "unknown key block version",
            Self::KeyBlockLength => "wrong length of a key block",
            Self::KeyBlockHeader => "invalid key block header",
            Self::KeyBlockOptional => "invalid optional blocks in a key block",
            Self::KeyBlockPayload => "wrong payload length in a key block",
            Self::KeyBlock => "invalid key block",
            Self::KeyBlockRefused => "the policy refuses this key block",
            Self::ProtectionKey => "the key block protection key does not fit the version",
            Self::WeakKey => "weak key",
            Self::Custodians => "components of two or more custodians are needed",
            Self::PinMismatch => "the PIN does not match",
            Self::DecimalizationTable => "unsuitable decimalisation table",
            Self::CardData => "invalid card data",
            Self::Stream => "a part of the message was not taken in",
            Self::Engine(kind) => return write!(f, "key engine: {kind}"),
        })
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_stable() {
        use ErrorKind as K;
        let all = [
            (Error::Pin, 1),
            (Error::Pan, 2),
            (Error::KeySerialNumberLength, 3),
            (Error::Counter, 4),
            (Error::Strength, 5),
            (Error::Algorithm, 6),
            (Error::KeyLength, 7),
            (Error::PinBlock, 8),
            (Error::Mismatch, 9),
            (Error::Exhausted, 10),
            (Error::CounterPassed, 11),
            (Error::PinKeyUsed, 12),
            (Error::InitialKeyRefused, 13),
            (Error::State, 14),
            (Error::BufferLength, 15),
            (Error::Padding, 16),
            (Error::Components, 17),
            (Error::Random, 18),
            (Error::TranslationRefused, 19),
            (Error::KeyBlockEncoding, 20),
            (Error::KeyBlockVersion, 21),
            (Error::KeyBlockLength, 22),
            (Error::KeyBlockHeader, 23),
            (Error::KeyBlockOptional, 24),
            (Error::KeyBlockPayload, 25),
            (Error::KeyBlock, 26),
            (Error::KeyBlockRefused, 27),
            (Error::ProtectionKey, 28),
            (Error::WeakKey, 29),
            (Error::Custodians, 30),
            (Error::PinMismatch, 31),
            (Error::DecimalizationTable, 32),
            (Error::CardData, 33),
            (Error::Stream, 34),
            (Error::Engine(K::Unsupported), 257),
            (Error::Engine(K::NotPermitted), 258),
            (Error::Engine(K::KeyLength), 259),
            (Error::Engine(K::DataLength), 260),
            (Error::Engine(K::Full), 261),
            (Error::Engine(K::UnknownKey), 262),
            (Error::Engine(K::Authentication), 263),
            (Error::Engine(K::Tampered), 264),
            (Error::Engine(K::Hardware), 265),
            (Error::Engine(K::Other), 266),
            (Error::Engine(K::WeakKey), 267),
        ];
        for (i, (error, code)) in all.iter().enumerate() {
            assert_eq!(error.code(), *code);
            assert!(all[..i].iter().all(|(_, earlier)| earlier != code));
        }
    }
}
