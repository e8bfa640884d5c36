//! The order of titles as each language's readers expect it.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use vidik_base::InterfaceLanguage;

use crate::script::joins;

/// Letters in their order; a title in another script comes after those of the reader's own.
const AZBUKA: &str = "а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш";
const MACEDONIAN: &str = "а б в г д ѓ е ж з ѕ и ј к л љ м н њ о п р с т ќ у ф х ц ч џ ш";
/// With the letters that only foreign words have where those readers look for them.
const ABECEDA: &str = "a b c č ć d dž đ e f g h i j k l lj m n nj o p q r s š t u v w x y z ž";
const ENGLISH: &str = "a b c d e f g h i j k l m n o p q r s t u v w x y z";

const SPACE: u32 = 1;
const NUMBER: u32 = 2;
/// Where letters begin; below lie the digits of numbers and how many there are.
const LETTERS: u32 = 1_000;
const OTHER_SCRIPT: u32 = 2_000;
const UNKNOWN: u32 = 10_000;

/// A text in the form in which it is compared with others of the same language: [`sort_key`] makes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey {
    weights: Vec<u32>,
    /// Tells apart what differs in case, marks or punctuation alone.
    text: String,
}

/// The place of a text among others in a list for readers of `language`; the text as they see it, in their script.
///
/// Case, punctuation and foreign diacritics count only between texts that are the same otherwise; numbers are compared
/// as numbers. Serbian Latin has `č ć dž đ lj nj š ž` as letters of their own: `lj` in `injekcija` is none.
pub fn sort_key(text: &str, language: InterfaceLanguage) -> SortKey {
    let (own, other) = match language {
        InterfaceLanguage::En => (ENGLISH, AZBUKA),
        InterfaceLanguage::SrCyrl => (AZBUKA, ABECEDA),
        InterfaceLanguage::SrLatn => (ABECEDA, AZBUKA),
        InterfaceLanguage::Mk => (MACEDONIAN, ENGLISH),
    };
    let letters: Vec<char> = text.nfc().collect();
    let mut weights = Vec::with_capacity(letters.len());
    let mut rest = letters.as_slice();
    while let [first, ..] = rest {
        let taken = if first.is_ascii_digit() {
            number(rest, &mut weights)
        } else if first.is_whitespace() {
            weights.push(SPACE);
            1
        } else {
            let digraphs = language == InterfaceLanguage::SrLatn;
            letter(rest, letters.len() - rest.len(), &letters, digraphs, (own, other), &mut weights)
        };
        rest = rest.get(taken.max(1)..).unwrap_or_default();
    }
    SortKey { weights, text: text.to_owned() }
}

/// Compares two texts for readers of `language`.
pub fn compare(one: &str, other: &str, language: InterfaceLanguage) -> Ordering {
    sort_key(one, language).cmp(&sort_key(other, language))
}

/// A number by its length, then its digits.
fn number(letters: &[char], weights: &mut Vec<u32>) -> usize {
    let digits = letters.iter().take_while(|letter| letter.is_ascii_digit()).count();
    let significant: Vec<u32> =
        letters.iter().take(digits).filter_map(|digit| digit.to_digit(10)).skip_while(|digit| *digit == 0).collect();
    weights.push(NUMBER);
    weights.push(u32::try_from(significant.len()).unwrap_or(LETTERS).min(LETTERS - 1));
    weights.extend(significant);
    digits
}

/// One letter, or two that are one; gives how many were taken. Signs have no weight.
fn letter(
    rest: &[char],
    place: usize,
    all: &[char],
    digraphs: bool,
    (own, other): (&str, &str),
    weights: &mut Vec<u32>,
) -> usize {
    let [first, after @ ..] = rest else { return 1 };
    if let [second, ..] = after
        && digraphs
        && joins(all, place)
    {
        let pair: String = [small(*first), small(*second)].iter().collect();
        if let Some(weight) = weight(&pair, own) {
            weights.push(LETTERS + weight);
            return 2;
        }
    }
    let one = small(*first).to_string();
    let plain = || one.chars().nfd().find(|letter| !is_combining_mark(*letter)).map(String::from).unwrap_or_default();
    let found = weight(&one, own)
        .map(|weight| LETTERS + weight)
        .or_else(|| weight(&one, other).map(|weight| OTHER_SCRIPT + weight))
        .or_else(|| weight(&plain(), own).map(|weight| LETTERS + weight))
        .or_else(|| first.is_alphanumeric().then(|| UNKNOWN + u32::from(*first)));
    weights.extend(found);
    1
}

fn weight(letter: &str, alphabet: &str) -> Option<u32> {
    let place = alphabet.split(' ').position(|one| one == letter)?;
    u32::try_from(place).ok()
}

fn small(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use InterfaceLanguage::{En, Mk, SrCyrl, SrLatn};

    #[test]
    fn each_language_has_its_order() {
        for (language, order) in [
            (
                SrCyrl,
                "Азил|Ваљево|Гром|Дом|Ђак|Жена|Зима|Језик|Лист|Љубав|Миграције|Нада|Његош|Ћуприја|Џеп|Шума|Asylum|Zone",
            ),
            (
                SrLatn,
                "azil|cena|čas|ćilim|dan|dom|džep|đak|eho|lopta|luk|ljubav|mera|nada|nužda|njiva|šuma|vek|Windows|zima|žena|Азил",
            ),
            (SrLatn, "injekcija|inje|kora"),
            (Mk, "Азил|Грип|Дом|Ѓорѓи|Живот|Зима|Ѕвезда|Игра|Љубов|Труд|Ќерка|Успех|Џеб|Asylum"),
            (En, "Asylum|Éclair|école|Élan|Migration|Zone|Азил"),
            (En, "Module 2|Module 2a|Module 10|Module 10 b|Modules"),
            (SrLatn, "a b|ab|„ab”|Ab c"),
        ] {
            let expected: Vec<&str> = order.split('|').collect();
            let mut sorted = expected.clone();
            sorted.reverse();
            sorted.sort_by_cached_key(|text| sort_key(text, language));
            assert_eq!(sorted.join("|"), order, "{language}");
        }
    }
}
