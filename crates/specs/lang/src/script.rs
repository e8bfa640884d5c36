//! Serbian in its two scripts.
//!
//! Cyrillic to Latin loses nothing but the border between н and ј, л and ј, д and ж; the way back
//! therefore needs a list of words in which two Latin letters stand for two Cyrillic ones
//! (`injekcija`, `nadživeti`). That is why the product keeps its masters in Cyrillic.
//!
//! Addresses (URLs, host names, e-mail) are left alone in both directions; on the way to Cyrillic also
//! Roman numerals, codes (`B2`, `H5P`), and words with letters that Serbian lacks (q, w, x, y).

mod exceptions;
mod roman;
mod table;
mod token;

use unicode_normalization::UnicodeNormalization;
use vidik_base::LanguageTag;

use token::{Token, tokens};

/// The combining acute of Montenegrin с́ and з́, which have no letter of their own in Unicode's Cyrillic.
const ACUTE: char = '\u{301}';

const SOFT_HYPHEN: char = '\u{ad}';

/// One of the two scripts of Serbian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Script {
    Cyrillic,
    Latin,
}

impl Script {
    /// The subtag of ISO 15924.
    pub const fn subtag(self) -> &'static str {
        match self {
            Self::Cyrillic => "Cyrl",
            Self::Latin => "Latn",
        }
    }

    /// The script of a Serbian language tag: Cyrillic unless the tag names Latin; `None` for other languages.
    pub fn of(language: &LanguageTag) -> Option<Self> {
        let latin = language.script().is_some_and(|script| script.eq_ignore_ascii_case("Latn"));
        (language.primary() == "sr").then_some(if latin { Self::Latin } else { Self::Cyrillic })
    }
}

/// Serbian Cyrillic as Latin. What is not Cyrillic stays as it is.
///
/// A capital digraph follows its neighbours: `Љубав` → `Ljubav`, `ЉУБАВ` → `LJUBAV`.
pub fn to_latin(text: &str) -> String {
    in_script(text, Script::Latin)
}

/// Serbian Latin as Cyrillic. What is not a Serbian word in Latin letters stays as it is.
pub fn to_cyrillic(text: &str) -> String {
    in_script(text, Script::Cyrillic)
}

/// A Serbian text in `script`; what is in that script already stays.
pub fn in_script(text: &str, script: Script) -> String {
    let mut converted = String::with_capacity(text.len() + text.len() / 4);
    convert_into(text, script, &mut converted);
    converted
}

/// Writes a Serbian text in `script`.
pub(crate) fn convert_into(text: &str, script: Script, converted: &mut String) {
    match script {
        Script::Latin if text.is_ascii() => converted.push_str(text),
        Script::Latin => latin_into(text, converted),
        Script::Cyrillic => cyrillic_into(text, converted),
    }
}

fn latin_into(text: &str, latin: &mut String) {
    for token in tokens(text) {
        match token {
            Token::Word(word @ ("Љ" | "Њ" | "Џ")) => {
                word_to_latin(word, latin);
                if stands_among_capitals(word, text)
                    && let Some(second) = latin.pop()
                {
                    latin.extend(second.to_uppercase());
                }
            }
            Token::Word(word) | Token::Code(word) => word_to_latin(word, latin),
            Token::Address(other) | Token::Between(other) => latin.push_str(other),
        }
    }
}

/// Whether the word, a piece of `text` and a single capital letter, has neighbours in capitals: the word after
/// it decides, at the end the one before. `Љ. Петровић` has not, `ЗОНА Љ` has.
fn stands_among_capitals(word: &str, text: &str) -> bool {
    let words: Vec<&str> =
        tokens(text).filter_map(|token| if let Token::Word(word) = token { Some(word) } else { None }).collect();
    let place = words.iter().position(|one| std::ptr::eq(*one, word));
    let beside = |place: usize| words.get(place + 1).or_else(|| words.get(place.checked_sub(1)?));
    place.and_then(beside).is_some_and(|one| one.chars().count() > 1 && one.chars().all(char::is_uppercase))
}

fn cyrillic_into(text: &str, cyrillic: &mut String) {
    let tokens: Vec<Token<'_>> = tokens(text).collect();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Word(word) if is_foreign(word) || roman::is_numeral(word, &tokens, index) => {
                cyrillic.push_str(word);
            }
            Token::Word(word) => word_to_cyrillic(word, cyrillic),
            Token::Address(other) | Token::Code(other) | Token::Between(other) => cyrillic.push_str(other),
        }
    }
}

/// Whether a word has a letter that no Serbian word has.
fn is_foreign(word: &str) -> bool {
    word.contains(['q', 'w', 'x', 'y', 'Q', 'W', 'X', 'Y'])
}

fn word_to_latin(word: &str, latin: &mut String) {
    let mut letters = word.chars().peekable();
    let mut previous = None;
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        if next == Some(ACUTE)
            && let Some(accented) = table::montenegrin_latin(letter)
        {
            latin.push(accented);
            letters.next();
        } else {
            match table::latin(letter) {
                Some([first, Some(second)]) => {
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
        }
        previous = Some(letter);
    }
}

/// Whether a capital stands among capitals: the next letter decides, at a word's end the one before.
fn is_shouted(previous: Option<char>, next: Option<char>) -> bool {
    next.or(previous).is_some_and(char::is_uppercase)
}

fn word_to_cyrillic(word: &str, cyrillic: &mut String) {
    let is_composed = !word.contains(|letter| matches!(letter, '\u{300}'..='\u{36f}'));
    if is_composed && !may_have_digraph(word) {
        return letters_to_cyrillic(word.chars(), |_| false, cyrillic);
    }
    let letters: Vec<char> = if is_composed { word.chars().collect() } else { word.nfc().collect() };
    let splits = splits(&letters);
    letters_to_cyrillic(letters.into_iter(), |index| splits.contains(&index), cyrillic);
}

/// Where digraphs do not join; soft hyphens are no letters.
fn splits(letters: &[char]) -> Vec<usize> {
    if !letters.contains(&SOFT_HYPHEN) {
        return exceptions::splits(letters);
    }
    let (places, spelled): (Vec<usize>, Vec<char>) =
        letters.iter().enumerate().filter(|(_, letter)| **letter != SOFT_HYPHEN).unzip();
    exceptions::splits(&spelled).into_iter().filter_map(|index| places.get(index).copied()).collect()
}

/// Whether the letter at `place` of a text and the one after it are one letter of Serbian: not so in `injekcija`.
pub(crate) fn joins(text: &[char], place: usize) -> bool {
    let pair = text.get(place).zip(text.get(place + 1));
    if pair.and_then(|(first, second)| table::cyrillic_of_digraph(*first, *second)).is_none() {
        return false;
    }
    let start = text.get(..place).unwrap_or_default().iter().rposition(|letter| !letter.is_alphabetic());
    let start = start.map_or(0, |before| before + 1);
    let word: Vec<char> =
        text.get(start..).unwrap_or_default().iter().copied().take_while(|letter| letter.is_alphabetic()).collect();
    !exceptions::splits(&word).contains(&(place - start))
}

/// Whether the word may have `lj`, `nj` or `dž` in it.
fn may_have_digraph(word: &str) -> bool {
    word.contains(['j', 'J', 'ž', 'Ž'])
}

fn letters_to_cyrillic(letters: impl Iterator<Item = char>, is_split: impl Fn(usize) -> bool, cyrillic: &mut String) {
    let mut letters = letters.enumerate().peekable();
    while let Some((index, letter)) = letters.next() {
        let digraph =
            letters.peek().filter(|_| !is_split(index)).and_then(|(_, next)| table::cyrillic_of_digraph(letter, *next));
        if let Some(one) = digraph {
            cyrillic.push(one);
            letters.next();
        } else if let Some(base) = table::montenegrin_cyrillic(letter) {
            cyrillic.push(base);
            cyrillic.push(ACUTE);
        } else {
            cyrillic.push(table::cyrillic(letter).unwrap_or(letter));
        }
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
            ("ЏУНГЛА, Џунгла, ЏУГАЊ", "DŽUNGLA, Džungla, DŽUGANJ"),
            ("ЗОНА Љ", "ZONA LJ"),
            ("Зона Љ", "Zona Lj"),
            ("Њ. П. Његош", "Nj. P. Njegoš"),
            ("Љ. ПЕТРОВИЋ", "LJ. PETROVIĆ"),
            ("Љ", "Lj"),
            ("КЊ-12", "KNJ-12"),
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
    fn letters_of_one_code_point_are_two() {
        assert_eq!(
            to_cyrillic("ǉubav ǈubav ǇUBAV ǌiva ǋiva ǊIVA ǆep ǅep ǄEP"),
            "љубав Љубав ЉУБАВ њива Њива ЊИВА џеп Џеп ЏЕП"
        );
    }

    #[test]
    fn soft_hyphens_stand_within_words() {
        assert_eq!(to_cyrillic("in\u{ad}jek\u{ad}ci\u{ad}ja, že\u{ad}lja"), "ин\u{ad}јек\u{ad}ци\u{ad}ја, же\u{ad}ља");
        assert_eq!(to_latin("инјек\u{ad}ција"), "injek\u{ad}cija");
    }

    #[test]
    fn mixed_scripts_become_one() {
        assert_eq!(to_cyrillic("медиjацијa"), "медијација");
        assert_eq!(to_latin("медиjацијa"), "medijacija");
        assert_eq!(to_cyrillic("Ovo je текст у два pisma"), "Ово је текст у два писма");
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
