//! What a question is answered with: outputs, or a failure with its code and stage.

use ducat::Error;
use ducat_hal::ErrorKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Outputs by name.
pub type Outputs = Map<String, Value>;

use compat::string::String;

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The inputs were read; nothing was computed.
    Parse,
    /// The inputs are well formed, but a rule forbids the operation.
    Policy,
    /// The computation could not be carried out.
    Compute,
    /// What came out does not hold.
    Verify,
}

/// Why there are no outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// One of the codes of the protocol.
    pub code: &'static str,
    /// How far the request came.
    pub stage: Stage,
}

impl Failure {
    /// No JSON object; an input is missing, or has the wrong type, length or range.
    pub const MALFORMED: Self = Self::parse("malformed");
    /// Unknown algorithm, operation, cipher, hash, key type or format.
    pub const UNSUPPORTED: Self = Self::parse("unsupported");

    /// Components that cancel out.
    pub(crate) const KEY_ZERO: Self = Self::policy("key_zero");

    /// A card verification value that is not the card's.
    pub(crate) const CVV_MISMATCH: Self = Self::verify("cvv_mismatch");

    /// A PIN that is not the one of the offset or value.
    pub(crate) const PIN_MISMATCH: Self = Self::verify("pin_mismatch");

    pub(crate) const fn parse(code: &'static str) -> Self {
        Self { code, stage: Stage::Parse }
    }

    const fn policy(code: &'static str) -> Self {
        Self { code, stage: Stage::Policy }
    }

    const fn compute(code: &'static str) -> Self {
        Self { code, stage: Stage::Compute }
    }

    pub(crate) const fn verify(code: &'static str) -> Self {
        Self { code, stage: Stage::Verify }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Pin => Self::parse("pin_invalid"),
            Error::Pan => Self::parse("pan_invalid"),
            Error::Counter | Error::CounterPassed => Self::parse("counter_invalid"),
            Error::KeySerialNumberLength | Error::BufferLength | Error::CardData => Self::MALFORMED,
            Error::Algorithm => Self::UNSUPPORTED,
            Error::KeyLength => Self::parse("key_length"),
            Error::Components => Self::parse("component_count"),
            Error::Strength => Self::policy("key_strength"),
            Error::TranslationRefused => Self::policy("translation_refused"),
            Error::PinBlock => Self::verify("pin_block_invalid"),
            Error::Mismatch => Self::verify("mac_mismatch"),
            // The caller's randomness was too short, or not what the format allows.
            Error::Random => Self::MALFORMED,
            Error::DecimalizationTable => Self::policy("decimalization_table"),
            Error::PinMismatch => Self::PIN_MISMATCH,
            Error::Exhausted => Self::compute("exhausted"),
            Error::KeyBlockEncoding => Self::parse("key_block_encoding"),
            Error::KeyBlockVersion => Self::parse("key_block_version"),
            Error::KeyBlockLength => Self::parse("key_block_length"),
            Error::KeyBlockHeader => Self::parse("key_block_header"),
            Error::KeyBlockOptional => Self::parse("key_block_optional"),
            Error::KeyBlockPayload => Self::parse("key_block_payload"),
            Error::ProtectionKey => Self::parse("kbpk_mismatch"),
            Error::KeyBlockRefused => Self::policy("key_block_refused"),
            Error::KeyBlock => Self::verify("key_block_invalid"),
            Error::Engine(kind) => kind.into(),
            _ => Self::compute("failed"),
        }
    }
}

impl From<ErrorKind> for Failure {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Unsupported => Self::UNSUPPORTED,
            ErrorKind::KeyLength => Self::parse("key_length"),
            ErrorKind::DataLength => Self::MALFORMED,
            ErrorKind::NotPermitted => Self::policy("not_permitted"),
            _ => Self::compute("engine"),
        }
    }
}
