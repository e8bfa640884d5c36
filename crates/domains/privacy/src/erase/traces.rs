//! Where else somebody has left a trace: the audit log, messages to institutions, kept answers, words of others.

use sea_orm::{DatabaseTransaction, DbBackend, DbErr, TryGetable};
use serde_json::Value;
use uuid::Uuid;
use vidik_db::{Db, Sql};

use super::{Job, agents, statements};
use crate::{about::About as _, subject::sha1};

/// Words that people write, in which a person may be named: the table, a column that finds the row, the words.
const WORDS: [(&str, &str, &str); 12] = [
    ("waiver", "registration_id", "reason"),
    ("unit_comment", "id", "words"),
    ("workflow_step", "id", "comment"),
    ("term", "id", "note"),
    ("package", "id", "file_name"),
    ("lrs_credential", "id", "name"),
    ("forward", "id", "name"),
    ("webhook_delivery", "id", "trouble"),
    ("audit_log", "id", "reason"),
    ("audit_log", "id", "before"),
    ("audit_log", "id", "after"),
    ("erasure", "id", "reason"),
];

/// Takes the person out of everything that is not theirs.
pub(super) async fn wipe(db: &Db, job: &Job) -> Result<(), DbErr> {
    let own = job.clone();
    db.write(async move |txn| {
        log(txn, &own).await?;
        waivers(txn, &own).await?;
        messages(txn, &own).await?;
        words(txn, &own).await
    })
    .await?;
    statements::mentions(db, job).await?;
    documents(db, job).await
}

/// Who did what remains, under the pseudonym; of what was done to the person, only that it was.
async fn log(txn: &DatabaseTransaction, job: &Job) -> Result<(), DbErr> {
    for (words, rest) in [
        (
            "UPDATE audit_log SET subject_id = NULL, reason = '', before = 'null', after = 'null', subject_pseudonym = ",
            " WHERE subject_id = {person}",
        ),
        ("UPDATE audit_log SET actor_id = NULL, actor_pseudonym = ", " WHERE actor_id = {person}"),
        ("UPDATE audit_log SET object_id = ", " WHERE object_id = {person}"),
    ] {
        let mut sql = Sql::new(words);
        sql.value(job.pseudonym).about(&job.subject, rest);
        sql.run(txn).await?;
    }
    Ok(())
}

/// What the person waived for others stays waived, by the pseudonym. The reason is the other's as well: it stays, and
/// names the person no more.
async fn waivers(txn: &DatabaseTransaction, job: &Job) -> Result<(), DbErr> {
    let mut sql = Sql::new("UPDATE waiver SET waived_by = ");
    sql.value(job.pseudonym.to_string()).about(&job.subject, " WHERE waived_by = {id}");
    sql.run(txn).await?;
    Ok(())
}

/// Messages about the person go, delivered or not; in those about others a reason may name them.
async fn messages(txn: &DatabaseTransaction, job: &Job) -> Result<(), DbErr> {
    for table in ["webhook_delivery", "kept_answer"] {
        let mut sql = Sql::new("DELETE FROM ");
        sql.push(table).about(&job.subject, " WHERE HAS(body, {id}) > 0");
        sql.run(txn).await?;
    }
    for (id, body) in holding::<Uuid>(txn, job, ("webhook_delivery", "id", "body"), true).await? {
        let Ok(mut told) = serde_json::from_str::<Value>(&body) else { continue };
        if agents::unname(&mut told, job) {
            put(txn, ("webhook_delivery", "id", "body"), id, body, told.to_string()).await?;
        }
    }
    Ok(())
}

async fn words(txn: &DatabaseTransaction, job: &Job) -> Result<(), DbErr> {
    for place in WORDS {
        blank::<Uuid>(txn, job, place, true).await?;
    }
    blank::<String>(txn, job, ("activity_definition", "activity", "definition"), false).await?;
    blank::<Uuid>(txn, job, ("institution_definition", "id", "definition"), false).await
}

async fn blank<K: TryGetable + Into<sea_orm::Value>>(
    txn: &DatabaseTransaction,
    job: &Job,
    place: (&str, &str, &str),
    names: bool,
) -> Result<(), DbErr> {
    for (key, text) in holding::<K>(txn, job, place, names).await? {
        if let Some(blanked) = job.subject.blanked(&text, names) {
            put(txn, place, key, text, blanked).await?;
        }
    }
    Ok(())
}

/// The texts of a column in which the person may be named, with the keys of their rows.
async fn holding<K: TryGetable>(
    txn: &DatabaseTransaction,
    job: &Job,
    (table, key, column): (&str, &str, &str),
    names: bool,
) -> Result<Vec<(K, String)>, DbErr> {
    let parts = job.subject.needles.iter().chain(job.subject.names.iter().filter(|_| names));
    let mut sql = Sql::new("SELECT ");
    sql.push(key).push(", ").push(column).push(" FROM ").push(table).push(" WHERE ");
    for (place, part) in parts.enumerate() {
        sql.push(if place == 0 { "HAS(" } else { " OR HAS(" })
            .push(column)
            .push(", ")
            .value(part.as_str())
            .push(") > 0");
    }
    sql.rows(txn).await?.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Puts a text in another's place: where a key has several rows, in those that have it.
async fn put<K: Into<sea_orm::Value>>(
    txn: &DatabaseTransaction,
    (table, key, column): (&str, &str, &str),
    id: K,
    old: String,
    new: String,
) -> Result<(), DbErr> {
    let mut sql = Sql::new("UPDATE ");
    sql.push(table).push(" SET ").push(column).push(" = ").value(new);
    sql.push(" WHERE ").push(key).push(" = ").value(id).push(" AND ").push(column).push(" = ").value(old);
    sql.run(txn).await?;
    Ok(())
}

/// Documents of others that name the person: a list of a course's learners, say.
async fn documents(db: &Db, job: &Job) -> Result<(), DbErr> {
    let mut found: Vec<Uuid> = Vec::new();
    for needle in &job.subject.needles {
        let postgres = db.read().get_database_backend() == DbBackend::Postgres;
        let mut sql = Sql::new("SELECT id FROM lrs_document WHERE ");
        if postgres {
            sql.push("position(").value(needle.as_bytes().to_vec()).push(" in body) > 0");
        } else {
            sql.push("instr(body, ").value(needle.as_bytes().to_vec()).push(") > 0");
        }
        found.extend(sql.column::<Uuid, _>(db.read()).await?);
    }
    for id in found {
        let job = job.clone();
        db.write(async move |txn| rewrite(txn, &job, id).await).await?;
    }
    Ok(())
}

async fn rewrite(txn: &DatabaseTransaction, job: &Job, id: Uuid) -> Result<(), DbErr> {
    let mut sql = Sql::new("SELECT body FROM lrs_document WHERE id = ");
    sql.value(id);
    let Some(body) = sql.column::<Vec<u8>, _>(txn).await?.pop() else { return Ok(()) };
    let body = if let Ok(mut json) = serde_json::from_slice::<Value>(&body) {
        agents::replace(&mut json, job);
        json.to_string()
    } else {
        let Some(blanked) = std::str::from_utf8(&body).ok().and_then(|text| job.subject.blanked(text, false)) else {
            return Ok(());
        };
        blanked
    };
    let body = body.into_bytes();
    let mut sql = Sql::new("UPDATE lrs_document SET etag = ");
    sql.value(sha1(&body)).push(", body = ").value(body).push(" WHERE id = ").value(id);
    sql.run(txn).await?;
    Ok(())
}
