//! The wire types of what waits for somebody.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::dto::PersonRef;

/// What waits for the caller, in all courses.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingList {
    /// What is due first comes first, then what has waited longest.
    pub items: Vec<WaitingDto>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitingFor {
    /// Somebody who knows the subject reads the course.
    Review,
    /// A part is translated.
    Translate,
    /// The course is approved.
    Approve,
    /// The course is approved and can be published.
    Publish,
}

/// One thing that waits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Waiting)]
pub struct WaitingDto {
    /// What is to be done.
    pub what: WaitingFor,
    /// The course's name in addresses.
    pub slug: String,
    /// Its title in the reader's language, or in another one.
    pub title: String,
    /// The language of the title.
    pub title_language: String,
    /// Since when; absent where no step was written down.
    pub since: Option<DateTime<Utc>>,
    /// Who asked for it; absent where that is not known.
    pub asked_by: Option<PersonRef>,
    /// Until when a part is to be translated.
    pub due_on: Option<NaiveDate>,
    /// Into which language.
    pub language: Option<String>,
    /// How many items of the part are missing or outdated.
    pub open: Option<u32>,
}
