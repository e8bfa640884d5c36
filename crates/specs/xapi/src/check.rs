//! Whether a statement is one: each file follows a clause.

mod actor;
mod attachments;
mod context;
mod definition;
mod object;
mod outcome;

pub(crate) use actor::actor;
pub(crate) use context::PARTS;

use serde_json::{Map, Value};

use crate::{
    problem::{Check, Problem},
    rules::{self, Rule},
    values::{self, is_iri, is_language_tag, read_timestamp, read_uuid},
    version::Version,
};

/// The verb that takes a statement back (Data 2.3.2).
pub const VOIDED: &str = "http://adlnet.gov/expapi/verbs/voided";

const STATEMENT: &[&str] = &[
    "id",
    "actor",
    "verb",
    "object",
    "result",
    "context",
    "timestamp",
    "stored",
    "authority",
    "version",
    "attachments",
];

/// A statement as it may come in.
pub(crate) fn statement(value: &Value, version: Version) -> Check {
    let map = object_of(value, &rules::STATEMENT_OBJECT, STATEMENT)?;
    optional(map, "id", |id| uuid(id, &rules::STATEMENT_ID))?;
    parts(map, version, false)?;
    optional(map, "stored", |stored| timestamp(stored, version))?;
    optional(map, "authority", actor::authority)?;
    optional(map, "version", |named| statement_version(named, version))?;
    let voids = map.get("verb").and_then(|verb| verb.get("id")).and_then(Value::as_str) == Some(VOIDED);
    if voids && kind(map.get("object")) != Some("StatementRef") {
        return Err(Problem::of(&rules::VOIDING_OBJECT).at("object"));
    }
    Ok(())
}

/// What statements and SubStatements have in common.
fn parts(map: &Map<String, Value>, version: Version, within: bool) -> Check {
    required(map, "actor", &rules::ACTOR_MISSING, actor)?;
    required(map, "verb", &rules::VERB_MISSING, verb)?;
    required(map, "object", &rules::OBJECT_MISSING, |object| object::object(object, version, within))?;
    optional(map, "result", outcome::result)?;
    let of_activity = matches!(kind(map.get("object")), None | Some("Activity"));
    optional(map, "context", |context| context::context(context, version, of_activity))?;
    optional(map, "timestamp", |moment| timestamp(moment, version))?;
    optional(map, "attachments", attachments::attachments)
}

fn kind(object: Option<&Value>) -> Option<&str> {
    object.and_then(|object| object.get("objectType")).and_then(Value::as_str)
}

/// Data 2.4.3.
fn verb(value: &Value) -> Check {
    let map = object_of(value, &rules::VERB_OBJECT, &["id", "display"])?;
    required(map, "id", &rules::VERB_ID, |id| iri(id, &rules::VERB_ID))?;
    optional(map, "display", |display| language_map(display, &rules::VERB_DISPLAY))
}

/// Data 2.4.10: 1.0 and its patches. 2.0 (4.2.4.3) knows those as well as its own.
fn statement_version(value: &Value, version: Version) -> Check {
    let named = text(value, &rules::STATEMENT_VERSION)?;
    match (Version::named(named), version) {
        (Some(Version::V1_0_3), _) | (Some(Version::V2_0_0), Version::V2_0_0) => Ok(()),
        _ => Err(Problem::of(&rules::STATEMENT_VERSION).about(named)),
    }
}

/// An object of which only these properties are known.
fn object_of<'a>(value: &'a Value, rule: &'static Rule, known: &[&str]) -> Result<&'a Map<String, Value>, Problem> {
    let map = value.as_object().ok_or_else(|| Problem::value(rule, value))?;
    match map.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(unknown(key, known)),
        None => Ok(map),
    }
}

fn unknown(key: &str, known: &[&str]) -> Problem {
    let cased = known.iter().any(|known| known.eq_ignore_ascii_case(key));
    Problem::of(if cased { &rules::PROPERTY_CASE } else { &rules::UNKNOWN_PROPERTY }).about(key).at(key)
}

fn required(map: &Map<String, Value>, key: &str, missing: &'static Rule, check: impl FnOnce(&Value) -> Check) -> Check {
    let value = map.get(key).ok_or_else(|| Problem::of(missing))?;
    check(value).map_err(|problem| problem.at(key))
}

fn optional(map: &Map<String, Value>, key: &str, check: impl FnOnce(&Value) -> Check) -> Check {
    map.get(key).map_or(Ok(()), |value| check(value).map_err(|problem| problem.at(key)))
}

/// Each element of an array.
fn each(value: &Value, rule: &'static Rule, check: impl Fn(&Value) -> Check) -> Check {
    let array = value.as_array().ok_or_else(|| Problem::value(rule, value))?;
    array.iter().enumerate().try_for_each(|(place, value)| check(value).map_err(|problem| problem.at(place)))
}

fn text<'a>(value: &'a Value, rule: &'static Rule) -> Result<&'a str, Problem> {
    value.as_str().ok_or_else(|| Problem::value(rule, value))
}

fn text_that(value: &Value, rule: &'static Rule, is: impl FnOnce(&str) -> bool) -> Check {
    let text = text(value, rule)?;
    if is(text) { Ok(()) } else { Err(Problem::of(rule).about(text)) }
}

fn boolean(value: &Value, rule: &'static Rule) -> Check {
    if value.is_boolean() { Ok(()) } else { Err(Problem::value(rule, value)) }
}

fn uuid(value: &Value, rule: &'static Rule) -> Check {
    text_that(value, rule, |text| read_uuid(text).is_some())
}

fn iri(value: &Value, rule: &'static Rule) -> Check {
    text_that(value, rule, is_iri)
}

fn timestamp(value: &Value, version: Version) -> Check {
    text_that(value, &rules::TIMESTAMP, |text| read_timestamp(text, version).is_some())
}

fn duration(value: &Value) -> Check {
    text_that(value, &rules::RESULT_DURATION, values::is_duration)
}

/// Data 4.2.
fn language_map(value: &Value, rule: &'static Rule) -> Check {
    let map = value.as_object().ok_or_else(|| Problem::value(rule, value))?;
    map.iter().try_for_each(|(tag, value)| {
        if !is_language_tag(tag) {
            return Err(Problem::of(&rules::LANGUAGE_TAG).about(tag).at(tag));
        }
        text(value, &rules::LANGUAGE_VALUE).map(|_| ()).map_err(|problem| problem.at(tag))
    })
}

/// Data 4.1: any values, null among them.
fn extensions(value: &Value) -> Check {
    let map = value.as_object().ok_or_else(|| Problem::value(&rules::EXTENSIONS_OBJECT, value))?;
    map.keys().find(|key| !is_iri(key)).map_or(Ok(()), |key| Err(Problem::of(&rules::EXTENSION_KEY).about(key).at(key)))
}
