//! The payment domain over its engines: every test here that touches a key runs on the software
//! engine in both sizes and on an element from which no key octet crosses.

mod support;

mod atomicity;
mod check_values;
mod data;
mod element;
mod exhaustion;
mod format4;
mod host;
mod key_block;
mod key_block_parse;
mod key_block_policy;
mod key_block_update;
mod key_wrap;
mod macs;
mod pin_block;
mod random;
mod roles;
mod saved;
mod saved_altered;
mod skip;
mod transaction;
mod update;
mod walk;
mod working_keys;
