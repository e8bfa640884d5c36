//! The wire types of everything that an attempt holds.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vidik_base::{InterfaceLanguage, Score};
use vidik_learning::{ActivityKind, ActivityRecord, AsideRecord, LaunchRecord, Mode, RollUp, RunRecord};
use vidik_package::Format;
use vidik_sequencing::{ActivityStatus, CompletionStatus, DeliveredObjective, SuccessStatus};

use super::dto::{AttemptRowDto, AuditEntryDto, RuleDto};
use crate::{
    learning::{ActivityKindDto, CompletionDto, LaunchModeDto, ScoreDto, SuccessDto, score_dto},
    texts::in_script,
};

/// Everything that is kept of an attempt.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptRecordDto {
    /// The attempt.
    pub attempt: AttemptRowDto,
    /// Its runs by language, the one that is read now first.
    pub runs: Vec<RunDto>,
    /// The launches that took it over, newest first.
    pub launches: Vec<LaunchRecordDto>,
    /// What came too late and is kept beside it, newest first.
    pub kept_aside: Vec<AsideDto>,
    /// Corrections by hand, newest first; 200 at the most.
    pub corrections: Vec<AuditEntryDto>,
    /// Whether the caller may correct it and look at its trace.
    pub may_correct: bool,
}

/// The part of an attempt that happened in one language.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunDto {
    /// Its id.
    pub id: Uuid,
    /// The edition's language.
    pub language: String,
    /// `scorm12`, `scorm2004` or `native`.
    #[schema(value_type = String)]
    pub format: Format,
    /// Whether the attempt goes on in it.
    pub current: bool,
    /// Begun when.
    pub created_at: DateTime<Utc>,
    /// Every activity, in the order of the tree.
    pub activities: Vec<ActivityRecordDto>,
}

impl RunDto {
    pub(super) fn new(run: RunRecord, language: InterfaceLanguage) -> Self {
        let spoken = run.edition.edition.language.clone();
        let activities = run.activities.into_iter().map(|activity| {
            let title = in_script(&activity.title, &spoken, language).text;
            ActivityRecordDto::new(activity, title)
        });
        Self {
            id: run.id.0,
            language: spoken.as_str().to_owned(),
            format: run.edition.format,
            current: run.current,
            created_at: run.created_at,
            activities: activities.collect(),
        }
    }
}

/// One activity of a run.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActivityRecordDto {
    /// Identifier in the package.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is.
    pub kind: ActivityKindDto,
    /// 0 for the course.
    pub depth: usize,
    /// The best that was reached there, in whatever language.
    pub best: Option<ReachedDto>,
    /// What the sequencer knows of it now.
    pub live: Option<LiveDto>,
    /// Its objectives that have a name.
    pub objectives: Vec<ObjectiveDto>,
    /// The run-time data of its last visit.
    pub data: Vec<ElementDto>,
    /// What its manifest says to rule it.
    pub rules: Vec<RuleDto>,
}

impl ActivityRecordDto {
    fn new(activity: ActivityRecord, title: String) -> Self {
        let ActivityRecord { id, kind, depth, best, live, objectives, data, rules, .. } = activity;
        Self {
            id,
            title,
            kind: match kind {
                ActivityKind::Cluster => ActivityKindDto::Cluster,
                ActivityKind::Sco => ActivityKindDto::Sco,
                ActivityKind::Unit => ActivityKindDto::Unit,
                ActivityKind::Asset => ActivityKindDto::Asset,
                ActivityKind::Quiz => ActivityKindDto::Quiz,
            },
            depth,
            best: best.map(ReachedDto::from),
            live: live.map(LiveDto::from),
            objectives: objectives.into_iter().map(ObjectiveDto::from).collect(),
            data: data.into_iter().map(|(element, value)| ElementDto { element, value }).collect(),
            rules: rules.into_iter().map(RuleDto::from).collect(),
        }
    }
}

/// A result that stands, whatever happens afterwards.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReachedDto {
    /// Gone through or not.
    pub completion: CompletionDto,
    /// Mastered or not.
    pub success: SuccessDto,
    /// 0…1.
    pub progress: Option<f64>,
    /// Score.
    pub score: Option<ScoreDto>,
    /// Time spent, in seconds.
    pub seconds: u64,
}

impl From<RollUp> for ReachedDto {
    fn from(result: RollUp) -> Self {
        Self {
            completion: result.completion.into(),
            success: result.success.into(),
            progress: result.progress,
            score: score_dto(result.score),
            seconds: result.time.seconds(),
        }
    }
}

/// What the sequencer knows of an activity now.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveDto {
    /// `unknown`, `not attempted`, `incomplete`, `completed`.
    #[schema(value_type = String)]
    pub completion: CompletionStatus,
    /// `unknown`, `passed`, `failed`.
    #[schema(value_type = String)]
    pub success: SuccessStatus,
    /// 0…1.
    pub progress: Option<f64>,
    /// Score.
    pub score: Option<ScoreDto>,
    /// How many attempts were begun.
    pub attempts: u32,
    /// Whether it, or something below it, is being delivered.
    pub active: bool,
    /// Whether it was interrupted, to go on later.
    pub suspended: bool,
}

impl From<ActivityStatus> for LiveDto {
    fn from(status: ActivityStatus) -> Self {
        Self {
            completion: status.completion,
            success: status.success,
            progress: status.progress_measure,
            score: score_dto(Score { scaled: status.measure, raw: status.raw, min: status.min, max: status.max }),
            attempts: status.attempt_count,
            active: status.active,
            suspended: status.suspended,
        }
    }
}

/// An objective as an activity knows it, shared ones read.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObjectiveDto {
    /// Its name in the package.
    pub id: String,
    /// Whether it is the one that speaks for the activity.
    pub primary: bool,
    /// `unknown`, `passed`, `failed`.
    #[schema(value_type = String)]
    pub success: SuccessStatus,
    /// `unknown`, `incomplete`, `completed`.
    #[schema(value_type = String)]
    pub completion: CompletionStatus,
    /// Score.
    pub score: Option<ScoreDto>,
}

impl From<DeliveredObjective> for ObjectiveDto {
    fn from(objective: DeliveredObjective) -> Self {
        let known = &objective.known;
        Self {
            id: objective.id.to_string(),
            primary: objective.primary,
            success: objective.success_status(),
            completion: objective.completion_status(),
            score: score_dto(Score { scaled: known.measure, raw: known.raw, min: known.min, max: known.max }),
        }
    }
}

/// An element of the run-time data model.
#[derive(Debug, Serialize, ToSchema)]
pub struct ElementDto {
    /// Its name, such as `cmi.location`.
    pub element: String,
    /// Its value.
    pub value: String,
}

/// One launch.
#[derive(Debug, Serialize, ToSchema)]
pub struct LaunchRecordDto {
    /// Its id.
    pub id: Uuid,
    /// The run that it opened.
    pub run: Uuid,
    /// Counts the take-overs of the attempt; 0 for a review.
    pub generation: i32,
    /// Opened when.
    pub opened_at: DateTime<Utc>,
    /// How many commits were taken.
    pub commits: i64,
    /// The language that it was read in.
    pub reading: Option<String>,
    /// What it was for: a review takes nothing over.
    pub mode: LaunchModeDto,
    /// Whether its player still has the attempt.
    pub has_attempt: bool,
}

impl LaunchRecordDto {
    pub(super) fn new(launch: LaunchRecord, generation: i32) -> Self {
        Self {
            id: launch.id.0,
            run: launch.run.0,
            generation: launch.generation,
            opened_at: launch.exchanged_at,
            commits: launch.commits,
            reading: launch.reading,
            mode: launch.mode.into(),
            has_attempt: launch.mode == Mode::Normal && launch.generation == generation,
        }
    }
}

/// Commits that came too late.
#[derive(Debug, Serialize, ToSchema)]
pub struct AsideDto {
    /// The launch that they are of.
    pub launch: Uuid,
    /// When they came.
    pub received_at: DateTime<Utc>,
    /// What they said.
    pub commits: Vec<AsideCommitDto>,
}

/// One commit that came too late.
#[derive(Debug, Serialize, ToSchema)]
pub struct AsideCommitDto {
    /// Its number in its launch.
    pub number: i64,
    /// The activity that was visited.
    pub activity: String,
    /// Seconds on the player's watch.
    pub seconds: u64,
    /// What the content set, in order.
    pub set: Vec<ElementDto>,
}

impl From<AsideRecord> for AsideDto {
    fn from(aside: AsideRecord) -> Self {
        let commits = aside.commits.into_iter().map(|commit| AsideCommitDto {
            number: commit.number,
            activity: commit.activity,
            seconds: commit.seconds,
            set: commit.set.into_iter().map(|(element, value)| ElementDto { element, value }).collect(),
        });
        Self { launch: aside.launch.0, received_at: aside.received_at, commits: commits.collect() }
    }
}
