//! The payment domain over its engines: every test here that touches a key runs on the software
//! engine in both sizes and on an element from which no key octet crosses.

mod support;

mod atomicity;
mod card_verification;
mod check_values;
mod data;
mod element;
mod exhaustion;
mod format4;
mod host;
mod key_block;
mod key_block_contents;
mod key_block_length;
mod key_block_parse;
mod key_block_policy;
mod key_block_update;
mod key_wrap;
mod macs;
mod pin_block;
mod pin_ciphered;
mod pin_rights;
mod pin_verification;
mod random;
mod roles;
mod saved;
mod saved_altered;
mod skip;
mod table;
mod tdea_working_keys;
mod tdes_atomicity;
mod tdes_exhaustion;
mod tdes_host;
mod tdes_pin;
mod tdes_saved;
mod tdes_skip;
mod tdes_transaction;
mod tdes_walk;
mod tdes_working_keys;
mod transaction;
mod translation;
mod translation_policy;
mod update;
mod walk;
mod working_keys;
