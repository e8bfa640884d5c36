//! Attempts as they are stored.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{CourseId, LanguageTag, PackageId, PersonId, RegistrationId};
use vidik_catalogue::PlayableEdition;
use vidik_learning::{CommitError, Desk, LearnerFacts, Place};
use vidik_quiz::{Form, Paper};

use crate::{
    CourseQuizzes, WholeQuiz,
    entity::{quiz_answer, quiz_attempt},
};

/// `source` of an attempt whose answers were typed in from paper.
pub(crate) const PAPER: &str = "paper";

/// What a slow line may take from the last answer's time.
const GRACE: Duration = Duration::seconds(15);

/// Who plays, in what. Owned, so that it moves into a transaction.
#[derive(Clone)]
pub struct Setting {
    /// Time, chance, names.
    pub desk: Desk,
    /// The edition that is reported to.
    pub edition: Arc<PlayableEdition>,
    /// The quizzes of the attempt's package.
    pub quizzes: Arc<CourseQuizzes>,
    /// What content is told of the learner.
    pub learner: LearnerFacts,
    /// Whose attempt it is.
    pub place: Place,
    /// The language and script that is read.
    pub reading: LanguageTag,
}

impl Setting {
    pub(crate) fn quiz(&self, id: &str) -> Result<WholeQuiz<'_>, QuizError> {
        self.quizzes.whole(id).ok_or(QuizError::Unknown)
    }
}

/// Why something cannot be done with a quiz.
#[derive(Debug, Error)]
pub enum QuizError {
    /// There is no such quiz or attempt, or it is another's.
    #[error("there is no such quiz or attempt")]
    Unknown,
    /// A newer launch has the attempt at the course.
    #[error("the attempt was taken over by a newer launch")]
    TakenOver,
    /// No attempt is left.
    #[error("no attempt is left")]
    Exhausted,
    /// The attempt has been handed in.
    #[error("the attempt has been handed in")]
    Submitted,
    /// The answer does not fit its question.
    #[error("the answer does not fit its question")]
    BadResponse,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<CommitError> for QuizError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::TakenOver => Self::TakenOver,
            CommitError::OutOfOrder { .. } | CommitError::Unknown => Self::Unknown,
            CommitError::Database(error) => Self::Database(error),
        }
    }
}

/// One attempt at a quiz.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Id.
    pub id: Uuid,
    /// The learner's run through the course.
    pub registration: RegistrationId,
    /// The learner.
    pub person: PersonId,
    /// The course.
    pub course: CourseId,
    /// The package that the questions are from.
    pub package: PackageId,
    /// The quiz's id.
    pub quiz: String,
    /// 1, 2, 3 … a registration and quiz.
    pub number: i32,
    /// The parallel form, where there are two.
    pub form: Option<Form>,
    /// Whether its answers were written on paper.
    pub on_paper: bool,
    /// The language that it was read in last.
    pub language: String,
    /// What is asked. Empty where results came by topic, from paper.
    pub paper: Paper,
    /// Begun when.
    pub started_at: DateTime<Utc>,
    /// When time is over.
    pub deadline: Option<DateTime<Utc>>,
    /// Handed in when.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Points reached.
    pub points: f64,
    /// Points that could be had.
    pub max_points: f64,
    /// Share of the points; nothing where nothing is marked.
    pub scaled: Option<f64>,
    /// Passed or not, where there is a pass mark.
    pub passed: Option<bool>,
    /// Points by topic, in the bank's order.
    pub topics: Vec<TopicPoints>,
}

/// Points of one topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopicPoints {
    /// The topic's id; empty for questions without one.
    pub topic: String,
    /// Reached.
    pub points: f64,
    /// To be had.
    pub max_points: f64,
}

impl Attempt {
    /// Whether it still runs.
    pub const fn is_running(&self) -> bool {
        self.submitted_at.is_none()
    }

    /// Whether its time is over, the last answer's way included.
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.is_running() && self.deadline.is_some_and(|deadline| now > deadline + GRACE)
    }
}

impl TryFrom<quiz_attempt::Model> for Attempt {
    type Error = DbErr;

    fn try_from(row: quiz_attempt::Model) -> Result<Self, DbErr> {
        let broken = |error: serde_json::Error| DbErr::Custom(format!("an attempt at a quiz: {error}"));
        Ok(Self {
            id: row.id,
            registration: RegistrationId(row.registration_id),
            person: PersonId(row.person_id),
            course: CourseId(row.course_id),
            package: PackageId(row.package_id),
            quiz: row.quiz,
            number: row.number,
            form: row.form.as_deref().and_then(Form::from_letter),
            on_paper: row.source == PAPER,
            language: row.language,
            paper: serde_json::from_str(&row.paper).map_err(broken)?,
            started_at: row.started_at,
            deadline: row.deadline,
            submitted_at: row.submitted_at,
            points: row.points,
            max_points: row.max_points,
            scaled: row.scaled,
            passed: row.passed,
            topics: serde_json::from_str(&row.topics).map_err(broken)?,
        })
    }
}

/// An answer as it was saved last.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedAnswer {
    /// The question's id.
    pub question: String,
    /// The response with the bank's ids.
    pub response: Option<Value>,
    /// Marked for another look.
    pub flagged: bool,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// Points reached, once it is handed in.
    pub points: Option<f64>,
    /// Points that could be had.
    pub max_points: Option<f64>,
    /// Right or wrong, where that can be.
    pub correct: Option<bool>,
}

impl From<quiz_answer::Model> for SavedAnswer {
    fn from(row: quiz_answer::Model) -> Self {
        Self {
            question: row.question,
            response: row.response.and_then(|json| serde_json::from_str(&json).ok()),
            flagged: row.flagged,
            saved_at: row.saved_at,
            points: row.points,
            max_points: row.max_points,
            correct: row.correct,
        }
    }
}

/// The attempt of that id.
pub async fn attempt<C: ConnectionTrait>(conn: &C, id: Uuid) -> Result<Option<Attempt>, DbErr> {
    quiz_attempt::Entity::find_by_id(id).one(conn).await?.map(Attempt::try_from).transpose()
}

/// All attempts of a registration at a quiz, in order.
pub async fn attempts_of<C: ConnectionTrait>(
    conn: &C,
    registration: RegistrationId,
    quiz: &str,
) -> Result<Vec<Attempt>, DbErr> {
    let rows = quiz_attempt::Entity::find()
        .filter(quiz_attempt::Column::RegistrationId.eq(registration.0))
        .filter(quiz_attempt::Column::Quiz.eq(quiz))
        .order_by_asc(quiz_attempt::Column::Number)
        .all(conn)
        .await?;
    rows.into_iter().map(Attempt::try_from).collect()
}

/// What was answered in an attempt.
pub async fn answers_of<C: ConnectionTrait>(conn: &C, attempt: Uuid) -> Result<Vec<SavedAnswer>, DbErr> {
    let rows = quiz_answer::Entity::find().filter(quiz_answer::Column::AttemptId.eq(attempt)).all(conn).await?;
    Ok(rows.into_iter().map(SavedAnswer::from).collect())
}

/// The result that an exit test is compared with: the first of the entry test.
pub async fn entry_result<C: ConnectionTrait>(
    conn: &C,
    quizzes: &CourseQuizzes,
    registration: RegistrationId,
    exit: &str,
) -> Result<Option<Attempt>, DbErr> {
    let exit = quizzes.quizzes.get(exit).filter(|quiz| quiz.kind == vidik_quiz::QuizKind::Exit);
    let Some(entry) = exit.and_then(|exit| quizzes.entry_of(exit)) else { return Ok(None) };
    let attempts = attempts_of(conn, registration, &entry.id).await?;
    Ok(attempts.into_iter().find(|attempt| !attempt.is_running()))
}
