//! Appending statements.

use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait as _};
use uuid::Uuid;
use vidik_base::{Clock, Rng, new_ordered_id};
use vidik_xapi::Statement;

use crate::entity::{statement, statement_activity, statement_actor};

/// Appends statements, with the links by which they are found, in one go.
pub async fn append(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    rng: &dyn Rng,
    change_number: i64,
    statements: &[Statement],
) -> Result<(), DbErr> {
    if statements.is_empty() {
        return Ok(());
    }
    let (mut rows, mut actors, mut activities) = (Vec::new(), Vec::new(), Vec::new());
    for (place, statement) in statements.iter().enumerate() {
        let sequence = in_order(new_ordered_id(clock, rng), place);
        rows.push(row(sequence, change_number, statement)?);
        for (usage, actor) in [("actor", &statement.actor), ("authority", &statement.authority)] {
            actors.push(statement_actor::ActiveModel {
                actor: Set(actor.key()),
                sequence: Set(sequence),
                usage: Set(usage.to_owned()),
            });
        }
        let context = statement.context.iter().flat_map(|context| context.context_activities.iter());
        for (usage, activity) in std::iter::once(("object", &statement.object)).chain(context) {
            activities.push(statement_activity::ActiveModel {
                activity: Set(activity.id.clone()),
                sequence: Set(sequence),
                usage: Set(usage.to_owned()),
            });
        }
    }
    statement::Entity::insert_many(rows).exec_without_returning(txn).await?;
    statement_actor::Entity::insert_many(actors).exec_without_returning(txn).await?;
    statement_activity::Entity::insert_many(activities).exec_without_returning(txn).await?;
    Ok(())
}

/// Statements of one call keep their order though they fall into one millisecond: the twelve bits behind the time
/// count them (RFC 9562, 6.2, method 1).
fn in_order(id: Uuid, place: usize) -> Uuid {
    let mut bytes = id.into_bytes();
    let count = u16::try_from(place).unwrap_or(0x0fff).min(0x0fff);
    let [high, low] = count.to_be_bytes();
    for (byte, value) in bytes.iter_mut().skip(6).zip([0x70 | high, low]) {
        *byte = value;
    }
    Uuid::from_bytes(bytes)
}

fn row(sequence: Uuid, change_number: i64, statement: &Statement) -> Result<statement::ActiveModel, DbErr> {
    let payload = serde_json::to_string(statement).map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(statement::ActiveModel {
        sequence: Set(sequence),
        id: Set(statement.id),
        registration_id: Set(statement.context.as_ref().map(|context| context.registration)),
        verb: Set(statement.verb.id.clone()),
        voided: Set(false),
        occurred_at: Set(statement.timestamp),
        stored_at: Set(statement.stored),
        change_number: Set(change_number),
        payload: Set(payload),
    })
}
