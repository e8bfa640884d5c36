//! Statements that are put together of parts, with parameters by number: SQLite and PostgreSQL both take them.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement, Value};

use crate::subject::Subject;

/// SQLite keeps a UUID as its sixteen bytes.
const UUID_AS_TEXT: &str = "lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || \
    substr(hex(id), 13, 4) || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21))";

/// A statement that grows.
#[derive(Debug)]
pub(crate) struct Sql {
    backend: DbBackend,
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Begins with these words.
    pub fn new<C: ConnectionTrait>(conn: &C, text: &str) -> Self {
        let mut sql = Self { backend: conn.get_database_backend(), text: String::new(), values: Vec::new() };
        sql.push(text);
        sql
    }

    /// Goes on with these words; `HAS(text, part) > 0` asks whether a text has a part in it.
    pub fn push(&mut self, text: &str) -> &mut Self {
        let has = if self.backend == DbBackend::Postgres { "strpos(" } else { "instr(" };
        self.text.push_str(&text.replace("HAS(", has));
        self
    }

    /// Goes on with a value.
    pub fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        let number = self.values.len();
        self.push(&format!("${number}"))
    }

    /// Goes on with values in brackets: for `IN`. Nothing is in none.
    pub fn values(&mut self, values: impl IntoIterator<Item = impl Into<Value>>) -> &mut Self {
        self.push("(");
        let before = self.values.len();
        for value in values {
            if self.values.len() > before {
                self.push(", ");
            }
            self.value(value);
        }
        if self.values.len() == before {
            self.push("NULL");
        }
        self.push(")")
    }

    /// Goes on with words about somebody: `{person}` is their id, `{id}` the id as text, `{keys}` what the record knows
    /// them by, `{registrations}` (also `{registration_texts}`) and `{attempts}` the ids of what they have gone through,
    /// `{statements}` the places of the statements that they are the actor of or whose registration is theirs.
    pub fn about(&mut self, subject: &Subject, template: &str) -> &mut Self {
        let text = if self.backend == DbBackend::Postgres { "id::text" } else { UUID_AS_TEXT };
        let template = template
            .replace(
                "{statements}",
                "(SELECT sequence FROM statement_actor WHERE actor IN {keys} AND usage = 'actor' \
                 UNION SELECT sequence FROM statement WHERE registration_id IN {registrations})",
            )
            .replace("{registration_texts}", &format!("(SELECT {text} FROM registration WHERE person_id = {{person}})"))
            .replace("{attempts}", "(SELECT id FROM quiz_attempt WHERE person_id = {person})")
            .replace("{registrations}", "(SELECT id FROM registration WHERE person_id = {person})");
        let mut rest = template.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            self.push(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            match name {
                "person" => self.value(subject.person),
                "id" => self.value(subject.person.to_string()),
                _ => self.values(subject.keys.iter().map(String::as_str)),
            };
            rest = after;
        }
        self.push(rest)
    }

    fn statement(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.values)
    }

    /// All rows that it gives.
    pub async fn rows<C: ConnectionTrait>(self, conn: &C) -> Result<Vec<QueryResult>, DbErr> {
        conn.query_all_raw(self.statement()).await
    }

    /// The number in the first column of its only row.
    pub async fn count<C: ConnectionTrait>(self, conn: &C) -> Result<u64, DbErr> {
        let row = conn.query_one_raw(self.statement()).await?;
        let count = row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// The first column of its rows.
    pub async fn column<T: sea_orm::TryGetable, C: ConnectionTrait>(self, conn: &C) -> Result<Vec<T>, DbErr> {
        self.rows(conn).await?.iter().map(|row| row.try_get_by_index(0)).collect()
    }

    /// Carries it out; says how many rows it changed.
    pub async fn run(self, txn: &DatabaseTransaction) -> Result<u64, DbErr> {
        Ok(txn.execute_raw(self.statement()).await?.rows_affected())
    }
}
