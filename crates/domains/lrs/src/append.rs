//! Appending what our own run-times tell.

use std::collections::BTreeSet;

use chrono::SubsecRound as _;
use sea_orm::{DatabaseTransaction, DbErr};
use vidik_base::Rng;
use vidik_xapi::Statement;

use crate::entry::{self, Entry};

/// Appends statements, with the links by which they are found, in one go.
pub async fn append(
    txn: &DatabaseTransaction,
    rng: &dyn Rng,
    change_number: i64,
    statements: &[Statement],
) -> Result<(), DbErr> {
    if statements.is_empty() {
        return Ok(());
    }
    let entries = statements.iter().enumerate().map(|(place, statement)| entry(rng, place, statement));
    entry::insert(txn, rng, change_number, &entries.collect::<Result<Vec<_>, DbErr>>()?).await
}

fn entry(rng: &dyn Rng, place: usize, statement: &Statement) -> Result<Entry, DbErr> {
    let actors = [(statement.actor.key(), "actor"), (statement.authority.key(), "authority")];
    let context = statement.context.iter().flat_map(|context| context.context_activities.iter());
    let activities: Vec<_> = std::iter::once(("object", &statement.object)).chain(context).collect();
    let mut definitions = Vec::new();
    for (_, activity) in &activities {
        if let Some(definition) = &activity.definition {
            let json = serde_json::to_value(definition).map_err(|error| DbErr::Custom(error.to_string()))?;
            definitions.push((activity.id.clone(), json));
        }
    }
    let ours = statement.actor.account.home_page == statement.authority.account.home_page;
    Ok(Entry {
        sequence: entry::sequence(statement.stored, place, rng),
        id: statement.id,
        registration: statement.context.as_ref().map(|context| context.registration),
        verb: statement.verb.id.clone(),
        voided: false,
        occurred_at: statement.timestamp,
        // As it is written in the statement: whoever asks for what came after it must not be given it again.
        stored_at: statement.stored.trunc_subsecs(3),
        payload: serde_json::to_string(statement).map_err(|error| DbErr::Custom(error.to_string()))?,
        actors: actors.into_iter().map(|(key, usage)| (key, usage.to_owned())).collect(),
        activities: activities.into_iter().map(|(usage, activity)| (activity.id.clone(), usage.to_owned())).collect(),
        definitions,
        target: None,
        person: if ours { statement.actor.account.name.parse().ok() } else { None },
        people: BTreeSet::new(),
        writer: None,
        attachments: BTreeSet::new(),
    })
}
