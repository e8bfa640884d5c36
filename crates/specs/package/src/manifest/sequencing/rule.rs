//! `imsss:sequencingRules` (CAM 5.1.3).

use vidik_sequencing::definition::Objectives;
use vidik_sequencing::rules::{
    Combination, Condition, ExitAction, Operator, PostAction, PreAction, Rule, RuleCondition, Rules,
};

use crate::manifest::context::Context;
use crate::rules;
use crate::xml::{Element, Ns};

const PRE: [(&str, PreAction); 4] = [
    ("skip", PreAction::Skip),
    ("disabled", PreAction::Disabled),
    ("hiddenFromChoice", PreAction::HiddenFromChoice),
    ("stopForwardTraversal", PreAction::StopForwardTraversal),
];

const EXIT: [(&str, ExitAction); 1] = [("exit", ExitAction::Exit)];

const POST: [(&str, PostAction); 6] = [
    ("exitParent", PostAction::ExitParent),
    ("exitAll", PostAction::ExitAll),
    ("retry", PostAction::Retry),
    ("retryAll", PostAction::RetryAll),
    ("continue", PostAction::Continue),
    ("previous", PostAction::Previous),
];

const CONDITIONS: [(&str, Condition); 12] = [
    ("satisfied", Condition::Satisfied),
    ("objectiveStatusKnown", Condition::ObjectiveStatusKnown),
    ("objectiveMeasureKnown", Condition::ObjectiveMeasureKnown),
    ("objectiveMeasureGreaterThan", Condition::ObjectiveMeasureGreaterThan),
    ("objectiveMeasureLessThan", Condition::ObjectiveMeasureLessThan),
    ("completed", Condition::Completed),
    ("activityProgressKnown", Condition::ActivityProgressKnown),
    ("attempted", Condition::Attempted),
    ("attemptLimitExceeded", Condition::AttemptLimitExceeded),
    ("timeLimitExceeded", Condition::TimeLimitExceeded),
    ("outsideAvailableTimeRange", Condition::OutsideAvailableTimeRange),
    ("always", Condition::Always),
];

pub(super) const COMBINATIONS: [(&str, Combination); 2] = [("all", Combination::All), ("any", Combination::Any)];

pub(super) const OPERATORS: [(&str, Operator); 2] = [("noOp", Operator::NoOp), ("not", Operator::Not)];

/// Reads the rules of the activity `title`, whose objectives conditions may ask for.
pub(super) fn read(context: &mut Context<'_>, element: Element<'_>, objectives: &Objectives, title: &str) -> Rules {
    let mut found = Rules::default();
    for rule in element.children().filter(|child| child.ns() == Ns::Imsss) {
        if !context.take_part(rule) {
            break;
        }
        let mut reader = RuleReader { context: &mut *context, objectives, title };
        if rule.is("preConditionRule") {
            found.pre.extend(reader.rule(rule, &PRE));
        } else if rule.is("exitConditionRule") {
            found.exit.extend(reader.rule(rule, &EXIT));
        } else if rule.is("postConditionRule") {
            found.post.extend(reader.rule(rule, &POST));
        } else {
            context.warn(rules::SEQ_UNKNOWN_ELEMENT, rule, &[("element", rule.name())]);
        }
    }
    found
}

struct RuleReader<'r, 'c> {
    context: &'r mut Context<'c>,
    objectives: &'r Objectives,
    title: &'r str,
}

impl RuleReader<'_, '_> {
    /// A rule with an action and at least one condition.
    fn rule<A: Copy>(&mut self, rule: Element<'_>, actions: &[(&str, A)]) -> Option<Rule<A>> {
        let action = rule.any_child("ruleAction").and_then(|action| self.context.word(action, "action", actions));
        let list = rule.any_child("ruleConditions");
        let conditions = list.map(|list| self.conditions(list)).unwrap_or_default();
        let (Some(action), Some(list), false) = (action, list, conditions.is_empty()) else {
            self.context.warn(rules::SEQ_INCOMPLETE_RULE, rule, &[("title", self.title)]);
            return None;
        };
        let combination = self.context.word(list, "conditionCombination", &COMBINATIONS);
        Some(Rule { combination: combination.unwrap_or(Combination::All), conditions, action })
    }

    fn conditions(&mut self, list: Element<'_>) -> Vec<RuleCondition> {
        let mut found = Vec::new();
        for element in list.children_named(|ns| ns == Ns::Imsss, "ruleCondition") {
            if !self.context.take_part(element) {
                break;
            }
            found.extend(self.condition(element));
        }
        found
    }

    fn condition(&mut self, element: Element<'_>) -> Option<RuleCondition> {
        let mut condition = RuleCondition::new(self.context.word(element, "condition", &CONDITIONS)?);
        condition.operator = self.context.word(element, "operator", &OPERATORS).unwrap_or_default();
        condition.measure_threshold = self.context.number(element, "measureThreshold", -1.0..=1.0).unwrap_or_default();
        let referenced = self.context.uri_identifier(element, "referencedObjective");
        if let Some(id) = &referenced
            && !self.objectives.all().any(|objective| objective.id.as_deref() == Some(id))
        {
            let params = [("title", self.title), ("objective", id)];
            self.context.warn(rules::SEQ_UNKNOWN_OBJECTIVE, element, &params);
        }
        condition.referenced_objective = referenced.map(Into::into);
        Some(condition)
    }
}
