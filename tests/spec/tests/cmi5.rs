//! The rows of `cmi5.toml`.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails where it is surprised")]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;
use vidik_cmi5::{LaunchMode, Progress, Results, Session, categories, extensions, judge, read_files};
use vidik_package::manifest::Limits;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    structure: Vec<StructureRow>,
    session: Vec<SessionRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StructureRow {
    rule: String,
    says: String,
    #[serde(default)]
    replace: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    alone: bool,
    finds: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionRow {
    rule: String,
    says: String,
    mode: Option<LaunchMode>,
    mastery: Option<f64>,
    #[serde(default)]
    before: Results,
    #[serde(default)]
    unread: bool,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    send: String,
    #[serde(default)]
    set: BTreeMap<String, Value>,
    #[serde(default)]
    drop: Vec<String>,
    refused: Option<String>,
}

fn table() -> Table {
    toml::from_str(include_str!("../cmi5.toml")).expect("the table")
}

fn structure() -> String {
    let text = |words: &str, more: &str| {
        format!(
            r#"<title><langstring lang="en">{words}</langstring></title><description><langstring lang="en">{more}</langstring></description>"#
        )
    };
    format!(
        r#"<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"><course id="https://example.org/course">{}</course><objectives><objective id="https://example.org/objective">{}</objective></objectives><block id="https://example.org/block">{}<au id="https://example.org/au/1" moveOn="CompletedOrPassed" masteryScore="0.8" launchMethod="OwnWindow">{}<objectives><objective idref="https://example.org/objective"/></objectives><url>one.html?a=1</url><launchParameters>p</launchParameters><entitlementKey>k</entitlementKey></au><au id="https://example.org/au/2" moveOn="Completed">{}<url>two.html</url></au></block></courseStructure>"#,
        text("Course", "c"),
        text("Objective", "o"),
        text("Block", "b"),
        text("One", "1"),
        text("Two", "2"),
    )
}

#[test]
fn course_structures() {
    for row in table().structure {
        let (whole, place) = (structure(), format!("{} {}", row.rule, row.says));
        assert!(whole.contains(&row.replace), "{place}: nothing to replace");
        let xml = if row.replace.is_empty() { whole } else { whole.replacen(&row.replace, &row.by, 1) };
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::from([("cmi5.xml".to_owned(), xml.into_bytes())]);
        if !row.alone {
            files.extend(["one.html", "two.html"].map(|name| (name.to_owned(), b"<title>".to_vec())));
        }
        let (tree, findings) = read_files(&files, &Limits::default());
        let found: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(found, row.finds, "{place}");
        assert_eq!(tree.is_some(), !findings.has_errors(), "{place}");
    }
}

const SESSION: Uuid = Uuid::from_u128(0x5e55_10f0_0000_4000_8000_0000_0000_0001);
const REGISTRATION: Uuid = Uuid::from_u128(0x4e61_0000_0000_4000_8000_0000_0000_0002);
const ACTIVITY: &str = "https://centre.example/id/items/1";

fn actor() -> Value {
    json!({ "objectType": "Agent", "account": { "homePage": "https://centre.example", "name": "1" } })
}

fn template() -> Value {
    json!({
        "contextActivities": { "grouping": [{ "objectType": "Activity", "id": "https://example.org/au/1" }] },
        "extensions": { extensions::SESSION: SESSION, "urn:kept": "as it is" },
    })
}

/// A statement as a unit that does everything right would send it.
fn statement(verb: &str, mastery: Option<f64>) -> Value {
    let mut context = template();
    context["registration"] = json!(REGISTRATION);
    let duration = json!({ "duration": "PT1M" });
    let (result, defined) = match verb {
        "initialized" => (Value::Null, true),
        "completed" => (json!({ "completion": true, "duration": "PT1M" }), true),
        "passed" => (json!({ "success": true, "duration": "PT1M", "score": { "scaled": 0.9 } }), true),
        "failed" => (json!({ "success": false, "duration": "PT1M" }), true),
        "terminated" => (duration, true),
        _ => (Value::Null, false),
    };
    if defined {
        let counts = result.get("success").or(result.get("completion")).is_some();
        let both = [categories::CMI5, categories::MOVE_ON];
        let ids = if counts { &both[..] } else { &both[..1] };
        context["contextActivities"]["category"] = ids.iter().map(|id| json!({ "id": id })).collect();
    }
    if let Some(mastery) = mastery.filter(|_| matches!(verb, "passed" | "failed")) {
        context["extensions"][extensions::MASTERY_SCORE] = mastery.into();
    }
    let verb = if defined { verb } else { "experienced" };
    let mut statement = json!({
        "id": Uuid::from_u128(7),
        "actor": actor(),
        "verb": { "id": format!("http://adlnet.gov/expapi/verbs/{verb}") },
        "object": { "id": ACTIVITY },
        "context": context,
        "timestamp": "2026-03-02T09:00:00.000Z",
    });
    if !result.is_null() {
        statement["result"] = result;
    }
    statement
}

/// The object that holds the last part of a pointer, and that part's name; what is missing on the way is made.
fn holder<'v>(mut value: &'v mut Value, pointer: &str) -> (&'v mut Map<String, Value>, String) {
    let mut names: Vec<String> = pointer.split('/').skip(1).map(|name| name.replace("~1", "/")).collect();
    let last = names.pop().expect("a pointer");
    for name in names {
        let object = value.as_object_mut().expect("an object");
        value = object.entry(name).or_insert_with(|| json!({}));
    }
    (value.as_object_mut().expect("an object"), last)
}

#[test]
fn sessions() {
    for row in table().session {
        let (actor, template) = (actor(), template());
        let session = Session {
            id: SESSION,
            registration: REGISTRATION,
            activity: ACTIVITY,
            actor: &actor,
            template: &template,
            mode: row.mode.unwrap_or_default(),
            mastery_score: row.mastery,
        };
        let mut progress = Progress { preferences_read: !row.unread, ..Progress::default() };
        let mut results = row.before;
        for (place, step) in row.steps.iter().enumerate() {
            let mut sent = statement(&step.send, row.mastery);
            for pointer in &step.drop {
                let (object, name) = holder(&mut sent, pointer);
                assert!(object.remove(&name).is_some(), "{}: {pointer} is not there", row.says);
            }
            for (pointer, value) in &step.set {
                let (object, name) = holder(&mut sent, pointer);
                object.insert(name, value.clone());
            }
            let before = (progress, results);
            let judged = judge(&session, &mut progress, &mut results, &sent);
            let refused = judged.as_ref().err().map(|refusal| refusal.rule.to_owned());
            assert_eq!(refused, step.refused, "{} {}, step {}: {judged:?}", row.rule, row.says, place + 1);
            assert!(
                judged.is_ok() || before == (progress, results),
                "{}: a refused statement changes nothing",
                row.says
            );
        }
    }
}
