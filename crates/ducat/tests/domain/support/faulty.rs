//! An engine whose hardware fails at a call of the test's choice.

use ducat_hal::card_value::CARD_VALUE_DIGITS;
use ducat_hal::{
    AesCmac, Algorithm, Block, BlockCipher, CardValue, CheckValue, CheckValueMethod, ClearKeyBlock,
    DecimalTable, DecipherPin, DerivationInput, EncipherPin, EncipheredPin, ErrorKind, ErrorType,
    GeneratePinValue, IssuePin, KeyAttributes, KeyEngine, LoadKey, Mac, MacPurpose, MakeKeyBlock,
    Narrowing, NewKey, NewPinBlock, OpenKeyBlock, PanFields, PinBlockFormat, PinDigits, PinMethod,
    ProtectedKey, SealKeys, StreamMac, TdeaCmac, TdeaDerivation, TdeaStep, TranslatePin,
    UnprotectedKey, VerifyPin,
};

use ducat::mac::{Algorithm3Padding2, RetailMac};

use super::TestEngine;

/// Passes every call on to an engine, but one. Derivations along a path and of siblings are left
/// to their defaults, so that each single one of them can fail.
pub(crate) struct Faulty<E> {
    inner: E,
    calls: usize,
    fails_at: Option<usize>,
}

impl<E> Faulty<E> {
    /// Lets `calls` more calls pass, and fails the one after.
    pub(crate) fn fail_after(&mut self, calls: usize) {
        self.calls = 0;
        self.fails_at = Some(calls);
    }

    /// Fails no more, and says how many calls there were since
    /// [`fail_after`](Self::fail_after).
    pub(crate) fn repair(&mut self) -> usize {
        self.fails_at = None;
        self.calls
    }

    fn call(&mut self) -> Result<&mut E, ErrorKind> {
        let now = self.calls;
        self.calls += 1;
        if self.fails_at == Some(now) { Err(ErrorKind::Hardware) } else { Ok(&mut self.inner) }
    }
}

impl<E: TestEngine> TestEngine for Faulty<E> {
    const ALGORITHMS: &'static [Algorithm] = E::ALGORITHMS;
    const TDEA: &'static [Algorithm] = E::TDEA;

    fn new() -> Self {
        Self { inner: E::new(), calls: 0, fails_at: None }
    }

    fn reveal(&self, key: &E::Handle) -> Vec<u8> {
        self.inner.reveal(key)
    }

    fn keys_held(&mut self) -> Option<usize> {
        self.inner.keys_held()
    }
}

impl<E: TestEngine> ErrorType for Faulty<E> {
    type Error = ErrorKind;
}

impl<E: TestEngine> KeyEngine for Faulty<E> {
    type Handle = E::Handle;

    fn attributes(&self, key: &E::Handle) -> KeyAttributes {
        self.inner.attributes(key)
    }

    fn key_octets(&self, key: &E::Handle) -> usize {
        self.inner.key_octets(key)
    }

    fn derive(
        &mut self,
        parent: &E::Handle,
        input: &DerivationInput,
        child: NewKey,
    ) -> Result<E::Handle, ErrorKind> {
        self.call()?.derive(parent, input, child)
    }

    fn scrub(&self) {
        self.inner.scrub();
    }
}

impl<E: TestEngine> LoadKey for Faulty<E> {
    fn load(&mut self, attributes: KeyAttributes, octets: &[u8]) -> Result<E::Handle, ErrorKind> {
        self.call()?.load(attributes, octets)
    }
}

impl<E: TestEngine> BlockCipher for Faulty<E> {
    fn encipher_block(&mut self, key: &E::Handle, block: &mut Block) -> Result<(), ErrorKind> {
        self.call()?.encipher_block(key, block)
    }

    fn decipher_block(&mut self, key: &E::Handle, block: &mut Block) -> Result<(), ErrorKind> {
        self.call()?.decipher_block(key, block)
    }
}

impl<E: TestEngine> BlockCipher<8> for Faulty<E> {
    fn encipher_block(&mut self, key: &E::Handle, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        self.call()?.encipher_block(key, block)
    }

    fn decipher_block(&mut self, key: &E::Handle, block: &mut [u8; 8]) -> Result<(), ErrorKind> {
        self.call()?.decipher_block(key, block)
    }
}

impl<E: TestEngine> TdeaDerivation for Faulty<E> {
    fn derive_tdea(
        &mut self,
        parent: &E::Handle,
        step: TdeaStep,
        child: NewKey,
    ) -> Result<E::Handle, ErrorKind> {
        self.call()?.derive_tdea(parent, step, child)
    }
}

macro_rules! pins_in_blocks_of {
    ($octets:literal) => {
        impl<E: TestEngine> EncipherPin<$octets> for Faulty<E> {
            fn encipher_pin(
                &mut self,
                key: &E::Handle,
                pin: &PinDigits,
                new: &NewPinBlock<'_>,
            ) -> Result<[u8; $octets], ErrorKind> {
                self.call()?.encipher_pin(key, pin, new)
            }
        }

        impl<E: TestEngine> DecipherPin<$octets> for Faulty<E> {
            fn decipher_pin(
                &mut self,
                key: &E::Handle,
                format: PinBlockFormat,
                block: &[u8; $octets],
                pan: &PanFields,
            ) -> Result<Option<PinDigits>, ErrorKind> {
                self.call()?.decipher_pin(key, format, block, pan)
            }
        }
    };
}
pins_in_blocks_of!(8);
pins_in_blocks_of!(16);

impl<E: TestEngine> TranslatePin for Faulty<E> {
    fn translate_pin(
        &mut self,
        from: &E::Handle,
        block: &EncipheredPin,
        pan: &PanFields,
        to: &E::Handle,
        new: &NewPinBlock<'_>,
    ) -> Result<Option<EncipheredPin>, ErrorKind> {
        self.call()?.translate_pin(from, block, pan, to, new)
    }
}

impl<E: TestEngine> VerifyPin for Faulty<E> {
    fn verify_pin(
        &mut self,
        pin_key: &E::Handle,
        block: &EncipheredPin,
        pan: &PanFields,
        key: &E::Handle,
        method: &PinMethod<'_>,
        value: &[u8],
    ) -> Result<bool, ErrorKind> {
        self.call()?.verify_pin(pin_key, block, pan, key, method, value)
    }
}

impl<E: TestEngine> GeneratePinValue for Faulty<E> {
    fn pin_value_of_block(
        &mut self,
        pin_key: &E::Handle,
        block: &EncipheredPin,
        pan: &PanFields,
        key: &E::Handle,
        method: &PinMethod<'_>,
        value: &mut [u8],
    ) -> Result<bool, ErrorKind> {
        self.call()?.pin_value_of_block(pin_key, block, pan, key, method, value)
    }
}

impl<E: TestEngine> IssuePin for Faulty<E> {
    fn pin_value(
        &mut self,
        key: &E::Handle,
        method: &PinMethod<'_>,
        pin: &PinDigits,
        value: &mut [u8],
    ) -> Result<(), ErrorKind> {
        self.call()?.pin_value(key, method, pin, value)
    }

    fn pin_of_offset(
        &mut self,
        key: &E::Handle,
        validation_data: &[u8; 8],
        table: &DecimalTable,
        offset: &[u8],
    ) -> Result<PinDigits, ErrorKind> {
        self.call()?.pin_of_offset(key, validation_data, table, offset)
    }
}

impl<E: TestEngine> CardValue for Faulty<E> {
    fn card_value(
        &mut self,
        key: &E::Handle,
        card: &[[u8; 8]; 2],
    ) -> Result<[u8; CARD_VALUE_DIGITS], ErrorKind> {
        self.call()?.card_value(key, card)
    }

    fn verify_card_value(
        &mut self,
        key: &E::Handle,
        card: &[[u8; 8]; 2],
        value: &[u8; CARD_VALUE_DIGITS],
    ) -> Result<bool, ErrorKind> {
        self.call()?.verify_card_value(key, card, value)
    }
}

impl<E: TestEngine> CheckValue for Faulty<E> {
    fn check_value(
        &mut self,
        key: &E::Handle,
        method: CheckValueMethod,
        value: &mut [u8],
    ) -> Result<(), ErrorKind> {
        self.call()?.check_value(key, method, value)
    }
}

macro_rules! macs {
    ($($algorithm:ty)*) => {$(
        impl<E: TestEngine> Mac<$algorithm> for Faulty<E> {
            fn generate_mac(
                &mut self,
                key: &E::Handle,
                message: &[&[u8]],
                mac: &mut [u8],
            ) -> Result<(), ErrorKind> {
                Mac::<$algorithm>::generate_mac(self.call()?, key, message, mac)
            }

            fn verify_mac(
                &mut self,
                key: &E::Handle,
                message: &[&[u8]],
                mac: &[u8],
            ) -> Result<bool, ErrorKind> {
                Mac::<$algorithm>::verify_mac(self.call()?, key, message, mac)
            }
        }
    )*};
}
macs! { AesCmac RetailMac Algorithm3Padding2 TdeaCmac }

impl<E: TestEngine> SealKeys for Faulty<E> {
    fn sealed_octets(&self, key: NewKey, count: usize) -> usize {
        self.inner.sealed_octets(key, count)
    }

    fn seal_keys(
        &mut self,
        sealing: &E::Handle,
        context: &[u8],
        key: NewKey,
        keys: &[&E::Handle],
        blob: &mut [u8],
    ) -> Result<(), ErrorKind> {
        self.call()?.seal_keys(sealing, context, key, keys, blob)
    }

    fn unseal_keys(
        &mut self,
        sealing: &E::Handle,
        context: &[u8],
        blob: &mut [u8],
        key: NewKey,
        keys: &mut [Option<E::Handle>],
    ) -> Result<(), ErrorKind> {
        self.call()?.unseal_keys(sealing, context, blob, key, keys)
    }
}

impl<E: TestEngine> OpenKeyBlock for Faulty<E> {
    fn open_key_block(
        &mut self,
        protection: &E::Handle,
        block: ProtectedKey<'_>,
        narrowing: Narrowing,
    ) -> Result<E::Handle, ErrorKind> {
        self.call()?.open_key_block(protection, block, narrowing)
    }
}

impl<E: TestEngine> MakeKeyBlock for Faulty<E> {
    fn make_key_block(
        &mut self,
        protection: &E::Handle,
        block: UnprotectedKey<'_>,
        key: &E::Handle,
    ) -> Result<(), ErrorKind> {
        self.call()?.make_key_block(protection, block, key)
    }
}

impl<E: TestEngine> ClearKeyBlock for Faulty<E> {
    fn open_clear_key_block(
        &mut self,
        protection: &E::Handle,
        block: ProtectedKey<'_>,
        key: &mut [u8],
    ) -> Result<usize, ErrorKind> {
        self.call()?.open_clear_key_block(protection, block, key)
    }

    fn make_clear_key_block(
        &mut self,
        protection: &E::Handle,
        block: UnprotectedKey<'_>,
        key: &[u8],
    ) -> Result<(), ErrorKind> {
        self.call()?.make_clear_key_block(protection, block, key)
    }
}

impl<E: TestEngine + StreamMac<AesCmac>> StreamMac<AesCmac> for Faulty<E> {
    type Stream<'k>
        = E::Stream<'k>
    where
        Self: 'k;

    fn begin_mac<'k>(
        &mut self,
        key: &'k E::Handle,
        purpose: MacPurpose,
        octets: Option<u64>,
    ) -> Result<E::Stream<'k>, ErrorKind>
    where
        Self: 'k,
    {
        self.call()?.begin_mac(key, purpose, octets)
    }

    fn update_mac<'k>(&mut self, stream: &mut E::Stream<'k>, part: &[u8]) -> Result<(), ErrorKind>
    where
        Self: 'k,
    {
        self.call()?.update_mac(stream, part)
    }

    fn finish_generate<'k>(
        &mut self,
        stream: E::Stream<'k>,
        mac: &mut [u8],
    ) -> Result<(), ErrorKind>
    where
        Self: 'k,
    {
        self.call()?.finish_generate(stream, mac)
    }

    fn finish_verify<'k>(&mut self, stream: E::Stream<'k>, mac: &[u8]) -> Result<bool, ErrorKind>
    where
        Self: 'k,
    {
        self.call()?.finish_verify(stream, mac)
    }
}
