//! Attempts whose time is over while nobody asks for them.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;
use vidik_base::{PackageId, RegistrationId};

use crate::{Attempt, QuizError, Setting, Submission, answer::own_attempt, entity::quiz_attempt, submit::finish};

/// An attempt that should be handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The attempt.
    pub attempt: Uuid,
    /// Its registration.
    pub registration: RegistrationId,
    /// The package that its questions are from.
    pub package: PackageId,
}

/// Attempts whose time is over, the longest overdue first.
pub async fn overdue_attempts<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    at_most: u64,
) -> Result<Vec<Overdue>, DbErr> {
    use quiz_attempt::Column;
    let rows = quiz_attempt::Entity::find()
        .filter(Column::SubmittedAt.is_null())
        .filter(Column::Deadline.lt(now))
        .order_by_asc(Column::Deadline)
        .limit(at_most)
        .all(conn)
        .await?;
    let attempts = rows.into_iter().map(Attempt::try_from).collect::<Result<Vec<_>, _>>()?;
    let overdue = attempts.into_iter().filter(|attempt| attempt.is_overdue(now));
    Ok(overdue
        .map(|attempt| Overdue { attempt: attempt.id, registration: attempt.registration, package: attempt.package })
        .collect())
}

/// Hands an attempt in as it stands, if its time is over still.
pub async fn submit_overdue(
    txn: &DatabaseTransaction,
    setting: &Setting,
    attempt: Uuid,
) -> Result<Option<Submission>, QuizError> {
    let attempt = own_attempt(txn, setting.place.registration, attempt).await?;
    if !attempt.is_overdue(setting.desk.clock.now()) {
        return Ok(None);
    }
    Ok(Some(finish(txn, setting, &attempt, true).await?))
}
