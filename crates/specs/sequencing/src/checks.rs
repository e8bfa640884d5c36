//! UP.1, UP.2, UP.5: limit conditions, rules, and whether an activity may be delivered at all.

use crate::engine::Engine;
use crate::exception::Exception;
use crate::rules::{Combination, Condition, Operator, PreAction, Rule, RuleCondition};
use crate::trace::{DecidingRule, RuleKind};
use crate::tracking::{PRIMARY, Tracking};
use crate::tree::NodeIndex;

/// Answers that one state gives, one bit field an activity.
#[derive(Clone, Copy, Default)]
pub(crate) struct Known {
    asked: u8,
    holds: u8,
    /// SB.2.9 steps 2 to 4: what keeps it from being chosen, for itself or above it.
    pub kept_from: Option<Result<(), Exception>>,
}

/// UP.5: it must not be delivered.
const BLOCKED: u8 = 16;
/// DB.1.1: it or something above it must not be delivered.
const BLOCKED_ON_PATH: u8 = 32;

fn bit(action: PreAction) -> u8 {
    match action {
        PreAction::Skip => 1,
        PreAction::Disabled => 2,
        PreAction::HiddenFromChoice => 4,
        PreAction::StopForwardTraversal => 8,
    }
}

impl Engine<'_> {
    /// UP.2 for one kind of pre-condition rule. While the state stands still, each question is
    /// answered once.
    pub(crate) fn pre_condition(&mut self, index: NodeIndex, action: PreAction) -> bool {
        if !self.tree.sketch(index).has_rule(action) {
            return false;
        }
        if let Some(holds) = self.answer(index, bit(action)) {
            return holds;
        }
        let rules = &self.tree.activity(index).sequencing.rules.pre;
        let tracking = self.tracking();
        let deciding = rules.iter().position(|rule| rule.action == action && tracking.up_2_1_rule_holds(index, rule));
        let holds = deciding.is_some();
        self.trace("UP.2.1", Some(index), || format!("{action:?}: {holds}"));
        self.keep_answer(index, bit(action), holds);
        if let Some((place, rule)) = deciding.and_then(|place| Some((place, rules.get(place)?))) {
            self.trace_ruled("UP.2", Some(index), || {
                let rule = DecidingRule { kind: RuleKind::Pre, number: place + 1, text: rule.text() };
                (format!("{action:?}"), Some(rule))
            });
        }
        holds
    }

    /// What was found out while the state stood still.
    fn answer(&self, index: NodeIndex, question: u8) -> Option<bool> {
        let known = self.known(index)?;
        (known.asked & question != 0).then_some(known.holds & question != 0)
    }

    fn keep_answer(&mut self, index: NodeIndex, question: u8, holds: bool) {
        if let Some(known) = self.known_mut(index) {
            known.asked |= question;
            if holds {
                known.holds |= question;
            }
        }
    }

    /// UP.5 for everything from the root to the activity, as DB.1.1 asks it. While the state stands still, what lies
    /// above is asked once.
    pub(crate) fn blocked_on_path(&mut self, index: NodeIndex) -> bool {
        let path = self.unanswered(index, |known| known.asked & BLOCKED_ON_PATH != 0);
        let blocked = self.any_blocked(&path);
        self.path = path;
        self.answer(index, BLOCKED_ON_PATH).unwrap_or(blocked)
    }

    fn any_blocked(&mut self, path: &[NodeIndex]) -> bool {
        let mut blocked = false;
        for on_path in path.iter().rev().copied() {
            let above = self.parent(on_path).and_then(|parent| self.answer(parent, BLOCKED_ON_PATH));
            blocked = blocked || above == Some(true) || self.up_5_check_activity(on_path);
            if blocked && !self.frozen() {
                return true;
            }
            self.keep_answer(on_path, BLOCKED_ON_PATH, blocked);
        }
        blocked
    }

    /// The part of the path from an activity up to the root of which a question was not answered yet.
    pub(crate) fn unanswered(&mut self, index: NodeIndex, answered: impl Fn(Known) -> bool) -> Vec<NodeIndex> {
        let mut path = std::mem::take(&mut self.path);
        path.clear();
        let open = |at: &NodeIndex| !self.known(*at).is_some_and(&answered);
        path.extend(self.tree.upwards(index).take_while(open));
        path
    }

    /// UP.5 Check Activity Process: true where the activity must not be delivered.
    pub(crate) fn up_5_check_activity(&mut self, index: NodeIndex) -> bool {
        if let Some(blocked) = self.answer(index, BLOCKED) {
            return blocked;
        }
        let blocked = self.pre_condition(index, PreAction::Disabled)
            || self.up_1_limit_conditions(index)
            || self.prerequisites_missing(index);
        if blocked {
            self.trace("UP.5", Some(index), || "must not be delivered".to_owned());
        }
        self.keep_answer(index, BLOCKED, blocked);
        blocked
    }

    /// UP.1 Limit Conditions Check Process: true where a limit is exceeded. Durations and dates
    /// take no part, as SN 3.5 leaves them to the run-time.
    fn up_1_limit_conditions(&mut self, index: NodeIndex) -> bool {
        if !self.tree.sketch(index).has_attempt_limit() {
            return false;
        }
        let activity = self.state.activity(index);
        let exceeded = self.tracked(index)
            && !activity.active
            && !activity.suspended
            && self.tracking().attempt_limit_exceeded(index);
        if exceeded {
            let limit = self.tree.activity(index).sequencing.limits.attempt_limit.unwrap_or_default();
            self.trace_ruled("UP.1", Some(index), || {
                let rule = DecidingRule { kind: RuleKind::Limit, number: 1, text: format!("attemptLimit {limit}") };
                ("attempt limit exceeded".to_owned(), Some(rule))
            });
        }
        exceeded
    }

    /// SCORM 1.2's `adlcp:prerequisites`: locked until they hold.
    fn prerequisites_missing(&mut self, index: NodeIndex) -> bool {
        if !self.tree.sketch(index).has_prerequisites() {
            return false;
        }
        let missing = self
            .tree
            .node(index)
            .prerequisites
            .as_ref()
            .is_some_and(|prerequisites| !prerequisites.hold(self.tracking()));
        if missing {
            let text = self.tree.activity(index).scorm12.prerequisites.clone().unwrap_or_default();
            self.trace_ruled("prerequisites", Some(index), || {
                let rule = DecidingRule { kind: RuleKind::Prerequisites, number: 1, text };
                ("not met".to_owned(), Some(rule))
            });
        }
        missing
    }
}

impl Tracking<'_> {
    /// UP.2 Sequencing Rules Check Process over exit or post-condition rules: the action of the
    /// first rule that holds, and which rule that is.
    pub(crate) fn up_2_first<A: Copy>(self, index: NodeIndex, rules: &[Rule<A>]) -> Option<(A, usize)> {
        let place = rules.iter().position(|rule| self.up_2_1_rule_holds(index, rule))?;
        rules.get(place).map(|rule| (rule.action, place))
    }

    /// UP.2.1 Sequencing Rule Check Subprocess. Three-valued: what is unknown stays unknown
    /// under `not`, and a rule holds only where the result is true.
    pub(crate) fn up_2_1_rule_holds<A>(self, index: NodeIndex, rule: &Rule<A>) -> bool {
        let results = rule.conditions.iter().map(|condition| {
            let value = self.condition(index, condition);
            match condition.operator {
                Operator::NoOp => value,
                Operator::Not => value.map(|value| !value),
            }
        });
        combine(rule.combination, results) == Some(true)
    }

    fn condition(self, index: NodeIndex, condition: &RuleCondition) -> Option<bool> {
        let place = match &condition.referenced_objective {
            None => Some(PRIMARY),
            Some(id) => self.tree.node(index).objective_place(id),
        };
        let satisfied = || place.and_then(|place| self.satisfied(index, place));
        let measure = || place.and_then(|place| self.measure(index, place));
        let completed = || place.and_then(|place| self.objective_completed(index, place));
        let threshold = condition.measure_threshold;
        match condition.condition {
            Condition::Satisfied => satisfied(),
            Condition::ObjectiveStatusKnown => Some(satisfied().is_some()),
            Condition::ObjectiveMeasureKnown => Some(measure().is_some()),
            Condition::ObjectiveMeasureGreaterThan => measure().map(|value| value > threshold),
            Condition::ObjectiveMeasureLessThan => measure().map(|value| value < threshold),
            Condition::Completed => completed(),
            Condition::ActivityProgressKnown => Some(completed().is_some()),
            Condition::Attempted => Some(self.attempted(index)),
            Condition::AttemptLimitExceeded => Some(self.attempted(index) && self.attempt_limit_exceeded(index)),
            // SN 3.5: not required of an LMS, never so.
            Condition::TimeLimitExceeded | Condition::OutsideAvailableTimeRange => Some(false),
            Condition::Always => Some(true),
        }
    }

    /// Activity Progress Status is true and Activity Attempt Count above zero.
    pub(crate) fn attempted(self, index: NodeIndex) -> bool {
        self.state.activity(index).attempt_count > 0
    }

    pub(crate) fn attempt_limit_exceeded(self, index: NodeIndex) -> bool {
        let limits = &self.tree.activity(index).sequencing.limits;
        limits.attempt_limit.is_some_and(|limit| self.state.activity(index).attempt_count >= limit)
    }
}

/// All or any of three-valued results; an empty bag is unknown.
pub(crate) fn combine(combination: Combination, results: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let (mut any, mut unknown, mut every, mut none) = (false, false, true, true);
    for result in results {
        none = false;
        any |= result == Some(true);
        every &= result != Some(false);
        unknown |= result.is_none();
    }
    if none {
        return None;
    }
    let (decided, otherwise) = match combination {
        Combination::All => (!every, false),
        Combination::Any => (any, true),
    };
    if decided {
        Some(otherwise)
    } else if unknown {
        None
    } else {
        Some(!otherwise)
    }
}
