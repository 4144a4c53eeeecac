//! Which octets of a question are secret, for a program that watches what depends on them.
//!
//! A checker under valgrind sets [`Hooks`] that mark memory. The inputs named in [`SECRET_INPUTS`]
//! and the PIN are concealed before anything is computed with them, and what is about to be printed
//! is published. Without hooks, and without the standard library, nothing happens.

/// Inputs that are keys, or data that only a key hides.
pub const SECRET_INPUTS: &[&str] = &[
    "bdk",
    "cvk",
    "from_key",
    "ikm",
    "initial_key",
    "ipek",
    "kbpk",
    "kek",
    "key",
    "plaintext",
    "plaintext_padded",
    "pin_key",
    "pvk",
    "random8",
    "to_key",
    "transaction_key",
];

/// What is called with octets that become secret, and with such that cease to be.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// From here on, nothing may be decided by these octets.
    pub conceal: fn(&[u8]),
    /// From here on, anything may: they are about to be printed.
    pub publish: fn(&[u8]),
    /// They are printed. What printing depended on (how many there are) is no finding.
    pub printed: fn(),
}

#[cfg(feature = "std")]
static HOOKS: compat::sync::OnceLock<Hooks> = compat::sync::OnceLock::new();

/// Sets the hooks, once for the process. `false` if they are set already.
#[cfg(feature = "std")]
pub fn set(hooks: Hooks) -> bool {
    HOOKS.set(hooks).is_ok()
}

#[cfg(feature = "std")]
fn hooks() -> Option<Hooks> {
    HOOKS.get().copied()
}

#[cfg(not(feature = "std"))]
const fn hooks() -> Option<Hooks> {
    None
}

/// An input that is secret is concealed.
pub(crate) fn input(name: &str, octets: &[u8]) {
    if let Some(hooks) = hooks().filter(|_| SECRET_INPUTS.contains(&name)) {
        (hooks.conceal)(octets);
    }
}

/// A secret that was read in another way is concealed.
pub(crate) fn conceal(secret: &[u8]) {
    if let Some(hooks) = hooks() {
        (hooks.conceal)(secret);
    }
}

/// Prints octets that are secret no more.
pub(crate) fn printing<T>(octets: &[u8], print: impl FnOnce(&[u8]) -> T) -> T {
    let Some(hooks) = hooks() else { return print(octets) };
    (hooks.publish)(octets);
    let printed = print(octets);
    (hooks.printed)();
    printed
}

/// A verdict that is about to be told.
pub(crate) fn verdict(holds: bool) -> bool {
    let octets = [u8::from(holds)];
    printing(&octets, |octets| octets != [0])
}
