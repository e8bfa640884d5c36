//! How statements are shown: `ids`, `exact`, `canonical` (Communication 2.1.3; 2.0: 4.1.6.1).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::check::PARTS;

/// The forms of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Only what agents, activities, verbs and groups are known by.
    Ids,
    /// As it came in.
    #[default]
    Exact,
    /// With what is known of activities, each text in one language.
    Canonical,
}

impl Format {
    /// The format of a parameter.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "ids" => Self::Ids,
            "exact" => Self::Exact,
            "canonical" => Self::Canonical,
            _ => return None,
        })
    }
}

/// The statement as it is to be shown. `definitions` are what is known of activities, by IRI; `languages` are the
/// reader's, the best first: see [`accepted_languages`].
pub fn formatted(
    statement: Value,
    format: Format,
    definitions: &BTreeMap<String, Value>,
    languages: &[String],
) -> Value {
    match format {
        Format::Exact => statement,
        Format::Ids => walked(statement, &Ids),
        Format::Canonical => walked(statement, &Canonical { definitions, languages }),
    }
}

/// The languages of an `Accept-Language`, the best first (RFC 9110, 12.5.4).
pub fn accepted_languages(header: &str) -> Vec<String> {
    let mut languages: Vec<(f32, &str)> = header
        .split(',')
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().filter(|tag| !tag.is_empty() && *tag != "*")?;
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok())?;
            (weight > 0.0).then_some((weight, tag))
        })
        .collect();
    languages.sort_by(|a, b| b.0.total_cmp(&a.0));
    languages.into_iter().map(|(_, tag)| tag.to_owned()).collect()
}

/// What a form makes of the parts of a statement.
trait Form {
    fn actor(&self, actor: &mut Value);
    fn verb(&self, verb: &mut Value);
    fn activity(&self, activity: &mut Value);
}

fn walked(mut statement: Value, form: &dyn Form) -> Value {
    walk(&mut statement, form);
    statement
}

fn walk(statement: &mut Value, form: &dyn Form) {
    let Value::Object(map) = statement else { return };
    for key in ["actor", "authority"] {
        with(map, key, |actor| form.actor(actor));
    }
    with(map, "verb", |verb| form.verb(verb));
    with(map, "object", |object| match object.get("objectType").and_then(Value::as_str) {
        Some("Agent" | "Group") => form.actor(object),
        Some("SubStatement") => walk(object, form),
        Some("StatementRef") => {}
        _ => form.activity(object),
    });
    let Some(Value::Object(context)) = map.get_mut("context") else { return };
    for key in ["instructor", "team"] {
        with(context, key, |actor| form.actor(actor));
    }
    for (list, key) in [("contextAgents", "agent"), ("contextGroups", "group")] {
        for around in context.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            around.as_object_mut().into_iter().for_each(|around| with(around, key, |actor| form.actor(actor)));
        }
    }
    let Some(Value::Object(activities)) = context.get_mut("contextActivities") else { return };
    for part in PARTS {
        with(activities, part, |value| match value {
            Value::Array(list) => list.iter_mut().for_each(|activity| form.activity(activity)),
            activity => form.activity(activity),
        });
    }
}

fn with(map: &mut Map<String, Value>, key: &str, change: impl FnOnce(&mut Value)) {
    if let Some(value) = map.get_mut(key) {
        change(value);
    }
}

struct Ids;

impl Form for Ids {
    /// Of a Group without an identifier, what its members are known by.
    fn actor(&self, actor: &mut Value) {
        let Value::Object(map) = actor else { return };
        let identified = ["mbox", "mbox_sha1sum", "openid", "account"].iter().any(|key| map.contains_key(*key));
        map.retain(|key, _| key != "name" && !(identified && key == "member"));
        with(map, "member", |members| {
            members.as_array_mut().into_iter().flatten().for_each(|member| self.actor(member));
        });
    }

    fn verb(&self, verb: &mut Value) {
        if let Value::Object(map) = verb {
            map.retain(|key, _| key == "id");
        }
    }

    /// What has no objectType is an activity.
    fn activity(&self, activity: &mut Value) {
        if let Value::Object(map) = activity {
            map.retain(|key, _| key == "id");
        }
    }
}

struct Canonical<'a> {
    definitions: &'a BTreeMap<String, Value>,
    languages: &'a [String],
}

impl Form for Canonical<'_> {
    fn actor(&self, _actor: &mut Value) {}

    fn verb(&self, verb: &mut Value) {
        if let Value::Object(map) = verb {
            with(map, "display", |display| self.one_language(display));
        }
    }

    fn activity(&self, activity: &mut Value) {
        let Value::Object(map) = activity else { return };
        let id = map.get("id").and_then(Value::as_str);
        if let Some(known) = id.and_then(|id| self.definitions.get(id)) {
            map.insert("definition".to_owned(), known.clone());
        }
        let Some(Value::Object(definition)) = map.get_mut("definition") else { return };
        for key in ["name", "description"] {
            with(definition, key, |texts| self.one_language(texts));
        }
        for key in ["choices", "scale", "source", "target", "steps"] {
            for component in definition.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
                component
                    .as_object_mut()
                    .into_iter()
                    .for_each(|map| with(map, "description", |texts| self.one_language(texts)));
            }
        }
    }
}

impl Canonical<'_> {
    /// Leaves the text that suits the reader best: the same tag, a wider one, a narrower one; else the first.
    fn one_language(&self, texts: &mut Value) {
        let Value::Object(map) = texts else { return };
        let best = self.languages.iter().find_map(|range| {
            let same = map.keys().find(|tag| tag.eq_ignore_ascii_case(range));
            let wider = || {
                let wider = map.keys().filter(|tag| is_part(tag, range));
                wider.max_by_key(|tag| tag.len())
            };
            same.or_else(wider).or_else(|| map.keys().find(|tag| is_part(range, tag)))
        });
        if let Some(tag) = best.or_else(|| map.keys().next()).cloned() {
            map.retain(|key, _| *key == tag);
        }
    }
}

/// Whether the wide tag is what the narrow one begins with.
fn is_part(wide: &str, narrow: &str) -> bool {
    narrow.get(..wide.len()).is_some_and(|start| start.eq_ignore_ascii_case(wide))
        && narrow.as_bytes().get(wide.len()) == Some(&b'-')
}

/// Adds to what is known of an activity what a statement says of it: texts language by language and extensions name
/// by name, everything else as a whole. What was known and is not said again stays.
pub fn merge_definition(old: &mut Value, new: &Value) {
    let (Value::Object(old), Value::Object(new)) = (old, new) else { return };
    for (key, value) in new {
        match (old.get_mut(key), value) {
            (Some(Value::Object(known)), Value::Object(said))
                if matches!(key.as_str(), "name" | "description" | "extensions") =>
            {
                known.extend(said.iter().map(|(key, value)| (key.clone(), value.clone())));
            }
            (Some(known), said) => known.clone_from(said),
            (None, said) => {
                old.insert(key.clone(), said.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn statement() -> Value {
        json!({
            "actor": {"objectType": "Group", "name": "us", "member": [{"mbox": "mailto:a@b", "name": "A"}]},
            "verb": {"id": "http://a.example/v", "display": {"en": "did", "sr-Cyrl": "урадио"}},
            "object": {"objectType": "SubStatement",
                "actor": {"objectType": "Group", "mbox": "mailto:g@b", "member": [{"mbox": "mailto:a@b"}]},
                "verb": {"id": "http://a.example/w"},
                "object": {"objectType": "Activity", "id": "http://a.example/o", "definition": {"name": {"en-GB": "o"}}},
            },
            "context": {"contextActivities": {"parent": [{"id": "http://a.example/p"}]},
                "contextAgents": [{"objectType": "contextAgent", "agent": {"mbox": "mailto:c@d", "name": "C"}}]},
        })
    }

    #[test]
    fn ids_leave_what_is_known_by() {
        let ids = formatted(statement(), Format::Ids, &BTreeMap::new(), &[]);
        let expected = json!({
            "actor": {"objectType": "Group", "member": [{"mbox": "mailto:a@b"}]},
            "verb": {"id": "http://a.example/v"},
            "object": {"objectType": "SubStatement",
                "actor": {"objectType": "Group", "mbox": "mailto:g@b"},
                "verb": {"id": "http://a.example/w"},
                "object": {"id": "http://a.example/o"},
            },
            "context": {"contextActivities": {"parent": [{"id": "http://a.example/p"}]},
                "contextAgents": [{"objectType": "contextAgent", "agent": {"mbox": "mailto:c@d"}}]},
        });
        assert_eq!(ids, expected);
    }

    #[test]
    fn canonical_is_what_is_known_in_one_language() {
        let known = BTreeMap::from([(
            "http://a.example/p".to_owned(),
            json!({"name": {"en": "p", "sr-Latn": "p", "sr": "п"}}),
        )]);
        let languages = accepted_languages("de;q=0.2, sr-Cyrl-RS, en;q=0.9, *");
        assert_eq!(languages, ["sr-Cyrl-RS", "en", "de"]);
        let canonical = formatted(statement(), Format::Canonical, &known, &languages);
        assert_eq!(canonical["verb"]["display"], json!({"sr-Cyrl": "урадио"}));
        assert_eq!(canonical["object"]["object"]["definition"], json!({"name": {"en-GB": "o"}}));
        let parent = &canonical["context"]["contextActivities"]["parent"][0]["definition"];
        assert_eq!(parent, &json!({"name": {"sr": "п"}}));
        assert_eq!(canonical["actor"]["name"], "us");
    }

    #[test]
    fn what_is_said_of_an_activity_adds_up() {
        let mut known = json!({"name": {"en": "a", "mk": "а"}, "type": "http://a.example/t", "choices": [{"id": "1"}]});
        merge_definition(
            &mut known,
            &json!({"name": {"en": "b"}, "choices": [{"id": "2"}], "moreInfo": "http://a.example/m"}),
        );
        let expected = json!({"name": {"en": "b", "mk": "а"}, "type": "http://a.example/t", "choices": [{"id": "2"}],
            "moreInfo": "http://a.example/m"});
        assert_eq!(known, expected);
    }
}
