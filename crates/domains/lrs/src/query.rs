//! Finding statements (xAPI 1.0.3, part three, 2.1.3; 2.0, 4.1.6.1).
//!
//! Each question is one walk along one index, from the newest statement or the oldest, until the part is full; what
//! else is asked for is looked up row by row. Statements that speak of what was found are a walk of their own.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};
use uuid::Uuid;
use vidik_base::InstitutionId;
use vidik_xapi::kept_key;

use crate::entry::first_of;

/// Keys are made of the time with the place in the call added: this much more than any call can add.
const SLACK: TimeDelta = TimeDelta::seconds(1);

/// What somebody may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Only what is about people of this institution, or was written by its programs.
    pub institution: Option<InstitutionId>,
    /// Only what was asserted by this authority (its key).
    pub authority: Option<String>,
}

/// Which statements are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Key of an agent or group.
    pub agent: Option<String>,
    /// Whether the agent may play any part.
    pub related_agents: bool,
    /// IRI of the verb.
    pub verb: Option<String>,
    /// IRI of an activity.
    pub activity: Option<String>,
    /// Whether the activity may play any part.
    pub related_activities: bool,
    /// The registration.
    pub registration: Option<Uuid>,
    /// Stored after.
    pub since: Option<DateTime<Utc>>,
    /// Stored then or before.
    pub until: Option<DateTime<Utc>>,
    /// The oldest first.
    pub ascending: bool,
    /// Behind this one, in the order asked for.
    pub after: Option<Uuid>,
    /// How many at the most.
    pub limit: usize,
}

/// A statement as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its place in the record.
    pub sequence: Uuid,
    /// Its id.
    pub id: Uuid,
    /// Stored when.
    pub stored_at: DateTime<Utc>,
    /// The statement, JSON.
    pub payload: String,
}

/// A part of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// In the order asked for.
    pub statements: Vec<Kept>,
    /// Whether there are more behind the last of them.
    pub more: bool,
}

/// Finds statements that have not been voided.
pub async fn statements<C: ConnectionTrait>(conn: &C, sight: &Sight, filter: &Filter) -> Result<Found, DbErr> {
    let mut found = run(conn, direct(sight, filter)).await?;
    if filter.selects() {
        found.extend(run(conn, speaking(sight, filter)).await?);
        found.sort_by_key(|kept| kept.sequence);
        if !filter.ascending {
            found.reverse();
        }
        found.dedup_by_key(|kept| kept.sequence);
    }
    let more = found.len() > filter.limit;
    found.truncate(filter.limit);
    Ok(Found { statements: found, more })
}

/// The statement of that id, voided or not as asked.
pub async fn statement<C: ConnectionTrait>(
    conn: &C,
    sight: &Sight,
    id: Uuid,
    voided: bool,
) -> Result<Option<Kept>, DbErr> {
    let mut sql = Sql::default();
    let id = sql.value(id);
    let voided = if voided { "s.voided" } else { "NOT s.voided" };
    let mut conditions = vec![format!("s.id = {id}"), voided.to_owned()];
    sight.conditions(&mut sql, "s", &mut conditions);
    sql.text = format!("{COLUMNS} FROM statement s WHERE {}", conditions.join(" AND "));
    Ok(run(conn, sql).await?.pop())
}

/// What our own run-times wrote of these registrations by one of these verbs and nobody has voided, the oldest first:
/// what results are reckoned from.
pub async fn of_registrations<C: ConnectionTrait>(
    conn: &C,
    registrations: &[Uuid],
    verbs: &[&str],
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let mut sql = Sql::default();
    let registrations: Vec<String> = registrations.iter().map(|id| sql.value(*id)).collect();
    let verbs: Vec<String> = verbs.iter().map(|verb| sql.value(*verb)).collect();
    if registrations.is_empty() || verbs.is_empty() {
        return Ok(Vec::new());
    }
    sql.text = format!(
        "SELECT s.registration_id, s.payload FROM statement s WHERE s.registration_id IN ({}) AND s.verb IN ({}) \
         AND NOT s.voided ORDER BY s.sequence",
        registrations.join(", "),
        verbs.join(", ")
    );
    let query = Statement::from_sql_and_values(conn.get_database_backend(), sql.text, sql.values);
    let rows = conn.query_all_raw(query).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

const COLUMNS: &str = "SELECT s.sequence, s.id, s.stored_at, s.payload";

/// A question that is being put together.
#[derive(Default)]
struct Sql {
    text: String,
    values: Vec<sea_orm::Value>,
}

impl Sql {
    /// Adds a value; gives its place.
    fn value(&mut self, value: impl Into<sea_orm::Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }
}

async fn run<C: ConnectionTrait>(conn: &C, sql: Sql) -> Result<Vec<Kept>, DbErr> {
    let query = Statement::from_sql_and_values(conn.get_database_backend(), sql.text, sql.values);
    conn.query_all_raw(query).await?.iter().map(kept).collect()
}

fn kept(row: &QueryResult) -> Result<Kept, DbErr> {
    Ok(Kept {
        sequence: row.try_get_by_index(0)?,
        id: row.try_get_by_index(1)?,
        stored_at: row.try_get_by_index(2)?,
        payload: row.try_get_by_index(3)?,
    })
}

/// The index along which a question walks.
enum Walk<'a> {
    /// Statements themselves: the registration's, those of a verb, or all.
    Statements,
    /// Links of a table to one value, of some usages.
    Links { table: &'static str, column: &'static str, value: &'a str, usage: &'static str },
    /// An institution's.
    Institution(Uuid),
}

const ACTING: &str = "('actor', 'object')";
const ASSERTING: &str = "('authority')";
const OBJECT: &str = "('object')";
const ANY: &str = "";

impl Filter {
    /// Whether it asks for more than times.
    fn selects(&self) -> bool {
        self.agent.is_some() || self.verb.is_some() || self.activity.is_some() || self.registration.is_some()
    }

    const fn actors(&self) -> &'static str {
        if self.related_agents { ANY } else { ACTING }
    }

    const fn activities(&self) -> &'static str {
        if self.related_activities { ANY } else { OBJECT }
    }

    fn walk<'a>(&'a self, sight: &'a Sight) -> Walk<'a> {
        if self.registration.is_some() {
            return Walk::Statements;
        }
        if let Some(value) = &self.agent {
            return Walk::Links { table: "statement_actor", column: "actor", value, usage: self.actors() };
        }
        if let Some(value) = &self.activity {
            return Walk::Links { table: "statement_activity", column: "activity", value, usage: self.activities() };
        }
        if let Some(value) = &sight.authority {
            return Walk::Links { table: "statement_actor", column: "actor", value, usage: ASSERTING };
        }
        match sight.institution {
            Some(institution) => Walk::Institution(institution.0),
            None => Walk::Statements,
        }
    }

    /// What a statement must be, but for when it was stored.
    fn conditions(&self, sql: &mut Sql, of: &str, all: &mut Vec<String>) {
        if let Some(registration) = self.registration {
            all.push(format!("{of}.registration_id = {}", sql.value(registration)));
        }
        if let Some(verb) = &self.verb {
            all.push(format!("{of}.verb = {}", sql.value(kept_key(verb).as_ref())));
        }
        if let Some(agent) = &self.agent {
            all.push(linked(sql, of, "statement_actor", "actor", agent, self.actors()));
        }
        if let Some(activity) = &self.activity {
            all.push(linked(sql, of, "statement_activity", "activity", activity, self.activities()));
        }
    }

    /// When it must have been stored; `key` is what the walk goes along.
    fn times(&self, sql: &mut Sql, key: &str, all: &mut Vec<String>) {
        if let Some(since) = self.since {
            all.push(format!("{key} >= {}", sql.value(first_of(since))));
            all.push(format!("s.stored_at > {}", sql.value(since)));
        }
        if let Some(until) = self.until {
            all.push(format!("{key} < {}", sql.value(first_of(until + SLACK))));
            all.push(format!("s.stored_at <= {}", sql.value(until)));
        }
        if let Some(after) = self.after {
            let side = if self.ascending { ">" } else { "<" };
            all.push(format!("{key} {side} {}", sql.value(after)));
        }
    }

    /// The bound is written out: of one that it does not know PostgreSQL thinks that it is a tenth of all rows.
    fn order(&self, key: &str) -> String {
        let direction = if self.ascending { "ASC" } else { "DESC" };
        format!("ORDER BY {key} {direction} LIMIT {}", self.limit.saturating_add(1))
    }
}

impl Sight {
    /// What a statement must be to be seen.
    fn conditions(&self, sql: &mut Sql, of: &str, all: &mut Vec<String>) {
        if let Some(authority) = &self.authority {
            all.push(linked(sql, of, "statement_actor", "actor", authority, ASSERTING));
        }
        if let Some(institution) = self.institution {
            let institution = sql.value(institution.0);
            all.push(format!(
                "EXISTS (SELECT 1 FROM statement_institution i WHERE i.institution_id = {institution} \
                 AND i.sequence = {of}.sequence)"
            ));
        }
    }
}

fn linked(sql: &mut Sql, of: &str, table: &str, column: &str, value: &str, usage: &str) -> String {
    let value = sql.value(kept_key(value).as_ref());
    let usage = used("l", usage);
    format!("EXISTS (SELECT 1 FROM {table} l WHERE l.{column} = {value} AND l.sequence = {of}.sequence{usage})")
}

fn used(of: &str, usage: &str) -> String {
    if usage.is_empty() { String::new() } else { format!(" AND {of}.usage IN {usage}") }
}

/// What fits by itself.
fn direct(sight: &Sight, filter: &Filter) -> Sql {
    let mut sql = Sql::default();
    let mut all = vec!["NOT s.voided".to_owned()];
    let mut rest = filter.clone();
    let mut seen = sight.clone();
    // CROSS JOIN: SQLite goes through the tables in the order in which they are named.
    let (from, key) = match filter.walk(sight) {
        Walk::Statements => ("statement s".to_owned(), "s.sequence"),
        Walk::Links { table, column, value, usage } => {
            let value = sql.value(kept_key(value).as_ref());
            all.push(format!("d.{column} = {value}{}", used("d", usage)));
            all.push("s.sequence = d.sequence".to_owned());
            if usage != OBJECT && usage != ASSERTING {
                // Once, though it plays several parts.
                all.push(format!(
                    "NOT EXISTS (SELECT 1 FROM {table} e WHERE e.{column} = {value} AND e.sequence = d.sequence \
                     AND e.usage < d.usage{})",
                    used("e", usage)
                ));
            }
            match (table, usage) {
                (_, ASSERTING) => seen.authority = None,
                ("statement_actor", _) => rest.agent = None,
                _ => rest.activity = None,
            }
            (format!("{table} d CROSS JOIN statement s"), "d.sequence")
        }
        Walk::Institution(institution) => {
            let institution = sql.value(institution);
            all.push(format!("d.institution_id = {institution}"));
            all.push("s.sequence = d.sequence".to_owned());
            seen.institution = None;
            ("statement_institution d CROSS JOIN statement s".to_owned(), "d.sequence")
        }
    };
    rest.conditions(&mut sql, "s", &mut all);
    seen.conditions(&mut sql, "s", &mut all);
    filter.times(&mut sql, key, &mut all);
    let order = filter.order(key);
    sql.text = format!("{COLUMNS} FROM {from} WHERE {} {order}", all.join(" AND "));
    sql
}

/// What speaks of a statement that fits, which may have been voided or stored at any time.
fn speaking(sight: &Sight, filter: &Filter) -> Sql {
    let mut sql = Sql::default();
    let mut all = vec!["s.sequence = d.sequence".to_owned(), "NOT s.voided".to_owned()];
    let mut of_target = vec!["t.sequence = d.sequence".to_owned()];
    filter.conditions(&mut sql, "g", &mut of_target);
    // What is not seen is not found by what speaks of it either: that would tell what is in it.
    sight.conditions(&mut sql, "g", &mut of_target);
    all.push(format!(
        "EXISTS (SELECT 1 FROM statement_target t JOIN statement g ON g.id = t.target WHERE {})",
        of_target.join(" AND ")
    ));
    sight.conditions(&mut sql, "s", &mut all);
    filter.times(&mut sql, "d.sequence", &mut all);
    let order = filter.order("d.sequence");
    sql.text = format!(
        "{COLUMNS} FROM (SELECT DISTINCT sequence FROM statement_target) d CROSS JOIN statement s WHERE {} {order}",
        all.join(" AND ")
    );
    sql
}
