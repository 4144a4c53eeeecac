//! Where keys, PINs and other values come from.

pub mod hex;
mod read;
mod value;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use ducat::{Pan, Pin};
use zeroize::Zeroizing;

pub use read::Parts;
pub use value::{Place, Value};

use crate::failure::Failure;
use crate::platform;

/// Most octets of a value, wherever it comes from.
pub const MAX_VALUE_OCTETS: usize = 64 * 1024;

/// Most octets of a message.
pub const MAX_MESSAGE_OCTETS: usize = 64 * 1024 * 1024;

/// Reads values. Standard input is opened when the first value asks for it, and its lines are
/// given out one after the other.
#[derive(Default)]
pub struct Inputs {
    stdin: Option<Box<dyn Read>>,
}

impl Inputs {
    /// Nothing has been read.
    pub fn new() -> Self {
        Self::default()
    }

    /// The text of the value of the option `name`, without white space around it.
    ///
    /// # Errors
    /// If it cannot be read, or is too long.
    pub fn text(&mut self, name: &str, value: &Value) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let text = match value.place() {
            Place::Here(text) => Zeroizing::new(text.to_vec()),
            Place::Environment(variable) => {
                let content = platform::os_name(variable).and_then(std::env::var_os);
                let missing = || Failure::value(name, "there is no such environment variable");
                Zeroizing::new(content.ok_or_else(missing)?.into_encoded_bytes())
            }
            Place::File(path) => {
                let path = platform::os_name(path).map(Path::new);
                let path = path.ok_or_else(|| Failure::value(name, "no such path"))?;
                let mut file = File::open(path).map_err(|e| Failure::read(name, &e))?;
                read::whole(&mut file, name)?
            }
            Place::StandardInput => read::line(self.stdin(name)?, name)?,
        };
        if text.len() > MAX_VALUE_OCTETS {
            return Err(Failure::value(name, "too long"));
        }
        Ok(Zeroizing::new(text.trim_ascii().to_vec()))
    }

    /// The octets of a hexadecimal value.
    ///
    /// # Errors
    /// As [`text`](Self::text), or if it is not hexadecimal.
    pub fn octets(&mut self, name: &str, value: &Value) -> Result<Zeroizing<Vec<u8>>, Failure> {
        hex::decode(&self.text(name, value)?).map_err(|error| {
            Failure::value(name, error).hint("digits, @PATH, - or env:NAME: see `ducat --help`")
        })
    }

    /// `N` octets of a hexadecimal value.
    ///
    /// # Errors
    /// As [`octets`](Self::octets), or if there are more or fewer.
    pub fn array<const N: usize>(
        &mut self,
        name: &str,
        value: &Value,
    ) -> Result<Zeroizing<[u8; N]>, Failure> {
        let octets = self.octets(name, value)?;
        let mut array = Zeroizing::new([0; N]);
        if octets.len() != N {
            let problem = format!("{} hexadecimal digits are needed", 2 * N);
            return Err(Failure::value(name, problem));
        }
        array.copy_from_slice(&octets);
        Ok(array)
    }

    /// A PIN.
    ///
    /// # Errors
    /// As [`text`](Self::text), or if it is none.
    pub fn pin(&mut self, name: &str, value: &Value) -> Result<Pin, Failure> {
        Pin::from_ascii(&self.text(name, value)?).map_err(|e| Failure::of(name, e))
    }

    /// A PAN.
    ///
    /// # Errors
    /// As [`text`](Self::text), or if it is none.
    pub fn pan(&mut self, name: &str, value: &Value) -> Result<Pan, Failure> {
        Pan::from_ascii(&self.text(name, value)?).map_err(|e| Failure::of(name, e))
    }

    /// What is left of standard input, as a message.
    ///
    /// # Errors
    /// If it cannot be read, or is too long.
    pub fn rest(&mut self, name: &str) -> Result<Parts, Failure> {
        Parts::read(self.stdin(name)?, name)
    }

    /// The content of a file, as a message.
    ///
    /// # Errors
    /// If it cannot be read, or is too long.
    pub fn file(&self, name: &str, path: &Path) -> Result<Parts, Failure> {
        Parts::read(&mut File::open(path).map_err(|e| Failure::read(name, &e))?, name)
    }

    fn stdin(&mut self, name: &str) -> Result<&mut dyn Read, Failure> {
        let open = match self.stdin.take() {
            Some(open) => open,
            None => platform::stdin().map_err(|e| Failure::read(name, &e))?,
        };
        Ok(self.stdin.insert(open))
    }
}
