//! The wire types of learning.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vidik_base::{Completion, InterfaceLanguage, LanguageTag, Score, Success};
use vidik_catalogue::PlayableEdition;
use vidik_learning::{ActivityKind, ActivityNode, Mode, Progress};

use crate::{catalogue::CourseSummary, texts::in_script};

/// Gone through or not.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CompletionDto {
    /// Nothing is known yet.
    Unknown,
    /// Begun.
    Incomplete,
    /// Finished.
    Completed,
}

impl CompletionDto {
    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Incomplete => "incomplete",
            Self::Completed => "completed",
        }
    }
}

impl From<Completion> for CompletionDto {
    fn from(completion: Completion) -> Self {
        match completion {
            Completion::Unknown => Self::Unknown,
            Completion::Incomplete => Self::Incomplete,
            Completion::Completed => Self::Completed,
        }
    }
}

/// Mastered or not.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuccessDto {
    /// Not judged.
    Unknown,
    /// Mastered.
    Passed,
    /// Not mastered.
    Failed,
}

impl SuccessDto {
    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }
}

impl From<Success> for SuccessDto {
    fn from(success: Success) -> Self {
        match success {
            Success::Unknown => Self::Unknown,
            Success::Passed => Self::Passed,
            Success::Failed => Self::Failed,
        }
    }
}

/// A score, scaled, with the points that it stands for where they are known.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ScoreDto {
    /// −1…1.
    pub scaled: Option<f64>,
    /// Points.
    pub raw: Option<f64>,
    /// Least points that could be had.
    pub min: Option<f64>,
    /// Most points that could be had.
    pub max: Option<f64>,
}

/// A score, where anything is known of one.
pub(crate) fn score_dto(score: Score) -> Option<ScoreDto> {
    let scaled = score.effective_scaled();
    (!score.is_empty()).then_some(ScoreDto { scaled, raw: score.raw, min: score.min, max: score.max })
}

/// What an activity is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActivityKindDto {
    /// Holds others.
    Cluster,
    /// Speaks to the run-time.
    Sco,
    /// Only shows itself.
    Asset,
    /// A quiz of our own, which the player plays itself.
    Quiz,
    /// A unit of cmi5, which talks to the record.
    Unit,
}

/// A node of a course's structure.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ActivityNodeDto {
    /// Identifier in the package.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is.
    pub kind: ActivityKindDto,
    /// Whether an outline names it; what it holds is shown either way.
    pub visible: bool,
    /// What it holds.
    #[schema(no_recursion)]
    pub children: Vec<ActivityNodeDto>,
}

/// A node with its title in the reader's script.
pub(crate) fn activity_node(node: &ActivityNode, spoken: &LanguageTag, language: InterfaceLanguage) -> ActivityNodeDto {
    ActivityNodeDto {
        id: node.id.clone(),
        title: in_script(&node.title, spoken, language).text,
        kind: match node.kind {
            ActivityKind::Cluster => ActivityKindDto::Cluster,
            ActivityKind::Sco => ActivityKindDto::Sco,
            ActivityKind::Unit => ActivityKindDto::Unit,
            ActivityKind::Asset => ActivityKindDto::Asset,
            ActivityKind::Quiz => ActivityKindDto::Quiz,
        },
        visible: node.visible,
        children: node.children.iter().map(|child| activity_node(child, spoken, language)).collect(),
    }
}

/// The activity that Resume leads to.
#[derive(Debug, Serialize, ToSchema)]
pub struct CurrentActivity {
    /// Identifier in the package.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// How far a learner is in a course, in whatever language it was read.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressDto {
    /// The run (SCORM: attempt; xAPI, cmi5: registration).
    pub attempt_id: Uuid,
    /// Gone through or not.
    pub completion: CompletionDto,
    /// Mastered or not.
    pub success: SuccessDto,
    /// How far, 0…1, as a share of the lessons; of the lesson itself where there is only one; absent where that lesson
    /// does not tell.
    pub progress: Option<f64>,
    /// Score.
    pub score: Option<ScoreDto>,
    /// Time spent, in seconds.
    pub seconds: u64,
    /// Begun when.
    pub started_at: DateTime<Utc>,
    /// Changed when.
    pub updated_at: DateTime<Utc>,
    /// Completed when.
    pub completed_at: Option<DateTime<Utc>>,
    /// Where Resume leads to.
    pub current: Option<CurrentActivity>,
    /// The edition that was read last, by its language.
    pub language: String,
    /// The language that it was read in: that of the edition, or Serbian in the reader's script.
    pub reading: String,
}

/// Progress as the learner reads it.
pub(crate) fn told_progress(
    progress: &Progress,
    edition: Option<&PlayableEdition>,
    language: InterfaceLanguage,
) -> ProgressDto {
    let current = edition.zip(progress.current_activity.as_deref()).and_then(|(edition, id)| {
        let index = edition.tree.find(id)?;
        let title = in_script(&edition.tree.activity(index).title, &edition.edition.language, language).text;
        Some(CurrentActivity { id: id.to_owned(), title })
    });
    let result = &progress.result;
    ProgressDto {
        attempt_id: progress.registration.0,
        completion: result.completion.into(),
        success: result.success.into(),
        progress: result.progress,
        score: score_dto(result.score),
        seconds: result.time.seconds(),
        started_at: progress.started_at,
        updated_at: progress.updated_at,
        completed_at: progress.completed_at,
        current,
        language: progress.language.clone(),
        reading: progress.reading.clone(),
    }
}

/// A course that somebody is enrolled on.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyCourse {
    /// The course.
    pub course: CourseSummary,
    /// Since when.
    pub enrolled_at: DateTime<Utc>,
    /// How far they are; absent before the first attempt.
    pub progress: Option<ProgressDto>,
}

/// The courses that somebody is enrolled on.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyCourses {
    /// Worked on last first, then as enrolled.
    pub items: Vec<MyCourse>,
    /// Always absent.
    pub next_cursor: Option<String>,
}

/// A place on a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnrolmentDto {
    /// Id.
    pub id: Uuid,
    /// The course's name in addresses.
    pub course: String,
    /// Since when.
    pub enrolled_at: DateTime<Utc>,
}

/// How an attempt is to be opened.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenAttempt {
    /// The language to read in; where absent, the one that was read last, else the interface's. `sr-Latn` of a course
    /// in `sr-Cyrl` is the same text in the other script; `sr` alone is the script of the interface.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "mk")]
    pub language: Option<LanguageTag>,
    /// What for; where absent, to learn.
    #[serde(default)]
    pub mode: LaunchModeDto,
}

/// What a course is opened for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LaunchModeDto {
    /// To learn: whoever has it open elsewhere is taken over.
    #[default]
    Normal,
    /// To look again at what was gone through. Nothing that happens is recorded, and nobody is taken over.
    Review,
}

impl From<Mode> for LaunchModeDto {
    fn from(mode: Mode) -> Self {
        match mode {
            // A preview is no launch of an attempt.
            Mode::Normal | Mode::Browse => Self::Normal,
            Mode::Review => Self::Review,
        }
    }
}

/// An attempt, ready to be played.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenedAttemptDto {
    /// The attempt.
    pub id: Uuid,
    /// Plays alone in a browser, or in a frame with `&frame=1`; good once, for two minutes.
    pub launch_url: String,
    /// The language that it is read in.
    pub reading: String,
}

/// Where one activity stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActivityStandingDto {
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

/// An attempt with everything that was reached: the best of all visits and languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptDto {
    /// The attempt.
    pub id: Uuid,
    /// The course's name in addresses.
    pub course: String,
    /// The whole course.
    pub progress: ProgressDto,
    /// The structure.
    pub tree: Vec<ActivityNodeDto>,
    /// By activity.
    pub activities: BTreeMap<String, ActivityStandingDto>,
}
