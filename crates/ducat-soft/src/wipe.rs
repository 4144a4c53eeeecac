//! The shared wipe: dead stack and vector registers.
//!
//! One of the few places for `unsafe`: a register cannot be cleared without an instruction.

/// Octets of dead stack that are overwritten after each entry point, but for sealing.
///
/// `tests/residue` measures the deepest of them, 6.4 KiB (a key block under AES-256; 5.4 KiB under
/// TDEA), and holds it below half of this. The domain's own frames, wiped on their own, take 6 KiB
/// at most, where a saved state of 32 keys is restored.
#[cfg(any(target_pointer_width = "64", target_arch = "x86"))]
pub const STACK_WIPE: usize = 16384;
/// Octets of dead stack that are overwritten after sealing and opening.
///
/// AES-SIV enciphers many blocks at once: 13 KiB deep with AVX-512.
#[cfg(any(target_pointer_width = "64", target_arch = "x86"))]
pub const SEALING_WIPE: usize = 32768;

/// Octets of dead stack that are overwritten after each entry point, but for sealing.
///
/// By the compiler's stack sizes on Cortex-M4, the deepest takes 5.6 KiB: a key block under TDEA,
/// whose ciphers are two keys of 0.4 KiB, on their way through some frames. Card verification values
/// take 4.9 KiB, MACs under TDEA 4.3 KiB, a PIN's translation 3.4 KiB. The domain's own frames take
/// 4.8 KiB with 32-octet keys, and 2.7 KiB with 16-octet keys. Sealing
/// overwrites as much: a device that saves its state needs no more stack for this.
#[cfg(not(any(target_pointer_width = "64", target_arch = "x86")))]
pub const STACK_WIPE: usize = 6144;
/// Octets of dead stack that are overwritten after sealing and opening; these take 3.6 KiB.
#[cfg(not(any(target_pointer_width = "64", target_arch = "x86")))]
pub const SEALING_WIPE: usize = 6144;

/// Runs `work` in a frame of its own, then wipes what it left.
pub(crate) fn wiped<T>(work: impl FnOnce() -> T) -> T {
    wiped_to::<STACK_WIPE, T>(work)
}

/// As [`wiped`], for sealing: AES-SIV enciphers many blocks at once, in deep frames.
pub(crate) fn wiped_deep<T>(work: impl FnOnce() -> T) -> T {
    wiped_to::<SEALING_WIPE, T>(work)
}

fn wiped_to<const OCTETS: usize, T>(work: impl FnOnce() -> T) -> T {
    // The result goes straight to where the caller wants it. Kept in a variable during the wipe,
    // it would leave a copy in this frame.
    let _wipe = OnDrop::<OCTETS>;
    isolated(work)
}

struct OnDrop<const OCTETS: usize>;

impl<const OCTETS: usize> Drop for OnDrop<OCTETS> {
    #[inline(always)]
    fn drop(&mut self) {
        wipe_to::<OCTETS>();
    }
}

/// Kept out of line: inlined, its temporaries would live in the caller's frame, above the wipe.
#[inline(never)]
fn isolated<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Overwrites the stack below the caller, and the vector registers.
///
/// Always inlined: a frame of its own would shield what it covers.
#[inline(always)]
pub(crate) fn wipe() {
    wipe_to::<STACK_WIPE>();
}

#[inline(always)]
fn wipe_to<const OCTETS: usize>() {
    zeroize::zeroize_stack::<OCTETS>();
    registers();
}

#[cfg(all(target_arch = "x86_64", not(miri)))]
#[inline(never)]
fn registers() {
    cpufeatures::new!(avx, "avx");
    cpufeatures::new!(avx512, "avx512f");
    if avx512::get() {
        // AES takes the upper sixteen where it can, and `vzeroall` does not reach them.
        // SAFETY: the instructions exist where AVX-512 does, which was just asked. They zero
        // vector and mask registers, all declared as overwritten, and touch nothing else.
        #[expect(unsafe_code, reason = "clears vector registers")]
        unsafe {
            core::arch::asm!(
                "vpxorq zmm16, zmm16, zmm16",
                "vpxorq zmm17, zmm17, zmm17",
                "vpxorq zmm18, zmm18, zmm18",
                "vpxorq zmm19, zmm19, zmm19",
                "vpxorq zmm20, zmm20, zmm20",
                "vpxorq zmm21, zmm21, zmm21",
                "vpxorq zmm22, zmm22, zmm22",
                "vpxorq zmm23, zmm23, zmm23",
                "vpxorq zmm24, zmm24, zmm24",
                "vpxorq zmm25, zmm25, zmm25",
                "vpxorq zmm26, zmm26, zmm26",
                "vpxorq zmm27, zmm27, zmm27",
                "vpxorq zmm28, zmm28, zmm28",
                "vpxorq zmm29, zmm29, zmm29",
                "vpxorq zmm30, zmm30, zmm30",
                "vpxorq zmm31, zmm31, zmm31",
                "kxorw k0, k0, k0",
                "kxorw k1, k1, k1",
                "kxorw k2, k2, k2",
                "kxorw k3, k3, k3",
                "kxorw k4, k4, k4",
                "kxorw k5, k5, k5",
                "kxorw k6, k6, k6",
                "kxorw k7, k7, k7",
                clobber_abi("sysv64"),
                options(nomem, nostack, preserves_flags),
            );
        }
    }
    if avx::get() {
        // SAFETY: `vzeroall` exists where AVX does, which was just asked. It zeroes all lanes of
        // the first sixteen registers, declared as overwritten, and touches nothing else.
        #[expect(unsafe_code, reason = "clears vector registers")]
        unsafe {
            core::arch::asm!(
                "vzeroall",
                clobber_abi("sysv64"),
                options(nomem, nostack, preserves_flags),
            );
        }
    } else {
        // SAFETY: SSE2 belongs to x86-64. Each instruction clears one register, declared as
        // overwritten, and touches nothing else.
        #[expect(unsafe_code, reason = "clears vector registers")]
        unsafe {
            core::arch::asm!(
                "xorps xmm0, xmm0",
                "xorps xmm1, xmm1",
                "xorps xmm2, xmm2",
                "xorps xmm3, xmm3",
                "xorps xmm4, xmm4",
                "xorps xmm5, xmm5",
                "xorps xmm6, xmm6",
                "xorps xmm7, xmm7",
                "xorps xmm8, xmm8",
                "xorps xmm9, xmm9",
                "xorps xmm10, xmm10",
                "xorps xmm11, xmm11",
                "xorps xmm12, xmm12",
                "xorps xmm13, xmm13",
                "xorps xmm14, xmm14",
                "xorps xmm15, xmm15",
                clobber_abi("sysv64"),
                options(nomem, nostack, preserves_flags),
            );
        }
    }
}

#[cfg(all(target_arch = "aarch64", target_feature = "neon", not(miri)))]
#[inline(never)]
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

#[cfg(all(target_arch = "x86", not(miri)))]
#[inline(never)]
fn registers() {
    cpufeatures::new!(avx, "avx");
    cpufeatures::new!(sse2, "sse2");
    if avx::get() {
        // SAFETY: `vzeroall` exists where AVX does, which was just asked. It zeroes the eight
        // registers that there are, declared as overwritten, and touches nothing else.
        #[expect(unsafe_code, reason = "clears vector registers")]
        unsafe {
            core::arch::asm!(
                "vzeroall",
                clobber_abi("cdecl"),
                options(nomem, nostack, preserves_flags),
            );
        }
    } else if sse2::get() {
        // SAFETY: SSE2 is there, which was just asked. Each instruction clears one register,
        // declared as overwritten, and touches nothing else.
        #[expect(unsafe_code, reason = "clears vector registers")]
        unsafe {
            core::arch::asm!(
                "xorps xmm0, xmm0",
                "xorps xmm1, xmm1",
                "xorps xmm2, xmm2",
                "xorps xmm3, xmm3",
                "xorps xmm4, xmm4",
                "xorps xmm5, xmm5",
                "xorps xmm6, xmm6",
                "xorps xmm7, xmm7",
                clobber_abi("cdecl"),
                options(nomem, nostack, preserves_flags),
            );
        }
    }
}

/// The ciphers use no vector registers here.
#[cfg(any(
    miri,
    not(any(
        target_arch = "x86_64",
        target_arch = "x86",
        all(target_arch = "aarch64", target_feature = "neon")
    ))
))]
const fn registers() {}
