//! The normal form of search.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a text for search: lower case, Latin, without diacritics, with look-alikes resolved.
///
/// `медијација`, `Medijacija` and a spelling that mixes both scripts give the same; so do `Plandište`
/// and `Plandiste`, `Đorđe`, `Ђорђе` and `Djordje`. Spaces, digits and punctuation stay.
pub fn fold(text: &str) -> String {
    let composed: Vec<char> = text.nfc().filter(|letter| *letter != SOFT_HYPHEN).collect();
    let mut folded = String::with_capacity(text.len());
    for word in composed.chunk_by(|left, right| is_of_word(*left) == is_of_word(*right)) {
        let reading = reading_of(word);
        for letter in word {
            fold_letter(read_as(*letter, reading), &mut folded);
        }
    }
    folded
}

/// The words of a text in the form of [`fold`]: runs of letters and digits, each at most [`LONGEST_WORD`] letters.
///
/// What an index holds and what a query asks for; a word of the query finds those that begin with it.
pub fn folded_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.chars().take(LONGEST_WORD).collect()).collect()
}

/// How many letters of a word are looked at.
pub const LONGEST_WORD: usize = 48;

const SOFT_HYPHEN: char = '\u{ad}';

fn is_of_word(letter: char) -> bool {
    letter.is_alphabetic() || is_combining_mark(letter)
}

/// How a word that mixes scripts is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    AsWritten,
    Latin,
    Cyrillic,
}

/// Letters that look the same in both scripts, in the case in which they do.
const LOOK_ALIKES: [(char, char); 24] = [
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('i', 'і'),
    ('j', 'ј'),
    ('o', 'о'),
    ('p', 'р'),
    ('s', 'ѕ'),
    ('x', 'х'),
    ('y', 'у'),
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('J', 'Ј'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('S', 'Ѕ'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'У'),
];

/// A word of one script is read as written. In a mixed one, a letter without a look-alike decides;
/// where there is none or both scripts have some, the script with more letters.
fn reading_of(word: &[char]) -> Reading {
    let count = |test: &dyn Fn(char) -> bool| word.iter().filter(|letter| test(**letter)).count();
    let latin = count(&is_latin);
    let cyrillic = count(&is_cyrillic);
    if latin == 0 || cyrillic == 0 {
        return Reading::AsWritten;
    }
    let only_latin = count(&|letter| is_latin(letter) && !LOOK_ALIKES.iter().any(|(one, _)| *one == letter));
    let only_cyrillic = count(&|letter| is_cyrillic(letter) && !LOOK_ALIKES.iter().any(|(_, one)| *one == letter));
    match (only_latin, only_cyrillic) {
        (0, 1..) => Reading::Cyrillic,
        (1.., 0) => Reading::Latin,
        _ if latin > cyrillic => Reading::Latin,
        _ => Reading::Cyrillic,
    }
}

fn read_as(letter: char, reading: Reading) -> char {
    let found = match reading {
        Reading::AsWritten => None,
        Reading::Latin => LOOK_ALIKES.iter().find(|(_, cyrillic)| *cyrillic == letter).map(|pair| pair.0),
        // і and ѕ are no Serbian letters: a Latin i or s among Cyrillic is just that.
        Reading::Cyrillic if matches!(letter, 'i' | 's' | 'S') => None,
        Reading::Cyrillic => LOOK_ALIKES.iter().find(|(latin, _)| *latin == letter).map(|pair| pair.1),
    };
    found.unwrap_or(letter)
}

fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&letter)
}

/// A Cyrillic letter of the table below; the folded form has none, so that folding it again changes
/// nothing.
fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&letter) && letter.to_lowercase().all(|small| plain_latin(small).is_some())
}

fn fold_letter(letter: char, folded: &mut String) {
    for small in letter.to_lowercase() {
        if let Some(latin) = plain_latin(small) {
            folded.push_str(latin);
            continue;
        }
        for part in std::iter::once(small).nfd().filter(|part| !is_combining_mark(*part)) {
            match plain_latin(part) {
                Some(latin) => folded.push_str(latin),
                None => folded.extend(part.to_lowercase()),
            }
        }
    }
}

/// Letters that need more than losing their marks: Cyrillic (Serbian, Macedonian, and what names of
/// other countries bring along), and Latin letters that do not decompose.
fn plain_latin(small: char) -> Option<&'static str> {
    Some(match small {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' | 'ð' => "d",
        'ђ' | 'đ' => "dj",
        'ѓ' | 'ǵ' => "gj",
        'е' | 'э' => "e",
        'є' => "je",
        'ж' | 'з' => "z",
        'ѕ' | 'џ' | 'ǆ' => "dz",
        'и' | 'і' | 'ı' => "i",
        'ј' => "j",
        'к' => "k",
        'ќ' | 'ḱ' => "kj",
        'л' | 'ł' => "l",
        'љ' | 'ǉ' => "lj",
        'м' => "m",
        'н' => "n",
        'њ' | 'ǌ' => "nj",
        'о' | 'ø' => "o",
        'п' => "p",
        'р' => "r",
        'с' | 'ш' => "s",
        'т' => "t",
        'ћ' | 'ц' | 'ч' => "c",
        'у' => "u",
        'ф' => "f",
        'х' => "h",
        'щ' => "st",
        'ъ' | 'ь' => "",
        'ы' => "y",
        'ю' => "ju",
        'я' => "ja",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_word_is_the_same() {
        for (spelling, folded) in [
            ("медијација", "medijacija"),
            ("Medijacija", "medijacija"),
            ("медиjацијa", "medijacija"),
            ("Plandište", "plandiste"),
            ("ПЛАНДИШТЕ", "plandiste"),
            ("SCRМ", "scrm"),
            ("SСRM", "scrm"),
            ("Ђорђе Đorđe Djordje", "djordje djordje djordje"),
            ("Љубљана Ljubljana", "ljubljana ljubljana"),
            ("џеп džep", "dzep dzep"),
            ("Ѓорѓи Ќосев ѕвезда", "gjorgji kjosev dzvezda"),
            ("мигpaциja", "migracija"),
            ("Hacиљe", "nasilje"),
            ("c\u{30c}as, 21. 11.", "cas, 21. 11."),
            ("Щука Йод", "stuka iod"),
            ("меди\u{ad}јација", "medijacija"),
            ("", ""),
        ] {
            assert_eq!(fold(spelling), folded, "{spelling}");
        }
    }
}
