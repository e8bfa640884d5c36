//! What administrators read and write of the record: credentials, and statements as they look at them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vidik_lrs::{Credential, Scope};

use crate::people::InstitutionRef;

/// What a program may do in the record.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub enum RecordScopeDto {
    /// Write statements.
    #[serde(rename = "statements/write")]
    StatementsWrite,
    /// Read those that it wrote.
    #[serde(rename = "statements/read/mine")]
    StatementsReadMine,
    /// Read statements.
    #[serde(rename = "statements/read")]
    StatementsRead,
    /// Read and write states.
    #[serde(rename = "state")]
    State,
    /// Say what activities are.
    #[serde(rename = "define")]
    Define,
    /// Read and write profiles.
    #[serde(rename = "profile")]
    Profile,
    /// Read everything.
    #[serde(rename = "all/read")]
    AllRead,
    /// Everything.
    #[serde(rename = "all")]
    All,
}

impl From<RecordScopeDto> for Scope {
    fn from(scope: RecordScopeDto) -> Self {
        match scope {
            RecordScopeDto::StatementsWrite => Self::StatementsWrite,
            RecordScopeDto::StatementsReadMine => Self::StatementsReadMine,
            RecordScopeDto::StatementsRead => Self::StatementsRead,
            RecordScopeDto::State => Self::State,
            RecordScopeDto::Define => Self::Define,
            RecordScopeDto::Profile => Self::Profile,
            RecordScopeDto::AllRead => Self::AllRead,
            RecordScopeDto::All => Self::All,
        }
    }
}

impl From<Scope> for RecordScopeDto {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::StatementsWrite => Self::StatementsWrite,
            Scope::StatementsReadMine => Self::StatementsReadMine,
            Scope::StatementsRead => Self::StatementsRead,
            Scope::State => Self::State,
            Scope::Define => Self::Define,
            Scope::Profile => Self::Profile,
            Scope::AllRead => Self::AllRead,
            Scope::All => Self::All,
        }
    }
}

/// A program that speaks xAPI.
#[derive(Debug, Serialize, ToSchema)]
pub struct CredentialDto {
    /// Id.
    pub id: Uuid,
    /// What it calls itself by.
    pub key: String,
    /// For whom it was made.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<RecordScopeDto>,
    /// Whose people it sees; absent where it sees everybody.
    pub institution: Option<InstitutionRef>,
    /// Made when.
    pub created_at: DateTime<Utc>,
    /// Used last, to the hour.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Revoked when.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl CredentialDto {
    /// A credential with its institution named.
    pub fn new(credential: Credential, institution: Option<InstitutionRef>) -> Self {
        Self {
            id: credential.id,
            key: credential.key,
            name: credential.name,
            scopes: credential.scopes.into_iter().map(RecordScopeDto::from).collect(),
            institution,
            created_at: credential.created_at,
            last_used_at: credential.last_used_at,
            revoked_at: credential.revoked_at,
        }
    }
}

/// Programs that speak xAPI.
#[derive(Debug, Serialize, ToSchema)]
pub struct CredentialList {
    /// All of them, those that work first.
    pub items: Vec<CredentialDto>,
    /// Always absent.
    pub next_cursor: Option<String>,
}

/// A program to be let in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCredentialDto {
    /// For whom.
    #[schema(min_length = 1, max_length = 200, example = "Reporting of the ministry")]
    pub name: String,
    /// What it may do; at least one.
    #[schema(min_items = 1, example = json!(["statements/read"]))]
    pub scopes: Vec<RecordScopeDto>,
    /// Id or slug of the institution whose people it sees; absent where it sees everybody.
    #[serde(default)]
    pub institution: Option<String>,
}

/// A program, with its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct CredentialWithSecret {
    /// The program.
    #[serde(flatten)]
    pub credential: CredentialDto,
    /// Its secret.
    pub secret: String,
}

/// Which statements are looked at.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordQuery {
    /// Whose: the id of a person.
    pub person: Option<Uuid>,
    /// By which verb (IRI).
    #[param(max_length = 2000)]
    pub verb: Option<String>,
    /// About which activity (IRI), in whatever part.
    #[param(max_length = 2000)]
    pub activity: Option<String>,
    /// Of which registration.
    pub registration: Option<Uuid>,
    /// Stored after.
    pub since: Option<DateTime<Utc>>,
    /// Stored then or before.
    pub until: Option<DateTime<Utc>>,
}

/// A statement in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordRowDto {
    /// Id.
    pub id: Uuid,
    /// Stored when.
    pub stored_at: DateTime<Utc>,
    /// Happened when.
    pub happened_at: Option<DateTime<Utc>>,
    /// Who, as the statement names them.
    pub actor: String,
    /// The person of ours, where it is one.
    pub person: Option<Uuid>,
    /// The verb's IRI.
    pub verb: String,
    /// The verb in words, where the statement has them.
    pub verb_name: Option<String>,
    /// What with: an IRI, a key, or an id.
    pub object: String,
    /// The same in words, where the statement has them.
    pub object_name: Option<String>,
    /// Who says so.
    pub authority: String,
}

/// Statements, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordList {
    /// This part.
    pub items: Vec<RecordRowDto>,
    /// Where the next part begins; absent at the end.
    pub next_cursor: Option<String>,
}
