//! Which unique rule a refused insert or update broke.

use sea_orm::{DbErr, RuntimeErr};
use sqlx::{error::DatabaseError, postgres::PgDatabaseError};

/// A unique constraint or index that was broken. SQLite names the columns, PostgreSQL the constraint
/// and (in its detail) the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniqueViolation {
    /// The constraint or index, where the database named it.
    pub constraint: Option<String>,
    /// The table, where the database named it.
    pub table: Option<String>,
    /// The columns in the constraint's order; empty where an expression is indexed on SQLite.
    pub columns: Vec<String>,
}

impl UniqueViolation {
    /// Whether it was the rule over exactly these columns of this table.
    pub fn is_on(&self, table: &str, columns: &[&str]) -> bool {
        self.table.as_deref() == Some(table) && self.columns == columns
    }

    /// Whether it was the constraint or index of this name (PostgreSQL; SQLite for expressions only).
    pub fn is_named(&self, constraint: &str) -> bool {
        self.constraint.as_deref() == Some(constraint)
    }
}

/// What the database said.
fn cause_of(error: &DbErr) -> Option<&dyn DatabaseError> {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) = error else {
        return None;
    };
    let sqlx::Error::Database(cause) = cause.as_ref() else {
        return None;
    };
    Some(cause.as_ref())
}

/// Whether a value of the request itself cannot be kept or looked for: PostgreSQL has no NUL in a text (22021), and no
/// key that is longer than a third of a page (54000).
pub fn is_unstorable(error: &DbErr) -> bool {
    let postgres = cause_of(error).and_then(|cause| cause.try_downcast_ref::<PgDatabaseError>());
    postgres.is_some_and(|cause| matches!(cause.code(), "22021" | "54000"))
}

/// The unique rule that caused `error`, or `None` where something else did.
pub fn is_unique_violation(error: &DbErr) -> Option<UniqueViolation> {
    let cause = cause_of(error)?;
    if !cause.is_unique_violation() {
        return None;
    }
    Some(match cause.try_downcast_ref::<PgDatabaseError>() {
        Some(postgres) => UniqueViolation {
            constraint: postgres.constraint().map(str::to_owned),
            table: postgres.table().map(str::to_owned),
            columns: postgres.detail().map(columns_of_detail).unwrap_or_default(),
        },
        None => from_sqlite_message(cause.message()),
    })
}

/// `Key (email, tenant)=(…) already exists.`; the words are translated, the brackets are not.
fn columns_of_detail(detail: &str) -> Vec<String> {
    let list = detail.split_once('(').and_then(|(_, rest)| rest.split_once(")=(")).map_or("", |(list, _)| list);
    list.split(", ").filter(|column| !column.is_empty()).map(|column| column.trim_matches('"').to_owned()).collect()
}

/// `UNIQUE constraint failed: people.email, people.tenant`, or `… failed: index 'name'`.
fn from_sqlite_message(message: &str) -> UniqueViolation {
    let subject = message.split_once(": ").map_or("", |(_, subject)| subject);
    if let Some(index) = subject.strip_prefix("index '") {
        return UniqueViolation {
            constraint: Some(index.trim_end_matches('\'').to_owned()),
            table: None,
            columns: Vec::new(),
        };
    }
    let mut table = None;
    let mut columns = Vec::new();
    for part in subject.split(", ") {
        if let Some((of, column)) = part.split_once('.') {
            table = Some(of.to_owned());
            columns.push(column.to_owned());
        }
    }
    UniqueViolation { constraint: None, table, columns }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_from_either_message() {
        assert_eq!(columns_of_detail("Key (email, tenant)=(a), b) already exists."), ["email", "tenant"]);
        let violation = from_sqlite_message("UNIQUE constraint failed: people.email, people.tenant");
        assert!(violation.is_on("people", &["email", "tenant"]));
        assert!(
            from_sqlite_message("UNIQUE constraint failed: index 'people_email_lower'").is_named("people_email_lower")
        );
    }
}
