//! The wire types of registrations and results of quizzes.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vidik_reporting::table::Cell;

use super::export::Row;
use crate::{
    institutions::CourseRef,
    learning::{ActivityNodeDto, ActivityStandingDto, CompletionDto, ScoreDto, SuccessDto},
};

/// Whose row it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RegisteredLearner {
    /// Our id.
    pub id: Uuid,
    /// What the institution calls the person in its own systems.
    #[schema(example = "HR-1042")]
    pub external_id: Option<String>,
    /// Name in the form that fits the reader's language.
    pub name: String,
    /// E-mail address, where there is one.
    pub email: Option<String>,
    /// Staff number, where there is one.
    pub staff_number: Option<String>,
}

/// What progress is a share of.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ShareUnit {
    /// Of the lessons: so many of them are gone through.
    Lessons,
    /// Of the only lesson, as its content tells.
    Lesson,
}

/// What progress is a share of.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ProgressShare {
    /// Of what.
    pub unit: ShareUnit,
    /// How many lessons the version has.
    pub lessons: usize,
}

/// One learner's run through one version of a course.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RegistrationDto {
    /// The registration (SCORM: attempt; cmi5, xAPI: registration).
    pub id: Uuid,
    /// Who.
    pub learner: RegisteredLearner,
    /// Which course.
    pub course: CourseRef,
    /// Which of its versions: 1, 2, 3 …
    pub version: i32,
    /// Which of the learner's runs through the course: 1, 2, 3 …
    pub number: i32,
    /// The format of its content: `scorm12`, `scorm2004`, `native` …
    #[schema(example = "native")]
    pub kind: String,
    /// The language that was read last.
    #[schema(example = "sr-Cyrl")]
    pub language: String,
    /// Gone through or not.
    pub completion: CompletionDto,
    /// Mastered or not.
    pub success: SuccessDto,
    /// How far, 0…1.
    pub progress: Option<f64>,
    /// What `progress` is a share of.
    pub progress_of: Option<ProgressShare>,
    /// Score.
    pub score: Option<ScoreDto>,
    /// Time spent, in seconds.
    pub seconds: i64,
    /// Enrolled on the course when.
    pub enrolled_at: Option<DateTime<Utc>>,
    /// Begun when.
    pub started_at: DateTime<Utc>,
    /// Changed last when.
    pub updated_at: DateTime<Utc>,
    /// Completed when.
    pub completed_at: Option<DateTime<Utc>>,
    /// By which day it is to be completed.
    pub due_on: Option<NaiveDate>,
    /// Waived when: it counts as completed though it was not gone through.
    pub waived_at: Option<DateTime<Utc>>,
    /// By whom: the name of a person, or the id of an institution's program.
    pub waived_by: Option<String>,
    /// Why.
    pub waived_reason: Option<String>,
}

impl Row for RegistrationDto {
    const HEADS: &'static [&'static str] = &[
        "registration_id",
        "learner_id",
        "external_id",
        "staff_number",
        "name",
        "email",
        "course",
        "title",
        "version",
        "number",
        "kind",
        "language",
        "completion",
        "success",
        "progress",
        "score_scaled",
        "score_raw",
        "score_min",
        "score_max",
        "seconds",
        "enrolled_at",
        "started_at",
        "updated_at",
        "completed_at",
        "due_on",
        "waived_at",
        "waived_by",
        "waived_reason",
    ];

    fn cells(&self) -> Vec<Cell> {
        let score = self.score;
        vec![
            self.id.to_string().into(),
            self.learner.id.to_string().into(),
            self.learner.external_id.clone().into(),
            self.learner.staff_number.clone().into(),
            self.learner.name.as_str().into(),
            self.learner.email.clone().into(),
            self.course.slug.as_str().into(),
            self.course.title.as_str().into(),
            self.version.into(),
            self.number.into(),
            self.kind.as_str().into(),
            self.language.as_str().into(),
            self.completion.word().into(),
            self.success.word().into(),
            self.progress.into(),
            score.and_then(|score| score.scaled).into(),
            score.and_then(|score| score.raw).into(),
            score.and_then(|score| score.min).into(),
            score.and_then(|score| score.max).into(),
            i32::try_from(self.seconds).ok().into(),
            self.enrolled_at.into(),
            self.started_at.into(),
            self.updated_at.into(),
            self.completed_at.into(),
            self.due_on.map(|day| day.to_string()).into(),
            self.waived_at.into(),
            self.waived_by.clone().into(),
            self.waived_reason.clone().into(),
        ]
    }
}

/// Registrations, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegistrationList {
    /// This part, in the order of changes.
    pub items: Vec<RegistrationDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// One opening of the player.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionDto {
    /// Its id.
    pub id: Uuid,
    /// Opened when.
    pub began_at: DateTime<Utc>,
    /// The language that was read.
    pub language: Option<String>,
}

/// A unit that need not be done.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaivedUnitDto {
    /// The unit in its package.
    pub activity: String,
    /// Waived when.
    pub at: DateTime<Utc>,
    /// By whom: the name of a person, or the id of an institution's program.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A registration with everything that was reached.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegistrationDetail {
    /// The registration as the list has it.
    #[serde(flatten)]
    pub registration: RegistrationDto,
    /// The structure of the course. Absent where the registration went on after the membership had ended.
    pub tree: Option<Vec<ActivityNodeDto>>,
    /// By activity: what was reached there. Absent where the tree is.
    pub activities: Option<BTreeMap<String, ActivityStandingDto>>,
    /// Units of a cmi5 course that need not be done, in the order in which they were waived.
    pub waived_units: Vec<WaivedUnitDto>,
    /// Every opening of the player that falls within what the institution sees, in order.
    pub sessions: Vec<SessionDto>,
}

/// Statements, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementList {
    /// This part, as xAPI statements, in the order in which they were stored.
    #[schema(value_type = Vec<Object>)]
    pub items: Vec<serde_json::Value>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// A quiz of a course.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuizRef {
    /// Its id, which never changes its meaning.
    #[schema(example = "exit-test")]
    pub id: String,
    /// Its title in the reader's language; the id where the package cannot be read.
    #[schema(example = "Exit test")]
    pub title: String,
    /// What it is for: `entry`, `exit`, `lesson` …
    #[schema(example = "exit")]
    pub kind: String,
}

/// Points of one topic.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TopicResult {
    /// The topic's id; empty for questions without one.
    pub topic: String,
    /// Reached.
    pub points: f64,
    /// To be had.
    pub max_points: f64,
}

/// One attempt at a quiz that was handed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuizResultDto {
    /// The attempt.
    pub id: Uuid,
    /// Who.
    pub learner: RegisteredLearner,
    /// Which course.
    pub course: CourseRef,
    /// In which run through the course.
    pub registration_id: Uuid,
    /// Which quiz.
    pub quiz: QuizRef,
    /// Which of the run's attempts at the quiz: 1, 2, 3 …
    pub number: i32,
    /// The parallel form, where there are two.
    #[schema(example = "A")]
    pub form: Option<String>,
    /// Whether it was written on paper.
    pub on_paper: bool,
    /// The language that it was read in last.
    pub language: String,
    /// Share of the points, 0…1; absent where nothing is marked.
    pub scaled: Option<f64>,
    /// Points reached.
    pub points: f64,
    /// Points that could be had.
    pub max_points: f64,
    /// Passed or not; absent where there is no pass mark.
    pub passed: Option<bool>,
    /// Points by topic.
    pub topics: Vec<TopicResult>,
    /// Begun when.
    pub started_at: DateTime<Utc>,
    /// Handed in when.
    pub submitted_at: DateTime<Utc>,
    /// Whether it was handed in because time ran out.
    pub time_ran_out: bool,
}

impl Row for QuizResultDto {
    const HEADS: &'static [&'static str] = &[
        "attempt_id",
        "learner_id",
        "external_id",
        "staff_number",
        "name",
        "email",
        "course",
        "title",
        "registration_id",
        "quiz",
        "quiz_title",
        "kind",
        "number",
        "form",
        "on_paper",
        "language",
        "scaled",
        "points",
        "max_points",
        "passed",
        "topics",
        "started_at",
        "submitted_at",
        "time_ran_out",
    ];

    fn cells(&self) -> Vec<Cell> {
        let topics = self.topics.iter().map(|one| format!("{}: {}/{}", one.topic, one.points, one.max_points));
        vec![
            self.id.to_string().into(),
            self.learner.id.to_string().into(),
            self.learner.external_id.clone().into(),
            self.learner.staff_number.clone().into(),
            self.learner.name.as_str().into(),
            self.learner.email.clone().into(),
            self.course.slug.as_str().into(),
            self.course.title.as_str().into(),
            self.registration_id.to_string().into(),
            self.quiz.id.as_str().into(),
            self.quiz.title.as_str().into(),
            self.quiz.kind.as_str().into(),
            self.number.into(),
            self.form.clone().into(),
            self.on_paper.into(),
            self.language.as_str().into(),
            self.scaled.into(),
            self.points.into(),
            self.max_points.into(),
            self.passed.into(),
            topics.collect::<Vec<_>>().join("; ").into(),
            self.started_at.into(),
            self.submitted_at.into(),
            self.time_ran_out.into(),
        ]
    }
}

/// Results of quizzes, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuizResultList {
    /// This part, in the order of changes.
    pub items: Vec<QuizResultDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}
