//! How PostgreSQL is opened: one pool, for reads and for a transaction a request.

use std::str::FromStr as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DbBackend, DbErr, RuntimeErr, SqlxPostgresConnector, Statement,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, PgPool};

use crate::connection::{DbOpenError, DbOptions};

/// `server_version_num` of the oldest server that is supported.
const OLDEST_SERVER: i32 = 150_000;

/// A connection idle for longer is asked whether it still lives before it is used.
const TRUSTED_IDLE: Duration = Duration::from_secs(30);

/// How long the last try may take, of which the cause is told.
const LAST_TRY: Duration = Duration::from_secs(3);

pub(crate) async fn open(url: &str, options: &DbOptions) -> Result<DatabaseConnection, DbOpenError> {
    let address = PgConnectOptions::from_str(url)
        .map_err(|error| DbOpenError::Address(error.to_string()))?
        .application_name("vidik")
        .disable_statement_logging();
    let opened = PgPoolOptions::new()
        .max_connections(options.connections.max(2))
        .acquire_timeout(options.acquire_timeout)
        .test_before_acquire(false)
        .before_acquire(|connection, usage| {
            Box::pin(async move {
                if usage.idle_for > TRUSTED_IDLE && connection.ping().await.is_err() {
                    return Ok(false);
                }
                Ok(true)
            })
        })
        .connect_with(address.clone())
        .await;
    let pool = match opened {
        Ok(pool) => pool,
        Err(sqlx::Error::PoolTimedOut) => return Err(open_error(cause(&address).await)),
        Err(error) => return Err(open_error(error)),
    };
    require_version(&pool).await?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// Why there is no connection: a pool tries until its time is over, and then tells of the time alone.
async fn cause(address: &PgConnectOptions) -> sqlx::Error {
    match tokio::time::timeout(LAST_TRY, address.connect()).await {
        Ok(Err(error)) => error,
        Ok(Ok(_)) => sqlx::Error::PoolTimedOut,
        Err(_) => std::io::Error::new(std::io::ErrorKind::TimedOut, "nobody answers at its address").into(),
    }
}

fn open_error(error: sqlx::Error) -> DbOpenError {
    DbOpenError::Open(DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))))
}

async fn require_version(pool: &PgPool) -> Result<(), DbOpenError> {
    let found: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int")
        .fetch_one(pool)
        .await
        .map_err(open_error)?;
    if found < OLDEST_SERVER {
        return Err(DbOpenError::TooOld { found: found / 10_000, needed: OLDEST_SERVER / 10_000 });
    }
    Ok(())
}

/// What is remembered of who is writing holds nobody back for longer than this.
const REMEMBERED: Duration = Duration::from_millis(50);

/// The oldest transaction of a database, asked for once for many that want to know of it.
#[derive(Debug, Default)]
pub(crate) struct OldestTransaction {
    /// When the server was asked, and for how long its oldest transaction had run then.
    asked: Mutex<Option<(Instant, Duration)>>,
}

impl OldestTransaction {
    /// For how long the oldest transaction has run at the most: what had committed before it began stays committed, so an
    /// answer that is some moments old is true if it grows with them.
    pub(crate) async fn running_for(&self, connection: &DatabaseConnection) -> Result<Duration, DbErr> {
        let known = *self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let grown = known.map(|(at, oldest)| oldest + at.elapsed());
        if let Some(oldest) = grown.filter(|oldest| *oldest < REMEMBERED) {
            return Ok(oldest);
        }
        let at = Instant::now();
        let oldest = oldest_transaction(connection).await?;
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, oldest));
        Ok(oldest)
    }
}

/// How long the oldest transaction of this database has run, those of this very question aside.
async fn oldest_transaction(connection: &DatabaseConnection) -> Result<Duration, DbErr> {
    const SQL: &str = "SELECT coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0)::float8 \
                       FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                       AND backend_type = 'client backend'";
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, SQL)).await?;
    let seconds: f64 = row.ok_or_else(|| DbErr::RecordNotFound("pg_stat_activity".to_owned()))?.try_get_by_index(0)?;
    Ok(Duration::try_from_secs_f64(seconds).unwrap_or_default())
}
