//! Statements that are put together of parts, with parameters by number: SQLite and PostgreSQL both take them.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement, Value};

/// A statement that grows.
#[derive(Debug, Default)]
pub(crate) struct Sql {
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

    /// Goes on with values in brackets: for `IN`. There must be one at least.
    pub fn values(&mut self, values: impl IntoIterator<Item = impl Into<Value>>) -> &mut Self {
        self.push("(");
        for (place, value) in values.into_iter().enumerate() {
            if place > 0 {
                self.push(", ");
            }
            self.value(value);
        }
        self.push(")")
    }

    /// Goes on with a bound on rows, written out: of one that it does not know PostgreSQL thinks that it is a tenth of
    /// all rows, and plans for those.
    pub fn limit(&mut self, rows: u64) -> &mut Self {
        self.push(&format!(" LIMIT {rows}"))
    }

    /// All rows that it gives.
    pub async fn all<R: FromQueryResult, C: ConnectionTrait>(self, conn: &C) -> Result<Vec<R>, DbErr> {
        let statement = Statement::from_sql_and_values(conn.get_database_backend(), self.text, self.values);
        R::find_by_statement(statement).all(conn).await
    }

    /// Its only row.
    pub async fn one<R: FromQueryResult, C: ConnectionTrait>(self, conn: &C) -> Result<Option<R>, DbErr> {
        Ok(self.all(conn).await?.into_iter().next())
    }
}
