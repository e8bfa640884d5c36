//! Makes tables large by a few statements of SQL, while no server runs: what took a Centre years is there in a minute.

use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::failure::{Failure, Tried as _};

/// The moment at which the first registration was made; one more follows each second. It lies behind all that the
/// demonstration Centre holds: what changes later has a later number.
const BEGINNING: i64 = 1_900_000_000;

/// When the registration of this number changed last, as an address has it.
pub fn moment(number: usize) -> String {
    // Days are all that whoever keeps up needs to be told apart by: the bench asks for seconds within one.
    let seconds = BEGINNING + i64::try_from(number).unwrap_or(0);
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3_600, rest / 60 % 60, rest % 60)
}

/// Year, month and day of a day that is counted from the first of January 1970 on (the Gregorian calendar's cycle of
/// 400 years, begun in March).
const fn civil(days: i64) -> (i64, i64, i64) {
    let since = days + 719_468;
    let cycle = since.div_euclid(146_097);
    let day = since.rem_euclid(146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let in_year = day - (365 * year + year / 4 - year / 100);
    let shifted = (5 * in_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let first = if month <= 2 { 1 } else { 0 };
    (year + cycle * 400 + first, month, in_year - (153 * shifted + 2) / 5 + 1)
}

/// The database of an installation, with its way of saying things.
pub enum Tables {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Tables {
    /// Opens it.
    pub async fn open(address: &str) -> Result<Self, Failure> {
        if address.starts_with("sqlite:") {
            let mut connection = SqliteConnection::connect(address).await.tried("the SQLite file")?;
            // Nobody's data: a power cut would only end the bench.
            connection.execute("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000").await.tried("SQLite")?;
            Ok(Self::Sqlite(connection))
        } else {
            Ok(Self::Postgres(PgConnection::connect(address).await.tried("PostgreSQL")?))
        }
    }

    async fn run(&mut self, sql: String) -> Result<(), Failure> {
        let begun: String = sql.chars().take(120).collect();
        match self {
            Self::Sqlite(connection) => sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(|_| ()),
            Self::Postgres(connection) => sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(|_| ()),
        }
        .tried(&begun)
    }

    /// `n(i)`: the whole numbers of a range, as a table expression.
    fn numbers(&self, from: usize, until: usize) -> String {
        let last = until.saturating_sub(1);
        match self {
            Self::Sqlite(_) => format!("n(i) AS (VALUES({from}) UNION ALL SELECT i + 1 FROM n WHERE i < {last})"),
            Self::Postgres(_) => format!("n(i) AS (SELECT * FROM generate_series({from}, {last}))"),
        }
    }

    /// A UUID of a kind and a number; those of a kind are in the order of their numbers.
    fn id(&self, kind: u8, number: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("unhex(printf('{kind:02x}%030x', {number}))"),
            Self::Postgres(_) => format!("('{kind:02x}' || lpad(to_hex({number}), 30, '0'))::uuid"),
        }
    }

    fn time(&self, number: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("strftime('%Y-%m-%dT%H:%M:%S+00:00', {BEGINNING} + {number}, 'unixepoch')"),
            Self::Postgres(_) => format!("to_timestamp({BEGINNING} + {number})"),
        }
    }

    /// Adds registrations, with people, memberships, enrolments and what their institution reads.
    pub async fn add_registrations(
        &mut self,
        institution: &str,
        courses: &[String],
        there: usize,
        wanted: usize,
    ) -> Result<(), Failure> {
        let each = courses.len().max(1);
        let (people, numbers) = (self.numbers(there / each, wanted / each), self.numbers(there, wanted));
        let (begun, changed) = (self.time("i"), self.time("i"));
        let person = self.id(0xa1, "i");
        let of = self.id(0xa1, &format!("(i / {each})"));
        let (membership, enrolment, registration) = (self.id(0xa2, "i"), self.id(0xa3, "i"), self.id(0xa4, "i"));
        let ministry = format!("(SELECT id FROM institution WHERE slug = '{institution}')");
        let day = if matches!(self, Self::Postgres(_)) { "DATE '2023-01-01'" } else { "'2023-01-01'" };
        let no = if matches!(self, Self::Postgres(_)) { "NULL::timestamptz" } else { "NULL" };
        self.run(format!(
            "WITH RECURSIVE {people} INSERT INTO person (id, email, username, staff_number, given_latin, family_latin, \
             given_cyrillic, family_cyrillic, password_hash, language, created_at) \
             SELECT {person}, 'learner-' || i || '@bench.test', 'learner-' || i, 'B-' || i, 'Polaznik', 'Broj ' || i, \
             'Полазник', 'Број ' || i, NULL, 'sr-Cyrl', {begun} FROM n"
        ))
        .await?;
        self.run(format!(
            "WITH RECURSIVE {people} INSERT INTO membership (id, person_id, institution_id, starts_on, ends_on) \
             SELECT {membership}, {person}, {ministry}, {day}, NULL FROM n"
        ))
        .await?;
        let listed: Vec<String> = courses.iter().map(|slug| format!("'{slug}'")).collect();
        let chosen = format!(
            "c AS (SELECT id, published_version_id AS version, row_number() OVER (ORDER BY slug) - 1 AS place \
             FROM course WHERE slug IN ({}))",
            listed.join(", ")
        );
        let from = format!("FROM n JOIN c ON c.place = n.i % {each}");
        self.run(format!(
            "WITH RECURSIVE {numbers}, {chosen} INSERT INTO enrolment (id, person_id, course_id, source, enrolled_at) \
             SELECT {enrolment}, {of}, c.id, 'self', {begun} {from} ORDER BY i"
        ))
        .await?;
        // Half are done, a third go on, the others were only opened.
        let done =
            "CASE i % 6 WHEN 0 THEN 'unknown' WHEN 1 THEN 'incomplete' WHEN 2 THEN 'incomplete' ELSE 'completed' END";
        let passed = "CASE i % 6 WHEN 4 THEN 'passed' WHEN 5 THEN 'passed' ELSE 'unknown' END";
        let result = format!(
            "{done}, {passed}, (i % 6) / 6.0, 0.8, 80.0, 0.0, 100.0, 36000, {begun}, {changed}, \
             CASE WHEN i % 6 > 2 THEN {changed} ELSE {no} END"
        );
        let columns = "completion, success, progress, scaled, raw, min, max, hundredths, started_at, updated_at, \
             completed_at, change_number";
        let number = "(SELECT value FROM change_numbers) + 1 + i";
        self.run(format!(
            "WITH RECURSIVE {numbers}, {chosen} INSERT INTO registration (id, person_id, course_id, course_version_id, \
             number, open, generation, language, {columns}) SELECT {registration}, {of}, c.id, c.version, 1, {yes}, 1, \
             'sr-Cyrl', {result}, {number} {from} ORDER BY i",
            yes = if matches!(self, Self::Postgres(_)) { "TRUE" } else { "1" },
        ))
        .await?;
        self.run(format!(
            "WITH RECURSIVE {numbers}, {chosen} INSERT INTO institution_progress (institution_id, registration_id, \
             person_id, course_id, language, {columns}) SELECT {ministry}, {registration}, {of}, c.id, 'sr-Cyrl', \
             {result}, {number} {from} ORDER BY i"
        ))
        .await?;
        self.run(format!("UPDATE change_numbers SET value = value + {wanted} + 1")).await
    }

    /// Tells the stored statements again and again, as if they had been stored earlier, until there are so many.
    pub async fn add_statements(&mut self, there: usize, wanted: usize) -> Result<(), Failure> {
        let again = (wanted / there.max(1)).saturating_sub(1);
        self.run(format!(
            "CREATE TEMPORARY TABLE told AS SELECT sequence, row_number() OVER (ORDER BY sequence) - 1 AS place \
             FROM statement ORDER BY sequence DESC LIMIT {there}; CREATE INDEX told_sequence ON told (sequence)"
        ))
        .await?;
        for time in 0..again {
            let number = format!("({time} * {there} + told.place)");
            // Version and variant of a time-ordered UUID stand in the middle; it begins with the time, long ago.
            let sequence = match self {
                Self::Sqlite(_) => format!("unhex(printf('%012x70008000000000000000', 1600000000000 + {number}))"),
                Self::Postgres(_) => {
                    format!("(lpad(to_hex(1600000000000 + {number}), 12, '0') || '70008000000000000000')::uuid")
                }
            };
            let id = self.id(0xb1, &number);
            self.run(format!(
                "INSERT INTO statement (sequence, id, registration_id, verb, voided, occurred_at, stored_at, \
                 change_number, payload) SELECT {sequence}, {id}, s.registration_id, s.verb, s.voided, s.occurred_at, \
                 s.stored_at, s.change_number, s.payload FROM told JOIN statement s ON s.sequence = told.sequence \
                 ORDER BY told.place"
            ))
            .await?;
            for (table, column) in [("statement_actor", "actor"), ("statement_activity", "activity")] {
                self.run(format!(
                    "INSERT INTO {table} ({column}, sequence, usage) SELECT l.{column}, {sequence}, l.usage \
                     FROM told JOIN {table} l ON l.sequence = told.sequence ORDER BY l.{column}, told.place"
                ))
                .await?;
            }
        }
        Ok(())
    }

    /// What a database does by itself in quiet hours.
    pub async fn settle(mut self) -> Result<(), Failure> {
        let sql = if matches!(self, Self::Postgres(_)) { "VACUUM ANALYZE" } else { "PRAGMA wal_checkpoint(TRUNCATE)" };
        self.run(sql.to_owned()).await?;
        match self {
            Self::Sqlite(connection) => connection.close().await,
            Self::Postgres(connection) => connection.close().await,
        }
        .tried("the database's connection")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_days_of_the_calendar() {
        assert_eq!(moment(0), "2030-03-17T17:46:40Z");
        assert_eq!(moment(86_400 * 714 + 1), "2032-02-29T17:46:41Z");
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
    }
}
