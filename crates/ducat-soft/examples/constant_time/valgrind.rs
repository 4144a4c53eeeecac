//! Requests to valgrind, which sees an instruction sequence that otherwise does nothing.

use core::arch::asm;

const MEMCHECK: usize = (b'M' as usize) << 24 | (b'C' as usize) << 16;
const RUNNING: usize = 0x1001;
const ERRORS: usize = 0x1201;
const UNDEFINED: usize = MEMCHECK + 1;
const DEFINED: usize = MEMCHECK + 2;

/// 0 without valgrind.
fn request(code: usize, address: usize, octets: usize) -> usize {
    let arguments: [usize; 6] = [code, address, octets, 0, 0, 0];
    let mut answer = 0;
    // SAFETY: rdi is rotated by 128 bits in all, rbx exchanged with itself. Valgrind reads the
    // arguments and writes rdx.
    unsafe {
        asm!(
            "rol rdi, 3", "rol rdi, 13", "rol rdi, 61", "rol rdi, 51", "xchg rbx, rbx",
            in("rax") arguments.as_ptr(),
            inout("rdx") answer,
            options(nostack),
        );
    }
    answer
}

pub(crate) fn is_running() -> bool {
    request(RUNNING, 0, 0) != 0
}

/// Errors reported so far.
pub(crate) fn errors() -> usize {
    request(ERRORS, 0, 0)
}

/// From here on, nothing may depend on the value.
pub(crate) fn secret<T>(mut value: T) -> T {
    request(UNDEFINED, (&raw mut value).addr(), size_of::<T>());
    value
}

/// From here on, anything may.
pub(crate) fn public<T>(mut value: T) -> T {
    request(DEFINED, (&raw mut value).addr(), size_of::<T>());
    value
}

/// From here on, nothing may depend on the octets, where they are.
pub(crate) fn conceal(octets: &[u8]) {
    request(UNDEFINED, octets.as_ptr().addr(), octets.len());
}

/// From here on, anything may.
pub(crate) fn publish(octets: &[u8]) {
    request(DEFINED, octets.as_ptr().addr(), octets.len());
}
