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
    /// A PAN has no digit, more than 19, or something that is no decimal digit.
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
    /// A PIN block is not what its format demands. One error for every cause, so that it tells
    /// a prober nothing.
    PinBlock,
    /// The MAC does not belong to the message.
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
    /// The key engine failed.
    Engine(ErrorKind),
}

impl Error {
    /// The stable number of this error, for C and for logs. Engine errors are 256 plus the
    /// number of their kind.
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
            Self::Engine(kind) => 256 + kind as u16,
        }
    }

    /// The error of an engine, reduced to its kind.
    pub(crate) fn engine(error: impl ducat_hal::Error) -> Self {
        Self::Engine(error.kind())
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
            Self::Mismatch => "the MAC does not match",
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
        ];
        for (i, (error, code)) in all.iter().enumerate() {
            assert_eq!(error.code(), *code);
            assert!(all[..i].iter().all(|(_, earlier)| earlier != code));
        }
    }
}
