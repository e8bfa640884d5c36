//! Every rule is broken once.

use serde_json::{Value, json};
use vidik_base::InterfaceLanguage;
use vidik_package::Severity;
use vidik_quiz::{Bank, Blueprint, Quiz, QuizProblem, check_bank, check_blueprint, check_quiz, messages};

use crate::sample;

fn told(problems: &[QuizProblem]) -> Vec<String> {
    problems.iter().map(|problem| format!("{} {}", problem.pointer, problem.rule)).collect()
}

/// A bank of one question, in Serbian and English.
fn bank_of(question: Value) -> Vec<String> {
    let bank: Bank = serde_json::from_value(json!({"id": "one", "questions": [question]})).unwrap();
    told(&check_bank(&bank, &sample::languages()[..2]))
}

fn text(words: &str) -> Value {
    json!({"sr-Cyrl": words, "en": words})
}

#[test]
fn a_good_bank_and_a_good_quiz_have_no_problems() {
    let (bank, blueprint, languages) = (sample::bank(), sample::blueprint(), sample::languages());
    assert_eq!(told(&check_bank(&bank, &languages)), Vec::<String>::new());
    assert_eq!(told(&check_blueprint(&blueprint, Some(&bank))), Vec::<String>::new());
    let quiz = sample::exit_test();
    assert_eq!(told(&check_quiz(&quiz, Some(&blueprint), Some(&bank), &languages)), Vec::<String>::new());
}

#[test]
fn choices_are_enough_and_rightly_marked() {
    let choice = |id: &str, correct: bool| json!({"id": id, "text": text(id), "correct": correct});
    let single =
        |choices: Value| bank_of(json!({"id": "q", "type": "single", "prompt": text("?"), "choices": choices}));
    assert_eq!(single(json!([choice("a", true), choice("b", false)])), Vec::<String>::new());
    assert_eq!(single(json!([choice("a", true)])), ["/questions/0/choices CRS-QUIZ-CHOICES"]);
    assert_eq!(single(json!([choice("a", true), choice("b", true)])), ["/questions/0/choices CRS-QUIZ-CORRECT"]);
    assert_eq!(single(json!([choice("a", false), choice("b", false)])), ["/questions/0/choices CRS-QUIZ-CORRECT"]);
    let twice = single(json!([choice("a", true), choice("a", false)]));
    assert!(twice.contains(&"/questions/0/choices/1/id CRS-QUIZ-DUPLICATE".to_owned()), "{twice:?}");
    assert!(twice.contains(&"/questions/0/choices CRS-QUIZ-SAME".to_owned()), "{twice:?}");
}

#[test]
fn gaps_are_the_same_in_text_and_answers() {
    let gap = |text: Value| {
        bank_of(json!({"id": "q", "type": "gap", "prompt": {"sr-Cyrl": "?", "en": "?"}, "text": text,
            "gaps": {"year": {"numeric": {"value": 1951, "tolerance": -1}}, "city": {"accept": {"en": []}}}}))
    };
    let good = json!({"sr-Cyrl": "{{city}} {{year}}", "en": "{{year}} {{city}}"});
    let answers =
        ["/questions/0/gaps/city/accept CRS-QUIZ-ACCEPT", "/questions/0/gaps/year/numeric/tolerance CRS-QUIZ-NUMBER"];
    assert_eq!(gap(good), answers);
    let bad = gap(json!({"sr-Cyrl": "{{city}} {{year}} {{year}}", "en": "{{year}} {{place}}"}));
    assert_eq!(bad[..2], ["/questions/0/text/en CRS-QUIZ-GAPS", "/questions/0/text/sr-Cyrl CRS-QUIZ-GAPS"]);
}

#[test]
fn texts_are_there_in_the_master_language() {
    let found = bank_of(json!({"id": "Q 1", "topic": "none", "type": "true-false", "correct": true, "points": 0,
        "prompt": {"en": "?", "de": "?"}, "feedback": {"sr-Cyrl": "!"}}));
    assert_eq!(
        found,
        [
            "/questions/0/id CRS-QUIZ-ID",
            "/questions/0/topic CRS-QUIZ-TOPIC",
            "/questions/0/points CRS-QUIZ-NUMBER",
            "/questions/0/prompt CRS-QUIZ-TEXT",
            "/questions/0/prompt/de CRS-QUIZ-LANGUAGE",
            " CRS-QUIZ-UNTRANSLATED",
        ]
    );
}

#[test]
fn forms_are_parallel() {
    let mut bank = sample::bank();
    bank.questions.retain(|question| question.id != "law-2-b");
    let draw_two = told(&check_blueprint(&sample::blueprint(), Some(&bank)));
    assert_eq!(draw_two, ["/draw/0/count CRS-QUIZ-DRAW", "/bank CRS-QUIZ-FORMS"]);
    assert_eq!(told(&check_bank(&bank, &sample::languages())), ["/questions/2/pair CRS-QUIZ-PAIR"]);
    let mut single = sample::blueprint();
    single.forms = vidik_quiz::Forms::Single;
    assert_eq!(told(&check_blueprint(&single, Some(&bank))), Vec::<String>::new());
    bank.questions[0].form = None;
    let both = told(&check_blueprint(&sample::blueprint(), Some(&bank)));
    assert!(both.contains(&"/bank CRS-QUIZ-BOTH-FORMS".to_owned()), "{both:?}");
    assert_eq!(told(&check_blueprint(&sample::blueprint(), None)), ["/bank CRS-QUIZ-BANK"]);
}

#[test]
fn a_quiz_says_where_its_questions_come_from() {
    let bank = sample::bank();
    let check = |json: Value, blueprint: Option<&Blueprint>, bank: Option<&Bank>| {
        let quiz: Quiz = serde_json::from_value(json).unwrap();
        told(&check_quiz(&quiz, blueprint, bank, &[sample::tag("en")]))
    };
    let title = json!({"en": "T"});
    let nothing =
        json!({"id": "q", "kind": "quiz", "title": title, "pass_mark": 1.5, "attempts": 0, "time_limit_minutes": 0});
    assert_eq!(
        check(nothing, None, None),
        [
            "/pass_mark CRS-QUIZ-NUMBER",
            "/attempts CRS-QUIZ-NUMBER",
            "/time_limit_minutes CRS-QUIZ-NUMBER",
            " CRS-QUIZ-SOURCE"
        ]
    );
    let named = |field: &str| json!({"id": "q", "kind": "quiz", "title": title, field: "main"});
    assert_eq!(check(named("blueprint"), None, None), ["/blueprint CRS-QUIZ-BLUEPRINT"]);
    assert_eq!(check(named("bank"), None, None), ["/bank CRS-QUIZ-BANK"]);
    let draws = json!({"id": "q", "kind": "survey", "title": title, "pass_mark": 0.5, "bank": "tests",
        "draw": [{"topic": "law", "count": 5}, {"topic": "none", "count": 1}, {"topic": "law", "count": 0}]});
    assert_eq!(
        check(draws, None, Some(&bank)),
        [
            "/pass_mark CRS-QUIZ-IDLE",
            "/draw/0/count CRS-QUIZ-DRAW",
            "/draw/1/topic CRS-QUIZ-TOPIC",
            "/draw/2/count CRS-QUIZ-DRAW"
        ]
    );
    let likert = sample::written(json!({"id": "l", "type": "likert", "prompt": {"en": "?"},
        "scale": [{"id": "1", "text": {"en": "no"}}, {"id": "2", "text": {"en": "yes"}}]}));
    let survey = Bank { questions: vec![likert], ..bank };
    assert_eq!(check(named("bank"), None, Some(&survey)), ["/bank CRS-QUIZ-UNMARKED"]);
}

#[test]
fn a_problem_becomes_a_finding_in_words() {
    let problem = &check_blueprint(&Blueprint { bank: "none".to_owned(), ..sample::blueprint() }, None)[0];
    let finding = problem.finding("course.json", 7);
    assert_eq!((finding.severity, finding.line), (Severity::Error, Some(7)));
    let text = finding.text(&messages::catalogue(), InterfaceLanguage::SrLatn);
    assert_eq!(text.message, "Banka pitanja „none“ ne postoji.");
}
