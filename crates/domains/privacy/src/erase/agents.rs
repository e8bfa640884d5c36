//! Statements and documents without somebody in them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use vidik_xapi::agent_key;

use super::Job;
use crate::subject::account;

/// Puts the pseudonym in the place of the person, wherever they stand, and takes their id and address out of all texts.
pub(super) fn replace(value: &mut Value, job: &Job) {
    let keys: BTreeSet<&str> = job.subject.keys.iter().map(String::as_str).collect();
    walk(value, job, &keys);
}

fn walk(value: &mut Value, job: &Job, keys: &BTreeSet<&str>) {
    match value {
        Value::Object(members) => {
            let whole = Value::Object(std::mem::take(members));
            if agent_key(&whole).is_some_and(|key| keys.contains(key.as_str())) {
                *value = account(&job.subject.home_page, job.pseudonym);
                return;
            }
            let Value::Object(old) = whole else { return };
            let mut new = Map::with_capacity(old.len());
            for (name, mut member) in old {
                walk(&mut member, job, keys);
                new.insert(job.subject.blanked(&name, false).unwrap_or(name), member);
            }
            *value = Value::Object(new);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, job, keys)),
        Value::String(text) => {
            if let Some(blanked) = job.subject.blanked(text, false) {
                *text = blanked;
            }
        }
        _ => {}
    }
}

/// Leaves of a statement what was reached, and takes out what was said: answers, extensions, attachments.
pub(super) fn strip(statement: &mut Value) {
    let Some(members) = statement.as_object_mut() else { return };
    members.remove("attachments");
    if let Some(result) = members.get_mut("result").and_then(Value::as_object_mut) {
        result.remove("response");
        result.remove("extensions");
        if result.is_empty() {
            members.remove("result");
        }
    }
    if let Some(context) = members.get_mut("context").and_then(Value::as_object_mut) {
        context.remove("extensions");
    }
    if let Some(object) = members.get_mut("object") {
        if object.get("objectType").and_then(Value::as_str) == Some("SubStatement") {
            strip(object);
        } else if let Some(definition) = object.get_mut("definition").and_then(Value::as_object_mut) {
            definition.remove("extensions");
        }
    }
}
