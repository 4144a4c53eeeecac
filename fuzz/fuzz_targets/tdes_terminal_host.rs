#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|octets: &[u8]| ducat_fuzz::tdes_terminal_host::run(octets));

/// Without a fuzzer there is nothing to run: `cargo test` replays the seeds.
#[cfg(not(fuzzing))]
fn main() {}
