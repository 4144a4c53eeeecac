//! A host translates the PIN of a request whose MAC it has verified.

use ducat::Error;
use ducat::dukpt::tdes::host::{ReceivedRequest, VerifiedRequest};
use ducat::pin_block::{Binding, EncipheredPin, PinTarget, TranslationPolicy};
use ducat_hal::{TdeaDerivation, TranslatePin};
use rand_core::TryCryptoRng;

fn forward<E: TdeaDerivation + TranslatePin, G: TryCryptoRng>(
    engine: &mut E,
    rng: &mut G,
    received: &ReceivedRequest<E>,
    verified: &VerifiedRequest<E>,
    block: &EncipheredPin,
    binding: Binding<'_>,
    to: &PinTarget<'_, E>,
) -> Result<EncipheredPin, Error> {
    let _ = (received, verified);
    received.translate_pin(engine, rng, TranslationPolicy::STRICT, block, binding, to)
}

fn main() {}
