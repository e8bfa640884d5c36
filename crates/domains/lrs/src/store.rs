//! Storing statements that come in (xAPI 1.0.3, part three, 2.1.1 and 2.1.2; 2.0, 4.1.6.1).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SubsecRound as _, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _, Statement,
};
use serde_json::Value;
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{Clock, InstitutionId, Rng};
use vidik_db::change_number;
use vidik_xapi::{Received, Usage, VOIDED, agent_key, json, kept_key, links_of, same};

use crate::{
    entity::{statement, statement_actor, statement_institution},
    entry::{self, Entry, institutions_of, learner_of, person_of},
    targets,
};

/// Ids asked for at once, below SQLite's bound on parameters.
const ASKED: usize = 500;

/// Who writes.
#[derive(Clone, Debug)]
pub struct Writer {
    /// What is written down as the statements' authority: an Agent with an account.
    pub authority: Value,
    /// The institution whose program it is: it speaks of its own people only.
    pub institution: Option<InstitutionId>,
    /// Whether what it says of activities is kept.
    pub may_define: bool,
    /// Whether it may void what others have asserted.
    pub may_void_others: bool,
    /// The `homePage` of our own accounts.
    pub home_page: String,
}

/// Why statements are not stored. Nothing of a batch is then.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is another statement of that id.
    #[error("another statement has the id {0}")]
    Conflict(Uuid),
    /// Of somebody else's people, or the voiding of somebody else's statement.
    #[error("the statement is of somebody else's")]
    NotYours,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Stores statements under these ids. What is stored already, the same, is left as it is; a statement that says no id of
/// its own is taken for a new one, under an id that nobody knew before.
pub async fn store(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    rng: &dyn Rng,
    writer: &Writer,
    received: Vec<(Uuid, Received)>,
) -> Result<(), StoreError> {
    // First the number: from here on PostgreSQL knows that somebody is writing. Then the time.
    let number = change_number(txn).await?;
    let now = clock.now().trunc_subsecs(6);
    // Nothing can have been said yet of a statement that came without an id.
    let named: Vec<Uuid> = received.iter().filter_map(|(_, received)| received.id()).collect();
    let Before { known, voided } = before(txn, writer, &named).await?;
    let mut entries = Vec::with_capacity(received.len());
    for (place, (id, received)) in received.into_iter().enumerate() {
        if let Some(old) = known.get(&id) {
            if !same(old, received.json()) {
                return Err(StoreError::Conflict(id));
            }
            continue;
        }
        let mut entry = entry(rng, writer, now, place, id, received);
        entry.voided = entry.verb != VOIDED && voided.contains(&id);
        entries.push(entry);
    }
    for entry in &entries {
        if !is_own(txn, writer, entry).await? {
            return Err(StoreError::NotYours);
        }
    }
    entry::insert(txn, rng, number, &entries).await?;
    void(txn, writer, &entries).await
}

/// What is known of statements before they come.
#[derive(Default)]
struct Before {
    /// Those that are stored already.
    known: BTreeMap<Uuid, Value>,
    /// Those that the writer has voided: a statement may come later than the one that voids it.
    voided: BTreeSet<Uuid>,
}

async fn before(txn: &DatabaseTransaction, writer: &Writer, ids: &[Uuid]) -> Result<Before, DbErr> {
    const SQL: &str = "SELECT s.id, s.payload FROM statement s WHERE s.id IN (?) UNION ALL \
                       SELECT t.target, NULL FROM statement_target t JOIN statement v ON v.sequence = t.sequence \
                       JOIN statement_actor a ON a.actor = $1 AND a.sequence = v.sequence AND a.usage = 'authority' \
                       WHERE t.direct AND v.verb = $2 AND t.target IN (?)";
    let authority = kept_key(&agent_key(&writer.authority).unwrap_or_default()).into_owned();
    let mut before = Before::default();
    for some in ids.chunks(ASKED) {
        let places: Vec<String> = (3..some.len() + 3).map(|place| format!("${place}")).collect();
        let mut values: Vec<sea_orm::Value> = vec![authority.clone().into(), VOIDED.into()];
        values.extend(some.iter().map(|id| sea_orm::Value::from(*id)));
        let sql = SQL.replace('?', &places.join(", "));
        let query = Statement::from_sql_and_values(txn.get_database_backend(), sql, values);
        for row in txn.query_all_raw(query).await? {
            let id: Uuid = row.try_get_by_index(0)?;
            let Some(payload) = row.try_get_by_index::<Option<String>>(1)? else {
                before.voided.insert(id);
                continue;
            };
            let json =
                json::parse(payload.as_bytes()).map_err(|error| DbErr::Custom(format!("statement {id}: {error}")))?;
            before.known.insert(id, json);
        }
    }
    Ok(before)
}

fn entry(rng: &dyn Rng, writer: &Writer, stored: DateTime<Utc>, place: usize, id: Uuid, received: Received) -> Entry {
    let occurred_at = received.timestamp().unwrap_or(stored);
    let attachments = received.brought().clone();
    let kept = received.complete(id, stored, &writer.authority);
    let links = links_of(&kept.json);
    let ours = |key: &String| person_of(key, &writer.home_page);
    let person = links.actors.iter().find(|(usage, _)| *usage == Usage::Actor).and_then(|(_, key)| ours(key));
    let spoken_of = links.actors.iter().filter(|(usage, _)| matches!(usage, Usage::Actor | Usage::Object));
    let definitions = links
        .activities
        .iter()
        .filter(|_| writer.may_define)
        .filter_map(|(_, activity, definition)| Some(((*activity).to_owned(), (*definition)?.clone())));
    Entry {
        sequence: entry::sequence(stored, place, rng),
        id,
        registration: links.registration,
        verb: links.verb.to_owned(),
        voided: false,
        occurred_at,
        stored_at: stored,
        definitions: definitions.collect(),
        actors: links.actors.iter().map(|(usage, key)| (key.clone(), usage.as_str().to_owned())).collect(),
        activities: links
            .activities
            .iter()
            .map(|(usage, activity, _)| ((*activity).to_owned(), usage.as_str().to_owned()))
            .collect(),
        target: links.target,
        person,
        people: spoken_of.filter_map(|(_, key)| ours(key)).collect(),
        writer: writer.institution.map(|institution| institution.0),
        attachments,
        payload: kept.text,
    }
}

/// Whether an institution's program may speak of this statement's people, and of its registration.
async fn is_own(txn: &DatabaseTransaction, writer: &Writer, entry: &Entry) -> Result<bool, DbErr> {
    let Some(institution) = writer.institution else { return Ok(true) };
    let registered = match entry.registration {
        Some(registration) => learner_of(txn, registration).await?,
        None => None,
    };
    for person in entry.people.iter().copied().chain(registered) {
        if !institutions_of(txn, person, entry.stored_at).await?.contains(&institution.0) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Voids what these statements void, as far as it is there and the writer may.
async fn void(txn: &DatabaseTransaction, writer: &Writer, entries: &[Entry]) -> Result<(), StoreError> {
    for entry in entries.iter().filter(|entry| entry.verb == VOIDED) {
        let Some(target) = entry.target else { continue };
        let found = statement::Entity::find().filter(statement::Column::Id.eq(target)).one(txn).await?;
        let Some(found) = found.filter(|found| found.verb != VOIDED) else { continue };
        if !may_void(txn, writer, found.sequence).await? {
            return Err(StoreError::NotYours);
        }
        targets::void(txn, found.sequence).await?;
    }
    Ok(())
}

async fn may_void(txn: &DatabaseTransaction, writer: &Writer, sequence: Uuid) -> Result<bool, DbErr> {
    if let Some(institution) = writer.institution {
        let seen = statement_institution::Entity::find_by_id((institution.0, sequence)).one(txn).await?;
        if seen.is_none() {
            return Ok(false);
        }
    }
    if writer.may_void_others {
        return Ok(true);
    }
    let authority = agent_key(&writer.authority).unwrap_or_default();
    let own = statement_actor::Entity::find_by_id((authority, sequence, Usage::Authority.as_str().to_owned()));
    Ok(own.one(txn).await?.is_some())
}
