//! `<item>` and what it carries, as an activity.

use vidik_sequencing::definition::{
    CompletionThreshold, DataMap, HiddenControl, LaunchResource, Scorm12Item, TimeLimitAction,
};
use vidik_sequencing::{Activity, Edition};

use super::address::with_parameters;
use super::context::{Context, IDENTIFIER, LONG_TEXT};
use super::values::{find_word, truth};
use crate::rules;
use crate::xml::{Element, Ns};

/// Everything of an `<item>` or `<organization>` but its title, identifier, resource, children and sequencing.
pub(super) fn properties(context: &mut Context<'_>, edition: Edition, element: Element<'_>, activity: &mut Activity) {
    check_elements(context, element);
    activity.visible = visible(context, element);
    for child in element.children() {
        if child.ns().is_adlcp() {
            adlcp(context, edition, child, activity);
        } else if child.ns() == Ns::Adlnav && child.is("presentation") {
            hidden_controls(context, child, &mut activity.hide_lms_ui);
        }
    }
}

fn visible(context: &mut Context<'_>, element: Element<'_>) -> bool {
    let Some(value) = element.attribute("isvisible") else { return true };
    truth(&value).unwrap_or_else(|| {
        context.bad_value(rules::MAN_VALUE, element, "isvisible", &value);
        true
    })
}

const KNOWN: [&str; 12] = [
    "timeLimitAction",
    "dataFromLMS",
    "completionThreshold",
    "data",
    "prerequisites",
    "maxTimeAllowed",
    "masteryScore",
    "presentation",
    "sequencing",
    "title",
    "item",
    "metadata",
];

fn check_elements(context: &mut Context<'_>, element: Element<'_>) {
    for child in element.children().filter(|child| !matches!(child.ns(), Ns::Other | Ns::Lom)) {
        if !KNOWN.iter().any(|known| child.is(known)) {
            context.warn(rules::MAN_UNKNOWN_ELEMENT, child, &[("element", child.name())]);
        }
    }
}

fn adlcp(context: &mut Context<'_>, edition: Edition, child: Element<'_>, activity: &mut Activity) {
    match child.name().to_ascii_lowercase().as_str() {
        "datafromlms" => activity.data_from_lms = some(context.text(child, LONG_TEXT)),
        "timelimitaction" => activity.time_limit_action = time_limit_action(context, child),
        "completionthreshold" => activity.completion_threshold = threshold(context, child),
        "data" => activity.data_maps = data_maps(context, child),
        _ if edition == Edition::Scorm12 => scorm12(context, child, &mut activity.scorm12),
        _ => {}
    }
}

fn scorm12(context: &mut Context<'_>, child: Element<'_>, item: &mut Scorm12Item) {
    match child.name().to_ascii_lowercase().as_str() {
        "prerequisites" => item.prerequisites = some(context.text(child, LONG_TEXT)),
        "maxtimeallowed" => {
            let text = context.text(child, 64);
            if is_timespan(&text) {
                item.max_time_allowed = Some(text);
            } else if !text.is_empty() {
                context.bad_value(rules::MAN_VALUE, child, "maxtimeallowed", &text);
            }
        }
        "masteryscore" => {
            let text = context.text(child, 64);
            item.mastery_score =
                (!text.is_empty()).then(|| context.number_of(child, "masteryscore", &text, 0.0..=100.0)).flatten();
        }
        _ => {}
    }
}

/// `CMITimespan`: `HHHH:MM:SS.SS`, two to four digits of hours.
fn is_timespan(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [hours, minutes, seconds] => {
            let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
            (2..=4).contains(&hours.len())
                && minutes.len() == 2
                && whole.len() == 2
                && fraction.len() <= 2
                && [*hours, *minutes, whole, fraction].into_iter().all(digits)
        }
        _ => false,
    }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn time_limit_action(context: &mut Context<'_>, element: Element<'_>) -> Option<TimeLimitAction> {
    let text = context.text(element, 64);
    let words = [
        ("exit,message", TimeLimitAction::ExitMessage),
        ("exit,no message", TimeLimitAction::ExitNoMessage),
        ("continue,message", TimeLimitAction::ContinueMessage),
        ("continue,no message", TimeLimitAction::ContinueNoMessage),
    ];
    let found = find_word(&text.replace(", ", ","), &words);
    if found.is_none() && !text.is_empty() {
        context.bad_value(rules::MAN_VALUE, element, "timeLimitAction", &text);
    }
    found
}

/// Attributes (4th edition) or a number as text (2nd and 3rd).
fn threshold(context: &mut Context<'_>, element: Element<'_>) -> CompletionThreshold {
    let text = context.text(element, 64);
    let mut threshold = CompletionThreshold {
        completed_by_measure: context.flag(element, "completedByMeasure", false),
        min_progress_measure: context.number(element, "minProgressMeasure", 0.0..=1.0).unwrap_or(1.0),
        progress_weight: context.number(element, "progressWeight", 0.0..=1.0).unwrap_or(1.0),
    };
    let has_attributes = ["completedByMeasure", "minProgressMeasure", "progressWeight"]
        .iter()
        .any(|name| element.attribute(name).is_some());
    if !has_attributes
        && !text.is_empty()
        && let Some(measure) = context.number_of(element, "completionThreshold", &text, 0.0..=1.0)
    {
        threshold.completed_by_measure = true;
        threshold.min_progress_measure = measure;
    }
    threshold
}

fn data_maps(context: &mut Context<'_>, data: Element<'_>) -> Vec<DataMap> {
    let mut maps: Vec<DataMap> = Vec::new();
    for map in data.children_named(Ns::is_adlcp, "map") {
        if !context.take_part(map) {
            break;
        }
        let Some(target_id) = context.uri_identifier(map, "targetID") else {
            context.bad_value(rules::MAN_VALUE, map, "targetID", "");
            continue;
        };
        maps.push(DataMap {
            target_id,
            read_shared_data: context.flag(map, "readSharedData", true),
            write_shared_data: context.flag(map, "writeSharedData", true),
        });
    }
    maps
}

fn hidden_controls(context: &mut Context<'_>, presentation: Element<'_>, into: &mut Vec<HiddenControl>) {
    let words = [
        ("previous", HiddenControl::Previous),
        ("continue", HiddenControl::Continue),
        ("exit", HiddenControl::Exit),
        ("exitAll", HiddenControl::ExitAll),
        ("abandon", HiddenControl::Abandon),
        ("abandonAll", HiddenControl::AbandonAll),
        ("suspendAll", HiddenControl::SuspendAll),
    ];
    let controls = presentation
        .children_named(|ns| ns == Ns::Adlnav, "navigationInterface")
        .flat_map(|interface| interface.children_named(|ns| ns == Ns::Adlnav, "hideLMSUI"));
    for control in controls {
        let text = context.text(control, 64);
        match find_word(&text, &words) {
            Some(word) if into.contains(&word) => {}
            Some(word) => into.push(word),
            None => context.bad_value(rules::MAN_VALUE, control, "hideLMSUI", &text),
        }
    }
}

/// What an item launches: the resource with the item's parameters.
pub(super) fn launch(context: &mut Context<'_>, item: Element<'_>, opened: super::resources::Opened) -> LaunchResource {
    let parameters = item.attribute("parameters").unwrap_or_default().replace(' ', "%20");
    let parameters = context.keep(item, parameters.into(), IDENTIFIER);
    LaunchResource { identifier: opened.identifier, kind: opened.kind, href: with_parameters(&opened.url, &parameters) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timespans() {
        assert!(is_timespan("0000:20:00") && is_timespan("01:30:00.25"));
        assert!(!is_timespan("20 min") && !is_timespan("1:30:00"));
    }
}
