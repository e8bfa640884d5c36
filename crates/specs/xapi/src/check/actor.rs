//! Agents and Groups (Data 2.4.2; 2.0: 4.2.2.1).

use serde_json::{Map, Value};

use super::{each, iri, object_of, optional, required, text, text_that};
use crate::{
    problem::{Check, Problem},
    rules,
    values::{is_mailbox, is_sha1},
};

const AGENT: &[&str] = &["objectType", "name", "mbox", "mbox_sha1sum", "openid", "account"];
const GROUP: &[&str] = &["objectType", "name", "mbox", "mbox_sha1sum", "openid", "account", "member"];
const IDENTIFIERS: [&str; 4] = ["mbox", "mbox_sha1sum", "openid", "account"];

/// An Agent or a Group.
pub(crate) fn actor(value: &Value) -> Check {
    if is_group(value)? { group(value) } else { agent(value) }
}

/// An Agent.
pub(crate) fn agent(value: &Value) -> Check {
    if is_group(value)? {
        return Err(Problem::of(&rules::AGENT_ONLY).at("objectType"));
    }
    let map = object_of(value, &rules::ACTOR_OBJECT, AGENT)?;
    if identifiers(map)? == 0 {
        return Err(Problem::of(&rules::AGENT_IDENTIFIER));
    }
    Ok(())
}

/// A Group: with an identifier, or with members.
pub(super) fn group(value: &Value) -> Check {
    if !is_group(value)? {
        return Err(Problem::of(&rules::GROUP_ONLY));
    }
    let map = object_of(value, &rules::ACTOR_OBJECT, GROUP)?;
    if identifiers(map)? == 0 && !map.contains_key("member") {
        return Err(Problem::of(&rules::GROUP_MEMBERS_MISSING));
    }
    optional(map, "member", |members| each(members, &rules::GROUP_MEMBERS, agent))
}

/// Who says so: an Agent, or the two of a three-legged OAuth (Data 2.4.9).
pub(super) fn authority(value: &Value) -> Check {
    actor(value)?;
    if !is_group(value)? {
        return Ok(());
    }
    let two = value.get("member").and_then(Value::as_array).is_some_and(|members| members.len() == 2);
    let anonymous = IDENTIFIERS.iter().all(|identifier| value.get(identifier).is_none());
    if two && anonymous { Ok(()) } else { Err(Problem::of(&rules::AUTHORITY_GROUP)) }
}

/// Without an objectType an actor is an Agent.
fn is_group(value: &Value) -> Result<bool, Problem> {
    let map = value.as_object().ok_or_else(|| Problem::value(&rules::ACTOR_OBJECT, value))?;
    let Some(kind) = map.get("objectType") else { return Ok(false) };
    match kind.as_str() {
        Some("Agent") => Ok(false),
        Some("Group") => Ok(true),
        _ => Err(Problem::value(&rules::ACTOR_TYPE, kind).at("objectType")),
    }
}

/// How many identifiers there are: no more than one (Data 2.4.2.3).
fn identifiers(map: &Map<String, Value>) -> Result<usize, Problem> {
    optional(map, "name", |name| text(name, &rules::ACTOR_NAME).map(|_| ()))?;
    optional(map, "mbox", |mbox| text_that(mbox, &rules::MBOX, is_mailbox))?;
    optional(map, "mbox_sha1sum", |sum| text_that(sum, &rules::MBOX_SHA1SUM, is_sha1))?;
    optional(map, "openid", |openid| iri(openid, &rules::OPENID))?;
    optional(map, "account", account)?;
    let count = IDENTIFIERS.iter().filter(|identifier| map.contains_key(**identifier)).count();
    if count > 1 { Err(Problem::of(&rules::IDENTIFIERS)) } else { Ok(count) }
}

fn account(value: &Value) -> Check {
    let map = object_of(value, &rules::ACCOUNT_OBJECT, &["homePage", "name"])?;
    required(map, "homePage", &rules::ACCOUNT_HOME_PAGE, |page| iri(page, &rules::ACCOUNT_HOME_PAGE))?;
    required(map, "name", &rules::ACCOUNT_NAME, |name| text(name, &rules::ACCOUNT_NAME).map(|_| ()))
}
