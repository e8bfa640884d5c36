//! The record of one registration.

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _,
    sea_query::{Expr, ExprTrait as _},
};
use serde_json::Value;
use uuid::Uuid;
use vidik_base::{InstitutionId, RegistrationId};

use crate::entity::{
    statement::{Column, Entity},
    statement_institution,
};

/// Statements of a registration in the order in which they were stored, `limit` of them behind `after`, each with its
/// place. What was voided is left out, and, where institutions are named, what none of them sees.
pub async fn statements_of<C: ConnectionTrait>(
    conn: &C,
    registration: RegistrationId,
    seen_by: Option<&[InstitutionId]>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<(Uuid, Value)>, DbErr> {
    let mut query = Entity::find()
        .filter(Column::RegistrationId.eq(registration.0))
        .filter(Column::Voided.eq(false))
        .order_by_asc(Column::Sequence)
        .limit(limit);
    if let Some(institutions) = seen_by {
        let seen = statement_institution::Entity::find()
            .select_only()
            .column(statement_institution::Column::Sequence)
            .filter(statement_institution::Column::InstitutionId.is_in(institutions.iter().map(|one| one.0)))
            .filter(
                Expr::col((statement_institution::Entity, statement_institution::Column::Sequence))
                    .equals((Entity, Column::Sequence)),
            )
            .into_query();
        query = query.filter(Expr::exists(seen));
    }
    if let Some(after) = after {
        query = query.filter(Column::Sequence.gt(after));
    }
    let rows = query.all(conn).await?;
    rows.into_iter()
        .map(|row| {
            let statement = serde_json::from_str(&row.payload).map_err(|error| DbErr::Custom(error.to_string()))?;
            Ok((row.sequence, statement))
        })
        .collect()
}
