//! Spans of time as ISO 8601 writes them, to a hundredth of a second.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A span in hundredths of a second, as SCORM 2004's `timeinterval(second,10,2)` and xAPI's durations need it.
/// A year counts 365.25 days and a month a twelfth of it where a sum needs one number (xAPI 4.2.7 leaves it open).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsoDuration {
    hundredths: u64,
}

/// The text is no ISO 8601 duration of the form `P[nY][nM][nD][T[nH][nM][n[.nn]S]]` or `PnW`.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("not an ISO 8601 duration such as PT1H30M or P1DT2.5S")]
pub struct IsoDurationError;

const SECOND: u64 = 100;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const YEAR: u64 = 365 * DAY + 6 * HOUR;

impl IsoDuration {
    /// No time at all.
    pub const ZERO: Self = Self { hundredths: 0 };

    /// From hundredths of a second.
    pub const fn from_hundredths(hundredths: u64) -> Self {
        Self { hundredths }
    }

    /// From whole seconds.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self { hundredths: seconds.saturating_mul(SECOND) }
    }

    /// In hundredths of a second.
    pub const fn hundredths(self) -> u64 {
        self.hundredths
    }

    /// In whole seconds, cut off.
    pub const fn seconds(self) -> u64 {
        self.hundredths / SECOND
    }

    /// The sum; stays at the largest span rather than wrap.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { hundredths: self.hundredths.saturating_add(other.hundredths) }
    }
}

impl FromStr for IsoDuration {
    type Err = IsoDurationError;

    fn from_str(text: &str) -> Result<Self, IsoDurationError> {
        let rest = text.strip_prefix('P').ok_or(IsoDurationError)?;
        let (date, time) = match rest.split_once('T') {
            Some((_, "")) => return Err(IsoDurationError),
            Some((date, time)) => (date, time),
            None => (rest, ""),
        };
        if date.is_empty() && time.is_empty() {
            return Err(IsoDurationError);
        }
        let date = fields(date, &[('Y', YEAR), ('M', YEAR / 12), ('W', 7 * DAY), ('D', DAY)])?;
        let time = fields(time, &[('H', HOUR), ('M', MINUTE), ('S', SECOND)])?;
        Ok(Self { hundredths: date.saturating_add(time) })
    }
}

/// Sums `12H30M` by the units in their order; the last field may carry a fraction.
fn fields(mut text: &str, units: &[(char, u64)]) -> Result<u64, IsoDurationError> {
    let mut units = units.iter();
    let mut sum = 0_u64;
    while !text.is_empty() {
        let end = text.find(|c: char| c.is_ascii_alphabetic()).ok_or(IsoDurationError)?;
        let (number, tail) = text.split_at(end);
        let mut tail = tail.chars();
        let unit = tail.next().ok_or(IsoDurationError)?;
        text = tail.as_str();
        let (_, size) = units.find(|(name, _)| *name == unit).ok_or(IsoDurationError)?;
        sum = sum.saturating_add(field(number, *size, text.is_empty())?);
    }
    Ok(sum)
}

fn field(number: &str, size: u64, last: bool) -> Result<u64, IsoDurationError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || number.ends_with('.') {
        return Err(IsoDurationError);
    }
    if !fraction.is_empty() && !last {
        return Err(IsoDurationError);
    }
    let whole: u64 = whole.parse().unwrap_or(u64::MAX);
    let mut value = whole.saturating_mul(size);
    let mut place = size;
    for digit in fraction.bytes().take(9) {
        place /= 10;
        value = value.saturating_add(place * u64::from(digit - b'0'));
    }
    Ok(value)
}

impl fmt::Display for IsoDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.hundredths == 0 {
            return f.write_str("PT0S");
        }
        let (hours, rest) = (self.hundredths / HOUR, self.hundredths % HOUR);
        let (minutes, rest) = (rest / MINUTE, rest % MINUTE);
        let (seconds, hundredths) = (rest / SECOND, rest % SECOND);
        f.write_str("PT")?;
        if hours > 0 {
            write!(f, "{hours}H")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}M")?;
        }
        match (seconds, hundredths) {
            (0, 0) => Ok(()),
            (_, 0) => write!(f, "{seconds}S"),
            _ if hundredths % 10 == 0 => write!(f, "{seconds}.{}S", hundredths / 10),
            _ => write!(f, "{seconds}.{hundredths:02}S"),
        }
    }
}

impl Serialize for IsoDuration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for IsoDuration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        for (text, hundredths, again) in [
            ("PT0S", 0, "PT0S"),
            ("PT1H30M", 540_000, "PT1H30M"),
            ("PT12.5S", 1_250, "PT12.5S"),
            ("PT0.07S", 7, "PT0.07S"),
            ("P1DT2H", 9_360_000, "PT26H"),
            ("P2W", 120_960_000, "PT336H"),
            ("P1Y", YEAR, "PT8766H"),
        ] {
            let duration: IsoDuration = text.parse().unwrap();
            assert_eq!(duration.hundredths(), hundredths, "{text}");
            assert_eq!(duration.to_string(), again, "{text}");
        }
        for bad in ["", "P", "PT", "1H", "P1H", "PT1.5H3S", "PT1S1M", "PT-1S", "PT.5S", "PT5.S", "P1YT"] {
            assert_eq!(bad.parse::<IsoDuration>(), Err(IsoDurationError), "{bad}");
        }
    }
}
