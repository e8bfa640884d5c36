//! Brings the schema up to this program's, or back: one transaction, under a lock.

use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, DbErr};
use sea_orm_migration::{MigrationStatus, MigrationTrait, MigratorTrait};

use crate::{Db, change, migrations};

/// One migration and whether this database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationState {
    /// `m0001_platform` and so on.
    pub name: String,
    /// Whether it was applied.
    pub applied: bool,
}

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        migrations::all()
    }
}

/// Applies what is missing. Run by every server at start: a second one waits and finds nothing to do.
/// Refuses a database that a newer program has migrated further.
pub async fn up(db: &Db) -> Result<(), DbErr> {
    // Asked first, so that an ordinary start takes no lock.
    let pending = status(db).await?.iter().any(|state| !state.applied);
    if !pending && db.backend() == crate::Backend::Sqlite {
        return Ok(());
    }
    db.write(async move |txn| {
        lock(txn).await?;
        Migrator::up(txn, None).await?;
        change::align(txn).await
    })
    .await
}

/// Takes back the last `steps` migrations, data and all.
pub async fn down(db: &Db, steps: u32) -> Result<(), DbErr> {
    db.write(async move |txn| {
        lock(txn).await?;
        Migrator::down(txn, Some(steps)).await
    })
    .await
}

/// Every migration of this program, in order. Changes nothing.
pub async fn status(db: &Db) -> Result<Vec<MigrationState>, DbErr> {
    let found = Migrator::get_migration_with_status_read_only(db.read()).await?;
    Ok(found
        .iter()
        .map(|migration| MigrationState {
            name: migration.name().to_owned(),
            applied: migration.status() == MigrationStatus::Applied,
        })
        .collect())
}

/// On SQLite the immediate transaction is the lock.
async fn lock(txn: &DatabaseTransaction) -> Result<(), DbErr> {
    if txn.get_database_backend() == DbBackend::Postgres {
        txn.execute_unprepared("SELECT pg_advisory_xact_lock(hashtext('vidik migrations'))").await?;
    }
    Ok(())
}
