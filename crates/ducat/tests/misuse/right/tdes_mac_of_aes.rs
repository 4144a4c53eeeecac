//! The MACs of a TDES DUKPT transaction are made with TDEA.

use ducat::TdeaCmac;
use ducat::dukpt::tdes::terminal::Transaction;
use ducat::mac::Tag;
use ducat::{AesCmac, Error};
use ducat_hal::{Mac, TdeaDerivation};

fn tag<E: TdeaDerivation + Mac<AesCmac> + Mac<TdeaCmac>>(
    engine: &mut E,
    transaction: &Transaction<E>,
) -> Result<Tag<8>, Error> {
    transaction.request_mac_by::<TdeaCmac, 8>(engine, &[b"amount"])
}

fn main() {}
