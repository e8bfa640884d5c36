//! Every table with what it holds of a person, and what becomes of it. A test compares it with the schema: a new table
//! must say here whose data it has.

use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use vidik_db::Sql;

use crate::{about::About as _, erase::Mode, subject::Subject};

/// What becomes of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// They go.
    Removed,
    /// They stay, and say no more whose they are.
    Changed,
}

use Fate::{Changed, Removed};

/// Rows of one table that are a person's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holding {
    pub table: &'static str,
    /// Which rows; the words of [`Sql::about`].
    pub rows: &'static str,
    pub erased: Fate,
    pub pseudonymised: Fate,
    /// Columns that are not the person's to know: hashes of secrets, and what is written out otherwise.
    pub hidden: &'static [&'static str],
    /// Whether a copy of the rows belongs to what a person is given.
    pub given: bool,
}

const fn held(table: &'static str, rows: &'static str, erased: Fate, pseudonymised: Fate) -> Holding {
    Holding { table, rows, erased, pseudonymised, hidden: &[], given: true }
}

const fn hiding(holding: Holding, hidden: &'static [&'static str]) -> Holding {
    Holding { hidden, ..holding }
}

const fn not_given(holding: Holding) -> Holding {
    Holding { given: false, ..holding }
}

const PERSON: &str = "person_id = {person}";
const OF_REGISTRATION: &str = "registration_id IN {registrations}";
const OF_RUN: &str = "run_id IN (SELECT id FROM run WHERE registration_id IN {registrations})";

pub(crate) static HOLDINGS: &[Holding] = &[
    hiding(held("person", "id = {person}", Removed, Removed), &["password_hash"]),
    held("sign_in_name", PERSON, Removed, Removed),
    held("person_role", PERSON, Removed, Removed),
    held("membership", PERSON, Removed, Changed),
    held("institution_coordinator", PERSON, Removed, Removed),
    held("institution_person", PERSON, Removed, Removed),
    held("refresh_family", PERSON, Removed, Removed),
    hiding(
        held(
            "refresh_token",
            "family_id IN (SELECT id FROM refresh_family WHERE person_id = {person})",
            Removed,
            Removed,
        ),
        &["hash"],
    ),
    held("consent", PERSON, Removed, Removed),
    hiding(held("preview", PERSON, Removed, Removed), &["code_hash"]),
    held("extra_time", PERSON, Removed, Removed),
    held("enrolment", PERSON, Removed, Changed),
    held("registration", PERSON, Removed, Changed),
    held("registration_item", OF_REGISTRATION, Removed, Changed),
    held("run", OF_REGISTRATION, Removed, Removed),
    held("run_activity", OF_RUN, Removed, Removed),
    held("run_trace", OF_RUN, Removed, Removed),
    hiding(held("launch", OF_RUN, Removed, Removed), &["code_hash"]),
    held(
        "journal_aside",
        "launch_id IN (SELECT id FROM launch WHERE run_id IN \
         (SELECT id FROM run WHERE registration_id IN {registrations}))",
        Removed,
        Removed,
    ),
    hiding(held("unit_session", OF_REGISTRATION, Removed, Removed), &["fetch_hash", "secret_hash"]),
    held("unit_result", OF_REGISTRATION, Removed, Removed),
    held("waiver", "registration_id IN {registrations} OR waived_by = {id}", Removed, Changed),
    held("global_objective", PERSON, Removed, Removed),
    held("shared_data", PERSON, Removed, Removed),
    held("quiz_form", OF_REGISTRATION, Removed, Changed),
    hiding(held("quiz_attempt", PERSON, Removed, Changed), &["paper"]),
    held("quiz_answer", "attempt_id IN {attempts}", Removed, Changed),
    held("institution_progress", PERSON, Removed, Changed),
    held("institution_quiz_result", PERSON, Removed, Changed),
    not_given(held("statement", "sequence IN {statements}", Removed, Changed)),
    not_given(held("statement_actor", "actor IN {keys}", Changed, Changed)),
    not_given(held("lrs_document", "agent IN {keys} OR registration IN {registration_texts}", Removed, Removed)),
    held("translation_assignment", PERSON, Removed, Removed),
    held("audit_log", "subject_id = {person} OR actor_id = {person} OR object_id = {person}", Changed, Changed),
    not_given(held("webhook_delivery", "HAS(body, {id}) > 0", Removed, Removed)),
    not_given(held("kept_answer", "HAS(body, {id}) > 0", Removed, Removed)),
    not_given(held("package", "uploaded_by = {person}", Changed, Changed)),
    not_given(held("course", "created_by = {person}", Changed, Changed)),
    not_given(held("course_version", "created_by = {person}", Changed, Changed)),
    not_given(held("draft_text", "changed_by = {person}", Changed, Changed)),
    not_given(held("text_change", "changed_by = {person}", Changed, Changed)),
    held("unit_comment", "written_by = {person} OR settled_by = {person}", Changed, Changed),
    not_given(held("term", "changed_by = {person}", Changed, Changed)),
    not_given(held("course_workflow", "submitted_by = {person} OR approved_by = {person}", Changed, Changed)),
    held("workflow_step", "taken_by = {person}", Changed, Changed),
    not_given(held("erasure", "requested_by = {person}", Changed, Changed)),
    not_given(held("retention_rule", "changed_by = {person}", Changed, Changed)),
];

/// Tables that say nothing of a person by themselves: what hangs on the rows above and goes with them, the catalogue's,
/// the program's own.
#[cfg(test)]
pub(crate) const OTHERS: &[&str] = &[
    "activity_definition",
    "aligned_item",
    "attachment",
    "change_numbers",
    "course_draft",
    "draft_unit",
    "edition",
    "edition_item",
    "forward",
    "forward_log",
    "erasure_blob",
    "institution",
    "institution_definition",
    "institution_deletion",
    "lrs_credential",
    "machine_client",
    "package_text",
    "retention_run",
    "search_document",
    "signing_key",
    "statement_activity",
    "statement_attachment",
    "statement_institution",
    "statement_target",
    "webhook",
];

/// How many rows of a table are somebody's, and what becomes of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The table.
    pub table: String,
    /// Rows.
    pub rows: u64,
    /// What becomes of them.
    pub fate: Fate,
}

/// What is held of somebody now, table by table; tables without are left out.
pub async fn findings<C: ConnectionTrait>(conn: &C, subject: &Subject, mode: Mode) -> Result<Vec<Finding>, DbErr> {
    let mut found = Vec::new();
    for holding in HOLDINGS {
        let mut sql = Sql::new("SELECT COUNT(*) FROM ");
        sql.push(holding.table).push(" WHERE ").about(subject, holding.rows);
        let rows = sql.count(conn).await?;
        let fate = if mode == Mode::Erase { holding.erased } else { holding.pseudonymised };
        if rows > 0 {
            found.push(Finding { table: holding.table.to_owned(), rows, fate });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use vidik_db::database_tests;

    use super::{HOLDINGS, OTHERS, Sql};

    database_tests! {
        /// Whoever adds a table says here whose data it holds.
        async fn every_table_is_known(db: Db) {
            let tables = if db.read().get_database_backend() == sea_orm::DbBackend::Postgres {
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() \
                 AND table_type = 'BASE TABLE'"
            } else {
                "SELECT name FROM sqlite_schema WHERE type = 'table'"
            };
            let there: BTreeSet<String> = Sql::new(tables).column(db.read()).await.unwrap().into_iter()
                .filter(|name: &String| !["seaql_", "sqlite_", "search_index"].iter().any(|own| name.starts_with(own)))
                .collect();
            let known: BTreeSet<String> = HOLDINGS.iter().map(|holding| holding.table).chain(OTHERS.iter().copied())
                .map(str::to_owned).collect();
            assert_eq!(there, known);
        }
    }
}
