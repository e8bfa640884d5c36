//! By which names institutions know people in their own systems.

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _,
};
use thiserror::Error;
use vidik_base::{Clock, InstitutionId, PersonId};
use vidik_db::is_unique_violation;

use crate::entity::institution_person::{ActiveModel, Column, Entity};

/// The longest external id, in characters.
const LONGEST: usize = 200;

/// Why a person cannot have an external id.
#[derive(Debug, Error)]
pub enum ExternalIdError {
    /// It is empty, too long, or has control characters or spaces around it.
    #[error("an external id has 1 to 200 characters, none of them a control character, no spaces around them")]
    Malformed,
    /// The id names somebody else, or the person has another one.
    #[error("the id names somebody else, or the person has another one")]
    Taken,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// The people that an external id names: one at an institution, at most one a institution where none is given.
pub async fn people_named<C: ConnectionTrait>(
    conn: &C,
    institution: Option<InstitutionId>,
    external_id: &str,
) -> Result<Vec<PersonId>, DbErr> {
    let mut query = Entity::find().filter(Column::ExternalId.eq(external_id));
    if let Some(institution) = institution {
        query = query.filter(Column::InstitutionId.eq(institution.0));
    }
    Ok(query.all(conn).await?.into_iter().map(|row| PersonId(row.person_id)).collect())
}

/// What an institution calls these people, where it calls them anything.
pub async fn external_ids<C: ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    people: &[PersonId],
) -> Result<HashMap<PersonId, String>, DbErr> {
    let rows = Entity::find()
        .filter(Column::InstitutionId.eq(institution.0))
        .filter(Column::PersonId.is_in(people.iter().map(|person| person.0)))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (PersonId(row.person_id), row.external_id)).collect())
}

/// Lets an institution call a person so; calling them so already is no error.
pub async fn name_externally(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    institution: InstitutionId,
    person: PersonId,
    external_id: &str,
) -> Result<(), ExternalIdError> {
    let good = (1..=LONGEST).contains(&external_id.chars().count())
        && external_id.trim() == external_id
        && !external_id.chars().any(char::is_control);
    if !good {
        return Err(ExternalIdError::Malformed);
    }
    if people_named(txn, Some(institution), external_id).await?.contains(&person) {
        return Ok(());
    }
    let row = ActiveModel {
        institution_id: Set(institution.0),
        external_id: Set(external_id.to_owned()),
        person_id: Set(person.0),
        created_at: Set(clock.now()),
    };
    match row.insert(txn).await {
        Err(error) if is_unique_violation(&error).is_some() => Err(ExternalIdError::Taken),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}
