//! Public functions that give back what a value holds, or a name or number of it, and such that put
//! one in. They compute nothing that a vector could state.

use super::Soft;

pub(super) fn held() -> Vec<String> {
    [keys(), dukpt_aes(), dukpt_tdes(), key_block(), pins(), verification(), macs_and_data()]
        .concat()
}

macro_rules! held {
    ($($function:expr;)*) => {
        vec![$({
            let _ = $function;
            super::plain_path(stringify!($function))
        }),*]
    };
}

fn keys() -> Vec<String> {
    use ducat::key::ceremony;
    use ducat::key::role::Initial;
    use ducat::key::{CmacMethod, KeyCheckValue};
    use ducat::{Key, KeyComponent, Secret};

    held! {
        Secret::<8>::expose_secret;
        ceremony::Contribution::new;
        ceremony::Contribution::custodian;
        ceremony::Opened::by;
        ceremony::Ceremony::custodians;
        KeyCheckValue::<CmacMethod>::as_octets;
        KeyComponent::algorithm;
        Key::<Initial, Soft>::attributes;
        Key::<Initial, Soft>::octets;
        Key::<Initial, Soft>::handle;
        Key::<Initial, Soft>::into_handle;
    }
}

fn dukpt_aes() -> Vec<String> {
    use ducat::dukpt::aes;

    held! {
        aes::TransactionCounter::value;
        aes::UsageIndicator::name;
        aes::KeyType::name;
        aes::KeyType::algorithm;
        aes::KeyType::octets;
        aes::InitialKeyId::new;
        aes::InitialKeyId::bdk_id;
        aes::InitialKeyId::derivation_id;
        aes::KeySerialNumber::new;
        aes::KeySerialNumber::initial_key_id;
        aes::KeySerialNumber::counter;
        aes::TransactionKey::<aes::Host, Soft>::key_serial_number;
        aes::TransactionKey::<aes::Host, Soft>::key;
        aes::host::VerifiedRequest::<Soft>::key;
        aes::terminal::TerminalState::<Soft>::initial_key_id;
        aes::terminal::TerminalState::<Soft>::key_type;
        aes::terminal::Transaction::<Soft>::key_serial_number;
        aes::terminal::Transaction::<Soft>::key;
    }
}

fn dukpt_tdes() -> Vec<String> {
    use ducat::dukpt::tdes;

    held! {
        tdes::TransactionCounter::value;
        tdes::InitialKeyId::to_octets;
        tdes::KeySerialNumber::new;
        tdes::KeySerialNumber::initial_key_id;
        tdes::KeySerialNumber::counter;
        tdes::KeySerialNumber::to_octets;
        tdes::TransactionKey::<tdes::Host, Soft>::key_serial_number;
        tdes::TransactionKey::<tdes::Host, Soft>::key;
        tdes::host::VerifiedRequest::<Soft>::key;
        tdes::terminal::TerminalState::<Soft>::initial_key_id;
        tdes::terminal::Transaction::<Soft>::key_serial_number;
        tdes::terminal::Transaction::<Soft>::key;
    }
}

fn key_block() -> Vec<String> {
    use ducat::key_block::{
        AlgorithmCode, CheckValueData, Header, KeyBlock, KeyBlockPolicy, KeyContext, KeyVersion,
        ModeCode, NewKeyBlock, OptionalBlock, OptionalBlockId, ParseOptions, ShortBlock, UsageCode,
    };

    held! {
        NewKeyBlock::new;
        NewKeyBlock::with_key_length;
        NewKeyBlock::header;
        UsageCode::as_ascii;
        UsageCode::is_proprietary;
        UsageCode::name;
        AlgorithmCode::as_ascii;
        AlgorithmCode::is_proprietary;
        AlgorithmCode::is_asymmetric;
        AlgorithmCode::name;
        ModeCode::as_ascii;
        ModeCode::is_proprietary;
        ModeCode::name;
        KeyVersion::to_ascii;
        KeyContext::code;
        Header::with_exportability;
        Header::with_key_context;
        Header::version;
        Header::usage;
        Header::algorithm;
        Header::mode_of_use;
        Header::key_version;
        Header::exportability;
        Header::key_context;
        Header::reserved;
        ParseOptions::accepting;
        ParseOptions::accepts;
        KeyBlock::header;
        KeyBlock::optional_blocks;
        KeyBlock::optional_block;
        KeyBlock::payload_octets;
        KeyBlock::authenticated;
        KeyBlockPolicy::allowing;
        KeyBlockPolicy::allows;
        CheckValueData::method;
        CheckValueData::as_octets;
        OptionalBlockId::name;
        OptionalBlockId::as_ascii;
        OptionalBlock::id;
        OptionalBlock::data;
        OptionalBlock::characters;
        ShortBlock::as_block;
    }
}

fn pins() -> Vec<String> {
    use ducat::pin_block::{Binding, ClearPinBlock, Format0, TranslationPolicy};
    use ducat::{Pan, Pin};

    held! {
        Pan::len;
        Pin::len;
        Pin::expose_secret;
        Binding::format;
        Binding::pan;
        ClearPinBlock::<Format0>::from_octets;
        ClearPinBlock::<Format0>::expose_secret;
        TranslationPolicy::permitting_pan_change_at_issuance;
        TranslationPolicy::permitting_submission_to_ic_card;
        TranslationPolicy::permitting_twelve_digit_pans;
    }
}

fn verification() -> Vec<String> {
    use ducat::card_verification::CardVerificationValue;
    use ducat::pin_verification::ibm3624::PinOffset;
    use ducat::pin_verification::pvv::{KeyIndex, PinVerificationValue};

    held! {
        CardVerificationValue::as_digits;
        PinOffset::zero;
        PinOffset::as_digits;
        KeyIndex::digit;
        PinVerificationValue::as_digits;
    }
}

fn macs_and_data() -> Vec<String> {
    use ducat::Error;
    use ducat::data::InitializationVector;
    use ducat::mac::Tag;

    held! {
        InitializationVector::<16>::from_octets;
        InitializationVector::<16>::as_octets;
        Error::code;
        Tag::<16>::from_octets;
        Tag::<16>::as_octets;
    }
}
