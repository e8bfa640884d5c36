//! Statements that are put together of parts, with parameters by number: SQLite and PostgreSQL both take them.

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, FromQueryResult, QueryResult, Statement, TryGetable, Value,
};

/// SQLite keeps a UUID as its sixteen bytes.
const UUID_AS_TEXT: &str = "lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || \
    substr(hex(id), 13, 4) || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21))";

/// A statement that grows.
///
/// Two words of its own, for what the databases call by different names: `HAS(text, part) > 0` asks whether a text has
/// a part in it, `UUID_TEXT(id)` is the column `id` as a UUID is written.
#[derive(Debug, Default)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Begins with these words.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), values: Vec::new() }
    }

    /// Goes on with these words.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
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

    /// Goes on with a bound on rows, written out: of one that it does not know PostgreSQL thinks that it is a tenth of
    /// all rows, and plans for those.
    pub fn limit(&mut self, rows: u64) -> &mut Self {
        self.push(&format!(" LIMIT {rows}"))
    }

    fn statement(self, backend: DbBackend) -> Statement {
        let (has, uuid) =
            if backend == DbBackend::Postgres { ("strpos(", "id::text") } else { ("instr(", UUID_AS_TEXT) };
        let text = self.text.replace("HAS(", has).replace("UUID_TEXT(id)", uuid);
        Statement::from_sql_and_values(backend, text, self.values)
    }

    /// All rows that it gives, read.
    pub async fn all<R: FromQueryResult, C: ConnectionTrait>(self, conn: &C) -> Result<Vec<R>, DbErr> {
        R::find_by_statement(self.statement(conn.get_database_backend())).all(conn).await
    }

    /// Its only row, read.
    pub async fn one<R: FromQueryResult, C: ConnectionTrait>(self, conn: &C) -> Result<Option<R>, DbErr> {
        Ok(self.all(conn).await?.into_iter().next())
    }

    /// All rows that it gives.
    pub async fn rows<C: ConnectionTrait>(self, conn: &C) -> Result<Vec<QueryResult>, DbErr> {
        conn.query_all_raw(self.statement(conn.get_database_backend())).await
    }

    /// The first column of its rows.
    pub async fn column<T: TryGetable, C: ConnectionTrait>(self, conn: &C) -> Result<Vec<T>, DbErr> {
        self.rows(conn).await?.iter().map(|row| row.try_get_by_index(0)).collect()
    }

    /// The number in the first column of its only row.
    pub async fn count<C: ConnectionTrait>(self, conn: &C) -> Result<u64, DbErr> {
        let row = conn.query_one_raw(self.statement(conn.get_database_backend())).await?;
        let count = row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Carries it out; says how many rows it changed.
    pub async fn run(self, txn: &DatabaseTransaction) -> Result<u64, DbErr> {
        Ok(txn.execute_raw(self.statement(txn.get_database_backend())).await?.rows_affected())
    }
}
