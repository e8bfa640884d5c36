//! Cyrillic → Latin → Cyrillic gives the same word again, on a corpus of inflected words.
//!
//! The stems are ours, and are inflected mechanically: a form may be one that nobody says, but never one that
//! Serbian spelling would not allow.

#![expect(clippy::panic, clippy::unwrap_used, reason = "the stems lie beside this file")]

use std::collections::BTreeSet;

use vidik_lang::script::{to_cyrillic, to_latin};

const STEMS: &str = include_str!("stems.txt");

const HARD: &[&str] = &["и", "а", "о", "ог", "ога", "ом", "оме", "ому", "им", "их", "има", "е", "у", "ој"];
const SOFT: &[&str] = &["и", "а", "е", "ег", "ега", "ем", "ему", "им", "их", "има", "у", "ој"];

/// Endings by paradigm; those with `*` are followed by the endings of hard adjectives, `+` of soft ones.
fn endings(paradigm: &str) -> &'static [&'static str] {
    match paradigm {
        "noun-hard" => &["", "а", "у", "е", "ом", "и", "има"],
        "noun-soft" => &["", "а", "у", "ем", "и", "има", "е"],
        "noun-ov" => &["", "а", "у", "е", "ом", "ови", "ова", "овима", "ове"],
        "noun-ev" => &["", "а", "у", "ем", "еви", "ева", "евима", "еве"],
        "noun-ost" => &["ост", "ости", "ошћу", "остима"],
        "noun-o" => &["о", "а", "у", "ом", "има"],
        "noun-e" => &["е", "а", "у", "ем", "има"],
        "adjective" => &["", "*", "иј+"],
        "relational" => &["*"],
        "soft" => &["+"],
        "ati" => &[
            "м", "ш", "", "мо", "те", "ју", "ј", "јмо", "јте", "х", "смо", "сте", "ше", "ти", "о", "ла", "ло", "ли",
            "ле", "н", "н*", "јући", "вши", "ње", "ња", "њу", "њем", "њима",
        ],
        "ovati" => &[
            "ујем",
            "ујеш",
            "ује",
            "ујемо",
            "ујете",
            "ују",
            "уј",
            "ујмо",
            "ујте",
            "овах",
            "оваше",
            "овасмо",
            "овасте",
            "овати",
            "овао",
            "овала",
            "овало",
            "овали",
            "овале",
            "ован",
            "ован*",
            "ујући",
            "овавши",
            "овање",
            "овања",
            "овању",
            "овањем",
            "овањима",
        ],
        "iti" => &[
            "им", "иш", "и", "имо", "ите", "е", "их", "исмо", "исте", "ише", "ити", "ио", "ила", "ило", "или", "иле",
            "ећи", "ивши",
        ],
        "plain" => &[""],
        other => panic!("no endings for {other}"),
    }
}

fn inflect(paradigm: &str, stem: &str, words: &mut BTreeSet<String>) {
    if paradigm == "noun-a" {
        let base = stem.strip_suffix('а').unwrap_or(stem);
        words.extend(["а", "е", "и", "у", "о", "ом", "ама"].map(|ending| format!("{base}{ending}")));
        return;
    }
    let degrees: &[&str] = if paradigm.ends_with("adjective") { &["", "нај"] } else { &[""] };
    for ending in endings(paradigm) {
        for degree in degrees {
            let form = |rest: &str| format!("{degree}{stem}{rest}");
            if let Some(middle) = ending.strip_suffix('*') {
                words.extend(HARD.iter().map(|one| form(&format!("{middle}{one}"))));
            } else if let Some(middle) = ending.strip_suffix('+') {
                words.extend(SOFT.iter().map(|one| form(&format!("{middle}{one}"))));
            } else {
                words.insert(form(ending));
            }
        }
    }
}

/// All words, and those in which two Latin letters are two Cyrillic ones.
fn corpus() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut words, mut split) = (BTreeSet::new(), BTreeSet::new());
    for line in STEMS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (paradigm, stems) = line.split_once(": ").unwrap();
        for stem in stems.split(' ') {
            match paradigm.strip_prefix("split-") {
                Some(paradigm) => inflect(paradigm, stem, &mut split),
                None => inflect(paradigm, stem, &mut words),
            }
        }
    }
    words.extend(split.iter().cloned());
    (words, split)
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[test]
fn the_corpus_is_large_and_written_in_thirty_letters() {
    let (words, split) = corpus();
    assert!(words.len() >= 20_000, "{} words", words.len());
    assert!(split.len() >= 1_000, "{} words whose letters do not join", split.len());
    for word in &words {
        assert!(word.to_lowercase().chars().all(|letter| "абвгдђежзијклљмнњопрстћуфхцчџш".contains(letter)), "{word}");
    }
    for word in &split {
        let small = word.to_lowercase();
        assert!(["нј", "лј", "дж"].iter().any(|pair| small.contains(pair)), "{word}");
    }
}

#[test]
fn every_word_survives_both_ways_in_every_case() {
    let (words, _) = corpus();
    let mut wrong = Vec::new();
    for word in &words {
        // Short words in capitals may be numerals: ВИ is VI.
        let capitals = (word.chars().count() > 3).then(|| word.to_uppercase());
        for spelling in [Some(word.clone()), Some(capitalised(word)), capitals].into_iter().flatten() {
            let latin = to_latin(&spelling);
            let back = to_cyrillic(&latin);
            if back != spelling {
                wrong.push(format!("{spelling} → {latin} → {back}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} words, among them {:#?}", wrong.len(), wrong.iter().take(40).collect::<Vec<_>>());
}

#[test]
fn converting_twice_is_converting_once() {
    for word in &corpus().0 {
        let latin = to_latin(word);
        assert_eq!(to_latin(&latin), latin);
        assert_eq!(&to_cyrillic(word), word);
        assert!(latin.chars().all(|letter| !('\u{400}'..='\u{52f}').contains(&letter)), "{latin}");
    }
}

#[test]
fn the_whole_corpus_as_one_text_survives_too() {
    let text: Vec<String> = corpus().0.into_iter().collect();
    let text = text.join(" ");
    assert_eq!(to_cyrillic(&to_latin(&text)), text);
}
