//! Looks whether a translation says what the term base says.
//!
//! Words are compared in the folded form of search, without script and diacritics, and by their beginnings, since
//! Serbian and Macedonian words change at their end: *избеглица, избеглицама*; *тражилац, тражиоци*; *центар, центра*;
//! *бегалец, бегалци*. Two words are taken for the same where they share a stem: a short word whole, a longer one but
//! for its last letters, and the one in the text is at most three letters longer.
//!
//! What this cannot know: a word that changes at its beginning or in its stem (*човек, људи*; *најбољи*); which of
//! several meanings a word has; that a pronoun or another sentence stands for the term; words that are between those of
//! a phrase; that *избеглиштво* is not *избеглица*. So a flag is a hint to look, and nothing that refuses a text.

use vidik_base::{LanguageTag, TermId};
use vidik_lang::fold;

use crate::terms::Term;

/// How many letters a word may be longer than the entry's.
const LONGEST_ENDING: usize = 3;

/// A term of the source that the translation does not say as the term base does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermFlag {
    /// The entry.
    pub term: TermId,
    /// What the source says.
    pub source: String,
    /// What the translation should say: any of these.
    pub wanted: Vec<String>,
}

/// The entries whose word the source has and whose translation the target lacks. Only the longest of entries that
/// overlap counts: *asylum centre* is not *asylum*.
pub fn check_terms(
    terms: &[Term],
    (source_language, source): (&LanguageTag, &str),
    (target_language, target): (&LanguageTag, &str),
) -> Vec<TermFlag> {
    let (source, target) = (words(source), words(target));
    let mut found: Vec<(std::ops::Range<usize>, &Term, &String)> = Vec::new();
    for term in terms.iter().filter(|term| term.checked && term.texts.contains_key(target_language)) {
        for phrase in term.texts.get(source_language).into_iter().flatten() {
            found.extend(places(&source, &words(phrase)).map(|place| (place, term, phrase)));
        }
    }
    let hidden = |place: &std::ops::Range<usize>| {
        found
            .iter()
            .any(|(other, ..)| other.len() > place.len() && other.start <= place.start && place.end <= other.end)
    };
    let mut flags: Vec<TermFlag> = Vec::new();
    for (place, term, phrase) in &found {
        let wanted = term.texts.get(target_language).cloned().unwrap_or_default();
        let said = wanted.iter().any(|phrase| places(&target, &words(phrase)).next().is_some());
        if !hidden(place) && !said && !flags.iter().any(|flag| flag.term == term.id) {
            flags.push(TermFlag { term: term.id, source: (*phrase).clone(), wanted });
        }
    }
    flags
}

fn words(text: &str) -> Vec<Vec<char>> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().collect())
        .collect()
}

/// Where the phrase stands: its words one after the other.
fn places<'a>(text: &'a [Vec<char>], phrase: &'a [Vec<char>]) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
    let long = phrase.len().max(1);
    text.windows(long)
        .zip(0..)
        .filter(move |(window, _)| {
            !phrase.is_empty() && window.iter().zip(phrase).all(|(found, wanted)| same_stem(found, wanted))
        })
        .map(move |(_, start)| start..start + long)
}

/// Whether two words are taken for forms of the same one.
fn same_stem(found: &[char], wanted: &[char]) -> bool {
    let dropped = match wanted.len() {
        0..=3 => 0,
        4 => 1,
        5..=7 => 2,
        _ => 3,
    };
    let shared = found.iter().zip(wanted).take_while(|(found, wanted)| found == wanted).count();
    shared + dropped >= wanted.len() && found.len() <= wanted.len() + LONGEST_ENDING
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::parse(text).unwrap()
    }

    fn base(entries: &[(&str, &str, &str)]) -> Vec<Term> {
        let entry = |(place, (en, sr, mk)): (usize, &(&str, &str, &str))| Term {
            id: TermId(uuid::Uuid::from_u128(place as u128)),
            texts: [("en", en), ("sr-Cyrl", sr), ("mk", mk)]
                .into_iter()
                .map(|(language, words)| (tag(language), words.split('|').map(str::to_owned).collect()))
                .collect(),
            note: String::new(),
            checked: true,
            revision: 1,
            changed_by: None,
            changed_at: "2026-01-01T00:00:00Z".parse().unwrap(),
        };
        entries.iter().enumerate().map(entry).collect()
    }

    fn flagged(terms: &[Term], from: (&str, &str), to: (&str, &str)) -> Vec<String> {
        let flags = check_terms(terms, (&tag(from.0), from.1), (&tag(to.0), to.1));
        flags.into_iter().map(|flag| flag.source).collect()
    }

    #[test]
    fn case_endings_are_no_difference() {
        let terms = base(&[
            ("refugee", "избеглица", "бегалец"),
            ("asylum seeker", "тражилац азила", "барател на азил"),
            ("asylum centre", "центар за азил", "центар за азил"),
            ("asylum", "азил", "азил"),
            ("migration", "миграција", "миграција"),
        ]);
        for (source, target) in [
            ("Избеглицама се помаже.", "Им се помага на бегалците."),
            ("Тражиоци азила чекају.", "Барателите на азил чекаат."),
            ("Тражиоцима азила", "на барателите на азил"),
            ("у Центру за азил", "во Центарот за азил"),
            ("Миграције и миграцијама", "Миграциите"),
        ] {
            assert_eq!(flagged(&terms, ("sr-Cyrl", source), ("mk", target)), Vec::<String>::new(), "{source}");
        }
        assert_eq!(flagged(&terms, ("en", "Refugees"), ("sr-Cyrl", "избегличким")), Vec::<String>::new());
    }

    #[test]
    fn another_word_is_flagged_once() {
        let terms =
            base(&[("refugee", "избеглица", "бегалец"), ("border police", "гранична полиција", "гранична полиција")]);
        let source = "Избеглице и граничну полицију, па опет избеглицу.";
        assert_eq!(
            flagged(&terms, ("sr-Cyrl", source), ("mk", "Мигрантите и царинската полиција.")),
            ["избеглица", "гранична полиција"]
        );
        assert_eq!(
            flagged(&terms, ("sr-Cyrl", source), ("mk", "Бегалците и граничната полиција.")),
            Vec::<String>::new()
        );
    }

    #[test]
    fn any_of_several_words_will_do_in_either_script() {
        let terms = base(&[("quiz|check", "провера знања", "проверка на знаењето")]);
        assert_eq!(
            flagged(&terms, ("en", "A short check"), ("sr-Cyrl", "Kratka provera znanja")),
            Vec::<String>::new()
        );
        assert_eq!(flagged(&terms, ("en", "A short check"), ("sr-Cyrl", "Кратак квиз")), ["check"]);
    }

    #[test]
    fn the_longest_entry_counts() {
        let terms =
            base(&[("reception centre", "прихватни центар", "прифатен центар"), ("centre", "Центар", "Центар")]);
        // Only the phrase is missing; *centre* alone is not asked for.
        assert_eq!(flagged(&terms, ("en", "a reception centre"), ("mk", "дом")), ["reception centre"]);
    }

    #[test]
    fn another_word_with_the_same_beginning_is_another_word() {
        for (found, wanted) in [("род", "родитељ"), ("родитељима", "род"), ("азот", "азил")]
        {
            let (found, wanted) = (words(found).remove(0), words(wanted).remove(0));
            assert!(!same_stem(&found, &wanted), "{found:?} {wanted:?}");
        }
    }
}
