//! A terminal and its host in the middle of a payment.

use core::mem::ManuallyDrop;

use ducat::dukpt::aes::host::{self, NewInitialKey, ReceivedRequest, VerifiedRequest};
use ducat::dukpt::aes::terminal::{TerminalState, Transaction};
use ducat::dukpt::aes::{Host, InitialKeyId, KeyType, TransactionCounter, TransactionKey};
use ducat::key::ceremony::{Contribution, CustodianId};
use ducat::key::role::{
    BaseDerivation, Initial, KeyBlockProtection, PinDecipher, PinEncipher, Role, Sealing,
};
use ducat::key_block::KeyBlockVersion;
use ducat::mac::Tag;
use ducat::pin_block::EncipheredPinBlock;
use ducat::{Key, KeyComponent, Pan, Pin};
use ducat_hal::Algorithm;

use crate::secrets::{Counting, Secrets};
use crate::whole::Whole;

pub(crate) const ID: InitialKeyId = InitialKeyId([0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56]);
pub(crate) const NEW_ID: InitialKeyId = InitialKeyId([7; 8]);
pub(crate) const MESSAGE: [&[u8]; 2] = [&[1; 100], &[2; 33]];

/// What the calls of the domain take, in memory that is not measured. What a call takes by value
/// and destroys is there for it alone.
pub(crate) struct Scene<E: Whole> {
    pub(crate) engine: E,
    pub(crate) rng: Counting,
    pub(crate) octets: [u8; 32],
    pub(crate) components: [Contribution; 3],
    pub(crate) bdk: Key<BaseDerivation, E>,
    pub(crate) initial_key: Key<Initial, E>,
    pub(crate) own_initial_key: ManuallyDrop<Key<Initial, E>>,
    /// All 32 registers in use.
    pub(crate) fresh: TerminalState<E>,
    /// At counter 80000000, from where most is to be derived.
    pub(crate) state: TerminalState<E>,
    pub(crate) transaction: Transaction<E>,
    pub(crate) host_key: TransactionKey<Host, E>,
    pub(crate) own_request: ManuallyDrop<ReceivedRequest<E>>,
    pub(crate) verified: VerifiedRequest<E>,
    pub(crate) request_tag: Tag<8>,
    pub(crate) response_tag: Tag<8>,
    pub(crate) pin: Pin,
    pub(crate) own_pin: ManuallyDrop<Pin>,
    pub(crate) pan: Pan,
    pub(crate) pin_key: Key<PinDecipher, E>,
    pub(crate) zone_key: Key<PinEncipher, E>,
    pub(crate) block: EncipheredPinBlock,
    pub(crate) sealing: Key<Sealing, E>,
    pub(crate) saved: [u8; 14 + 16 + 32 * 32],
    pub(crate) exportable: NewInitialKey<E>,
    pub(crate) update_key: Key<KeyBlockProtection, E>,
    /// A new initial key, under the update key.
    pub(crate) update_block: [u8; 176],
    pub(crate) network_key: Key<PinEncipher, E>,
}

/// The working keys' type.
pub(crate) fn key_type<E: Whole>() -> KeyType {
    KeyType::of_aes(E::AES).unwrap()
}

/// The last counter but one: 16 one-bits, the longest way to derive.
pub(crate) fn far() -> TransactionCounter {
    TransactionCounter::new(0xFFFE_8000).unwrap()
}

fn key<R: Role, E: Whole>(engine: &mut E, secrets: &Secrets, name: u8) -> Key<R, E> {
    Key::load(engine, E::AES, &secrets.key(name)[..E::OCTETS]).unwrap()
}

impl<E: Whole> Scene<E> {
    pub(crate) fn new(secrets: &Secrets) -> Self {
        let mut engine = E::default();
        let e = &mut engine;
        let bdk = key(e, secrets, 0);
        let initial_key = || host::initial_key(&mut E::default(), &bdk, ID).unwrap();
        let terminal =
            || TerminalState::load_initial_key(&mut E::default(), initial_key(), ID).unwrap();
        let mut state = terminal();
        state.skip_to(e, TransactionCounter::new(0x8000_0000).unwrap()).unwrap();
        let mut ahead = terminal();
        ahead.skip_to(e, far()).unwrap();
        let mut transaction = ahead.generate(e).unwrap();

        let (pan, rng) = (Pan::from_ascii(b"4111111111111111").unwrap(), &mut Counting::default());
        let ksn = transaction.key_serial_number();
        let request_tag = transaction.request_mac(e, &MESSAGE).unwrap();
        let request = || ReceivedRequest::new(&mut E::default(), &bdk, ksn).unwrap();
        let verified = request().verify(e, &MESSAGE, &request_tag).unwrap();
        let response_tag = verified.response_mac(e, &MESSAGE).unwrap();
        let block = transaction.encipher_pin(e, rng, secrets.pin(), &pan).unwrap();
        let transaction = {
            let mut ahead = terminal();
            ahead.skip_to(e, far()).unwrap();
            ahead.generate(e).unwrap()
        };
        let host_key = host::transaction_key(e, &bdk, ksn).unwrap();
        let pin_key = host_key.working_key(e, key_type::<E>()).unwrap();
        let sealing = key(e, secrets, 1);
        let fresh = terminal();
        let exportable = host::initial_key_for_export(e, &bdk, NEW_ID).unwrap();
        let update_key = host::update_key(e, &initial_key(), ID, key_type::<E>()).unwrap();
        let mut update_block = [0; _];
        let (version, out) = (KeyBlockVersion::D, &mut update_block);
        host::update_initial_key_block(e, rng, &update_key, version, &exportable, out).unwrap();
        let mut saved = [0; _];
        fresh.save(e, &sealing, &mut saved).unwrap();
        Self {
            rng: Counting::default(),
            octets: secrets.key(2),
            components: [3, 4, 5].map(|name| {
                let octets = &secrets.key(name)[..E::OCTETS];
                let component = KeyComponent::new(E::AES, octets).unwrap();
                Contribution::new(CustodianId([name; 8]), component)
            }),
            initial_key: initial_key(),
            own_initial_key: ManuallyDrop::new(initial_key()),
            fresh,
            state,
            transaction,
            host_key,
            own_request: ManuallyDrop::new(request()),
            verified,
            request_tag,
            response_tag,
            pin: secrets.pin(),
            own_pin: ManuallyDrop::new(secrets.pin()),
            pan,
            pin_key,
            zone_key: key(e, secrets, 6),
            block,
            sealing,
            saved,
            exportable,
            update_key,
            update_block,
            network_key: Key::load(e, Algorithm::Tdea2, &secrets.key(7)[..16]).unwrap(),
            bdk,
            engine,
        }
    }
}
