//! The wire types of lists of attempts, corrections, traces and the audit log.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vidik_learning::{AttemptState, TracedProcess, TracedStep};
use vidik_sequencing::{DecidingRule, RuleKind};

use crate::{
    institutions::{CourseRef, LearnerRef},
    learning::ProgressDto,
    people::InstitutionRef,
};

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttemptStateDto {
    /// It goes on.
    Open,
    /// The course was completed in it.
    Completed,
    /// It was closed unfinished; the learner's next one begins anew.
    Closed,
}

impl From<AttemptState> for AttemptStateDto {
    fn from(state: AttemptState) -> Self {
        match state {
            AttemptState::Open => Self::Open,
            AttemptState::Completed => Self::Completed,
            AttemptState::Closed => Self::Closed,
        }
    }
}

impl From<AttemptStateDto> for AttemptState {
    fn from(state: AttemptStateDto) -> Self {
        match state {
            AttemptStateDto::Open => Self::Open,
            AttemptStateDto::Completed => Self::Completed,
            AttemptStateDto::Closed => Self::Closed,
        }
    }
}

/// Which attempts are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AttemptsQuery {
    /// Of whom.
    pub person: Option<Uuid>,
    /// At which course, by its name in addresses.
    pub course: Option<String>,
    /// Where they stand.
    #[param(inline)]
    pub state: Option<AttemptStateDto>,
    /// Where the part begins: `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// How many rows at the most.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u64>,
}

/// An attempt in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptRowDto {
    /// The attempt.
    pub id: Uuid,
    /// Counts the learner's attempts at the course.
    pub number: i32,
    /// Where it stands.
    pub state: AttemptStateDto,
    /// Who.
    pub learner: LearnerRef,
    /// Which course.
    pub course: CourseRef,
    /// What was reached.
    pub progress: ProgressDto,
}

/// Attempts, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptList {
    /// This part, those begun last first.
    pub items: Vec<AttemptRowDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionWord {
    /// The attempt is closed and counts no more.
    ResetAttempt,
    /// What was reached in an activity, and in all below it, is taken back.
    ResetActivity,
    /// An activity is brought to what the learner is known to have reached; nothing is lowered.
    Raise,
    /// Everything is rolled up anew; nothing is lowered.
    Recalculate,
}

/// How an activity was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JudgementDto {
    /// Mastered.
    Passed,
    /// Not mastered.
    Failed,
}

/// A correction by hand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionBody {
    /// What is to be done.
    pub action: CorrectionWord,
    /// The activity, for `reset_activity` and `raise`: its identifier in the package.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub activity: Option<String>,
    /// For `raise`: gone through. Of a cluster, all lessons below are.
    #[serde(default)]
    pub completed: bool,
    /// For `raise`: how it was judged.
    #[serde(default)]
    pub success: Option<JudgementDto>,
    /// For `raise`: the score, scaled to −1…1.
    #[serde(default)]
    #[schema(minimum = -1, maximum = 1)]
    pub score: Option<f64>,
    /// Why: stands in the audit log.
    #[schema(min_length = 3, max_length = 2000, example = "Handed in on paper on 12 March")]
    pub reason: String,
}

/// Somebody, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonRef {
    /// Id.
    pub id: Uuid,
    /// Name in the form that fits the reader's language; absent where the person is not known any more.
    pub name: Option<String>,
}

/// A change by hand.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntryDto {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Option<PersonRef>,
    /// Whose data it is.
    pub subject: Option<PersonRef>,
    /// What was done: `attempt.reset`, `activity.reset`, `activity.raise`, `attempt.recalculate`, `attempt.trace`, …
    pub action: String,
    /// What it was done to: `attempt`, …
    pub kind: String,
    /// Which.
    pub object: Uuid,
    /// Of lists: the institution whose people were in it; absent where they were of several.
    pub institution: Option<InstitutionRef>,
    /// A part of it, such as an activity.
    pub part: Option<String>,
    /// Why, in the words of whoever did it.
    pub reason: String,
    /// What it was before.
    #[schema(value_type = Object)]
    pub before: serde_json::Value,
    /// What it is now. Of lists: `people`, how many were shown, and `filter`, or the `program` that read it.
    #[schema(value_type = Object)]
    pub after: serde_json::Value,
}

/// Changes by hand, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditList {
    /// This part, newest first.
    pub items: Vec<AuditEntryDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// Which changes are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// By whom.
    pub actor: Option<Uuid>,
    /// Of whom.
    pub subject: Option<Uuid>,
    /// What was done.
    #[param(max_length = 100)]
    pub action: Option<String>,
    /// Done to which thing.
    pub object: Option<Uuid>,
    /// Not before this moment (RFC 3339).
    pub from: Option<DateTime<Utc>>,
    /// Before this moment (RFC 3339).
    pub until: Option<DateTime<Utc>>,
    /// Where the part begins: `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// How many rows at the most.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u64>,
}

/// Whether an attempt is to be traced.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TraceSwitch {
    /// From now on, or no longer. What was kept stays.
    pub on: bool,
}

/// What the sequencer went through.
#[derive(Debug, Serialize, ToSchema)]
pub struct TraceDto {
    /// Whether it is traced now.
    pub on: bool,
    /// The last 200 steps of each language, newest first.
    pub steps: Vec<TracedStepDto>,
}

/// One step of the sequencer.
#[derive(Debug, Serialize, ToSchema)]
pub struct TracedStepDto {
    /// Counts the steps.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What came in: a navigation request by its word, `report` for what content said, `roll_up`.
    pub event: String,
    /// The activity that it named.
    pub activity: Option<String>,
    /// What it went through, in order.
    pub processes: Vec<TracedProcessDto>,
}

impl From<TracedStep> for TracedStepDto {
    fn from(step: TracedStep) -> Self {
        Self {
            number: step.number,
            at: step.at,
            event: step.event.word,
            activity: step.event.activity,
            processes: step.processes.into_iter().map(TracedProcessDto::from).collect(),
        }
    }
}

/// One process of the specification's pseudo-code.
#[derive(Debug, Serialize, ToSchema)]
pub struct TracedProcessDto {
    /// Its code, such as `SB.2.9`.
    pub process: String,
    /// The activity that it was about.
    pub activity: Option<String>,
    /// What came of it.
    pub result: String,
    /// The rule of that activity that decided.
    pub rule: Option<RuleDto>,
}

impl From<TracedProcess> for TracedProcessDto {
    fn from(process: TracedProcess) -> Self {
        Self {
            process: process.process,
            activity: process.activity,
            result: process.result,
            rule: process.rule.map(RuleDto::from),
        }
    }
}

/// Where a rule stands in the manifest.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleKindDto {
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

/// A rule of an activity.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleDto {
    /// Where it stands.
    pub kind: RuleKindDto,
    /// Which of its kind, from 1; 0 for the specification's own default.
    pub number: usize,
    /// In the words of the manifest.
    pub text: String,
}

impl From<DecidingRule> for RuleDto {
    fn from(rule: DecidingRule) -> Self {
        let kind = match rule.kind {
            RuleKind::Pre => RuleKindDto::Pre,
            RuleKind::Exit => RuleKindDto::Exit,
            RuleKind::Post => RuleKindDto::Post,
            RuleKind::Rollup => RuleKindDto::Rollup,
            RuleKind::Limit => RuleKindDto::Limit,
            RuleKind::Prerequisites => RuleKindDto::Prerequisites,
        };
        Self { kind, number: rule.number, text: rule.text }
    }
}
