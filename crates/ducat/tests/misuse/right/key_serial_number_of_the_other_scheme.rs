//! A key serial number of 10 octets does not name a key of AES DUKPT.

use ducat::dukpt::{aes, tdes};
use ducat::key::role::BaseDerivation;
use ducat::{Error, Key};
use ducat_hal::KeyEngine;

fn receive<E: KeyEngine>(
    engine: &mut E,
    bdk: &Key<BaseDerivation, E>,
    octets: &[u8],
) -> Result<(), Error> {
    let ksn = aes::KeySerialNumber::parse(octets)?;
    let _ = tdes::KeySerialNumber::parse(octets);
    aes::host::transaction_key(engine, bdk, ksn).map(drop)
}

fn main() {}
