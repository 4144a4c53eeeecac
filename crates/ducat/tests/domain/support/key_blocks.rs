//! Published key blocks, and what tests do with key blocks.

use ducat::Key;
use ducat::key::role::KeyBlockProtection;
use ducat::key_block::KeyBlockPolicy;
use ducat::key_block::Relaxation;
use ducat_hal::{Algorithm, Exportability, KeyAttributes, KeyUsage, LoadKey, ModeOfUse};

use super::TestEngine;

/// A key block, its protection key, what is in it.
pub(crate) struct Published {
    pub(crate) block: &'static str,
    pub(crate) kbpk: &'static str,
    pub(crate) key: &'static str,
    /// What follows the key in the clear payload.
    pub(crate) padding: &'static str,
}

/// From TR-31:2018 A.7 (the first five), ISO 20038 B.2, X9.143:2021 8 (the next four), and made
/// with independent implementations: of every version, with optional blocks and without, hiding
/// the length of the key and not.
pub(crate) const PUBLISHED: &[Published] = &[
    Published {
        block: "A0072P0TE00E0000F5161ED902807AF26F1D62263644BD24192FDB3193C730301CEE8701",
        kbpk: "89E88CF7931444F334BD7547FC3F380C",
        key: "F039121BEC83D26B169BDCD5B22AAF8F",
        padding: "720DF563BB07",
    },
    Published {
        block: "B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E",
        kbpk: "DD7515F2BFC17F85CE48F3CA25CB21F6",
        key: "3F419E1CB7079442AA37474C2EFBF8B8",
        padding: "1C2965473CE2",
    },
    Published {
        block: "C0096B0TX12S0100KS1800604B120F9292800000BFB9B689CB567E66FC3FEE5AD5F52161FC6545B9D609\
                89015D02155C",
        kbpk: "B8ED59E0A279A295E9F5ED7944FD06B9",
        key: "EDB380DD340BC2620247D445F5B8D678",
        padding: "8546A8ED98D1",
    },
    Published {
        block: "B0104B0TX12S0100KS1800604B120F9292800000BB68BE8680A400D9191AD4ECE45B6E6C0D21C4738A52\
                190E248719E24B433627",
        kbpk: "1D22BF32387C600AD97F9B97A51311AC",
        key: "E8BC63E5479455E26577F715D587FE68",
        padding: "30111D18CC4C",
    },
    Published {
        block: "D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E\
                31DA05F7425509593D03A457DC34",
        kbpk: "88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6",
        key: "3F419E1CB7079442AA37474C2EFBF8B8",
        padding: "1C2965473CE206BB855B01533782",
    },
    Published {
        block: "E0084B0TV16N0000B2AE5E26BBA7F246E84D5EA24167E208A6B66EF2E27E55A52DB52F0AEACB94C57547",
        kbpk: "3235362D62697420414553207772617070696E67202849534F20323030333829",
        key: "777261707065642033444553206B6579",
        padding: "",
    },
    Published {
        block: "D0144P0AE00E00002C77FA3F4A553BED6E88AE5C172A4166E3D4ACA8E2AC71C158A476FAC12C13C3829D\
                E55D3AB54C48F4C4FEF7AC75E90FC47F1B77E7B19A73ED46E64410082557",
        kbpk: "88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6",
        key: "3F419E1CB7079442AA37474C2EFBF8B8",
        padding: "1A87BBFA2CFE78D383E5F4C6AA83473C1C2965473CE206BB855B01533782",
    },
    Published {
        block: "C0112B0TX12S0100KS1800604B120F929280000042B758A2400AB598AE37782823DAF0BA4BDB0DAFF349\
                15345CA169AE1F976A429EB139E5",
        kbpk: "B8ED59E0A279A295E9F5ED7944FD06B9",
        key: "EDB380DD340BC2620247D445F5B8D678",
        padding: "7CB920D261E9F3AA8546A8ED98D1",
    },
    Published {
        block: "B0120B0TX12S0100KS1800604B120F929280000015CEB14B76D551F21EC43A75390FA118A98C6CB049E3\
                B9E864A5F4A8B9A5108A6DB5635C95B042D7",
        kbpk: "1D22BF32387C600AD97F9B97A51311AC",
        key: "E8BC63E5479455E26577F715D587FE68",
        padding: "7CB920D261E9F3AA30111D18CC4C",
    },
    Published {
        block: "D0160M6AG12S0300LB15label with spacesTS1320200818221218ZPB08000004B7D70501EC370D0978\
                B5F32B356099F5EB87CFDEB65419E4E06263E4CFD026BAF31FD4281594A4A98B2407397246C0",
        kbpk: "1E6A851B79832A0EADCB98F8168679F8",
        key: "774C18F4361D0C98B529BAF2127A3DC2",
        padding: "5A8DE26179363F76F797BE182E80",
    },
    Published {
        block: "D0128P0AB00E0100LB10123456789012F0F768F315006313A10B4547AED41AEF21C5A02D7FB7A0C6F980\
                B0B66D758BA809D85114DCF70B4A6036852C267BC0D8",
        kbpk: "F73850E4BB0501185D97C56D2CFF15D2",
        key: "1D8C1D5AD930DD7E6E451EA7C7AC37B0",
        padding: "870D6031724F42170294D2F711C0",
    },
    Published {
        block: "D0160M7HC00E0200HM0621PB0A000000539A38002525148A8D0BD0CB7BF367D169CDF5C3387899438485\
                D5A0855160277707A1EDFAB24182D80EB6DE2662C9CAD8503A75089224646BCFE075ACEE7E2C",
        kbpk: "8CC5FB4EF1DEB88C8163F56E7A333EFD9E7E6FD2FD08EE88DCC7C6B2F73E2621",
        key: "950871D77D0CFEC43D95B6AAD35E241432416474C13354139F0ED4936D642B08",
        padding: "B7B76484F4E656B7BD4967F930F7",
    },
    Published {
        block: "E0084P0AE00E00005A932EE555EC1499680CF6D7F59241AEA1F44A4911428739794ACBC4421E0391F657",
        kbpk: "55D80730FCEFE68E1AA5E972FBD90BF5",
        key: "A3FD9078EFA8088FA243897A9D6B0FE9",
        padding: "",
    },
    Published {
        block: "B0096D0TB00N0000114818739CA068D6BBE76F43E169A1DDD7558DEDFF3CF5BF9089BB304C6CD0B0818F\
                4DB4438BD544",
        kbpk: "B46129885D278916530D2F7BE590F0016CB0142BD27671C8",
        key: "03D035EC6326851D53F0D2AB65EB78BD8D97C5E22B863A04",
        padding: "0C50CCBA4AA5",
    },
];

/// Those that an engine can hold the keys of, protection key and key.
pub(crate) fn published<E: TestEngine>() -> impl Iterator<Item = &'static Published> {
    let longest = E::ALGORITHMS.iter().filter_map(|algorithm| algorithm.key_octets()).max();
    let longest = longest.unwrap_or(0) * 2;
    PUBLISHED.iter().filter(move |p| p.kbpk.len() <= longest && p.key.len() <= longest)
}

/// Everything that the published blocks need.
pub(crate) const PERMISSIVE: KeyBlockPolicy = KeyBlockPolicy::STRICT
    .allowing(Relaxation::MakeVersionsAAndC)
    .allowing(Relaxation::AesUnderTdea)
    .allowing(Relaxation::WeakerProtection)
    .allowing(Relaxation::SingleDes)
    .allowing(Relaxation::NoRestriction)
    .allowing(Relaxation::AnyCombination);

/// Octets of upper-case hexadecimal.
pub(crate) fn hex(digits: &str) -> Vec<u8> {
    let digit = |place: usize| u8::from_str_radix(&digits[2 * place..2 * place + 2], 16).unwrap();
    (0..digits.len() / 2).map(digit).collect()
}

/// The protection key of a block.
pub(crate) fn protection_key<E: LoadKey>(
    engine: &mut E,
    block: &str,
    kbpk: &[u8],
) -> Key<KeyBlockProtection, E> {
    let algorithm = match block.as_bytes()[0] {
        b'D' | b'E' => Algorithm::aes(kbpk.len()),
        _ => Algorithm::tdea(kbpk.len()),
    };
    let loaded = Key::load(engine, algorithm.unwrap(), kbpk);
    loaded.map_err(|error| error.to_string()).unwrap()
}

/// Attributes of a key that may leave.
pub(crate) fn exportable(
    usage: KeyUsage,
    algorithm: Algorithm,
    mode_of_use: ModeOfUse,
) -> KeyAttributes {
    KeyAttributes { usage, algorithm, mode_of_use, exportability: Exportability::Exportable }
}

/// The block with its length field as it should be.
pub(crate) fn with_true_length(block: &str) -> String {
    format!("{}{:04}{}", &block[..1], block.len(), &block[5..])
}
