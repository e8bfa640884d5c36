//! Surroundings (Data 2.4.6; 2.0: 4.2.2.5).

use serde_json::{Map, Value};

use super::{
    actor, actor as any_actor, each, extensions, iri, object::activity, object::statement_ref, object_of, optional,
    required, text, text_that, uuid,
};
use crate::{
    problem::{Check, Problem},
    rules::{self, Rule},
    values::is_language_tag,
    version::Version,
};

const OF_1: &[&str] = &[
    "registration",
    "instructor",
    "team",
    "contextActivities",
    "revision",
    "platform",
    "language",
    "statement",
    "extensions",
];
const OF_2: &[&str] = &[
    "registration",
    "instructor",
    "team",
    "contextActivities",
    "contextAgents",
    "contextGroups",
    "revision",
    "platform",
    "language",
    "statement",
    "extensions",
];
/// The parts that activities can play around a statement.
pub(crate) const PARTS: [&str; 4] = ["parent", "grouping", "category", "other"];

/// A context; `of_activity` tells whether the statement's object is an activity.
pub(super) fn context(value: &Value, version: Version, of_activity: bool) -> Check {
    let known = if version == Version::V1_0_3 { OF_1 } else { OF_2 };
    let map = object_of(value, &rules::CONTEXT_OBJECT, known)?;
    optional(map, "registration", |id| uuid(id, &rules::CONTEXT_REGISTRATION))?;
    optional(map, "instructor", any_actor)?;
    optional(map, "team", actor::group)?;
    optional(map, "contextActivities", context_activities)?;
    optional(map, "contextAgents", |agents| {
        each(agents, &rules::CONTEXT_AGENTS, |agent| around(agent, &OF_AGENT, actor::agent))
    })?;
    optional(map, "contextGroups", |groups| {
        each(groups, &rules::CONTEXT_GROUPS, |group| around(group, &OF_GROUP, actor::group))
    })?;
    for key in ["revision", "platform"] {
        optional(map, key, |value| of_activities_only(value, of_activity))?;
    }
    optional(map, "language", |tag| text_that(tag, &rules::CONTEXT_LANGUAGE, is_language_tag))?;
    optional(map, "statement", statement_ref)?;
    optional(map, "extensions", extensions)
}

fn of_activities_only(value: &Value, of_activity: bool) -> Check {
    text(value, &rules::CONTEXT_STRING)?;
    if of_activity { Ok(()) } else { Err(Problem::of(&rules::CONTEXT_ACTIVITY_ONLY)) }
}

/// A single activity is taken for an array of one (Data 2.4.6.2).
fn context_activities(value: &Value) -> Check {
    let map: &Map<String, Value> = object_of(value, &rules::CONTEXT_ACTIVITIES_OBJECT, &PARTS)?;
    map.iter().try_for_each(|(key, value)| {
        let checked = if value.is_array() {
            each(value, &rules::CONTEXT_ACTIVITIES, activity)
        } else if value.is_object() {
            activity(value)
        } else {
            Err(Problem::value(&rules::CONTEXT_ACTIVITIES, value))
        };
        checked.map_err(|problem| problem.at(key))
    })
}

/// How context agents and context groups differ.
struct Around {
    kind: &'static str,
    key: &'static str,
    known: [&'static str; 3],
    all: Rule,
    type_rule: &'static Rule,
    missing: &'static Rule,
}

static OF_AGENT: Around = Around {
    kind: "contextAgent",
    key: "agent",
    known: ["objectType", "agent", "relevantTypes"],
    all: rules::CONTEXT_AGENTS,
    type_rule: &rules::CONTEXT_AGENT_TYPE,
    missing: &rules::CONTEXT_AGENT,
};
static OF_GROUP: Around = Around {
    kind: "contextGroup",
    key: "group",
    known: ["objectType", "group", "relevantTypes"],
    all: rules::CONTEXT_GROUPS,
    type_rule: &rules::CONTEXT_GROUP_TYPE,
    missing: &rules::CONTEXT_GROUP,
};

fn around(value: &Value, of: &'static Around, who: fn(&Value) -> Check) -> Check {
    let map = object_of(value, &of.all, &of.known)?;
    required(map, "objectType", of.type_rule, |kind| {
        if kind == of.kind { Ok(()) } else { Err(Problem::value(of.type_rule, kind)) }
    })?;
    required(map, of.key, of.missing, who)?;
    optional(map, "relevantTypes", |types| {
        if types.as_array().is_some_and(Vec::is_empty) {
            return Err(Problem::of(&rules::RELEVANT_TYPES));
        }
        each(types, &rules::RELEVANT_TYPES, |kind| iri(kind, &rules::RELEVANT_TYPES))
    })
}
