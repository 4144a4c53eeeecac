//! `ducat dukpt ksn`.

use clap::Args;
use ducat::dukpt::aes::TransactionCounter;

use super::root::KsnArgs;
use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::Inputs;
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat dukpt ksn --ksn 12345678901234560000FFFF
  ksn:             12345678901234560000FFFF
  initial key id:  1234567890123456
  bdk id:          12345678
  derivation id:   90123456
  counter:         65535
  counter hex:     0000FFFF
  one bits:        16
  valid:           yes
  next counter:    65536

A counter is valid if it has 1 to 16 one-bits, or 17 with --accept-17-ones.
The exit code is 1 if it is not.";

/// Arguments of `ducat dukpt ksn`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Ksn {
    #[command(flatten)]
    ksn: KsnArgs,
    #[command(flatten)]
    output: Output,
}

impl Ksn {
    pub(super) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let (id, counter) = self.ksn.parts(inputs)?;
        let valid = TransactionCounter::under(counter, self.ksn.rule()).is_ok();
        let report = Report::new()
            .text("ksn", format_args!("{id}{counter:08X}"))
            .text("initial_key_id", id)
            .text("bdk_id", id.bdk_id())
            .text("derivation_id", id.derivation_id())
            .number("counter", counter)
            .text("counter_hex", format_args!("{counter:08X}"))
            .number("one_bits", counter.count_ones())
            .flag("valid", valid);
        let report = if valid { report } else { report.text("reason", reason(counter)) };
        let report = match TransactionCounter::after(counter) {
            Some(next) => report.number("next_counter", next.value()),
            None => report.absent("next_counter", "no transaction has a higher one"),
        };
        self.output.show(&report)?;
        Ok(valid.into())
    }
}

/// Why a counter is not valid.
const fn reason(counter: u32) -> &'static str {
    match counter {
        0 => "0 is before the first transaction",
        u32::MAX => "FFFFFFFF belongs to the update key",
        _ => "too many one-bits for a transaction",
    }
}
