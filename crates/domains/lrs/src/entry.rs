//! A statement with everything by which it is found, as it goes into the tables.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound as _, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait as _, DatabaseTransaction, DbBackend, DbErr, EntityTrait as _,
    Statement,
};
use serde_json::Value;
use uuid::{Builder, Uuid};
use vidik_base::{InstitutionId, Rng};
use vidik_xapi::{Actor, kept_key};

use crate::{
    definitions,
    entity::{statement, statement_activity, statement_actor, statement_attachment, statement_institution},
    targets,
};

/// Behind every membership.
const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// Rows of one insert, so that its parameters stay below SQLite's bound.
const ROWS: usize = 1_000;

/// One statement on its way in.
pub(crate) struct Entry {
    pub sequence: Uuid,
    pub id: Uuid,
    pub registration: Option<Uuid>,
    pub verb: String,
    pub voided: bool,
    pub occurred_at: DateTime<Utc>,
    pub stored_at: DateTime<Utc>,
    pub payload: String,
    /// Keys of agents and groups, with the part that they play.
    pub actors: BTreeSet<(String, String)>,
    /// IRIs of activities, with the part that they play.
    pub activities: BTreeSet<(String, String)>,
    /// What is said of activities, where the writer may say it.
    pub definitions: Vec<(String, Value)>,
    /// The statement that it speaks of.
    pub target: Option<Uuid>,
    /// The person of ours whom it is about.
    pub person: Option<Uuid>,
    /// All people of ours whom it speaks of: as its actor, in its actor's group, as its object.
    pub people: BTreeSet<Uuid>,
    /// The institution whose program wrote it.
    pub writer: Option<Uuid>,
    /// Attachments that came with it, by their hashes.
    pub attachments: BTreeSet<String>,
}

/// The key under which a statement is kept: by the time it was stored, to a quarter of a microsecond, those of one
/// call in their order (RFC 9562, 6.2, method 3).
pub(crate) fn sequence(stored: DateTime<Utc>, place: usize, rng: &dyn Rng) -> Uuid {
    let mut random = [0_u8; 10];
    rng.fill(&mut random);
    let micros = u64::try_from(stored.timestamp_micros()).unwrap_or(0).saturating_add(place as u64);
    let fraction = u16::try_from((micros % 1_000) * 4_096 / 1_000).unwrap_or(0x0fff);
    let mut bytes = Builder::from_unix_timestamp_millis(micros / 1_000, &random).into_uuid().into_bytes();
    let [high, low] = fraction.to_be_bytes();
    for (byte, value) in bytes.iter_mut().skip(6).zip([0x70 | high, low]) {
        *byte = value;
    }
    Uuid::from_bytes(bytes)
}

/// The least key of a statement that was stored at `moment`, or later.
pub(crate) fn first_of(moment: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(moment.timestamp_millis()).unwrap_or(0).to_be_bytes();
    let mut bytes = [0_u8; 16];
    for (byte, value) in bytes.iter_mut().zip(millis.into_iter().skip(2)) {
        *byte = value;
    }
    Uuid::from_bytes(bytes)
}

/// The person of ours whom the key of an agent names; `home_page` is that of our accounts.
pub fn person_of(key: &str, home_page: &str) -> Option<Uuid> {
    let name = key.strip_prefix("account:")?.strip_prefix(home_page)?.strip_prefix(':')?;
    // As we write it: another spelling is another agent, whose statements would not be found with the person's own.
    Uuid::parse_str(name).ok().filter(|id| id.to_string() == name)
}

/// Writes statements with all their links.
pub(crate) async fn insert(
    txn: &DatabaseTransaction,
    rng: &dyn Rng,
    change_number: i64,
    entries: &[Entry],
) -> Result<(), DbErr> {
    insert_all(txn, entries.iter().map(|entry| row(change_number, entry)).collect()).await?;
    let actors = entries.iter().flat_map(|entry| {
        entry.actors.iter().map(|(actor, usage)| statement_actor::ActiveModel {
            actor: Set(kept_key(actor).into_owned()),
            sequence: Set(entry.sequence),
            usage: Set(usage.clone()),
        })
    });
    insert_all(txn, actors.collect()).await?;
    let activities = entries.iter().flat_map(|entry| {
        entry.activities.iter().map(|(activity, usage)| statement_activity::ActiveModel {
            activity: Set(kept_key(activity).into_owned()),
            sequence: Set(entry.sequence),
            usage: Set(usage.clone()),
        })
    });
    insert_all(txn, activities.collect()).await?;
    targets::insert(txn, entries).await?;
    let attachments = entries.iter().flat_map(|entry| {
        entry
            .attachments
            .iter()
            .map(|sha2| statement_attachment::ActiveModel { sequence: Set(entry.sequence), sha2: Set(sha2.clone()) })
    });
    insert_all(txn, attachments.collect()).await?;
    insert_all(txn, institutions(txn, entries).await?).await?;
    definitions::merge(txn, rng, entries).await
}

fn row(change_number: i64, entry: &Entry) -> statement::ActiveModel {
    statement::ActiveModel {
        sequence: Set(entry.sequence),
        id: Set(entry.id),
        registration_id: Set(entry.registration),
        verb: Set(kept_key(&entry.verb).into_owned()),
        voided: Set(entry.voided),
        occurred_at: Set(entry.occurred_at.trunc_subsecs(6)),
        stored_at: Set(entry.stored_at),
        change_number: Set(change_number),
        payload: Set(entry.payload.clone()),
    }
}

pub(crate) async fn insert_all<A: ActiveModelTrait + Send>(
    txn: &DatabaseTransaction,
    mut rows: Vec<A>,
) -> Result<(), DbErr> {
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(ROWS));
        A::Entity::insert_many(rows).exec_without_returning(txn).await?;
        rows = rest;
    }
    Ok(())
}

/// Who of the institutions sees these statements: those that their person belonged to on the day, and those whose
/// programs wrote them.
async fn institutions(
    txn: &DatabaseTransaction,
    entries: &[Entry],
) -> Result<Vec<statement_institution::ActiveModel>, DbErr> {
    let mut homes: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
    for entry in entries {
        if let Some(person) = entry.person
            && !homes.contains_key(&person)
        {
            homes.insert(person, institutions_of(txn, person, entry.stored_at).await?);
        }
    }
    let rows = entries.iter().flat_map(|entry| {
        let of_person = entry.person.and_then(|person| homes.get(&person)).into_iter().flatten().copied();
        let all: BTreeSet<Uuid> = of_person.chain(entry.writer).collect();
        all.into_iter().map(|institution| statement_institution::ActiveModel {
            institution_id: Set(institution),
            sequence: Set(entry.sequence),
        })
    });
    Ok(rows.collect())
}

/// The institutions that a person belongs to on the day of `at`.
pub(crate) async fn institutions_of<C: sea_orm::ConnectionTrait>(
    conn: &C,
    person: Uuid,
    at: DateTime<Utc>,
) -> Result<BTreeSet<Uuid>, DbErr> {
    const SQL: &str = "SELECT institution_id FROM membership WHERE person_id = $1 AND starts_on <= $2 \
                       AND (ends_on IS NULL OR ends_on >= $2)";
    let values = [person.into(), at.date_naive().into()];
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), SQL, values)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// The learner of a registration, where it is one of ours.
pub(crate) async fn learner_of<C: sea_orm::ConnectionTrait>(
    conn: &C,
    registration: Uuid,
) -> Result<Option<Uuid>, DbErr> {
    const SQL: &str = "SELECT person_id FROM registration WHERE id = $1";
    let query = Statement::from_sql_and_values(conn.get_database_backend(), SQL, [registration.into()]);
    conn.query_one_raw(query).await?.map(|row| row.try_get_by_index(0)).transpose()
}

/// Whether a person belongs to an institution on the day of `at`.
pub async fn is_member<C: sea_orm::ConnectionTrait>(
    conn: &C,
    institution: InstitutionId,
    person: Uuid,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    Ok(institutions_of(conn, person, at).await?.contains(&institution.0))
}

/// Shows an institution the statements of somebody who belongs to it, from one day on, to another; those that it sees
/// already stay.
pub async fn admit(
    txn: &DatabaseTransaction,
    home_page: &str,
    institution: InstitutionId,
    person: Uuid,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
) -> Result<(), DbErr> {
    const SQL: &str = "INSERT INTO statement_institution (institution_id, sequence) \
                       SELECT DISTINCT $1, a.sequence FROM statement_actor a JOIN statement s ON s.sequence = a.sequence \
                       WHERE a.actor = $2 AND a.usage = 'actor' AND s.stored_at >= $3 AND s.stored_at < $4 \
                       ON CONFLICT (institution_id, sequence) DO NOTHING";
    let end = ends_on.and_then(|day| day.succ_opt()).unwrap_or(LAST_DAY);
    let values = [
        institution.0.into(),
        Actor::account(home_page, person.to_string()).key().into(),
        starts_on.and_time(NaiveTime::MIN).and_utc().into(),
        end.and_time(NaiveTime::MIN).and_utc().into(),
    ];
    let postgres = SQL.replace("DISTINCT $1,", "DISTINCT $1::uuid,");
    let sql = if txn.get_database_backend() == DbBackend::Postgres { postgres } else { SQL.to_owned() };
    txn.execute_raw(Statement::from_sql_and_values(txn.get_database_backend(), sql, values)).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use vidik_base::SeededRng;

    #[test]
    fn keys_follow_the_time_and_the_order_within_a_call() {
        let rng = SeededRng::new(1);
        let at: DateTime<Utc> = "2026-03-02T09:00:00.000998Z".parse().unwrap();
        let keys: Vec<Uuid> = (0..5).map(|place| sequence(at, place, &rng)).collect();
        assert!(keys.is_sorted(), "{keys:?}");
        assert!(keys.iter().all(|key| first_of(at) < *key && key.get_version_num() == 7));
        assert!(sequence(at + chrono::TimeDelta::milliseconds(1), 0, &rng) > keys[2]);
    }

    #[test]
    fn a_person_of_ours_is_known_by_the_account() {
        let home = "https://learn.example.org";
        let id = Uuid::from_u128(7);
        assert_eq!(person_of(&format!("account:{home}:{id}"), home), Some(id));
        assert_eq!(person_of(&format!("account:{home}.evil:{id}"), home), None);
        let letters = Uuid::from_u128(0xabc);
        for other in [letters.to_string().to_uppercase(), letters.simple().to_string(), letters.urn().to_string()] {
            assert_eq!(person_of(&format!("account:{home}:{other}"), home), None, "{other}");
        }
        assert_eq!(person_of("mbox:mailto:a@example.org", home), None);
    }
}
