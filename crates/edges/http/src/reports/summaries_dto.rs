//! The wire types of summaries.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vidik_reporting::Standing;

use super::dto::RegisteredLearner;
use crate::institutions::CourseRef;

/// A number, and since when it is counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountSince {
    /// How many.
    pub count: i64,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// How many registrations were completed in a month.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonthCompletions {
    /// Its first day.
    #[schema(example = "2026-11-01")]
    pub month: NaiveDate,
    /// How many.
    pub count: i64,
}

/// People whose progress changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActivePeople {
    /// How many people.
    pub count: i64,
    /// In how many registrations: `updated_since=…`.
    pub registrations: i64,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// An institution at a glance. Every number opens a list with the filter named: `overdue` one of enrolments, `members`
/// the one of members, the others one of registrations.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverviewDto {
    /// People who belong to it today.
    pub members: i64,
    /// People whose progress changed in the last 30 days.
    pub active: ActivePeople,
    /// Registrations under way: `status=in_progress`.
    pub in_progress: i64,
    /// Registrations completed this quarter: `status=completed&completed_since=…`.
    pub completed: CountSince,
    /// Enrolments that were due before today and are not completed, begun or not: `overdue=true`.
    pub overdue: i64,
    /// Registrations completed in each of the last twelve months, this one included, in order.
    pub completions: Vec<MonthCompletions>,
}

/// How many registrations stand where.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandingDto {
    /// All of them.
    pub registrations: i64,
    /// Opened, nothing is known yet.
    pub not_started: i64,
    /// Under way.
    pub in_progress: i64,
    /// Gone through.
    pub completed: i64,
    /// Mastered.
    pub passed: i64,
    /// Not mastered.
    pub failed: i64,
    /// Mean of the scaled scores, −1…1; absent where there are none.
    pub mean_score: Option<f64>,
    /// Time spent by all together, in seconds.
    pub seconds: i64,
    /// Changed last when.
    pub updated_at: Option<DateTime<Utc>>,
}

impl From<Standing> for StandingDto {
    fn from(standing: Standing) -> Self {
        Self {
            registrations: standing.registrations,
            not_started: standing.not_started,
            in_progress: standing.in_progress,
            completed: standing.completed,
            passed: standing.passed,
            failed: standing.failed,
            mean_score: standing.mean_score,
            seconds: standing.hundredths / 100,
            updated_at: standing.updated_at,
        }
    }
}

/// A course as the institution's people stand there.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseSummaryDto {
    /// The course.
    pub course: CourseRef,
    /// How many stand where.
    #[serde(flatten)]
    pub standing: StandingDto,
    /// Registrations by tenth of the scaled score: the first counts those below 0.1, the last those from 0.9 on.
    #[schema(min_items = 10, max_items = 10)]
    pub scores: Vec<i64>,
    /// Registrations by tenth of the progress, the last from 0.9 on.
    #[schema(min_items = 10, max_items = 10)]
    pub progress: Vec<i64>,
}

/// Courses, each with its summary.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseSummaryList {
    /// Every course that somebody of the institution has begun, by title.
    pub items: Vec<CourseSummaryDto>,
    /// Always absent.
    pub next_cursor: Option<String>,
}

/// A learner with their standing on all courses.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnerSummaryDto {
    /// Who.
    pub learner: RegisteredLearner,
    /// How many of their registrations stand where.
    #[serde(flatten)]
    pub standing: StandingDto,
}

/// Learners, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnerSummaryList {
    /// This part, by id.
    pub items: Vec<LearnerSummaryDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// Which courses.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CourseSummaryQuery {
    /// Only this course: its id or slug.
    #[param(example = "migration-governance")]
    pub course: Option<String>,
}
