//! RB.1.1 to RB.1.5: what a cluster knows because of its children.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::checks::combine;
use crate::definition::Edition;
use crate::engine::Engine;
use crate::identifiers::ObjectiveId;
use crate::rules::{
    ChildSet, Operator, PreAction, Required, RollupAction, RollupCondition, RollupConditionKind, RollupRule,
};
use crate::trace::{DecidingRule, RuleKind};
use crate::tracking::{PRIMARY, Tracking};
use crate::tree::{IndexedTree, NodeIndex};

/// Rules that stand in where the manifest has none.
static DEFAULT_OBJECTIVE_RULES: LazyLock<[RollupRule; 2]> = LazyLock::new(|| {
    [
        default_rule(RollupConditionKind::ObjectiveStatusKnown, RollupAction::NotSatisfied),
        default_rule(RollupConditionKind::Satisfied, RollupAction::Satisfied),
    ]
});
static DEFAULT_PROGRESS_RULES: LazyLock<[RollupRule; 2]> = LazyLock::new(|| {
    [
        default_rule(RollupConditionKind::ActivityProgressKnown, RollupAction::Incomplete),
        default_rule(RollupConditionKind::Completed, RollupAction::Completed),
    ]
});

impl<'t> Engine<'t> {
    /// RB.1.5 Overall Rollup Process: every cluster above, from the bottom; then the clusters
    /// above activities that read shared objectives which this has changed (SN 4.6.1).
    pub(crate) fn rb_1_5_overall_rollup(&mut self, from: NodeIndex) {
        let mut waiting: BTreeSet<(u32, NodeIndex)> = BTreeSet::new();
        self.await_rollup(&mut waiting, from);
        self.changed.extend(self.written_by(from));
        self.await_readers(&mut waiting);
        // Maps can make circles: all clusters together get a few turns each and no more, counted by their children, as
        // one of ten thousand takes long.
        let mut looks = self.tree.len().saturating_mul(16);
        while let Some((_, index)) = waiting.pop_last() {
            self.roll_up(index);
            self.await_readers(&mut waiting);
            looks = looks.saturating_sub(self.tree.node(index).children.len());
            if looks == 0 {
                break;
            }
        }
    }

    /// What an activity may have written in reports since it was last rolled up.
    fn written_by(&self, index: NodeIndex) -> impl Iterator<Item = ObjectiveId> + use<'t> {
        let objectives = self.tree.activity(index).sequencing.objectives.all();
        objectives.flat_map(|objective| &objective.maps).map(|map| map.target.clone())
    }

    fn await_rollup(&self, waiting: &mut BTreeSet<(u32, NodeIndex)>, from: NodeIndex) {
        for index in self.tree.upwards(from) {
            let sketch = self.tree.sketch(index);
            // Where one waits, everything above it does: the lowest are taken first.
            if !sketch.is_leaf() && !waiting.insert((sketch.depth, index)) {
                break;
            }
        }
    }

    fn await_readers(&mut self, waiting: &mut BTreeSet<(u32, NodeIndex)>) {
        for target in std::mem::take(&mut self.changed) {
            for reader in self.tree.mapped_to(&target) {
                if let Some(parent) = self.parent(*reader) {
                    self.await_rollup(waiting, parent);
                }
            }
        }
    }

    fn roll_up(&mut self, index: NodeIndex) {
        if !self.tracked(index) {
            return;
        }
        self.rb_1_1_a_objective_measure(index);
        self.rb_1_1_b_completion_measure(index);
        let satisfied = self.rb_1_2_objective(index);
        let completed = self.rb_1_3_activity_progress(index);
        self.write_rolled_up(index, satisfied, completed);
        if self.traced() {
            let activity = self.state.activity(index);
            let text = format!(
                "satisfied {:?}, measure {:?}, completed {:?}, progress {:?}",
                activity.primary.satisfied, activity.primary.measure, activity.completed, activity.progress_measure
            );
            self.trace("RB.1.5", Some(index), || text);
        }
    }

    /// In the manifest's order, however the children were drawn: a sum must not depend on that.
    fn contributing(&self, index: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        let children = self.tree.node(index).children.iter().copied();
        children.filter(|child| self.tracked(*child) && self.is_available(*child))
    }

    /// RB.1.1 a Measure Rollup Process: the children's measures, weighted.
    fn rb_1_1_a_objective_measure(&mut self, index: NodeIndex) {
        let tracking = self.rollup_tracking();
        let measures = self.contributing(index).map(|child| {
            let weight = self.tree.activity(child).sequencing.rollup.objective_measure_weight;
            (weight, tracking.measure(child, PRIMARY))
        });
        // By the specification a known measure of weight 0 makes the sum known; in our own courses an entry test says
        // nothing of the course.
        let native = matches!(self.tree.edition, Edition::Native | Edition::Cmi5);
        let measure = weighted(measures.filter(|(weight, _)| !native || *weight > 0.0));
        let activity = self.state.activity_mut(index);
        if measure.is_some() && activity.earlier_objectives {
            activity.forget_objectives();
        }
        // What is of an earlier attempt stays to be seen until the current one has something to say.
        if !activity.earlier_objectives {
            activity.primary.measure = measure;
        }
        self.trace("RB.1.1 a", Some(index), || format!("{measure:?}"));
    }

    /// RB.1.1 b Completion Measure Rollup Process (4th edition).
    fn rb_1_1_b_completion_measure(&mut self, index: NodeIndex) {
        let tracking = self.rollup_tracking();
        let amount = weighted(self.contributing(index).map(|child| {
            let weight = self.tree.activity(child).completion_threshold.progress_weight;
            (weight, tracking.progress_measure(child))
        }));
        let activity = self.state.activity_mut(index);
        if amount.is_some() && activity.earlier_progress {
            activity.forget_progress();
        }
        if !activity.earlier_progress {
            activity.progress_measure = amount;
        }
        self.trace("RB.1.1 b", Some(index), || format!("{amount:?}"));
    }

    /// RB.1.2 Objective Rollup Process: whether it determined the status.
    fn rb_1_2_objective(&mut self, index: NodeIndex) -> bool {
        if self.tree.node(index).objective(PRIMARY).satisfied_by_measure {
            self.rb_1_2_a_objective_by_measure(index)
        } else {
            self.rb_1_2_b_objective_by_rules(index)
        }
    }

    /// RB.1.2 a Objective Rollup Using Measure Process.
    fn rb_1_2_a_objective_by_measure(&mut self, index: NodeIndex) -> bool {
        if self.state.activity(index).earlier_objectives {
            return false;
        }
        let satisfied = self.tracking().own_satisfied(index, PRIMARY);
        self.state.activity_mut(index).primary.satisfied = satisfied;
        self.trace("RB.1.2 a", Some(index), || format!("{satisfied:?}"));
        satisfied.is_some()
    }

    /// RB.1.2 b Objective Rollup Using Rules Process. "Satisfied" is asked last and prevails.
    fn rb_1_2_b_objective_by_rules(&mut self, index: NodeIndex) -> bool {
        let defaults = DEFAULT_OBJECTIVE_RULES.as_slice();
        let result = self.by_rules(index, defaults, RollupAction::NotSatisfied, RollupAction::Satisfied);
        let activity = self.state.activity_mut(index);
        if result.is_some() && activity.earlier_objectives {
            activity.forget_objectives();
        }
        activity.primary.satisfied = result.or(activity.primary.satisfied);
        self.trace("RB.1.2 b", Some(index), || format!("{result:?}"));
        result.is_some()
    }

    /// RB.1.3 Activity Progress Rollup Process: whether it determined the status.
    fn rb_1_3_activity_progress(&mut self, index: NodeIndex) -> bool {
        if self.tree.activity(index).completion_threshold.completed_by_measure {
            self.rb_1_3_a_progress_by_measure(index)
        } else {
            self.rb_1_3_b_progress_by_rules(index)
        }
    }

    /// RB.1.3 a Activity Progress Rollup Using Measure Process.
    fn rb_1_3_a_progress_by_measure(&mut self, index: NodeIndex) -> bool {
        if self.state.activity(index).earlier_progress {
            return false;
        }
        let completed = self.tracking().own_completed(index);
        self.state.activity_mut(index).completed = completed;
        self.trace("RB.1.3 a", Some(index), || format!("{completed:?}"));
        completed.is_some()
    }

    /// RB.1.3 b Activity Progress Rollup Using Rules Process. "Completed" is asked last and
    /// prevails.
    fn rb_1_3_b_progress_by_rules(&mut self, index: NodeIndex) -> bool {
        let defaults = DEFAULT_PROGRESS_RULES.as_slice();
        let result = self.by_rules(index, defaults, RollupAction::Incomplete, RollupAction::Completed);
        let activity = self.state.activity_mut(index);
        if result.is_some() && activity.earlier_progress {
            activity.forget_progress();
        }
        activity.completed = result.or(activity.completed);
        self.trace("RB.1.3 b", Some(index), || format!("{result:?}"));
        result.is_some()
    }

    /// The negative action and then the positive one; the defaults where neither has a rule.
    fn by_rules(
        &mut self,
        index: NodeIndex,
        defaults: &[RollupRule],
        negative: RollupAction,
        positive: RollupAction,
    ) -> Option<bool> {
        let rules = &self.tree.activity(index).sequencing.rollup.rules;
        let stated = rules.iter().any(|rule| rule.action == negative || rule.action == positive);
        let asked = if stated { rules.as_slice() } else { defaults };
        let children: Vec<_> = self.contributing(index).collect();
        let mut result = None;
        for (action, value) in [(negative, false), (positive, true)] {
            if let Some(place) = self.rb_1_4_rollup_rule_check(&children, asked, action) {
                result = Some(value);
                let number = if stated { place + 1 } else { 0 };
                self.trace_ruled("RB.1.4", Some(index), || {
                    let told = |rule: &RollupRule| DecidingRule { kind: RuleKind::Rollup, number, text: rule.text() };
                    (format!("{action:?}"), asked.get(place).map(told))
                });
            }
        }
        result
    }

    /// RB.1.4 Rollup Rule Check Subprocess: which rule with this action holds, if any does.
    fn rb_1_4_rollup_rule_check(
        &mut self,
        children: &[NodeIndex],
        rules: &[RollupRule],
        action: RollupAction,
    ) -> Option<usize> {
        rules.iter().position(|rule| {
            if rule.action != action {
                return false;
            }
            let mut bag = Bag::default();
            for child in children {
                let counts = self.rb_1_4_2_child_for_rollup(*child, action);
                self.trace("RB.1.4.2", Some(*child), || format!("{action:?}: {counts}"));
                if counts {
                    let value = self.rollup_tracking().rb_1_4_1_conditions(*child, rule);
                    self.trace("RB.1.4.1", Some(*child), || format!("{action:?}: {value:?}"));
                    bag.add(value);
                }
            }
            bag.holds(rule.child_set)
        })
    }

    /// RB.1.4.2 Check Child for Rollup Subprocess: whether the child counts for this action.
    fn rb_1_4_2_child_for_rollup(&mut self, child: NodeIndex, action: RollupAction) -> bool {
        let rollup = &self.tree.activity(child).sequencing.rollup;
        let considerations = &rollup.considerations;
        let (counts, required) = match action {
            RollupAction::Satisfied => (rollup.objective_satisfied, considerations.required_for_satisfied),
            RollupAction::NotSatisfied => (rollup.objective_satisfied, considerations.required_for_not_satisfied),
            RollupAction::Completed => (rollup.progress_completion, considerations.required_for_completed),
            RollupAction::Incomplete => (rollup.progress_completion, considerations.required_for_incomplete),
        };
        if !counts {
            return false;
        }
        let activity = self.state.activity(child);
        match required {
            Required::Always => true,
            Required::IfNotSuspended => activity.attempt_count > 0 && !activity.suspended,
            Required::IfAttempted => activity.attempt_count > 0,
            Required::IfNotSkipped => !self.pre_condition(child, PreAction::Skip),
        }
    }
}

impl Tracking<'_> {
    /// RB.1.4.1 Evaluate Rollup Conditions Subprocess.
    fn rb_1_4_1_conditions(self, child: NodeIndex, rule: &RollupRule) -> Option<bool> {
        combine(
            rule.combination,
            rule.conditions.iter().map(|condition| {
                let value = self.rollup_condition(child, condition.condition);
                match condition.operator {
                    Operator::NoOp => value,
                    Operator::Not => value.map(|value| !value),
                }
            }),
        )
    }

    fn rollup_condition(self, child: NodeIndex, condition: RollupConditionKind) -> Option<bool> {
        match condition {
            RollupConditionKind::Satisfied => self.satisfied(child, PRIMARY),
            RollupConditionKind::ObjectiveStatusKnown => Some(self.satisfied(child, PRIMARY).is_some()),
            RollupConditionKind::ObjectiveMeasureKnown => Some(self.measure(child, PRIMARY).is_some()),
            RollupConditionKind::Completed => self.completed(child),
            RollupConditionKind::ActivityProgressKnown => Some(self.completed(child).is_some()),
            RollupConditionKind::Attempted => Some(self.attempted(child)),
            RollupConditionKind::AttemptLimitExceeded => {
                Some(self.attempted(child) && self.attempt_limit_exceeded(child))
            }
            RollupConditionKind::TimeLimitExceeded
            | RollupConditionKind::OutsideAvailableTimeRange
            | RollupConditionKind::Never => Some(false),
        }
    }
}

/// Results of the contributing children.
#[derive(Default)]
struct Bag {
    holding: u32,
    failing: u32,
    unknown: u32,
}

impl Bag {
    fn add(&mut self, result: Option<bool>) {
        match result {
            Some(true) => self.holding += 1,
            Some(false) => self.failing += 1,
            None => self.unknown += 1,
        }
    }

    /// RB.1.4 step 1.1.4. Of no children at all, "all" and "none" hold.
    fn holds(&self, set: ChildSet) -> bool {
        let total = self.holding + self.failing + self.unknown;
        match set {
            ChildSet::All => self.holding == total,
            ChildSet::Any => self.holding > 0,
            ChildSet::None => self.failing == total,
            ChildSet::AtLeastCount(count) => self.holding >= count,
            ChildSet::AtLeastPercent(percent) => total > 0 && f64::from(self.holding) / f64::from(total) >= percent,
        }
    }
}

/// The leaves below an activity, or the activity itself, where it is one.
pub(crate) fn leaves_below(tree: &IndexedTree, index: NodeIndex) -> Vec<NodeIndex> {
    let below = |at: &NodeIndex| tree.node(*at).is_leaf() && tree.upwards(*at).any(|above| above == index);
    tree.indices().filter(below).collect()
}

fn default_rule(condition: RollupConditionKind, action: RollupAction) -> RollupRule {
    RollupRule {
        child_set: ChildSet::All,
        combination: crate::rules::Combination::Any,
        conditions: vec![RollupCondition { condition, operator: Operator::NoOp }],
        action,
    }
}

/// Sum of what is known by weight over the weight of all; unknown where nothing is known.
fn weighted(children: impl Iterator<Item = (f64, Option<f64>)>) -> Option<f64> {
    let (mut sum, mut weights, mut known) = (0.0, 0.0, false);
    for (weight, value) in children {
        weights += weight;
        if let Some(value) = value {
            sum += value * weight;
            known = true;
        }
    }
    // Measures are real(10,7) (RTE 4.1.1.7): a sum must not miss a threshold by what floating point adds.
    (known && weights > 0.0).then(|| (sum / weights * 1e7).round() / 1e7)
}
