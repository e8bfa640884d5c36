//! Whatever comes in, nothing panics; what is taken comes back as it was, but for what a store sets.

use chrono::DateTime;
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use vidik_xapi::{Received, Version, json as strict, links_of, multipart, read_agent, read_batch, same};

/// A statement that has every property.
fn whole() -> Value {
    json!({
        "id": "7c9f1a52-43d2-4d0c-9c1e-0b1a2c3d4e5f",
        "actor": {"objectType": "Group", "name": "g", "mbox": "mailto:g@b.c", "member": [{"openid": "http://a.b/c"}]},
        "verb": {"id": "http://a.b/v", "display": {"en": "v"}},
        "object": {"objectType": "SubStatement", "actor": {"account": {"homePage": "http://a.b", "name": "n"}},
            "verb": {"id": "http://a.b/v"},
            "object": {"id": "http://a.b/o", "definition": {"name": {"en": "o"}, "interactionType": "likert",
                "scale": [{"id": "1", "description": {"en": "1"}}], "extensions": {"http://a.b/e": {"x": [null]}}}},
            "result": {"score": {"scaled": 0.1, "raw": 1, "min": 0, "max": 10}, "duration": "PT1.5S"},
            "timestamp": "2026-03-01T10:00:00+01:00"},
        "result": {"success": true, "completion": false, "response": "r", "extensions": {}},
        "context": {"registration": "ec531277-b57b-4c15-8d91-d292c5b2b8f7",
            "team": {"objectType": "Group", "member": []}, "instructor": {"mbox": "mailto:i@b.c"},
            "contextActivities": {"parent": {"id": "http://a.b/p"}, "other": []}, "language": "sr-Latn",
            "statement": {"objectType": "StatementRef", "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}},
        "timestamp": "2026-03-01T10:00:00Z", "stored": "2026-03-01T10:00:00Z",
        "authority": {"mbox": "mailto:l@b.c"}, "version": "1.0.0",
        "attachments": [{"usageType": "http://a.b/u", "display": {"en": "d"}, "contentType": "a/b", "length": 1,
            "sha2": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "fileUrl": "http://a.b/f"}],
    })
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((".{0,6}", inner), 0..4).prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Every place of a value.
fn places(value: &Value, here: &str, into: &mut Vec<String>) {
    into.push(here.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            places(value, &format!("{here}/{}", key.replace('~', "~0").replace('/', "~1")), into);
        }),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(place, value)| places(value, &format!("{here}/{place}"), into));
        }
        _ => {}
    }
}

fn mutated() -> impl Strategy<Value = Value> {
    let mut all = Vec::new();
    places(&whole(), "", &mut all);
    let values: Vec<Value> = all.iter().filter_map(|place| whole().pointer(place).cloned()).collect();
    let value = prop_oneof![any_json(), select(values)];
    vec((select(all), value), 0..3).prop_map(|changes| {
        let mut statement = whole();
        for (place, value) in changes {
            if let Some(there) = statement.pointer_mut(&place) {
                *there = value;
            }
        }
        statement
    })
}

fn version() -> impl Strategy<Value = Version> {
    select(vec![Version::V1_0_3, Version::V2_0_0])
}

/// What a store may set is taken out, what it may write otherwise is written in one way.
fn said(statement: &Value) -> Value {
    let mut said = statement.clone();
    for object in ["", "/object"] {
        let Some(Value::Object(map)) = said.pointer_mut(object) else { continue };
        for key in ["id", "stored", "authority", "version", "timestamp"] {
            if object.is_empty() || key == "timestamp" {
                map.remove(key);
            }
        }
        let activities = map.get_mut("context").and_then(|context| context.get_mut("contextActivities"));
        for activity in activities.and_then(Value::as_object_mut).into_iter().flat_map(|map| map.values_mut()) {
            if activity.is_object() {
                *activity = json!([activity.take()]);
            }
        }
    }
    said
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn what_is_taken_comes_back(statement in mutated(), version in version()) {
        let Ok(received) = read_batch(statement.to_string().as_bytes(), version) else { return Ok(()) };
        let [received] = received.as_slice() else { return Ok(()) };
        let stored = DateTime::from_timestamp_millis(1_772_366_400_123).unwrap();
        let kept = received.clone().complete(Uuid::from_u128(1), stored, &json!({"mbox": "mailto:s@b.c"}));
        prop_assert_eq!(&strict::parse(kept.text.as_bytes()).unwrap(), &kept.json);
        let kept = kept.json;
        prop_assert_eq!(said(&kept), said(received.json()));
        prop_assert!(same(&kept, received.json()));
        prop_assert!(same(received.json(), &kept));
        // What is kept is a statement again, with the same links.
        let again = Received::of(kept.clone(), version);
        prop_assert!(again.is_ok(), "{:?}", again);
        let (one, two) = (links_of(&kept), received.links());
        prop_assert_eq!((one.verb, one.registration, one.target), (two.verb, two.registration, two.target));
        prop_assert_eq!(one.activities, two.activities);
    }

    #[test]
    fn what_is_written_is_read(value in any_json()) {
        prop_assert_eq!(strict::parse(value.to_string().as_bytes()).unwrap(), value);
    }

    #[test]
    fn numbers_are_read_right(number in any::<f64>().prop_filter("finite", |number| number.is_finite())) {
        prop_assert_eq!(strict::parse(format!("{number:e}").as_bytes()).unwrap().as_f64().unwrap().to_bits(), number.to_bits());
    }

    #[test]
    fn texts_that_are_almost_json_are_refused_alike(text in r#"[\[\]{},:"0-9eE+.\-a-z\\ ]{0,16}"#) {
        let (ours, theirs) = (strict::parse(text.as_bytes()), serde_json::from_str::<Value>(&text));
        match theirs {
            Ok(theirs) if ours.is_ok() => prop_assert_eq!(ours.unwrap(), theirs),
            Ok(_) => prop_assert_eq!(ours.unwrap_err().rule, "XAPI-2.2-1"),
            Err(_) => prop_assert!(ours.is_err(), "{}", text),
        }
    }

    #[test]
    fn nothing_panics(bytes in vec(any::<u8>(), 0..200), text in "\\PC{0,60}", version in version()) {
        let _ = read_batch(&bytes, version);
        let _ = read_agent(&text, version);
        let _ = vidik_xapi::read_timestamp(&text, version);
        let _ = multipart::read(&bytes, "multipart/mixed; boundary=a");
        let _ = Version::negotiate(Some(&text));
    }
}
