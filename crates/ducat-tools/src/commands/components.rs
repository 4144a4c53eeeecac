//! `ducat components`.

use clap::{Args, Subcommand};
use ducat::key::ceremony::{Contribution, CustodianId, Opened, Parity, WeakKeys};
use ducat::key::role::BaseDerivation;
use ducat::key::{CmacMethod, KeyCheckValue, LegacyMethod};
use ducat::{Key, KeyComponent};
use zeroize::Zeroizing;

use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::{self, Soft};
use crate::output::{Output, Report};
use crate::words::Cipher;

const EXAMPLE: &str = "  \
  $ ducat components combine \\
      --component 012059D4FB5A4DF2B20D4330BD8F8D91 \\
      --component D4A4EA7108011D3FE380F106C855AFE1
  algorithm:        AES-128
  component kcv 1:  B4D167B123
  component kcv 2:  F3530D76D2
  key kcv:          6FC2FD5BF0

  $ ducat components combine --cipher tdes \\
      --component 6B2D9A0F83C451E7D07E148BA2395CF6 \\
      --component 6A0EDF680A6F9C082EA2AE13D46D6EE6
  algorithm:        2TDEA
  component kcv 1:  B897CD
  component kcv 2:  E14B2C
  key kcv:          08D7B4";

/// Calculations with key components.
#[derive(Subcommand)]
pub enum Components {
    /// The check values of two or more components and of the key that they make
    Combine(Combine),
}

impl Components {
    pub(crate) fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        match self {
            Self::Combine(command) => command.run(inputs),
        }
    }
}

/// Arguments of `ducat components combine`.
#[derive(Args)]
#[command(after_help = help::examples(EXAMPLE))]
pub struct Combine {
    /// A component, as long as the key; repeated, one for each custodian
    #[arg(long = "component", value_name = "VALUE", required = true)]
    components: Vec<Value>,
    /// The cipher of the key
    #[arg(long, value_name = "NAME", default_value = "aes")]
    cipher: Cipher,
    /// Set odd parity in a TDES key
    #[arg(long)]
    odd_parity: bool,
    /// Take a weak TDES key too
    #[arg(long)]
    accept_weak: bool,
    /// Print the key itself
    #[arg(long)]
    show_key: bool,
    #[command(flatten)]
    output: Output,
}

fn check_value_of(cipher: Cipher, engine: &mut Soft, of: &Contribution) -> Result<String, Failure> {
    Ok(match cipher {
        Cipher::Aes => of.check_value::<CmacMethod, _>(engine)?.to_string(),
        Cipher::Tdes => of.check_value::<LegacyMethod, _>(engine)?.to_string(),
    })
}

fn check_value(
    cipher: Cipher,
    engine: &mut Soft,
    key: &Key<BaseDerivation, Soft>,
) -> Result<String, Failure> {
    Ok(match cipher {
        Cipher::Aes => KeyCheckValue::<CmacMethod>::of(engine, key)?.to_string(),
        Cipher::Tdes => KeyCheckValue::<LegacyMethod>::of(engine, key)?.to_string(),
    })
}

const NAME: &str = "--component";

impl Combine {
    fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        let mut engine = Soft::new();
        let mut contributions = Vec::new();
        let mut check_values = Vec::new();
        for (custodian, value) in (1u64..).zip(&self.components) {
            let octets = inputs.octets(NAME, value)?;
            let component = KeyComponent::new(self.cipher.algorithm(NAME, octets.len())?, &octets)?;
            let contribution = Contribution::new(CustodianId(custodian.to_be_bytes()), component);
            check_values.push(Zeroizing::new(check_value_of(
                self.cipher,
                &mut engine,
                &contribution,
            )?));
            contributions.push(contribution);
        }
        let [first, second, others @ ..] = &contributions[..] else {
            return Err(ducat::Error::Components.into());
        };
        let mut ceremony = Opened::by(first).join(second)?;
        for other in others {
            ceremony.join(other)?;
        }
        let parity = if self.odd_parity { Parity::SetOdd } else { Parity::AsGiven };
        let weak = if self.accept_weak { WeakKeys::Accept } else { WeakKeys::Refuse };
        let key: Key<BaseDerivation, _> = ceremony.finish(&mut engine, parity, weak)?;
        let kcv = check_value(self.cipher, &mut engine, &key)?;
        let report = Report::new()
            .text("algorithm", keys::algorithm_name(key.attributes(&engine).algorithm))
            .several("component_kcvs", "component kcv", check_values)
            .text("key_kcv", kcv);
        let report =
            if self.show_key { report.octets("key", key.handle().expose_secret()) } else { report };
        self.output.show(&report)?;
        Ok(Answer::Yes)
    }
}
