//! The commit that is by far the most frequent: data alone, nothing that sequencing looks at. One read and two
//! writes (on PostgreSQL in one statement), by prepared statements.

use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, DbErr, Statement};
use vidik_catalogue::PlayableEdition;
use vidik_scorm::{Data, RunTime};
use vidik_sequencing::NodeIndex;

use crate::{
    commit::{Commit, CommitAnswer, CommitError, RejectedValue, fresh},
    delivery::standard_of,
    finish::seen,
    tokens::LaunchClaims,
    view::{ActivityKind, kind},
};

/// What came of an attempt to take commits as data alone.
#[derive(Debug)]
pub enum DataCommit {
    /// Taken.
    Taken(Box<CommitAnswer>),
    /// They are more than data. Nothing was written: they are for [`commit`](crate::commit).
    More(Vec<Commit>),
}

/// Everything that is asked of the database, in one row.
const STANDING: &str = "SELECT registration.generation, launch.last_number, launch.visit, run_activity.data, \
                        run_activity.watched_seconds FROM registration JOIN launch ON launch.id = $2 \
                        JOIN run_activity ON run_activity.run_id = $3 AND run_activity.activity = $4 \
                        WHERE registration.id = $1";
/// The same where others write at the same time. All rows are locked, the registration first as everywhere, so that
/// each is read as it is and not as it was before another transaction ended.
const STANDING_LOCKED: &str = "SELECT registration.generation, launch.last_number, launch.visit, run_activity.data, \
                               run_activity.watched_seconds FROM registration JOIN launch ON launch.id = $2 \
                               JOIN run_activity ON run_activity.run_id = $3 AND run_activity.activity = $4 \
                               WHERE registration.id = $1 FOR UPDATE";
const KEEP: &str = "UPDATE run_activity SET data = $1, watched_seconds = $2 WHERE run_id = $3 AND activity = $4";
const COUNT: &str = "UPDATE launch SET last_number = $1 WHERE id = $2";
/// Both at once, where each statement is a way to another machine and back.
const KEEP_AND_COUNT: &str = "WITH kept AS (UPDATE run_activity SET data = $1, watched_seconds = $2 \
                              WHERE run_id = $3 AND activity = $4) UPDATE launch SET last_number = $5 WHERE id = $6";

/// Takes commits that end no visit and change nothing that sequencing looks at.
///
/// It answers an error only before it wrote anything, but for a database that fails between its two writes: the
/// data are kept then and the number is not, and the same commit is taken once more when it comes again.
pub async fn commit_data(
    txn: &DatabaseTransaction,
    edition: &PlayableEdition,
    claims: &LaunchClaims,
    commits: Vec<Commit>,
) -> Result<DataCommit, CommitError> {
    let Some(index) = one_open_visit(edition, &commits) else { return Ok(DataCommit::More(commits)) };
    let activity = edition.tree.id(index).to_string();
    let Some(standing) = standing(txn, claims, &activity).await? else { return Ok(DataCommit::More(commits)) };
    if standing.generation != claims.generation {
        return Err(CommitError::TakenOver);
    }
    if commits.iter().any(|commit| commit.visit != standing.visit) {
        return Ok(DataCommit::More(commits));
    }
    let data: Data =
        serde_json::from_str(&standing.data).map_err(|error| DbErr::Custom(format!("a visit's data: {error}")))?;
    let mut run_time = RunTime::resume(standard_of(edition.format), &data);
    // What a SCO shares with others lies in rows of its own.
    if run_time.shared_stores().iter().any(|store| store.writable) {
        return Ok(DataCommit::More(commits));
    }
    let before = seen(&run_time);
    let mut seconds = standing.watched_seconds;
    let mut rejected = Vec::new();
    let new = fresh(commits, standing.last_number)?;
    for commit in &new {
        let set = commit.set.iter().map(|(element, value)| (element.as_str(), value.as_str()));
        let refused = run_time.apply(set);
        rejected.extend(refused.into_iter().map(|value| RejectedValue { number: commit.number, value }));
        seconds = seconds.saturating_add(i64::try_from(commit.watched().seconds()).unwrap_or(i64::MAX));
    }
    if seen(&run_time) != before {
        return Ok(DataCommit::More(new));
    }
    let acknowledged = new.last().map_or(standing.last_number, |commit| commit.number);
    if !new.is_empty() {
        keep(txn, claims, &activity, run_time.data(), seconds, acknowledged).await?;
    }
    Ok(DataCommit::Taken(Box::new(CommitAnswer::unchanged(acknowledged, rejected))))
}

/// The content that all of these commits are of; nothing where one of them ends its visit, or is of something else.
fn one_open_visit(edition: &PlayableEdition, commits: &[Commit]) -> Option<NodeIndex> {
    let activity = &commits.first()?.activity;
    let index = edition.tree.find(activity)?;
    let alike = |commit: &Commit| commit.activity == *activity && !commit.terminate;
    (commits.iter().all(alike) && kind(&edition.tree, index) == ActivityKind::Sco).then_some(index)
}

/// What the database holds of the launch and its visit.
struct Standing {
    generation: i32,
    last_number: i64,
    visit: i32,
    data: String,
    watched_seconds: i64,
}

async fn standing(txn: &DatabaseTransaction, claims: &LaunchClaims, activity: &str) -> Result<Option<Standing>, DbErr> {
    let backend = txn.get_database_backend();
    let sql = if backend == DbBackend::Postgres { STANDING_LOCKED } else { STANDING };
    let values = [claims.registration.0.into(), claims.launch.0.into(), claims.run.0.into(), activity.into()];
    let row = txn.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Standing {
        generation: row.try_get_by_index(0)?,
        last_number: row.try_get_by_index(1)?,
        visit: row.try_get_by_index(2)?,
        data: row.try_get_by_index(3)?,
        watched_seconds: row.try_get_by_index(4)?,
    }))
}

/// The data first: they may come a second time, a number may not.
async fn keep(
    txn: &DatabaseTransaction,
    claims: &LaunchClaims,
    activity: &str,
    data: &Data,
    seconds: i64,
    number: i64,
) -> Result<(), DbErr> {
    let backend = txn.get_database_backend();
    let json = serde_json::to_string(data).map_err(|error| DbErr::Custom(error.to_string()))?;
    let kept = [json.into(), seconds.into(), claims.run.0.into(), activity.into()];
    let values = [number.into(), claims.launch.0.into()];
    if backend == DbBackend::Postgres {
        let values: Vec<_> = kept.into_iter().chain(values).collect();
        txn.execute_raw(Statement::from_sql_and_values(backend, KEEP_AND_COUNT, values)).await?;
        return Ok(());
    }
    txn.execute_raw(Statement::from_sql_and_values(backend, KEEP, kept)).await?;
    txn.execute_raw(Statement::from_sql_and_values(backend, COUNT, values)).await?;
    Ok(())
}
