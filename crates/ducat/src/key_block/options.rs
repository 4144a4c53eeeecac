//! What a parser may let pass that the standard does not.

/// Something that ANSI X9.143 does not allow in a key block, and some peers send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Leniency {
    /// Hexadecimal digits `a` to `f`, in payload, MAC, lengths and data.
    LowerCaseHex = 0,
    /// Long optional blocks that give the length of their length as `02`, pairs of digits, where
    /// the standard has `04`, digits.
    LengthInPairs = 1,
    /// A usage, algorithm or mode that is neither of the standard nor proprietary by its form.
    UnknownCodes = 2,
    /// A key context other than 0 to 2, and a reserved character other than 0.
    ReservedCharacters = 3,
    /// An initial key serial number (`KS`) of 8 octets, without its last two.
    ShortInitialKsn = 4,
    /// Any printable data in any optional block.
    FreeOptionalData = 5,
}

/// How a key block is parsed. The default is [`STRICT`](Self::STRICT).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParseOptions(u8);

impl ParseOptions {
    /// What the standard says, and nothing else.
    pub const STRICT: Self = Self(0);

    /// Everything that this parser can let pass. The structure is checked all the same.
    pub const LENIENT: Self = Self(0x3F);

    /// Lets this pass as well.
    #[must_use]
    pub const fn accepting(self, leniency: Leniency) -> Self {
        Self(self.0 | 1 << leniency as u8)
    }

    /// Whether this passes.
    pub const fn accepts(self, leniency: Leniency) -> bool {
        self.0 >> leniency as u8 & 1 == 1
    }
}
