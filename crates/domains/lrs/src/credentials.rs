//! Programs that speak xAPI: a key and a secret, what they may do, and whose people they see.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _,
};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{Clock, InstitutionId, Rng, new_id};
use vidik_db::is_unique_violation;

use crate::entity::lrs_credential;

/// How exactly it is known when a credential was last used: a write a request would cost more than it tells.
const USED_WITHIN: TimeDelta = TimeDelta::hours(1);

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)+) => {
        /// What a credential may do (xAPI 1.0.3, part three, 6.2).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Scope {
            $($(#[$doc])* $name,)+
        }

        impl Scope {
            /// Every scope.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// As it is written.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// Reads it.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|scope| scope.word() == word)
            }
        }
    };
}

scopes! {
    /// Writes statements.
    StatementsWrite = "statements/write";
    /// Reads those that the same credential wrote.
    StatementsReadMine = "statements/read/mine";
    /// Reads statements.
    StatementsRead = "statements/read";
    /// Reads and writes states.
    State = "state";
    /// Says what activities are.
    Define = "define";
    /// Reads and writes profiles of activities and agents.
    Profile = "profile";
    /// Reads everything.
    AllRead = "all/read";
    /// Everything.
    All = "all";
}

/// A program that was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Id.
    pub id: Uuid,
    /// What it calls itself by.
    pub key: String,
    /// For whom it was made, for people.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Whose people it sees; none where it sees everybody.
    pub institution: Option<InstitutionId>,
    /// Made when.
    pub created_at: DateTime<Utc>,
    /// Used last, to the hour.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Revoked when.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl From<lrs_credential::Model> for Credential {
    fn from(row: lrs_credential::Model) -> Self {
        Self {
            id: row.id,
            key: row.key,
            name: row.name,
            scopes: row.scopes.split_whitespace().filter_map(Scope::of).collect(),
            institution: row.institution_id.map(InstitutionId),
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        }
    }
}

impl Credential {
    /// Whether [`note_use`] has something to write.
    pub fn is_news(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at.is_none_or(|used| now - used >= USED_WITHIN)
    }
}

/// A credential to be made.
#[derive(Clone, Debug)]
pub struct NewCredential {
    /// For whom.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Whose people it sees; none where it sees everybody.
    pub institution: Option<InstitutionId>,
    /// Key and secret of the caller's own; where absent, they are made.
    pub own: Option<(String, String)>,
}

/// Why a credential is not made.
#[derive(Debug, Error)]
pub enum CredentialError {
    /// There is one of that key.
    #[error("a credential of that key exists")]
    KeyTaken,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Makes a credential; the secret is returned once.
pub async fn add_credential<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    new: NewCredential,
) -> Result<(Credential, String), CredentialError> {
    let (key, secret) = new.own.unwrap_or_else(|| (random_text::<15>(rng), random_text::<32>(rng)));
    let row = lrs_credential::ActiveModel {
        id: Set(new_id(rng)),
        key: Set(key),
        secret_hash: Set(hash(&secret)),
        name: Set(new.name),
        scopes: Set(new.scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(" ")),
        institution_id: Set(new.institution.map(|institution| institution.0)),
        created_at: Set(clock.now()),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    match row.insert(txn).await {
        Err(error) if is_unique_violation(&error).is_some() => Err(CredentialError::KeyTaken),
        Err(error) => Err(error.into()),
        Ok(row) => Ok((row.into(), secret)),
    }
}

/// The credential of that key, where the secret is right and it has not been revoked. Which of these fails is not
/// told.
pub async fn check_credential<C: ConnectionTrait>(
    conn: &C,
    key: &str,
    secret: &str,
) -> Result<Option<Credential>, DbErr> {
    let found = lrs_credential::Entity::find().filter(lrs_credential::Column::Key.eq(key)).one(conn).await?;
    let expected = found.as_ref().map_or_else(String::new, |row| row.secret_hash.clone());
    let right = bool::from(hash(secret).as_bytes().ct_eq(expected.as_bytes()));
    Ok(found.filter(|row| right && row.revoked_at.is_none()).map(Credential::from))
}

/// Remembers that it was used.
pub async fn note_use<C: ConnectionTrait>(txn: &C, clock: &dyn Clock, id: Uuid) -> Result<(), DbErr> {
    let row = lrs_credential::ActiveModel { id: Set(id), last_used_at: Set(Some(clock.now())), ..Default::default() };
    lrs_credential::Entity::update_many().set(row).filter(lrs_credential::Column::Id.eq(id)).exec(txn).await.map(|_| ())
}

/// Every credential, those that work first, then by name.
pub async fn credentials<C: ConnectionTrait>(conn: &C) -> Result<Vec<Credential>, DbErr> {
    let rows = lrs_credential::Entity::find().order_by_asc(lrs_credential::Column::Name).all(conn).await?;
    let mut all: Vec<Credential> = rows.into_iter().map(Credential::from).collect();
    all.sort_by_key(|credential| credential.revoked_at.is_some());
    Ok(all)
}

/// Revokes a credential: it works no more from the next request on. False when there is none of that id.
pub async fn revoke_credential<C: ConnectionTrait>(txn: &C, clock: &dyn Clock, id: Uuid) -> Result<bool, DbErr> {
    let Some(row) = lrs_credential::Entity::find_by_id(id).one(txn).await? else { return Ok(false) };
    if row.revoked_at.is_none() {
        lrs_credential::ActiveModel { id: Set(id), revoked_at: Set(Some(clock.now())), ..Default::default() }
            .update(txn)
            .await?;
    }
    Ok(true)
}

fn random_text<const BYTES: usize>(rng: &dyn Rng) -> String {
    let mut bytes = [0_u8; BYTES];
    rng.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is kept of a secret. Enough for 256 random bits, and cheap on every request.
fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}
