//! Who derived which key (ANSI X9.24-3 6.1). All of it public.

use core::fmt;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $octets:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub [u8; $octets]);

        /// Upper-case hexadecimal.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|octet| write!(f, "{octet:02X}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

identifier! {
    /// Names a base derivation key in the host's store; 4 octets.
    #[doc(alias = "BDK ID")]
    BdkId, 4
}
identifier! {
    /// Tells one initial key of a base derivation key from another; 4 octets. The only part of
    /// the identifiers that enters the derivation of working keys.
    DerivationId, 4
}
identifier! {
    /// Names the initial key of one terminal: BDK id, then derivation id; 8 octets.
    #[doc(alias = "IKID")]
    InitialKeyId, 8
}

impl InitialKeyId {
    /// Joins the two identifiers.
    pub const fn new(bdk: BdkId, derivation: DerivationId) -> Self {
        let [a, b, c, d] = bdk.0;
        let [e, f, g, h] = derivation.0;
        Self([a, b, c, d, e, f, g, h])
    }

    /// The base derivation key that the initial key derives from.
    pub const fn bdk_id(self) -> BdkId {
        let [a, b, c, d, ..] = self.0;
        BdkId([a, b, c, d])
    }

    /// Which of its initial keys.
    pub const fn derivation_id(self) -> DerivationId {
        let [.., e, f, g, h] = self.0;
        DerivationId([e, f, g, h])
    }
}
