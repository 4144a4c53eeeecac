//! Nothing is done with a request before its MAC is verified.

use ducat::dukpt::aes::host::ReceivedRequest;
use ducat::key::role::PinEncipher;
use ducat::mac::Tag;
use ducat::pin_block::EncipheredPinBlock;
use ducat::{AesCmac, Error, Key, Pan};
use ducat_hal::{Mac, TranslatePin};
use rand_core::TryCryptoRng;

fn receive<E: TranslatePin + Mac<AesCmac>, G: TryCryptoRng>(
    engine: &mut E,
    rng: &mut G,
    request: ReceivedRequest<E>,
    tag: &Tag<8>,
    block: &EncipheredPinBlock,
    pan: &Pan,
    zone_key: &Key<PinEncipher, E>,
) -> Result<EncipheredPinBlock, Error> {
    let request = request.verify(engine, &[&block.0], tag)?;
    request.translate_pin(engine, rng, block, pan, zone_key)
}

fn main() {}
