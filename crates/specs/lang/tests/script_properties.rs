//! Cyrillic → Latin → Cyrillic gives the same word again.

use proptest::prelude::*;
use vidik_lang::script::{to_cyrillic, to_latin};

/// Words over the thirty letters, in three cases, without the pairs whose border Latin cannot show.
fn word() -> impl Strategy<Value = String> {
    let letters: Vec<char> = "абвгдђежзијклљмнњопрстћуфхцчџш".chars().collect();
    let letters = prop::collection::vec(prop::sample::select(letters), 1..12);
    (letters, 0..3_u8)
        .prop_map(|(letters, case)| {
            let small: String = letters.iter().collect();
            match case {
                0 => small,
                1 => small.to_uppercase(),
                _ => letters
                    .iter()
                    .take(1)
                    .flat_map(|letter| letter.to_uppercase())
                    .chain(letters.iter().skip(1).copied())
                    .collect(),
            }
        })
        .prop_filter("a border that Latin does not show", |word| {
            let small = word.to_lowercase();
            !["нј", "лј", "дж"].iter().any(|pair| small.contains(pair))
        })
        .prop_filter("a numeral or a listed exception in Latin letters", |word| {
            let latin = to_latin(word);
            let is_numeral = latin.chars().all(|letter| "IVXLCDM".contains(letter));
            let small = latin.to_lowercase();
            !is_numeral && !LISTED.iter().any(|entry| small.contains(entry))
        })
}

/// Beginnings of the exceptions: a random word with њ in such a place is read as the exception.
const LISTED: [&str; 14] = [
    "injek", "injic", "injur", "konje", "konju", "tanju", "vanje", "vanju", "panju", "anjon", "ssrnj", "nadž", "odž",
    "predž",
];

proptest! {
    #[test]
    fn serbian_words_survive_both_ways(word in word()) {
        prop_assert_eq!(to_cyrillic(&to_latin(&word)), word);
    }

    #[test]
    fn latin_output_has_no_serbian_cyrillic(word in word()) {
        let has_cyrillic = to_latin(&word).contains(|letter| ('а'..='џ').contains(&letter));
        prop_assert!(!has_cyrillic);
    }

    #[test]
    fn any_text_is_taken(text in any::<String>()) {
        let _ = to_cyrillic(&to_latin(&text));
    }

    #[test]
    fn search_folding_is_stable(text in any::<String>()) {
        let folded = vidik_lang::fold(&text);
        prop_assert_eq!(vidik_lang::fold(&folded), folded.clone());
    }

    #[test]
    fn both_scripts_fold_alike(word in word()) {
        prop_assert_eq!(vidik_lang::fold(&to_latin(&word)), vidik_lang::fold(&word));
    }
}
