//! The life of a TDES DUKPT terminal, with a host beside it that has only the initial key.
//!
//! ```text
//! 0-15  the initial key
//! 16-25 a key serial number: its identifier is the terminal's
//! 26-   steps, each one octet modulo 8:
//!       0, 1  a transaction: both sides have the same keys
//!       2     skip one
//!       3     skip to the counter in the next three octets, big-endian
//!       4     skip to 1FFFFF shifted left by 11 and the next octet, modulo 10
//!       5     save and restore
//!       6     restore what was saved with one octet altered: two octets where, one how
//!       7     restore all that follows, as it is
//! ```
//!
//! Terminal and host use different engines, which share no DES.

use arbitrary::Unstructured;
use ducat::dukpt::tdes::terminal::{TerminalState, Transaction};
use ducat::dukpt::tdes::{InitialKeyId, KeySerialNumber, TransactionCounter, host};
use ducat::key::role::{Initial, MacVerify, PinDecipher, Request, Sealing};
use ducat::mac::{self, RetailMac, Tag};
use ducat::pin_block::{Binding, format3};
use ducat::{Error, Key, Pan, Pin};
use ducat_hal::Algorithm;
use ducat_sim::{ScriptedRng, SecureElement};
use ducat_soft::Engine;

/// Enough to go anywhere; more would only be slower.
const MOST_STEPS: usize = 48;
const LAST: u32 = 0x1F_F800;

type Soft = Engine<16>;

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
    id: u128,
    /// Of the last transaction.
    passed: u32,
}

impl Scene {
    fn new(input: &mut Unstructured<'_>) -> arbitrary::Result<Self> {
        let octets: [u8; 16] = input.arbitrary()?;
        let number: [u8; 10] = input.arbitrary()?;
        let (mut engine, mut element) = (Soft::new(), SecureElement::new(8));
        let key = Key::load(&mut engine, Algorithm::Tdea2, &octets).expect("a key");
        let id = InitialKeyId::of(number);
        let state = TerminalState::load_initial_key(&mut engine, key, id).expect("a terminal");
        let sealing = Key::load(&mut engine, Algorithm::Aes128, &[7; 16]).expect("a key");
        let host_initial_key = Key::load(&mut element, Algorithm::Tdea2, &octets).expect("a key");
        let id = number.iter().fold(0, |id, octet| id << 8 | u128::from(*octet)) >> 21;
        Ok(Self { engine, state, sealing, element, host_initial_key, id, passed: 0 })
    }

    fn step(&mut self, input: &mut Unstructured<'_>) -> arbitrary::Result<()> {
        match input.arbitrary::<u8>()? % 8 {
            0 | 1 => self.transaction(),
            2 => self.skip(),
            3 => {
                let [a, b, c] = input.arbitrary()?;
                self.skip_to(u32::from_be_bytes([0, a, b, c]));
            }
            4 => self.skip_to(0x1F_FFFF << (11 + input.arbitrary::<u8>()? % 10) & 0x1F_FFFF),
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
                // As a number of 80 bits.
                let octets = ksn.to_octets();
                let number = octets.iter().fold(0, |n, octet| n << 8 | u128::from(*octet));
                assert_eq!(number, self.id << 21 | u128::from(ksn.counter().value()));
                assert_eq!(KeySerialNumber::parse(&octets), Ok(ksn));
                self.both_sides_agree(transaction, ksn);
            }
            Err(error) => assert_eq!((error, next), (Error::Exhausted, None)),
        }
        assert_eq!(self.state.is_exhausted(), self.next().is_none());
    }

    /// A counter is never repeated, and never has more one-bits than it may; none is left out.
    fn pass(&mut self, counter: u32) {
        assert!(counter > self.passed);
        assert!(counter.count_ones() <= 10 && counter <= LAST);
        let next = (counter + 1..=LAST).find(|number| number.count_ones() <= 10);
        assert_eq!(self.next(), next);
        self.passed = counter;
    }

    fn both_sides_agree(&mut self, mut transaction: Transaction<Soft>, ksn: KeySerialNumber) {
        let element = &mut self.element;
        let initial_key = &self.host_initial_key;
        let key =
            host::transaction_key_from_initial(element, initial_key, ksn).expect("a host key");
        let revealed = element.reveal_for_test(key.key().handle()).expect("a key");
        assert_eq!(transaction.key().key().handle().expose_secret(), revealed.as_slice());

        let pan = Pan::from_ascii(b"5413330089020011").expect("a PAN");
        let pin = Pin::from_ascii(b"1234").expect("a PIN");
        let mut rng = ScriptedRng::new(&[3; 10]);
        let binding = Binding::Format3(&pan);
        let block = transaction.encipher_pin(&mut self.engine, &mut rng, pin, binding);
        let block = block.expect("a block");
        let pin_key = key.working_key::<PinDecipher>(element).expect("a PIN key");
        let pin = format3::decipher(element, &pin_key, &block, &pan);
        assert_eq!(pin.map(|pin| pin.expose_secret().to_vec()), Ok(vec![1, 2, 3, 4]));

        let message = [block.as_octets()];
        let tag: Tag<4> = transaction.request_mac(&mut self.engine, &message).expect("a tag");
        let mac_key = key.working_key::<MacVerify<RetailMac, Request>>(element).expect("a key");
        assert_eq!(mac::verify(element, &mac_key, &message, &tag), Ok(()));
    }

    fn skip(&mut self) {
        let next = self.next();
        match (self.state.skip(&mut self.engine), next) {
            (Ok(()), Some(counter)) => self.pass(counter),
            (outcome, next) => assert_eq!((outcome, next), (Err(Error::Exhausted), None)),
        }
    }

    fn skip_to(&mut self, target: u32) {
        let named = TransactionCounter::new(target);
        let exists = target != 0 && target <= LAST && target.count_ones() <= 10;
        assert_eq!(named.is_ok(), exists);
        let Ok(counter) = named else { return };
        let before = self.next();
        let expected = match before {
            None => Err(Error::Exhausted),
            Some(next) if target < next => Err(Error::CounterPassed),
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
