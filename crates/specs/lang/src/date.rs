//! Dates as a reader writes them.

use vidik_base::InterfaceLanguage;

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date in its numeric everyday form: `21. 11. 2026.` in Serbian, `21.11.2026` in Macedonian,
/// `21 November 2026` in English.
///
/// `month` counts from 1. The caller has a valid calendar date; a month out of range is written as a
/// number.
pub fn date(language: InterfaceLanguage, year: i32, month: u32, day: u32) -> String {
    match language {
        InterfaceLanguage::SrCyrl | InterfaceLanguage::SrLatn => format!("{day}. {month}. {year}."),
        InterfaceLanguage::Mk => format!("{day}.{month}.{year}"),
        InterfaceLanguage::En => {
            let index = usize::try_from(month).ok().and_then(|number| number.checked_sub(1));
            match index.and_then(|index| ENGLISH_MONTHS.get(index)) {
                Some(name) => format!("{day} {name} {year}"),
                None => format!("{day}/{month}/{year}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_writes_its_own_form() {
        assert_eq!(date(InterfaceLanguage::SrCyrl, 2026, 11, 21), "21. 11. 2026.");
        assert_eq!(date(InterfaceLanguage::SrLatn, 2026, 1, 5), "5. 1. 2026.");
        assert_eq!(date(InterfaceLanguage::Mk, 2026, 11, 21), "21.11.2026");
        assert_eq!(date(InterfaceLanguage::En, 2026, 11, 21), "21 November 2026");
        assert_eq!(date(InterfaceLanguage::En, 2026, 13, 1), "1/13/2026");
    }
}
