//! MACs that are a chain of blocks, at once and part by part.

use core::marker::PhantomData;

use ducat_hal::{
    AesCmac, Algorithm1, Algorithm3, Chain, ChainAlgorithm, ErrorKind, Link, Mac, MacPadding,
    MacPurpose, Operation, StreamMac, TdeaCmac,
};
use zeroize::Zeroizing;

use crate::block::{self, Cipher};
use crate::engine::Engine;
use crate::key::Handle;
use crate::mac::{check_key, check_length, generate, verify};
use crate::tdes::TdeaKey;
use crate::wipe::wiped;

/// The expanded key of a chain over blocks of `N` octets.
pub(crate) trait ChainKey<const MAX: usize, const N: usize>: Sized {
    /// Expands a key whose rights the caller has checked.
    fn expand(key: &Handle<MAX>, single_between: bool) -> Result<Self, ErrorKind>;

    fn encipher(&self, link: Link, block: &mut [u8; N]);
}

/// TDEA, and what links blocks in its stead if it is not it.
pub(crate) struct TdeaChain {
    last: TdeaKey,
    between: Option<TdeaKey>,
}

impl<const MAX: usize> ChainKey<MAX, 8> for TdeaChain {
    fn expand(key: &Handle<MAX>, single_between: bool) -> Result<Self, ErrorKind> {
        let left = key.expose_secret().first_chunk::<8>().filter(|_| single_between);
        let between = left.and_then(|left| TdeaKey::new(left));
        Ok(Self { last: block::expand_tdea(key)?, between })
    }

    fn encipher(&self, link: Link, block: &mut [u8; 8]) {
        match (link, &self.between) {
            (Link::Between, Some(single)) => single.encipher(block),
            _ => self.last.encipher(block),
        }
    }
}

/// AES, of whatever length.
pub(crate) struct AesChain<const MAX: usize>(Cipher<MAX>);

impl<const MAX: usize> ChainKey<MAX, 16> for AesChain<MAX> {
    fn expand(key: &Handle<MAX>, _: bool) -> Result<Self, ErrorKind> {
        Cipher::expand(key).map(Self)
    }

    fn encipher(&self, _: Link, block: &mut [u8; 16]) {
        self.0.encipher(block);
    }
}

/// A full MAC under a key whose rights the caller has checked.
pub(crate) fn chained<A, K, const MAX: usize, const N: usize>(
    key: &Handle<MAX>,
    message: &[&[u8]],
) -> Result<Zeroizing<[u8; N]>, ErrorKind>
where
    A: ChainAlgorithm<N>,
    K: ChainKey<MAX, N>,
{
    let cipher = K::expand(key, A::SINGLE_BETWEEN)?;
    let encipher = |link, block: &mut [u8; N]| {
        cipher.encipher(link, block);
        Ok(())
    };
    A::mac(encipher, message)
}

/// A chain between two parts of its message. It borrows its key, and expands it anew for each part.
pub struct Stream<'k, A, const MAX: usize, const N: usize> {
    key: &'k Handle<MAX>,
    purpose: MacPurpose,
    chain: Chain<N>,
    algorithm: PhantomData<A>,
}

impl<'k, A: ChainAlgorithm<N>, const MAX: usize, const N: usize> Stream<'k, A, MAX, N> {
    fn begin(
        key: &'k Handle<MAX>,
        purpose: MacPurpose,
        octets: Option<u64>,
    ) -> Result<Self, ErrorKind> {
        check_key::<A, MAX>(key, purpose.operation())?;
        let chain = A::begin(octets).ok_or(ErrorKind::DataLength)?;
        Ok(Self { key, purpose, chain, algorithm: PhantomData })
    }

    fn update<K: ChainKey<MAX, N>>(&mut self, part: &[u8]) -> Result<(), ErrorKind> {
        let cipher = K::expand(self.key, A::SINGLE_BETWEEN)?;
        let encipher = |block: &mut [u8; N]| {
            cipher.encipher(Link::Between, block);
            Ok(())
        };
        self.chain.absorb(encipher, part)
    }

    /// Nothing of the chain is left in the stream.
    fn finish<K: ChainKey<MAX, N>>(
        &mut self,
        purpose: MacPurpose,
        octets: usize,
    ) -> Result<Zeroizing<[u8; N]>, ErrorKind> {
        if self.purpose != purpose {
            return Err(ErrorKind::NotPermitted);
        }
        check_length::<A>(octets)?;
        if !self.chain.is_complete() {
            return Err(ErrorKind::DataLength);
        }
        let cipher = K::expand(self.key, A::SINGLE_BETWEEN)?;
        let encipher = |link, block: &mut [u8; N]| {
            cipher.encipher(link, block);
            Ok(())
        };
        A::finish(core::mem::take(&mut self.chain), encipher)
    }
}

macro_rules! chained {
    ($([$($p:ident)?] $algorithm:ty, $n:literal, $key:ty;)*) => {$(
        impl<$($p: MacPadding,)? const MAX: usize> Mac<$algorithm> for Engine<MAX> {
            fn generate_mac(
                &mut self,
                key: &Handle<MAX>,
                message: &[&[u8]],
                mac: &mut [u8],
            ) -> Result<(), ErrorKind> {
                check_key::<$algorithm, MAX>(key, Operation::GenerateMac)?;
                check_length::<$algorithm>(mac.len())?;
                wiped(|| {
                    let full = chained::<$algorithm, $key, MAX, $n>(key, message)?;
                    generate(&*full, mac);
                    Ok(())
                })
            }

            fn verify_mac(
                &mut self,
                key: &Handle<MAX>,
                message: &[&[u8]],
                mac: &[u8],
            ) -> Result<bool, ErrorKind> {
                check_key::<$algorithm, MAX>(key, Operation::VerifyMac)?;
                check_length::<$algorithm>(mac.len())?;
                wiped(|| {
                    let full = chained::<$algorithm, $key, MAX, $n>(key, message)?;
                    Ok(verify(&*full, mac))
                })
            }
        }

        streamed! { [$($p)?] $algorithm, $n, $key; }
    )*};
}

macro_rules! streamed {
    ($([$($p:ident)?] $algorithm:ty, $n:literal, $key:ty;)*) => {$(
        impl<$($p: MacPadding,)? const MAX: usize> StreamMac<$algorithm> for Engine<MAX> {
            type Stream<'k>
                = Stream<'k, $algorithm, MAX, $n>
            where
                Self: 'k;

            fn begin_mac<'k>(
                &mut self,
                key: &'k Handle<MAX>,
                purpose: MacPurpose,
                octets: Option<u64>,
            ) -> Result<Self::Stream<'k>, ErrorKind>
            where
                Self: 'k,
            {
                Stream::begin(key, purpose, octets)
            }

            fn update_mac<'k>(
                &mut self,
                stream: &mut Self::Stream<'k>,
                part: &[u8],
            ) -> Result<(), ErrorKind>
            where
                Self: 'k,
            {
                wiped(|| stream.update::<$key>(part))
            }

            fn finish_generate<'k>(
                &mut self,
                mut stream: Self::Stream<'k>,
                mac: &mut [u8],
            ) -> Result<(), ErrorKind>
            where
                Self: 'k,
            {
                // The stream is lent, and wiped in its place when this returns.
                wiped(|| {
                    generate(&*stream.finish::<$key>(MacPurpose::Generate, mac.len())?, mac);
                    Ok(())
                })
            }

            fn finish_verify<'k>(
                &mut self,
                mut stream: Self::Stream<'k>,
                mac: &[u8],
            ) -> Result<bool, ErrorKind>
            where
                Self: 'k,
            {
                wiped(|| {
                    let full = stream.finish::<$key>(MacPurpose::Verify, mac.len())?;
                    Ok(verify(&*full, mac))
                })
            }
        }
    )*};
}

chained! {
    [] TdeaCmac, 8, TdeaChain;
    [P] Algorithm1<P, 8>, 8, TdeaChain;
    [P] Algorithm1<P, 16>, 16, AesChain<MAX>;
    [P] Algorithm3<P>, 8, TdeaChain;
}

// At once, CMAC with AES is RustCrypto's: see `mac`.
streamed! {
    [] AesCmac, 16, AesChain<MAX>;
}
