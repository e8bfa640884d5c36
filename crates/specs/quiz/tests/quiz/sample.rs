//! A bank with a question of every marked type, in two forms.

use vidik_base::LanguageTag;
use vidik_quiz::{Bank, Blueprint, Question, Quiz};

pub fn bank() -> Bank {
    serde_json::from_str(include_str!("../files/bank.json")).unwrap()
}

/// A question written as its file would have it.
pub fn written(json: serde_json::Value) -> Question {
    serde_json::from_value(json).unwrap()
}

pub fn languages() -> Vec<LanguageTag> {
    ["sr-Cyrl", "en", "mk"].iter().map(|tag| tag.parse().unwrap()).collect()
}

pub fn tag(tag: &str) -> LanguageTag {
    tag.parse().unwrap()
}

pub fn blueprint() -> Blueprint {
    serde_json::from_value(serde_json::json!({
        "bank": "tests", "draw": [{"topic": "law", "count": 2}, {"topic": "bodies", "count": 1}], "forms": "crossed"
    }))
    .unwrap()
}

pub fn exit_test() -> Quiz {
    serde_json::from_value(serde_json::json!({
        "id": "exit-test", "kind": "exit", "blueprint": "main",
        "title": {"en": "Exit test", "sr-Cyrl": "Завршни тест", "mk": "Завршен тест"},
        "pass_mark": 0.7, "attempts": 3, "time_limit_minutes": 30,
        "shuffle_questions": true, "shuffle_choices": true, "review": "after-submit"
    }))
    .unwrap()
}

pub fn question(id: &str) -> Question {
    bank().question(id).unwrap().clone()
}
