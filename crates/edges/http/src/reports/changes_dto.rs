//! The wire types of the change feed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::dto::{QuizResultDto, RegistrationDto};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum ChangeKind {
    /// A registration is new, or changed.
    #[serde(rename = "registration.changed")]
    RegistrationChanged,
    /// A registration changed, and was completed since the cursor that you brought.
    #[serde(rename = "registration.completed")]
    RegistrationCompleted,
    /// A registration is gone: delete what you keep of it.
    #[serde(rename = "registration.deleted")]
    RegistrationDeleted,
    /// An attempt at a quiz was handed in.
    #[serde(rename = "quiz_result.changed")]
    QuizResultChanged,
    /// An attempt at a quiz is gone.
    #[serde(rename = "quiz_result.deleted")]
    QuizResultDeleted,
    /// Somebody belongs to the institution, or the days changed.
    #[serde(rename = "membership.changed")]
    MembershipChanged,
    /// A membership is gone, as if it had not been.
    #[serde(rename = "membership.deleted")]
    MembershipDeleted,
}

impl ChangeKind {
    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::RegistrationChanged => "registration.changed",
            Self::RegistrationCompleted => "registration.completed",
            Self::RegistrationDeleted => "registration.deleted",
            Self::QuizResultChanged => "quiz_result.changed",
            Self::QuizResultDeleted => "quiz_result.deleted",
            Self::MembershipChanged => "membership.changed",
            Self::MembershipDeleted => "membership.deleted",
        }
    }
}

/// Somebody's belonging to the institution.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MembershipChange {
    /// The membership.
    pub id: Uuid,
    /// Who.
    pub person_id: Uuid,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, where one is known.
    pub ends_on: Option<NaiveDate>,
}

/// One change: the newest of its subject, with the subject as it stands now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChangeDto {
    /// Rises from change to change; changes that were made together share it.
    pub number: i64,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: ChangeKind,
    /// The registration, the attempt or the membership.
    pub id: Uuid,
    /// The registration, where it is one.
    pub registration: Option<Box<RegistrationDto>>,
    /// The result, where it is one.
    pub quiz_result: Option<Box<QuizResultDto>>,
    /// The membership, where it is one.
    pub membership: Option<MembershipChange>,
}

/// Changes, in order. The feed has no end: `next_cursor` is always there.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeList {
    /// This part.
    pub items: Vec<ChangeDto>,
    /// Bring it back for what changes from here on.
    pub next_cursor: String,
    /// Whether there is more already.
    pub more: bool,
}

/// From where on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangesQuery {
    /// `next_cursor` of the part before; without it the feed begins with everything that there is.
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
    /// How many changes at the most.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u64>,
    /// The language that titles and names come in.
    #[param(example = "en")]
    #[expect(dead_code, reason = "describes the parameter; `language::of` reads it")]
    pub lang: Option<String>,
}
