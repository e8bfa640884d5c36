//! The person's own rows.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbErr};
use uuid::Uuid;
use vidik_db::{Db, Sql, change_number};

use super::{Job, Mode};
use crate::about::About as _;

/// Somebody whom results are left to: no name, no way to sign in.
pub(super) async fn add_pseudonym(
    txn: &DatabaseTransaction,
    person: Uuid,
    pseudonym: Uuid,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let name: String = pseudonym.simple().to_string().chars().take(8).collect();
    let mut sql =
        Sql::new("INSERT INTO person (id, given_latin, family_latin, language, created_at, disabled_at) SELECT ");
    let postgres = txn.get_database_backend() == sea_orm::DbBackend::Postgres;
    let cast = |kind: &str| if postgres { format!("::{kind}") } else { String::new() };
    sql.value(pseudonym).push(&cast("uuid")).push(", ").value(format!("P-{}", name.to_uppercase()));
    sql.push(&cast("text")).push(", '', language, ").value(now).push(&cast("timestamptz")).push(", ");
    sql.value(now).push(&cast("timestamptz")).push(" FROM person WHERE id = ").value(person);
    sql.run(txn).await?;
    Ok(())
}

async fn run(txn: &DatabaseTransaction, job: &Job, words: &str) -> Result<u64, DbErr> {
    let mut sql = Sql::new("");
    sql.about(&job.subject, words);
    sql.run(txn).await
}

/// What programs keep of the person.
pub(super) async fn documents(db: &Db, job: &Job) -> Result<(), DbErr> {
    let job = job.clone();
    db.write(async move |txn| {
        run(txn, &job, "DELETE FROM lrs_document WHERE agent IN {keys} OR registration IN {registration_texts}").await
    })
    .await?;
    Ok(())
}

/// What the person has gone through, a registration a transaction. Institutions are told by their change feed.
pub(super) async fn registrations(db: &Db, job: &Job) -> Result<(), DbErr> {
    let mut all = Sql::new("SELECT id FROM registration WHERE person_id = ");
    all.value(job.subject.person).push(" ORDER BY id");
    for registration in all.column::<Uuid, _>(db.read()).await? {
        let job = job.clone();
        db.write(async move |txn| match job.mode {
            Mode::Erase => {
                let mut sql = Sql::new("DELETE FROM registration WHERE id = ");
                sql.value(registration);
                sql.run(txn).await.map(|_| ())
            }
            Mode::Pseudonymise => leave_results(txn, &job, registration).await,
        })
        .await?;
    }
    Ok(())
}

/// Leaves of a registration what was reached, and to whom no more.
async fn leave_results(txn: &DatabaseTransaction, job: &Job, registration: Uuid) -> Result<(), DbErr> {
    let number = change_number(txn).await?;
    for words in [
        "DELETE FROM run WHERE registration_id = ",
        "DELETE FROM unit_session WHERE registration_id = ",
        "DELETE FROM unit_result WHERE registration_id = ",
        "UPDATE waiver SET reason = '' WHERE registration_id = ",
        "UPDATE quiz_answer SET response = NULL WHERE attempt_id IN (SELECT id FROM quiz_attempt WHERE registration_id = ",
    ] {
        let mut sql = Sql::new(words);
        sql.value(registration).push(if words.contains('(') { ")" } else { "" });
        sql.run(txn).await?;
    }
    for (table, column) in [("registration", "id"), ("institution_progress", "registration_id")] {
        let mut sql = Sql::new("UPDATE ");
        sql.push(table).push(" SET person_id = ").value(job.pseudonym).push(", change_number = ").value(number);
        sql.push(" WHERE ").push(column).push(" = ").value(registration);
        sql.run(txn).await?;
    }
    let mut sql = Sql::new("UPDATE registration SET current_activity = NULL, open = ");
    sql.value(false).push(" WHERE id = ").value(registration);
    sql.run(txn).await?;
    let mut sql = Sql::new("UPDATE quiz_attempt SET person_id = ");
    sql.value(job.pseudonym).push(" WHERE registration_id = ").value(registration);
    sql.run(txn).await?;
    let mut sql = Sql::new("UPDATE institution_quiz_result SET person_id = ");
    sql.value(job.pseudonym).push(", change_number = ").value(number);
    sql.push(" WHERE attempt_id IN (SELECT id FROM quiz_attempt WHERE registration_id = ")
        .value(registration)
        .push(")");
    sql.run(txn).await?;
    Ok(())
}

/// The person themselves, and all that hangs on them. Works that they made stay, made by nobody.
pub(super) async fn person(db: &Db, job: &Job) -> Result<(), DbErr> {
    let job = job.clone();
    db.write(async move |txn| {
        run(txn, &job, "UPDATE course_version SET created_by = NULL WHERE created_by = {person}").await?;
        if job.mode == Mode::Pseudonymise {
            let number = change_number(txn).await?;
            let mut sql = Sql::new("UPDATE enrolment SET person_id = ");
            sql.value(job.pseudonym).about(&job.subject, " WHERE person_id = {person}");
            sql.run(txn).await?;
            let mut sql = Sql::new("UPDATE membership SET person_id = ");
            sql.value(job.pseudonym).push(", change_number = ").value(number);
            sql.about(&job.subject, " WHERE person_id = {person}");
            sql.run(txn).await?;
        }
        run(txn, &job, "DELETE FROM registration WHERE person_id = {person}").await?;
        run(txn, &job, "DELETE FROM person WHERE id = {person}").await
    })
    .await?;
    Ok(())
}
