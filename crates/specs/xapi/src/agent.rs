//! Agents and Groups as they are compared (Data 2.4.2.3).

use serde_json::Value;

use crate::{check, json, problem::Problem, rules, version::Version};

/// An Agent, or a Group with an identifier, as a parameter gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Agent {
    /// What came in.
    pub json: Value,
    /// What it is found by: see [`agent_key`].
    pub key: String,
}

/// Reads the parameter `agent`.
///
/// # Errors
/// Not JSON, not an Agent or Group, or a Group that has no identifier: nothing could be found by it.
pub fn read_agent(text: &str, _version: Version) -> Result<Agent, Problem> {
    let json = json::parse(text.as_bytes())?;
    check::actor(&json)?;
    let key = agent_key(&json).ok_or_else(|| Problem::of(&rules::PARAMETER_AGENT))?;
    Ok(Agent { json, key })
}

/// One text that is the same for the same Agent or identified Group, whatever its name or members; `None` for a Group
/// without an identifier.
pub fn agent_key(agent: &Value) -> Option<String> {
    if let Some(account) = agent.get("account") {
        let part = |key| account.get(key).and_then(Value::as_str).unwrap_or_default();
        return Some(account_key(part("homePage"), part("name")));
    }
    let text = |key: &str| agent.get(key).and_then(Value::as_str);
    text("mbox")
        .map(|mbox| format!("mbox:{mbox}"))
        .or_else(|| text("mbox_sha1sum").map(|sum| format!("mbox_sha1sum:{}", sum.to_ascii_lowercase())))
        .or_else(|| text("openid").map(|openid| format!("openid:{openid}")))
}

/// The key of an account. Colons in the name are escaped, so that the last one is the border, and what no database
/// keeps in a text.
pub(crate) fn account_key(home_page: &str, name: &str) -> String {
    let name = name.replace('%', "%25").replace(':', "%3A").replace('\0', "%00");
    format!("account:{home_page}:{name}")
}
