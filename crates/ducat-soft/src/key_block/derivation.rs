//! The keys of a block, derived from its protection key.

use ducat_hal::{ErrorKind, KeyBlockVersion, NewKey, blocks};
use zeroize::Zeroizing;

use super::cipher::ProtectionCipher;
use crate::key::Handle;

/// What a derived key is for.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    /// Encipherment in CBC mode.
    Encipherment,
    /// The MAC.
    Mac,
    /// Encipherment in counter mode.
    CounterMode,
}

impl Purpose {
    /// What every octet of the protection key is exclusive-ored with in versions A and C.
    const fn variant(self) -> u8 {
        match self {
            Self::Encipherment | Self::CounterMode => b'E',
            Self::Mac => b'M',
        }
    }

    /// The usage in the derivation data of the other versions.
    const fn indicator(self) -> u8 {
        match self {
            Self::Encipherment => 0,
            Self::Mac => 1,
            Self::CounterMode => 2,
        }
    }
}

/// Derives a key as long as the protection key and of its algorithm: by a variant (versions A and
/// C), else as the leftmost octets of CMACs over a counter and what the key is for (X9.143 7.2).
pub(super) fn derive<const MAX: usize, C: ProtectionCipher<MAX, N>, const N: usize>(
    version: KeyBlockVersion,
    protection: &Handle<MAX>,
    purpose: Purpose,
) -> Result<Handle<MAX>, ErrorKind> {
    let attributes = protection.attributes();
    let secret = protection.expose_secret();
    let mut derived = Handle::zero(NewKey { attributes, octets: secret.len() })?;
    if version.is_variant_binding() {
        for (to, from) in derived.expose_secret_mut().iter_mut().zip(secret) {
            *to = from ^ purpose.variant();
        }
        return Ok(derived);
    }
    let cipher = C::expand(protection)?;
    let length = secret.len().saturating_mul(8);
    let length = u16::try_from(length).map_err(|_| ErrorKind::KeyLength)?.to_be_bytes();
    for (counter, place) in (1u8..).zip(derived.expose_secret_mut().chunks_mut(N)) {
        let data = [
            counter,
            0,
            purpose.indicator(),
            0,
            0,
            attributes.algorithm as u8,
            length[0],
            length[1],
        ];
        let mut block = Zeroizing::new([0; N]);
        blocks::cmac(cipher.enciphering(), &[&data], &mut block)?;
        place.iter_mut().zip(block.iter()).for_each(|(to, from)| *to = *from);
    }
    Ok(derived)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use ducat_hal::{Algorithm, KeyAttributes, KeyUsage, ModeOfUse};

    use super::*;
    use crate::block::Cipher;
    use crate::tdes::TdeaKey;

    fn octets(digits: &str) -> Vec<u8> {
        let pairs = (0..digits.len()).step_by(2).map(|place| &digits[place..place + 2]);
        pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
    }

    fn check<C: ProtectionCipher<32, N>, const N: usize>(
        version: KeyBlockVersion,
        algorithm: Algorithm,
        protection: &str,
        expected: [&str; 2],
    ) {
        let usage = KeyUsage::KeyBlockProtection;
        let attributes = KeyAttributes::new(usage, algorithm, ModeOfUse::Both);
        let secret = octets(protection);
        let kind = NewKey { attributes, octets: secret.len() };
        let mut protection = Handle::<32>::zero(kind).unwrap();
        protection.expose_secret_mut().copy_from_slice(&secret);
        let encipherment = match version {
            KeyBlockVersion::E => Purpose::CounterMode,
            _ => Purpose::Encipherment,
        };
        for (purpose, expected) in [encipherment, Purpose::Mac].into_iter().zip(expected) {
            let derived = derive::<32, C, N>(version, &protection, purpose).unwrap();
            assert_eq!(derived.expose_secret(), octets(expected), "{version:?}");
        }
    }

    /// The protection keys of TR-31:2018 A.7.2 and A.7.4, and others; the values are of an
    /// independent implementation that opens the blocks printed there.
    #[test]
    fn known_keys() {
        use KeyBlockVersion as V;
        check::<TdeaKey, 8>(
            V::B,
            Algorithm::Tdea2,
            "DD7515F2BFC17F85CE48F3CA25CB21F6",
            ["698832F8778A7CFCBC79559DAB07B88A", "DD6CEEC1782D8453671BF8358AF9DB47"],
        );
        for version in [V::A, V::C] {
            check::<TdeaKey, 8>(
                version,
                Algorithm::Tdea2,
                "DD7515F2BFC17F85CE48F3CA25CB21F6",
                ["983050B7FA843AC08B0DB68F608E64B3", "903858BFF28C32C88305BE8768866CBB"],
            );
        }
        check::<TdeaKey, 8>(
            V::B,
            Algorithm::Tdea3,
            "0123456789ABCDEFFEDCBA98765432101122334455667788",
            [
                "6EF03B3737BF2FB690A29CC00F05AEED7319D1E519553580",
                "78FF976D7F351D5A6DAE105CFB2C4B300B83183CB07206A4",
            ],
        );
        check::<Cipher<32>, 16>(
            V::D,
            Algorithm::Aes128,
            "88E1AB2A2E3DD38C1FA039A536500CC8",
            ["DB605ED0B3B456610097B230A1A7A5EC", "71F8C080EFD46E8D72415E7EBE389445"],
        );
        check::<Cipher<32>, 16>(
            V::D,
            Algorithm::Aes192,
            "88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01",
            [
                "0E0B4705064944CC9B6D917D9B61AC177A1F8B89E195652A",
                "61B69C1A38DFB65D5A1EE212BCD1AB3F92F8A1C466AD8DF0",
            ],
        );
        let authenticating = "4EF24317696213840451890756757E573E0673483888F9B7F9B7517827F95022";
        for (version, enciphering) in [
            (V::D, "396C9382A6E2E66A088774E1D6E46541F5EAD67D7204F8DD0D7AE8FDA334D3AC"),
            (V::E, "E1986BEBD578D040231684D13FB6E77C33825EF262D0A587F60DA29996DE349E"),
        ] {
            check::<Cipher<32>, 16>(
                version,
                Algorithm::Aes256,
                "88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6",
                [enciphering, authenticating],
            );
        }
    }
}
