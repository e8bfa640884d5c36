//! What is known of activities: merged out of all that was said of them.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _, sea_query::OnConflict,
};
use serde_json::Value;
use vidik_xapi::merge_definition;

use crate::{entity::activity_definition, entry::Entry};

/// Activities asked for at once, below SQLite's bound on parameters.
const ASKED: usize = 500;

/// What is known of these activities; those of which nothing is known are not in the answer.
pub async fn definitions<C: ConnectionTrait>(
    conn: &C,
    activities: &BTreeSet<String>,
) -> Result<BTreeMap<String, Value>, DbErr> {
    let all: Vec<&String> = activities.iter().collect();
    let mut known = BTreeMap::new();
    for some in all.chunks(ASKED) {
        let rows = activity_definition::Entity::find()
            .filter(activity_definition::Column::Activity.is_in(some.iter().copied()))
            .all(conn)
            .await?;
        for row in rows {
            let definition = serde_json::from_str(&row.definition)
                .map_err(|error| DbErr::Custom(format!("the definition of {}: {error}", row.activity)))?;
            known.insert(row.activity, definition);
        }
    }
    Ok(known)
}

/// Adds what these statements say.
pub(crate) async fn merge(txn: &DatabaseTransaction, entries: &[Entry]) -> Result<(), DbErr> {
    let said: Vec<&(String, Value)> = entries.iter().flat_map(|entry| &entry.definitions).collect();
    if said.is_empty() {
        return Ok(());
    }
    let names = said.iter().map(|(activity, _)| activity.clone()).collect();
    let before = definitions(txn, &names).await?;
    let mut after = before.clone();
    for (activity, definition) in said {
        match after.get_mut(activity) {
            Some(known) => merge_definition(known, definition),
            None => {
                after.insert(activity.clone(), definition.clone());
            }
        }
    }
    let now = entries.iter().map(|entry| entry.stored_at).max().unwrap_or_default();
    let changed: Vec<_> = after
        .into_iter()
        .filter(|(activity, definition)| before.get(activity) != Some(definition))
        .map(|(activity, definition)| activity_definition::ActiveModel {
            activity: Set(activity),
            definition: Set(definition.to_string()),
            updated_at: Set(now),
        })
        .collect();
    for rows in changed.chunks(ASKED) {
        let conflict = OnConflict::column(activity_definition::Column::Activity)
            .update_columns([activity_definition::Column::Definition, activity_definition::Column::UpdatedAt])
            .to_owned();
        activity_definition::Entity::insert_many(rows.to_vec())
            .on_conflict(conflict)
            .exec_without_returning(txn)
            .await?;
    }
    Ok(())
}
