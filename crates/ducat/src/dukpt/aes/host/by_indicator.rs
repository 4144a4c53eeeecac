//! Working keys whose usage is known at run time only: from a message, a table, a command line.

use ducat_hal::{Algorithm, KeyAttributes, KeyEngine, ModeOfUse, NewKey};

use super::super::derivation::{DerivationData, KeyType, UsageIndicator};
use super::super::{Host, TransactionKey};
use crate::error::Error;
use crate::secret::scrubbed;

/// Derives a working key by indicator. The handle bears the attributes that the key has on the
/// host; [`Key::open`](crate::Key::open) takes it as a key of a role. A key for both ways opens
/// in either role.
///
/// Where the usage is known when it compiles, [`TransactionKey::working_key`] is the better call.
///
/// # Standard
/// ANSI X9.24-3 6.3.2.
///
/// # Errors
/// [`Error::Strength`] if the type is stronger than the initial key; [`Error::Algorithm`] if keys
/// of this usage are never of this type (HMAC for PINs, data or keys), or if the usage is that of
/// an initial key; the engine's.
pub fn working_key_handle<E: KeyEngine>(
    engine: &mut E,
    transaction: &TransactionKey<Host, E>,
    usage: UsageIndicator,
    key_type: KeyType,
) -> Result<E::Handle, Error> {
    let parent = transaction.key();
    if !key_type.allowed_under(KeyType::of_aes(parent.attributes(engine).algorithm)?) {
        return Err(Error::Strength);
    }
    let attributes = attributes(usage, key_type.algorithm()).ok_or(Error::Algorithm)?;
    let ksn = transaction.key_serial_number();
    let id = ksn.initial_key_id().derivation_id();
    let data = DerivationData::at(usage, key_type, id, ksn.counter().value());
    let child = NewKey { attributes, octets: key_type.octets() };
    scrubbed(engine, |engine| {
        engine.derive(parent.handle(), &data.input(), child).map_err(Error::engine)
    })
}

/// What such a key is on the host: the counterpart of what it is in the terminal.
const fn attributes(usage: UsageIndicator, algorithm: Algorithm) -> Option<KeyAttributes> {
    use UsageIndicator as U;
    let hmac = matches!(algorithm, Algorithm::Hmac);
    let mode = match usage {
        U::MacGeneration => ModeOfUse::Verify,
        U::MacVerification => ModeOfUse::Generate,
        U::MacBoth => ModeOfUse::GenerateAndVerify,
        U::KeyDerivation => ModeOfUse::Derive,
        U::InitialKey => return None,
        _ if hmac => return None,
        U::PinEncryption | U::DataEncrypt => ModeOfUse::Decipher,
        U::DataDecrypt => ModeOfUse::Encipher,
        U::DataBoth | U::KeyEncryption => ModeOfUse::Both,
    };
    Some(KeyAttributes::new(usage.key_usage(algorithm), algorithm, mode))
}
