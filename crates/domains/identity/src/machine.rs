//! Machine clients: programs of an institution that read by REST (RFC 6749, 4.4).

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _,
};
use thiserror::Error;
use vidik_base::{Clock, InstitutionId, Rng};
use vidik_db::is_unique_violation;

use crate::{
    access::MachinePrincipal,
    entity::machine_client,
    secrets::{new_secret, secret_hash, secret_matches},
};

/// What a machine client may be allowed.
pub const SCOPES: [&str; 6] =
    ["members:read", "members:write", "enrolments:write", "progress:read", "registrations:write", "launches:write"];

/// A machine client as an administrator sees it; the secret is never shown again.
#[derive(Clone, Debug)]
pub struct MachineClient {
    /// Its id, chosen by whoever made it.
    pub id: String,
    /// Its institution.
    pub institution: InstitutionId,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Made when.
    pub created_at: DateTime<Utc>,
    /// Works until.
    pub expires_at: Option<DateTime<Utc>>,
    /// Revoked when.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl From<machine_client::Model> for MachineClient {
    fn from(row: machine_client::Model) -> Self {
        Self {
            id: row.id,
            institution: InstitutionId(row.institution_id),
            scopes: row.scopes.split_whitespace().map(str::to_owned).collect(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        }
    }
}

impl MachineClient {
    fn works(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|expires| now < expires)
    }
}

/// A client to be made.
#[derive(Clone, Debug)]
pub struct NewMachineClient {
    /// Its id.
    pub id: String,
    /// Its institution.
    pub institution: InstitutionId,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Works until.
    pub expires_at: Option<DateTime<Utc>>,
    /// A secret of the caller's own; where absent, one is made.
    pub secret: Option<String>,
}

/// Why a client is not made or not let in.
#[derive(Debug, Error)]
pub enum MachineError {
    /// The id has other characters than small letters, digits and `-`.
    #[error("a client's id has 3 to 64 small letters, digits and hyphens")]
    BadId,
    /// The id is taken.
    #[error("a client of that id exists")]
    IdTaken,
    /// No such scope.
    #[error("there is no scope {0}")]
    UnknownScope(String),
    /// The client is unknown, its secret is wrong, or it has expired or been revoked. Which of these is not told.
    #[error("the client is not known, or its secret is wrong, expired or revoked")]
    Refused,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Makes a client; the secret is returned once.
pub async fn add_machine_client<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    new: NewMachineClient,
) -> Result<(MachineClient, String), MachineError> {
    let good = (3..=64).contains(&new.id.len())
        && new.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !good {
        return Err(MachineError::BadId);
    }
    if let Some(scope) = new.scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str())) {
        return Err(MachineError::UnknownScope(scope.clone()));
    }
    let secret = new.secret.unwrap_or_else(|| new_secret(rng));
    let row = machine_client::ActiveModel {
        id: Set(new.id),
        institution_id: Set(new.institution.0),
        secret_hash: Set(secret_hash(&secret)),
        scopes: Set(new.scopes.join(" ")),
        created_at: Set(clock.now()),
        expires_at: Set(new.expires_at),
        revoked_at: Set(None),
    };
    match row.insert(txn).await {
        Err(error) if is_unique_violation(&error).is_some() => Err(MachineError::IdTaken),
        Err(error) => Err(error.into()),
        Ok(row) => Ok((row.into(), secret)),
    }
}

/// Checks id and secret and narrows the scopes to those asked for; asking for none means all that it has.
pub async fn authenticate_machine<C: ConnectionTrait>(
    conn: &C,
    clock: &dyn Clock,
    id: &str,
    secret: &str,
    asked: &[String],
) -> Result<MachinePrincipal, MachineError> {
    let row = machine_client::Entity::find_by_id(id.to_owned()).one(conn).await?.ok_or(MachineError::Refused)?;
    let right = secret_matches(secret, &row.secret_hash);
    let client = MachineClient::from(row);
    if !right || !client.works(clock.now()) {
        return Err(MachineError::Refused);
    }
    if let Some(scope) = asked.iter().find(|scope| !client.scopes.contains(scope)) {
        return Err(MachineError::UnknownScope(scope.clone()));
    }
    let scopes = if asked.is_empty() { client.scopes } else { asked.to_vec() };
    Ok(MachinePrincipal { client: client.id, institution: client.institution, scopes })
}

/// Whether a client whose token is still good may go on: a revoked key stops at once.
pub async fn machine_works<C: ConnectionTrait>(conn: &C, clock: &dyn Clock, id: &str) -> Result<bool, DbErr> {
    let row = machine_client::Entity::find_by_id(id.to_owned()).one(conn).await?;
    Ok(row.is_some_and(|row| MachineClient::from(row).works(clock.now())))
}

/// The clients of an institution.
pub async fn machine_clients<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
) -> Result<Vec<MachineClient>, DbErr> {
    let rows = machine_client::Entity::find()
        .filter(machine_client::Column::InstitutionId.eq(institution.0))
        .order_by_asc(machine_client::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(MachineClient::from).collect())
}

/// Revokes a client of that institution; false when it has none of that id.
pub async fn revoke_machine_client<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    institution: InstitutionId,
    id: &str,
) -> Result<bool, DbErr> {
    let found = machine_client::Entity::find_by_id(id.to_owned())
        .filter(machine_client::Column::InstitutionId.eq(institution.0))
        .one(txn)
        .await?;
    let Some(row) = found else { return Ok(false) };
    if row.revoked_at.is_none() {
        machine_client::ActiveModel { id: Set(row.id), revoked_at: Set(Some(clock.now())), ..Default::default() }
            .update(txn)
            .await?;
    }
    Ok(true)
}
