//! The change feed of an institution: what came, what changed, what went, in the order of the changes.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vidik_base::InstitutionId;
use vidik_db::{Sql, stable_below};

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Somebody's belonging to the institution.
    Membership,
    /// A registration.
    Registration,
    /// An attempt at a quiz that was handed in.
    QuizResult,
}

impl Subject {
    fn from_word(word: &str) -> Option<Self> {
        match word {
            "membership" => Some(Self::Membership),
            "registration" => Some(Self::Registration),
            "quiz_result" => Some(Self::QuizResult),
            _ => None,
        }
    }
}

/// A place in the feed: behind this change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ChangePlace {
    /// The change's number.
    pub change: i64,
    /// What changed: rows of one transaction are told by it.
    pub id: Uuid,
}

impl ChangePlace {
    /// Before everything.
    pub const BEGINNING: Self = Self { change: -1, id: Uuid::nil() };
}

/// One change: the newest of its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its place in the feed.
    pub place: ChangePlace,
    /// What it is.
    pub subject: Subject,
    /// Whether it is there no more.
    pub deleted: bool,
    /// Whether a registration became complete behind the place that was asked from.
    pub completed: bool,
}

#[derive(FromQueryResult)]
struct Row {
    change_number: i64,
    id: Uuid,
    kind: String,
    completed_change: Option<i64>,
}

/// Where rows come from: table, id, kind, and whether they tell of deletions.
const SOURCES: [(&str, &str, &str, &str, bool); 4] = [
    ("institution_progress", "registration_id", "'registration'", "completed_change", false),
    ("institution_quiz_result", "attempt_id", "'quiz_result'", "NULL", false),
    ("membership", "id", "'membership'", "NULL", false),
    ("institution_deletion", "subject_id", "kind", "NULL", true),
];

/// Changes behind `after`, `limit` of them. Each subject comes with its newest change alone; none is skipped: changes
/// of transactions that may still commit are held back until they have.
pub async fn changes<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    after: ChangePlace,
    limit: u64,
) -> Result<Vec<Change>, DbErr> {
    let stable = stable_below(conn).await?;
    let mut all = Vec::new();
    for (table, id, kind, completed, deleted) in SOURCES {
        let completed = if completed == "NULL" { "CAST(NULL AS BIGINT)" } else { completed };
        let mut sql = Sql::new(format!(
            "SELECT change_number, {id} AS id, {kind} AS kind, {completed} AS completed_change FROM {table} \
             WHERE institution_id = "
        ));
        sql.value(institution.0).push(" AND change_number < ").value(stable);
        sql.push(" AND change_number >= ").value(after.change);
        sql.push(" AND (change_number > ").value(after.change);
        sql.push(&format!(" OR {id} > ")).value(after.id).push(")");
        sql.push(&format!(" ORDER BY change_number, {id}")).limit(limit);
        let rows = sql.all::<Row, _>(conn).await?;
        all.extend(rows.into_iter().filter_map(|row| {
            Some(Change {
                place: ChangePlace { change: row.change_number, id: row.id },
                subject: Subject::from_word(&row.kind)?,
                deleted,
                completed: row.completed_change.is_some_and(|change| change > after.change),
            })
        }));
    }
    all.sort_by_key(|change| change.place);
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(all)
}

/// The place of the newest change that an institution can have read: what comes behind it is new.
pub async fn newest_change<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
) -> Result<Option<ChangePlace>, DbErr> {
    let stable = stable_below(conn).await?;
    let mut newest = None;
    for (table, id, ..) in SOURCES {
        let mut sql = Sql::new(format!(
            "SELECT change_number, {id} AS id, 'membership' AS kind, CAST(NULL AS BIGINT) AS completed_change FROM {table} \
             WHERE institution_id = "
        ));
        sql.value(institution.0).push(" AND change_number < ").value(stable);
        sql.push(&format!(" ORDER BY change_number DESC, {id} DESC LIMIT 1"));
        let row = sql.one::<Row, _>(conn).await?;
        newest = newest.max(row.map(|row| ChangePlace { change: row.change_number, id: row.id }));
    }
    Ok(newest)
}
