//! The progress of an institution's people: one row a learner and registration, in the order in which rows changed.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, FromQueryResult, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, sea_query::ExprTrait as _,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vidik_base::InstitutionId;
use vidik_db::stable_below;

use crate::{
    entity::institution_progress::{Column, Entity},
    since::{Rows, first_change},
};

/// Where a list goes on: behind the row of this change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// The change's number.
    pub change: i64,
    /// The row.
    pub registration: Uuid,
}

/// A row as it is stored; names of people and courses are looked up by the reader.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct ProgressRow {
    /// The registration.
    pub registration_id: Uuid,
    /// The learner.
    pub person_id: Uuid,
    /// The course.
    pub course_id: Uuid,
    /// The language last read in.
    pub language: String,
    /// Begun when.
    pub started_at: DateTime<Utc>,
    /// Changed when.
    pub updated_at: DateTime<Utc>,
    /// Completed when.
    pub completed_at: Option<DateTime<Utc>>,
    /// Number of the last change.
    pub change_number: i64,
    /// `unknown`, `incomplete`, `completed`.
    pub completion: String,
    /// `unknown`, `passed`, `failed`.
    pub success: String,
    /// 0…1.
    pub progress: Option<f64>,
    /// −1…1.
    pub scaled: Option<f64>,
    /// Points.
    pub raw: Option<f64>,
    /// Least points.
    pub min: Option<f64>,
    /// Most points.
    pub max: Option<f64>,
    /// Time spent, in hundredths of a second.
    pub hundredths: i64,
}

/// Rows that changed, in the order of their changes, `limit` of them behind `after`.
///
/// A row that changes while somebody pages comes again, later; none is skipped: rows of transactions that may still
/// commit are held back until they have.
pub async fn institution_progress<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    since: Option<DateTime<Utc>>,
    after: Option<After>,
    limit: u64,
) -> Result<Vec<ProgressRow>, DbErr> {
    let stable = stable_below(conn).await?;
    let mut query = Entity::find()
        .filter(Column::InstitutionId.eq(institution.0))
        .filter(Column::ChangeNumber.lt(stable))
        .order_by_asc(Column::ChangeNumber)
        .order_by_asc(Column::RegistrationId)
        .limit(limit);
    if let Some(since) = since {
        query = query.filter(Column::UpdatedAt.gte(since));
        if after.is_none() {
            query = match first_change(conn, Rows::Registrations, institution, since).await? {
                Some(change) => query.filter(Column::ChangeNumber.gte(change)),
                None => return Ok(Vec::new()),
            };
        }
    }
    if let Some(after) = after {
        // The key is compared as a whole, so that one index range serves it.
        let behind = Column::ChangeNumber
            .gt(after.change)
            .or(Column::ChangeNumber.eq(after.change).and(Column::RegistrationId.gt(after.registration)));
        query = query.filter(Column::ChangeNumber.gte(after.change)).filter(behind);
    }
    query.into_model::<ProgressRow>().all(conn).await
}
