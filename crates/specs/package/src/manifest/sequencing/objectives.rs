//! `imsss:objectives` (CAM 5.1.7) and `adlseq:objectives` (CAM 5.1.9, 4th edition).

use vidik_sequencing::definition::{MapFlags, Objective, ObjectiveMap, Objectives};

use crate::manifest::context::Context;
use crate::rules;
use crate::xml::{Element, Ns};

/// Reads both lists into one; `title` names the activity in findings.
pub(super) fn read(
    context: &mut Context<'_>,
    list: Option<Element<'_>>,
    extension: Option<Element<'_>>,
    title: &str,
) -> Objectives {
    let mut found = Objectives::default();
    let mut has_primary = false;
    for element in list.into_iter().flat_map(Element::children).filter(|child| child.ns() == Ns::Imsss) {
        if !context.take_part(element) {
            break;
        }
        let primary = element.is("primaryObjective");
        if !primary && !element.is("objective") {
            context.warn(rules::SEQ_UNKNOWN_ELEMENT, element, &[("element", element.name())]);
            continue;
        }
        if primary && has_primary {
            context.warn(rules::SEQ_TWICE, element, &[("element", "primaryObjective")]);
            continue;
        }
        let objective = objective(context, element, title);
        if !primary && objective.id.is_none() {
            context.warn(rules::SEQ_NO_OBJECTIVE_ID, element, &[("title", title)]);
            continue;
        }
        if let Some(id) = &objective.id
            && found.all().any(|known| known.id.as_ref() == Some(id))
        {
            let params = [("title", title), ("objective", id.as_str())];
            context.warn(rules::SEQ_DUPLICATE_OBJECTIVE, element, &params);
            continue;
        }
        if primary {
            has_primary = true;
            found.primary = objective;
        } else {
            found.others.push(objective);
        }
    }
    extend(context, &mut found, extension, title);
    check_writes(context, &found, list.or(extension), title);
    found
}

fn objective(context: &mut Context<'_>, element: Element<'_>, title: &str) -> Objective {
    let mut objective = Objective {
        id: context.uri_identifier(element, "objectiveID").map(Into::into),
        satisfied_by_measure: context.flag(element, "satisfiedByMeasure", false),
        ..Objective::default()
    };
    for child in element.children().filter(|child| child.ns() == Ns::Imsss) {
        if child.is("minNormalizedMeasure") {
            let text = context.text(child, 64);
            let measure = context.number_of(child, "minNormalizedMeasure", &text, -1.0..=1.0);
            objective.min_normalized_measure = measure.unwrap_or(1.0);
        } else if child.is("mapInfo") {
            let Some(map) = target(context, &mut objective, child, title) else { continue };
            // Each element brings the four switches that it has: where the other of the two is missing, nothing
            // is exchanged that it stands for.
            map.read_satisfied_status = context.flag(child, "readSatisfiedStatus", true);
            map.read_normalized_measure = context.flag(child, "readNormalizedMeasure", true);
            map.write_satisfied_status = context.flag(child, "writeSatisfiedStatus", false);
            map.write_normalized_measure = context.flag(child, "writeNormalizedMeasure", false);
        } else {
            context.warn(rules::SEQ_UNKNOWN_ELEMENT, child, &[("element", child.name())]);
        }
    }
    objective
}

/// The map to the element's target, a new one with everything off where there is none yet.
fn target<'o>(
    context: &mut Context<'_>,
    objective: &'o mut Objective,
    element: Element<'_>,
    title: &str,
) -> Option<&'o mut MapFlags> {
    if !context.take_part(element) {
        return None;
    }
    let Some(target) = context.uri_identifier(element, "targetObjectiveID") else {
        context.warn(rules::SEQ_NO_OBJECTIVE_ID, element, &[("title", title)]);
        return None;
    };
    let place = objective.maps.iter().position(|map| *map.target == *target).unwrap_or_else(|| {
        objective.maps.push(ObjectiveMap { target: target.into(), flags: nothing() });
        objective.maps.len() - 1
    });
    objective.maps.get_mut(place).map(|map| &mut map.flags)
}

fn nothing() -> MapFlags {
    MapFlags {
        read_satisfied_status: false,
        read_normalized_measure: false,
        read_raw_score: false,
        read_min_score: false,
        read_max_score: false,
        read_completion_status: false,
        read_progress_measure: false,
        ..MapFlags::default()
    }
}

/// Puts the maps of `adlseq:objectives` to the objectives of the same ids.
fn extend(context: &mut Context<'_>, found: &mut Objectives, extension: Option<Element<'_>>, title: &str) {
    let elements = extension.into_iter().flat_map(|list| list.children_named(|ns| ns == Ns::Adlseq, "objective"));
    for element in elements {
        let Some(id) = context.uri_identifier(element, "objectiveID") else {
            context.warn(rules::SEQ_NO_OBJECTIVE_ID, element, &[("title", title)]);
            continue;
        };
        let objective = std::iter::once(&mut found.primary)
            .chain(&mut found.others)
            .find(|objective| objective.id.as_deref() == Some(id.as_str()));
        let Some(objective) = objective else {
            context.warn(rules::SEQ_UNKNOWN_OBJECTIVE, element, &[("title", title), ("objective", &id)]);
            continue;
        };
        for child in element.children_named(|ns| ns == Ns::Adlseq, "mapInfo") {
            if let Some(map) = target(context, objective, child, title) {
                extend_map(context, map, child);
            }
        }
    }
}

fn extend_map(context: &mut Context<'_>, map: &mut MapFlags, element: Element<'_>) {
    map.read_raw_score = context.flag(element, "readRawScore", true);
    map.read_min_score = context.flag(element, "readMinScore", true);
    map.read_max_score = context.flag(element, "readMaxScore", true);
    map.read_completion_status = context.flag(element, "readCompletionStatus", true);
    map.read_progress_measure = context.flag(element, "readProgressMeasure", true);
    map.write_raw_score = context.flag(element, "writeRawScore", false);
    map.write_min_score = context.flag(element, "writeMinScore", false);
    map.write_max_score = context.flag(element, "writeMaxScore", false);
    map.write_completion_status = context.flag(element, "writeCompletionStatus", false);
    map.write_progress_measure = context.flag(element, "writeProgressMeasure", false);
}

/// Two objectives of one activity may not write the same thing to one target (SN 3.9.3).
fn check_writes(context: &mut Context<'_>, found: &Objectives, at: Option<Element<'_>>, title: &str) {
    let Some(at) = at else { return };
    let mut written = std::collections::BTreeSet::new();
    for map in found.all().flat_map(|objective| &objective.maps) {
        let flags = &map.flags;
        let writes = [
            flags.write_satisfied_status,
            flags.write_normalized_measure,
            flags.write_raw_score,
            flags.write_min_score,
            flags.write_max_score,
            flags.write_completion_status,
            flags.write_progress_measure,
        ];
        for (number, _) in writes.iter().enumerate().filter(|(_, writes)| **writes) {
            if !written.insert((map.target.as_str(), number)) {
                let params = [("title", title), ("objective", map.target.as_str())];
                context.warn(rules::SEQ_WRITTEN_TWICE, at, &params);
                return;
            }
        }
    }
}
