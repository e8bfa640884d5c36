//! The wire types of privacy.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vidik_privacy::{Erasure, Fate, Finding, Mode};

/// How far an erasure goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EraseModeDto {
    /// Everything goes.
    Erase,
    /// Counts and results stay, under a pseudonym that leads to nobody.
    Pseudonymise,
}

impl From<EraseModeDto> for Mode {
    fn from(mode: EraseModeDto) -> Self {
        match mode {
            EraseModeDto::Erase => Self::Erase,
            EraseModeDto::Pseudonymise => Self::Pseudonymise,
        }
    }
}

impl From<Mode> for EraseModeDto {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Erase => Self::Erase,
            Mode::Pseudonymise => Self::Pseudonymise,
        }
    }
}

/// How far, for a look beforehand.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// How far it would go; `erase` where it is not said.
    #[param(inline)]
    pub mode: Option<EraseModeDto>,
}

/// What an erasure is asked with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseBody {
    /// How far.
    pub mode: EraseModeDto,
    /// Why: 3 to 2000 characters. What names the person in it is left out.
    #[schema(min_length = 3, max_length = 2000)]
    pub reason: String,
}

/// What becomes of rows.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeldFateDto {
    /// They go.
    Removed,
    /// They stay, and say no more whose they are.
    Changed,
}

/// Rows of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldRowsDto {
    /// The table.
    pub table: String,
    /// Rows.
    pub rows: u64,
    /// What becomes of them.
    pub fate: HeldFateDto,
}

impl From<Finding> for HeldRowsDto {
    fn from(finding: Finding) -> Self {
        let fate = match finding.fate {
            Fate::Removed => HeldFateDto::Removed,
            Fate::Changed => HeldFateDto::Changed,
        };
        Self { table: finding.table, rows: finding.rows, fate }
    }
}

/// What an erasure would touch.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasurePreview {
    /// Table by table.
    pub found: Vec<HeldRowsDto>,
    /// Whether it is possible: not for the last administrator.
    pub possible: bool,
}

/// A person who is erased, or was.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureDto {
    /// Id.
    pub id: Uuid,
    /// What stands for the person from now on.
    pub pseudonym: Uuid,
    /// How far.
    pub mode: EraseModeDto,
    /// Why.
    pub reason: String,
    /// By whom; absent once they are erased themselves.
    pub requested_by: Option<Uuid>,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// What was found, table by table.
    pub found: Vec<HeldRowsDto>,
    /// What is left afterwards: nothing, unless something was written meanwhile.
    pub left: Vec<HeldRowsDto>,
    /// Finished when; absent while it goes on.
    pub finished_at: Option<DateTime<Utc>>,
}

impl From<Erasure> for ErasureDto {
    fn from(erasure: Erasure) -> Self {
        Self {
            id: erasure.id,
            pseudonym: erasure.pseudonym,
            mode: erasure.mode.into(),
            reason: erasure.reason,
            requested_by: erasure.requested_by.map(|id| id.0),
            requested_at: erasure.requested_at,
            found: erasure.found.into_iter().map(HeldRowsDto::from).collect(),
            left: erasure.left.into_iter().map(HeldRowsDto::from).collect(),
            finished_at: erasure.finished_at,
        }
    }
}

/// Erasures, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureList {
    /// This part, newest first.
    pub items: Vec<ErasureDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// A look of the staff at one's record.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookDto {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; absent once they are erased.
    pub who: Option<String>,
    /// What: `attempt`, `registration`, `statements`, `person`, `export`; or a list that was asked for by this person
    /// alone: `registrations`, `attempts`, `quiz_results`, …
    pub kind: String,
    /// Which.
    pub object: Uuid,
}

/// Looks, in parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookList {
    /// This part, newest first.
    pub items: Vec<LookDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// Something that one may agree to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentDto {
    /// Its name: `forwarding`.
    pub purpose: String,
    /// The version of its words.
    pub version: i32,
    /// The words, in the reader's language.
    pub words: String,
    /// Whether one agrees to them today.
    pub given: bool,
    /// When one agreed, and no longer did, newest first.
    pub history: Vec<ConsentEntry>,
}

/// One time that one agreed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentEntry {
    /// To which version.
    pub version: i32,
    /// When.
    pub given_at: DateTime<Utc>,
    /// Until when.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// All that one may agree to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentList {
    /// Each.
    pub items: Vec<ConsentDto>,
    /// Absent: they come whole.
    pub next_cursor: Option<String>,
}

/// Agreeing, or no longer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentBody {
    /// Whether one agrees.
    pub given: bool,
    /// The version of the words that were read.
    pub version: i32,
}

/// How long a kind of data is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionDto {
    /// The kind: `run_time_data`, `statements`, `documents`, `audit_log`, `record_reads`, `webhook_log`, `sessions`.
    pub kind: String,
    /// Days; absent where it is kept.
    pub days: Option<i32>,
    /// When the rule was made.
    pub changed_at: Option<DateTime<Utc>>,
    /// When it was last carried out to the end.
    pub last_run_at: Option<DateTime<Utc>>,
    /// How many rows went then.
    pub last_removed: Option<u64>,
}

/// All kinds.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionList {
    /// Each kind.
    pub items: Vec<RetentionDto>,
    /// Absent: they come whole.
    pub next_cursor: Option<String>,
}

/// A rule.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionBody {
    /// Kept for so many days; absent: kept.
    #[schema(minimum = 1, maximum = 36_500)]
    pub days: Option<i32>,
}

/// For a look at what a rule would do.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RetentionQuery {
    /// The days of the rule.
    #[param(minimum = 1, maximum = 36_500, example = 365)]
    pub days: i32,
}

/// What a rule would do now.
#[derive(Debug, Serialize, ToSchema)]
pub struct RetentionPreview {
    /// How many rows would go.
    pub rows: u64,
}
