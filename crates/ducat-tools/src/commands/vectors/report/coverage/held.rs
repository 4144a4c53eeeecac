//! Public functions that give back what a value holds, or a name or number of it. They compute
//! nothing that a vector could state.

pub(super) fn held() -> Vec<String> {
    use ducat::data::InitializationVector;
    use ducat::dukpt::aes::host::VerifiedRequest;
    use ducat::dukpt::aes::terminal::{TerminalState, Transaction};
    use ducat::dukpt::aes::{
        InitialKeyId, KeySerialNumber, KeyType, Terminal, TransactionCounter, TransactionKey,
        UsageIndicator,
    };
    use ducat::key::role::Initial;
    use ducat::key::{CmacMethod, KeyCheckValue};
    use ducat::mac::Tag;
    use ducat::pin_block::{ClearPinBlock, Format0};
    use ducat::{Error, Key, Pan, Pin, Secret};

    type Soft = ducat_soft::Engine<32>;

    macro_rules! held {
        ($($function:expr;)*) => {
            vec![$({
                let _ = $function;
                super::plain_path(stringify!($function))
            }),*]
        };
    }

    held! {
        ClearPinBlock::<Format0>::expose_secret;
        ClearPinBlock::<Format0>::from_octets;
        Error::code;
        InitialKeyId::bdk_id;
        InitialKeyId::derivation_id;
        InitialKeyId::new;
        InitializationVector::<16>::as_octets;
        InitializationVector::<16>::from_octets;
        Key::<Initial, Soft>::attributes;
        Key::<Initial, Soft>::handle;
        Key::<Initial, Soft>::into_handle;
        Key::<Initial, Soft>::octets;
        KeyCheckValue::<CmacMethod>::as_octets;
        KeySerialNumber::counter;
        KeySerialNumber::initial_key_id;
        KeySerialNumber::new;
        KeyType::algorithm;
        KeyType::name;
        KeyType::octets;
        Pan::len;
        Pin::expose_secret;
        Pin::len;
        Secret::<8>::expose_secret;
        Tag::<16>::as_octets;
        Tag::<16>::from_octets;
        TerminalState::<Soft>::initial_key_id;
        TerminalState::<Soft>::key_type;
        Transaction::<Soft>::key;
        Transaction::<Soft>::key_serial_number;
        TransactionCounter::value;
        TransactionKey::<Terminal, Soft>::key;
        TransactionKey::<Terminal, Soft>::key_serial_number;
        UsageIndicator::name;
        VerifiedRequest::<Soft>::key;
    }
}
