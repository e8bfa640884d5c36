//! Statements that come in.

use std::collections::HashSet;

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
};

/// A statement as it came in, found valid.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    json: Value,
    version: Version,
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
    let statements = match json::parse(body)? {
        Value::Array(statements) => statements,
        statement => return Ok(vec![Received::of(statement, version)?]),
    };
    let mut ids = HashSet::new();
    let mut received = Vec::with_capacity(statements.len());
    for (place, statement) in statements.into_iter().enumerate() {
        let statement = Received::of(statement, version).map_err(|problem| problem.at(place))?;
        if statement.id().is_some_and(|id| !ids.insert(id)) {
            return Err(Problem::of(&rules::BATCH_SAME_ID).at("id").at(place));
        }
        received.push(statement);
    }
    Ok(received)
}

/// Reads the body of a PUT: one statement, with the id of the request or none.
///
/// # Errors
/// The first requirement that is broken.
pub fn read_one(body: &[u8], id: Uuid, version: Version) -> Result<Received, Problem> {
    let received = Received::of(json::parse(body)?, version)?;
    match received.id() {
        Some(own) if own != id => Err(Problem::of(&rules::STATEMENT_ID_OTHER).at("id")),
        _ => Ok(received),
    }
}

impl Received {
    /// The statement, if it is one.
    ///
    /// # Errors
    /// The first requirement that is broken.
    pub fn of(json: Value, version: Version) -> Result<Self, Problem> {
        check::statement(&json, version)?;
        Ok(Self { json, version })
    }

    /// What came in.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// Its id, if it has one yet.
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

    /// The statement as it is kept: with id, stored, timestamp, authority and version, a single context activity in
    /// an array (Data 2.4.6.2), and under 2.0 the timestamp in UTC (4.2.7). Nothing else changes.
    pub fn complete(self, id: Uuid, stored: DateTime<Utc>, authority: &Value) -> Value {
        let Self { mut json, version } = self;
        convert(&mut json, version);
        if let Some(Value::Object(object)) = json
            .get_mut("object")
            .filter(|object| object.get("objectType").and_then(Value::as_str) == Some("SubStatement"))
        {
            convert_map(object, version);
        }
        let Value::Object(mut given) = json else { return json };
        let stored = stored.to_rfc3339_opts(SecondsFormat::Micros, true);
        given.remove("stored");
        given.remove("authority");
        let mut map = Map::with_capacity(given.len() + 5);
        let own = given.remove("id");
        map.insert("id".to_owned(), own.unwrap_or_else(|| Value::String(id.to_string())));
        let timestamp = given.remove("timestamp").unwrap_or_else(|| Value::String(stored.clone()));
        let named = given.remove("version").unwrap_or_else(|| Value::String(version.unnamed().to_owned()));
        let attachments = given.remove("attachments");
        map.extend(given);
        map.insert("timestamp".to_owned(), timestamp);
        map.insert("stored".to_owned(), Value::String(stored));
        map.insert("authority".to_owned(), authority.clone());
        map.insert("version".to_owned(), named);
        map.extend(attachments.map(|attachments| ("attachments".to_owned(), attachments)));
        Value::Object(map)
    }
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
    if version == Version::V2_0_0
        && let Some(Value::String(text)) = map.get_mut("timestamp")
        && !text.ends_with('Z')
        && let Some(moment) = read_timestamp(text, version)
    {
        *text = moment.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    }
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
        assert!(read_one(statement.to_string().as_bytes(), id, Version::V1_0_3).is_ok());
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
        let complete = |version| Received::of(said(), version).unwrap().complete(id, stored, &authority);
        let expected = json!({"id": "00000000-0000-0000-0000-000000000007", "actor": {"mbox": "mailto:a@b.c"},
            "verb": {"id": "http://a.b/c"}, "object": {"id": "http://a.b/d"},
            "context": {"contextActivities": {"parent": [{"id": "http://a.b/e"}]}},
            "timestamp": "2026-03-01T10:00:00.500Z", "stored": "2026-03-01T12:00:00.123000Z",
            "authority": authority, "version": "2.0.0"});
        assert_eq!(complete(Version::V2_0_0), expected);
        let older = complete(Version::V1_0_3);
        assert_eq!((&older["timestamp"], &older["version"]), (&json!("2026-03-01T12:00:00.5+02:00"), &json!("1.0.0")));
    }

    #[test]
    fn a_problem_tells_where_it_is() {
        let batch = json!([said(), {"actor": {"mbox": "mailto:a@b.c"}, "verb": {"id": "http://a.b/c", "display": {"e/n": "x"}},
            "object": {"id": "http://a.b/d"}}]);
        let problem = read_batch(batch.to_string().as_bytes(), Version::V2_0_0).unwrap_err();
        assert_eq!(problem.pointer, "/1/verb/display/e~1n");
    }
}
