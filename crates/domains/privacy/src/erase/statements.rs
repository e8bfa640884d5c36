//! The record without somebody.

use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbErr};
use uuid::Uuid;
use vidik_cmi5::verbs;
use vidik_db::{Db, Sql};
use vidik_xapi::{agent_key, json};

use super::{Job, Mode, agents};
use crate::{about::About as _, subject::account};

/// How many statements a transaction takes.
const TOGETHER: i64 = 200;

/// Removes or rewrites the person's own statements, and rewrites others in which they play a part.
pub(super) async fn go_through(db: &Db, job: &Job) -> Result<(), DbErr> {
    let mut after = Uuid::nil();
    loop {
        let job = job.clone();
        match db.write(async move |txn| portion(txn, &job, after).await).await? {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

async fn portion(txn: &DatabaseTransaction, job: &Job, after: Uuid) -> Result<Option<Uuid>, DbErr> {
    let subject = &job.subject;
    let mut sql = Sql::new("SELECT s.sequence, s.payload, CASE WHEN s.sequence IN ");
    sql.about(subject, "{statements}").push(" THEN 1 ELSE 0 END FROM statement s WHERE s.sequence > ").value(after);
    sql.about(
        subject,
        " AND s.sequence IN (SELECT sequence FROM statement_actor WHERE actor IN {keys} \
         UNION SELECT sequence FROM statement WHERE registration_id IN {registrations}) ORDER BY s.sequence LIMIT ",
    )
    .value(TOGETHER);
    let (mut last, mut removed) = (None, Vec::new());
    for row in sql.rows(txn).await? {
        let sequence: Uuid = row.try_get_by_index(0)?;
        let own = row.try_get_by_index::<i32>(2)? == 1;
        last = Some(sequence);
        if own && job.mode == Mode::Erase {
            removed.push(sequence);
        } else {
            rewrite(txn, job, sequence, &row.try_get_by_index::<String>(1)?, own).await?;
        }
    }
    if !removed.is_empty() {
        remove(txn, job, &removed).await?;
    }
    Ok(last)
}

/// Removes statements with all their links; what was attached to them is looked at later.
async fn remove(txn: &DatabaseTransaction, job: &Job, sequences: &[Uuid]) -> Result<(), DbErr> {
    note_attachments(txn, job, sequences).await?;
    let mut sql = Sql::new("DELETE FROM statement WHERE sequence IN ");
    sql.values(sequences.iter().copied());
    sql.run(txn).await?;
    Ok(())
}

async fn note_attachments(txn: &DatabaseTransaction, job: &Job, sequences: &[Uuid]) -> Result<(), DbErr> {
    let mut named = Sql::new("SELECT DISTINCT sha2 FROM statement_attachment WHERE sequence IN ");
    named.values(sequences.iter().copied());
    for sha2 in named.column::<String, _>(txn).await? {
        let mut sql = Sql::new("INSERT INTO erasure_blob (erasure_id, sha2) VALUES (");
        sql.value(job.erasure).push(", ").value(sha2).push(") ON CONFLICT DO NOTHING");
        sql.run(txn).await?;
    }
    Ok(())
}

async fn rewrite(txn: &DatabaseTransaction, job: &Job, sequence: Uuid, payload: &str, own: bool) -> Result<(), DbErr> {
    let mut statement = json::parse(payload.as_bytes())
        .map_err(|error| DbErr::Custom(format!("the statement at {sequence}: {error}")))?;
    agents::replace(&mut statement, job);
    agents::unname(&mut statement, job);
    if own {
        agents::strip(&mut statement);
        note_attachments(txn, job, &[sequence]).await?;
        let mut sql = Sql::new("DELETE FROM statement_attachment WHERE sequence = ");
        sql.value(sequence);
        sql.run(txn).await?;
    }
    keep(txn, sequence, statement.to_string()).await?;
    let key = agent_key(&account(&job.subject.home_page, job.pseudonym)).unwrap_or_default();
    let mut sql = Sql::new("INSERT INTO statement_actor (sequence, actor, usage) SELECT DISTINCT sequence, ");
    let text = if txn.get_database_backend() == sea_orm::DbBackend::Postgres { "::text" } else { "" };
    sql.value(key).push(text).push(", usage FROM statement_actor WHERE sequence = ").value(sequence);
    sql.about(&job.subject, " AND actor IN {keys} ON CONFLICT DO NOTHING");
    sql.run(txn).await?;
    let mut sql = Sql::new("DELETE FROM statement_actor WHERE sequence = ");
    sql.value(sequence).about(&job.subject, " AND actor IN {keys}");
    sql.run(txn).await?;
    Ok(())
}

async fn keep(txn: &DatabaseTransaction, sequence: Uuid, payload: String) -> Result<(), DbErr> {
    let mut sql = Sql::new("UPDATE statement SET payload = ");
    sql.value(payload).push(" WHERE sequence = ").value(sequence);
    sql.run(txn).await?;
    Ok(())
}

/// Takes id and address out of statements that are about somebody else, wherever they stand in them, and the name out of
/// reasons why something was waived. The whole record is read for it, outside of any transaction.
pub(super) async fn mentions(db: &Db, job: &Job) -> Result<(), DbErr> {
    let mut after = Uuid::nil();
    loop {
        let mut sql = Sql::new("SELECT sequence, payload FROM statement WHERE sequence > ");
        sql.value(after).push(" AND (");
        for (place, needle) in job.subject.needles.iter().enumerate() {
            sql.push(if place == 0 { "HAS(payload, " } else { " OR HAS(payload, " });
            sql.value(needle.as_str()).push(") > 0");
        }
        for name in &job.subject.names {
            sql.push(" OR (verb = ")
                .value(verbs::WAIVED)
                .push(" AND HAS(payload, ")
                .value(in_json(name))
                .push(") > 0)");
        }
        sql.push(") ORDER BY sequence LIMIT ").value(TOGETHER);
        let rows = sql.rows(db.read()).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            found.push((row.try_get_by_index::<Uuid>(0)?, row.try_get_by_index::<String>(1)?));
        }
        let Some((last, _)) = found.last() else { return Ok(()) };
        after = *last;
        let job = job.clone();
        db.write(async move |txn| {
            for (sequence, payload) in found {
                rewrite(txn, &job, sequence, &payload, false).await?;
            }
            Ok::<_, DbErr>(())
        })
        .await?;
    }
}

/// A text as it stands within JSON.
fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text).to_owned()
}
