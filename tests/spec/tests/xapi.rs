//! `xapi.toml`, run against `vidik-xapi`: every value that breaks a requirement is refused for that requirement and
//! every other value taken, in both versions, and every requirement of the crate has its row.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a row that does not hang together fails the test where it is read"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::Value;
use vidik_xapi::{
    Problem, StatementQuery, Version,
    documents::{self, Method, Resource},
    read_batch, read_no_parameters, read_statement_id, rules,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    statements: BTreeMap<String, String>,
    requirement: Vec<Requirement>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Requirement {
    id: Option<String>,
    about: String,
    #[serde(rename = "in")]
    within: Option<String>,
    at: Vec<String>,
    sub: bool,
    only_sub: bool,
    remove: bool,
    version: Option<String>,
    broken: Vec<String>,
    valid: Vec<String>,
    text_broken: Vec<String>,
    text_valid: Vec<String>,
    resource: Option<String>,
    method: Option<String>,
    shown_by: Option<String>,
}

/// Rows, and those that did not give what they should.
#[derive(Default)]
struct Tally {
    rows: usize,
    wrong: String,
}

impl Tally {
    fn note(&mut self, expected: Option<&str>, given: Result<(), Problem>, row: &str) {
        self.rows += 1;
        let given = given.err();
        if given.as_ref().map(|problem| problem.rule) != expected {
            let given = given.map_or_else(|| "taken".to_owned(), |problem| problem.to_string());
            writeln!(self.wrong, "{}: {row}\n    {given}", expected.unwrap_or("valid")).unwrap();
        }
    }
}

#[test]
fn every_row_gives_what_it_says() {
    let table = table();
    let mut tally = Tally::default();
    for requirement in &table.requirement {
        for version in [Version::V1_0_3, Version::V2_0_0] {
            if requirement.version.as_deref().is_none_or(|only| only == version.as_str()) {
                statements(requirement, &table.statements, version, &mut tally);
                texts(requirement, version, &mut tally);
                parameters(requirement, version, &mut tally);
            }
        }
    }
    assert!(tally.wrong.is_empty(), "of {} rows:\n{}", tally.rows, tally.wrong);
    assert!(tally.rows > 2000, "only {} rows", tally.rows);
}

#[test]
fn every_requirement_is_shown() {
    let mut shown = BTreeSet::new();
    for requirement in table().requirement {
        let Some(id) = requirement.id else { continue };
        if let Some(file) = &requirement.shown_by {
            let source = std::fs::read_to_string(root().join(file)).unwrap();
            let tests = source.split_once("mod tests").unwrap().1;
            assert!(tests.contains(&id), "no test of {file} names {id}");
            shown.insert(id);
        } else if requirement.remove || !requirement.broken.is_empty() || !requirement.text_broken.is_empty() {
            shown.insert(id);
        }
    }
    let known: BTreeSet<String> = rules::RULES.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(known.len(), rules::RULES.len(), "an id twice");
    assert_eq!(known.difference(&shown).collect::<Vec<_>>(), Vec::<&String>::new(), "requirements without a row");
    assert_eq!(shown.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "rows without a requirement");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn table() -> Table {
    toml::from_str(include_str!("../xapi.toml")).unwrap()
}

/// Puts the values into a statement, and into one that is the object of another.
fn statements(requirement: &Requirement, known: &BTreeMap<String, String>, version: Version, tally: &mut Tally) {
    let id = requirement.id.as_deref();
    let within = statement(requirement.within.as_deref().unwrap_or("full"), known);
    let frames = [(!requirement.only_sub, false), (requirement.sub || requirement.only_sub, true)];
    for (place, sub) in requirement
        .at
        .iter()
        .flat_map(|place| frames.iter().filter(|(wanted, _)| *wanted).map(move |(_, sub)| (place, *sub)))
    {
        let mut run = |value: Option<&str>, expected: Option<&str>| {
            let changed = value.map(|text| serde_json::from_str(text).unwrap());
            let mut given = within.clone();
            if sub {
                given = sub_statement(given);
            }
            put(&mut given, place, changed);
            let text = if sub { in_frame(&given) } else { given }.to_string();
            let row = format!(
                "{}{place} {} [{}]",
                if sub { "/object" } else { "" },
                value.unwrap_or("removed"),
                version.as_str()
            );
            tally.note(expected, read_batch(text.as_bytes(), version).map(|_| ()), &row);
        };
        requirement.broken.iter().for_each(|value| run(Some(value), id));
        requirement.valid.iter().for_each(|value| run(Some(value), None));
        if requirement.remove {
            run(None, id);
        }
    }
}

fn statement(name: &str, known: &BTreeMap<String, String>) -> Value {
    if name == "sub_object" {
        let minimal = serde_json::from_str(&known["minimal"]).unwrap();
        return in_frame(&sub_statement(minimal));
    }
    serde_json::from_str(&known[name]).unwrap()
}

/// What a statement may be within another one.
fn sub_statement(mut statement: Value) -> Value {
    let map = statement.as_object_mut().unwrap();
    for key in ["id", "stored", "version", "authority"] {
        map.remove(key);
    }
    map.insert("objectType".to_owned(), "SubStatement".into());
    statement
}

fn in_frame(object: &Value) -> Value {
    serde_json::json!({"actor": {"mbox": "mailto:t@example.org"}, "verb": {"id": "http://example.org/verbs/planned"},
        "object": object})
}

/// Puts a value at a place that is there but for its last step, or empties it.
fn put(statement: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    if statement.pointer(parent).is_none() {
        put(statement, parent, Some(Value::Object(serde_json::Map::new())));
    }
    match (statement.pointer_mut(parent).unwrap(), value) {
        (Value::Object(map), Some(value)) => drop(map.insert(key.to_owned(), value)),
        (Value::Object(map), None) => assert!(map.remove(key).is_some(), "nothing at {pointer}"),
        (Value::Array(list), Some(value)) => list[key.parse::<usize>().unwrap()] = value,
        (parent, _) => panic!("{pointer}: {parent}"),
    }
}

fn texts(requirement: &Requirement, version: Version, tally: &mut Tally) {
    let broken = requirement.text_broken.iter().map(|text| (text, requirement.id.as_deref()));
    for (text, expected) in broken.chain(requirement.text_valid.iter().map(|text| (text, None))) {
        tally.note(expected, read_batch(text.as_bytes(), version).map(|_| ()), text);
    }
}

fn parameters(requirement: &Requirement, version: Version, tally: &mut Tally) {
    let (Some(resource), Some(method)) = (requirement.resource.as_deref(), requirement.method.as_deref()) else {
        return;
    };
    let broken = requirement.broken.iter().map(|text| (text, requirement.id.as_deref()));
    for (text, expected) in broken.chain(requirement.valid.iter().map(|text| (text, None))) {
        let given = read_parameters(resource, method, &pairs(text), version);
        tally.note(expected, given, &format!("{method} {resource} {text} {}", requirement.about));
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    match serde_json::from_str(text).unwrap() {
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, value.as_str().unwrap().to_owned())).collect(),
        list => serde_json::from_value(list).unwrap(),
    }
}

fn read_parameters(resource: &str, method: &str, pairs: &[(String, String)], version: Version) -> Result<(), Problem> {
    let resource = match (resource, method) {
        ("statements", "GET") => return StatementQuery::read(pairs, version).map(|_| ()),
        ("statements", "PUT") => return read_statement_id(pairs, version).map(|_| ()),
        ("statements", "POST") => return read_no_parameters(pairs, version),
        ("state", _) => Resource::State,
        ("activity_profile", _) => Resource::ActivityProfile,
        ("agent_profile", _) => Resource::AgentProfile,
        ("agents", _) => Resource::Agents,
        ("activities", _) => Resource::Activities,
        ("about", _) => Resource::About,
        other => panic!("{other:?}"),
    };
    let method = match method {
        "GET" => Method::Get,
        "PUT" => Method::Put,
        "POST" => Method::Post,
        "DELETE" => Method::Delete,
        other => panic!("{other}"),
    };
    documents::read(resource, method, pairs, version).map(|_| ())
}
