//! Forwarding statements to record stores elsewhere: who gets what, how far each has been told, what came of it.
//!
//! A forward follows the record from its own place, so its queue has no length and no statement is passed by; the place
//! moves when the other side has taken what lies before it. A portion may be sent twice: statements keep their ids, and
//! whoever has one already takes it again without harm (xAPI, 4.1.3).

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Statement, Value, sea_query::Expr,
};
use uuid::Uuid;
use vidik_base::{Clock, InstitutionId, Rng, new_ordered_id};
use vidik_db::stable_below;

use crate::{
    entity::{forward, forward_log},
    entry::person_of,
};

/// How long a claimed forward is left alone: longer than sending takes.
const CLAIM: Duration = Duration::minutes(10);
/// How long to wait after each failure; then always as long as the last.
const PAUSES: [Duration; 6] = [
    Duration::seconds(30),
    Duration::minutes(2),
    Duration::minutes(10),
    Duration::hours(1),
    Duration::hours(4),
    Duration::hours(12),
];
/// How long the log is kept.
const LOG: Duration = Duration::days(30);
/// How many statements are looked at for a portion.
const LOOKED_AT: i64 = 200;
/// How many of them are sent together.
const TOGETHER: usize = 50;
/// How many bytes are sent together, unless one statement is larger.
const BYTES: usize = 2 * 1024 * 1024;

/// Where in the record a forward is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Number of the change.
    pub change: i64,
    /// The statement's place.
    pub sequence: Uuid,
}

/// A record store that statements are forwarded to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// Id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Where it is: what `/statements` is put behind.
    pub url: String,
    /// The key that we have there.
    pub key: String,
    /// Its secret, sealed.
    pub secret: String,
    /// The version of xAPI that it speaks.
    pub version: String,
    /// Only what is about people of this institution.
    pub institution: Option<InstitutionId>,
    /// Only what is about people who have agreed.
    pub with_consent: bool,
    /// Whether it is sent at all.
    pub active: bool,
    /// Made when.
    pub created_at: DateTime<Utc>,
    /// How far it was told.
    pub told: Told,
    /// Sent (again) when.
    pub next_at: DateTime<Utc>,
    /// Failures since it last took something.
    pub attempts: i32,
    /// Its last answer.
    pub status: Option<i32>,
    /// What went wrong last.
    pub trouble: Option<String>,
    /// When it last took something.
    pub taken_at: Option<DateTime<Utc>>,
    /// How many statements it has taken.
    pub taken: i64,
    /// How many it will not take.
    pub refused: i64,
}

impl From<forward::Model> for Forward {
    fn from(row: forward::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            url: row.url,
            key: row.key,
            secret: row.secret,
            version: row.version,
            institution: row.institution_id.map(InstitutionId),
            with_consent: row.with_consent,
            active: row.active,
            created_at: row.created_at,
            told: Told { change: row.told_change, sequence: row.told_sequence },
            next_at: row.next_at,
            attempts: row.attempts,
            status: row.status,
            trouble: row.trouble,
            taken_at: row.taken_at,
            taken: row.taken,
            refused: row.refused,
        }
    }
}

/// A forward to be added.
#[derive(Clone, Debug)]
pub struct NewForward {
    /// Id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// The key that we have there.
    pub key: String,
    /// Its secret, sealed.
    pub secret: String,
    /// The version of xAPI that it speaks.
    pub version: String,
    /// Only what is about people of this institution.
    pub institution: Option<InstitutionId>,
    /// Only what is about people who have agreed.
    pub with_consent: bool,
    /// Everything from the first statement on, or what comes from now on.
    pub from_beginning: bool,
}

/// Adds a forward.
pub async fn add_forward(txn: &DatabaseTransaction, clock: &dyn Clock, new: NewForward) -> Result<Forward, DbErr> {
    // What is being written while this is, is told: it is not before the bound.
    let change = if new.from_beginning { 0 } else { stable_below(txn).await?.saturating_sub(1) };
    let row = forward::ActiveModel {
        id: Set(new.id),
        name: Set(new.name),
        url: Set(new.url),
        key: Set(new.key),
        secret: Set(new.secret),
        version: Set(new.version),
        institution_id: Set(new.institution.map(|institution| institution.0)),
        with_consent: Set(new.with_consent),
        active: Set(true),
        created_at: Set(clock.now()),
        told_change: Set(change),
        told_sequence: Set(Uuid::max()),
        next_at: Set(clock.now()),
        attempts: Set(0),
        status: Set(None),
        trouble: Set(None),
        taken_at: Set(None),
        taken: Set(0),
        refused: Set(0),
    };
    Ok(row.insert(txn).await?.into())
}

/// Every forward, by name.
pub async fn forwards<C: ConnectionTrait>(conn: &C) -> Result<Vec<Forward>, DbErr> {
    let rows = forward::Entity::find().order_by_asc(forward::Column::Name).all(conn).await?;
    Ok(rows.into_iter().map(Forward::from).collect())
}

/// Removes a forward with its log; false where there is none of that id.
pub async fn remove_forward(txn: &DatabaseTransaction, id: Uuid) -> Result<bool, DbErr> {
    Ok(forward::Entity::delete_by_id(id).exec(txn).await?.rows_affected > 0)
}

/// Lets a forward rest, or sends again at once; false where there is none of that id.
pub async fn set_forward_active(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    id: Uuid,
    active: bool,
) -> Result<bool, DbErr> {
    let changed = forward::Entity::update_many()
        .col_expr(forward::Column::Active, Expr::value(active))
        .col_expr(forward::Column::NextAt, Expr::value(now))
        .filter(forward::Column::Id.eq(id))
        .exec(txn)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Forwards that are due.
pub async fn due_forwards<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<Vec<Forward>, DbErr> {
    let rows = forward::Entity::find()
        .filter(forward::Column::Active.eq(true))
        .filter(forward::Column::NextAt.lte(now))
        .order_by_asc(forward::Column::NextAt)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Forward::from).collect())
}

/// Claims a forward before it is sent; false where another server has it.
pub async fn claim_forward(txn: &DatabaseTransaction, now: DateTime<Utc>, one: &Forward) -> Result<bool, DbErr> {
    use forward::Column;
    let claimed = forward::Entity::update_many()
        .col_expr(Column::NextAt, Expr::value(now + CLAIM))
        .filter(Column::Id.eq(one.id))
        .filter(Column::Active.eq(true))
        .filter(Column::NextAt.lte(now))
        .filter(Column::ToldChange.eq(one.told.change))
        .filter(Column::ToldSequence.eq(one.told.sequence))
        .exec(txn)
        .await?;
    Ok(claimed.rows_affected > 0)
}

/// A statement on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its place in the record.
    pub sequence: Uuid,
    /// Number of its change.
    pub change: i64,
    /// Its id.
    pub id: Uuid,
    /// The statement, JSON.
    pub payload: String,
    /// Whether contents are attached to it that are kept here.
    pub has_attachments: bool,
}

/// What people must have agreed to before anything about them is forwarded where consent is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsentTo {
    /// The purpose's word.
    pub purpose: &'static str,
    /// The version of the words: who agreed to others has not agreed to these.
    pub version: i32,
}

/// What comes next for a forward.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portion {
    /// The statements, in the order of their changes.
    pub statements: Vec<Outgoing>,
    /// How far it is told once they are taken; nothing where there is nothing new.
    pub told: Option<Told>,
    /// Whether there may be more behind.
    pub more: bool,
}

/// The statements behind a forward's place that it is to get. Ask outside of transactions.
pub async fn next_portion<C: ConnectionTrait>(
    conn: &C,
    one: &Forward,
    consent: ConsentTo,
    home_page: &str,
) -> Result<Portion, DbErr> {
    const SQL: &str = "SELECT s.sequence, s.change_number, s.id, s.payload, \
        CASE WHEN EXISTS (SELECT 1 FROM statement_attachment a WHERE a.sequence = s.sequence) THEN 1 ELSE 0 END, \
        (SELECT MIN(k.actor) FROM statement_actor k WHERE k.sequence = s.sequence AND k.usage = 'actor') \
        FROM statement s WHERE (s.change_number > $1 OR (s.change_number = $1 AND s.sequence > $2)) \
        AND s.change_number < $3 ORDER BY s.change_number, s.sequence LIMIT $4";
    let bound = stable_below(conn).await?;
    let values = [one.told.change.into(), one.told.sequence.into(), bound.into(), LOOKED_AT.into()];
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), SQL, values)).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let statement = Outgoing {
            sequence: row.try_get_by_index(0)?,
            change: row.try_get_by_index(1)?,
            id: row.try_get_by_index(2)?,
            payload: row.try_get_by_index(3)?,
            has_attachments: row.try_get_by_index::<i32>(4)? == 1,
        };
        let actor: Option<String> = row.try_get_by_index(5)?;
        found.push((statement, actor.and_then(|key| person_of(&key, home_page))));
    }
    let seen = seen(conn, one, &found).await?;
    let agreed = agreed(conn, one, consent, &found).await?;
    let looked_at = found.len();
    let (mut portion, mut bytes) = (Portion { statements: Vec::new(), told: None, more: false }, 0);
    for (place, (statement, person)) in found.into_iter().enumerate() {
        let wanted = (one.institution.is_none() || seen.contains(&statement.sequence))
            && (!one.with_consent || person.is_some_and(|person| agreed.contains(&person)));
        if wanted {
            bytes += statement.payload.len();
            if portion.statements.len() == TOGETHER || (bytes > BYTES && !portion.statements.is_empty()) {
                portion.more = true;
                return Ok(portion);
            }
        }
        portion.told = Some(Told { change: statement.change, sequence: statement.sequence });
        portion.more = i64::try_from(looked_at).is_ok_and(|count| count == LOOKED_AT) && place + 1 == looked_at;
        if wanted {
            portion.statements.push(statement);
        }
    }
    Ok(portion)
}

type Found = [(Outgoing, Option<Uuid>)];

/// Which of these the forward's institution sees.
async fn seen<C: ConnectionTrait>(conn: &C, one: &Forward, found: &Found) -> Result<BTreeSet<Uuid>, DbErr> {
    const SQL: &str = "SELECT sequence FROM statement_institution WHERE institution_id = $1 AND sequence IN";
    let Some(institution) = one.institution else { return Ok(BTreeSet::new()) };
    let sequences = found.iter().map(|(statement, _)| statement.sequence);
    asked(conn, SQL, vec![institution.0.into()], sequences).await
}

/// Which of these people agree, to the words of today.
async fn agreed<C: ConnectionTrait>(
    conn: &C,
    one: &Forward,
    to: ConsentTo,
    found: &Found,
) -> Result<BTreeSet<Uuid>, DbErr> {
    const SQL: &str =
        "SELECT person_id FROM consent WHERE withdrawn_at IS NULL AND purpose = $1 AND version = $2 AND person_id IN";
    if !one.with_consent {
        return Ok(BTreeSet::new());
    }
    let people: BTreeSet<Uuid> = found.iter().filter_map(|(_, person)| *person).collect();
    asked(conn, SQL, vec![to.purpose.into(), to.version.into()], people.into_iter()).await
}

/// Those of the ids that a question finds whose last words are `IN`; `values` are those before them.
async fn asked<C: ConnectionTrait>(
    conn: &C,
    question: &str,
    mut values: Vec<Value>,
    ids: impl Iterator<Item = Uuid>,
) -> Result<BTreeSet<Uuid>, DbErr> {
    let before = values.len();
    values.extend(ids.map(Value::from));
    if values.len() == before {
        return Ok(BTreeSet::new());
    }
    let places: Vec<String> = (before + 1..=values.len()).map(|place| format!("${place}")).collect();
    let sql = format!("{question} ({})", places.join(", "));
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// How sending went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// How far the other side has been told.
    pub told: Option<Told>,
    /// How many statements it took.
    pub taken: usize,
    /// Those that it will not take, with its answer and why.
    pub refused: Vec<(Uuid, u16, String)>,
    /// What stopped it before the end: its answer, where there was one, and why.
    pub stopped: Option<(Option<u16>, String)>,
    /// Whether there is more to send at once.
    pub more: bool,
}

/// Notes how sending went, and when it is sent again: at once where there is more, after a while otherwise.
pub async fn note_sent(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    rng: &dyn Rng,
    one: &Forward,
    sent: &Sent,
    idle: Duration,
) -> Result<(), DbErr> {
    let now = clock.now();
    let moved = sent.told.unwrap_or(one.told);
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let mut row = forward::ActiveModel {
        id: Set(one.id),
        told_change: Set(moved.change),
        told_sequence: Set(moved.sequence),
        taken: Set(one.taken.saturating_add(count(sent.taken))),
        refused: Set(one.refused.saturating_add(count(sent.refused.len()))),
        ..Default::default()
    };
    if let Some((status, trouble)) = &sent.stopped {
        let failures = usize::try_from(one.attempts).unwrap_or(0);
        let pause = PAUSES.get(failures).or(PAUSES.last()).copied().unwrap_or(idle);
        row.attempts = Set(one.attempts.saturating_add(1));
        row.next_at = Set(now + pause);
        (row.status, row.trouble) = (Set(status.map(Into::into)), Set(Some(trouble.clone())));
    } else {
        row.attempts = Set(0);
        row.next_at = Set(if sent.more { now } else { now + idle });
        if sent.taken > 0 {
            (row.status, row.trouble) = (Set(Some(200)), Set(None));
        }
    }
    if sent.taken > 0 {
        row.taken_at = Set(Some(now));
    }
    row.update(txn).await?;
    let mut entries = Vec::new();
    if sent.taken > 0 {
        entries.push((sent.taken, None, None, None));
    }
    for (id, status, trouble) in &sent.refused {
        entries.push((1, Some(*id), Some(i32::from(*status)), Some(trouble.clone())));
    }
    if let Some((status, trouble)) = &sent.stopped {
        entries.push((0, None, status.map(Into::into), Some(trouble.clone())));
    }
    for (statements, statement_id, status, trouble) in entries {
        forward_log::ActiveModel {
            id: Set(new_ordered_id(clock, rng)),
            forward_id: Set(one.id),
            at: Set(now),
            statements: Set(i32::try_from(statements).unwrap_or(i32::MAX)),
            statement_id: Set(statement_id),
            status: Set(status),
            trouble: Set(trouble),
        }
        .insert(txn)
        .await?;
    }
    forward_log::Entity::delete_many().filter(forward_log::Column::At.lt(now - LOG)).exec(txn).await?;
    Ok(())
}

/// A line of a forward's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForwardEntry {
    /// Id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// How many statements.
    pub statements: i32,
    /// Which, where it was refused.
    pub statement: Option<Uuid>,
    /// The other side's answer, where it was not well.
    pub status: Option<i32>,
    /// What went wrong.
    pub trouble: Option<String>,
}

/// The log of a forward, newest first, `limit` of it before `before`.
pub async fn forward_log<C: ConnectionTrait>(
    conn: &C,
    one: Uuid,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<ForwardEntry>, DbErr> {
    use forward_log::Column;
    let mut query =
        forward_log::Entity::find().filter(Column::ForwardId.eq(one)).order_by_desc(Column::Id).limit(limit);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let rows = query.all(conn).await?.into_iter().map(|row| ForwardEntry {
        id: row.id,
        at: row.at,
        statements: row.statements,
        statement: row.statement_id,
        status: row.status,
        trouble: row.trouble,
    });
    Ok(rows.collect())
}
