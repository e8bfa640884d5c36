//! Sequencing rules (SN 3.4) and rollup rules (SN 3.7, 3.8) as a manifest states them.

use serde::{Deserialize, Serialize};

use crate::definition::{is_default, is_one, is_true};
use crate::identifiers::ObjectiveId;

/// `imsss:sequencingRules`, each kind in the manifest's order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pre: Vec<Rule<PreAction>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exit: Vec<Rule<ExitAction>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post: Vec<Rule<PostAction>>,
}

/// If the conditions hold, the action applies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule<A> {
    /// `conditionCombination`; `all` unless stated.
    #[serde(default = "all", skip_serializing_if = "is_all")]
    pub combination: Combination,
    #[serde(default)]
    pub conditions: Vec<RuleCondition>,
    pub action: A,
}

/// How conditions are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Combination {
    All,
    Any,
}

/// One `imsss:ruleCondition`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleCondition {
    pub condition: Condition,
    /// The local objective that is asked; absent: the primary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referenced_objective: Option<ObjectiveId>,
    /// -1 to 1, for the two measure comparisons.
    #[serde(default, skip_serializing_if = "is_default")]
    pub measure_threshold: f64,
    #[serde(default, skip_serializing_if = "is_default")]
    pub operator: Operator,
}

impl RuleCondition {
    /// The condition on the primary objective, not negated.
    pub fn new(condition: Condition) -> Self {
        Self { condition, referenced_objective: None, measure_threshold: 0.0, operator: Operator::NoOp }
    }
}

/// The conditions of sequencing rules (SN table 3.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Condition {
    Satisfied,
    ObjectiveStatusKnown,
    ObjectiveMeasureKnown,
    ObjectiveMeasureGreaterThan,
    ObjectiveMeasureLessThan,
    Completed,
    ActivityProgressKnown,
    Attempted,
    AttemptLimitExceeded,
    TimeLimitExceeded,
    OutsideAvailableTimeRange,
    Always,
}

/// `operator` of a condition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operator {
    #[default]
    NoOp,
    Not,
}

/// Actions of `preConditionRule`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PreAction {
    Skip,
    Disabled,
    HiddenFromChoice,
    StopForwardTraversal,
}

/// The action of `exitConditionRule`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExitAction {
    Exit,
}

/// Actions of `postConditionRule`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PostAction {
    ExitParent,
    ExitAll,
    Retry,
    RetryAll,
    Continue,
    Previous,
}

/// `imsss:rollupRules` and `adlseq:rollupConsiderations`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rollup {
    /// `rollupObjectiveSatisfied`: this activity counts in its parent's satisfaction.
    #[serde(skip_serializing_if = "is_true")]
    pub objective_satisfied: bool,
    /// `rollupProgressCompletion`: this activity counts in its parent's completion.
    #[serde(skip_serializing_if = "is_true")]
    pub progress_completion: bool,
    /// `objectiveMeasureWeight`, 0 to 1.
    #[serde(skip_serializing_if = "is_one")]
    pub objective_measure_weight: f64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RollupRule>,
    #[serde(skip_serializing_if = "is_default")]
    pub considerations: RollupConsiderations,
}

impl Default for Rollup {
    fn default() -> Self {
        Self {
            objective_satisfied: true,
            progress_completion: true,
            objective_measure_weight: 1.0,
            rules: Vec::new(),
            considerations: RollupConsiderations::default(),
        }
    }
}

/// One `imsss:rollupRule`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RollupRule {
    #[serde(default, skip_serializing_if = "is_default")]
    pub child_set: ChildSet,
    /// `conditionCombination`; `any` unless stated.
    #[serde(default = "any", skip_serializing_if = "is_any")]
    pub combination: Combination,
    pub conditions: Vec<RollupCondition>,
    pub action: RollupAction,
}

/// `childActivitySet` with the number that belongs to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChildSet {
    #[default]
    All,
    Any,
    None,
    /// `minimumCount`, 0 where the manifest has none.
    AtLeastCount(u32),
    /// `minimumPercent`, 0 to 1, 0 where the manifest has none.
    AtLeastPercent(f64),
}

/// One `imsss:rollupCondition`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollupCondition {
    pub condition: RollupConditionKind,
    #[serde(default, skip_serializing_if = "is_default")]
    pub operator: Operator,
}

/// The conditions of rollup rules (SN table 3.7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RollupConditionKind {
    Satisfied,
    ObjectiveStatusKnown,
    ObjectiveMeasureKnown,
    Completed,
    ActivityProgressKnown,
    Attempted,
    AttemptLimitExceeded,
    TimeLimitExceeded,
    OutsideAvailableTimeRange,
    Never,
}

/// Actions of a rollup rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RollupAction {
    Satisfied,
    NotSatisfied,
    Completed,
    Incomplete,
}

/// `adlseq:rollupConsiderations` (SN 3.8): when this activity counts in its parent's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RollupConsiderations {
    #[serde(skip_serializing_if = "is_default")]
    pub required_for_satisfied: Required,
    #[serde(skip_serializing_if = "is_default")]
    pub required_for_not_satisfied: Required,
    #[serde(skip_serializing_if = "is_default")]
    pub required_for_completed: Required,
    #[serde(skip_serializing_if = "is_default")]
    pub required_for_incomplete: Required,
    #[serde(skip_serializing_if = "is_true")]
    pub measure_satisfaction_if_active: bool,
}

impl Default for RollupConsiderations {
    fn default() -> Self {
        Self {
            required_for_satisfied: Required::Always,
            required_for_not_satisfied: Required::Always,
            required_for_completed: Required::Always,
            required_for_incomplete: Required::Always,
            measure_satisfaction_if_active: true,
        }
    }
}

/// When a child is considered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Required {
    #[default]
    Always,
    IfNotSuspended,
    IfAttempted,
    IfNotSkipped,
}

fn all() -> Combination {
    Combination::All
}

fn any() -> Combination {
    Combination::Any
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_all(value: &Combination) -> bool {
    *value == Combination::All
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_any(value: &Combination) -> bool {
    *value == Combination::Any
}
