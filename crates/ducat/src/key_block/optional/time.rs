//! Times in key blocks.

use core::fmt;

use super::hex;

/// A time in UTC, to the second or to a hundredth of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time {
    /// 0 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60.
    pub second: u8,
    /// 0 to 99, where it is given.
    pub hundredth: Option<u8>,
}

impl Time {
    /// Reads one of the four forms: with separators or without, with hundredths or without.
    pub(super) fn parse(data: &[u8]) -> Option<Self> {
        let form: &[u8] = match data.len() {
            15 => b"YYYYMMDDhhmmssZ",
            17 => b"YYYYMMDDhhmmssffZ",
            20 => b"YYYY-MM-DDThh:mm:ssZ",
            23 => b"YYYY-MM-DDThh:mm:ss.ffZ",
            _ => return None,
        };
        let mut digits = [0u8; 16];
        let mut places = digits.iter_mut();
        for (have, want) in data.iter().zip(form) {
            if matches!(want, b'Y' | b'M' | b'D' | b'h' | b'm' | b's' | b'f') {
                *places.next()? = *have;
            } else if have != want {
                return None;
            }
        }
        let unused = places.len();
        let (digits, _) = digits.split_at_checked(16usize.saturating_sub(unused))?;
        let (year, parts) = digits.split_first_chunk::<4>()?;
        let mut parts = parts.chunks_exact(2).map(|pair| u8::try_from(hex::decimal(pair)?).ok());
        let time = Self {
            year: u16::try_from(hex::decimal(year)?).ok()?,
            month: parts.next()??,
            day: parts.next()??,
            hour: parts.next()??,
            minute: parts.next()??,
            second: parts.next()??,
            hundredth: match parts.next() {
                Some(hundredth) => Some(hundredth?),
                None => None,
            },
        };
        time.exists().then_some(time)
    }

    fn exists(&self) -> bool {
        let leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let days = match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 0,
        };
        (1..=days).contains(&self.day)
            && self.hour < 24
            && self.minute < 60
            // A leap second is the sixty-first.
            && self.second <= 60
    }
}

/// ISO 8601, with separators.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second, hundredth } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if let Some(hundredth) = hundredth {
            write!(f, ".{hundredth:02}")?;
        }
        f.write_str("Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_forms() {
        let parse = |text: &str| Time::parse(text.as_bytes());
        let second = parse("20200818221218Z");
        assert!(second.is_some());
        assert_eq!(second, parse("2020-08-18T22:12:18Z"));
        let hundredth = parse("2020081822121805Z");
        assert_eq!(hundredth.and_then(|time| time.hundredth), Some(5));
        assert_eq!(hundredth, parse("2020-08-18T22:12:18.05Z"));
        for wrong in [
            "",
            "20200818221218",
            "20200818221218z",
            "2020-08-18T22:12:18.05",
            "2020-08-18 22:12:18Z",
            "20201318221218Z",
            "20200018221218Z",
            "20210229221218Z",
            "19000229221218Z",
            "20200431221218Z",
            "20200800221218Z",
            "20200818241218Z",
            "20200818226018Z",
            "20200818221261Z",
            "2020081822121 Z",
            "+0200818221218Z",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert!(parse("20000229235960Z").is_some());
    }
}
