//! Numbers as text: thousands grouped and decimals marked as each language does.

use std::fmt::Write as _;

use vidik_base::InterfaceLanguage;

/// An integer in groups of three: `1,234` in English, `1.234` in Serbian and Macedonian.
pub(crate) fn grouped(language: InterfaceLanguage, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let separator = if language == InterfaceLanguage::En { ',' } else { '.' };
    let mut text = String::new();
    if number < 0 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// A number with at most two decimals, without trailing zeros: `0.5` in English, `0,5` elsewhere.
pub(crate) fn decimal(language: InterfaceLanguage, number: f64) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write!(text, "{number:.2}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    let short = if short == "-0" { "0" } else { short };
    match language {
        InterfaceLanguage::En => short.to_owned(),
        _ => short.replace('.', ","),
    }
}

/// The decimals that [`decimal`] shows, as an integer; `None` when it shows none.
pub(crate) fn visible_fraction(number: f64) -> Option<u64> {
    let text = decimal(InterfaceLanguage::En, number);
    text.split_once('.').and_then(|(_, fraction)| fraction.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(InterfaceLanguage::En, 1_234_567), "1,234,567");
        assert_eq!(grouped(InterfaceLanguage::SrCyrl, -12_345), "-12.345");
        assert_eq!(grouped(InterfaceLanguage::Mk, 999), "999");
        assert_eq!(grouped(InterfaceLanguage::Mk, 0), "0");
    }

    #[test]
    fn decimals_are_short() {
        assert_eq!(decimal(InterfaceLanguage::En, 0.5), "0.5");
        assert_eq!(decimal(InterfaceLanguage::SrLatn, 0.125), "0,12");
        assert_eq!(decimal(InterfaceLanguage::Mk, 3.0), "3");
        assert_eq!(decimal(InterfaceLanguage::Mk, 100.0), "100");
        assert_eq!(decimal(InterfaceLanguage::En, -0.001), "0");
        assert_eq!(visible_fraction(2.25), Some(25));
        assert_eq!(visible_fraction(2.0), None);
    }
}
