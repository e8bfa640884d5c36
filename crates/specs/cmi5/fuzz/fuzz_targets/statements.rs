//! Any JSON lines as what a unit says in one session: what is refused changes nothing, and what is over stays so.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use uuid::Uuid;
use vidik_cmi5::{LaunchMode, Progress, Session, Told, UnitResult, judge};

fuzz_target!(|text: &str| {
    let actor = json!({ "account": { "homePage": "https://a.example", "name": "1" } });
    let (session, registration) = (Uuid::nil(), Uuid::nil());
    let template = Told { session, registration, actor: &actor, publisher: "https://p.example/au" }.template();
    let session = Session {
        id: session,
        registration,
        activity: "https://a.example/au",
        actor: &actor,
        template: &template,
        mode: LaunchMode::Normal,
        mastery_score: Some(0.5),
    };
    let (mut progress, mut results) = (Progress { preferences_read: true, ..Progress::default() }, UnitResult::default());
    for line in text.lines() {
        let Ok(statement) = serde_json::from_str::<Value>(line) else { continue };
        let before = (progress, results);
        match judge(&session, &mut progress, &mut results, &statement) {
            Ok(judged) => assert!(!before.0.terminated && judged.counts == (before.1 != results)),
            Err(_) => assert_eq!(before, (progress, results)),
        }
        assert!(!(before.1.passed && !results.passed) && !(before.1.completed && !results.completed));
    }
});
