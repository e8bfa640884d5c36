//! Whether two statements are one (Data 2.3.1; 2.0: 4.2.3): all that a record store may set, and all that does not
//! belong to a statement's meaning, is left out of the comparison.

use serde_json::{Map, Number, Value};

use crate::{
    check::PARTS,
    values::{read_timestamp, rounded_duration},
    version::Version,
};

/// Whether the two are the same statement: `stored`, `authority`, `version`, words of verbs and definitions of
/// activities do not count, an id or timestamp only where both have one, durations to a hundredth of a second, and
/// neither the order of members nor that of context activities.
pub fn same(a: &Value, b: &Value) -> bool {
    let (mut a, mut b) = (a.clone(), b.clone());
    for statement in [&mut a, &mut b] {
        normalise(statement);
        without(statement, &["stored", "authority", "version"]);
    }
    for key in ["id", "timestamp"] {
        if a.get(key).is_none() || b.get(key).is_none() {
            without(&mut a, &[key]);
            without(&mut b, &[key]);
        }
    }
    equal(&a, &b)
}

fn without(value: &mut Value, keys: &[&str]) {
    if let Value::Object(map) = value {
        for key in keys {
            map.remove(*key);
        }
    }
}

/// Equal values; numbers by what they are, not by how they are written.
fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || float(a) == float(b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| equal(a, b)))
        }
        (a, b) => a == b,
    }
}

/// The number, where one of the two is not whole.
fn float(number: &Number) -> Option<u64> {
    number.as_f64().map(f64::to_bits)
}

fn normalise(statement: &mut Value) {
    let Value::Object(map) = statement else { return };
    lower(map, "id");
    if let Some(Value::String(text)) = map.get_mut("timestamp")
        && let Some(moment) = read_timestamp(text, Version::V1_0_3)
    {
        *text = moment.to_rfc3339();
    }
    with(map, "actor", actor);
    with(map, "verb", |verb| without(verb, &["display"]));
    with(map, "object", object);
    if let Some(Value::String(duration)) = map.get_mut("result").and_then(|result| result.get_mut("duration")) {
        *duration = rounded_duration(duration);
    }
    if let Some(Value::Object(context)) = map.get_mut("context") {
        surroundings(context);
    }
    for attachment in map.get_mut("attachments").and_then(Value::as_array_mut).into_iter().flatten() {
        without(attachment, &["display", "description"]);
        if let Value::Object(attachment) = attachment {
            lower(attachment, "sha2");
        }
    }
}

fn surroundings(context: &mut Map<String, Value>) {
    lower(context, "registration");
    for key in ["instructor", "team"] {
        with(context, key, actor);
    }
    with(context, "statement", object);
    for (list, key) in [("contextAgents", "agent"), ("contextGroups", "group")] {
        for around in context.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Value::Object(around) = around {
                with(around, key, actor);
            }
        }
    }
    let Some(Value::Object(activities)) = context.get_mut("contextActivities") else { return };
    for part in PARTS {
        let Some(value) = activities.get_mut(part) else { continue };
        if value.is_object() {
            *value = Value::Array(vec![value.take()]);
        }
        if let Value::Array(list) = value {
            list.iter_mut().for_each(object);
            list.sort_by_cached_key(ToString::to_string);
        }
    }
}

fn with(map: &mut Map<String, Value>, key: &str, change: impl FnOnce(&mut Value)) {
    if let Some(value) = map.get_mut(key) {
        change(value);
    }
}

fn lower(map: &mut Map<String, Value>, key: &str) {
    if let Some(Value::String(text)) = map.get_mut(key) {
        text.make_ascii_lowercase();
    }
}

fn typed(map: &mut Map<String, Value>, kind: &str) {
    map.entry("objectType").or_insert_with(|| Value::String(kind.to_owned()));
}

fn actor(value: &mut Value) {
    let Value::Object(map) = value else { return };
    typed(map, "Agent");
    lower(map, "mbox_sha1sum");
    if let Some(Value::Array(members)) = map.get_mut("member") {
        members.iter_mut().for_each(actor);
        members.sort_by_cached_key(identity);
    }
}

/// An agent's properties in one order.
fn identity(agent: &Value) -> String {
    let Value::Object(map) = agent else { return String::new() };
    let mut properties: Vec<_> = map.iter().map(|(key, value)| format!("{key}{value}")).collect();
    properties.sort();
    properties.concat()
}

fn object(value: &mut Value) {
    match value.get("objectType").and_then(Value::as_str) {
        Some("Agent" | "Group") => actor(value),
        Some("SubStatement") => normalise(value),
        Some("StatementRef") => {
            if let Value::Object(map) = value {
                lower(map, "id");
            }
        }
        _ => {
            // In one order, so that lists of activities can be sorted by their text.
            let id = value.get("id").cloned().unwrap_or_default();
            *value = Value::Object(Map::from_iter([
                ("objectType".to_owned(), Value::String("Activity".to_owned())),
                ("id".to_owned(), id),
            ]));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::same;

    #[test]
    fn what_a_store_sets_does_not_count_and_what_was_said_does() {
        let group = |members: serde_json::Value| {
            json!({"id": "AA97B177-9383-4934-8543-0F91A7A02836",
                "actor": {"objectType": "Group", "member": members},
                "verb": {"id": "http://a.example/v", "display": {"en": "did"}},
                "object": {"id": "http://a.example/o", "definition": {"name": {"en": "o"}}},
                "result": {"duration": "PT1.239S", "score": {"raw": 1}},
                "context": {"contextActivities": {"parent": {"id": "http://a.example/p"}}}})
        };
        let one = group(json!([{"mbox": "mailto:a@b"}, {"objectType": "Agent", "mbox": "mailto:c@d"}]));
        let mut two = group(json!([{"mbox": "mailto:c@d"}, {"mbox": "mailto:a@b"}]));
        two["id"] = json!("aa97b177-9383-4934-8543-0f91a7a02836");
        two["stored"] = json!("2020-01-01T00:00:00Z");
        two["timestamp"] = json!("2020-01-01T00:00:00Z");
        two["object"] = json!({"objectType": "Activity", "id": "http://a.example/o"});
        two["result"]["duration"] = json!("PT1.23S");
        two["result"]["score"]["raw"] = json!(1.0);
        two["context"]["contextActivities"]["parent"] = json!([{"id": "http://a.example/p"}]);
        assert!(same(&one, &two));
        two["verb"]["id"] = json!("http://a.example/w");
        assert!(!same(&one, &two));
        let mut three = one.clone();
        three["result"]["score"]["raw"] = json!(2);
        assert!(!same(&one, &three));
    }
}
