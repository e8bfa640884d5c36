//! Serbian in its two scripts.
//!
//! Cyrillic to Latin loses nothing but the border between н and ј, л and ј, д and ж; the way back
//! therefore needs a list of words in which two Latin letters stand for two Cyrillic ones
//! (`injekcija`, `nadživeti`). That is why the product keeps its masters in Cyrillic.
//!
//! Addresses (URLs, host names, e-mail) are left alone in both directions; on the way to Cyrillic also
//! Roman numerals, and words with letters that Serbian lacks (q, w, x, y).

mod exceptions;
mod roman;
mod table;
mod token;

use unicode_normalization::UnicodeNormalization;

use token::{Token, tokens};

/// The combining acute of Montenegrin с́ and з́, which have no letter of their own in Unicode's Cyrillic.
const ACUTE: char = '\u{301}';

/// Serbian Cyrillic as Latin. What is not Cyrillic stays as it is.
///
/// A capital digraph follows its neighbours: `Љубав` → `Ljubav`, `ЉУБАВ` → `LJUBAV`.
pub fn to_latin(text: &str) -> String {
    let mut latin = String::with_capacity(text.len());
    for token in tokens(text) {
        match token {
            Token::Word(word) => word_to_latin(word, &mut latin),
            Token::Address(other) | Token::Between(other) => latin.push_str(other),
        }
    }
    latin
}

/// Serbian Latin as Cyrillic. What is not a Serbian word in Latin letters stays as it is.
pub fn to_cyrillic(text: &str) -> String {
    let tokens: Vec<Token<'_>> = tokens(text).collect();
    let mut cyrillic = String::with_capacity(text.len() * 2);
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Word(word) if is_foreign(word) || roman::is_numeral(word, &tokens, index) => {
                cyrillic.push_str(word);
            }
            Token::Word(word) => word_to_cyrillic(word, &mut cyrillic),
            Token::Address(other) | Token::Between(other) => cyrillic.push_str(other),
        }
    }
    cyrillic
}

/// Whether a word has a letter that no Serbian word has.
fn is_foreign(word: &str) -> bool {
    word.contains(['q', 'w', 'x', 'y', 'Q', 'W', 'X', 'Y'])
}

fn word_to_latin(word: &str, latin: &mut String) {
    let letters: Vec<char> = word.chars().collect();
    let mut index = 0;
    while let Some(&letter) = letters.get(index) {
        let next = letters.get(index + 1).copied();
        if next == Some(ACUTE)
            && let Some(accented) = table::montenegrin_latin(letter)
        {
            latin.push(accented);
            index += 2;
            continue;
        }
        match table::latin(letter) {
            Some([first, Some(second)]) => {
                let previous = index.checked_sub(1).and_then(|before| letters.get(before)).copied();
                latin.extend(first);
                if letter.is_uppercase() && is_shouted(previous, next) {
                    latin.extend(second.to_uppercase());
                } else {
                    latin.push(second);
                }
            }
            Some([first, None]) => latin.extend(first),
            None => latin.push(letter),
        }
        index += 1;
    }
}

/// Whether a capital stands among capitals: the next letter decides, at a word's end the one before.
fn is_shouted(previous: Option<char>, next: Option<char>) -> bool {
    next.or(previous).is_some_and(char::is_uppercase)
}

fn word_to_cyrillic(word: &str, cyrillic: &mut String) {
    let letters: Vec<char> = word.nfc().collect();
    let splits = exceptions::splits(&letters);
    let mut index = 0;
    while let Some(&letter) = letters.get(index) {
        let digraph = letters
            .get(index + 1)
            .filter(|_| !splits.contains(&index))
            .and_then(|&next| table::cyrillic_of_digraph(letter, next));
        if let Some(one) = digraph {
            cyrillic.push(one);
            index += 2;
            continue;
        }
        if let Some(base) = table::montenegrin_cyrillic(letter) {
            cyrillic.push(base);
            cyrillic.push(ACUTE);
        } else {
            cyrillic.push(table::cyrillic(letter).unwrap_or(letter));
        }
        index += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_has_its_pair() {
        let cyrillic = "абвгдђежзијклљмнњопрстћуфхцчџш";
        let latin = "abvgdđežzijklljmnnjoprstćufhcčdžš";
        assert_eq!(to_latin(cyrillic), latin);
        assert_eq!(to_cyrillic(latin), cyrillic);
        assert_eq!(to_cyrillic(&latin.to_uppercase()), cyrillic.to_uppercase());
    }

    #[test]
    fn capital_digraphs_follow_their_neighbours() {
        for (cyrillic, latin) in [
            ("Љубав, Његош, Џеп", "Ljubav, Njegoš, Džep"),
            ("ЉУБАВ, ЊЕГОШ, ЏЕП", "LJUBAV, NJEGOŠ, DŽEP"),
            ("КОЊ, ПОЉ", "KONJ, POLJ"),
            ("Љ. Петровић", "Lj. Petrović"),
            ("УПРАВЉАЊЕ миграцијама", "UPRAVLJANJE migracijama"),
        ] {
            assert_eq!(to_latin(cyrillic), latin);
            assert_eq!(to_cyrillic(latin), cyrillic);
        }
    }

    #[test]
    fn two_letters_that_look_like_one_are_told_apart() {
        for cyrillic in [
            "инјекција",
            "Инјекцијом",
            "ИНЈЕКЦИЈА",
            "надживети",
            "Надживела",
            "конјугација",
            "Танјуг",
            "ТАНЈУГ",
            "конјункција",
            "конјунктура",
            "ванјезички",
            "изванјезичке",
            "оджалити",
            "наджњети",
            "поджанр",
            "преджетвени",
            "неконјугован",
            "наджупан",
            "анјон",
            "инјицирати",
        ] {
            assert_eq!(to_cyrillic(&to_latin(cyrillic)), cyrillic);
        }
        for cyrillic in ["оџак", "Оџаци", "наџак", "коњ", "кањон", "бања", "пиџама", "хоџа", "сањати", "коњица"]
        {
            assert_eq!(to_cyrillic(&to_latin(cyrillic)), cyrillic);
        }
    }

    #[test]
    fn addresses_are_left_alone() {
        for (latin, cyrillic) in [
            ("Pišite na info@rmtc.test danas", "Пишите на info@rmtc.test данас"),
            ("e-pošta:pomoc@rmtc.test.", "е-пошта:pomoc@rmtc.test."),
            ("vidi https://primer.test/stranica,dva?x=1 ili", "види https://primer.test/stranica,dva?x=1 или"),
            ("(www.primer.test)", "(www.primer.test)"),
            ("na sajtu kirs.gov.rs.", "на сајту kirs.gov.rs."),
            ("strana 1.a i 2.b", "страна 1.а и 2.б"),
        ] {
            assert_eq!(to_cyrillic(latin), cyrillic);
        }
        assert_eq!(to_latin("види https://пример.срб/страна"), "vidi https://пример.срб/страна");
    }

    #[test]
    fn roman_numerals_are_left_alone() {
        for (latin, cyrillic) in [
            ("XIX vek", "XIX век"),
            ("glava III, član IV", "глава III, члан IV"),
            ("Petar I Karađorđević", "Петар I Карађорђевић"),
            ("I onda dođu", "И онда дођу"),
            ("PRAVA I OBAVEZE", "ПРАВА И ОБАВЕЗЕ"),
            ("VI razred", "VI разред"),
            ("VI STE OVDE", "ВИ СТЕ ОВДЕ"),
            ("MI SMO", "МИ СМО"),
            ("M. Petrović", "М. Петровић"),
            ("Kraj. I opet", "Крај. И опет"),
            ("XX-og", "XX-ог"),
            ("Vi i Vaš", "Ви и Ваш"),
        ] {
            assert_eq!(to_cyrillic(latin), cyrillic);
        }
    }

    #[test]
    fn foreign_words_are_left_alone() {
        assert_eq!(to_cyrillic("program Windows i Excel"), "програм Windows и Excel");
    }

    #[test]
    fn montenegrin_letters_keep_their_accent() {
        assert_eq!(to_latin("с\u{301}утра, З\u{301}еница"), "śutra, Źenica");
        assert_eq!(to_cyrillic("śutra, Źenica"), "с\u{301}утра, З\u{301}еница");
        assert_eq!(to_cyrillic("s\u{301}utra c\u{30c}as"), "с\u{301}утра час");
    }
}
