//! Statements that come in.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    check::{self, PARTS, VOIDED},
    json,
    links::{Links, links_of},
    problem::Problem,
    rules,
    values::{read_timestamp, read_uuid},
    version::Version,
    written,
};

/// A statement as it came in, found valid.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    json: Value,
    /// The same as it was written, without blanks: a number may have more digits than a [`Value`] holds.
    text: String,
    version: Version,
    /// Hashes of the contents that came with it.
    brought: BTreeSet<String>,
}

/// A statement as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Completed {
    /// To be looked at.
    pub json: Value,
    /// To be kept: what came in is in it as it was written, numbers to their last digit.
    pub text: String,
}

/// What a statement says of an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// IRI of what it is for.
    pub usage_type: String,
    /// Its media type.
    pub content_type: String,
    /// So many octets.
    pub length: u64,
    /// Its hash, in lower-case hexadecimal digits.
    pub sha2: String,
    /// Where else it lies.
    pub file_url: Option<String>,
}

/// Reads the body of a POST: a statement, or an array of them.
///
/// # Errors
/// The first requirement that is broken; nothing of a batch is taken then.
pub fn read_batch(body: &[u8], version: Version) -> Result<Vec<Received>, Problem> {
    let (json, text) = read_text(body)?;
    let statements = match json {
        Value::Array(statements) => statements,
        statement => return Ok(vec![Received::written(statement, text, version)?]),
    };
    let mut ids = HashSet::new();
    let mut received = Vec::with_capacity(statements.len());
    for (place, (statement, text)) in statements.into_iter().zip(written::elements(text)).enumerate() {
        let statement = Received::written(statement, text, version).map_err(|problem| problem.at(place))?;
        if statement.id().is_some_and(|id| !ids.insert(id)) {
            return Err(Problem::of(&rules::BATCH_SAME_ID).at("id").at(place));
        }
        received.push(statement);
    }
    Ok(received)
}

/// Reads the body of a PUT: one statement, with the id of the request or none; then it gets it.
///
/// # Errors
/// The first requirement that is broken.
pub fn read_one(body: &[u8], id: Uuid, version: Version) -> Result<Received, Problem> {
    let (json, text) = read_text(body)?;
    let received = Received::written(json, text, version)?;
    match received.id() {
        Some(own) if own != id => Err(Problem::of(&rules::STATEMENT_ID_OTHER).at("id")),
        Some(_) => Ok(received),
        None => Ok(received.named(id)),
    }
}

/// What a body says, and how it is written.
fn read_text(body: &[u8]) -> Result<(Value, &str), Problem> {
    let json = json::parse(body)?;
    let text = std::str::from_utf8(body).unwrap_or_default();
    Ok((json, text.trim_matches([' ', '\t', '\n', '\r'])))
}

impl Received {
    /// The statement, if it is one.
    ///
    /// # Errors
    /// The first requirement that is broken.
    pub fn of(json: Value, version: Version) -> Result<Self, Problem> {
        check::statement(&json, version)?;
        let text = json.to_string();
        Ok(Self { json, text, version, brought: BTreeSet::new() })
    }

    fn written(json: Value, text: &str, version: Version) -> Result<Self, Problem> {
        check::statement(&json, version)?;
        Ok(Self { json, text: written::compact(text), version, brought: BTreeSet::new() })
    }

    fn named(mut self, id: Uuid) -> Self {
        if let (Some(json), Some(rest)) = (self.json.as_object_mut(), self.text.strip_prefix('{')) {
            json.insert("id".to_owned(), Value::String(id.to_string()));
            self.text = format!("{{\"id\":\"{id}\",{rest}");
        }
        self
    }

    /// What came in.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// Its id, if it has one yet: one that is put always has.
    pub fn id(&self) -> Option<Uuid> {
        self.json.get("id").and_then(Value::as_str).and_then(read_uuid)
    }

    /// What it is found by. The authority that it brings is in it, not the one that it gets.
    pub fn links(&self) -> Links<'_> {
        links_of(&self.json)
    }

    /// The statement that it takes back (Data 2.3.2).
    pub fn voids(&self) -> Option<Uuid> {
        let links = self.links();
        if links.verb == VOIDED { links.target } else { None }
    }

    /// When it happened, if it says so.
    pub fn timestamp(&self) -> Option<DateTime<Utc>> {
        self.json.get("timestamp").and_then(Value::as_str).and_then(|text| read_timestamp(text, self.version))
    }

    /// Its attachments, and those of its SubStatement.
    pub fn attachments(&self) -> Vec<Attachment> {
        attachments_of(&self.json)
    }

    /// The same, with those of its attachments whose contents came with it, by their hashes.
    #[must_use]
    pub fn bringing(mut self, contents: &BTreeSet<String>) -> Self {
        let own = self.attachments().into_iter().map(|attachment| attachment.sha2);
        self.brought = own.filter(|sha2| contents.contains(sha2)).collect();
        self
    }

    /// Which contents came with it, by their hashes. What merely lies elsewhere is not among them, though somebody else
    /// may have brought the same: whoever knows a hash has not shown what it is of.
    pub fn brought(&self) -> &BTreeSet<String> {
        &self.brought
    }

    /// The statement as it is kept: with id, stored, timestamp, authority and version, a single context activity in
    /// an array (Data 2.4.6.2), and under 2.0 the timestamp in UTC (4.2.7). Nothing else changes.
    pub fn complete(self, id: Uuid, stored: DateTime<Utc>, authority: &Value) -> Completed {
        let stored = Value::String(stored.to_rfc3339_opts(SecondsFormat::Micros, true));
        let set = Set { id, stored, authority, version: self.version };
        let text = completed_text(&self.text, &set);
        Completed { json: completed_json(self.json, &set), text }
    }
}

/// What a record store sets.
struct Set<'a> {
    id: Uuid,
    stored: Value,
    authority: &'a Value,
    version: Version,
}

fn completed_json(mut json: Value, set: &Set<'_>) -> Value {
    convert(&mut json, set.version);
    if let Some(Value::Object(object)) = json.get_mut("object").filter(|object| is_sub_statement(object)) {
        convert_map(object, set.version);
    }
    let Value::Object(mut given) = json else { return json };
    given.remove("stored");
    given.remove("authority");
    let mut map = Map::with_capacity(given.len() + 5);
    let own = given.remove("id");
    map.insert("id".to_owned(), own.unwrap_or_else(|| Value::String(set.id.to_string())));
    let timestamp = given.remove("timestamp").unwrap_or_else(|| set.stored.clone());
    let named = given.remove("version").unwrap_or_else(|| Value::String(set.version.unnamed().to_owned()));
    let attachments = given.remove("attachments");
    map.extend(given);
    map.insert("timestamp".to_owned(), timestamp);
    map.insert("stored".to_owned(), set.stored.clone());
    map.insert("authority".to_owned(), set.authority.clone());
    map.insert("version".to_owned(), named);
    map.extend(attachments.map(|attachments| ("attachments".to_owned(), attachments)));
    Value::Object(map)
}

/// The same as [`completed_json`] makes, of what was written.
fn completed_text(given: &str, set: &Set<'_>) -> String {
    let converted = converted(given, set.version, true);
    let properties: Vec<(String, &str, &str)> = written::properties(&converted)
        .into_iter()
        .map(|(written, value)| (written::name(written), written, value))
        .collect();
    let own = |name: &str| properties.iter().find(|property| property.0 == name).map(|property| property.2.to_owned());
    let quoted = |text: &str| Value::String(text.to_owned()).to_string();
    let mut whole = written::Object::with_capacity(given.len() + 400);
    whole.push("\"id\"", &own("id").unwrap_or_else(|| quoted(&set.id.to_string())));
    for (name, written, value) in &properties {
        if !matches!(name.as_str(), "id" | "timestamp" | "stored" | "authority" | "version" | "attachments") {
            whole.push(written, value);
        }
    }
    whole.push("\"timestamp\"", &own("timestamp").unwrap_or_else(|| set.stored.to_string()));
    whole.push("\"stored\"", &set.stored.to_string());
    whole.push("\"authority\"", &set.authority.to_string());
    whole.push("\"version\"", &own("version").unwrap_or_else(|| quoted(set.version.unnamed())));
    if let Some(attachments) = own("attachments") {
        whole.push("\"attachments\"", &attachments);
    }
    whole.finish()
}

/// The attachments of a statement, one that came in or one that is kept, and those of its SubStatement.
pub fn attachments_of(statement: &Value) -> Vec<Attachment> {
    let own = statement.get("attachments");
    let sub = statement.get("object").and_then(|object| object.get("attachments"));
    [own, sub].into_iter().flatten().filter_map(Value::as_array).flatten().map(attachment).collect()
}

fn attachment(value: &Value) -> Attachment {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    Attachment {
        usage_type: text("usageType"),
        content_type: text("contentType"),
        length: value.get("length").and_then(Value::as_u64).unwrap_or_default(),
        sha2: text("sha2").to_ascii_lowercase(),
        file_url: value.get("fileUrl").and_then(Value::as_str).map(str::to_owned),
    }
}

fn is_sub_statement(object: &Value) -> bool {
    object.get("objectType").and_then(Value::as_str) == Some("SubStatement")
}

fn convert(json: &mut Value, version: Version) {
    if let Value::Object(map) = json {
        convert_map(map, version);
    }
}

fn convert_map(map: &mut Map<String, Value>, version: Version) {
    if let Some(activities) = map.get_mut("context").and_then(|context| context.get_mut("contextActivities")) {
        for part in PARTS {
            if let Some(activity) = activities.get_mut(part).filter(|activity| activity.is_object()) {
                *activity = Value::Array(vec![activity.take()]);
            }
        }
    }
    if let Some(Value::String(text)) = map.get_mut("timestamp")
        && let Some(other) = in_utc(text, version)
    {
        *text = other;
    }
}

/// A timestamp of 2.0 that is not in UTC, told in it.
fn in_utc(text: &str, version: Version) -> Option<String> {
    let other = version == Version::V2_0_0 && !text.ends_with('Z');
    let moment = read_timestamp(text, version).filter(|_| other)?;
    Some(moment.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// The same as [`convert`] makes, of what was written; of a SubStatement within a statement, too.
fn converted(statement: &str, version: Version, whole: bool) -> String {
    written::changed(statement, |name, value| match name {
        "context" => Some(in_arrays(value)),
        "timestamp" => {
            let other = in_utc(&written::name(value), version)?;
            Some(Value::String(other).to_string())
        }
        "object" if whole && says_sub_statement(value) => Some(converted(value, version, false)),
        _ => None,
    })
}

fn says_sub_statement(object: &str) -> bool {
    written::properties(object)
        .into_iter()
        .any(|(name, value)| written::name(name) == "objectType" && written::name(value) == "SubStatement")
}

fn in_arrays(context: &str) -> String {
    written::changed(context, |name, activities| {
        (name == "contextActivities").then(|| {
            written::changed(activities, |part, activity| {
                (PARTS.contains(&part) && activity.starts_with('{')).then(|| format!("[{activity}]"))
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said() -> Value {
        json!({"actor": {"mbox": "mailto:a@b.c"}, "verb": {"id": "http://a.b/c"}, "object": {"id": "http://a.b/d"},
            "timestamp": "2026-03-01T12:00:00.5+02:00",
            "context": {"contextActivities": {"parent": {"id": "http://a.b/e"}}}})
    }

    #[test]
    fn what_is_put_has_the_id_of_the_request() {
        let (id, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut statement = said();
        let nameless = read_one(statement.to_string().as_bytes(), id, Version::V1_0_3).unwrap();
        assert_eq!(nameless.id(), Some(id));
        let Completed { json, text } = nameless.complete(id, DateTime::UNIX_EPOCH, &json!({"mbox": "mailto:lrs@b.c"}));
        assert_eq!((text, &json["id"]), (json.to_string(), &json!(id.to_string())));
        statement["id"] = json!(id.to_string());
        assert!(read_one(statement.to_string().as_bytes(), id, Version::V1_0_3).is_ok());
        let problem = read_one(statement.to_string().as_bytes(), other, Version::V1_0_3).unwrap_err();
        assert_eq!((problem.rule, problem.pointer.as_str()), ("XAPI-C2.1.1-2", "/id"));
    }

    #[test]
    fn what_a_store_sets_is_set_and_no_more() {
        let stored = DateTime::from_timestamp_millis(1_772_366_400_123).unwrap();
        let authority = json!({"mbox": "mailto:lrs@b.c"});
        let id = Uuid::from_u128(7);
        let complete = |version| {
            let Completed { json, text } = Received::of(said(), version).unwrap().complete(id, stored, &authority);
            assert_eq!(text, json.to_string());
            json
        };
        let expected = json!({"id": "00000000-0000-0000-0000-000000000007", "actor": {"mbox": "mailto:a@b.c"},
            "verb": {"id": "http://a.b/c"}, "object": {"id": "http://a.b/d"},
            "context": {"contextActivities": {"parent": [{"id": "http://a.b/e"}]}},
            "timestamp": "2026-03-01T10:00:00.500Z", "stored": "2026-03-01T12:00:00.123000Z",
            "authority": authority, "version": "2.0.0"});
        assert_eq!(complete(Version::V2_0_0), expected);
        let older = complete(Version::V1_0_3);
        assert_eq!((&older["timestamp"], &older["version"]), (&json!("2026-03-01T12:00:00.5+02:00"), &json!("1.0.0")));
    }

    /// Data 2.2: what is given back is what came in, whatever a number has to hold it.
    #[test]
    fn what_was_written_is_kept_to_the_last_digit() {
        const NUMBERS: &str =
            r#"{"http://a.b/n":[12345678901234567890123,1.10,-0,3.141592653589793238462643,1E+2,"\u0041\u0000"]}"#;
        let statement = r#"
            { "actor" : {"mbox":"mailto:a@b.c"}, "verb":{"id":"http://a.b/c"},
              "object": {"objectType":"SubStatement","actor":{"mbox":"mailto:a@b.c"},"verb":{"id":"http://a.b/c"},
                "object":{"id":"http://a.b/d","definition":{"extensions": EXT}},
                "timestamp":"2026-03-01T12:00:00+02:00",
                "context":{"contextActivities":{"other":{"id":"http://a.b/e","definition":{"extensions":EXT}}}}},
              "context" :{"extensions":EXT},"version":"2.0.0" ,"result":{"extensions":EXT} } "#
            .replace("EXT", NUMBERS);
        let stored = DateTime::from_timestamp_millis(1_772_366_400_123).unwrap();
        for body in [statement.clone(), format!("[{statement}, {statement}]")] {
            for received in read_batch(body.as_bytes(), Version::V2_0_0).unwrap() {
                let kept = received.complete(Uuid::from_u128(7), stored, &json!({"mbox": "mailto:l@b.c"}));
                assert_eq!(kept.text.matches(NUMBERS).count(), 4, "{}", kept.text);
                assert_eq!(json::parse(kept.text.as_bytes()).unwrap(), kept.json);
                assert_eq!(kept.json["object"]["timestamp"], "2026-03-01T10:00:00Z");
                assert!(kept.json["object"]["context"]["contextActivities"]["other"].is_array());
            }
        }
    }

    #[test]
    fn a_problem_tells_where_it_is() {
        let batch = json!([said(), {"actor": {"mbox": "mailto:a@b.c"}, "verb": {"id": "http://a.b/c", "display": {"e/n": "x"}},
            "object": {"id": "http://a.b/d"}}]);
        let problem = read_batch(batch.to_string().as_bytes(), Version::V2_0_0).unwrap_err();
        assert_eq!(problem.pointer, "/1/verb/display/e~1n");
    }
}
