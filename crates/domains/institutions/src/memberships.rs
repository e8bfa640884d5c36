//! Who belongs to an institution, from when to when.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{InstitutionId, MembershipId, PersonId, Rng, new_id};
use vidik_db::change_number;

use crate::entity::membership;

/// A person's belonging to an institution; both days count in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Id.
    pub id: MembershipId,
    /// Who.
    pub person: PersonId,
    /// Where.
    pub institution: InstitutionId,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, where one is known.
    pub ends_on: Option<NaiveDate>,
}

impl From<membership::Model> for Membership {
    fn from(row: membership::Model) -> Self {
        Self {
            id: MembershipId(row.id),
            person: PersonId(row.person_id),
            institution: InstitutionId(row.institution_id),
            starts_on: row.starts_on,
            ends_on: row.ends_on,
        }
    }
}

/// A membership to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewMembership {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub institution: InstitutionId,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, where one is known.
    pub ends_on: Option<NaiveDate>,
}

/// Why a membership cannot be added or ended.
#[derive(Debug, Error)]
pub enum MembershipError {
    /// It ends before it begins.
    #[error("a membership cannot end before it begins")]
    EndsBeforeStart,
    /// The person belongs to that institution on some of these days already.
    #[error("the person belongs to the institution on some of these days already")]
    Overlaps,
    /// There is none of that id.
    #[error("there is no such membership")]
    Unknown,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Adds a membership that overlaps no other of the same person and institution.
pub async fn add_membership(
    txn: &DatabaseTransaction,
    rng: &dyn Rng,
    new: NewMembership,
) -> Result<Membership, MembershipError> {
    if new.ends_on.is_some_and(|end| end < new.starts_on) {
        return Err(MembershipError::EndsBeforeStart);
    }
    let others = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(new.person.0))
        .filter(membership::Column::InstitutionId.eq(new.institution.0))
        .all(txn)
        .await?;
    let overlaps = |row: &membership::Model| {
        row.ends_on.is_none_or(|end| new.starts_on <= end) && new.ends_on.is_none_or(|end| row.starts_on <= end)
    };
    if others.iter().any(overlaps) {
        return Err(MembershipError::Overlaps);
    }
    let id: MembershipId = new_id(rng);
    let row = membership::ActiveModel {
        id: Set(id.0),
        person_id: Set(new.person.0),
        institution_id: Set(new.institution.0),
        starts_on: Set(new.starts_on),
        ends_on: Set(new.ends_on),
        change_number: Set(change_number(txn).await?),
    };
    Ok(row.insert(txn).await?.into())
}

/// Sets the last day of a membership.
pub async fn end_membership(
    txn: &DatabaseTransaction,
    institution: InstitutionId,
    id: MembershipId,
    ends_on: NaiveDate,
) -> Result<Membership, MembershipError> {
    let found = membership::Entity::find_by_id(id.0)
        .filter(membership::Column::InstitutionId.eq(institution.0))
        .one(txn)
        .await?;
    let row = found.ok_or(MembershipError::Unknown)?;
    if ends_on < row.starts_on {
        return Err(MembershipError::EndsBeforeStart);
    }
    let number = change_number(txn).await?;
    let row = membership::ActiveModel {
        id: Set(row.id),
        ends_on: Set(Some(ends_on)),
        change_number: Set(number),
        ..Default::default()
    };
    Ok(row.update(txn).await?.into())
}

/// The memberships of a person, newest first.
pub async fn memberships_of<C: ConnectionTrait>(conn: &C, person: PersonId) -> Result<Vec<Membership>, DbErr> {
    let rows = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person.0))
        .order_by_desc(membership::Column::StartsOn)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Membership::from).collect())
}

/// Several memberships by id, in no order.
pub async fn memberships_by_id<C: ConnectionTrait>(conn: &C, ids: &[Uuid]) -> Result<Vec<Membership>, DbErr> {
    let rows = membership::Entity::find().filter(membership::Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    Ok(rows.into_iter().map(Membership::from).collect())
}

/// The memberships of an institution by id, `limit` of them after `after`.
pub async fn members<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    after: Option<MembershipId>,
    limit: u64,
) -> Result<Vec<Membership>, DbErr> {
    let mut query = membership::Entity::find()
        .filter(membership::Column::InstitutionId.eq(institution.0))
        .order_by_asc(membership::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(membership::Column::Id.gt(after.0));
    }
    Ok(query.all(conn).await?.into_iter().map(Membership::from).collect())
}
