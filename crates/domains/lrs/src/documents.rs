//! Documents: states, profiles of activities, profiles of agents (xAPI 1.0.3, part three, 2.2; 2.0, 4.1.6).

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use chrono::{DateTime, SubsecRound as _, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{Clock, InstitutionId, Rng, new_id};
use vidik_xapi::{documents::merge, kept_key};

use crate::entity::lrs_document::{self, Column};

/// Which documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// What a program keeps of an agent in an activity.
    State,
    /// What is kept of an activity.
    ActivityProfile,
    /// What is kept of an agent.
    AgentProfile,
}

impl DocumentKind {
    /// The word in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::ActivityProfile => "activity_profile",
            Self::AgentProfile => "agent_profile",
        }
    }
}

/// Where documents lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// What they are.
    pub kind: DocumentKind,
    /// The activity's IRI; empty for profiles of agents.
    pub activity: String,
    /// The agent's key; empty for profiles of activities.
    pub agent: String,
    /// The registration, where one is named.
    pub registration: Option<Uuid>,
    /// The institution whose own they are; nothing where they hang on the agent, or are nobody's own.
    pub institution: Option<InstitutionId>,
}

impl Shelf {
    /// Its documents, of whatever registration where none is named.
    fn all(&self) -> Condition {
        let all = Condition::all()
            .add(Column::Kind.eq(self.kind.word()))
            .add(Column::Activity.eq(kept_key(&self.activity).as_ref()))
            .add(Column::Agent.eq(kept_key(&self.agent).as_ref()))
            .add(Column::Institution.eq(self.institution()));
        match self.registration {
            Some(registration) => all.add(Column::Registration.eq(registration.to_string())),
            None => all,
        }
    }

    /// One of its documents; without a registration only what was put there without one.
    fn one(&self, id: &str) -> Select<lrs_document::Entity> {
        lrs_document::Entity::find()
            .filter(self.all())
            .filter(Column::Registration.eq(self.registration()))
            .filter(Column::Document.eq(id))
    }

    fn institution(&self) -> String {
        self.institution.map_or_else(String::new, |institution| institution.to_string())
    }

    fn registration(&self) -> String {
        self.registration.map_or_else(String::new, |registration| registration.to_string())
    }
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its media type.
    pub content_type: String,
    /// Changes with the content; without quotes.
    pub etag: String,
    /// The content.
    pub body: Vec<u8>,
    /// Changed when.
    pub updated_at: DateTime<Utc>,
}

impl Document {
    /// A document with its tag, the SHA-1 of its content, as 1.0.3 asks for (part three, 3.1).
    pub fn new(content_type: String, body: Vec<u8>, updated_at: DateTime<Utc>) -> Self {
        Self { content_type, etag: etag(&body), body, updated_at: updated_at.trunc_subsecs(6) }
    }
}

impl From<lrs_document::Model> for Document {
    fn from(row: lrs_document::Model) -> Self {
        Self { content_type: row.content_type, etag: row.etag, body: row.body, updated_at: row.updated_at }
    }
}

/// The tags that a condition names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tags {
    /// `*`.
    Any,
    /// These, without quotes.
    These(Vec<String>),
}

impl Tags {
    /// Reads the value of `If-Match` or `If-None-Match`. Quotes may be missing, as some clients forget them.
    pub fn read(value: &str) -> Self {
        if value.trim() == "*" {
            return Self::Any;
        }
        let tags = value.split(',').map(|tag| tag.trim().trim_start_matches("W/").trim_matches('"').to_owned());
        Self::These(tags.collect())
    }

    /// Whether they name this one.
    pub fn name(&self, etag: Option<&str>) -> bool {
        match (self, etag) {
            (_, None) => false,
            (Self::Any, Some(_)) => true,
            (Self::These(tags), Some(etag)) => tags.iter().any(|tag| tag == etag),
        }
    }
}

/// Whether a condition must be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Never.
    Never,
    /// Where there is a document already.
    OfOld,
    /// Always.
    Always,
}

/// On which condition a document is changed (RFC 9110, 13.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precondition {
    /// `If-Match`.
    pub if_match: Option<Tags>,
    /// `If-None-Match`.
    pub if_none_match: Option<Tags>,
    /// Whether one must be named.
    pub asked: Asked,
}

impl Precondition {
    /// Whether it holds for the document of that tag, or for none.
    ///
    /// # Errors
    /// It does not, or had to be named and was not.
    pub fn check(&self, etag: Option<&str>) -> Result<(), DocumentError> {
        if self.if_match.is_none() && self.if_none_match.is_none() {
            return match (self.asked, etag) {
                (Asked::Never, _) | (Asked::OfOld, None) => Ok(()),
                (Asked::Always, None) => Err(DocumentError::Unconditional),
                (Asked::OfOld | Asked::Always, Some(_)) => Err(DocumentError::Exists),
            };
        }
        let matched = self.if_match.as_ref().is_none_or(|tags| tags.name(etag));
        let unmatched = self.if_none_match.as_ref().is_none_or(|tags| !tags.name(etag));
        if matched && unmatched { Ok(()) } else { Err(DocumentError::Changed) }
    }
}

/// What is to be kept.
#[derive(Clone, Debug)]
pub struct Content {
    /// Its media type.
    pub content_type: String,
    /// The content.
    pub body: Vec<u8>,
    /// Whether it is merged into a document that is there, property by property; both must be JSON objects.
    pub merge: bool,
}

impl Content {
    /// What there is once this is kept where `found` lies, or nothing.
    ///
    /// # Errors
    /// The condition does not hold, or it cannot be merged.
    pub fn kept_over(
        self,
        found: Option<&Document>,
        precondition: &Precondition,
        now: DateTime<Utc>,
    ) -> Result<Document, DocumentError> {
        precondition.check(found.map(|found| found.etag.as_str()))?;
        match found {
            Some(found) if self.merge => merged(found, &self, now),
            _ => Ok(Document::new(self.content_type, self.body, now)),
        }
    }
}

/// Why a document is not changed.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// There is one, and nothing says that its writer knows of it.
    #[error("there is such a document, and no condition was named")]
    Exists,
    /// A condition must be named.
    #[error("no condition was named")]
    Unconditional,
    /// The condition does not hold.
    #[error("the document was changed meanwhile")]
    Changed,
    /// One of the two documents is no JSON object.
    #[error("only JSON objects can be merged")]
    NotMergeable,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A document.
pub async fn document<C: ConnectionTrait>(conn: &C, shelf: &Shelf, id: &str) -> Result<Option<Document>, DbErr> {
    Ok(shelf.one(id).one(conn).await?.map(Document::from))
}

/// The ids of the documents of a shelf that were changed after `since`, in order, and when the last of them was.
pub async fn document_ids<C: ConnectionTrait>(
    conn: &C,
    shelf: &Shelf,
    since: Option<DateTime<Utc>>,
) -> Result<(Vec<String>, Option<DateTime<Utc>>), DbErr> {
    let mut query = lrs_document::Entity::find().filter(shelf.all());
    if let Some(since) = since {
        query = query.filter(Column::UpdatedAt.gt(since));
    }
    let query = query.select_only().columns([Column::Document, Column::UpdatedAt]).order_by_asc(Column::Document);
    let rows: Vec<(String, DateTime<Utc>)> = query.into_tuple().all(conn).await?;
    let latest = rows.iter().map(|(_, updated)| *updated).max();
    let mut ids: Vec<String> = rows.into_iter().map(|(id, _)| id).collect();
    ids.dedup();
    Ok((ids, latest))
}

/// Keeps a document; gives its tag.
pub async fn put_document(
    txn: &DatabaseTransaction,
    clock: &dyn Clock,
    rng: &dyn Rng,
    shelf: &Shelf,
    id: &str,
    content: Content,
    precondition: &Precondition,
) -> Result<String, DocumentError> {
    let found = shelf.one(id).lock_exclusive().one(txn).await?;
    let (row_id, found) = found.map(|row| (row.id, Document::from(row))).unzip();
    let Document { content_type, etag, body, updated_at } =
        content.kept_over(found.as_ref(), precondition, clock.now())?;
    let row = lrs_document::ActiveModel {
        content_type: Set(content_type),
        etag: Set(etag.clone()),
        body: Set(body),
        updated_at: Set(updated_at),
        ..Default::default()
    };
    if let Some(row_id) = row_id {
        lrs_document::ActiveModel { id: Set(row_id), ..row }.update_without_returning(txn).await?;
    } else {
        let row = lrs_document::ActiveModel {
            id: Set(new_id(rng)),
            kind: Set(shelf.kind.word().to_owned()),
            activity: Set(kept_key(&shelf.activity).into_owned()),
            agent: Set(kept_key(&shelf.agent).into_owned()),
            institution: Set(shelf.institution()),
            registration: Set(shelf.registration()),
            document: Set(id.to_owned()),
            ..row
        };
        lrs_document::Entity::insert(row).exec_without_returning(txn).await?;
    }
    Ok(etag)
}

/// Deletes a document; none of that id is no error.
pub async fn delete_document(
    txn: &DatabaseTransaction,
    shelf: &Shelf,
    id: &str,
    precondition: &Precondition,
) -> Result<(), DocumentError> {
    let found = shelf.one(id).lock_exclusive().one(txn).await?;
    precondition.check(found.as_ref().map(|row| row.etag.as_str()))?;
    if let Some(found) = found {
        lrs_document::Entity::delete_by_id(found.id).exec(txn).await?;
    }
    Ok(())
}

/// Deletes every document of a shelf, of whatever registration where none is named.
pub async fn delete_documents(txn: &DatabaseTransaction, shelf: &Shelf) -> Result<(), DbErr> {
    lrs_document::Entity::delete_many().filter(shelf.all()).exec(txn).await.map(|_| ())
}

fn etag(body: &[u8]) -> String {
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, body);
    hash.as_ref().iter().fold(String::with_capacity(40), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The properties of both, the new ones before the old (1.0.3, part three, 2.2).
fn merged(old: &Document, new: &Content, now: DateTime<Utc>) -> Result<Document, DocumentError> {
    if !is_json(&old.content_type) || !is_json(&new.content_type) {
        return Err(DocumentError::NotMergeable);
    }
    let body = merge(&old.body, &new.body).map_err(|_| DocumentError::NotMergeable)?;
    Ok(Document::new(old.content_type.clone(), body, now))
}

/// Whether a media type is JSON's.
pub fn is_json(content_type: &str) -> bool {
    content_type.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_clients_write_them() {
        assert_eq!(Tags::read(" * "), Tags::Any);
        assert!(Tags::read("\"abc\", \"def\"").name(Some("def")));
        assert!(Tags::read("abc").name(Some("abc")));
        assert!(!Tags::read("\"abc\"").name(None));
        assert!(!Tags::Any.name(None));
    }

    #[test]
    fn the_tag_is_the_sha_1_of_the_content() {
        assert_eq!(etag(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}
