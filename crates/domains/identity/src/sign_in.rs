//! Signing in: from a name and a password to a family of refresh tokens.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _,
};
use uuid::Uuid;
use vidik_base::{Clock, PersonId, Rng, new_id};

use crate::{
    entity::{person, refresh_family, refresh_token, sign_in_name},
    model::{Person, folded},
    secrets::{new_secret, secret_hash},
};

/// How long a refresh token can be used. Each use starts it anew.
pub const REFRESH_LIFETIME: Duration = Duration::days(30);

/// The person whom an e-mail address, user name or staff number names, with the hash of their password.
pub async fn find_by_sign_in_name<C: ConnectionTrait>(
    conn: &C,
    name: &str,
) -> Result<Option<(Person, Option<String>)>, DbErr> {
    let Some(name) = sign_in_name::Entity::find_by_id(folded(name)).one(conn).await? else { return Ok(None) };
    let row = person::Entity::find_by_id(name.person_id).one(conn).await?;
    Ok(row.map(|row| (row.password_hash.clone(), row)).map(|(hash, row)| (Person::from(row), hash)))
}

/// A sign-in that lasts: the family, and its newest token in the clear.
#[derive(Debug)]
pub struct Session {
    /// Who.
    pub person: PersonId,
    /// The family of refresh tokens.
    pub family: Uuid,
    /// The token, to be handed out once.
    pub token: String,
    /// When the token stops working.
    pub expires_at: DateTime<Utc>,
}

/// Begins a family for a person whose password was right.
pub async fn begin_session<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    person: PersonId,
) -> Result<Session, DbErr> {
    let family: Uuid = new_id(rng);
    refresh_family::ActiveModel {
        id: Set(family),
        person_id: Set(person.0),
        created_at: Set(clock.now()),
        ended_at: Set(None),
        ended_because: Set(None),
    }
    .insert(txn)
    .await?;
    add_token(txn, clock, rng, person, family).await
}

async fn add_token<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    person: PersonId,
    family: Uuid,
) -> Result<Session, DbErr> {
    let token = new_secret(rng);
    let expires_at = clock.now() + REFRESH_LIFETIME;
    refresh_token::ActiveModel {
        hash: Set(secret_hash(&token)),
        family_id: Set(family),
        issued_at: Set(clock.now()),
        expires_at: Set(expires_at),
        used_at: Set(None),
    }
    .insert(txn)
    .await?;
    Ok(Session { person, family, token, expires_at })
}

/// What came of handing in a refresh token.
#[derive(Debug)]
pub enum Refreshed {
    /// A new token of the same family; the old one is used up.
    Renewed(Session),
    /// Nobody knows it, it is too old, or its family has ended: sign in again.
    Refused,
    /// It was used before: somebody has a copy, and the whole family has ended.
    Reused,
}

/// Trades a refresh token for the next one. A token handed in twice ends its family, in the same transaction.
pub async fn refresh<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    token: &str,
) -> Result<Refreshed, DbErr> {
    let now = clock.now();
    let hash = secret_hash(token);
    let Some(row) = refresh_token::Entity::find_by_id(hash.clone()).one(txn).await? else {
        return Ok(Refreshed::Refused);
    };
    let Some(family) = refresh_family::Entity::find_by_id(row.family_id).one(txn).await? else {
        return Ok(Refreshed::Refused);
    };
    if family.ended_at.is_some() || row.expires_at <= now {
        return Ok(Refreshed::Refused);
    }
    // Only one of two that come at once marks the row; the other has used it again.
    let marked = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, now.into())
        .filter(refresh_token::Column::Hash.eq(hash))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    if marked.rows_affected == 0 {
        end_family(txn, clock, family.id, "reuse").await?;
        return Ok(Refreshed::Reused);
    }
    let person = person::Entity::find_by_id(family.person_id).one(txn).await?;
    if person.is_none_or(|person| person.disabled_at.is_some()) {
        end_family(txn, clock, family.id, "disabled").await?;
        return Ok(Refreshed::Refused);
    }
    Ok(Refreshed::Renewed(add_token(txn, clock, rng, PersonId(family.person_id), family.id).await?))
}

/// Signs out: ends the family that the token belongs to. A token that nobody knows is no error.
pub async fn sign_out<C: ConnectionTrait>(txn: &C, clock: &dyn Clock, token: &str) -> Result<(), DbErr> {
    if let Some(row) = refresh_token::Entity::find_by_id(secret_hash(token)).one(txn).await? {
        end_family(txn, clock, row.family_id, "sign-out").await?;
    }
    Ok(())
}

/// Ends every sign-in of a person but one: after a new password.
pub async fn end_other_sessions<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    person: PersonId,
    keep: Uuid,
) -> Result<(), DbErr> {
    refresh_family::Entity::update_many()
        .col_expr(refresh_family::Column::EndedAt, clock.now().into())
        .col_expr(refresh_family::Column::EndedBecause, "new password".into())
        .filter(refresh_family::Column::PersonId.eq(person.0))
        .filter(refresh_family::Column::Id.ne(keep))
        .filter(refresh_family::Column::EndedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Ends every sign-in of a person.
pub async fn end_sessions<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    person: PersonId,
    why: &str,
) -> Result<(), DbErr> {
    refresh_family::Entity::update_many()
        .col_expr(refresh_family::Column::EndedAt, clock.now().into())
        .col_expr(refresh_family::Column::EndedBecause, why.into())
        .filter(refresh_family::Column::PersonId.eq(person.0))
        .filter(refresh_family::Column::EndedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

async fn end_family<C: ConnectionTrait>(txn: &C, clock: &dyn Clock, family: Uuid, why: &str) -> Result<(), DbErr> {
    refresh_family::Entity::update_many()
        .col_expr(refresh_family::Column::EndedAt, clock.now().into())
        .col_expr(refresh_family::Column::EndedBecause, why.into())
        .filter(refresh_family::Column::Id.eq(family))
        .filter(refresh_family::Column::EndedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}
