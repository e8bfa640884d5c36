//! The wire types of forwarding.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vidik_lrs::{Forward, ForwardEntry};

use crate::people::InstitutionRef;

/// The versions of xAPI that are spoken.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
pub enum XapiVersionDto {
    /// 1.0.3.
    #[serde(rename = "1.0.3")]
    V1,
    /// 2.0.0.
    #[default]
    #[serde(rename = "2.0.0")]
    V2,
}

impl XapiVersionDto {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::V1 => "1.0.3",
            Self::V2 => "2.0.0",
        }
    }
}

/// A record store that statements are to be forwarded to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewForwardDto {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Its xAPI endpoint: what `/statements` is put behind. HTTPS, and no address inside.
    #[schema(max_length = 2000, example = "https://lrs.example.org/xapi")]
    pub url: String,
    /// The key that it has given us.
    #[schema(max_length = 500)]
    pub key: String,
    /// The key's secret. It is kept sealed, and never shown again.
    #[schema(max_length = 500)]
    pub secret: String,
    /// The version that it speaks.
    #[serde(default)]
    pub version: XapiVersionDto,
    /// Id or slug of an institution: only what is about its people.
    #[serde(default)]
    pub institution: Option<String>,
    /// Only what is about people who have agreed to it.
    #[serde(default = "yes")]
    pub with_consent: bool,
    /// Everything from the first statement on; otherwise what comes from now on.
    #[serde(default)]
    pub from_beginning: bool,
}

const fn yes() -> bool {
    true
}

/// Whether a forward is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForwardSwitch {
    /// From now on, and at once; or no longer. Its place is kept.
    pub active: bool,
}

/// A record store that statements are forwarded to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForwardDto {
    /// Id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Its xAPI endpoint.
    pub url: String,
    /// The key that it has given us.
    pub key: String,
    /// The version that it speaks.
    pub version: String,
    /// Only what is about this institution's people.
    pub institution: Option<InstitutionRef>,
    /// Only what is about people who have agreed.
    pub with_consent: bool,
    /// Whether it is sent.
    pub active: bool,
    /// Made when.
    pub created_at: DateTime<Utc>,
    /// When it last took something.
    pub taken_at: Option<DateTime<Utc>>,
    /// How many statements it has taken.
    pub taken: i64,
    /// How many it will not take; its log says which.
    pub refused: i64,
    /// How often it failed since it last took something.
    pub failures: i32,
    /// Its last answer.
    pub status: Option<i32>,
    /// What went wrong last.
    pub trouble: Option<String>,
    /// When it is tried again, where it failed.
    pub next_at: Option<DateTime<Utc>>,
}

impl ForwardDto {
    pub(super) fn new(forward: Forward, institution: Option<InstitutionRef>) -> Self {
        Self {
            id: forward.id,
            name: forward.name,
            url: forward.url,
            key: forward.key,
            version: forward.version,
            institution,
            with_consent: forward.with_consent,
            active: forward.active,
            created_at: forward.created_at,
            taken_at: forward.taken_at,
            taken: forward.taken,
            refused: forward.refused,
            failures: forward.attempts,
            status: forward.status,
            trouble: forward.trouble,
            next_at: (forward.attempts > 0).then_some(forward.next_at),
        }
    }
}

/// Forwards.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForwardList {
    /// By name.
    pub items: Vec<ForwardDto>,
    /// Absent: they come whole.
    pub next_cursor: Option<String>,
}

/// A line of a forward's log.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForwardEntryDto {
    /// Id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// How many statements were sent.
    pub statements: i32,
    /// Which, where it was refused: it is not sent again.
    pub statement: Option<Uuid>,
    /// The answer, where it was not well.
    pub status: Option<i32>,
    /// What went wrong; absent where the statements were taken.
    pub trouble: Option<String>,
}

impl From<ForwardEntry> for ForwardEntryDto {
    fn from(entry: ForwardEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            statements: entry.statements,
            statement: entry.statement,
            status: entry.status,
            trouble: entry.trouble,
        }
    }
}

/// A forward's log, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForwardLog {
    /// This part, newest first.
    pub items: Vec<ForwardEntryDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}
