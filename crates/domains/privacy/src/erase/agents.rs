//! Statements and documents without somebody in them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use vidik_cmi5::extensions::REASON;
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

/// Takes the person's name, id and address out of reasons that were given for somebody else: in statements of what was
/// waived, and in what institutions are told of it. Says whether there was one. Names are left alone everywhere else:
/// another person may have the same.
pub(super) fn unname(value: &mut Value, job: &Job) -> bool {
    match value {
        Value::Object(members) => members.iter_mut().fold(false, |found, (name, member)| {
            let reason = name == REASON || name == "waived_reason";
            let blanked = member.as_str().filter(|_| reason).and_then(|text| job.subject.blanked(text, true));
            if let Some(blanked) = blanked {
                *member = Value::String(blanked);
                return true;
            }
            unname(member, job) || found
        }),
        Value::Array(items) => items.iter_mut().map(|item| unname(item, job)).fold(false, std::ops::BitOr::bitor),
        _ => false,
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
