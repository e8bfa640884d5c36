//! Answers that are kept for a day: a request that is sent again with its key gets the same one.

use chrono::Duration;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _,
};
use vidik_base::{Clock, InstitutionId};

use crate::entity::kept_answer::{ActiveModel, Column, Entity};

/// How long an answer is kept.
const KEPT: Duration = Duration::hours(24);

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// What was asked: a fingerprint of it.
    pub request: String,
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// The answer that a key was given before.
pub async fn kept_answer(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    institution: InstitutionId,
    key: &str,
) -> Result<Option<KeptAnswer>, DbErr> {
    Entity::delete_many().filter(Column::CreatedAt.lt(clock.now() - KEPT)).exec(txn).await?;
    let row = Entity::find_by_id((institution.0, key.to_owned())).one(txn).await?;
    Ok(row.map(|row| KeptAnswer {
        request: row.request,
        status: u16::try_from(row.status).unwrap_or_default(),
        body: row.body,
    }))
}

/// Keeps an answer. Of two that come at once one fails, and with it what it changed.
pub async fn keep_answer(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    institution: InstitutionId,
    key: &str,
    answer: &KeptAnswer,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        institution_id: Set(institution.0),
        key: Set(key.to_owned()),
        request: Set(answer.request.clone()),
        status: Set(answer.status.into()),
        body: Set(answer.body.clone()),
        created_at: Set(clock.now()),
    };
    row.insert(txn).await?;
    Ok(())
}
