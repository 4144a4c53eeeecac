//! Who asks for a key of requests is not given one of responses.

use ducat::key::role::{MacVerify, Request, Response};
use ducat::mac::{self, Tag};
use ducat::{AesCmac, Error, Key};
use ducat_hal::Mac;

type Requests<E> = Key<MacVerify<AesCmac, Request>, E>;
type Responses<E> = Key<MacVerify<AesCmac, Response>, E>;

fn verify_request<E: Mac<AesCmac>>(
    engine: &mut E,
    key: &Requests<E>,
    tag: &Tag<8>,
) -> Result<(), Error> {
    mac::verify(engine, key, &[b"amount"], tag)
}

fn receive<E: Mac<AesCmac>>(
    engine: &mut E,
    keys: (Requests<E>, Responses<E>),
    tag: &Tag<8>,
) -> Result<(), Error> {
    verify_request(engine, &keys.0, tag)
}

fn main() {}
