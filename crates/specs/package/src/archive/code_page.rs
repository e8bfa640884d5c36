//! Guessing the code page of names that are neither ASCII nor UTF-8.
//!
//! Without the UTF-8 flag a name is in CP437 by the letter of APPNOTE (D.1); in fact it is in whatever
//! code page the author's system had. One tool wrote the whole archive, so all such names are judged
//! together, by how much they look like words.

use encoding_rs::WINDOWS_1251;
use oem_cp::code_table::{DECODING_TABLE_CP437, DECODING_TABLE_CP866};

/// A code page that names may be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodePage {
    /// Western, and the letter of the specification.
    Cp437,
    /// Cyrillic as DOS and the zip folders of Windows have it.
    Cp866,
    /// Cyrillic as Windows programs have it; the only one here with the Serbian and Macedonian letters.
    Windows1251,
}

/// In this order a tie goes to the first.
const CANDIDATES: [CodePage; 3] = [CodePage::Cp437, CodePage::Cp866, CodePage::Windows1251];

impl CodePage {
    /// The name that a finding shows.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Cp437 => "CP437",
            Self::Cp866 => "CP866",
            Self::Windows1251 => "Windows-1251",
        }
    }

    /// The name in Unicode; every byte stands for some character.
    pub(super) fn decode(self, raw: &[u8]) -> String {
        match self {
            Self::Cp437 => oem_cp::decode_string_complete_table(raw, &DECODING_TABLE_CP437),
            Self::Cp866 => oem_cp::decode_string_complete_table(raw, &DECODING_TABLE_CP866),
            Self::Windows1251 => WINDOWS_1251.decode_without_bom_handling(raw).0.into_owned(),
        }
    }
}

/// Scores the candidates over all names of an archive.
#[derive(Debug, Default)]
pub(super) struct Guess {
    scores: [i64; CANDIDATES.len()],
    names: usize,
}

impl Guess {
    /// How many names are scored; more do not change the outcome but cost time.
    const ENOUGH: usize = 2_000;

    /// Takes a name into account.
    pub(super) fn add(&mut self, raw: &[u8]) {
        self.names += 1;
        if self.names > Self::ENOUGH {
            return;
        }
        for (score, page) in self.scores.iter_mut().zip(CANDIDATES) {
            *score += plausibility(&page.decode(raw));
        }
    }

    /// The code page under which the names look most like words; `None` without names.
    pub(super) fn best(&self) -> Option<CodePage> {
        let mut best = None;
        for (score, page) in self.scores.iter().zip(CANDIDATES) {
            if best.is_none_or(|(top, _)| *score > top) {
                best = Some((*score, page));
            }
        }
        best.filter(|_| self.names > 0).map(|(_, page)| page)
    }
}

/// What a character is to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Other,
}

fn script(character: char) -> Script {
    match character {
        'a'..='z' | 'A'..='Z' | 'À'..='ÿ' => Script::Latin,
        'Ѐ'..='ӿ' => Script::Cyrillic,
        _ => Script::Other,
    }
}

/// How much a Cyrillic letter speaks for a word. The small letters of either code page are letters of the
/// other one, but the frequent ones of Windows-1251 (а, е, и, о, н) are rare ones of CP866 (р, х, ш, ю, э).
fn cyrillic_weight(letter: char) -> i64 {
    match letter {
        'а' | 'е' | 'и' | 'о' => 5,
        'н' | 'т' | 'с' | 'р' | 'в' | 'л' | 'к' | 'м' | 'д' | 'п' | 'у' | 'ј' => 4,
        'ё' | 'ъ' | 'щ' | 'э' | 'Ё' | 'Ъ' | 'Щ' | 'Э' | 'Ы' | 'Ь' | 'є' | 'ї' | 'ў' => 0,
        _ => 2,
    }
}

/// Letters beside letters of their own script count for a name; symbols, boxes, scripts mixed within
/// a word and capitals behind small letters count against it.
fn plausibility(name: &str) -> i64 {
    let mut score = 0;
    let mut previous: Option<char> = None;
    for character in name.chars() {
        let before = previous.replace(character);
        let kind = script(character);
        if character.is_ascii() {
            if let Some(before) = before.filter(|before| !before.is_ascii())
                && kind == Script::Latin
                && script(before) != Script::Latin
            {
                score -= 3;
            }
            continue;
        }
        score += match kind {
            Script::Cyrillic => cyrillic_weight(character),
            Script::Latin => 2,
            Script::Other => -3,
        };
        if let Some(before) = before.filter(|before| before.is_alphabetic()) {
            score += if script(before) == kind { 1 } else { -4 };
            if before.is_lowercase() && character.is_uppercase() {
                score -= 3;
            }
        }
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;
    use oem_cp::code_table::{ENCODING_TABLE_CP437, ENCODING_TABLE_CP866};

    fn guessed(names: &[Vec<u8>]) -> Option<CodePage> {
        let mut guess = Guess::default();
        for name in names {
            guess.add(name);
        }
        guess.best()
    }

    #[test]
    fn cyrillic_of_dos_is_told_from_cyrillic_of_windows() {
        for text in ["Увод/Лекция 1.html", "слики/мапа.png", "ПРЕДАВАЊЕ.htm", "документи/тест.pdf", "а.png"]
        {
            let windows = WINDOWS_1251.encode(text).0.into_owned();
            assert_eq!(guessed(&[windows]), Some(CodePage::Windows1251), "{text}");
            let dos = oem_cp::encode_string_lossy(text, &ENCODING_TABLE_CP866);
            assert_eq!(guessed(&[dos]), Some(CodePage::Cp866), "{text}");
        }
    }

    #[test]
    fn serbian_and_macedonian_letters_are_in_windows_1251() {
        for text in ["Ђорђе/Љубав и Њива.html", "ќош/ѕвезда/ѓавол.png", "Јован/ћуприја_џеп.js"]
        {
            let raw = WINDOWS_1251.encode(text).0.into_owned();
            assert_eq!(guessed(std::slice::from_ref(&raw)), Some(CodePage::Windows1251), "{text}");
            assert_eq!(CodePage::Windows1251.decode(&raw), text);
        }
    }

    #[test]
    fn western_names_stay_in_cp437() {
        for text in ["café/menu.html", "Übung 1.html", "niño.png", "garçon/élève.js"] {
            let raw = oem_cp::encode_string_lossy(text, &ENCODING_TABLE_CP437);
            assert_eq!(guessed(&[raw]), Some(CodePage::Cp437), "{text}");
        }
    }
}
