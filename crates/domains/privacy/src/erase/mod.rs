//! Erasing a person, or leaving their results without them.
//!
//! It goes in steps, each of short transactions and each to be repeated without harm: a row says how far it has come, so
//! that a server that starts again goes on where another one ended. The last step empties what that row knows of the
//! person; the report and the audit log keep a pseudonym that leads to nobody.

mod agents;
mod blobs;
mod rows;
mod statements;
mod traces;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{Clock, PersonId, Rng, new_id, new_ordered_id};
use vidik_blob::BlobStore;
use vidik_db::{Db, Sql, audit};

use crate::{
    entity::erasure,
    inventory::{Finding, findings},
    subject::Subject,
};

/// How far somebody goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Everything goes.
    Erase,
    /// Counts and results stay, under a pseudonym that leads to nobody.
    Pseudonymise,
}

impl Mode {
    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Erase => "erase",
            Self::Pseudonymise => "pseudonymise",
        }
    }

    fn of(word: &str) -> Self {
        if word == "pseudonymise" { Self::Pseudonymise } else { Self::Erase }
    }
}

/// A person who is erased, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Id.
    pub id: Uuid,
    /// What stands for the person from now on.
    pub pseudonym: Uuid,
    /// How far.
    pub mode: Mode,
    /// Why, in the administrator's words.
    pub reason: String,
    /// By whom; none for the command line, or once they are erased themselves.
    pub requested_by: Option<PersonId>,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// What was found, table by table.
    pub found: Vec<Finding>,
    /// What is left, once it is finished: nothing, unless something was written meanwhile.
    pub left: Vec<Finding>,
    /// Finished when; a step remains otherwise.
    pub finished_at: Option<DateTime<Utc>>,
}

#[derive(Default, Serialize, Deserialize)]
struct Report {
    found: Vec<Finding>,
    left: Vec<Finding>,
}

impl From<erasure::Model> for Erasure {
    fn from(row: erasure::Model) -> Self {
        let report: Report = serde_json::from_str(&row.found).unwrap_or_default();
        Self {
            id: row.id,
            pseudonym: row.pseudonym,
            mode: Mode::of(&row.mode),
            reason: row.reason,
            requested_by: row.requested_by.map(PersonId),
            requested_at: row.requested_at,
            found: report.found,
            left: report.left,
            finished_at: row.finished_at,
        }
    }
}

/// Who is to be erased, and why.
#[derive(Clone, Debug)]
pub struct NewErasure {
    /// Whom.
    pub subject: Subject,
    /// How far.
    pub mode: Mode,
    /// Why.
    pub reason: String,
    /// By whom.
    pub requested_by: Option<PersonId>,
    /// What was found of them.
    pub found: Vec<Finding>,
}

/// Why somebody cannot be erased.
#[derive(Debug, Error)]
pub enum EraseError {
    /// There is nobody of that id.
    #[error("there is nobody of that id")]
    Unknown,
    /// Nobody could let administrators in any more.
    #[error("the last administrator cannot be erased")]
    LastAdministrator,
    /// It was begun in the other mode, and cannot be made less or more.
    #[error("an erasure of this person was begun in the other mode")]
    BegunOtherwise,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Whether nobody else is an administrator who can sign in.
pub async fn is_last_administrator<C: ConnectionTrait>(conn: &C, person: PersonId) -> Result<bool, DbErr> {
    let mut own = Sql::new("SELECT COUNT(*) FROM person_role WHERE role = 'administrator' AND person_id = ");
    own.value(person.0);
    if own.count(conn).await? == 0 {
        return Ok(false);
    }
    let mut others = Sql::new(
        "SELECT COUNT(*) FROM person_role r JOIN person p ON p.id = r.person_id \
         WHERE r.role = 'administrator' AND p.disabled_at IS NULL AND p.id <> ",
    );
    others.value(person.0);
    Ok(others.count(conn).await? == 0)
}

/// Writes down that somebody is to be erased, and lets them in no more. Begun already in the same
/// mode, it is the same one.
pub async fn begin_erasure(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    rng: &dyn Rng,
    new: NewErasure,
) -> Result<Erasure, EraseError> {
    let person = new.subject.person;
    let running = erasure::Entity::find().filter(erasure::Column::PersonId.eq(person)).one(txn).await?;
    if let Some(running) = running {
        let running = Erasure::from(running);
        return if running.mode == new.mode { Ok(running) } else { Err(EraseError::BegunOtherwise) };
    }
    if is_last_administrator(txn, PersonId(person)).await? {
        return Err(EraseError::LastAdministrator);
    }
    let now = clock.now();
    let mut disabled = Sql::new("UPDATE person SET disabled_at = COALESCE(disabled_at, ");
    disabled.value(now).push("), password_hash = NULL WHERE id = ").value(person);
    if disabled.run(txn).await? == 0 {
        return Err(EraseError::Unknown);
    }
    for table in ["refresh_family", "sign_in_name"] {
        let mut sql = Sql::new("DELETE FROM ");
        sql.push(table).push(" WHERE person_id = ").value(person);
        sql.run(txn).await?;
    }
    let pseudonym: Uuid = new_id(rng);
    if new.mode == Mode::Pseudonymise {
        rows::add_pseudonym(txn, person, pseudonym, now).await?;
    }
    let report = Report { found: new.found, left: Vec::new() };
    let row = erasure::ActiveModel {
        id: Set(new_ordered_id(clock, rng)),
        person_id: Set(Some(person)),
        subject: Set(serde_json::to_string(&new.subject).ok()),
        pseudonym: Set(pseudonym),
        mode: Set(new.mode.word().to_owned()),
        reason: Set(new.subject.blanked(&new.reason, true).unwrap_or(new.reason)),
        requested_by: Set(new.requested_by.map(|id| id.0).filter(|id| *id != person)),
        requested_at: Set(now),
        step: Set(0),
        found: Set(serde_json::to_string(&report).unwrap_or_default()),
        finished_at: Set(None),
    };
    Ok(row.insert(txn).await?.into())
}

/// What an erasure works with.
#[derive(Clone)]
pub(crate) struct Job {
    pub erasure: Uuid,
    pub subject: Arc<Subject>,
    pub pseudonym: Uuid,
    pub mode: Mode,
}

/// What stops an erasure, until it is taken up again.
#[derive(Debug, Error)]
pub enum EraseTrouble {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// The store of files said no.
    #[error(transparent)]
    Blob(#[from] vidik_blob::BlobError),
}

/// Does what is left to do of an erasure; gives the report.
///
/// Its end comes in two: first the row forgets the person, then the database's files are rid of what was deleted. Only
/// then it is finished.
pub async fn finish_erasure(
    db: &Db,
    blobs: &BlobStore,
    clock: &dyn Clock,
    rng: &dyn Rng,
    id: Uuid,
) -> Result<Option<Erasure>, EraseTrouble> {
    let Some(row) = erasure::Entity::find_by_id(id).one(db.read()).await? else { return Ok(None) };
    if row.finished_at.is_some() {
        return Ok(Some(row.into()));
    }
    if let Some(subject) = row.subject.as_deref() {
        let subject: Subject = serde_json::from_str(subject).map_err(|error| DbErr::Json(error.to_string()))?;
        let mode = Mode::of(&row.mode);
        let job = Job { erasure: id, subject: Arc::new(subject), pseudonym: row.pseudonym, mode };
        let left = carry_out(db, blobs, &job, row.step).await?;
        let (now, entry) = (clock.now(), new_ordered_id(clock, rng));
        db.write(async move |txn| forget(txn, now, entry, id, left).await).await?;
    }
    scrub(db, id).await?;
    let now = clock.now();
    let finished = erasure::ActiveModel { id: Set(id), finished_at: Set(Some(now)), ..Default::default() };
    let row = db.write::<_, DbErr, _>(async move |txn| finished.update(txn).await).await?;
    Ok(Some(row.into()))
}

/// The steps, from the first that is not done; gives what is left of the person.
async fn carry_out(db: &Db, blobs: &BlobStore, job: &Job, from: i32) -> Result<Vec<Finding>, EraseTrouble> {
    let id = job.erasure;
    for step in from..STEPS {
        match step {
            // The second time for what arrived while the rest was going on.
            0 | 5 => statements::go_through(db, job).await?,
            1 => rows::documents(db, job).await?,
            2 => rows::registrations(db, job).await?,
            3 => traces::wipe(db, job).await?,
            4 => rows::person(db, job).await?,
            6 => blobs::remove(db, blobs, job).await?,
            _ => {}
        }
        db.write(async move |txn| note_step(txn, id, step + 1).await).await?;
    }
    let left = findings(db.read(), &job.subject, job.mode).await?;
    let left: Vec<Finding> = left.into_iter().filter(|one| one.table != "erasure").collect();
    if !left.is_empty() {
        tracing::error!(erasure = %id, ?left, "an erasure has left something behind");
    }
    Ok(left)
}

/// Rids the files of SQLite of what was deleted.
async fn scrub(db: &Db, id: Uuid) -> Result<(), DbErr> {
    match db.scrub(LARGEST_REWRITTEN).await? {
        Some(scrubbed) if !scrubbed.rewritten => tracing::warn!(
            erasure = %id,
            "the database is too large to be written anew while people work: run VACUUM when nobody does"
        ),
        Some(scrubbed) if !scrubbed.log_emptied => tracing::warn!(
            erasure = %id,
            "the database's log could not be emptied, somebody reads from it; it is when the server stops"
        ),
        _ => {}
    }
    Ok(())
}

/// The largest file that is written anew while people work: their writes wait for it, for some seconds.
const LARGEST_REWRITTEN: u64 = 256 * 1024 * 1024;

const STEPS: i32 = 7;

async fn note_step(txn: &DatabaseTransaction, id: Uuid, step: i32) -> Result<(), DbErr> {
    erasure::ActiveModel { id: Set(id), step: Set(step), ..Default::default() }.update(txn).await?;
    Ok(())
}

/// Empties what the row knows of the person, and writes the report.
async fn forget(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    entry: Uuid,
    id: Uuid,
    left: Vec<Finding>,
) -> Result<(), DbErr> {
    let found = erasure::Entity::find_by_id(id).lock_exclusive().one(txn).await?;
    let row = found.ok_or_else(|| DbErr::RecordNotFound("erasure".to_owned()))?;
    if row.subject.is_none() {
        return Ok(());
    }
    let report: Report = serde_json::from_str(&row.found).unwrap_or_default();
    let report = Report { left, ..report };
    let after = serde_json::json!({ "mode": row.mode, "found": report.found, "left": report.left });
    audit::add(
        txn,
        audit::Entry {
            id: entry,
            at: now,
            actor: row.requested_by,
            subject: None,
            action: "person.erased".to_owned(),
            kind: "person".to_owned(),
            object: row.pseudonym,
            part: None,
            reason: row.reason.clone(),
            before: serde_json::Value::Null,
            after,
        },
    )
    .await?;
    let row = erasure::ActiveModel {
        id: Set(id),
        person_id: Set(None),
        subject: Set(None),
        found: Set(serde_json::to_string(&report).unwrap_or_default()),
        ..Default::default()
    };
    row.update(txn).await.map(|_| ())
}

/// Erasures that were begun and not finished.
pub async fn unfinished_erasures<C: ConnectionTrait>(conn: &C) -> Result<Vec<Uuid>, DbErr> {
    let rows = erasure::Entity::find().filter(erasure::Column::FinishedAt.is_null()).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Erasures, newest first; those behind `after`.
pub async fn erasures<C: ConnectionTrait>(conn: &C, after: Option<Uuid>, limit: u64) -> Result<Vec<Erasure>, DbErr> {
    let mut query = erasure::Entity::find().order_by_desc(erasure::Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(erasure::Column::Id.lt(after));
    }
    Ok(query.all(conn).await?.into_iter().map(Erasure::from).collect())
}

/// One erasure.
pub async fn erasure<C: ConnectionTrait>(conn: &C, id: Uuid) -> Result<Option<Erasure>, DbErr> {
    Ok(erasure::Entity::find_by_id(id).one(conn).await?.map(Erasure::from))
}
