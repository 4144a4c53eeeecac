//! The life of a terminal, with a host beside it that has only the initial key.
//!
//! ```text
//! 0     length of the AES key: 16, 24 or 32, modulo 3
//! 1-32  the initial key
//! 33-40 the initial key id
//! 41-   steps, each one octet modulo 8:
//!       0, 1  a transaction: both sides have the same keys
//!       2     skip one
//!       3     skip to the counter in the next four octets, big-endian
//!       4     skip to FFFFFFFF shifted left by 16 and the next octet, modulo 16
//!       5     save and restore
//!       6     restore what was saved with one octet altered: two octets where, one how
//!       7     restore all that follows, as it is
//! ```
//!
//! Terminal and host use different engines, which share no code but the blocks of AES.

use arbitrary::Unstructured;
use ducat::dukpt::aes::terminal::{TerminalState, Transaction};
use ducat::dukpt::aes::{
    CounterRule, Host, InitialKeyId, KeySerialNumber, TransactionCounter, TransactionKey, host,
};
use ducat::key::role::{Initial, MacVerify, PinDecipher, Request, Sealing};
use ducat::pin_block::format4;
use ducat::{AesCmac, Error, Key, Pan, Pin, mac};
use ducat_hal::Algorithm;
use ducat_sim::{ScriptedRng, SecureElement};
use ducat_soft::Engine;

/// Enough to go anywhere; more would only be slower.
const MOST_STEPS: usize = 48;

type Soft = Engine<32>;

pub fn run(octets: &[u8]) {
    let mut input = Unstructured::new(octets);
    let Ok(mut scene) = Scene::new(&mut input) else { return };
    for _ in 0..MOST_STEPS {
        if input.is_empty() || scene.step(&mut input).is_err() {
            return;
        }
    }
}

struct Scene {
    engine: Soft,
    state: TerminalState<Soft>,
    sealing: Key<Sealing, Soft>,
    element: SecureElement,
    host_initial_key: Key<Initial, SecureElement>,
    /// Of the last transaction.
    passed: u32,
}

impl Scene {
    fn new(input: &mut Unstructured<'_>) -> arbitrary::Result<Self> {
        let length = [16, 24, 32][usize::from(input.arbitrary::<u8>()? % 3)];
        let octets: [u8; 32] = input.arbitrary()?;
        let id = InitialKeyId(input.arbitrary()?);

        let algorithm = Algorithm::aes(length).expect("16, 24 or 32");
        let (mut engine, mut element) = (Soft::new(), SecureElement::new(8));
        let key = Key::load(&mut engine, algorithm, &octets[..length]).expect("a key");
        let state = TerminalState::load_initial_key(&mut engine, key, id).expect("a terminal");
        let sealing = Key::load(&mut engine, Algorithm::Aes128, &[7; 16]).expect("a key");
        let host_initial_key =
            Key::load(&mut element, algorithm, &octets[..length]).expect("a key");
        Ok(Self { engine, state, sealing, element, host_initial_key, passed: 0 })
    }

    fn step(&mut self, input: &mut Unstructured<'_>) -> arbitrary::Result<()> {
        match input.arbitrary::<u8>()? % 8 {
            0 | 1 => self.transaction(),
            2 => self.skip(),
            3 => self.skip_to(u32::from_be_bytes(input.arbitrary()?)),
            4 => self.skip_to(u32::MAX << (16 + input.arbitrary::<u8>()? % 16)),
            5 => self.save_and_restore(),
            6 => {
                let place = u16::from_be_bytes(input.arbitrary()?);
                self.restore_altered(usize::from(place), input.arbitrary()?);
            }
            _ => {
                let mut image = input.bytes(input.len())?.to_vec();
                self.restore_foreign(&mut image);
            }
        }
        Ok(())
    }

    fn next(&self) -> Option<u32> {
        self.state.next_key_serial_number().map(|ksn| ksn.counter().value())
    }

    fn transaction(&mut self) {
        let next = self.next();
        match self.state.generate(&mut self.engine) {
            Ok(transaction) => {
                let ksn = transaction.key_serial_number();
                assert_eq!(Some(ksn.counter().value()), next);
                self.pass(ksn.counter().value());
                self.both_sides_agree(transaction, ksn);
            }
            Err(error) => assert_eq!((error, next), (Error::Exhausted, None)),
        }
        assert_eq!(self.state.is_exhausted(), self.next().is_none());
    }

    /// A counter is never repeated, and never has more one-bits than it may.
    fn pass(&mut self, counter: u32) {
        assert!(counter > self.passed);
        assert!(counter.count_ones() <= 16);
        self.passed = counter;
    }

    fn both_sides_agree(&mut self, mut transaction: Transaction<Soft>, ksn: KeySerialNumber) {
        let element = &mut self.element;
        let initial_key = &self.host_initial_key;
        let key: TransactionKey<Host, SecureElement> =
            host::transaction_key_from_initial(element, initial_key, ksn).expect("a host key");
        let revealed = element.reveal_for_test(key.key().handle()).expect("a key");
        assert_eq!(transaction.key().key().handle().expose_secret(), revealed.as_slice());

        let key_type = self.state.key_type();
        let pan = Pan::from_ascii(b"5413330089020011").expect("a PAN");
        let pin = Pin::from_ascii(b"1234").expect("a PIN");
        let mut rng = ScriptedRng::new(&[0x5A; 8]);
        let block = transaction.encipher_pin(&mut self.engine, &mut rng, pin, &pan);
        let block = block.expect("a block");
        let pin_key = key.working_key::<PinDecipher>(element, key_type).expect("a PIN key");
        let pin = format4::decipher(element, &pin_key, &block, &pan);
        assert_eq!(pin.map(|pin| pin.expose_secret().to_vec()), Ok(vec![1, 2, 3, 4]));

        let tag = transaction.request_mac::<8>(&mut self.engine, &[&block.0]).expect("a tag");
        let mac_key: Key<MacVerify<AesCmac, Request>, _> =
            key.working_key(element, key_type).expect("a MAC key");
        assert_eq!(mac::verify(element, &mac_key, &[&block.0], &tag), Ok(()));
    }

    fn skip(&mut self) {
        let next = self.next();
        match (self.state.skip(&mut self.engine), next) {
            (Ok(()), Some(counter)) => self.pass(counter),
            (outcome, next) => assert_eq!((outcome, next), (Err(Error::Exhausted), None)),
        }
    }

    fn skip_to(&mut self, target: u32) {
        // A counter of 17 one-bits can be named, though a terminal never gets there.
        let rule = CounterRule::AcceptTerminalsWith17Ones;
        let Ok(counter) = TransactionCounter::under(target, rule) else { return };
        let before = self.next();
        let expected = match before {
            None => Err(Error::Exhausted),
            Some(next) if target < next => Err(Error::CounterPassed),
            Some(_) if target.count_ones() > 16 => Err(Error::Counter),
            Some(_) => Ok(()),
        };
        assert_eq!(self.state.skip_to(&mut self.engine, counter), expected);
        assert_eq!(self.next(), if expected.is_ok() { Some(target) } else { before });
    }

    fn image(&mut self) -> Vec<u8> {
        let mut image = vec![0; self.state.saved_octets(&self.engine)];
        let length = self.state.save(&mut self.engine, &self.sealing, &mut image);
        assert_eq!(length, Ok(image.len()));
        image
    }

    fn restore(&mut self, image: &mut [u8]) -> Result<TerminalState<Soft>, Error> {
        TerminalState::restore(&mut self.engine, &self.sealing, image)
    }

    fn save_and_restore(&mut self) {
        let image = self.image();
        let Ok(state) = self.restore(&mut image.clone()) else { panic!("it does not come back") };
        assert_eq!(state.next_key_serial_number(), self.state.next_key_serial_number());
        assert_eq!(state.initial_key_id(), self.state.initial_key_id());
        self.state = state;
        assert_eq!(self.image(), image);
    }

    fn restore_altered(&mut self, place: usize, by: u8) {
        let mut image = self.image();
        let place = place % image.len();
        image[place] ^= by;
        match self.restore(&mut image).map(drop) {
            Ok(()) => assert_eq!(by, 0),
            Err(error) => assert_eq!((error, by != 0), (Error::State, true)),
        }
    }

    /// Nobody can seal under our key, not even a state without keys.
    fn restore_foreign(&mut self, image: &mut [u8]) {
        assert_eq!(self.restore(image).map(drop), Err(Error::State));
    }
}
