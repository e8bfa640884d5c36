//! Points in time and spans of time as both standards write them, to 0.01 s.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A span: whole months beside hundredths of a second, since a month has no fixed length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Years and months.
    pub months: u64,
    /// Days, hours, minutes and seconds in 0.01 s.
    pub hundredths: u64,
}

const SECOND: u64 = 100;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Span {
    /// No time.
    pub const ZERO: Self = Self { months: 0, hundredths: 0 };

    /// A span of whole and part seconds, rounded down to 0.01 s.
    pub fn from_hundredths(hundredths: u64) -> Self {
        Self { months: 0, hundredths }
    }

    /// `timeinterval (second,10,2)` (RTE 4.1.1.16): `P1Y2M3DT4H5M6.78S`.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('P')?;
        let (date, clock) = match rest.split_once('T') {
            Some((date, clock)) => (date, Some(clock)),
            None => (rest, None),
        };
        if date.is_empty() && clock.is_none() || clock == Some("") {
            return None;
        }
        let mut span = Self::ZERO;
        let (years, date) = component(date, 'Y')?;
        let (months, date) = component(date, 'M')?;
        let (days, date) = component(date, 'D')?;
        span.months = years * 12 + months;
        span.hundredths = days * DAY;
        let clock = clock.unwrap_or("");
        let (hours, clock) = component(clock, 'H')?;
        let (minutes, clock) = component(clock, 'M')?;
        let seconds = match clock {
            "" => 0,
            _ => hundredths(clock.strip_suffix('S')?)?,
        };
        span.hundredths += hours * HOUR + minutes * MINUTE + seconds;
        date.is_empty().then_some(span)
    }

    /// `CMITimespan` (RTE12 3.4.3): `HHHH:MM:SS.SS`, two to four digits of hours.
    pub fn parse_timespan(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
        let whole = seconds.split('.').next()?;
        if parts.next().is_some() || !(2..=4).contains(&hours.len()) || minutes.len() != 2 || whole.len() != 2 {
            return None;
        }
        let span = digits(hours)? * HOUR + digits(minutes)? * MINUTE + hundredths(seconds)?;
        Some(Self::from_hundredths(span))
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            months: self.months.saturating_add(other.months),
            hundredths: self.hundredths.saturating_add(other.hundredths),
        }
    }

    /// In seconds; a month counts as the twelfth of 365.25 days.
    pub fn seconds(self) -> f64 {
        let months = u32::try_from(self.months).map_or(f64::from(u32::MAX), f64::from);
        let whole = u32::try_from(self.hundredths / SECOND).map_or(f64::from(u32::MAX), f64::from);
        let part = u32::try_from(self.hundredths % SECOND).map_or(0.0, f64::from);
        months * 30.4375 * 86_400.0 + whole + part / 100.0
    }

    /// As `CMITimespan`; what it cannot hold becomes `9999:59:59.99`.
    pub fn to_timespan(self) -> String {
        let months_in_hundredths = self.months.saturating_mul(DAY / 16 * 487);
        let all = self.hundredths.saturating_add(months_in_hundredths);
        let hours = all / HOUR;
        if hours > 9_999 {
            return "9999:59:59.99".to_owned();
        }
        let (minutes, seconds, part) = (all % HOUR / MINUTE, all % MINUTE / SECOND, all % SECOND);
        format!("{hours:04}:{minutes:02}:{seconds:02}.{part:02}")
    }
}

impl fmt::Display for Span {
    /// As `timeinterval`, the shortest that says all of it; no time is `PT0H0M0S`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ZERO {
            return formatter.write_str("PT0H0M0S");
        }
        formatter.write_str("P")?;
        let rest = self.hundredths % DAY;
        for (amount, unit) in [(self.months / 12, 'Y'), (self.months % 12, 'M'), (self.hundredths / DAY, 'D')] {
            if amount > 0 {
                write!(formatter, "{amount}{unit}")?;
            }
        }
        if rest == 0 {
            return Ok(());
        }
        formatter.write_str("T")?;
        for (amount, unit) in [(rest / HOUR, 'H'), (rest % HOUR / MINUTE, 'M')] {
            if amount > 0 {
                write!(formatter, "{amount}{unit}")?;
            }
        }
        let seconds = rest % MINUTE;
        match (seconds / SECOND, seconds % SECOND) {
            (0, 0) => Ok(()),
            (whole, 0) => write!(formatter, "{whole}S"),
            (whole, part) => write!(formatter, "{whole}.{part:02}S"),
        }
    }
}

/// A number before its unit, and what follows; zero where the unit is missing.
fn component(text: &str, unit: char) -> Option<(u64, &str)> {
    match text.split_once(unit) {
        Some((number, rest)) => Some((digits(number)?, rest)),
        None => Some((0, text)),
    }
}

fn digits(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > 10 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Seconds with at most two decimals, in 0.01 s.
fn hundredths(text: &str) -> Option<u64> {
    let (whole, part) = match text.split_once('.') {
        Some((whole, part)) => (
            whole,
            match part.len() {
                1 => digits(part)? * 10,
                2 => digits(part)?,
                _ => return None,
            },
        ),
        None => (text, 0),
    };
    Some(digits(whole)? * SECOND + part)
}

/// `time (second,10,0)` (RTE 4.1.1.15): `YYYY[-MM[-DD[Thh[:mm[:ss[.s[s][TZD]]]]]]]`, 1970 to 2038. A zone
/// only follows a fraction of a second.
pub fn is_time(text: &str) -> bool {
    let (date, clock) = match text.split_once('T') {
        Some((date, clock)) => (date, Some(clock)),
        None => (text, None),
    };
    let Some(full) = is_date(date) else {
        return false;
    };
    match clock {
        None => true,
        Some(clock) => full && is_time_of_day(clock),
    }
}

/// `Some(true)` when the date goes down to the day.
fn is_date(text: &str) -> Option<bool> {
    let mut parts = text.split('-');
    let year = fixed(parts.next()?, 4, 1970, 2038)?;
    let Some(month) = parts.next() else {
        return Some(false);
    };
    let month = fixed(month, 2, 1, 12)?;
    let Some(day) = parts.next() else {
        return Some(false);
    };
    let last = match month {
        2 if year % 4 == 0 => 29, // 2000 is the only century in range, and a leap year.
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    fixed(day, 2, 1, last)?;
    parts.next().is_none().then_some(true)
}

fn is_time_of_day(text: &str) -> bool {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let fine = match parts.as_slice() {
        [hour] => is_hour(hour) && fraction.is_none(),
        [hour, minute] => is_hour(hour) && is_sixty(minute) && fraction.is_none(),
        [hour, minute, second] => is_hour(hour) && is_sixty(minute) && is_sixty(second),
        _ => false,
    };
    fine && fraction.is_none_or(is_fraction_and_zone)
}

fn is_fraction_and_zone(text: &str) -> bool {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (fraction, zone) = text.split_at(end);
    if !(1..=2).contains(&fraction.len()) {
        return false;
    }
    if zone.is_empty() || zone == "Z" {
        return true;
    }
    let Some(offset) = zone.strip_prefix(['+', '-']) else {
        return false;
    };
    match offset.split_once(':') {
        Some((hour, minute)) => is_hour(hour) && is_sixty(minute),
        None => is_hour(offset),
    }
}

/// `CMITime` (RTE12 3.4.3): `HH:MM:SS.SS`.
pub fn is_clock(text: &str) -> bool {
    let mut parts = text.split(':');
    let (Some(hour), Some(minute), Some(second), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (second, fraction) = match second.split_once('.') {
        Some((second, fraction)) => (second, Some(fraction)),
        None => (second, None),
    };
    is_hour(hour)
        && is_sixty(minute)
        && is_sixty(second)
        && fraction.is_none_or(|part| part.len() <= 2 && digits(part).is_some())
}

fn is_hour(text: &str) -> bool {
    fixed(text, 2, 0, 23).is_some()
}

fn is_sixty(text: &str) -> bool {
    fixed(text, 2, 0, 59).is_some()
}

fn fixed(text: &str, length: usize, min: u64, max: u64) -> Option<u64> {
    if text.len() != length {
        return None;
    }
    digits(text).filter(|number| (min..=max).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_add_to_the_hundredth_with_months_apart() {
        let sum = Span::parse("P1Y6M14DT4H15M6.34S").unwrap().plus(Span::parse("P6MT0.66S").unwrap());
        assert_eq!(sum.to_string(), "P2Y14DT4H15M7S");
        assert_eq!(Span::parse("PT01H059M020S").unwrap().to_string(), "PT1H59M20S");
        assert_eq!(Span::parse("P0Y029DT0H").unwrap().to_string(), "P29D");
        assert_eq!(Span::ZERO.to_string(), "PT0H0M0S");
        assert_eq!(Span::parse("PT0.5S").unwrap().to_string(), "PT0.50S");
    }

    #[test]
    fn timespans_of_scorm_12() {
        let span = Span::parse_timespan("0001:30:05.5").unwrap();
        assert_eq!(span.hundredths, 540_550);
        assert_eq!(span.to_timespan(), "0001:30:05.50");
        assert!(Span::parse_timespan("1:30:05").is_none());
        assert_eq!(Span { months: 24, hundredths: 0 }.to_timespan(), "9999:59:59.99");
        assert_eq!(Span { months: 1, hundredths: 0 }.to_timespan(), "0730:30:00.00");
    }
}
