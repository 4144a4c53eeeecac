//! The shared wipe: dead stack and vector registers.
//!
//! One of the few places for `unsafe`: a register cannot be cleared without an instruction.

/// Octets of dead stack that are overwritten after each entry point.
///
/// The deepest entry point was measured to use less than half of it on each target, in release.
#[cfg(target_pointer_width = "64")]
pub const STACK_WIPE: usize = 8192;
/// Octets of dead stack that are overwritten after each entry point.
///
/// Sized for microcontrollers, whose stack is a few kilooctets.
#[cfg(not(target_pointer_width = "64"))]
pub const STACK_WIPE: usize = 2048;

/// Runs `work` in a frame of its own, then wipes what it left.
pub(crate) fn wiped<T>(work: impl FnOnce() -> T) -> T {
    let result = isolated(work);
    wipe();
    result
}

/// Kept out of line: inlined, its temporaries would live in the caller's frame, above the wipe.
#[inline(never)]
fn isolated<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Overwrites the stack below the caller, and the vector registers.
#[inline(never)]
pub(crate) fn wipe() {
    zeroize::zeroize_stack::<STACK_WIPE>();
    registers();
}

#[cfg(all(target_arch = "x86_64", not(miri)))]
fn registers() {
    cpufeatures::new!(avx, "avx");
    if avx::get() {
        // SAFETY: `vzeroall` exists where AVX does, which was just asked. It zeroes all lanes of
        // the sixteen registers, each declared as overwritten, and touches nothing else.
        #[expect(unsafe_code, reason = "clears vector registers")]
        unsafe {
            core::arch::asm!(
                "vzeroall",
                out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _,
                out("xmm4") _, out("xmm5") _, out("xmm6") _, out("xmm7") _,
                out("xmm8") _, out("xmm9") _, out("xmm10") _, out("xmm11") _,
                out("xmm12") _, out("xmm13") _, out("xmm14") _, out("xmm15") _,
                options(nomem, nostack, preserves_flags),
            );
        }
    } else {
        // SAFETY: SSE2 belongs to x86-64. Each instruction clears one register, declared as
        // overwritten, and touches nothing else.
        #[expect(unsafe_code, reason = "clears vector registers")]
        unsafe {
            core::arch::asm!(
                "xorps xmm0, xmm0", "xorps xmm1, xmm1", "xorps xmm2, xmm2", "xorps xmm3, xmm3",
                "xorps xmm4, xmm4", "xorps xmm5, xmm5", "xorps xmm6, xmm6", "xorps xmm7, xmm7",
                "xorps xmm8, xmm8", "xorps xmm9, xmm9", "xorps xmm10, xmm10",
                "xorps xmm11, xmm11", "xorps xmm12, xmm12", "xorps xmm13, xmm13",
                "xorps xmm14, xmm14", "xorps xmm15, xmm15",
                out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _,
                out("xmm4") _, out("xmm5") _, out("xmm6") _, out("xmm7") _,
                out("xmm8") _, out("xmm9") _, out("xmm10") _, out("xmm11") _,
                out("xmm12") _, out("xmm13") _, out("xmm14") _, out("xmm15") _,
                options(nomem, nostack, preserves_flags),
            );
        }
    }
}

#[cfg(all(target_arch = "aarch64", target_feature = "neon", not(miri)))]
fn registers() {
    // SAFETY: each instruction clears one vector register, declared as overwritten, and touches
    // nothing else. The low halves of v8 to v15 belong to the caller: the compiler saves them,
    // as they are declared, and what it restores is the caller's own.
    #[expect(unsafe_code, reason = "clears vector registers")]
    unsafe {
        core::arch::asm!(
            "movi v0.2d, #0", "movi v1.2d, #0", "movi v2.2d, #0", "movi v3.2d, #0",
            "movi v4.2d, #0", "movi v5.2d, #0", "movi v6.2d, #0", "movi v7.2d, #0",
            "movi v8.2d, #0", "movi v9.2d, #0", "movi v10.2d, #0", "movi v11.2d, #0",
            "movi v12.2d, #0", "movi v13.2d, #0", "movi v14.2d, #0", "movi v15.2d, #0",
            "movi v16.2d, #0", "movi v17.2d, #0", "movi v18.2d, #0", "movi v19.2d, #0",
            "movi v20.2d, #0", "movi v21.2d, #0", "movi v22.2d, #0", "movi v23.2d, #0",
            "movi v24.2d, #0", "movi v25.2d, #0", "movi v26.2d, #0", "movi v27.2d, #0",
            "movi v28.2d, #0", "movi v29.2d, #0", "movi v30.2d, #0", "movi v31.2d, #0",
            out("v0") _, out("v1") _, out("v2") _, out("v3") _,
            out("v4") _, out("v5") _, out("v6") _, out("v7") _,
            out("v8") _, out("v9") _, out("v10") _, out("v11") _,
            out("v12") _, out("v13") _, out("v14") _, out("v15") _,
            out("v16") _, out("v17") _, out("v18") _, out("v19") _,
            out("v20") _, out("v21") _, out("v22") _, out("v23") _,
            out("v24") _, out("v25") _, out("v26") _, out("v27") _,
            out("v28") _, out("v29") _, out("v30") _, out("v31") _,
            options(nomem, nostack, preserves_flags),
        );
    }
}

/// The ciphers use no vector registers here.
#[cfg(any(
    miri,
    not(any(target_arch = "x86_64", all(target_arch = "aarch64", target_feature = "neon")))
))]
const fn registers() {}
