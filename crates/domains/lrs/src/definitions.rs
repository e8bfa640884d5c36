//! What is known of activities: everything that statements have said of them (xAPI 1.0.3, part two, 2.4.4.1).
//!
//! What programs of an institution say is known to its programs alone, over what everybody knows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _, QuerySelect as _, sea_query::OnConflict,
};
use serde_json::Value;
use uuid::Uuid;
use vidik_base::{InstitutionId, Rng, new_id};
use vidik_xapi::{json, kept_key, merge_definition};

use crate::{
    entity::{activity_definition, institution_definition},
    entry::Entry,
};

/// Activities asked for at once, below SQLite's bound on parameters.
const ASKED: usize = 500;

/// What is known of these activities, to everybody or to an institution's programs; those of which nothing is known are
/// not in the answer.
pub async fn definitions<C: ConnectionTrait>(
    conn: &C,
    institution: Option<InstitutionId>,
    activities: &BTreeSet<String>,
) -> Result<BTreeMap<String, Value>, DbErr> {
    let mut known = told(conn, None, activities).await?;
    if institution.is_some() {
        for (activity, definition) in told(conn, institution, activities).await? {
            add(&mut known, activity, &definition);
        }
    }
    Ok(known)
}

/// What is kept of these activities: everybody's, or the institution's own.
async fn told<C: ConnectionTrait>(
    conn: &C,
    institution: Option<InstitutionId>,
    activities: &BTreeSet<String>,
) -> Result<BTreeMap<String, Value>, DbErr> {
    let names: BTreeMap<String, &String> =
        activities.iter().map(|activity| (kept_key(activity).into_owned(), activity)).collect();
    let keys: Vec<&String> = names.keys().collect();
    let mut known = BTreeMap::new();
    for some in keys.chunks(ASKED) {
        for (key, definition) in rows(conn, institution, some).await? {
            let Some(activity) = names.get(&key) else { continue };
            let definition = json::parse(definition.as_bytes())
                .map_err(|error| DbErr::Custom(format!("the definition of {activity}: {error}")))?;
            known.insert((*activity).clone(), definition);
        }
    }
    Ok(known)
}

async fn rows<C: ConnectionTrait>(
    conn: &C,
    institution: Option<InstitutionId>,
    keys: &[&String],
) -> Result<Vec<(String, String)>, DbErr> {
    use activity_definition::Column as Of;
    use institution_definition::Column as Own;
    let keys = keys.iter().map(|key| key.as_str());
    match institution {
        None => {
            let all = activity_definition::Entity::find().filter(Of::Activity.is_in(keys)).select_only();
            all.columns([Of::Activity, Of::Definition]).into_tuple().all(conn).await
        }
        Some(institution) => {
            let own = institution_definition::Entity::find().filter(Own::InstitutionId.eq(institution.0));
            let own = own.filter(Own::Activity.is_in(keys)).select_only();
            own.columns([Own::Activity, Own::Definition]).into_tuple().all(conn).await
        }
    }
}

fn add(known: &mut BTreeMap<String, Value>, activity: String, definition: &Value) {
    match known.get_mut(&activity) {
        Some(known) => merge_definition(known, definition),
        None => {
            known.insert(activity, definition.clone());
        }
    }
}

/// Adds what these statements say; they have one writer.
pub(crate) async fn merge(txn: &DatabaseTransaction, rng: &dyn Rng, entries: &[Entry]) -> Result<(), DbErr> {
    let said: Vec<&(String, Value)> = entries.iter().flat_map(|entry| &entry.definitions).collect();
    if said.is_empty() {
        return Ok(());
    }
    let institution = entries.iter().find_map(|entry| entry.writer).map(InstitutionId);
    let names = said.iter().map(|(activity, _)| activity.clone()).collect();
    let before = told(txn, institution, &names).await?;
    let mut after = before.clone();
    for (activity, definition) in said {
        add(&mut after, activity.clone(), definition);
    }
    let now = entries.iter().map(|entry| entry.stored_at).max().unwrap_or_default();
    let changed: Vec<(String, String)> = after
        .into_iter()
        .filter(|(activity, definition)| before.get(activity) != Some(definition))
        .map(|(activity, definition)| (kept_key(&activity).into_owned(), definition.to_string()))
        .collect();
    for some in changed.chunks(ASKED) {
        match institution {
            None => keep(txn, some, now).await?,
            Some(institution) => keep_own(txn, rng, institution, some, now).await?,
        }
    }
    Ok(())
}

async fn keep(txn: &DatabaseTransaction, changed: &[(String, String)], now: DateTime<Utc>) -> Result<(), DbErr> {
    use activity_definition::{ActiveModel, Column, Entity};
    let rows = changed.iter().map(|(activity, definition)| ActiveModel {
        activity: Set(activity.clone()),
        definition: Set(definition.clone()),
        updated_at: Set(now),
    });
    let conflict =
        OnConflict::column(Column::Activity).update_columns([Column::Definition, Column::UpdatedAt]).to_owned();
    Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(txn).await.map(|_| ())
}

async fn keep_own(
    txn: &DatabaseTransaction,
    rng: &dyn Rng,
    institution: InstitutionId,
    changed: &[(String, String)],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    use institution_definition::{ActiveModel, Column, Entity};
    let rows = changed.iter().map(|(activity, definition)| ActiveModel {
        id: Set(new_id::<Uuid>(rng)),
        institution_id: Set(institution.0),
        activity: Set(activity.clone()),
        definition: Set(definition.clone()),
        updated_at: Set(now),
    });
    let conflict = OnConflict::columns([Column::InstitutionId, Column::Activity])
        .update_columns([Column::Definition, Column::UpdatedAt])
        .to_owned();
    Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(txn).await.map(|_| ())
}
