//! The wire types of enrolments as institutions read them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vidik_reporting::table::Cell;

use super::{dto::RegisteredLearner, export::Row};
use crate::{
    institutions::CourseRef,
    learning::{CompletionDto, SuccessDto},
};

/// What came of a place so far.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EnrolmentAttempt {
    /// The registration.
    pub id: Uuid,
    /// Gone through or not.
    pub completion: CompletionDto,
    /// Mastered or not.
    pub success: SuccessDto,
    /// How far, 0…1.
    pub progress: Option<f64>,
    /// Time spent, in seconds: an attempt without any was opened and never played.
    pub seconds: i64,
    /// Changed last when.
    pub updated_at: Option<DateTime<Utc>>,
}

/// A person's place on a course.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EnrolmentRowDto {
    /// The enrolment.
    pub id: Uuid,
    /// Who.
    pub learner: RegisteredLearner,
    /// On which course.
    pub course: CourseRef,
    /// Since when.
    pub enrolled_at: DateTime<Utc>,
    /// By which day the course is to be completed.
    pub due_on: Option<NaiveDate>,
    /// Whether that day is past and the course not completed.
    pub overdue: bool,
    /// The attempt that goes on or was completed; absent where none was begun.
    pub registration: Option<EnrolmentAttempt>,
}

impl Row for EnrolmentRowDto {
    const HEADS: &'static [&'static str] = &[
        "enrolment_id",
        "learner_id",
        "external_id",
        "staff_number",
        "name",
        "email",
        "course",
        "title",
        "enrolled_at",
        "due_on",
        "overdue",
        "registration_id",
        "completion",
        "success",
        "progress",
        "updated_at",
        "seconds",
    ];

    fn cells(&self) -> Vec<Cell> {
        let attempt = self.registration.as_ref();
        vec![
            self.id.to_string().into(),
            self.learner.id.to_string().into(),
            self.learner.external_id.clone().into(),
            self.learner.staff_number.clone().into(),
            self.learner.name.as_str().into(),
            self.learner.email.clone().into(),
            self.course.slug.as_str().into(),
            self.course.title.as_str().into(),
            self.enrolled_at.into(),
            self.due_on.map(|day| day.to_string()).into(),
            self.overdue.into(),
            attempt.map(|attempt| attempt.id.to_string()).into(),
            attempt.map(|attempt| attempt.completion.word().to_owned()).into(),
            attempt.map(|attempt| attempt.success.word().to_owned()).into(),
            attempt.and_then(|attempt| attempt.progress).into(),
            attempt.and_then(|attempt| attempt.updated_at).into(),
            attempt.and_then(|attempt| i32::try_from(attempt.seconds).ok()).into(),
        ]
    }
}

/// Enrolments, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnrolmentList {
    /// This part, those that are due first at the beginning.
    pub items: Vec<EnrolmentRowDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}
