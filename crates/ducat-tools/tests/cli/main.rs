//! The command as its users see it: what it prints for published values, what it says when
//! something is wrong, and that its help is true.

mod harness;
mod help;
mod hostile;
mod key_blocks;
mod published;
mod secrecy;
mod sources;
