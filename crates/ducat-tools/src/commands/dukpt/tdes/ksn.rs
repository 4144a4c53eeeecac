//! `ducat dukpt tdes ksn`.

use clap::Args;
use ducat::dukpt::tdes::{InitialKeyId, KeySerialNumber, TransactionCounter};

use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat dukpt tdes ksn --ksn FFFF9876543210E003FF
  ksn:             FFFF9876543210E003FF
  initial key id:  FFFF9876543210E00000
  counter:         1023
  one bits:        10
  valid:           yes
  next counter:    1024

A counter has 21 bits and is valid if 1 to 10 of them are ones. The exit code
is 1 if it is not.";

/// Arguments of `ducat dukpt tdes ksn`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Ksn {
    /// Key serial number, 20 digits: 59 bits of identifier, 21 of counter
    #[arg(long, value_name = "VALUE")]
    ksn: Value,
    #[command(flatten)]
    output: Output,
}

impl Ksn {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let octets = inputs.array::<10>("--ksn", &self.ksn)?;
        let [.., a, b, c, d] = *octets;
        let counter = u32::from_be_bytes([a, b, c, d]) & 0x1F_FFFF;
        let valid = KeySerialNumber::parse(&*octets).is_ok();
        let report = Report::new()
            .octets("ksn", &*octets)
            .text("initial_key_id", InitialKeyId::of(*octets))
            .number("counter", counter)
            .number("one_bits", counter.count_ones())
            .flag("valid", valid);
        let report = match counter {
            0 => report.text("reason", "0 is before the first transaction"),
            _ if !valid => report.text("reason", "too many one-bits for a transaction"),
            _ => report,
        };
        let report = match TransactionCounter::after(counter) {
            Some(next) => report.number("next_counter", next.value()),
            None => report.absent("next_counter", "no transaction has a higher one"),
        };
        self.output.show(&report)?;
        Ok(valid.into())
    }
}
