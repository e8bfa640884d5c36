//! Sessions: the token that is fetched once, and what a session may do with it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;
use vidik_base::{EditionId, PersonId, RegistrationId, RunId};
use vidik_cmi5::{LaunchMode, Progress};

use crate::{
    Desk,
    codes::{code_hash, new_code},
    entity::{registration, run, unit_session},
    report_result::Place,
};

/// How long a session may last.
const LIFETIME: Duration = Duration::hours(24);
/// How long its token may be fetched.
const FETCHABLE: Duration = Duration::minutes(10);
/// What the keys of sessions begin with.
const KEY: &str = "session-";

/// A session that showed its token.
#[derive(Clone, Debug)]
pub struct UnitSession {
    /// The session.
    pub id: Uuid,
    /// Whose attempt, at what.
    pub place: Place,
    /// The unit in its package.
    pub activity: String,
    /// The unit in statements.
    pub activity_iri: String,
    /// How it was launched.
    pub mode: LaunchMode,
    /// Whether it is over: nothing is taken any more, and nothing told.
    pub ended: bool,
}

/// What the fetch address answers (cmi5 8.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchAnswer {
    /// The token, this once.
    Token(String),
    /// It was given out before.
    Used,
    /// There is no such session, or it is over, or nobody came for so long.
    Refused,
}

/// Whose session a code of a fetch address leads to.
pub async fn learner_of_code<C: ConnectionTrait>(conn: &C, code: &str) -> Result<Option<PersonId>, DbErr> {
    let found = unit_session::Entity::find().filter(unit_session::Column::FetchHash.eq(code_hash(code)));
    let Some(row) = found.one(conn).await? else { return Ok(None) };
    let registration = registration::Entity::find_by_id(row.registration_id).one(conn).await?;
    Ok(registration.map(|row| PersonId(row.person_id)))
}

/// Gives the token out, once (cmi5 8.2.3).
pub async fn fetch_token(txn: &DatabaseTransaction, desk: &Desk, code: &str) -> Result<FetchAnswer, DbErr> {
    let now = desk.now();
    let found = unit_session::Entity::find().filter(unit_session::Column::FetchHash.eq(code_hash(code)));
    let Some(row) = found.lock_exclusive().one(txn).await? else { return Ok(FetchAnswer::Refused) };
    if row.fetched_at.is_some() {
        return Ok(FetchAnswer::Used);
    }
    if row.ended_at.is_some() || row.launched_at + FETCHABLE <= now {
        return Ok(FetchAnswer::Refused);
    }
    let secret = new_code(desk.rng.as_ref());
    let token = STANDARD.encode(format!("{KEY}{}:{secret}", row.id));
    unit_session::ActiveModel {
        id: Set(row.id),
        fetched_at: Set(Some(now)),
        secret_hash: Set(Some(code_hash(&secret))),
        ..Default::default()
    }
    .update(txn)
    .await?;
    Ok(FetchAnswer::Token(token))
}

/// The session behind a key and its secret; nothing where the key is no session's or the secret is wrong.
pub async fn session_of<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    key: &str,
    secret: &str,
) -> Result<Option<UnitSession>, DbErr> {
    let Some(id) = key.strip_prefix(KEY).and_then(|id| Uuid::parse_str(id).ok()) else { return Ok(None) };
    let Some(row) = unit_session::Entity::find_by_id(id).one(conn).await? else { return Ok(None) };
    // Both are hashes of 256 random bits: how long the comparison takes tells nothing.
    if row.secret_hash.as_deref() != Some(code_hash(secret).as_str()) {
        return Ok(None);
    }
    let Some(place) = place(conn, &row).await? else { return Ok(None) };
    Ok(Some(UnitSession {
        id,
        place,
        mode: LaunchMode::from_word(&row.mode).unwrap_or(LaunchMode::Review),
        ended: row.ended_at.is_some() || row.launched_at + LIFETIME <= now,
        activity: row.activity,
        activity_iri: row.activity_iri,
    }))
}

pub(super) async fn place<C: ConnectionTrait>(conn: &C, row: &unit_session::Model) -> Result<Option<Place>, DbErr> {
    let run = run::Entity::find_by_id(row.run_id).one(conn).await?;
    let registration = registration::Entity::find_by_id(row.registration_id).one(conn).await?;
    Ok(run.zip(registration).map(|(run, registration)| Place {
        registration: RegistrationId(registration.id),
        run: RunId(run.id),
        edition: EditionId(run.edition_id),
        person: PersonId(registration.person_id),
    }))
}

/// Notes that the unit has asked for the learner's preferences (cmi5 11).
pub async fn note_preferences_read(txn: &DatabaseTransaction, session: Uuid) -> Result<(), DbErr> {
    let Some(row) = unit_session::Entity::find_by_id(session).lock_exclusive().one(txn).await? else { return Ok(()) };
    let progress = progress_of(&row)?;
    if !progress.preferences_read {
        keep_progress(txn, session, Progress { preferences_read: true, ..progress }, None).await?;
    }
    Ok(())
}

pub(super) fn progress_of(row: &unit_session::Model) -> Result<Progress, DbErr> {
    serde_json::from_str(&row.progress).map_err(|error| DbErr::Custom(format!("a session's progress: {error}")))
}

/// Writes down how far a session has come, and when it said its last.
pub(super) async fn keep_progress(
    txn: &DatabaseTransaction,
    session: Uuid,
    progress: Progress,
    last: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    let json = serde_json::to_string(&progress).map_err(|error| DbErr::Custom(error.to_string()))?;
    let mut row = unit_session::ActiveModel { id: Set(session), progress: Set(json), ..Default::default() };
    if let Some(last) = last {
        row.last_at = Set(last);
        if progress.terminated || progress.abandoned {
            row.ended_at = Set(Some(last));
        }
    }
    row.update(txn).await?;
    Ok(())
}
