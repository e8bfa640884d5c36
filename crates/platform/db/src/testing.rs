//! A fresh, migrated database for each test, on SQLite and on PostgreSQL.
//!
//! ```ignore
//! vidik_db::database_tests! {
//!     /// Runs twice, as `enrols_once::sqlite` and `enrols_once::postgres`.
//!     async fn enrols_once(db: Db) {
//!         db.write(async move |txn| enrol(txn, "first-steps").await).await.unwrap();
//!     }
//! }
//! ```
//!
//! PostgreSQL is taken from `VIDIK_TEST_POSTGRES`, an address that may create databases; without it that
//! half says so and passes. Each test process migrates a template once and copies it.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::print_stderr,
    reason = "it is compiled into tests only; a broken test database should stop the test"
)]

use std::ops::Deref;
use std::time::{SystemTime, UNIX_EPOCH};

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};
use sqlx::postgres::PgPoolOptions;

use crate::{Backend, Db, DbOptions, migrate, migrations};

/// Where tests find PostgreSQL.
const ADDRESS_VARIABLE: &str = "VIDIK_TEST_POSTGRES";

/// Serialises the making of the template between test processes.
const TEMPLATE_LOCK: i64 = 7_164_210_001;

/// A database of one test's own; goes when this is dropped. Dereferences to [`Db`].
#[derive(Debug)]
pub struct TestDb {
    db: Db,
    address: String,
    /// The server and the database to drop there.
    dropped: Option<(String, String)>,
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl TestDb {
    /// A migrated SQLite file in a temporary folder.
    pub async fn sqlite() -> Self {
        let address = "sqlite::memory:".to_owned();
        let db = connect(&address).await;
        migrate::up(&db).await.expect("migrates SQLite");
        Self { db, address, dropped: None }
    }

    /// A migrated copy on the server of `VIDIK_TEST_POSTGRES`; `None` where that is not set.
    pub async fn postgres() -> Option<Self> {
        let server = server()?;
        let template = make_template(&server).await;
        let name = fresh_name("vidik_test");
        run(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        let address = with_database(&server, &name);
        Some(Self { db: connect(&address).await, address, dropped: Some((server, name)) })
    }

    /// An empty PostgreSQL database, as a first start finds it; `None` without a server.
    pub async fn empty_postgres() -> Option<Self> {
        let server = server()?;
        let name = fresh_name("vidik_empty");
        run(&server, &format!("CREATE DATABASE {name}")).await;
        let address = with_database(&server, &name);
        Some(Self { db: connect(&address).await, address, dropped: Some((server, name)) })
    }

    /// A handle that the test may move.
    pub fn handle(&self) -> Db {
        self.db.clone()
    }

    /// The database's address, for a second [`Db`] or a server of the test's own (PostgreSQL only:
    /// every connection to `sqlite::memory:` is another database).
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Some((server, name)) = self.dropped.take() else {
            return;
        };
        // Dropping is synchronous, talking to the server is not.
        let dropping = std::thread::spawn(move || {
            runtime().block_on(run(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        });
        let _ = dropping.join();
    }
}

/// Runs a test on a fresh SQLite database. What [`database_tests!`](crate::database_tests) calls.
pub fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Db) -> F) {
    runtime().block_on(async {
        let db = TestDb::sqlite().await;
        test(db.handle()).await;
    });
}

/// Runs a test on a fresh PostgreSQL database, or says that it is skipped.
pub fn on_postgres<F: Future<Output = ()>>(test: impl FnOnce(Db) -> F) {
    runtime().block_on(async {
        match TestDb::postgres().await {
            Some(db) => test(db.handle()).await,
            None => eprintln!("skipped: {ADDRESS_VARIABLE} is not set"),
        }
    });
}

/// Runs one body on both databases, one after the other.
pub fn each<F: Future<Output = ()>>(test: impl Fn(Db) -> F) {
    on_sqlite(&test);
    on_postgres(&test);
}

/// Each `async fn name(db: Db) { … }` becomes the tests `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! database_tests {
    ($($(#[$attribute:meta])* async fn $name:ident($db:ident: Db) $body:block)+) => {$(
        $(#[$attribute])*
        #[cfg(test)]
        mod $name {
            #[allow(unused_imports, reason = "a body may need nothing of its module")]
            use super::*;

            async fn body($db: $crate::Db) $body

            #[test]
            fn sqlite() {
                $crate::testing::on_sqlite(body);
            }

            #[test]
            fn postgres() {
                $crate::testing::on_postgres(body);
            }
        }
    )+};
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("starts a runtime")
}

async fn connect(address: &str) -> Db {
    let options = DbOptions { connections: 8, read_connections: 2, ..DbOptions::default() };
    Db::connect(address, options).await.expect("opens the test database")
}

#[expect(clippy::disallowed_methods, reason = "tests have no settings but this one")]
fn server() -> Option<String> {
    std::env::var(ADDRESS_VARIABLE).ok().filter(|address| !address.is_empty())
}

fn with_database(server: &str, name: &str) -> String {
    let mut address = url::Url::parse(server).expect("VIDIK_TEST_POSTGRES is an address");
    address.set_path(name);
    address.into()
}

/// Unique among the tests that run at the same time on this machine.
fn fresh_name(prefix: &str) -> String {
    let moment = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    format!("{prefix}_{}_{moment}", std::process::id())
}

async fn administer(server: &str) -> DatabaseConnection {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect(server)
        .await
        .expect("reaches the server of VIDIK_TEST_POSTGRES");
    sea_orm::SqlxPostgresConnector::from_sqlx_postgres_pool(pool)
}

async fn run(server: &str, sql: &str) {
    let connection = administer(server).await;
    connection.execute_unprepared(sql).await.expect("the server does as the test asks");
    let _ = connection.close().await;
}

/// The name of a database that holds the migrated schema; made by whoever comes first.
async fn make_template(server: &str) -> String {
    let name = format!("vidik_template_{:016x}", migrations::fingerprint());
    let connection = administer(server).await;
    let lock = format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})");
    connection.execute_unprepared(&lock).await.expect("locks the template");
    let known = connection
        .query_one_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT 1 FROM pg_database WHERE datname = $1",
            [name.as_str().into()],
        ))
        .await
        .expect("asks for the template");
    if known.is_none() {
        // Renamed when it is ready, so that one broken off half-way is never copied.
        let draft = fresh_name("vidik_draft");
        run(server, &format!("CREATE DATABASE {draft}")).await;
        let db = connect(&with_database(server, &draft)).await;
        migrate::up(&db).await.expect("migrates PostgreSQL");
        assert_eq!(db.backend(), Backend::Postgres);
        db.close().await.expect("closes the template");
        let rename = format!("ALTER DATABASE {draft} RENAME TO {name}");
        connection.execute_unprepared(&rename).await.expect("names the template");
    }
    // Closing the connection releases the lock.
    let _ = connection.close().await;
    name
}
