//! What a statement is about (Data 2.4.4; 2.0: 4.2.2.3).

use serde_json::Value;

use super::{actor, definition, iri, object_of, optional, parts, required, uuid};
use crate::{
    problem::{Check, Problem},
    rules,
    version::Version,
};

const SUB_STATEMENT: &[&str] =
    &["objectType", "actor", "verb", "object", "result", "context", "timestamp", "attachments"];
/// What only a statement of its own has (Data 2.4.4.3).
const STATEMENT_ONLY: [&str; 4] = ["id", "stored", "version", "authority"];

/// The object of a statement, or (`within`) of a SubStatement.
pub(super) fn object(value: &Value, version: Version, within: bool) -> Check {
    let map = value.as_object().ok_or_else(|| Problem::value(&rules::OBJECT_OBJECT, value))?;
    let Some(kind) = map.get("objectType") else { return activity(value) };
    match kind.as_str() {
        Some("Activity") => activity(value),
        Some("Agent") => actor::agent(value),
        Some("Group") => actor::group(value),
        Some("StatementRef") => statement_ref(value),
        Some("SubStatement") if within => Err(Problem::of(&rules::SUB_STATEMENT_NESTED).at("objectType")),
        Some("SubStatement") => sub_statement(value, version),
        _ => Err(Problem::value(&rules::OBJECT_TYPE, kind).at("objectType")),
    }
}

/// An activity (Data 2.4.4.1).
pub(super) fn activity(value: &Value) -> Check {
    let map = object_of(value, &rules::ACTIVITY_OBJECT, &["objectType", "id", "definition"])?;
    optional(map, "objectType", |kind| {
        if kind == "Activity" { Ok(()) } else { Err(Problem::value(&rules::ACTIVITY_TYPE, kind)) }
    })?;
    required(map, "id", &rules::ACTIVITY_ID, |id| iri(id, &rules::ACTIVITY_ID))?;
    optional(map, "definition", definition::definition)
}

/// A reference to another statement (Data 2.4.4.3).
pub(super) fn statement_ref(value: &Value) -> Check {
    let map = object_of(value, &rules::STATEMENT_REF_OBJECT, &["objectType", "id"])?;
    if map.get("objectType").and_then(Value::as_str) != Some("StatementRef") {
        return Err(Problem::of(&rules::STATEMENT_REF_OBJECT));
    }
    required(map, "id", &rules::STATEMENT_REF_ID, |id| uuid(id, &rules::STATEMENT_REF_ID))
}

fn sub_statement(value: &Value, version: Version) -> Check {
    if let Some(key) = STATEMENT_ONLY.iter().find(|key| value.get(**key).is_some()) {
        return Err(Problem::of(&rules::SUB_STATEMENT_PROPERTY).about(key).at(key));
    }
    let map = object_of(value, &rules::OBJECT_OBJECT, SUB_STATEMENT)?;
    parts(map, version, true)
}
