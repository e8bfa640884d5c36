//! `imsss:sequencing` with ADL's extensions (CAM 5), collections merged in.

mod objectives;
mod rollup;
mod rule;

use vidik_base::IsoDuration;
use vidik_sequencing::SequencingDefinition;
use vidik_sequencing::definition::{
    ConstrainedChoice, ControlModes, DeliveryControls, LimitConditions, Randomization, Timing,
};

use super::context::{Context, IDENTIFIER};
use super::resources::References;
use crate::rules;
use crate::xml::{Element, Ns};

/// The sequencing of an activity: its own elements, and for each that it does not have the one of the collection
/// that it refers to (CAM 5.1.1: what stands locally takes precedence).
struct Source<'d> {
    own: Element<'d>,
    shared: Option<Element<'d>>,
}

impl<'d> Source<'d> {
    fn part(&self, ns: Ns, name: &str) -> Option<Element<'d>> {
        let of = |parent: Element<'d>| parent.children().find(|child| child.ns() == ns && child.is(name));
        of(self.own).or_else(|| self.shared.and_then(of))
    }
}

/// Reads the sequencing of the activity `title`, which `activity` describes. Absent: all defaults.
pub(super) fn read(
    context: &mut Context<'_>,
    references: &References<'_, '_>,
    activity: Element<'_>,
    title: &str,
) -> SequencingDefinition {
    let mut found = activity.children_named(|ns| ns == Ns::Imsss, "sequencing");
    let Some(own) = found.next() else { return SequencingDefinition::default() };
    if let Some(again) = found.next() {
        context.warn(rules::SEQ_TWICE, again, &[("element", "sequencing")]);
    }
    let shared = own.attribute("IDRef").filter(|name| !name.is_empty()).and_then(|name| {
        let found = references.collection(&name);
        if found.is_none() {
            context.warn(rules::SEQ_REFERENCE, own, &[("reference", &name)]);
        }
        found
    });
    check_elements(context, own);
    let source = Source { own, shared };
    let part = |name| source.part(Ns::Imsss, name);
    let extension = |name| source.part(Ns::Adlseq, name);
    let objectives = objectives::read(context, part("objectives"), extension("objectives"), title);
    SequencingDefinition {
        control: part("controlMode").map(|element| control(context, element)).unwrap_or_default(),
        constrained_choice: extension("constrainedChoiceConsiderations")
            .map(|element| constrained_choice(context, element))
            .unwrap_or_default(),
        rules: part("sequencingRules")
            .map(|element| rule::read(context, element, &objectives, title))
            .unwrap_or_default(),
        limits: part("limitConditions").map(|element| limits(context, element)).unwrap_or_default(),
        rollup: rollup::read(context, part("rollupRules"), extension("rollupConsiderations"), title),
        objectives,
        randomization: part("randomizationControls").map(|element| randomization(context, element)).unwrap_or_default(),
        delivery: part("deliveryControls").map(|element| delivery(context, element)).unwrap_or_default(),
    }
}

const KNOWN: [&str; 12] = [
    "controlMode",
    "sequencingRules",
    "limitConditions",
    "auxiliaryResources",
    "rollupRules",
    "objectives",
    "randomizationControls",
    "deliveryControls",
    "constrainedChoiceConsiderations",
    "rollupConsiderations",
    "sequencing",
    "extension",
];

/// Elements of the sequencing namespaces that no edition knows, and such that stand twice.
fn check_elements(context: &mut Context<'_>, sequencing: Element<'_>) {
    let mut seen: Vec<(Ns, &str)> = Vec::new();
    for child in sequencing.children().filter(|child| matches!(child.ns(), Ns::Imsss | Ns::Adlseq | Ns::None)) {
        if !KNOWN.iter().any(|known| child.is(known)) {
            context.warn(rules::SEQ_UNKNOWN_ELEMENT, child, &[("element", child.name())]);
        } else if seen.contains(&(child.ns(), child.name())) {
            context.warn(rules::SEQ_TWICE, child, &[("element", child.name())]);
        } else {
            seen.push((child.ns(), child.name()));
        }
    }
}

fn control(context: &mut Context<'_>, element: Element<'_>) -> ControlModes {
    let default = ControlModes::default();
    ControlModes {
        choice: context.flag(element, "choice", default.choice),
        choice_exit: context.flag(element, "choiceExit", default.choice_exit),
        flow: context.flag(element, "flow", default.flow),
        forward_only: context.flag(element, "forwardOnly", default.forward_only),
        use_current_attempt_objective_info: context.flag(
            element,
            "useCurrentAttemptObjectiveInfo",
            default.use_current_attempt_objective_info,
        ),
        use_current_attempt_progress_info: context.flag(
            element,
            "useCurrentAttemptProgressInfo",
            default.use_current_attempt_progress_info,
        ),
    }
}

fn constrained_choice(context: &mut Context<'_>, element: Element<'_>) -> ConstrainedChoice {
    ConstrainedChoice {
        prevent_activation: context.flag(element, "preventActivation", false),
        constrain_choice: context.flag(element, "constrainChoice", false),
    }
}

fn limits(context: &mut Context<'_>, element: Element<'_>) -> LimitConditions {
    let name = "attemptAbsoluteDurationLimit";
    let duration = element.attribute(name).filter(|value| {
        let good = value.parse::<IsoDuration>().is_ok();
        if !good {
            context.bad_value(rules::SEQ_VALUE, element, name, value);
        }
        good
    });
    LimitConditions {
        attempt_limit: context.count(element, "attemptLimit"),
        attempt_absolute_duration: duration.map(|value| context.keep(element, value, IDENTIFIER)),
    }
}

fn randomization(context: &mut Context<'_>, element: Element<'_>) -> Randomization {
    let timing = [("never", Timing::Never), ("once", Timing::Once), ("onEachNewAttempt", Timing::OnEachNewAttempt)];
    Randomization {
        selection_timing: context.word(element, "selectionTiming", &timing).unwrap_or_default(),
        select_count: context.count(element, "selectCount"),
        randomization_timing: context.word(element, "randomizationTiming", &timing).unwrap_or_default(),
        reorder_children: context.flag(element, "reorderChildren", false),
    }
}

fn delivery(context: &mut Context<'_>, element: Element<'_>) -> DeliveryControls {
    DeliveryControls {
        tracked: context.flag(element, "tracked", true),
        completion_set_by_content: context.flag(element, "completionSetByContent", false),
        objective_set_by_content: context.flag(element, "objectiveSetByContent", false),
    }
}
