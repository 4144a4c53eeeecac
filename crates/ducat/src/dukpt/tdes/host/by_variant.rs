//! Working keys whose variant is known at run time only: from a message, a table, a command line.

use ducat_hal::{
    Algorithm, KeyAttributes, KeyUsage, ModeOfUse, NewKey, TdeaDerivation, TdeaStep, TdeaVariant,
};

use super::super::steps;
use super::{Host, TransactionKey};
use crate::error::Error;
use crate::secret::scrubbed;

/// Derives a working key by variant. The handle bears the attributes that the key has on the host;
/// [`Key::open`](crate::Key::open) takes it as a key of a role. As the key of requests may be one
/// for both ways, it has both rights.
///
/// The MAC keys are for algorithm 3, the retail MAC, which the standard gives. Where the variant
/// is known when it compiles, [`TransactionKey::working_key`] is the better call, and gives keys
/// for CMAC as well.
///
/// # Standard
/// ANSI X9.24-1:2009 A.4.1.
///
/// # Errors
/// The engine's.
pub fn working_key_handle<E: TdeaDerivation>(
    engine: &mut E,
    transaction: &TransactionKey<Host, E>,
    variant: TdeaVariant,
) -> Result<E::Handle, Error> {
    let parent = transaction.key();
    steps::check(engine, parent)?;
    let (usage, mode) = match variant {
        TdeaVariant::Pin => (KeyUsage::PinEncipherment, ModeOfUse::Decipher),
        TdeaVariant::MacRequest => (KeyUsage::MacAlgorithm3, ModeOfUse::GenerateAndVerify),
        TdeaVariant::MacResponse => (KeyUsage::MacAlgorithm3, ModeOfUse::Generate),
        TdeaVariant::DataRequest => (KeyUsage::Data, ModeOfUse::Both),
        TdeaVariant::DataResponse => (KeyUsage::Data, ModeOfUse::Encipher),
    };
    let attributes = KeyAttributes::new(usage, Algorithm::Tdea2, mode);
    let child = NewKey { attributes, octets: 16 };
    scrubbed(engine, |engine| {
        let step = TdeaStep::Working(variant);
        engine.derive_tdea(parent.handle(), step, child).map_err(Error::engine)
    })
}
