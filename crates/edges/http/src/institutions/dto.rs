//! The wire types of institutions.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vidik_base::LocalizedText;

use crate::{
    learning::{CompletionDto, ScoreDto, SuccessDto},
    people::{InstitutionRef, NameDto},
};

/// Institutions.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstitutionList {
    /// All that the caller may see.
    pub items: Vec<InstitutionRef>,
    /// Always absent: there are a few dozen at the most.
    pub next_cursor: Option<String>,
}

/// An institution to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInstitutionDto {
    /// Its name in addresses.
    #[schema(min_length = 3, max_length = 64, pattern = "^[a-z0-9-]+$")]
    pub slug: String,
    /// Its name by language.
    #[schema(value_type = std::collections::BTreeMap<String, String>, example = json!({"en": "Demonstration Ministry"}))]
    pub name: LocalizedText,
}

/// Somebody who belongs to the institution.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberDto {
    /// The membership.
    pub membership_id: Uuid,
    /// The person.
    pub id: Uuid,
    /// Name in one or two scripts.
    pub name: NameDto,
    /// E-mail address, where there is one.
    pub email: Option<String>,
    /// Staff number, where there is one.
    pub staff_number: Option<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, where one is known.
    pub ends_on: Option<NaiveDate>,
}

/// Members, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberList {
    /// This part.
    pub items: Vec<MemberDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// Which progress is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProgressQuery {
    /// Only what changed at this moment or later (RFC 3339).
    pub since: Option<DateTime<Utc>>,
    /// Where the part begins: `next_cursor` of the part before.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// How many rows at the most.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u64>,
    /// The language that titles and names come in.
    #[param(example = "en")]
    #[expect(dead_code, reason = "describes the parameter; `language::of` reads it")]
    pub lang: Option<String>,
}

/// The learner of a row.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnerRef {
    /// Id.
    pub id: Uuid,
    /// Name in the form that fits the reader's language.
    pub name: String,
    /// E-mail address, where there is one.
    pub email: Option<String>,
    /// Staff number, where there is one.
    pub staff_number: Option<String>,
}

/// The course of a row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CourseRef {
    /// Id.
    pub id: Uuid,
    /// Its name in addresses.
    pub slug: String,
    /// Title in the reader's language.
    pub title: String,
}

/// One learner's run through one course.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressRowDto {
    /// Who.
    pub learner: LearnerRef,
    /// Which course.
    pub course: CourseRef,
    /// The run (SCORM: attempt; xAPI, cmi5: registration).
    pub registration_id: Uuid,
    /// Gone through or not.
    pub completion: CompletionDto,
    /// Mastered or not.
    pub success: SuccessDto,
    /// How far, 0…1, as a share of the lessons; of the lesson itself where there is only one.
    pub progress: Option<f64>,
    /// Score.
    pub score: Option<ScoreDto>,
    /// Time spent, in seconds.
    pub seconds: i64,
    /// Begun when.
    pub started_at: DateTime<Utc>,
    /// Changed when.
    pub updated_at: DateTime<Utc>,
    /// Completed when.
    pub completed_at: Option<DateTime<Utc>>,
    /// The language that the course was read in last.
    pub language: String,
}

/// Progress, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressList {
    /// This part, in the order of changes.
    pub items: Vec<ProgressRowDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// A program of the institution.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientDto {
    /// Its id.
    pub id: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Made when.
    pub created_at: DateTime<Utc>,
    /// Works until.
    pub expires_at: Option<DateTime<Utc>>,
    /// Revoked when.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Programs.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientList {
    /// All of them.
    pub items: Vec<ClientDto>,
    /// Always absent.
    pub next_cursor: Option<String>,
}

/// A program to be let in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClientDto {
    /// Its id.
    #[schema(min_length = 3, max_length = 64, pattern = "^[a-z0-9-]+$")]
    pub id: String,
    /// What it may do.
    #[schema(example = json!(["progress:read"]))]
    pub scopes: Vec<ScopeDto>,
    /// Works until.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// What a program may be allowed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub enum ScopeDto {
    /// Enrol members on courses.
    #[serde(rename = "enrolments:write")]
    EnrolmentsWrite,
    /// Add people, and end memberships.
    #[serde(rename = "members:write")]
    MembersWrite,
    /// Read members.
    #[serde(rename = "members:read")]
    MembersRead,
    /// Read progress.
    #[serde(rename = "progress:read")]
    ProgressRead,
    /// Waive registrations, and end their sessions.
    #[serde(rename = "registrations:write")]
    RegistrationsWrite,
    /// Open courses for learners.
    #[serde(rename = "launches:write")]
    LaunchesWrite,
}

impl ScopeDto {
    /// The word in a token.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EnrolmentsWrite => "enrolments:write",
            Self::MembersWrite => "members:write",
            Self::MembersRead => "members:read",
            Self::ProgressRead => "progress:read",
            Self::RegistrationsWrite => "registrations:write",
            Self::LaunchesWrite => "launches:write",
        }
    }
}

/// A program, with its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientWithSecret {
    /// The program.
    #[serde(flatten)]
    pub client: ClientDto,
    /// Its secret.
    pub secret: String,
}
