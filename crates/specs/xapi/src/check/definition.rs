//! What an activity is, questions among them (Data 2.4.4.1; 2.0: 4.2.2.3).

use serde_json::{Map, Value};

use super::{each, extensions, iri, language_map, object_of, optional, required, text};
use crate::{
    problem::{Check, Problem},
    rules,
};

const DEFINITION: &[&str] = &[
    "name",
    "description",
    "type",
    "moreInfo",
    "extensions",
    "interactionType",
    "correctResponsesPattern",
    "choices",
    "scale",
    "source",
    "target",
    "steps",
];
const COMPONENTS: [&str; 5] = ["choices", "scale", "source", "target", "steps"];

/// An activity's definition.
pub(crate) fn definition(value: &Value) -> Check {
    let map = object_of(value, &rules::DEFINITION_OBJECT, DEFINITION)?;
    optional(map, "name", |name| language_map(name, &rules::DEFINITION_NAME))?;
    optional(map, "description", |text| language_map(text, &rules::DEFINITION_DESCRIPTION))?;
    optional(map, "type", |kind| iri(kind, &rules::DEFINITION_TYPE))?;
    optional(map, "moreInfo", |more| iri(more, &rules::DEFINITION_MORE_INFO))?;
    optional(map, "extensions", extensions)?;
    interaction(map)
}

fn interaction(map: &Map<String, Value>) -> Check {
    optional(map, "correctResponsesPattern", |patterns| {
        each(patterns, &rules::CORRECT_RESPONSES, |pattern| text(pattern, &rules::CORRECT_RESPONSES).map(|_| ()))
    })?;
    for list in COMPONENTS {
        optional(map, list, components)?;
    }
    let Some(kind) = map.get("interactionType") else {
        let used = std::iter::once("correctResponsesPattern").chain(COMPONENTS).any(|key| map.contains_key(key));
        return if used { Err(Problem::of(&rules::INTERACTION_TYPE_MISSING)) } else { Ok(()) };
    };
    let allowed: &[&str] = match kind.as_str() {
        Some("choice" | "sequencing") => &["choices"],
        Some("likert") => &["scale"],
        Some("matching") => &["source", "target"],
        Some("performance") => &["steps"],
        Some("true-false" | "fill-in" | "long-fill-in" | "numeric" | "other") => &[],
        _ => return Err(Problem::value(&rules::INTERACTION_TYPE, kind).at("interactionType")),
    };
    let foreign = COMPONENTS.into_iter().find(|key| map.contains_key(*key) && !allowed.contains(key));
    foreign.map_or(Ok(()), |key| Err(Problem::of(&rules::COMPONENTS_OF_OTHERS).at(key)))
}

fn components(value: &Value) -> Check {
    each(value, &rules::COMPONENTS, |component| {
        let map = object_of(component, &rules::COMPONENTS, &["id", "description"])?;
        required(map, "id", &rules::COMPONENT_ID, |id| text(id, &rules::COMPONENT_ID).map(|_| ()))?;
        optional(map, "description", |text| language_map(text, &rules::COMPONENT_DESCRIPTION))
    })?;
    let ids: Vec<_> = value.as_array().into_iter().flatten().map(|component| component.get("id")).collect();
    let mut seen = std::collections::HashSet::new();
    match ids.into_iter().position(|id| !seen.insert(id.and_then(Value::as_str))) {
        Some(place) => Err(Problem::of(&rules::COMPONENT_SAME_ID).at("id").at(place)),
        None => Ok(()),
    }
}
