//! Texts out and in again.

use proptest::prelude::*;
use vidik_course::{SetTextError, SourceFiles, UnitKind, read, set_text, set_texts};

use crate::{course, sample, tag};

#[test]
fn every_text_of_the_sample_is_there() {
    let units = course(&sample()).units();
    let listed: Vec<String> = units
        .iter()
        .map(|unit| {
            let paths: Vec<&str> = unit.strings.iter().map(|string| string.path.as_str()).collect();
            format!("{} ({}): {}", unit.key, unit.name, paths.join(" "))
        })
        .collect();
    insta::assert_snapshot!(listed.join("\n"));
}

#[test]
fn the_hash_follows_the_master_text_alone() {
    let mut files = sample();
    let hash = |files: &SourceFiles| {
        let units = course(files).units();
        units.iter().find(|unit| unit.key == "glossary.non-refoulement").unwrap().hash(&tag("sr-Cyrl"))
    };
    let before = hash(&files);
    set_text(&mut files, "glossary.non-refoulement", "term", &tag("mk"), "друго").unwrap();
    assert_eq!(hash(&files), before);
    set_text(&mut files, "glossary.non-refoulement", "term", &tag("sr-Cyrl"), "друго").unwrap();
    assert_ne!(hash(&files), before);
}

#[test]
fn one_text_changes_and_the_file_stays_as_it_was() {
    let mut files = sample();
    let before = String::from_utf8(files.get("course.json").unwrap().to_vec()).unwrap();
    set_text(&mut files, "module.basics.title", "text", &tag("en"), "\"First\" things\n").unwrap();
    let after = std::str::from_utf8(files.get("course.json").unwrap()).unwrap();
    assert_eq!(after, before.replace("\"Basics\"", "\"\\\"First\\\" things\\n\""));
}

#[test]
fn a_new_language_is_written_beside_the_others() {
    let mut files = sample();
    let sq = tag("sq");
    set_texts(
        &mut files,
        [
            ("course.title", "text", &sq, "Kurs"),
            ("course.summary", "text", &sq, "Përmbledhje"),
            ("question.basics.gap", "gap.city.accept", &sq, "Gjenevë\nGjeneva"),
        ],
    )
    .unwrap();
    let text = std::str::from_utf8(files.get("course.json").unwrap()).unwrap();
    assert!(text.contains(r#""mk": "Примерен курс", "sq": "Kurs"}"#), "{text}");
    assert!(text.contains(",\n    \"sq\": \"Përmbledhje\"\n  },"), "{text}");
    let bank = std::str::from_utf8(files.get("banks/basics.json").unwrap()).unwrap();
    assert!(bank.contains(r#""sq": ["Gjenevë","Gjeneva"]"#), "{bank}");
}

#[test]
fn what_is_not_there_cannot_be_set() {
    let mut files = sample();
    for (key, path, language, error) in [
        ("course.title", "body", "en", SetTextError::Unknown),
        ("lesson.none", "body", "en", SetTextError::Unknown),
        ("lesson.words", "body", "de", SetTextError::Language),
    ] {
        assert_eq!(set_text(&mut files, key, path, &tag(language), "x"), Err(error));
    }
    assert_eq!(files, sample());
    let mut broken = SourceFiles::new();
    assert_eq!(set_text(&mut broken, "course.title", "text", &tag("en"), "x"), Err(SetTextError::Unreadable));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is put in is read again, and nothing else is different.
    #[test]
    fn set_and_read_give_the_same(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..3_usize, "(\\PC|[\"\\\\\n\r\t{}]){0,40}"), 1..8),
    ) {
        let mut files = sample();
        let mut wanted = course(&files).units();
        let languages = ["en", "sr-Cyrl", "mk"].map(tag);
        let places: Vec<(usize, usize)> = wanted
            .iter()
            .enumerate()
            .flat_map(|(unit, of)| (0..of.strings.len()).map(move |string| (unit, string)))
            .collect();
        for (place, language, text) in &changes {
            let (unit, string) = places[place.index(places.len())];
            let unit = &mut wanted[unit];
            let string = &mut unit.strings[string];
            string.texts.insert(languages[*language].clone(), text.clone());
            set_text(&mut files, &unit.key, &string.path, &languages[*language], text).unwrap();
        }
        let found = read(&files).0.unwrap().units();
        for (wanted, found) in wanted.iter().zip(&found) {
            prop_assert_eq!(&wanted.strings, &found.strings);
            prop_assert_eq!(&wanted.key, &found.key);
            prop_assert!(wanted.kind != UnitKind::Lesson || wanted.strings[0].path == "body");
        }
        prop_assert_eq!(wanted.len(), found.len());
    }
}
