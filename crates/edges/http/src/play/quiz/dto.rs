//! What player and content origin say to each other about quizzes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;
use vidik_learning::SequencingView;
use vidik_quiz::{ChoiceReview, QuestionView};

use crate::play::dto::{DeliveryDto, ExceptionDto};

/// A quiz before, between and after its attempts.
#[derive(Serialize)]
pub(super) struct QuizDto {
    pub quiz: String,
    pub kind: &'static str,
    pub title: String,
    pub intro_html: Option<String>,
    pub question_count: usize,
    pub time_limit_seconds: Option<i64>,
    pub attempts_allowed: Option<u32>,
    pub attempts_used: usize,
    pub pass_mark: Option<f64>,
    pub counts: bool,
    pub review: &'static str,
    /// `ready`, `running`, `exhausted`.
    pub state: &'static str,
    pub attempt: Option<AttemptDto>,
    pub results: Vec<ResultDto>,
    pub before: Option<BeforeDto>,
    pub language: String,
}

/// An attempt with its questions and what was answered.
#[derive(Serialize)]
pub(super) struct AttemptDto {
    pub id: Uuid,
    pub number: i32,
    pub started_at: DateTime<Utc>,
    pub deadline: Option<DateTime<Utc>>,
    pub server_time: DateTime<Utc>,
    pub questions: Vec<QuestionView>,
    pub answers: BTreeMap<String, AnswerDto>,
    pub submitted_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
pub(super) struct AnswerDto {
    pub response: Option<Value>,
    pub flagged: bool,
    pub saved_at: DateTime<Utc>,
}

/// An attempt that was handed in.
#[derive(Serialize)]
pub(super) struct ResultDto {
    pub number: i32,
    pub attempt: Uuid,
    pub submitted_at: DateTime<Utc>,
    pub scaled: Option<f64>,
    pub passed: Option<bool>,
    pub form: Option<&'static str>,
}

/// The entry test's result.
#[derive(Serialize)]
pub(super) struct BeforeDto {
    pub scaled: Option<f64>,
}

/// An answer as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerBody {
    #[serde(default)]
    pub response: Value,
    #[serde(default)]
    pub flagged: bool,
}

#[derive(Serialize)]
pub(super) struct SavedDto {
    pub saved_at: DateTime<Utc>,
}

/// What handing in came to.
#[derive(Serialize)]
pub(super) struct SubmittedDto {
    pub result: OutcomeDto,
    pub review: Option<ReviewDto>,
    pub sequencing: Option<SequencingView>,
    /// Always `null`: the learner goes on by a request of their own.
    pub delivery: Option<DeliveryDto>,
    pub ended: bool,
    pub exception: Option<ExceptionDto>,
}

#[derive(Serialize)]
pub(super) struct OutcomeDto {
    pub scaled: Option<f64>,
    pub points: f64,
    pub max_points: f64,
    pub passed: Option<bool>,
    pub per_topic: Vec<TopicDto>,
    pub before: Option<BeforeDto>,
}

#[derive(Serialize)]
pub(super) struct TopicDto {
    pub topic: String,
    pub title: String,
    pub points: f64,
    pub max_points: f64,
}

#[derive(Serialize)]
pub(super) struct ReviewDto {
    pub questions: Vec<ReviewedDto>,
}

/// A question with what was answered and what is right.
#[derive(Serialize)]
pub(super) struct ReviewedDto {
    pub question: QuestionView,
    pub response: Option<Value>,
    pub correct: Option<bool>,
    pub points: f64,
    pub max_points: f64,
    pub solution: Value,
    pub choices: Vec<ChoiceReview>,
    pub feedback_html: String,
    pub lesson: Option<LessonDto>,
}

#[derive(Serialize)]
pub(super) struct LessonDto {
    pub id: String,
    pub title: String,
}
