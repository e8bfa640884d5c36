//! Documents of a unit that is looked at. They lie in the preview's row, and are changed on the conditions and by the
//! rules of the record's own.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _};
use serde::{Deserialize, Serialize};
use vidik_lrs::{Content, Document, DocumentKind, Precondition};

use super::{
    rows::kept,
    units::{BrowseError, BrowsedUnit, change},
};
use crate::{Desk, entity::preview};

/// Documents by the word of their kind and by their ids.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Shelves(BTreeMap<String, BTreeMap<String, Laid>>);

/// A document as the row holds it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Laid {
    content_type: String,
    /// In base64.
    body: String,
    updated_at: DateTime<Utc>,
}

impl Laid {
    fn read(&self) -> Result<Document, DbErr> {
        let body =
            STANDARD.decode(&self.body).map_err(|error| DbErr::Custom(format!("a preview's document: {error}")))?;
        Ok(Document::new(self.content_type.clone(), body, self.updated_at))
    }
}

impl Shelves {
    fn found(&self, kind: DocumentKind, id: &str) -> Result<Option<Document>, DbErr> {
        self.0.get(kind.word()).and_then(|shelf| shelf.get(id)).map(Laid::read).transpose()
    }

    pub(super) fn lay(&mut self, kind: DocumentKind, id: &str, document: &Document) {
        let laid = Laid {
            content_type: document.content_type.clone(),
            body: STANDARD.encode(&document.body),
            updated_at: document.updated_at,
        };
        self.0.entry(kind.word().to_owned()).or_default().insert(id.to_owned(), laid);
    }
}

async fn shelves<C: ConnectionTrait>(conn: &C, from: &BrowsedUnit) -> Result<Shelves, BrowseError> {
    let row = preview::Entity::find_by_id(from.preview).one(conn).await?.ok_or(BrowseError::Unknown)?;
    Ok(kept(&row)?.units.remove(&from.session).ok_or(BrowseError::Unknown)?.shelves)
}

/// A document of a unit that is looked at.
pub async fn browsed_document<C: ConnectionTrait>(
    conn: &C,
    from: &BrowsedUnit,
    kind: DocumentKind,
    id: &str,
) -> Result<Option<Document>, BrowseError> {
    Ok(shelves(conn, from).await?.found(kind, id)?)
}

/// The ids of its documents of a kind that were changed after `since`, in order, and when the last of them was.
pub async fn browsed_document_ids<C: ConnectionTrait>(
    conn: &C,
    from: &BrowsedUnit,
    kind: DocumentKind,
    since: Option<DateTime<Utc>>,
) -> Result<(Vec<String>, Option<DateTime<Utc>>), BrowseError> {
    let mut shelf = shelves(conn, from).await?.0.remove(kind.word()).unwrap_or_default();
    shelf.retain(|_, laid| since.is_none_or(|since| laid.updated_at > since));
    let latest = shelf.values().map(|laid| laid.updated_at).max();
    Ok((shelf.into_keys().collect(), latest))
}

/// Notes that the unit has asked for the learner's preferences (cmi5 11).
pub async fn note_browsed_preferences(txn: &DatabaseTransaction, from: &BrowsedUnit) -> Result<(), BrowseError> {
    change(txn, from, |look| {
        look.progress.preferences_read = true;
        Ok(())
    })
    .await
}

/// Keeps a document; gives its tag.
pub async fn put_browsed_document(
    txn: &DatabaseTransaction,
    desk: &Desk,
    from: &BrowsedUnit,
    kind: DocumentKind,
    id: &str,
    content: Content,
    precondition: &Precondition,
) -> Result<String, BrowseError> {
    change(txn, from, |look| {
        let found = look.shelves.found(kind, id)?;
        let document = content.kept_over(found.as_ref(), precondition, desk.now())?;
        look.shelves.lay(kind, id, &document);
        Ok(document.etag)
    })
    .await
}

/// Deletes a document; none of that id is no error.
pub async fn delete_browsed_document(
    txn: &DatabaseTransaction,
    from: &BrowsedUnit,
    kind: DocumentKind,
    id: &str,
    precondition: &Precondition,
) -> Result<(), BrowseError> {
    change(txn, from, |look| {
        let found = look.shelves.found(kind, id)?;
        precondition.check(found.as_ref().map(|found| found.etag.as_str()))?;
        if let Some(shelf) = look.shelves.0.get_mut(kind.word()) {
            shelf.remove(id);
        }
        Ok(())
    })
    .await
}
