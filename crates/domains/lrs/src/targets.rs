//! Statements that speak of statements. What a filter finds is found by those that speak of it, too, through however
//! many of them (xAPI 1.0.3, part three, 2.1.3), so every statement that is reached is kept with the one that begins.

use std::collections::BTreeSet;

use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _, Statement, sea_query::OnConflict,
};
use uuid::Uuid;
use vidik_xapi::VOIDED;

use crate::{
    entity::{statement, statement_target},
    entry::Entry,
};

/// Keeps what these statements speak of, and what is reached through them by those that spoke of them before they
/// came.
pub(crate) async fn insert(txn: &DatabaseTransaction, entries: &[Entry]) -> Result<(), DbErr> {
    for entry in entries {
        let Some(target) = entry.target else { continue };
        let mut reached = reached_from(txn, target).await?;
        reached.remove(&target);
        keep(txn, entry.sequence, [target], true).await?;
        keep(txn, entry.sequence, reached.iter().copied(), false).await?;
        reached.insert(target);
        for sequence in speaking_of(txn, entry.id).await? {
            keep(txn, sequence, reached.iter().copied(), false).await?;
        }
    }
    Ok(())
}

async fn keep(
    txn: &DatabaseTransaction,
    sequence: Uuid,
    targets: impl IntoIterator<Item = Uuid>,
    direct: bool,
) -> Result<(), DbErr> {
    let rows = targets.into_iter().map(|target| statement_target::ActiveModel {
        target: Set(target),
        sequence: Set(sequence),
        direct: Set(direct),
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    let keys = [statement_target::Column::Target, statement_target::Column::Sequence];
    let known = OnConflict::columns(keys).do_nothing().to_owned();
    statement_target::Entity::insert_many(rows).on_conflict(known).exec_without_returning(txn).await?;
    Ok(())
}

/// What is reached from a statement.
async fn reached_from(txn: &DatabaseTransaction, id: Uuid) -> Result<BTreeSet<Uuid>, DbErr> {
    const SQL: &str = "SELECT t.target FROM statement s JOIN statement_target t ON t.sequence = s.sequence \
                       WHERE s.id = $1";
    let query = Statement::from_sql_and_values(txn.get_database_backend(), SQL, [id.into()]);
    txn.query_all_raw(query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// The statements that reach this one.
async fn speaking_of(txn: &DatabaseTransaction, id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let rows = statement_target::Entity::find().filter(statement_target::Column::Target.eq(id)).all(txn).await?;
    Ok(rows.into_iter().map(|row| row.sequence).collect())
}

/// Marks a statement as voided. One that voids another stays (2.3.2).
pub(crate) async fn void(txn: &DatabaseTransaction, sequence: Uuid) -> Result<(), DbErr> {
    statement::Entity::update_many()
        .set(statement::ActiveModel { voided: Set(true), ..Default::default() })
        .filter(statement::Column::Sequence.eq(sequence))
        .filter(statement::Column::Verb.ne(VOIDED))
        .exec(txn)
        .await
        .map(|_| ())
}
