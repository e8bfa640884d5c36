//! Plural categories of the interface's languages, after CLDR's cardinal rules.

use vidik_base::InterfaceLanguage;

/// A plural category of CLDR, as far as our languages use them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PluralCategory {
    /// 1; in Serbian and Macedonian also 21, 31, 101, but not 11.
    One,
    /// Serbian 2–4, 22–24, but not 12–14.
    Few,
    /// The rest.
    Other,
}

impl PluralCategory {
    /// The keyword of ICU message syntax.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Few => "few",
            Self::Other => "other",
        }
    }

    /// The category of an ICU keyword, `None` for one that our languages do not use.
    pub(crate) fn from_keyword(keyword: &str) -> Option<Self> {
        [Self::One, Self::Few, Self::Other].into_iter().find(|one| one.keyword() == keyword)
    }

    /// The categories that a plural message of a language must tell apart.
    pub const fn of(language: InterfaceLanguage) -> &'static [Self] {
        match language {
            InterfaceLanguage::En | InterfaceLanguage::Mk => &[Self::One, Self::Other],
            InterfaceLanguage::SrCyrl | InterfaceLanguage::SrLatn => &[Self::One, Self::Few, Self::Other],
        }
    }

    /// The category of an integer.
    pub fn of_integer(language: InterfaceLanguage, number: i64) -> Self {
        Self::of_digits(language, number.unsigned_abs())
    }

    /// The category of a number that is written with a fraction: `fraction` holds its visible digits
    /// as an integer (CLDR's operand `f`), which is what Serbian and Macedonian look at.
    pub(crate) fn of_fraction(language: InterfaceLanguage, fraction: u64) -> Self {
        match language {
            InterfaceLanguage::En => Self::Other,
            _ => Self::of_digits(language, fraction),
        }
    }

    fn of_digits(language: InterfaceLanguage, digits: u64) -> Self {
        let teen = (11..=14).contains(&(digits % 100));
        match language {
            InterfaceLanguage::En if digits == 1 => Self::One,
            InterfaceLanguage::En => Self::Other,
            _ if digits % 10 == 1 && digits % 100 != 11 => Self::One,
            InterfaceLanguage::Mk => Self::Other,
            _ if (2..=4).contains(&(digits % 10)) && !teen => Self::Few,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PluralCategory::{Few, One, Other};
    use super::*;

    #[test]
    fn cardinals_follow_cldr() {
        let numbers = [0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 100, 101, 111, 112, 1001];
        for (language, expected) in [
            (
                InterfaceLanguage::En,
                [
                    Other, One, Other, Other, Other, Other, Other, Other, Other, Other, Other, Other, Other, Other,
                    Other, Other,
                ],
            ),
            (
                InterfaceLanguage::SrCyrl,
                [Other, One, Few, Few, Other, Other, Other, Other, One, Few, Other, Other, One, Other, Other, One],
            ),
            (
                InterfaceLanguage::Mk,
                [
                    Other, One, Other, Other, Other, Other, Other, Other, One, Other, Other, Other, One, Other, Other,
                    One,
                ],
            ),
        ] {
            for (number, expected) in numbers.into_iter().zip(expected) {
                assert_eq!(PluralCategory::of_integer(language, number), expected, "{language} {number}");
                assert_eq!(PluralCategory::of_integer(language, -number), expected, "{language} -{number}");
            }
        }
    }

    #[test]
    fn fractions_follow_their_visible_digits() {
        assert_eq!(PluralCategory::of_fraction(InterfaceLanguage::SrLatn, 1), One);
        assert_eq!(PluralCategory::of_fraction(InterfaceLanguage::SrLatn, 5), Other);
        assert_eq!(PluralCategory::of_fraction(InterfaceLanguage::En, 1), Other);
    }
}
