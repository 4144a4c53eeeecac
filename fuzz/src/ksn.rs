//! Any octets as a key serial number. The input is the number itself.

use ducat::Error;
use ducat::dukpt::aes::{CounterRule, KeySerialNumber};

pub fn run(octets: &[u8]) {
    for (rule, most_ones) in
        [(CounterRule::AtMost16Ones, 16), (CounterRule::AcceptTerminalsWith17Ones, 17)]
    {
        let parsed = KeySerialNumber::parse_under(octets, rule);
        assert_eq!(parsed.map(KeySerialNumber::to_octets), model(octets, most_ones));
    }
    let parsed = KeySerialNumber::parse(octets);
    assert_eq!(parsed.map(KeySerialNumber::to_octets), model(octets, 16));
    if let Ok(ksn) = parsed {
        let hex: String = octets.iter().map(|octet| format!("{octet:02X}")).collect();
        assert_eq!(ksn.to_string(), hex);
        let id = ksn.initial_key_id();
        assert_eq!([id.bdk_id().0, id.derivation_id().0].concat(), octets[..8]);
    }
    compatible(octets);
}

fn model(octets: &[u8], most_ones: u32) -> Result<[u8; 12], Error> {
    let octets: [u8; 12] = octets.try_into().map_err(|_| Error::KeySerialNumberLength)?;
    let ones = octets[8..].iter().map(|octet| octet.count_ones()).sum::<u32>();
    if (1..=most_ones).contains(&ones) { Ok(octets) } else { Err(Error::Counter) }
}

/// The 80-bit form: 59 bits of identifier between four zeros and one, 21 bits of counter.
fn compatible(octets: &[u8]) {
    let parsed = KeySerialNumber::from_80_bit_compatible(octets);
    if octets.len() != 10 {
        assert_eq!(parsed, Err(Error::KeySerialNumberLength));
        return;
    }
    let bits: String = octets.iter().map(|octet| format!("{octet:08b}")).collect();
    let (id, counter) = bits.split_at(59);
    let id = u64::from_str_radix(&format!("0000{id}0"), 2).expect("64 bits");
    let ones = counter.matches('1').count();
    let counter = u32::from_str_radix(counter, 2).expect("21 bits");

    let (split_id, split_counter) = KeySerialNumber::split_80_bit_compatible(octets).expect("10");
    assert_eq!((split_id.0, split_counter), (id.to_be_bytes(), counter));
    match parsed {
        Ok(ksn) => {
            assert_eq!(
                (ksn.initial_key_id().0, ksn.counter().value()),
                (id.to_be_bytes(), counter)
            );
            assert_eq!(KeySerialNumber::parse(&ksn.to_octets()), Ok(ksn));
        }
        Err(error) => {
            assert_eq!(error, Error::Counter);
            assert!(!(1..=16).contains(&ones));
        }
    }
}
