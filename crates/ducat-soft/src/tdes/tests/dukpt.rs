//! The steps of TDES DUKPT. ANSI X9.24-1:2009, A.4, but where it says otherwise.

use super::octets;
use crate::tdes::dukpt::{Parent, data_key, initial_key};

const INITIAL_KEY: &str = "6AC292FAA1315B4D858AB3A3D7D5933A";

/// The key serial number's rightmost octets with a counter of zero.
const DEVICE: u64 = 0x9876_5432_10E0_0000;

fn transaction_key(counter: u64) -> [u8; 16] {
    let mut key = octets(INITIAL_KEY);
    let mut register = DEVICE;
    for bit in (0..21).rev().map(|bit| 1 << bit).filter(|bit| counter & bit != 0) {
        register |= bit;
        let parent = Parent::new(&key);
        parent.child(register.to_be_bytes(), &mut key);
    }
    key
}

#[test]
fn initial_keys() {
    // The second is of a public test of a terminal.
    for [bdk, device, expected] in [
        ["0123456789ABCDEFFEDCBA9876543210", "FFFF9876543210E0", INITIAL_KEY],
        [
            "11111111111111111111111111111111",
            "FFFFFF910626A4E0",
            "E9758033708B76CACDE1744D4633E164",
        ],
    ] {
        let mut key = [0; 16];
        initial_key(&octets(bdk), octets(device), &mut key);
        assert_eq!(key, octets(expected), "{bdk}");
    }
}

#[test]
fn transaction_keys() {
    for (counter, expected) in [
        (0x00_0001, "042666B49184CFA368DE9628D0397BC9"),
        (0x00_0002, "C46551CEF9FD24B0AA9AD834130D3BC7"),
        (0x00_0003, "0DF3D9422ACA56E547676D07AD6BADFA"),
        (0x00_000F, "93DD5B956C4878472E453AAEFD32A5AA"),
        (0x00_0015, "E161D1956A61F6D2F37AFD7F9CC3699A"),
        (0x0F_F800, "F9CDFEBF4F5B1D9EB3EC12454527E176"),
        (0x0F_F801, "5BEE92627E97825C911BF619DF72CA3B"),
        (0x0F_FC00, "F9430DF975082491C77BE4EF4FDB91EE"),
        (0x10_0000, "AA4D58DB653EC74A48C75F2F047DD2B5"),
    ] {
        assert_eq!(transaction_key(counter), octets(expected), "{counter:06X}");
    }
}

#[test]
fn two_children_are_two_times_one() {
    let parent = Parent::new(&octets(INITIAL_KEY));
    let registers = [DEVICE | 1, DEVICE | 0x10_0000].map(u64::to_be_bytes);
    let [mut first, mut second] = [[0; 16]; 2];
    parent.two_children(registers, [&mut first, &mut second]);
    assert_eq!(first, transaction_key(1));
    assert_eq!(second, transaction_key(0x10_0000));
}

#[test]
fn data_keys() {
    for [variant, expected] in [
        ["042666B4917BCFA368DE9628D0C67BC9", "448D3F076D8304036A55A3D7E0055A78"],
        ["0426664B9184CFA368DE96D7D0397BC9", "AD7BFC8B06AD3A08A560B4105CF8D9E5"],
        ["AA4D58DB65C1C74A48C75F2F0482D2B5", "FE4BFE999550B26CC7D6A3602046612D"],
    ] {
        let mut key = octets(variant);
        data_key(&mut key);
        assert_eq!(key, octets(expected), "{variant}");
    }
}
