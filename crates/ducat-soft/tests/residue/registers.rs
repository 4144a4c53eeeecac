//! The vector registers, and a call that begins and ends with a look at them.

/// All vector and mask registers that the processor has: zmm0 to zmm31, then k0 to k7. Without
/// AVX-512, the lower half or quarter of each of the first sixteen.
#[derive(Clone)]
#[repr(C, align(64))]
pub(crate) struct Registers {
    vectors: [[u8; 64]; 32],
    masks: [[u8; 8]; 8],
}

impl Registers {
    /// All octets the same.
    pub(crate) const fn painted(paint: u8) -> Self {
        Self { vectors: [[paint; 64]; 32], masks: [[paint; 8]; 8] }
    }

    /// All octets.
    pub(crate) fn octets(&self) -> impl Iterator<Item = u8> {
        self.vectors.iter().flatten().chain(self.masks.iter().flatten()).copied()
    }
}

#[cfg(all(target_arch = "x86_64", unix, not(miri)))]
mod x86_64 {
    use core::arch::asm;

    use super::Registers;

    macro_rules! enter {
        ($name:ident, $load:literal, $store:literal) => {
            /// Loads the vector registers, calls with the stack pointer at `top`, stores them.
            ///
            /// # Safety
            /// `function` follows the C ABI, takes these arguments, and needs no more stack than
            /// there is. The processor has the registers.
            unsafe fn $name(
                function: *const u8,
                first: *mut u8,
                second: *mut u8,
                top: *mut u8,
                registers: &mut Registers,
            ) -> [u64; 2] {
                let (low, high): (u64, u64);
                // SAFETY: rsp is kept in r12 and the address of the registers in r13, which the
                // callee preserves. `top` is aligned to 16. All that the C ABI lets a callee
                // overwrite is declared.
                unsafe {
                    asm!(
                        $load,
                        "mov r12, rsp",
                        "mov rsp, r14",
                        "call r15",
                        "mov rsp, r12",
                        $store,
                        in("r13") registers,
                        in("r14") top,
                        in("r15") function,
                        in("rdi") first,
                        in("rsi") second,
                        out("r12") _,
                        lateout("rax") low,
                        lateout("rdx") high,
                        clobber_abi("C"),
                    );
                }
                [low, high]
            }
        };
    }

    enter!(
        enter_sse,
        ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
         movups xmm\\n, [r13 + 64*\\n]
         .endr",
        ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
         movups [r13 + 64*\\n], xmm\\n
         .endr"
    );
    enter!(
        enter_avx,
        ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
         vmovups ymm\\n, [r13 + 64*\\n]
         .endr",
        ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
         vmovups [r13 + 64*\\n], ymm\\n
         .endr
         vzeroupper"
    );
    enter!(
        enter_avx512,
        ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
         vmovups zmm\\n, [r13 + 64*\\n]
         .endr
         .irp n,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
         vmovups zmm\\n, [r13 + 64*\\n]
         .endr
         .irp n,0,1,2,3,4,5,6,7
         kmovq k\\n, [r13 + 2048 + 8*\\n]
         .endr",
        ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
         vmovups [r13 + 64*\\n], zmm\\n
         .endr
         .irp n,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
         vmovups [r13 + 64*\\n], zmm\\n
         .endr
         .irp n,0,1,2,3,4,5,6,7
         kmovq [r13 + 2048 + 8*\\n], k\\n
         .endr
         vzeroupper"
    );

    /// Calls with all the vector registers that there are; returns rax and rdx.
    ///
    /// # Safety
    /// `function` follows the C ABI, takes these arguments, and needs no more stack than there
    /// is below `top`, which is aligned to 16.
    pub(crate) unsafe fn enter(
        function: *const u8,
        first: *mut u8,
        second: *mut u8,
        top: *mut u8,
        registers: &mut Registers,
    ) -> [u64; 2] {
        let enter = if is_x86_feature_detected!("avx512bw") {
            enter_avx512
        } else if is_x86_feature_detected!("avx") {
            enter_avx
        } else {
            enter_sse
        };
        // SAFETY: the caller's promise, and the processor was asked.
        unsafe { enter(function, first, second, top, registers) }
    }

    /// Clears the general registers that a callee may push: what the caller left there when it
    /// copied an argument is not the callee's residue.
    #[inline(always)]
    pub(crate) fn clear_general_registers() {
        // SAFETY: all registers are declared as overwritten. Memory is not touched, but the
        // compiler is not told so: what is being copied must have been copied.
        unsafe {
            asm!(
                "xor eax, eax",
                "xor ecx, ecx",
                "xor edx, edx",
                "xor esi, esi",
                "xor edi, edi",
                "xor r8d, r8d",
                "xor r9d, r9d",
                "xor r10d, r10d",
                "xor r11d, r11d",
                clobber_abi("C"),
            );
        }
    }

    #[inline(always)]
    pub(crate) fn stack_pointer() -> usize {
        let pointer: usize;
        // SAFETY: copies a register.
        unsafe { asm!("mov {}, rsp", out(reg) pointer, options(nomem, nostack, preserves_flags)) };
        pointer
    }
}

#[cfg(all(target_arch = "x86_64", unix, not(miri)))]
pub(crate) use x86_64::{clear_general_registers, enter, stack_pointer};

/// Elsewhere the tests compile and are ignored.
#[cfg(not(all(target_arch = "x86_64", unix, not(miri))))]
mod elsewhere {
    use super::Registers;

    pub(crate) unsafe fn enter(
        _: *const u8,
        _: *mut u8,
        _: *mut u8,
        _: *mut u8,
        _: &mut Registers,
    ) -> [u64; 2] {
        panic!("nothing can be measured here")
    }

    pub(crate) fn clear_general_registers() {}

    pub(crate) fn stack_pointer() -> usize {
        usize::MAX
    }
}

#[cfg(not(all(target_arch = "x86_64", unix, not(miri))))]
pub(crate) use elsewhere::{clear_general_registers, enter, stack_pointer};
