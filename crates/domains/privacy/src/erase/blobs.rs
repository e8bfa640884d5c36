//! Files that nobody else uses.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use vidik_blob::{BlobId, BlobStore};
use vidik_db::{Db, Sql};

use super::{EraseTrouble, Job};

/// Removes what was attached to removed statements and to no other. First the row, with the file's name noted; then the
/// file; then the note: wherever it ends, it goes on from there.
pub(super) async fn remove(db: &Db, blobs: &BlobStore, job: &Job) -> Result<(), EraseTrouble> {
    let own = job.clone();
    db.write(async move |txn| forget_rows(txn, &own).await).await?;
    let mut sql = Sql::new("SELECT sha2, blob FROM erasure_blob WHERE erasure_id = ");
    sql.value(job.erasure);
    for row in sql.rows(db.read()).await? {
        let (sha2, blob): (String, Option<String>) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if let Some(blob) = blob
            && !is_used(db.read(), &blob).await?
            && let Ok(id) = blob.parse::<BlobId>()
        {
            blobs.delete(id).await?;
        }
        let erasure = job.erasure;
        db.write(async move |txn| {
            let mut sql = Sql::new("DELETE FROM erasure_blob WHERE erasure_id = ");
            sql.value(erasure).push(" AND sha2 = ").value(sha2);
            sql.run(txn).await
        })
        .await?;
    }
    Ok(())
}

async fn forget_rows(txn: &DatabaseTransaction, job: &Job) -> Result<(), DbErr> {
    const UNUSED: &str = "NOT EXISTS (SELECT 1 FROM statement_attachment s WHERE s.sha2 = attachment.sha2)";
    let mut sql = Sql::new("UPDATE erasure_blob SET blob = (SELECT blob FROM attachment WHERE ");
    sql.push("attachment.sha2 = erasure_blob.sha2 AND ").push(UNUSED).push(") WHERE blob IS NULL AND erasure_id = ");
    sql.value(job.erasure);
    sql.run(txn).await?;
    let mut sql = Sql::new("DELETE FROM attachment WHERE sha2 IN (SELECT sha2 FROM erasure_blob WHERE erasure_id = ");
    sql.value(job.erasure).push(") AND ").push(UNUSED);
    sql.run(txn).await?;
    Ok(())
}

async fn is_used<C: ConnectionTrait>(conn: &C, blob: &str) -> Result<bool, DbErr> {
    let mut sql = Sql::new("SELECT (SELECT COUNT(*) FROM attachment WHERE blob = ");
    sql.value(blob).push(") + (SELECT COUNT(*) FROM package WHERE archive_blob = ").value(blob);
    sql.push(" OR index_blob = ").value(blob).push(" OR upload_sha256 = ").value(blob).push(")");
    Ok(sql.count(conn).await? > 0)
}
