//! The table of translations, written out.

use ducat::pin_block::Format::{self, Format0, Format1, Format2, Format3, Format4};
use ducat::pin_block::{PanChange, TranslationPolicy};

/// Rows and columns of the tables: from, to.
const FORMATS: [Format; 5] = [Format0, Format1, Format2, Format3, Format4];

const PAN_CHANGE: TranslationPolicy = TranslationPolicy::STRICT.permitting_pan_change_at_issuance();
const IC_CARD: TranslationPolicy = TranslationPolicy::STRICT.permitting_submission_to_ic_card();
const BOTH: TranslationPolicy = PAN_CHANGE.permitting_submission_to_ic_card();

/// `.` never, `s` if the PAN is the same, `*` always.
fn is(policy: TranslationPolicy, table: [&str; 5]) {
    for (from, row) in FORMATS.into_iter().zip(table) {
        for (to, cell) in FORMATS.into_iter().zip(row.chars()) {
            let allowed = |pan| policy.allows(from, to, pan);
            let (same, other) = (allowed(PanChange::Unchanged), allowed(PanChange::Changed));
            assert_eq!((same, other), (cell != '.', cell == '*'), "{from:?} to {to:?}");
        }
    }
}

#[test]
fn strict() {
    is(TranslationPolicy::STRICT, ["s..ss", "**.**", ".....", "s..ss", "s..ss"]);
    assert_eq!(TranslationPolicy::default(), TranslationPolicy::STRICT);
}

#[test]
fn each_relaxation_adds_what_it_says() {
    is(PAN_CHANGE, ["*..**", "**.**", ".....", "*..**", "*..**"]);
    is(IC_CARD, ["s.*ss", "*****", "..*..", "s.*ss", "s.*ss"]);
    is(BOTH, ["*.***", "*****", "..*..", "*.***", "*.***"]);
    assert_eq!(BOTH, IC_CARD.permitting_pan_change_at_issuance());
}
