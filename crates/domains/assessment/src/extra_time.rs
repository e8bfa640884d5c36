//! Extra time for people who need it (WCAG 2.2, 2.2.1).

use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait as _, sea_query::OnConflict};
use vidik_base::{Clock, PersonId};

use crate::entity::extra_time;

/// The most extra time that can be given, in percent: four times the time of others.
pub const MOST_EXTRA_TIME: u32 = 300;

/// How much longer somebody has, in percent of the time that others have.
pub async fn extra_time_of<C: ConnectionTrait>(conn: &C, person: PersonId) -> Result<u32, DbErr> {
    let row = extra_time::Entity::find_by_id(person.0).one(conn).await?;
    Ok(row.and_then(|row| u32::try_from(row.percent).ok()).unwrap_or(0))
}

/// Gives somebody so much longer, from the next attempt on; 0 takes it back.
pub async fn set_extra_time<C: ConnectionTrait>(
    conn: &C,
    clock: &dyn Clock,
    person: PersonId,
    percent: u32,
) -> Result<(), DbErr> {
    if percent == 0 {
        extra_time::Entity::delete_by_id(person.0).exec(conn).await?;
        return Ok(());
    }
    let row = extra_time::ActiveModel {
        person_id: Set(person.0),
        percent: Set(i32::try_from(percent.min(MOST_EXTRA_TIME)).unwrap_or(0)),
        set_at: Set(clock.now()),
    };
    let replace = OnConflict::column(extra_time::Column::PersonId)
        .update_columns([extra_time::Column::Percent, extra_time::Column::SetAt])
        .to_owned();
    extra_time::Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}
