//! Durations and timestamps (Data 4.5, 4.6; 2.0: 4.2.7).

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _, Utc};

use crate::version::Version;

/// A duration of ISO 8601, 4.4.3.2: weeks alone, or years to seconds in order; only the last part has a fraction.
pub(crate) fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    if let Some(weeks) = rest.strip_suffix('W') {
        return is_decimal(weeks);
    }
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) if !time.is_empty() => (date, time),
        Some(_) => return false,
        None => (rest, ""),
    };
    if date.is_empty() && time.is_empty() {
        return false;
    }
    let (Some(in_date), Some(in_time)) = (parts(date, "YMD"), parts(time, "HMS")) else { return false };
    let all: Vec<bool> = in_date.into_iter().chain(in_time).collect();
    all.iter().rev().skip(1).all(|fraction| !fraction)
}

/// Which of the parts have a fraction; none where they are not numbers with their letters in order.
fn parts(text: &str, letters: &str) -> Option<Vec<bool>> {
    let mut fractions = Vec::new();
    let mut letters = letters.chars();
    let mut number = String::new();
    for character in text.chars() {
        if character.is_ascii_digit() || matches!(character, '.' | ',') {
            number.push(character);
            continue;
        }
        if !is_decimal(&number) || !letters.any(|letter| letter == character) {
            return None;
        }
        fractions.push(number.contains(['.', ',']));
        number.clear();
    }
    number.is_empty().then_some(fractions)
}

fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once(['.', ',']) {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text),
    }
}

/// The duration without what is finer than a hundredth of a second: that much takes part in comparisons (Data 4.6).
pub(crate) fn rounded_duration(text: &str) -> String {
    let Some(rest) = text.strip_suffix('S') else { return text.to_owned() };
    let Some(point) = rest.rfind(['.', ',']) else { return text.to_owned() };
    let (whole, fraction) = rest.split_at(point);
    let fraction: String = fraction.chars().skip(1).take(2).collect();
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{whole}S") } else { format!("{whole}.{fraction}S") }
}

/// The moment that a timestamp tells. 2.0 asks for RFC 3339; 1.0.3 for ISO 8601, where a zone may lack (it is taken
/// for UTC then), the signs may be left out, and seconds. `-00` is no zone in either.
pub fn read_timestamp(text: &str, version: Version) -> Option<DateTime<Utc>> {
    if !text.is_ascii() || text.len() > 64 {
        return None;
    }
    let (date, rest) = text.split_once(['T', 't'])?;
    let zone_at = rest.find(['Z', 'z', '+', '-']);
    let (time, zone) = zone_at.map_or((rest, ""), |at| rest.split_at(at));
    let strict = version == Version::V2_0_0;
    let offset = read_zone(zone, strict)?;
    let (days, time) = read_time(time, strict)?;
    let moment = NaiveDateTime::new(read_date(date, strict)?, time).checked_add_days(days)?;
    let moment = offset.from_local_datetime(&moment).single()?;
    Some(moment.with_timezone(&Utc))
}

fn read_date(text: &str, strict: bool) -> Option<NaiveDate> {
    let numbers = numbers(text, '-', [4, 2, 2], strict)?;
    let [year, month, day] = numbers.as_slice() else { return None };
    NaiveDate::from_ymd_opt(i32::try_from(*year).ok()?, *month, *day)
}

/// A time, and how many days it adds: midnight may be the end of a day (ISO 8601, 4.2.3).
fn read_time(text: &str, strict: bool) -> Option<(Days, NaiveTime)> {
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((_, fraction)) if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) => return None,
        Some(_) if strict && text.contains(',') => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (text, ""),
    };
    let numbers = match numbers(whole, ':', [2, 2, 2], strict) {
        Some(numbers) => numbers,
        None if !strict && fraction.is_empty() => {
            let mut numbers = numbers_of_two(whole)?;
            numbers.push(0);
            numbers
        }
        None => return None,
    };
    let [hour, minute, second] = numbers.as_slice() else { return None };
    let nanos: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    let nanos: u32 = nanos.parse().ok()?;
    let (days, time) = match (*hour, *minute, *second) {
        (24, 0, 0) if !strict && nanos == 0 => (1, Some(NaiveTime::MIN)),
        // A leap second (RFC 3339, 5.7).
        (hour, minute @ 59, 60) => (0, NaiveTime::from_hms_nano_opt(hour, minute, 59, 999_999_999)),
        (hour, minute, second) => (0, NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)),
    };
    Some((Days::new(days), time?))
}

fn numbers_of_two(text: &str) -> Option<Vec<u32>> {
    let joined: String = match text.split_once(':') {
        Some((hour, minute)) if hour.len() == 2 && minute.len() == 2 => format!("{hour}{minute}"),
        Some(_) => return None,
        None => text.to_owned(),
    };
    if joined.len() != 4 || !joined.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hour, minute) = joined.split_at(2);
    Some(vec![hour.parse().ok()?, minute.parse().ok()?])
}

/// Three numbers of so many digits, with the sign between them, or (where it is not strict) without.
fn numbers(text: &str, sign: char, widths: [usize; 3], strict: bool) -> Option<Vec<u32>> {
    let signed = text.contains(sign);
    if strict && !signed {
        return None;
    }
    let mut numbers = Vec::with_capacity(3);
    let mut rest = text;
    for (place, width) in widths.into_iter().enumerate() {
        if signed && place > 0 {
            rest = rest.strip_prefix(sign)?;
        }
        let digits = rest.get(..width).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        numbers.push(digits.parse().ok()?);
        rest = rest.get(width..)?;
    }
    rest.is_empty().then_some(numbers)
}

fn read_zone(text: &str, strict: bool) -> Option<FixedOffset> {
    match text {
        "" if strict => return None,
        "" | "Z" | "z" => return FixedOffset::east_opt(0),
        _ => {}
    }
    let (sign, rest) = text.split_at_checked(1)?;
    let digits: String = match (rest.len(), rest.split_once(':')) {
        (5, Some((hours, minutes))) if hours.len() == 2 => format!("{hours}{minutes}"),
        (4, None) if !strict => rest.to_owned(),
        (2, None) if !strict => format!("{rest}00"),
        _ => return None,
    };
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at(2);
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = hours * 3600 + minutes * 60;
    if minutes > 59 || hours > 23 || (sign == "-" && seconds == 0) {
        return None;
    }
    FixedOffset::east_opt(if sign == "-" { -seconds } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_follow_the_form() {
        for good in ["PT1H0M0.1S", "P4W", "P3Y1M29DT4H35M59.14S", "PT0S", "P1D", "PT36H", "P0.5D", "PT1,5S"] {
            assert!(is_duration(good), "{good}");
        }
        for bad in [
            "", "P", "PT", "P1DT", "P4W1D", "1D", "PA1H0M0S", "P1H", "PT1S1M", "PT1.5H1M", "P1", "P-1D", "PT.5S", "p1d",
        ] {
            assert!(!is_duration(bad), "{bad}");
        }
        assert_eq!(rounded_duration("PT0.1237S"), rounded_duration("PT0.12S"));
        assert_ne!(rounded_duration("PT0.13S"), rounded_duration("PT0.12S"));
        assert_eq!(rounded_duration("PT1.001S"), "PT1S");
    }

    #[test]
    fn timestamps_are_moments() {
        let at = |text, version| read_timestamp(text, version).map(|moment| moment.to_rfc3339());
        let noon = Some("2023-05-04T17:00:00+00:00".to_owned());
        for text in [
            "2023-05-04T12:00:00-05:00",
            "2023-05-04T17:00:00.000Z",
            "2023-05-04t17:00:00z",
            "2023-05-04T17:00:00+00:00",
        ] {
            assert_eq!(at(text, Version::V1_0_3), noon, "{text}");
            assert_eq!(at(text, Version::V2_0_0), noon, "{text}");
        }
        for text in [
            "20230504T170000Z",
            "2023-05-04T17:00Z",
            "2023-05-04T12:00:00-05",
            "2023-05-04T12:00:00-0500",
            "2023-05-04T17:00:00",
            "2023-05-04T17:00:00,0Z",
        ] {
            assert_eq!(at(text, Version::V1_0_3), noon, "{text}");
            assert_eq!(at(text, Version::V2_0_0), None, "{text}");
        }
        for text in [
            "",
            "x",
            "2023-05-04",
            "2023-05-04 17:00:00Z",
            "2023-02-30T00:00:00Z",
            "2023-05-04T25:00:00Z",
            "2023-05-04T17:00:00-00:00",
            "2023-05-04T17:00:00-0000",
            "2023-05-04T17:00:00-00",
            "2023-05-04T17:00:00.Z",
            "2023-05-04T17:00:00+1:00",
        ] {
            assert_eq!(at(text, Version::V1_0_3), None, "{text}");
            assert_eq!(at(text, Version::V2_0_0), None, "{text}");
        }
    }
}
