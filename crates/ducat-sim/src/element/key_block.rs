//! Key blocks, written from the standard once more: clear text is put together in memory of the
//! element, and what comes of it is copied out.

use compat::vec::Vec;
use ducat_hal::{
    Algorithm, ClearKeyBlock, ErrorKind, KeyAttributes, KeyBlockVersion, MakeKeyBlock, Narrowing,
    NewKey, OpenKeyBlock, ProtectedKey, UnprotectedKey, blocks, key_block,
};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::SecureElement;
use super::cipher::Cipher;
use super::tdea::Tdea;
use crate::slots::{Slot, Stored};

type Octets = Zeroizing<Vec<u8>>;

impl OpenKeyBlock for SecureElement {
    fn open_key_block(
        &mut self,
        protection: &Slot,
        block: ProtectedKey<'_>,
        narrowing: Narrowing,
    ) -> Result<Slot, ErrorKind> {
        let header = block.header;
        let key = self.opened(protection, block);
        if !key_block::names_attributes(header) {
            return Err(ErrorKind::Unsupported);
        }
        let key = key?;
        let attributes = narrowing.of_header(header, &key)?;
        self.slots.put(NewKey { attributes, octets: key.len() }, key)
    }
}

impl MakeKeyBlock for SecureElement {
    fn make_key_block(
        &mut self,
        protection: &Slot,
        mut block: UnprotectedKey<'_>,
        key: &Slot,
    ) -> Result<(), ErrorKind> {
        let made = self.slots.get(key).and_then(|stored| {
            block.check_export(stored.attributes, &stored.octets)?;
            self.make(protection, &mut block, &stored.octets)
        });
        made.inspect_err(|_| wipe(&mut block))
    }
}

/// A real element would leave this out.
impl ClearKeyBlock for SecureElement {
    fn open_clear_key_block(
        &mut self,
        protection: &Slot,
        block: ProtectedKey<'_>,
        key: &mut [u8],
    ) -> Result<usize, ErrorKind> {
        let header = block.header;
        let opened = self.opened(protection, block);
        if key_block::names_attributes(header) {
            return Err(ErrorKind::NotPermitted);
        }
        let opened = opened?;
        key.get_mut(..opened.len()).ok_or(ErrorKind::DataLength)?.copy_from_slice(&opened);
        Ok(opened.len())
    }

    fn make_clear_key_block(
        &mut self,
        protection: &Slot,
        mut block: UnprotectedKey<'_>,
        key: &[u8],
    ) -> Result<(), ErrorKind> {
        let made = if key_block::names_attributes(block.header) {
            Err(ErrorKind::NotPermitted)
        } else {
            self.make(protection, &mut block, key)
        };
        made.inspect_err(|_| wipe(&mut block))
    }
}

fn wipe(block: &mut UnprotectedKey<'_>) {
    block.payload.zeroize();
    block.mac.zeroize();
}

impl SecureElement {
    /// The key in a block whose MAC holds. The payload given is wiped.
    fn opened(&self, protection: &Slot, block: ProtectedKey<'_>) -> Result<Octets, ErrorKind> {
        let checked = block.check(protection.kind.attributes);
        let payload = Zeroizing::new(block.payload.to_vec());
        block.payload.zeroize();
        checked?;
        let keys = BlockKeys::of(self.slots.get(protection)?, block.version)?;
        let clear = if keys.binds_by_variant {
            let mac = keys.mac(&[block.header, &payload].concat())?;
            verify(&mac, block.mac)?;
            keys.decipher(&block.header[..8], payload)?
        } else {
            let clear = keys.decipher(block.mac, payload)?;
            let message = Zeroizing::new([block.header, &clear].concat());
            verify(&keys.mac(&message)?, block.mac)?;
            clear
        };
        let octets = key_block::key_octets(&clear).ok_or(ErrorKind::Authentication)?;
        Ok(Zeroizing::new(clear[2..2 + octets].to_vec()))
    }

    fn make(
        &self,
        protection: &Slot,
        block: &mut UnprotectedKey<'_>,
        key: &[u8],
    ) -> Result<(), ErrorKind> {
        block.check(protection.kind.attributes, key.len())?;
        let keys = BlockKeys::of(self.slots.get(protection)?, block.version)?;
        let mut clear = Zeroizing::new(Vec::with_capacity(block.payload.len()));
        clear.extend(key_block::length_in_bits(key.len()).ok_or(ErrorKind::DataLength)?);
        clear.extend_from_slice(key);
        let padding = &block.payload[clear.len()..];
        clear.extend_from_slice(padding);
        let header = block.header;
        let (mac, payload) = if keys.binds_by_variant {
            let payload = keys.encipher(&header[..8], clear)?;
            (keys.mac(&[header, &payload].concat())?, payload)
        } else {
            let mac = keys.mac(&Zeroizing::new([header, &clear].concat()))?;
            let payload = keys.encipher(&mac, clear)?;
            (mac, payload)
        };
        block.mac.copy_from_slice(&mac[..block.mac.len()]);
        block.payload.copy_from_slice(&payload);
        Ok(())
    }
}

fn verify(mac: &[u8], received: &[u8]) -> Result<(), ErrorKind> {
    let holds = mac[..received.len()].ct_eq(received);
    if holds.into() { Ok(()) } else { Err(ErrorKind::Authentication) }
}

/// The two keys of a block.
struct BlockKeys {
    binds_by_variant: bool,
    counts: bool,
    enciphering: AnyCipher,
    authenticating: AnyCipher,
}

/// A cipher of either block length.
enum AnyCipher {
    Short(Tdea),
    Long(Cipher),
}

impl AnyCipher {
    fn new(algorithm: Algorithm, octets: &[u8]) -> Result<Self, ErrorKind> {
        if algorithm.is_aes() {
            Cipher::of(algorithm, octets).map(Self::Long)
        } else {
            Tdea::of(algorithm, octets).map(Self::Short)
        }
    }

    fn cmac(&self, message: &[u8]) -> Result<Octets, ErrorKind> {
        Ok(match self {
            Self::Short(cipher) => {
                let mut mac = Zeroizing::new([0; 8]);
                blocks::cmac(|block| cipher.encipher(block), &[message], &mut mac)?;
                Zeroizing::new(mac.to_vec())
            }
            Self::Long(cipher) => {
                let mut mac = Zeroizing::new([0; 16]);
                blocks::cmac(|block| cipher.encipher(block), &[message], &mut mac)?;
                Zeroizing::new(mac.to_vec())
            }
        })
    }

    fn cbc_encipher(&self, iv: &[u8], data: &mut [u8]) -> Result<(), ErrorKind> {
        match self {
            Self::Short(cipher) => {
                let iv = iv.try_into().map_err(|_| ErrorKind::DataLength)?;
                blocks::cbc_encipher(|b| cipher.encipher(b), iv, data.as_chunks_mut().0)
            }
            Self::Long(cipher) => {
                let iv = iv.try_into().map_err(|_| ErrorKind::DataLength)?;
                blocks::cbc_encipher(|b| cipher.encipher(b), iv, data.as_chunks_mut().0)
            }
        }
    }

    fn cbc_decipher(&self, iv: &[u8], data: &mut [u8]) -> Result<(), ErrorKind> {
        match self {
            Self::Short(cipher) => {
                let iv = iv.try_into().map_err(|_| ErrorKind::DataLength)?;
                blocks::cbc_decipher(|b| cipher.decipher(b), iv, data.as_chunks_mut().0)
            }
            Self::Long(cipher) => {
                let iv = iv.try_into().map_err(|_| ErrorKind::DataLength)?;
                blocks::cbc_decipher(|b| cipher.decipher(b), iv, data.as_chunks_mut().0)
            }
        }
    }

    /// Counter mode over a 128-bit number.
    fn count(&self, first: &[u8], data: &mut [u8]) -> Result<(), ErrorKind> {
        let Self::Long(cipher) = self else { return Err(ErrorKind::Unsupported) };
        let first = first.try_into().map_err(|_| ErrorKind::DataLength)?;
        let mut counter = u128::from_be_bytes(first);
        for part in data.chunks_mut(16) {
            let mut stream = Zeroizing::new(counter.to_be_bytes());
            cipher.encipher(&mut stream)?;
            part.iter_mut().zip(*stream).for_each(|(octet, with)| *octet ^= with);
            counter = counter.wrapping_add(1);
        }
        Ok(())
    }
}

impl BlockKeys {
    fn of(protection: &Stored, version: KeyBlockVersion) -> Result<Self, ErrorKind> {
        let KeyAttributes { algorithm, .. } = protection.attributes;
        let key = &protection.octets;
        let binds_by_variant = matches!(version, KeyBlockVersion::A | KeyBlockVersion::C);
        let counts = version == KeyBlockVersion::E;
        let (enciphering, authenticating) = if binds_by_variant {
            let variant = |with: u8| -> Octets {
                Zeroizing::new(key.iter().map(|octet| octet ^ with).collect())
            };
            (variant(0x45), variant(0x4D))
        } else {
            let cipher = AnyCipher::new(algorithm, key)?;
            let derive = |usage: u8| -> Result<Octets, ErrorKind> {
                let [length_high, length_low] = match key.len() {
                    16 => [0x00, 0x80],
                    24 => [0x00, 0xC0],
                    32 => [0x01, 0x00],
                    _ => return Err(ErrorKind::KeyLength),
                };
                let algorithm = match algorithm {
                    Algorithm::Tdea2 => 0,
                    Algorithm::Tdea3 => 1,
                    Algorithm::Aes128 => 2,
                    Algorithm::Aes192 => 3,
                    Algorithm::Aes256 => 4,
                    _ => return Err(ErrorKind::Unsupported),
                };
                let mut derived = Zeroizing::new(Vec::with_capacity(48));
                for counter in 1..=3 {
                    let data = [counter, 0, usage, 0, 0, algorithm, length_high, length_low];
                    derived.extend_from_slice(&cipher.cmac(&data)?);
                }
                derived.truncate(key.len());
                Ok(derived)
            };
            (derive(if counts { 2 } else { 0 })?, derive(1)?)
        };
        Ok(Self {
            binds_by_variant,
            counts,
            enciphering: AnyCipher::new(algorithm, &enciphering)?,
            authenticating: AnyCipher::new(algorithm, &authenticating)?,
        })
    }

    fn encipher(&self, start: &[u8], mut data: Octets) -> Result<Octets, ErrorKind> {
        if self.counts {
            self.enciphering.count(start, &mut data)?;
        } else {
            self.enciphering.cbc_encipher(start, &mut data)?;
        }
        Ok(data)
    }

    fn decipher(&self, start: &[u8], mut data: Octets) -> Result<Octets, ErrorKind> {
        if self.counts {
            self.enciphering.count(start, &mut data)?;
        } else {
            self.enciphering.cbc_decipher(start, &mut data)?;
        }
        Ok(data)
    }

    fn mac(&self, message: &[u8]) -> Result<Octets, ErrorKind> {
        if !self.binds_by_variant {
            return self.authenticating.cmac(message);
        }
        // The last block of a CBC encipherment is its CBC-MAC.
        let mut chain = Zeroizing::new(message.to_vec());
        self.authenticating.cbc_encipher(&[0; 8], &mut chain)?;
        Ok(Zeroizing::new(chain[chain.len() - 8..].to_vec()))
    }
}
