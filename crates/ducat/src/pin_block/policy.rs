//! Which translations of PIN blocks are allowed, as data.

use super::{Binding, Format};

/// Whether the account number stays the same in a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PanChange {
    /// Both blocks are bound to one PAN, or one of them is bound to none.
    Unchanged,
    /// The new block is bound to another PAN.
    Changed,
}

/// Which translations are allowed.
///
/// | from \ to | 0, 3, 4 | 1 | 2 |
/// |---|---|---|---|
/// | 0, 3, 4 | if the PAN stays the same | no | no |
/// | 1 | yes | yes | no |
/// | 2 | no | no | no |
///
/// This is the strict policy, and the default. Each relaxation adds the cells that its name says,
/// and no more. None adds the cells from 0, 3 and 4 to 1: who has a block without a PAN can bind it
/// to any, and looks up the PIN of one card with the verification data of another. None leads
/// away from format 2, but to itself.
///
/// # Standard
/// ISO 9564-1 and PCI PIN requirement 3-3.
///
/// ```
/// use ducat::pin_block::{Format, PanChange, TranslationPolicy};
/// let issuance = TranslationPolicy::STRICT.permitting_pan_change_at_issuance();
/// let (from, to) = (Format::Format0, Format::Format4);
/// assert!(issuance.allows(from, to, PanChange::Changed));
/// assert!(!TranslationPolicy::default().allows(from, to, PanChange::Changed));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TranslationPolicy {
    pan_change: bool,
    ic_card: bool,
    twelve_digits: bool,
}

impl TranslationPolicy {
    /// What ISO 9564-1 allows online without conditions: a block bound to a PAN stays bound to
    /// the same PAN; a format 1 block may become bound; nothing becomes format 1 that was not,
    /// and nothing is translated to or from format 2, which goes to an IC card only.
    pub const STRICT: Self = Self { pan_change: false, ic_card: false, twelve_digits: false };

    /// Also allows 0, 3 and 4 to one another with another PAN: for an issuer that gives an account
    /// a new number, in a sensitive state of the device (PCI PIN 3-3). Never for what comes from a
    /// network: who can have a PIN bound to a number of his choice can have it verified as his own.
    #[must_use]
    pub const fn permitting_pan_change_at_issuance(self) -> Self {
        Self { pan_change: true, ..self }
    }

    /// Also allows 0, 1, 3 and 4 to 2, and 2 to 2: for the submission of a PIN to an IC card (PCI
    /// PIN 3-2), as to a card reader with a key for each transaction.
    #[must_use]
    pub const fn permitting_submission_to_ic_card(self) -> Self {
        Self { ic_card: true, ..self }
    }

    /// Also allows format 4 that is bound to twelve digits of the PAN
    /// ([`Binding::Format4TwelveDigits`]), on either side: for a peer that knows nothing else. It
    /// loses what tells apart PANs that share those digits.
    #[must_use]
    pub const fn permitting_twelve_digit_pans(self) -> Self {
        Self { twelve_digits: true, ..self }
    }

    /// Whether a block may be translated from one format to another.
    pub const fn allows(self, from: Format, to: Format, pan: PanChange) -> bool {
        match (from, to) {
            (_, Format::Format2) => self.ic_card,
            (Format::Format2, _) => false,
            (Format::Format1, _) => true,
            (_, Format::Format1) => false,
            (Format::Format0 | Format::Format3 | Format::Format4, _) => {
                self.pan_change || matches!(pan, PanChange::Unchanged)
            }
        }
    }

    /// Whether it allows a translation between these, their PANs compared.
    pub(super) fn allows_binding(self, from: &Binding<'_>, to: &Binding<'_>) -> bool {
        let pan = match (from.pan(), to.pan()) {
            (Some(before), Some(after)) if !before.is_same_as(after) => PanChange::Changed,
            _ => PanChange::Unchanged,
        };
        let twelve = |binding: &Binding<'_>| matches!(binding, Binding::Format4TwelveDigits(_));
        (self.twelve_digits || !twelve(from) && !twelve(to))
            && self.allows(from.format(), to.format(), pan)
    }
}

impl Default for TranslationPolicy {
    fn default() -> Self {
        Self::STRICT
    }
}
