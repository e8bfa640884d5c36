//! Files are read exactly as the format has them.

use serde_json::json;
use vidik_quiz::{Bank, Forms, Quiz, QuizKind, ReviewPolicy};

use crate::sample;

#[test]
fn what_is_read_is_written_again() {
    let bank = sample::bank();
    let written = serde_json::to_string(&bank).unwrap();
    assert_eq!(serde_json::from_str::<Bank>(&written).unwrap(), bank);
    let quiz = sample::exit_test();
    assert_eq!(serde_json::from_value::<Quiz>(serde_json::to_value(&quiz).unwrap()).unwrap(), quiz);
}

#[test]
fn what_is_left_out_has_its_default() {
    let quiz: Quiz = serde_json::from_value(json!({
        "id": "check", "kind": "survey", "title": {"en": "Check"}, "bank": "one"
    }))
    .unwrap();
    assert_eq!((quiz.kind, quiz.review), (QuizKind::Survey, ReviewPolicy::AfterSubmit));
    assert_eq!((quiz.attempts, quiz.time_limit_minutes, quiz.pass_mark), (None, None, None));
    assert!(!quiz.shuffle_questions && !quiz.shuffle_choices);
    assert_eq!(sample::blueprint().forms, Forms::Crossed);
    let question = sample::written(json!({"id": "q", "type": "true-false", "prompt": {"en": "?"}, "correct": false}));
    assert!((question.points - 1.0).abs() < f64::EPSILON);
}

#[test]
fn what_the_format_does_not_know_is_refused() {
    let refused = |json: serde_json::Value| serde_json::from_value::<Bank>(json).unwrap_err().to_string();
    let with = |question: serde_json::Value| json!({"id": "one", "questions": [question]});
    assert!(refused(json!({"id": "one", "question": []})).contains("question"));
    let misspelt = json!({"id": "q", "type": "true-false", "prompt": {}, "correct": true, "promt": {}});
    assert!(refused(with(misspelt)).contains("promt"));
    let foreign = json!({"id": "q", "type": "true-false", "prompt": {}, "correct": true, "choices": []});
    assert_eq!(refused(with(foreign)), "question `q`: `choices` does not belong to type `true-false`");
    let missing = json!({"id": "q", "type": "numeric", "prompt": {}});
    assert_eq!(refused(with(missing)), "question `q`: `value` is missing");
    assert!(refused(with(json!({"id": "q", "type": "essay", "prompt": {}}))).contains("essay"));
}
