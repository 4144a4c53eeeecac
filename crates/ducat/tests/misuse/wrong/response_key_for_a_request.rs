//! A host verifies requests with the key of requests.

use ducat::dukpt::aes::{Host, KeyType, TransactionKey};
use ducat::key::role::{MacGenerate, MacVerify, Request, Response};
use ducat::mac::{self, Tag};
use ducat::{AesCmac, Error};
use ducat_hal::Mac;

fn receive<E: Mac<AesCmac>>(
    engine: &mut E,
    transaction: &TransactionKey<Host, E>,
    tag: &Tag<8>,
) -> Result<(), Error> {
    type Requests = MacVerify<AesCmac, Request>;
    type Responses = MacGenerate<AesCmac, Response>;
    let of_requests = transaction.working_key::<Requests>(engine, KeyType::Aes128)?;
    let of_responses = transaction.working_key::<Responses>(engine, KeyType::Aes128)?;
    drop::<Tag<8>>(mac::generate(engine, &of_responses, &[b"approved"])?);
    mac::verify(engine, &of_responses, &[b"amount"], tag)
}

fn main() {}
