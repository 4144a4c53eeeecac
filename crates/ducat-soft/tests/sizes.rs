//! What keys cost in memory.

use ducat::dukpt::aes::terminal::{TerminalState, Transaction};
use ducat_soft::{Engine, Handle};

#[test]
fn a_terminal_in_memory() {
    let sizes = [
        ("key, 16 octets", size_of::<Handle<16>>()),
        ("terminal, 16-octet keys", size_of::<TerminalState<Engine<16>>>()),
        ("terminal, 32-octet keys", size_of::<TerminalState<Engine<32>>>()),
        ("transaction, 16-octet keys", size_of::<Transaction<Engine<16>>>()),
    ];
    for (what, octets) in sizes {
        println!("{what}: {octets} octets");
    }
    // 32 registers of a key and three octets, 16 octets of counter and identifier, no padding
    // but that of the counter.
    assert_eq!(sizes.map(|(_, octets)| octets), [19, 624, 1136, 36]);
}
