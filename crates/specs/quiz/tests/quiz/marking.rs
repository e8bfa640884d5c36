//! What answers are worth.

use serde_json::{Value, json};
use vidik_quiz::{Mark, Question, Response, ResponseError, mark, number};

use crate::sample::{question, written};

fn marked(question: &Question, response: Value) -> Mark {
    mark(question, Response::read(question, &response).unwrap().as_ref())
}

fn points(question: &Question, response: Value) -> f64 {
    (marked(question, response).points * 1_000.0).round() / 1_000.0
}

macro_rules! points {
    ($question:expr, $($response:tt => $points:expr),+ $(,)?) => {
        $(assert!((points(&$question, json!($response)) - $points).abs() < 1e-9, "{} of {}", json!($response), $question.id);)+
    };
}

#[test]
fn choices() {
    points!(question("law-1-a"), "a" => 2.0, "b" => 0.0, null => 0.0);
    points!(question("law-2-a"), "true" => 1.0, "false" => 0.0);
    // Right minus wrong of two right ones, never below nothing.
    let several = question("law-1-b");
    points!(several, ["a", "b"] => 2.0, ["a"] => 1.0, ["a", "c"] => 0.0, ["a", "b", "c"] => 1.0, ["c", "d"] => 0.0,
        ["a", "b", "c", "d"] => 0.0, [] => 0.0);
    let mut strict = several;
    strict.scoring = vidik_quiz::Scoring::AllOrNothing;
    points!(strict, ["b", "a"] => 2.0, ["a"] => 0.0, ["a", "b", "c"] => 0.0);
}

#[test]
fn parts() {
    let matching = question("bodies-1-a");
    points!(matching, {"p1": "p1", "p2": "p2"} => 2.0, {"p1": "p1", "p2": "x"} => 1.0, {"p1": "p2", "p2": "p1"} => 0.0);
    let ordering = question("bodies-1-b");
    points!(ordering, ["i1", "i2", "i3"] => 1.0, ["i1", "i3", "i2"] => 0.0, ["i1"] => 0.0);
    let mut partial = ordering;
    partial.scoring = vidik_quiz::Scoring::Partial;
    points!(partial, ["i1", "i3", "i2"] => 0.333);
    let gap = question("law-2-b");
    points!(gap, {"year": "1951", "city": "geneva", "body": "a"} => 3.0, {"year": "1951."} => 1.0,
        {"year": "1952", "city": "Ženevi", "body": "b"} => 1.0, {"city": " женева "} => 1.0);
    let mark = marked(&gap, json!({"year": "1951"}));
    assert_eq!(
        mark.parts,
        [("body", false), ("city", false), ("year", true)].map(|(name, right)| (name.to_owned(), right)).into()
    );
    assert_eq!(mark.correct, Some(false));
}

#[test]
fn numbers_are_read_as_people_write_them() {
    points!(question("bodies-2-a"), "18" => 1.0, "18,5" => 1.0, "17.5" => 1.0, "18.51" => 0.0, "eighteen" => 0.0, " 18 " => 1.0);
    for (text, value) in [
        ("1 951", Some(1951.0)),
        ("1\u{a0}951,5", Some(1951.5)),
        ("1.951,5", Some(1951.5)),
        ("1,951.5", Some(1951.5)),
        ("1,000,000", None),
        ("−3,5", Some(-3.5)),
        ("1e3", None),
        ("inf", None),
        ("", None),
    ] {
        assert_eq!(number(text), value, "{text}");
    }
    let exact = written(json!({"id": "q", "type": "numeric", "prompt": {"en": "?"}, "value": 0.3, "tolerance": 0.1}));
    points!(exact, "0,2" => 1.0, "0,4" => 1.0, "0,41" => 0.0);
}

#[test]
fn words_are_accepted_in_both_scripts() {
    let agency = question("bodies-2-b");
    points!(agency, "UNICEF" => 1.0, "unicef." => 1.0, "УНИЦЕФ" => 1.0, "UNICEF-a" => 0.0, "fond za  decu" => 1.0, "  " => 0.0);
    let strict = written(json!({"id": "q", "type": "short-text", "prompt": {"en": "?"}, "case_sensitive": true,
        "accept": {"sr-Cyrl": ["Његош"]}}));
    points!(strict, "Njegoš" => 1.0, "Његош" => 1.0, "njegoš" => 0.0);
}

#[test]
fn evaluations_are_not_marked() {
    let open = written(json!({"id": "q", "type": "short-text", "prompt": {"en": "?"}}));
    let likert = written(json!({"id": "l", "type": "likert", "prompt": {"en": "?"},
        "scale": [{"id": "1", "text": {"en": "no"}}, {"id": "2", "text": {"en": "yes"}}]}));
    for (question, response) in [(open, json!("something")), (likert, json!("2"))] {
        assert_eq!(marked(&question, response), Mark::default());
    }
}

#[test]
fn what_does_not_fit_its_question_is_refused() {
    for (id, response) in [
        ("law-1-a", json!("z")),
        ("law-1-a", json!(["a"])),
        ("law-1-a", json!(1)),
        ("law-1-b", json!(["a", "a"])),
        ("law-2-a", json!(true)),
        ("bodies-1-a", json!({"p1": "z"})),
        ("bodies-1-a", json!({"x": "p1"})),
        ("bodies-1-b", json!(["i1", "i9"])),
        ("law-2-b", json!({"month": "May"})),
        ("law-2-b", json!({"body": "c"})),
        ("bodies-2-a", json!(18)),
        ("bodies-2-b", json!("x".repeat(3_000))),
    ] {
        assert_eq!(Response::read(&question(id), &response), Err(ResponseError), "{id} {response}");
    }
}
