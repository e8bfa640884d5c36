//! A record of every process a step went through, for an administrator who asks "why?".

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::definition::Activity;
use crate::identifiers::{ActivityId, ObjectiveId};
use crate::rules::{ChildSet, Combination, Operator, RollupRule, Rule};

/// One process and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TraceStep {
    /// The specification's name, such as `SB.2.9`.
    pub process: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<ActivityId>,
    pub result: String,
    /// What the activity's manifest says that decided here, where something of it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<DecidingRule>,
}

/// A rule of the activity that the step names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidingRule {
    pub kind: RuleKind,
    /// Which of its kind, counted from 1 in the manifest's order; 0 for the specification's own default.
    pub number: usize,
    /// The rule in the words of the manifest: `if not satisfied then skip`.
    pub text: String,
}

/// Where a rule stands in the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleKind {
    /// `preConditionRule`.
    Pre,
    /// `exitConditionRule`.
    Exit,
    /// `postConditionRule`.
    Post,
    /// `rollupRule`.
    Rollup,
    /// `limitConditions`.
    Limit,
    /// `adlcp:prerequisites`.
    Prerequisites,
}

/// Everything that an activity's manifest says to rule it, in the order of the kinds.
pub fn rules_of(activity: &Activity) -> Vec<DecidingRule> {
    let sequencing = &activity.sequencing;
    let mut all = Vec::new();
    let mut add = |kind, texts: Vec<String>| {
        all.extend(texts.into_iter().zip(1..).map(|(text, number)| DecidingRule { kind, number, text }));
    };
    add(RuleKind::Pre, sequencing.rules.pre.iter().map(Rule::text).collect());
    add(RuleKind::Exit, sequencing.rules.exit.iter().map(Rule::text).collect());
    add(RuleKind::Post, sequencing.rules.post.iter().map(Rule::text).collect());
    add(RuleKind::Rollup, sequencing.rollup.rules.iter().map(RollupRule::text).collect());
    add(RuleKind::Limit, sequencing.limits.attempt_limit.iter().map(|limit| format!("attemptLimit {limit}")).collect());
    add(RuleKind::Prerequisites, activity.scorm12.prerequisites.iter().cloned().collect());
    all
}

/// A word of the manifest, as it serialises.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn joined(combination: Combination, conditions: impl Iterator<Item = String>) -> String {
    let between = match combination {
        Combination::All => " and ",
        Combination::Any => " or ",
    };
    conditions.collect::<Vec<_>>().join(between)
}

fn condition(operator: Operator, name: &str, objective: Option<&ObjectiveId>, threshold: Option<f64>) -> String {
    let mut text = String::new();
    if operator == Operator::Not {
        text.push_str("not ");
    }
    text.push_str(name);
    if let Some(threshold) = threshold {
        // Writing to a string cannot fail.
        let _ = write!(text, " {threshold}");
    }
    if let Some(objective) = objective {
        let _ = write!(text, " of {objective}");
    }
    text
}

impl<A: Serialize> Rule<A> {
    /// The rule in the words of the manifest.
    pub fn text(&self) -> String {
        let conditions = self.conditions.iter().map(|asked| {
            let name = word(asked.condition);
            let threshold = name.ends_with("Than").then_some(asked.measure_threshold);
            condition(asked.operator, &name, asked.referenced_objective.as_ref(), threshold)
        });
        format!("if {} then {}", joined(self.combination, conditions), word(&self.action))
    }
}

impl RollupRule {
    /// The rule in the words of the manifest.
    pub fn text(&self) -> String {
        let set = match self.child_set {
            ChildSet::All => "all".to_owned(),
            ChildSet::Any => "any".to_owned(),
            ChildSet::None => "none".to_owned(),
            ChildSet::AtLeastCount(count) => format!("at least {count}"),
            ChildSet::AtLeastPercent(percent) => format!("at least {percent} of all"),
        };
        let conditions =
            self.conditions.iter().map(|asked| condition(asked.operator, &word(asked.condition), None, None));
        format!("if {set}: {} then {}", joined(self.combination, conditions), word(self.action))
    }
}
