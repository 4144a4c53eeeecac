//! A terminal and its host in the middle of a payment, with TDES DUKPT.

use core::mem::ManuallyDrop;

use ducat::Key;
use ducat::dukpt::tdes::host::{self, ReceivedRequest, VerifiedRequest};
use ducat::dukpt::tdes::terminal::{TerminalState, Transaction};
use ducat::dukpt::tdes::{Host, InitialKeyId, TransactionCounter, TransactionKey};
use ducat::key::role::{BaseDerivation, Initial, Sealing};
use ducat::mac::Tag;
use ducat_hal::Algorithm;

use crate::scene::MESSAGE;
use crate::secrets::Secrets;
use crate::whole::Whole;

pub(crate) const ID: InitialKeyId =
    InitialKeyId::of([0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0, 0]);

/// What the calls take, in memory that is not measured. What a call takes by value and destroys is
/// there for it alone.
pub(crate) struct Scene<E: Whole> {
    pub(crate) engine: E,
    pub(crate) bdk: Key<BaseDerivation, E>,
    pub(crate) initial_key: Key<Initial, E>,
    pub(crate) own_initial_key: ManuallyDrop<Key<Initial, E>>,
    /// All 21 registers in use.
    pub(crate) fresh: TerminalState<E>,
    /// At counter 100000, from where most is to be derived.
    pub(crate) state: TerminalState<E>,
    pub(crate) transaction: Transaction<E>,
    pub(crate) host_key: TransactionKey<Host, E>,
    pub(crate) own_request: ManuallyDrop<ReceivedRequest<E>>,
    pub(crate) verified: VerifiedRequest<E>,
    pub(crate) request_tag: Tag<4>,
    pub(crate) response_tag: Tag<4>,
    pub(crate) data: [u8; 64],
    pub(crate) sealing: Key<Sealing, E>,
    pub(crate) saved: [u8; 11 + 16 + 21 * 16],
}

/// The last counter but one: 10 one-bits, the longest way to derive.
pub(crate) fn far() -> TransactionCounter {
    TransactionCounter::new(0x1F_F400).unwrap()
}

impl<E: Whole> Scene<E> {
    pub(crate) fn new(secrets: &Secrets) -> Self {
        let e = &mut E::default();
        let bdk = Key::load(e, Algorithm::Tdea2, &secrets.key(0)[..16]).unwrap();
        let sealing = Key::load(e, E::AES, &secrets.key(1)[..E::OCTETS]).unwrap();
        let initial_key = || host::initial_key(&mut E::default(), &bdk, ID).unwrap();
        let terminal =
            || TerminalState::load_initial_key(&mut E::default(), initial_key(), ID).unwrap();
        let ahead = || {
            let mut ahead = terminal();
            ahead.skip_to(&mut E::default(), far()).unwrap();
            ahead.generate(&mut E::default()).unwrap()
        };
        let mut state = terminal();
        state.skip_to(e, TransactionCounter::new(0x10_0000).unwrap()).unwrap();
        let transaction = ahead();
        let ksn = transaction.key_serial_number();
        let request_tag = transaction.request_mac(e, &MESSAGE).unwrap();
        let request = || ReceivedRequest::new(&mut E::default(), &bdk, ksn).unwrap();
        let verified = request().verify(e, &MESSAGE, &request_tag).unwrap();
        let response_tag = verified.response_mac(e, &MESSAGE).unwrap();
        let fresh = terminal();
        let mut saved = [0; _];
        fresh.save(e, &sealing, &mut saved).unwrap();
        Self {
            engine: E::default(),
            initial_key: initial_key(),
            own_initial_key: ManuallyDrop::new(initial_key()),
            fresh,
            state,
            transaction,
            host_key: host::transaction_key(e, &bdk, ksn).unwrap(),
            own_request: ManuallyDrop::new(request()),
            verified,
            request_tag,
            response_tag,
            data: [7; 64],
            sealing,
            saved,
            bdk,
        }
    }
}
