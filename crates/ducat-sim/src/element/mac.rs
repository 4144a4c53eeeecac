//! MACs.

use aes::cipher::KeyInit;
use core::marker::PhantomData;
use ducat_hal::{
    AesCmac, Algorithm1, Algorithm3, Chain, ChainAlgorithm, ErrorKind, HmacSha256, Link, Mac,
    MacAlgorithm, MacPadding, MacPurpose, Operation, StreamMac, TdeaCmac,
};
use hmac::Mac as _;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::SecureElement;
use super::cipher::Cipher;
use super::tdea::Tdea;
use crate::slots::{Slot, Stored};

impl SecureElement {
    /// The key, if the algorithm takes it and it permits the operation.
    fn mac_key<A: MacAlgorithm>(
        &self,
        key: &Slot,
        operation: Operation,
    ) -> Result<&Stored, ErrorKind> {
        let stored = self.slots.get(key)?;
        let fits = A::serves(stored.attributes.usage) && A::accepts(stored.attributes.algorithm);
        match fits && stored.attributes.permits(operation) {
            true => Ok(stored),
            false => Err(ErrorKind::NotPermitted),
        }
    }

    /// A full MAC by a chain, under a key whose rights the caller has checked.
    pub(super) fn chained<A: ChainAlgorithm<N>, const N: usize>(
        &self,
        key: &Slot,
        message: &[&[u8]],
    ) -> Result<Zeroizing<[u8; N]>, ErrorKind>
    where
        Links: Encipher<N>,
    {
        let links = Links::of::<A, N>(self.slots.get(key)?)?;
        A::mac(|link, block| links.encipher(link, block), message)
    }
}

fn check_length<A: MacAlgorithm>(octets: usize) -> Result<(), ErrorKind> {
    if octets == 0 || octets > A::OCTETS { Err(ErrorKind::DataLength) } else { Ok(()) }
}

fn cut(full: &[u8], mac: &mut [u8]) {
    mac.iter_mut().zip(full).for_each(|(to, from)| *to = *from);
}

fn matches(full: &[u8], mac: &[u8]) -> bool {
    full.get(..mac.len()).is_some_and(|cut| bool::from(cut.ct_eq(mac)))
}

/// The ciphers of a chain: between blocks, and the last.
pub(super) struct Links {
    between: Cipher8Or16,
    last: Cipher8Or16,
}

enum Cipher8Or16 {
    Short(Tdea),
    Long(Cipher),
}

impl Links {
    fn of<A: ChainAlgorithm<N>, const N: usize>(key: &Stored) -> Result<Self, ErrorKind> {
        let cipher = || match N {
            8 => Tdea::new(key).map(Cipher8Or16::Short),
            _ => Cipher::new(key).map(Cipher8Or16::Long),
        };
        let between = match key.octets.first_chunk::<8>() {
            Some(left) if A::SINGLE_BETWEEN => {
                Cipher8Or16::Short(Tdea::of(ducat_hal::Algorithm::Des, left)?)
            }
            _ => cipher()?,
        };
        Ok(Self { between, last: cipher()? })
    }

    fn at(&self, link: Link) -> &Cipher8Or16 {
        match link {
            Link::Between => &self.between,
            Link::Last => &self.last,
        }
    }
}

/// Encipherment of a block of `N` octets.
pub(super) trait Encipher<const N: usize> {
    fn encipher(&self, link: Link, block: &mut [u8; N]) -> Result<(), ErrorKind>;
}

impl Encipher<8> for Links {
    fn encipher(&self, link: Link, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        match self.at(link) {
            Cipher8Or16::Short(cipher) => cipher.encipher(block),
            Cipher8Or16::Long(_) => Err(ErrorKind::Unsupported),
        }
    }
}

impl Encipher<16> for Links {
    fn encipher(&self, link: Link, block: &mut [u8; 16]) -> Result<(), ErrorKind> {
        match self.at(link) {
            Cipher8Or16::Long(cipher) => cipher.encipher(block),
            Cipher8Or16::Short(_) => Err(ErrorKind::Unsupported),
        }
    }
}

/// A chain between two parts of its message.
pub struct Stream<'k, A, const N: usize> {
    key: &'k Slot,
    purpose: MacPurpose,
    chain: Chain<N>,
    algorithm: PhantomData<A>,
}

impl SecureElement {
    fn finish<A: ChainAlgorithm<N>, const N: usize>(
        &self,
        stream: Stream<'_, A, N>,
        purpose: MacPurpose,
        octets: usize,
    ) -> Result<Zeroizing<[u8; N]>, ErrorKind>
    where
        Links: Encipher<N>,
    {
        if stream.purpose != purpose {
            return Err(ErrorKind::NotPermitted);
        }
        check_length::<A>(octets)?;
        if !stream.chain.is_complete() {
            return Err(ErrorKind::DataLength);
        }
        let links = Links::of::<A, N>(self.slots.get(stream.key)?)?;
        A::finish(stream.chain, |link, block| links.encipher(link, block))
    }
}

macro_rules! chained {
    ($([$($p:ident)?] $algorithm:ty, $n:literal;)*) => {$(
        impl$(<$p: MacPadding>)? Mac<$algorithm> for SecureElement {
            fn generate_mac(
                &mut self,
                key: &Slot,
                message: &[&[u8]],
                mac: &mut [u8],
            ) -> Result<(), ErrorKind> {
                self.mac_key::<$algorithm>(key, Operation::GenerateMac)?;
                check_length::<$algorithm>(mac.len())?;
                cut(&*self.chained::<$algorithm, $n>(key, message)?, mac);
                Ok(())
            }

            fn verify_mac(
                &mut self,
                key: &Slot,
                message: &[&[u8]],
                mac: &[u8],
            ) -> Result<bool, ErrorKind> {
                self.mac_key::<$algorithm>(key, Operation::VerifyMac)?;
                check_length::<$algorithm>(mac.len())?;
                Ok(matches(&*self.chained::<$algorithm, $n>(key, message)?, mac))
            }
        }

        impl$(<$p: MacPadding>)? StreamMac<$algorithm> for SecureElement {
            type Stream<'k>
                = Stream<'k, $algorithm, $n>
            where
                Self: 'k;

            fn begin_mac<'k>(
                &mut self,
                key: &'k Slot,
                purpose: MacPurpose,
                octets: Option<u64>,
            ) -> Result<Self::Stream<'k>, ErrorKind>
            where
                Self: 'k,
            {
                self.mac_key::<$algorithm>(key, purpose.operation())?;
                let chain = <$algorithm>::begin(octets).ok_or(ErrorKind::DataLength)?;
                Ok(Stream { key, purpose, chain, algorithm: PhantomData })
            }

            fn update_mac<'k>(
                &mut self,
                stream: &mut Self::Stream<'k>,
                part: &[u8],
            ) -> Result<(), ErrorKind>
            where
                Self: 'k,
            {
                let links = Links::of::<$algorithm, $n>(self.slots.get(stream.key)?)?;
                stream.chain.absorb(|block| links.encipher(Link::Between, block), part)
            }

            fn finish_generate<'k>(
                &mut self,
                stream: Self::Stream<'k>,
                mac: &mut [u8],
            ) -> Result<(), ErrorKind>
            where
                Self: 'k,
            {
                cut(&*self.finish(stream, MacPurpose::Generate, mac.len())?, mac);
                Ok(())
            }

            fn finish_verify<'k>(
                &mut self,
                stream: Self::Stream<'k>,
                mac: &[u8],
            ) -> Result<bool, ErrorKind>
            where
                Self: 'k,
            {
                Ok(matches(&*self.finish(stream, MacPurpose::Verify, mac.len())?, mac))
            }
        }
    )*};
}

chained! {
    [] AesCmac, 16;
    [] TdeaCmac, 8;
    [P] Algorithm1<P, 8>, 8;
    [P] Algorithm1<P, 16>, 16;
    [P] Algorithm3<P>, 8;
}

impl SecureElement {
    fn hmac(&self, key: &Slot, message: &[&[u8]]) -> Result<hmac::Hmac<sha2::Sha256>, ErrorKind> {
        let stored = self.slots.get(key)?;
        let mac = <hmac::Hmac<sha2::Sha256> as KeyInit>::new_from_slice(&stored.octets);
        let mut mac = mac.map_err(|_| ErrorKind::KeyLength)?;
        message.iter().for_each(|part| mac.update(part));
        Ok(mac)
    }
}

impl Mac<HmacSha256> for SecureElement {
    fn generate_mac(
        &mut self,
        key: &Slot,
        message: &[&[u8]],
        mac: &mut [u8],
    ) -> Result<(), ErrorKind> {
        self.mac_key::<HmacSha256>(key, Operation::GenerateMac)?;
        check_length::<HmacSha256>(mac.len())?;
        cut(&self.hmac(key, message)?.finalize().into_bytes(), mac);
        Ok(())
    }

    fn verify_mac(&mut self, key: &Slot, message: &[&[u8]], mac: &[u8]) -> Result<bool, ErrorKind> {
        self.mac_key::<HmacSha256>(key, Operation::VerifyMac)?;
        check_length::<HmacSha256>(mac.len())?;
        Ok(self.hmac(key, message)?.verify_truncated_left(mac).is_ok())
    }
}
