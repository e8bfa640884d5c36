//! What questions are worth.

use serde_json::json;
use vidik_quiz::analysis::{ChoiceCount, FEWEST_ANSWERS, Sheet, SheetAnswer, analysis};

use crate::sample::bank;

/// A paper of three questions, right or wrong.
fn sheet(language: &str, right: [bool; 3]) -> Sheet {
    let answer = |id: &str, right: bool, good: &str, bad: &str| {
        let response = json!(if right { good } else { bad });
        (id.to_owned(), SheetAnswer { share: Some(if right { 1.0 } else { 0.0 }), response })
    };
    let answers = [
        answer("law-1-a", right[0], "a", "c"),
        answer("law-2-a", right[1], "true", "false"),
        answer("bodies-2-a", right[2], "18", "21"),
    ];
    Sheet { language: language.to_owned(), answers: answers.into() }
}

#[test]
fn few_answers_carry_no_figures() {
    let sheets: Vec<Sheet> = (1..FEWEST_ANSWERS).map(|_| sheet("en", [true; 3])).collect();
    let found = analysis(&bank(), &sheets);
    assert_eq!((found.papers, found.mean, found.questions.len()), (19, None, 3));
    for question in &found.questions {
        assert_eq!(question.refused.unwrap().code, "too_few_answers");
        assert!(question.difficulty.is_none() && question.choices.is_empty());
    }
}

#[test]
fn questions_tell_good_from_bad_or_do_not() {
    // Who knows the law knows about bodies; the second question is against the rest.
    let mut sheets: Vec<Sheet> = (0..15).map(|_| sheet("en", [true, false, true])).collect();
    sheets.extend((0..5).map(|_| sheet("en", [false, true, false])));
    let found = analysis(&bank(), &sheets);
    let of = |id: &str| found.questions.iter().find(|one| one.question == id).unwrap();
    assert_eq!(of("law-1-a").difficulty, Some(0.75));
    assert!(of("law-2-a").discrimination.unwrap() < -0.99);
    let counts = [("a", true, 15), ("b", false, 0), ("c", false, 5)];
    let counts = counts.map(|(id, correct, count)| ChoiceCount { id: id.to_owned(), correct, count });
    assert_eq!(of("law-1-a").choices, counts);
    assert!(of("law-1-a").languages.is_empty(), "there is one language only");
    let alike: Vec<Sheet> = (0..20).map(|_| sheet("en", [true; 3])).collect();
    assert_eq!(analysis(&bank(), &alike).questions[0].discrimination, None);
}

#[test]
fn a_question_that_is_harder_in_one_language_is_flagged() {
    // People of like results: in Macedonian the first question fails.
    let mut sheets: Vec<Sheet> = (0..25).map(|place| sheet("en", [place % 5 != 0, true, place % 2 == 0])).collect();
    sheets.extend((0..25).map(|place| sheet("mk", [place % 5 == 0, true, place % 2 == 0])));
    sheets.extend((0..19).map(|_| sheet("sr-Latn", [false, true, true])));
    let found = analysis(&bank(), &sheets);
    let first = &found.questions[0].languages;
    assert_eq!(
        first.iter().map(|one| (one.language.as_str(), one.flagged)).collect::<Vec<_>>(),
        [("en", true), ("mk", true)]
    );
    assert!((first[1].difference + 0.6).abs() < 1e-9, "{first:?}");
    assert!(found.questions[1].languages.iter().all(|one| !one.flagged));
    // Both scripts are one language.
    sheets.push(sheet("sr-Cyrl", [false, true, true]));
    assert_eq!(analysis(&bank(), &sheets).questions[0].languages.len(), 3);
}
