//! Recorded sequences of run-time calls with known answers. They are no part of the project:
//! `VIDIK_SCORM_CASES` says where they are; without it the test says that it is skipped.
#![expect(clippy::unwrap_used, reason = "a test stops where its data is wrong")]

mod play;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use play::call;
use serde_json::Value;
use vidik_scorm::time::Span;
use vidik_scorm::{
    Data, LaunchFacts, ObjectiveFacts, RequestValid, RunTime, SharedFacts, Standard, State, next_visit_data,
};

const LEARNER: (&str, &str) = ("learner-1", "Петров, Петар");

fn cases() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "where the recorded sequences are is said by the environment alone")]
    let folder = std::env::var_os("VIDIK_SCORM_CASES")?;
    let folder = PathBuf::from(folder);
    folder.join("cases.json").is_file().then_some(folder)
}

/// Everything that outlives a visit.
#[derive(Default)]
struct World {
    stored: BTreeMap<String, (Data, bool)>,
    shared: BTreeMap<String, BTreeMap<String, String>>,
}

impl World {
    fn launch(&mut self, folder: &Path, activity: &str, facts: &Value) -> RunTime {
        let text = |key: &str| facts[key].as_str().map(str::to_owned);
        let scope = self.shared.entry(text("scope").unwrap_or_default()).or_default();
        let launch = LaunchFacts {
            learner_id: LEARNER.0.into(),
            learner_name: LEARNER.1.into(),
            credit: true,
            launch_data: launch_data(folder, facts),
            time_limit_action: text("time_limit_action"),
            completion_threshold: text("completion_threshold"),
            scaled_passing_score: text("scaled_passing_score"),
            objectives: list(&facts["objectives"])
                .iter()
                .map(|id| ObjectiveFacts { id: id.as_str().unwrap().into(), ..ObjectiveFacts::default() })
                .collect(),
            shared: list(&facts["shared"])
                .iter()
                .map(|store| SharedFacts {
                    id: store[0].as_str().unwrap().into(),
                    value: scope.get(store[0].as_str().unwrap()).cloned(),
                    read: store[1].as_str().unwrap().contains('r'),
                    write: store[1].as_str().unwrap().contains('w'),
                })
                .collect(),
            ..LaunchFacts::default()
        };
        let before = self.stored.get(activity);
        let mut data = next_visit_data(
            Standard::Scorm2004,
            before.map(|(data, _)| data),
            before.is_some_and(|(_, suspended)| *suspended),
        );
        launch.write(Standard::Scorm2004, &mut data);
        let valid: RequestValid = serde_json::from_value(facts["request_valid"].clone()).unwrap_or_default();
        RunTime::new(Standard::Scorm2004, &data, valid)
    }

    fn leave(&mut self, activity: &str, facts: &Value, mut run_time: RunTime) {
        if run_time.state() == State::Running {
            run_time.terminate("");
        }
        let suspended = run_time.report().suspends();
        self.stored.insert(activity.to_owned(), (run_time.stored(), suspended));
        let scope = self.shared.entry(facts["scope"].as_str().unwrap_or_default().to_owned()).or_default();
        for store in run_time.shared_stores().into_iter().filter(|store| store.writable) {
            match store.value {
                Some(value) => scope.insert(store.id, value),
                None => scope.remove(&store.id),
            };
        }
    }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// `adlcp:dataFromLMS` of the item in the package's manifest.
fn launch_data(folder: &Path, facts: &Value) -> Option<String> {
    let manifest = fs::read_to_string(folder.join(format!("manifests/{}.xml", facts["package"].as_str()?))).unwrap();
    let (_, item) = manifest.split_once(&format!("<item identifier=\"{}\"", facts["item"].as_str()?))?;
    let (item, _) = item.split_once("</item>")?;
    let (_, rest) = item.split_once("<adlcp:dataFromLMS>")?;
    Some(rest.split_once("</adlcp:dataFromLMS>")?.0.to_owned())
}

/// The recording leaves it to the LMS whether there is such a value.
const ANY: &str = "Returned a valid value or error code";

/// The leading delimiters, in no order and without those that say what holds anyway (RTE 4.2.9), and the rest.
fn delimited(text: &str) -> (BTreeSet<&str>, &str) {
    let mut set = BTreeSet::new();
    let mut rest = text;
    while let Some(end) = rest
        .find('}')
        .filter(|_| ["{case_matters=", "{order_matters=", "{lang="].iter().any(|head| rest.starts_with(head)))
    {
        let (delimiter, tail) = rest.split_at(end + 1);
        if !["{case_matters=false}", "{order_matters=true}", "{lang=en}"].contains(&delimiter) {
            set.insert(delimiter);
        }
        rest = tail;
    }
    (set, rest)
}

fn same(element: &str, expected: &str, actual: &str) -> bool {
    if delimited(expected) == delimited(actual)
        || expected == ANY
        || expected == "{learner_id}" && actual == LEARNER.0
        || expected == "{learner_name}" && actual == LEARNER.1
    {
        return true;
    }
    if let (Ok(expected), Ok(actual)) = (expected.parse::<f64>(), actual.parse::<f64>()) {
        return expected.to_bits() == actual.to_bits() || (expected - actual).abs() < f64::EPSILON;
    }
    if let (Some(expected), Some(actual)) = (Span::parse(expected), Span::parse(actual)) {
        return expected == actual;
    }
    let separator = if element.ends_with("_children") { "," } else { "[,]" };
    let sorted = |text: &str| {
        let mut parts: Vec<String> = text.split(separator).map(str::to_owned).collect();
        parts.sort();
        parts
    };
    sorted(expected) == sorted(actual)
}

#[test]
fn every_recorded_call_is_answered_as_recorded() {
    let Some(folder) = cases() else {
        println!("skipped: VIDIK_SCORM_CASES does not name a folder with cases.json");
        return;
    };
    let read = |path: PathBuf| -> Value { serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap() };
    let launches = read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/spec/runtime-launches.json"));
    let mut failures = Vec::new();
    let mut calls = 0;
    for case in list(&read(folder.join("cases.json"))) {
        let id = case["id"].as_str().unwrap();
        let Some(setup) = launches.get(id).filter(|setup| setup.is_object()) else {
            continue;
        };
        let mut world = World::default();
        for (number, visit) in list(&case["visits"]).iter().enumerate() {
            if list(&setup["fresh"]["b"]).contains(&Value::from(number)) {
                world.shared.remove("b");
            }
            let activity = visit["activity"].as_str().unwrap();
            let facts = &setup[activity];
            let mut run_time = world.launch(&folder, activity, facts);
            for (at, wanted) in list(&visit["calls"]).iter().enumerate() {
                calls += 1;
                let answer = call(&mut run_time, wanted);
                let error = run_time.last_error().to_string();
                let element = wanted["element"].as_str().unwrap_or_default();
                let fine = match (wanted["expect"].as_str(), wanted["shorter_than"].as_u64()) {
                    (Some(expected), _) => same(element, expected, &answer),
                    (None, Some(length)) => (answer.chars().count() as u64) < length,
                    _ => true,
                };
                if !fine || wanted["expect"] != ANY && wanted["error"].as_str().is_some_and(|code| code != error) {
                    let mut shown = format!("{id} visit {number} call {at}: {wanted} → {answer:?} {error}");
                    if shown.chars().count() > 400 {
                        shown = shown.chars().take(200).chain(" … ".chars()).collect::<String>()
                            + &shown.chars().skip(shown.chars().count() - 190).collect::<String>();
                    }
                    failures.push(shown);
                }
            }
            world.leave(activity, facts, run_time);
        }
    }
    println!("{calls} calls");
    assert!(failures.is_empty(), "{} of {calls} calls:\n{}", failures.len(), failures.join("\n"));
}
