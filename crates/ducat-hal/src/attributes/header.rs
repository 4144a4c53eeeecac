//! Attributes as a key block states them.

use super::{Algorithm, Exportability, KeyAttributes, KeyUsage, ModeOfUse};

impl KeyAttributes {
    /// The attributes that a key block header of 16 or more octets states for a key of `octets`
    /// octets; `None` if it is shorter, or names a usage, algorithm, mode or exportability that
    /// there is no attribute for.
    ///
    /// # Standard
    /// ANSI X9.143 6.2, header octets 5 to 8 and 11.
    pub fn from_header(header: &[u8], octets: usize) -> Option<Self> {
        let (&[_, _, _, _, _, u0, u1, algorithm, mode, _, _, export, ..], _) =
            header.split_first_chunk::<16>()?;
        Some(Self {
            usage: KeyUsage::from_code([u0, u1])?,
            algorithm: Algorithm::from_code(algorithm, octets)?,
            mode_of_use: ModeOfUse::from_code(mode)?,
            exportability: Exportability::from_code(export)?,
        })
    }

    /// Whether these attributes grant nothing that `wider` does not: the same usage and
    /// algorithm, a mode that it includes, and no more freedom to leave. Every engine asks this
    /// before it binds a key to attributes other than its own.
    pub fn within(self, wider: Self) -> bool {
        let mode = self.mode_of_use == wider.mode_of_use
            || match wider.mode_of_use {
                ModeOfUse::NoRestriction => true,
                ModeOfUse::Both => {
                    matches!(self.mode_of_use, ModeOfUse::Encipher | ModeOfUse::Decipher)
                }
                ModeOfUse::GenerateAndVerify => {
                    matches!(self.mode_of_use, ModeOfUse::Generate | ModeOfUse::Verify)
                }
                ModeOfUse::SignAndDecipher => {
                    matches!(self.mode_of_use, ModeOfUse::Sign | ModeOfUse::Decipher)
                }
                _ => false,
            };
        let leaves = (self.exportability as u8) <= (wider.exportability as u8);
        self.usage == wider.usage && self.algorithm == wider.algorithm && mode && leaves
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_states_attributes() {
        let stated = KeyAttributes::from_header(b"B0072P0TE00E0000", 16);
        let expected = KeyAttributes {
            usage: KeyUsage::PinEncipherment,
            algorithm: Algorithm::Tdea2,
            mode_of_use: ModeOfUse::Encipher,
            exportability: Exportability::Exportable,
        };
        assert_eq!(stated, Some(expected));
        assert_eq!(KeyAttributes::from_header(b"B0072P0TE00E000", 16), None, "short");
        assert_eq!(KeyAttributes::from_header(b"B007210TE00E0000", 16), None, "proprietary");
        assert_eq!(KeyAttributes::from_header(b"B0072P0TE00E0000", 32), None, "key length");
        assert_eq!(KeyAttributes::from_header(b"B0072P0RE00E0000", 16), None, "algorithm");
    }

    #[test]
    fn within_never_widens() {
        let a = |m, exportability| KeyAttributes {
            exportability,
            ..KeyAttributes::new(KeyUsage::Data, Algorithm::Aes128, m)
        };
        use Exportability as X;
        use ModeOfUse as M;
        let both = a(M::Both, X::Exportable);
        assert!(a(M::Encipher, X::NonExportable).within(both));
        assert!(both.within(both));
        assert!(!both.within(a(M::Encipher, X::Exportable)));
        assert!(!a(M::Decipher, X::Exportable).within(a(M::Encipher, X::Exportable)));
        assert!(!a(M::Both, X::Sensitive).within(both));
        assert!(!a(M::NoRestriction, X::Exportable).within(both));
        let other = KeyAttributes { usage: KeyUsage::PinEncipherment, ..both };
        assert!(!other.within(both));
    }
}
