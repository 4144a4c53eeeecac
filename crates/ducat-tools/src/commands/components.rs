//! `ducat components`.

use clap::{Args, Subcommand};
use ducat::key::role::KeyEncryption;
use ducat::key::{CmacMethod, KeyCheckValue};
use ducat::{Key, KeyComponent};
use zeroize::Zeroizing;

use crate::failure::{Answer, Failure};
use crate::help;
use crate::input::{Inputs, Value};
use crate::keys::{self, Soft};
use crate::output::{Output, Report};

const EXAMPLE: &str = "  \
  $ ducat components combine \\
      --component 012059D4FB5A4DF2B20D4330BD8F8D91 \\
      --component D4A4EA7108011D3FE380F106C855AFE1
  algorithm:        AES-128
  component kcv 1:  B4D167B123
  component kcv 2:  F3530D76D2
  key kcv:          6FC2FD5BF0";

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
    /// A component, as long as the AES key; repeated
    #[arg(long = "component", value_name = "VALUE", required = true)]
    components: Vec<Value>,
    /// Print the key itself
    #[arg(long)]
    show_key: bool,
    #[command(flatten)]
    output: Output,
}

impl Combine {
    fn run(self, inputs: &mut Inputs) -> Result<Answer, Failure> {
        const NAME: &str = "--component";
        let mut engine = Soft::new();
        let mut components = Vec::new();
        let mut check_values = Vec::new();
        for value in &self.components {
            let octets = inputs.octets(NAME, value)?;
            let component = KeyComponent::new(keys::aes(NAME, octets.len())?, &octets)?;
            let as_key: Key<KeyEncryption, _> = component.load(&mut engine)?;
            let kcv = KeyCheckValue::<CmacMethod>::of(&mut engine, &as_key)?;
            check_values.push(Zeroizing::new(kcv.to_string()));
            components.push(component);
        }
        let components: Vec<_> = components.iter().collect();
        let key: Key<KeyEncryption, _> = KeyComponent::combine(&mut engine, &components)?;
        let kcv = KeyCheckValue::<CmacMethod>::of(&mut engine, &key)?;
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
