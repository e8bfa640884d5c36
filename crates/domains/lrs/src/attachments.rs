//! Attachments: kept once, by their hash.

use std::collections::BTreeSet;

use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _, sea_query::OnConflict,
};
use uuid::Uuid;
use vidik_base::Clock;

use crate::entity::{attachment, statement_attachment};

/// Where an attachment lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its SHA-2 hash, hexadecimal.
    pub sha2: String,
    /// The blob's name.
    pub blob: String,
    /// Bytes.
    pub length: u64,
    /// Its media type.
    pub content_type: String,
}

/// Notes attachments whose blobs are kept already; those that are known stay as they are.
pub async fn note_attachments(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    attachments: &[Attachment],
) -> Result<(), DbErr> {
    if attachments.is_empty() {
        return Ok(());
    }
    let rows = attachments.iter().map(|attachment| attachment::ActiveModel {
        sha2: Set(attachment.sha2.clone()),
        blob: Set(attachment.blob.clone()),
        length: Set(i64::try_from(attachment.length).unwrap_or(i64::MAX)),
        content_type: Set(attachment.content_type.clone()),
        stored_at: Set(clock.now()),
    });
    let known = OnConflict::column(attachment::Column::Sha2).do_nothing().to_owned();
    attachment::Entity::insert_many(rows).on_conflict(known).exec_without_returning(txn).await?;
    Ok(())
}

/// The attachments of these statements that are kept here, each once.
pub async fn attachments_of<C: ConnectionTrait>(conn: &C, sequences: &[Uuid]) -> Result<Vec<Attachment>, DbErr> {
    if sequences.is_empty() {
        return Ok(Vec::new());
    }
    let named = statement_attachment::Entity::find()
        .filter(statement_attachment::Column::Sequence.is_in(sequences.iter().copied()))
        .all(conn)
        .await?;
    let hashes: BTreeSet<String> = named.into_iter().map(|row| row.sha2).collect();
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let rows = attachment::Entity::find().filter(attachment::Column::Sha2.is_in(hashes)).all(conn).await?;
    let kept = rows.into_iter().map(|row| Attachment {
        length: u64::try_from(row.length).unwrap_or(0),
        sha2: row.sha2,
        blob: row.blob,
        content_type: row.content_type,
    });
    Ok(kept.collect())
}
