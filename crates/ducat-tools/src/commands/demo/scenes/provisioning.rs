//! Two components make a base derivation key, which makes the terminal's initial key.

use ducat::dukpt::aes::terminal::TerminalState;
use ducat::dukpt::aes::{DerivationData, InitialKeyId, KeyType, host};
use ducat::key::ceremony::{Contribution, CustodianId, Opened, Parity, WeakKeys};
use ducat::key::role::{BaseDerivation, Initial, PinDecipher, PinEncipher};
use ducat::key::{CmacMethod, KeyCheckValue, Role};
use ducat::{Error, Key, KeyComponent, Pin};
use ducat_hal::{Algorithm, CheckValue};
use ducat_sim::SecureElement;
use ducat_soft::Engine;
use rand_core::TryRng;

use super::super::DemoError;
use super::super::host::Host;
use super::super::issuer::Issuer;
use super::super::random::DemoRng;
use super::super::stage::{Stage, hex};
use super::super::terminal::Terminal;
use super::{Cast, INITIAL_KEY_ID, PIN};

/// Two shares of the published key FEDCBA9876543210F1F1F1F1F1F1F1F1.
const COMPONENTS: [u128; 2] =
    [0x6B2D_9A0F_83C4_51E7_D07E_148B_A239_5CF6, 0x95F1_2097_F590_63F7_218F_E57A_53C8_AD07];

pub(in super::super) fn play(stage: &mut Stage, rng: &mut DemoRng) -> Result<Cast, DemoError> {
    stage.scene("Provisioning")?;
    stage.say(
        "Two custodians bring a component each. Their exclusive-or is the base derivation key",
    )?;
    stage.say(
        "(BDK); one alone tells nothing about it. Check values (KCV) show that none was mistyped.",
    )?;
    let mut engine = Engine::<32>::new();
    let mut contributions = Vec::new();
    for (number, octets) in (1u64..).zip(COMPONENTS) {
        let component = KeyComponent::new(Algorithm::Aes128, &octets.to_be_bytes())?;
        let contribution = Contribution::new(CustodianId(number.to_be_bytes()), component);
        let kcv: KeyCheckValue<CmacMethod> = contribution.check_value(&mut engine)?;
        stage.trace(&format!("component {number}"), format!("{octets:032X}"))?;
        stage.show(&format!("component {number}, KCV"), kcv.to_string())?;
        contributions.push(contribution);
    }
    let [first, second] = &contributions[..] else { return Err(Error::Components.into()) };
    let ceremony = Opened::by(first).join(second)?;
    let bdk: Key<BaseDerivation, _> =
        ceremony.finish(&mut engine, Parity::AsGiven, WeakKeys::Refuse)?;
    stage.trace("base derivation key", hex(bdk.handle().expose_secret()))?;
    stage.show("base derivation key, KCV", kcv(&mut engine, &bdk)?)?;

    stage.say("From it the host derives the initial key of one terminal.")?;
    let id = InitialKeyId(INITIAL_KEY_ID.to_be_bytes());
    stage.show("initial key id", id.to_string())?;
    let data = DerivationData::initial_key(KeyType::Aes128, id);
    let data = data.block(1).ok_or(Error::Strength)?;
    stage.trace_compare(
        "derivation data",
        &hex(&data),
        "01018001000200801234567890123456",
        "aes-dukpt-dd-ik128",
    )?;
    let initial_key = host::initial_key(&mut engine, &bdk, id)?;
    stage.trace_compare(
        "initial key",
        &hex(initial_key.handle().expose_secret()),
        "1273671EA26AC29AFA4D1084127652A1",
        "aes-dukpt-ik-128",
    )?;
    stage.compare(
        "initial key, KCV",
        &kcv(&mut engine, &initial_key)?,
        "05EF4531EC",
        "kcv-ik128",
    )?;

    stage.say("The terminal spreads it over 32 registers and forgets it.")?;
    let mut element = SecureElement::new(80);
    let injected = initial_key.handle().expose_secret();
    let injected: Key<Initial, _> = Key::load(&mut element, Algorithm::Aes128, injected)?;
    let state = TerminalState::load_initial_key(&mut element, injected, id)?;
    stage.show("keys in the terminal", element.slots_in_use().to_string())?;

    stage.say("Host and issuer share a zone key for PINs.")?;
    let mut zone = [0; 16];
    rng.try_fill_bytes(&mut zone).map_err(|_| Error::Random)?;
    let mut issuer_element = SecureElement::new(8);
    let issuer_zone_key: Key<PinDecipher, _> =
        Key::load(&mut issuer_element, Algorithm::Aes128, &zone)?;
    let zone_key: Key<PinEncipher, _> = Key::load(&mut engine, Algorithm::Aes128, &zone)?;
    stage.show("zone key, KCV", kcv(&mut engine, &zone_key)?)?;

    Ok(Cast {
        terminal: Terminal { element, state },
        host: Host::new(engine, bdk, zone_key),
        issuer: Issuer {
            element: issuer_element,
            zone_key: issuer_zone_key,
            pin: Pin::from_ascii(PIN)?,
        },
    })
}

pub(super) fn kcv<R: Role, E: CheckValue>(
    engine: &mut E,
    key: &Key<R, E>,
) -> Result<String, Error> {
    Ok(KeyCheckValue::<CmacMethod>::of(engine, key)?.to_string())
}
