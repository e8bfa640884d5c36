//! The rows of a commit by raw prepared statements: grouped on SQLite, pooled on PostgreSQL.

use std::path::Path;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Executor as _};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::bare::bearer;
use super::tokens::Tokens;
use crate::failure::{Failure, Tried as _};

/// How many launches there are.
const LAUNCHES: u32 = 512;
/// The most commits that share a transaction, and how many may wait: as the product has it.
const GROUP: usize = 256;
const QUEUE: usize = 4 * GROUP;

/// The columns that the product has, in either database's words for bytes that are an id.
const SQLITE_TABLES: &str = "
    CREATE TABLE launch (id BLOB PRIMARY KEY NOT NULL, run_id BLOB NOT NULL, last_number BIGINT NOT NULL,
        visit INTEGER NOT NULL);
    CREATE TABLE run_activity (run_id BLOB NOT NULL, activity TEXT NOT NULL, data TEXT NOT NULL,
        watched_seconds BIGINT NOT NULL, PRIMARY KEY (run_id, activity));";
const POSTGRES_TABLES: &str = "
    CREATE TABLE launch (id uuid PRIMARY KEY, run_id uuid NOT NULL, last_number bigint NOT NULL,
        visit integer NOT NULL);
    CREATE TABLE run_activity (run_id uuid NOT NULL, activity text NOT NULL, data text NOT NULL,
        watched_seconds bigint NOT NULL, PRIMARY KEY (run_id, activity));";

const NEW_LAUNCH: &str = "INSERT INTO launch (id, run_id, last_number, visit) VALUES ($1, $2, 0, 1)";
const UPSERT: &str = "INSERT INTO run_activity (run_id, activity, data, watched_seconds) VALUES ($1, $2, $3, $4) \
                      ON CONFLICT (run_id, activity) DO UPDATE SET data = excluded.data, \
                      watched_seconds = excluded.watched_seconds";
const COUNT: &str = "UPDATE launch SET last_number = $1, visit = $2 WHERE id = $3";

/// The id of one of the launches.
pub fn launch_id(number: u32) -> Uuid {
    Uuid::from_u128(u128::from(number) | 1 << 100)
}

/// The run behind it.
pub fn run_id(number: u32) -> Uuid {
    Uuid::from_u128(u128::from(number) | 1 << 101)
}

#[derive(Deserialize)]
struct Body {
    commits: Vec<Commit>,
}

#[derive(Deserialize)]
struct Commit {
    number: i64,
    activity: String,
    visit: i32,
    set: Vec<(String, String)>,
    seconds: i64,
}

#[derive(Serialize)]
struct Told {
    acknowledged: i64,
    sequencing: &'static str,
}

/// The rows of one commit.
struct Rows {
    launch: Uuid,
    run: Uuid,
    activity: String,
    data: String,
    seconds: i64,
    number: i64,
    visit: i32,
}

type Waiting = (Rows, oneshot::Sender<()>);

/// The ways down to the disk.
pub(super) struct Writers {
    grouped: mpsc::Sender<Waiting>,
    pool: Option<PgPool>,
}

impl Writers {
    pub(super) async fn open(folder: &Path, postgres: Option<&str>) -> Result<Self, Failure> {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("limit.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("journal_size_limit", "67108864")
            .pragma("cache_size", "-8192")
            .disable_statement_logging();
        let mut connection = options.connect().await.tried("the limit's SQLite")?;
        fill(&mut connection).await.tried("the limit's SQLite")?;
        let (grouped, queue) = mpsc::channel(QUEUE);
        actix_web::rt::spawn(write_groups(connection, queue));
        let pool = match postgres {
            None => None,
            Some(address) => Some(open_pool(address).await.tried("the limit's PostgreSQL")?),
        };
        Ok(Self { grouped, pool })
    }
}

async fn fill(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    connection.execute(SQLITE_TABLES).await?;
    connection.execute("BEGIN IMMEDIATE").await?;
    for number in 0..LAUNCHES {
        sqlx::query(NEW_LAUNCH).bind(launch_id(number)).bind(run_id(number)).execute(&mut *connection).await?;
    }
    connection.execute("COMMIT").await?;
    Ok(())
}

async fn open_pool(address: &str) -> Result<PgPool, sqlx::Error> {
    let pool = PgPoolOptions::new().max_connections(16).test_before_acquire(false).connect(address).await?;
    pool.execute(POSTGRES_TABLES).await?;
    let mut txn = pool.begin().await?;
    for number in 0..LAUNCHES {
        sqlx::query(NEW_LAUNCH).bind(launch_id(number)).bind(run_id(number)).execute(&mut *txn).await?;
    }
    txn.commit().await?;
    Ok(pool)
}

/// Drains what waits into one transaction, and answers once it is on the disk. A caller whose sender is dropped
/// learns that the write failed.
async fn write_groups(mut connection: SqliteConnection, mut queue: mpsc::Receiver<Waiting>) {
    let mut waiting = Vec::with_capacity(GROUP);
    while queue.recv_many(&mut waiting, GROUP).await > 0 {
        let written = write_group(&mut connection, &waiting).await;
        for (_, told) in waiting.drain(..) {
            if written.is_ok() {
                let _ = told.send(());
            }
        }
    }
}

async fn write_group(connection: &mut SqliteConnection, waiting: &[Waiting]) -> Result<(), sqlx::Error> {
    connection.execute("BEGIN IMMEDIATE").await?;
    for (rows, _) in waiting {
        let upsert = sqlx::query(UPSERT).bind(rows.run).bind(&rows.activity).bind(&rows.data).bind(rows.seconds);
        upsert.execute(&mut *connection).await?;
        let count = sqlx::query(COUNT).bind(rows.number).bind(rows.visit).bind(rows.launch);
        count.execute(&mut *connection).await?;
    }
    connection.execute("COMMIT").await?;
    Ok(())
}

async fn write_pooled(pool: &PgPool, rows: &Rows) -> Result<(), sqlx::Error> {
    let mut txn = pool.begin().await?;
    let upsert = sqlx::query(UPSERT).bind(rows.run).bind(&rows.activity).bind(&rows.data).bind(rows.seconds);
    upsert.execute(&mut *txn).await?;
    let count = sqlx::query(COUNT).bind(rows.number).bind(rows.visit).bind(rows.launch);
    count.execute(&mut *txn).await?;
    txn.commit().await
}

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/sqlite/{launch}/{run}", web::post().to(grouped))
        .route("/postgres/{launch}/{run}", web::post().to(pooled));
}

async fn grouped(
    request: HttpRequest,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<Body>,
    tokens: web::Data<Tokens>,
    writers: web::Data<Writers>,
) -> HttpResponse {
    let Some(rows) = rows(&request, *path, body.into_inner(), &tokens) else { return refused() };
    let number = rows.number;
    let (told, done) = oneshot::channel();
    if writers.grouped.send((rows, told)).await.is_err() || done.await.is_err() {
        return HttpResponse::InternalServerError().finish();
    }
    acknowledged(number)
}

async fn pooled(
    request: HttpRequest,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<Body>,
    tokens: web::Data<Tokens>,
    writers: web::Data<Writers>,
) -> HttpResponse {
    let Some(rows) = rows(&request, *path, body.into_inner(), &tokens) else { return refused() };
    match &writers.pool {
        Some(pool) if write_pooled(pool, &rows).await.is_ok() => acknowledged(rows.number),
        _ => HttpResponse::InternalServerError().finish(),
    }
}

fn acknowledged(number: i64) -> HttpResponse {
    HttpResponse::Ok().json(Told { acknowledged: number, sequencing: "unchanged" })
}

fn refused() -> HttpResponse {
    HttpResponse::Unauthorized().finish()
}

/// Checks the token and turns the last commit into its rows.
fn rows(request: &HttpRequest, (launch, run): (Uuid, Uuid), body: Body, tokens: &Tokens) -> Option<Rows> {
    bearer(request).filter(|token| tokens.checks(token))?;
    let commit = body.commits.into_iter().next_back()?;
    let data: Map<String, Value> = commit.set.into_iter().map(|(element, value)| (element, value.into())).collect();
    Some(Rows {
        launch,
        run,
        activity: commit.activity,
        data: serde_json::to_string(&data).ok()?,
        seconds: commit.seconds,
        number: commit.number,
        visit: commit.visit,
    })
}
