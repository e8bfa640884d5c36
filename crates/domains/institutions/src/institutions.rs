//! Institutions and their coordinators.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _,
};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{Clock, InstitutionId, LocalizedText, PersonId, Rng, new_id};
use vidik_db::is_unique_violation;

use crate::entity::{institution, institution_coordinator};

/// A tenant.
#[derive(Clone, Debug, PartialEq)]
pub struct Institution {
    /// Id.
    pub id: InstitutionId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name in words.
    pub name: LocalizedText,
    /// Added when.
    pub created_at: DateTime<Utc>,
}

impl From<institution::Model> for Institution {
    fn from(row: institution::Model) -> Self {
        Self {
            id: InstitutionId(row.id),
            slug: row.slug,
            name: serde_json::from_str(&row.name).unwrap_or_default(),
            created_at: row.created_at,
        }
    }
}

/// An institution to be added.
#[derive(Clone, Debug)]
pub struct NewInstitution {
    /// 3 to 64 small letters, digits and hyphens.
    pub slug: String,
    /// A name in at least one language.
    pub name: LocalizedText,
}

/// Why an institution cannot be added.
#[derive(Debug, Error)]
pub enum InstitutionError {
    /// The slug has other characters.
    #[error("a slug has 3 to 64 small letters, digits and hyphens")]
    BadSlug,
    /// The slug is taken.
    #[error("an institution of that slug exists")]
    SlugTaken,
    /// It has no name.
    #[error("an institution has a name in at least one language")]
    NoName,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Adds an institution.
pub async fn add_institution<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    new: NewInstitution,
) -> Result<Institution, InstitutionError> {
    let good = (3..=64).contains(&new.slug.len())
        && new.slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !good || Uuid::parse_str(&new.slug).is_ok() {
        return Err(InstitutionError::BadSlug);
    }
    if new.name.iter().all(|(_, name)| name.trim().is_empty()) {
        return Err(InstitutionError::NoName);
    }
    let id: InstitutionId = new_id(rng);
    let row = institution::ActiveModel {
        id: Set(id.0),
        slug: Set(new.slug),
        name: Set(serde_json::to_string(&new.name).unwrap_or_default()),
        created_at: Set(clock.now()),
    };
    match row.insert(txn).await {
        Err(error) if is_unique_violation(&error).is_some() => Err(InstitutionError::SlugTaken),
        Err(error) => Err(error.into()),
        Ok(row) => Ok(row.into()),
    }
}

/// Every institution, by slug. There are a few dozen.
pub async fn institutions<C: ConnectionTrait>(conn: &C) -> Result<Vec<Institution>, DbErr> {
    let rows = institution::Entity::find().order_by_asc(institution::Column::Slug).all(conn).await?;
    Ok(rows.into_iter().map(Institution::from).collect())
}

/// The institution of that id or slug.
pub async fn find_institution<C: ConnectionTrait>(conn: &C, id_or_slug: &str) -> Result<Option<Institution>, DbErr> {
    let query = match Uuid::parse_str(id_or_slug) {
        Ok(id) => institution::Entity::find_by_id(id),
        Err(_) => institution::Entity::find().filter(institution::Column::Slug.eq(id_or_slug)),
    };
    Ok(query.one(conn).await?.map(Institution::from))
}

/// Makes a person a coordinator of an institution; being one already is no error.
pub async fn appoint_coordinator<C: ConnectionTrait>(
    txn: &C,
    institution: InstitutionId,
    person: PersonId,
) -> Result<(), DbErr> {
    let row = institution_coordinator::ActiveModel { institution_id: Set(institution.0), person_id: Set(person.0) };
    institution_coordinator::Entity::insert(row)
        .on_conflict_do_nothing_on([
            institution_coordinator::Column::InstitutionId,
            institution_coordinator::Column::PersonId,
        ])
        .exec(txn)
        .await?;
    Ok(())
}

/// Somebody acts for an institution no more; not having done so is no error.
pub async fn dismiss_coordinator<C: ConnectionTrait>(
    txn: &C,
    institution: InstitutionId,
    person: PersonId,
) -> Result<(), DbErr> {
    institution_coordinator::Entity::delete_by_id((institution.0, person.0)).exec(txn).await?;
    Ok(())
}

/// The institutions that a person acts for.
pub async fn coordinated_by<C: ConnectionTrait>(conn: &C, person: PersonId) -> Result<Vec<InstitutionId>, DbErr> {
    let rows = institution_coordinator::Entity::find()
        .filter(institution_coordinator::Column::PersonId.eq(person.0))
        .order_by_asc(institution_coordinator::Column::InstitutionId)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| InstitutionId(row.institution_id)).collect())
}
