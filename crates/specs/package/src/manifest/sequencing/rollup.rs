//! `imsss:rollupRules` (CAM 5.1.6) and `adlseq:rollupConsiderations` (CAM 5.1.10).

use vidik_sequencing::rules::{
    ChildSet, Combination, Required, Rollup, RollupAction, RollupCondition, RollupConditionKind, RollupConsiderations,
    RollupRule,
};

use super::rule::{COMBINATIONS, OPERATORS};
use crate::manifest::context::Context;
use crate::rules;
use crate::xml::{Element, Ns};

const CONDITIONS: [(&str, RollupConditionKind); 10] = [
    ("satisfied", RollupConditionKind::Satisfied),
    ("objectiveStatusKnown", RollupConditionKind::ObjectiveStatusKnown),
    ("objectiveMeasureKnown", RollupConditionKind::ObjectiveMeasureKnown),
    ("completed", RollupConditionKind::Completed),
    ("activityProgressKnown", RollupConditionKind::ActivityProgressKnown),
    ("attempted", RollupConditionKind::Attempted),
    ("attemptLimitExceeded", RollupConditionKind::AttemptLimitExceeded),
    ("timeLimitExceeded", RollupConditionKind::TimeLimitExceeded),
    ("outsideAvailableTimeRange", RollupConditionKind::OutsideAvailableTimeRange),
    ("never", RollupConditionKind::Never),
];

const ACTIONS: [(&str, RollupAction); 4] = [
    ("satisfied", RollupAction::Satisfied),
    ("notSatisfied", RollupAction::NotSatisfied),
    ("completed", RollupAction::Completed),
    ("incomplete", RollupAction::Incomplete),
];

const REQUIRED: [(&str, Required); 4] = [
    ("always", Required::Always),
    ("ifNotSuspended", Required::IfNotSuspended),
    ("ifAttempted", Required::IfAttempted),
    ("ifNotSkipped", Required::IfNotSkipped),
];

pub(super) fn read(
    context: &mut Context<'_>,
    rollup: Option<Element<'_>>,
    considerations: Option<Element<'_>>,
    title: &str,
) -> Rollup {
    let mut found = Rollup::default();
    if let Some(element) = rollup {
        found.objective_satisfied = context.flag(element, "rollupObjectiveSatisfied", true);
        found.progress_completion = context.flag(element, "rollupProgressCompletion", true);
        found.objective_measure_weight = context.number(element, "objectiveMeasureWeight", 0.0..=1.0).unwrap_or(1.0);
        for rule in element.children_named(|ns| ns == Ns::Imsss, "rollupRule") {
            if !context.take_part(rule) {
                break;
            }
            let read = rollup_rule(context, rule);
            if read.is_none() {
                context.warn(rules::SEQ_INCOMPLETE_RULE, rule, &[("title", title)]);
            }
            found.rules.extend(read);
        }
    }
    if let Some(element) = considerations {
        let mut required = |name| context.word(element, name, &REQUIRED).unwrap_or_default();
        found.considerations = RollupConsiderations {
            required_for_satisfied: required("requiredForSatisfied"),
            required_for_not_satisfied: required("requiredForNotSatisfied"),
            required_for_completed: required("requiredForCompleted"),
            required_for_incomplete: required("requiredForIncomplete"),
            measure_satisfaction_if_active: context.flag(element, "measureSatisfactionIfActive", true),
        };
    }
    found
}

fn rollup_rule(context: &mut Context<'_>, rule: Element<'_>) -> Option<RollupRule> {
    let list = rule.any_child("rollupConditions")?;
    let mut conditions = Vec::new();
    for element in list.children_named(|ns| ns == Ns::Imsss, "rollupCondition") {
        if !context.take_part(element) {
            break;
        }
        if let Some(condition) = context.word(element, "condition", &CONDITIONS) {
            let operator = context.word(element, "operator", &OPERATORS).unwrap_or_default();
            conditions.push(RollupCondition { condition, operator });
        }
    }
    let action = rule.any_child("rollupAction").and_then(|action| context.word(action, "action", &ACTIONS))?;
    if conditions.is_empty() {
        return None;
    }
    let combination = context.word(list, "conditionCombination", &COMBINATIONS).unwrap_or(Combination::Any);
    Some(RollupRule { child_set: child_set(context, rule), combination, conditions, action })
}

fn child_set(context: &mut Context<'_>, rule: Element<'_>) -> ChildSet {
    let count = context.count(rule, "minimumCount").unwrap_or(0);
    let percent = context.number(rule, "minimumPercent", 0.0..=1.0).unwrap_or(0.0);
    let words = [
        ("all", ChildSet::All),
        ("any", ChildSet::Any),
        ("none", ChildSet::None),
        ("atLeastCount", ChildSet::AtLeastCount(count)),
        ("atLeastPercent", ChildSet::AtLeastPercent(percent)),
    ];
    context.word(rule, "childActivitySet", &words).unwrap_or_default()
}
