//! A call on a painted stack of its own, with painted vector registers.

use core::cell::Cell;
use core::mem::MaybeUninit;

use crate::registers::{Registers, enter, stack_pointer};

/// More than any call and its wipe reach.
const STACK: usize = 128 * 1024;
/// Neither zero, which a wipe leaves, nor a likely value.
const PAINT: u8 = 0xA5;

/// A call to be measured. Its input lies elsewhere, and its result goes elsewhere: only what it
/// leaves behind is on the painted stack.
pub(crate) type Call<I, R> = extern "C" fn(&mut I) -> R;

/// What a call left.
pub(crate) struct Remains {
    /// The stack, from its far end to where the call began.
    pub(crate) stack: Vec<u8>,
    /// The vector registers, as they were when the call returned.
    pub(crate) registers: Box<Registers>,
    /// Octets of stack from the beginning of the call to the farthest that was written.
    pub(crate) depth: usize,
}

#[repr(align(4096))]
struct Stack([u8; STACK]);

/// A stack, and fixed places for the input and the result of a call: from one run to the next,
/// not even an address changes.
pub(crate) struct Machine<I, R> {
    stack: Box<Stack>,
    registers: Box<Registers>,
    input: Box<MaybeUninit<I>>,
    result: Box<MaybeUninit<R>>,
}

impl<I, R> Machine<I, R> {
    pub(crate) fn new() -> Self {
        Self {
            stack: Box::new(Stack([PAINT; STACK])),
            registers: Box::new(Registers::painted(PAINT)),
            input: Box::new_uninit(),
            result: Box::new_uninit(),
        }
    }

    /// Calls once, and drops input and result after `check` has seen them.
    pub(crate) fn run(&mut self, input: I, call: Call<I, R>, check: impl Fn(&I, &R)) -> Remains {
        const { assert!(size_of::<R>() > 0) };
        self.input.write(input);
        self.stack.0.fill(PAINT);
        *self.registers = Registers::painted(PAINT);
        BEGINNING.set(usize::MAX);

        let top = self.stack.0.as_mut_ptr_range().end;
        let input = self.input.as_mut_ptr();
        let result = self.result.as_mut_ptr();
        // System V ABI, 3.2.3: a result of more than 16 octets is written to an address passed
        // before the first argument, a smaller one without floating-point numbers comes back in
        // rax and rdx.
        let in_memory = size_of::<R>() > 16;
        let (first, second) = if in_memory {
            (result.cast::<u8>(), input.cast::<u8>())
        } else {
            (input.cast(), core::ptr::null_mut())
        };
        let function = call as *const u8;
        // SAFETY: the arguments are those that `call` takes, by the above; the stack ends on a
        // page, and its far end was never reached.
        let small = unsafe { enter(function, first, second, top, &mut self.registers) };
        if !in_memory {
            let small = small.as_ptr().cast();
            // SAFETY: at most 16 octets, from a source of 16 to a place of its own.
            unsafe { result.cast::<u8>().copy_from_nonoverlapping(small, size_of::<R>()) };
        }

        let mut stack = self.stack.0.to_vec();
        let far = stack.iter().position(|&octet| octet != PAINT).unwrap_or(STACK);
        assert!(far > STACK / 4, "the call came close to the end of the stack");
        stack.truncate(BEGINNING.get().saturating_sub(self.stack.0.as_ptr().addr()));

        // SAFETY: written at the beginning.
        let input = unsafe { self.input.assume_init_mut() };
        // SAFETY: the call returned it.
        let result = unsafe { self.result.assume_init_mut() };
        check(input, result);
        // SAFETY: initialised, and written anew before the next use.
        unsafe { core::ptr::drop_in_place(input) };
        // SAFETY: as for the input.
        unsafe { core::ptr::drop_in_place(result) };
        Remains { stack, registers: self.registers.clone(), depth: STACK - far }
    }
}

thread_local! {
    /// Where the measured stack begins, if the call has said so.
    static BEGINNING: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Leaves the frame of the function that says this out of the measurement: it is the caller's,
/// in which an argument or a small result lies.
#[inline(always)]
pub(crate) fn leave_out_this_frame() {
    BEGINNING.set(stack_pointer());
}

/// Calls in a frame of its own below the caller's, which is left out of the measurement: a library
/// function that is inlined is measured all the same.
#[inline(never)]
pub(crate) fn outlined<T>(call: impl FnOnce() -> T) -> T {
    call()
}
