//! The wire types of people and enrolments by the institution's own ids.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::people::{LanguageDto, NameDto};

/// A person as the institution's own system has them.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalPersonDto {
    /// Name in one or two scripts.
    pub name: NameDto,
    /// E-mail address: to sign in with. Taken when the person is new to the Centre; later the person's own affair.
    #[serde(default)]
    #[schema(example = "mila@ministry.example")]
    pub email: Option<String>,
    /// Staff number: to sign in with. Taken when the person is new to the Centre.
    #[serde(default)]
    pub staff_number: Option<String>,
    /// Language of screens and mail; taken when the person is new to the Centre.
    #[serde(default)]
    pub language: Option<LanguageDto>,
    /// First day of the membership; today where it is not said.
    #[serde(default)]
    pub starts_on: Option<NaiveDate>,
}

/// A person by the institution's own id.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExternalPerson {
    /// Our id.
    pub id: Uuid,
    /// The institution's own.
    #[schema(example = "HR-1042")]
    pub external_id: String,
    /// Name in one or two scripts.
    pub name: NameDto,
    /// E-mail address, where there is one.
    pub email: Option<String>,
    /// Staff number, where there is one.
    pub staff_number: Option<String>,
    /// First day of the membership.
    pub starts_on: NaiveDate,
    /// Last day, where one is known.
    pub ends_on: Option<NaiveDate>,
}

/// How somebody is enrolled.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalEnrolmentDto {
    /// By which day the course is to be completed; no day where it is not said.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
}

/// A place on a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExternalEnrolment {
    /// Id.
    pub id: Uuid,
    /// The institution's id of the person.
    pub external_id: String,
    /// The course's name in addresses.
    pub course: String,
    /// Since when.
    pub enrolled_at: DateTime<Utc>,
    /// By which day the course is to be completed.
    pub due_on: Option<NaiveDate>,
}
