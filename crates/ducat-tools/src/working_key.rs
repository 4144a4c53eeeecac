//! Working keys whose usage and type are known only at run time.
//!
//! In the library a usage is a type. A calculator gets it as a word, and here the words become
//! types: all that is left at the end is the handle, with the attributes of its role bound to it.

use clap::ValueEnum;
use ducat::dukpt::aes::{Host, KeyType, TransactionKey, WorkingRole};
use ducat::key::role::{
    BothWays, DataDecipher, DataEncipher, Intermediate, KeyEncryption, MacGenerate, MacVerify,
    PinDecipher, Request, Response,
};
use ducat::{AesCmac, Error, HmacSha256, TdeaCmac};
use ducat_hal::KeyEngine;

/// What a working key is for. Directions are the terminal's: a request goes to the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Usage {
    /// PIN encipherment (1000)
    Pin,
    /// MAC of requests (2000)
    MacRequest,
    /// MAC of responses (2001)
    MacResponse,
    /// MAC of both (2002)
    MacBoth,
    /// Data of requests (3000)
    DataRequest,
    /// Data of responses (3001)
    DataResponse,
    /// Data of both (3002)
    DataBoth,
    /// Encipherment of keys (0002)
    KeyEncryption,
    /// Derivation of further keys (8000)
    KeyDerivation,
}

/// Algorithm and length of a derived key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Type {
    /// TDEA with two keys
    #[value(name = "2TDEA")]
    Tdea2,
    /// TDEA with three keys
    #[value(name = "3TDEA")]
    Tdea3,
    /// AES with 16 octets
    #[value(name = "AES-128")]
    Aes128,
    /// AES with 24 octets
    #[value(name = "AES-192")]
    Aes192,
    /// AES with 32 octets
    #[value(name = "AES-256")]
    Aes256,
    /// HMAC with 16 octets
    #[value(name = "HMAC-128")]
    Hmac128,
    /// HMAC with 24 octets
    #[value(name = "HMAC-192")]
    Hmac192,
    /// HMAC with 32 octets
    #[value(name = "HMAC-256")]
    Hmac256,
}

impl From<Type> for KeyType {
    fn from(name: Type) -> Self {
        match name {
            Type::Tdea2 => Self::Tdea2,
            Type::Tdea3 => Self::Tdea3,
            Type::Aes128 => Self::Aes128,
            Type::Aes192 => Self::Aes192,
            Type::Aes256 => Self::Aes256,
            Type::Hmac128 => Self::Hmac128,
            Type::Hmac192 => Self::Hmac192,
            Type::Hmac256 => Self::Hmac256,
        }
    }
}

/// The word for a value, as it is typed.
pub fn word(value: &impl ValueEnum) -> String {
    value.to_possible_value().map_or_else(String::new, |word| word.get_name().to_owned())
}

/// Derives the working key of this usage and type, as the host holds it: where both sides share
/// a key both ways, with the right to generate or encipher.
///
/// # Errors
/// As [`TransactionKey::working_key`].
pub fn working_key<E: KeyEngine>(
    engine: &mut E,
    transaction: &TransactionKey<Host, E>,
    usage: Usage,
    key_type: KeyType,
) -> Result<E::Handle, Error> {
    use Usage as U;
    let derivation = Derivation { engine, transaction, key_type };
    match usage {
        U::Pin => derivation.key::<PinDecipher>(),
        U::MacRequest => derivation.mac_key::<
            MacVerify<AesCmac, Request>,
            MacVerify<TdeaCmac, Request>,
            MacVerify<HmacSha256, Request>,
        >(),
        U::MacResponse => derivation.mac_key::<
            MacGenerate<AesCmac, Response>,
            MacGenerate<TdeaCmac, Response>,
            MacGenerate<HmacSha256, Response>,
        >(),
        U::MacBoth => derivation.mac_key::<
            MacGenerate<AesCmac, BothWays>,
            MacGenerate<TdeaCmac, BothWays>,
            MacGenerate<HmacSha256, BothWays>,
        >(),
        U::DataRequest => derivation.key::<DataDecipher<Request>>(),
        U::DataResponse => derivation.key::<DataEncipher<Response>>(),
        U::DataBoth => derivation.key::<DataEncipher<BothWays>>(),
        U::KeyEncryption => derivation.key::<KeyEncryption>(),
        U::KeyDerivation => derivation.key::<Intermediate>(),
    }
}

/// What the derivations of all usages have in common.
struct Derivation<'a, E: KeyEngine> {
    engine: &'a mut E,
    transaction: &'a TransactionKey<Host, E>,
    key_type: KeyType,
}

impl<E: KeyEngine> Derivation<'_, E> {
    fn key<R: WorkingRole<Host>>(self) -> Result<E::Handle, Error> {
        let key = self.transaction.working_key::<R>(self.engine, self.key_type)?;
        Ok(key.into_handle())
    }

    /// A MAC key: its role depends on the algorithm of its type.
    fn mac_key<Aes, Tdea, Hmac>(self) -> Result<E::Handle, Error>
    where
        Aes: WorkingRole<Host>,
        Tdea: WorkingRole<Host>,
        Hmac: WorkingRole<Host>,
    {
        let algorithm = self.key_type.algorithm();
        if algorithm.is_aes() {
            self.key::<Aes>()
        } else if algorithm.is_tdea() {
            self.key::<Tdea>()
        } else {
            self.key::<Hmac>()
        }
    }
}
