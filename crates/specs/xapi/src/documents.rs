//! Parameters of documents and of what is known of agents and activities (Communication 2.2 to 2.8; 2.0: 4.1.6.2 to
//! 4.1.6.7), and the merging of documents.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{agent::Agent, json, parameters::Parameters, problem::Problem, rules, version::Version, written};

/// The longest id of a document, in octets: it is part of a key.
const LONGEST_ID: usize = 800;

/// A resource beside that of statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// `activities/state`.
    State,
    /// `activities/profile`.
    ActivityProfile,
    /// `agents/profile`.
    AgentProfile,
    /// `agents`.
    Agents,
    /// `activities`.
    Activities,
    /// `about`.
    About,
}

/// What is done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET and HEAD.
    Get,
    /// PUT.
    Put,
    /// POST.
    Post,
    /// DELETE.
    Delete,
}

/// What a request names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// `activityId`.
    pub activity: Option<String>,
    /// `agent`.
    pub agent: Option<Agent>,
    /// `registration`.
    pub registration: Option<Uuid>,
    /// `stateId` or `profileId`; without it all of them are meant.
    pub id: Option<String>,
    /// Changed after: where ids are listed.
    pub since: Option<DateTime<Utc>>,
}

impl Resource {
    fn required(self) -> &'static [&'static str] {
        match self {
            Self::State => &["activityId", "agent"],
            Self::ActivityProfile | Self::Activities => &["activityId"],
            Self::AgentProfile | Self::Agents => &["agent"],
            Self::About => &[],
        }
    }

    fn known(self) -> &'static [&'static str] {
        match self {
            Self::State => &["activityId", "agent", "registration", "stateId", "since"],
            Self::ActivityProfile => &["activityId", "profileId", "since"],
            Self::AgentProfile => &["agent", "profileId", "since"],
            Self::Activities | Self::Agents | Self::About => self.required(),
        }
    }

    /// The name of a document's id, where there are documents.
    fn id(self) -> Option<&'static str> {
        match self {
            Self::State => Some("stateId"),
            Self::ActivityProfile | Self::AgentProfile => Some("profileId"),
            Self::Agents | Self::Activities | Self::About => None,
        }
    }

    /// Whether a request is about one document: all states may be deleted together, profiles not.
    fn needs_id(self, method: Method) -> bool {
        match method {
            Method::Put | Method::Post => self.id().is_some(),
            Method::Delete => self.id().is_some() && self != Self::State,
            Method::Get => false,
        }
    }
}

/// Reads the parameters, decoded.
///
/// # Errors
/// The first that is unknown, wrongly cased, doubled, missing, not of its type, or out of place.
pub fn read(
    resource: Resource,
    method: Method,
    parameters: &[(String, String)],
    version: Version,
) -> Result<Asked, Problem> {
    let given = Parameters::of(parameters, resource.known(), version)?;
    let id = resource.id().filter(|_| resource.needs_id(method));
    if let Some(missing) = resource.required().iter().copied().chain(id).find(|name| given.text(name).is_none()) {
        return Err(Problem::of(&rules::DOCUMENT_PARAMETER_MISSING).about(missing).at(missing));
    }
    let asked = Asked {
        activity: given.iri("activityId")?,
        agent: given.agent("agent")?,
        registration: given.uuid("registration")?,
        id: resource.id().and_then(|name| given.text(name)).map(str::to_owned),
        since: given.timestamp("since")?,
    };
    if asked.id.as_ref().is_some_and(|id| id.is_empty() || id.contains('\0') || id.len() > LONGEST_ID) {
        return Err(Problem::of(&rules::DOCUMENT_ID).at(resource.id().unwrap_or_default()));
    }
    if given.text("since").is_some() && (asked.id.is_some() || method != Method::Get) {
        return Err(Problem::of(&rules::DOCUMENT_SINCE).at("since"));
    }
    Ok(asked)
}

/// Checks a document that calls itself `application/json`.
///
/// # Errors
/// It is not JSON.
pub fn check_json(content: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(content).map_err(|_| Problem::of(&rules::DOCUMENT_JSON))
}

/// Merges a posted document into the one that is there: property by property, the new one winning, nothing within
/// them (Communication 2.2). Both are JSON objects, whatever else is refused.
///
/// # Errors
/// One of them is not.
pub fn merge(old: &[u8], new: &[u8]) -> Result<Vec<u8>, Problem> {
    let (old, new) = (properties(old)?, properties(new)?);
    let mut coming: HashMap<&str, (&str, &str)> =
        new.iter().map(|(name, at, value)| (name.as_str(), (*at, *value))).collect();
    let mut whole = written::Object::with_capacity(0);
    for (name, at, value) in &old {
        let (at, value) = coming.remove(name.as_str()).unwrap_or((at, value));
        whole.push(at, value);
    }
    for (name, at, value) in &new {
        if coming.contains_key(name.as_str()) {
            whole.push(at, value);
        }
    }
    Ok(whole.finish().into_bytes())
}

/// The properties of a document, each by its name, with name and value as they are written.
fn properties(content: &[u8]) -> Result<Vec<(String, &str, &str)>, Problem> {
    let text = std::str::from_utf8(content).map_err(|_| Problem::of(&rules::DOCUMENT_MERGE))?;
    if !json::parse(content).is_ok_and(|json| json.is_object()) {
        return Err(Problem::of(&rules::DOCUMENT_MERGE));
    }
    let all = written::properties(text.trim_matches([' ', '\t', '\n', '\r']));
    Ok(all.into_iter().map(|(name, value)| (written::name(name), name, value)).collect())
}

/// What is known of somebody (Communication 2.4): every name and identifier of agents that are one person, in arrays.
pub fn person<'a>(agents: impl IntoIterator<Item = &'a Value>) -> Value {
    let mut person = Map::from_iter([("objectType".to_owned(), Value::String("Person".to_owned()))]);
    for agent in agents {
        for key in ["name", "mbox", "mbox_sha1sum", "openid", "account"] {
            let Some(value) = agent.get(key) else { continue };
            let known = person.entry(key).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(known) = known
                && !known.contains(value)
            {
                known.push(value.clone());
            }
        }
    }
    Value::Object(person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_merged_one_level_deep_and_objects_only() {
        let merged = merge(br#"{"a":{"x":1},"b":1}"#, br#"{"a":{"y":2},"c":null}"#).unwrap();
        assert_eq!(merged, br#"{"a":{"y":2},"b":1,"c":null}"#);
        // As they were written, to the last digit.
        let merged = merge(br#"{"a": 12345678901234567890123, "b":1.10 }"#, br#" {"\u0062":0.30000000000000000001} "#);
        assert_eq!(merged.unwrap(), br#"{"a":12345678901234567890123,"\u0062":0.30000000000000000001}"#);
        assert_eq!(check_json(b"{").unwrap_err().rule, "XAPI-C2.2-4");
        for (old, new) in [("[1]", "{}"), ("{}", "[1]"), ("{}", "x"), ("", "{}")] {
            assert_eq!(merge(old.as_bytes(), new.as_bytes()).unwrap_err().rule, "XAPI-C2.2-3");
        }
    }

    #[test]
    fn a_person_is_all_that_agents_say() {
        let agents = [
            serde_json::json!({"objectType": "Agent", "mbox": "mailto:a@b", "name": "A"}),
            serde_json::json!({"mbox": "mailto:a@b", "name": "B"}),
        ];
        let expected = serde_json::json!({"objectType": "Person", "mbox": ["mailto:a@b"], "name": ["A", "B"]});
        assert_eq!(person(&agents), expected);
    }
}
