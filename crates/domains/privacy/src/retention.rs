//! How long what is kept. Where no rule is made, it is kept.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryOrder as _, QuerySelect as _, sea_query::OnConflict,
};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{Clock, PersonId, Rng, new_ordered_id};
use vidik_blob::{BlobId, BlobStore};
use vidik_db::{Db, Sql};

use crate::entity::{
    retention_rule::{self, Column},
    retention_run,
};

/// How many rows a transaction removes.
const TOGETHER: i64 = 500;
/// How long it is told what was removed.
const REPORTS: Duration = Duration::days(90);
/// How long answers are kept for requests that come again.
const ANSWERS: Duration = Duration::hours(24);
/// How long what is attached to no statement may be waiting for its statement.
const WAITING: Duration = Duration::days(1);

/// What a rule can be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What courses keep of a learner, and traces, where the attempt was not opened since. Results stay.
    RunTimeData,
    /// Statements, with what is attached to them. Results stay.
    Statements,
    /// States that programs keep of learners.
    Documents,
    /// Changes by hand.
    AuditLog,
    /// Who looked at whose record.
    RecordReads,
    /// Messages to institutions.
    WebhookLog,
    /// Sign-ins that have ended.
    Sessions,
}

/// A table out of which rows go: by this column, those that fit.
struct Part {
    table: &'static str,
    key: &'static str,
    due: &'static str,
}

const NOT_OPENED: &str = "run_id IN (SELECT r.id FROM run r JOIN registration g ON g.id = r.registration_id \
    WHERE g.updated_at < {before} AND NOT EXISTS \
    (SELECT 1 FROM launch l JOIN run o ON o.id = l.run_id WHERE o.registration_id = g.id AND l.created_at >= {before}))";

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::RunTimeData,
        Self::Statements,
        Self::Documents,
        Self::AuditLog,
        Self::RecordReads,
        Self::WebhookLog,
        Self::Sessions,
    ];

    /// The word on the wire and in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::RunTimeData => "run_time_data",
            Self::Statements => "statements",
            Self::Documents => "documents",
            Self::AuditLog => "audit_log",
            Self::RecordReads => "record_reads",
            Self::WebhookLog => "webhook_log",
            Self::Sessions => "sessions",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    const fn parts(self) -> &'static [Part] {
        match self {
            Self::RunTimeData => &[
                Part { table: "run_activity", key: "run_id", due: NOT_OPENED },
                Part { table: "run_trace", key: "run_id", due: NOT_OPENED },
                Part {
                    table: "journal_aside",
                    key: "id",
                    due: "received_at < {before} AND launch_id IN (SELECT l.id FROM launch l WHERE l.created_at < {before})",
                },
            ],
            // The key begins with the time: no other column needs an index.
            Self::Statements => &[Part { table: "statement", key: "sequence", due: "sequence < {first}" }],
            Self::Documents => {
                &[Part { table: "lrs_document", key: "id", due: "kind = 'state' AND updated_at < {before}" }]
            }
            Self::AuditLog => &[Part {
                table: "audit_log",
                key: "id",
                due: "at < {before} AND action NOT IN ('record.read', 'record.exported', 'record.listed')",
            }],
            Self::RecordReads => &[Part {
                table: "audit_log",
                key: "id",
                due: "action IN ('record.read', 'record.exported', 'record.listed') AND at < {before}",
            }],
            Self::WebhookLog => {
                &[Part { table: "webhook_delivery", key: "id", due: "next_at IS NULL AND created_at < {before}" }]
            }
            Self::Sessions => &[Part {
                table: "refresh_family",
                key: "id",
                due: "created_at < {before} AND (ended_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM refresh_token t \
                      WHERE t.family_id = refresh_family.id AND t.expires_at >= {now}))",
            }],
        }
    }
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// For what.
    pub kind: Kind,
    /// Kept for how many days.
    pub days: i32,
    /// Made when.
    pub changed_at: DateTime<Utc>,
    /// By whom; none once they are erased.
    pub changed_by: Option<PersonId>,
}

/// What came of a rule once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Of which kind.
    pub kind: Kind,
    /// The days of the rule.
    pub days: i32,
    /// Begun when.
    pub begun_at: DateTime<Utc>,
    /// Finished when; none where it was interrupted, the next one goes on.
    pub finished_at: Option<DateTime<Utc>>,
    /// Rows that went.
    pub removed: u64,
}

/// The rules that there are.
pub async fn rules<C: ConnectionTrait>(conn: &C) -> Result<Vec<Rule>, DbErr> {
    let rows = retention_rule::Entity::find().order_by_asc(Column::Kind).all(conn).await?;
    let known = rows.into_iter().filter_map(|row| {
        let kind = Kind::from_word(&row.kind)?;
        Some(Rule { kind, days: row.days, changed_at: row.changed_at, changed_by: row.changed_by.map(PersonId) })
    });
    Ok(known.collect())
}

/// Makes a rule; without days there is none from now on.
pub async fn set_rule(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    by: PersonId,
    kind: Kind,
    days: Option<i32>,
) -> Result<(), DbErr> {
    let Some(days) = days else {
        retention_rule::Entity::delete_by_id(kind.word().to_owned()).exec(txn).await?;
        return Ok(());
    };
    let row = retention_rule::ActiveModel {
        kind: Set(kind.word().to_owned()),
        days: Set(days),
        changed_at: Set(clock.now()),
        changed_by: Set(Some(by.0)),
    };
    let known = OnConflict::column(Column::Kind)
        .update_columns([Column::Days, Column::ChangedAt, Column::ChangedBy])
        .to_owned();
    retention_rule::Entity::insert(row).on_conflict(known).exec_without_returning(txn).await?;
    Ok(())
}

/// How many rows a rule would remove now.
pub async fn due<C: ConnectionTrait>(conn: &C, clock: &dyn Clock, kind: Kind, days: i32) -> Result<u64, DbErr> {
    let mut all = 0;
    for part in kind.parts() {
        let mut sql = Sql::new("SELECT COUNT(*) FROM ");
        sql.push(part.table).push(" WHERE ");
        fill(&mut sql, part.due, clock.now(), days);
        all += sql.count(conn).await?;
    }
    Ok(all)
}

fn fill(sql: &mut Sql, due: &str, now: DateTime<Utc>, days: i32) {
    let before = now - Duration::days(days.into());
    let mut rest = due;
    while let Some((words, after)) = rest.split_once('{') {
        sql.push(words);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        match name {
            "before" => sql.value(before),
            "now" => sql.value(now),
            _ => sql.value(first_of(before)),
        };
        rest = after;
    }
    sql.push(rest);
}

/// The least key of a statement that was stored at `moment`, or later (RFC 9562, 5.7).
fn first_of(moment: DateTime<Utc>) -> Uuid {
    let millis = u128::try_from(moment.timestamp_millis()).unwrap_or(0);
    Uuid::from_u128(millis << 80)
}

/// The last runs of each kind, newest first.
pub async fn runs<C: ConnectionTrait>(conn: &C, limit: u64) -> Result<Vec<Run>, DbErr> {
    let rows = retention_run::Entity::find().order_by_desc(retention_run::Column::Id).limit(limit).all(conn).await?;
    let known = rows.into_iter().filter_map(|row| {
        Some(Run {
            kind: Kind::from_word(&row.kind)?,
            days: row.days,
            begun_at: row.begun_at,
            finished_at: row.finished_at,
            removed: u64::try_from(row.removed).unwrap_or(0),
        })
    });
    Ok(known.collect())
}

/// What stops rules from being carried out, until the next time.
#[derive(Debug, Error)]
pub enum RetentionError {
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// The store of files said no.
    #[error(transparent)]
    Blob(#[from] vidik_blob::BlobError),
}

/// Carries out all rules, in short transactions: it can be stopped between any two. Says how many rows went.
pub async fn carry_out(db: &Db, blobs: &BlobStore, clock: &dyn Clock, rng: &dyn Rng) -> Result<u64, RetentionError> {
    let mut all = 0;
    for rule in rules(db.read()).await? {
        let id: Uuid = new_ordered_id(clock, rng);
        let (begun_at, kind, days) = (clock.now(), rule.kind, rule.days);
        db.write(async move |txn| begin_run(txn, id, kind, days, begun_at).await).await?;
        for part in kind.parts() {
            loop {
                let removed = db.write(async move |txn| portion(txn, id, part, begun_at, days).await).await?;
                all += removed;
                if removed == 0 {
                    break;
                }
            }
        }
        let now = clock.now();
        db.write(async move |txn| finish_run(txn, id, now).await).await?;
    }
    forget_unattached(db, blobs, clock.now()).await?;
    let now = clock.now();
    db.write(async move |txn| {
        let mut sql = Sql::new("DELETE FROM kept_answer WHERE created_at < ");
        sql.value(now - ANSWERS);
        sql.run(txn).await?;
        let mut sql = Sql::new("DELETE FROM retention_run WHERE begun_at < ");
        sql.value(now - REPORTS);
        sql.run(txn).await
    })
    .await?;
    Ok(all)
}

async fn begin_run(
    txn: &DatabaseTransaction,
    id: Uuid,
    kind: Kind,
    days: i32,
    begun_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = retention_run::ActiveModel {
        id: Set(id),
        kind: Set(kind.word().to_owned()),
        days: Set(days),
        begun_at: Set(begun_at),
        finished_at: Set(None),
        removed: Set(0),
    };
    row.insert(txn).await?;
    Ok(())
}

async fn finish_run(txn: &DatabaseTransaction, id: Uuid, now: DateTime<Utc>) -> Result<(), DbErr> {
    retention_run::ActiveModel { id: Set(id), finished_at: Set(Some(now)), ..Default::default() }.update(txn).await?;
    Ok(())
}

async fn portion(
    txn: &DatabaseTransaction,
    run: Uuid,
    part: &'static Part,
    now: DateTime<Utc>,
    days: i32,
) -> Result<u64, DbErr> {
    let mut sql = Sql::new("DELETE FROM ");
    sql.push(part.table).push(" WHERE ").push(part.key).push(" IN (SELECT ").push(part.key).push(" FROM ");
    sql.push(part.table).push(" WHERE ");
    fill(&mut sql, part.due, now, days);
    sql.push(" LIMIT ").value(TOGETHER).push(")");
    let removed = sql.run(txn).await?;
    let mut note = Sql::new("UPDATE retention_run SET removed = removed + ");
    note.value(i64::try_from(removed).unwrap_or(i64::MAX)).push(" WHERE id = ").value(run);
    note.run(txn).await?;
    Ok(removed)
}

/// Files that were attached to statements which are gone, or never came.
async fn forget_unattached(db: &Db, blobs: &BlobStore, now: DateTime<Utc>) -> Result<(), RetentionError> {
    const UNUSED: &str = "NOT EXISTS (SELECT 1 FROM statement_attachment s WHERE s.sha2 = attachment.sha2)";
    let mut sql = Sql::new("SELECT sha2, blob FROM attachment WHERE ");
    sql.push(UNUSED).push(" AND stored_at < ").value(now - WAITING);
    for row in sql.rows(db.read()).await? {
        let (sha2, blob): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let mut used = Sql::new("SELECT (SELECT COUNT(*) FROM attachment WHERE blob = ");
        used.value(blob.as_str()).push(" AND sha2 <> ").value(sha2.as_str());
        used.push(") + (SELECT COUNT(*) FROM package WHERE archive_blob = ").value(blob.as_str());
        used.push(" OR index_blob = ").value(blob.as_str()).push(" OR upload_sha256 = ").value(blob.as_str()).push(")");
        if used.count(db.read()).await? == 0
            && let Ok(id) = blob.parse::<BlobId>()
        {
            blobs.delete(id).await?;
        }
        db.write(async move |txn| {
            let mut sql = Sql::new("DELETE FROM attachment WHERE sha2 = ");
            sql.value(sha2).push(" AND ").push(UNUSED);
            sql.run(txn).await
        })
        .await?;
    }
    Ok(())
}
