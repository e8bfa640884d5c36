//! Editions as the player needs them: the tree laid out, and which aligned item each activity is.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use lru::LruCache;
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{AlignedItemId, CourseId, CourseVersionId, EditionId, LanguageTag, PackageId};
use vidik_package::{CourseTree, Format};
use vidik_sequencing::IndexedTree;

use crate::entity::{course_version, edition, edition_item, package};

/// One language of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Id.
    pub id: EditionId,
    /// Of which version.
    pub version: CourseVersionId,
    /// In which language.
    pub language: LanguageTag,
    /// From which package.
    pub package: PackageId,
}

/// An edition, ready to be played. Immutable, so it is shared and kept.
#[derive(Debug)]
pub struct PlayableEdition {
    /// The edition.
    pub edition: Edition,
    /// Of which course.
    pub course: CourseId,
    /// Which run-time its content talks to.
    pub format: Format,
    /// The course's title in this edition.
    pub title: String,
    /// The activities, laid out for the sequencer.
    pub tree: IndexedTree,
    /// What each activity is in all languages.
    pub aligned: HashMap<String, AlignedItemId>,
}

/// Why an edition cannot be played.
#[derive(Debug, Error)]
pub enum EditionError {
    /// There is no such edition.
    #[error("there is no such edition")]
    Unknown,
    /// Its stored tree cannot be read.
    #[error("the package's structure cannot be read")]
    Broken,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Keeps the editions that are being played.
#[derive(Debug)]
pub struct Editions {
    kept: Mutex<LruCache<Uuid, Arc<PlayableEdition>>>,
}

impl Default for Editions {
    fn default() -> Self {
        Self { kept: Mutex::new(LruCache::new(NonZeroUsize::new(64).unwrap_or(NonZeroUsize::MIN))) }
    }
}

impl Editions {
    /// The edition, from memory where it was played lately.
    pub async fn playable<C: ConnectionTrait>(
        &self,
        conn: &C,
        id: EditionId,
    ) -> Result<Arc<PlayableEdition>, EditionError> {
        if let Some(kept) = self.kept().get(&id.0) {
            return Ok(Arc::clone(kept));
        }
        let loaded = Arc::new(load(conn, id).await?);
        self.kept().put(id.0, Arc::clone(&loaded));
        Ok(loaded)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, LruCache<Uuid, Arc<PlayableEdition>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn load<C: ConnectionTrait>(conn: &C, id: EditionId) -> Result<PlayableEdition, EditionError> {
    let row = edition::Entity::find_by_id(id.0).one(conn).await?.ok_or(EditionError::Unknown)?;
    let version =
        course_version::Entity::find_by_id(row.course_version_id).one(conn).await?.ok_or(EditionError::Unknown)?;
    let package = package::Entity::find_by_id(row.package_id).one(conn).await?.ok_or(EditionError::Unknown)?;
    let tree: CourseTree = serde_json::from_str(&package.tree).map_err(|_| EditionError::Broken)?;
    let links = edition_item::Entity::find().filter(edition_item::Column::EditionId.eq(id.0)).all(conn).await?;
    let organization = tree.organization().ok_or(EditionError::Broken)?;
    Ok(PlayableEdition {
        edition: edition_of(&row)?,
        course: CourseId(version.course_id),
        format: tree.format,
        title: package.title,
        tree: IndexedTree::new(organization.tree.clone()),
        aligned: links.into_iter().map(|link| (link.activity, AlignedItemId(link.aligned_item_id))).collect(),
    })
}

fn edition_of(row: &edition::Model) -> Result<Edition, EditionError> {
    Ok(Edition {
        id: EditionId(row.id),
        version: CourseVersionId(row.course_version_id),
        language: LanguageTag::parse(&row.language).map_err(|_| EditionError::Broken)?,
        package: PackageId(row.package_id),
    })
}

/// The editions of a version, by language.
pub async fn editions_of<C: ConnectionTrait>(conn: &C, version: CourseVersionId) -> Result<Vec<Edition>, EditionError> {
    let rows = edition::Entity::find()
        .filter(edition::Column::CourseVersionId.eq(version.0))
        .order_by_asc(edition::Column::Language)
        .all(conn)
        .await?;
    rows.iter().map(edition_of).collect()
}

/// The editions of several versions at once.
pub async fn editions_of_all<C: ConnectionTrait>(
    conn: &C,
    versions: &[CourseVersionId],
) -> Result<HashMap<CourseVersionId, Vec<Edition>>, EditionError> {
    let rows = edition::Entity::find()
        .filter(edition::Column::CourseVersionId.is_in(versions.iter().map(|version| version.0)))
        .order_by_asc(edition::Column::Language)
        .all(conn)
        .await?;
    let mut by_version: HashMap<CourseVersionId, Vec<Edition>> = HashMap::new();
    for row in rows {
        by_version.entry(CourseVersionId(row.course_version_id)).or_default().push(edition_of(&row)?);
    }
    Ok(by_version)
}

/// The newest version of a course, published or not.
pub async fn newest_version<C: ConnectionTrait>(
    conn: &C,
    course: CourseId,
) -> Result<Option<(CourseVersionId, i32)>, DbErr> {
    let row = course_version::Entity::find()
        .filter(course_version::Column::CourseId.eq(course.0))
        .order_by_desc(course_version::Column::Number)
        .one(conn)
        .await?;
    Ok(row.map(|row| (CourseVersionId(row.id), row.number)))
}

/// A version's number.
pub async fn version_number<C: ConnectionTrait>(conn: &C, version: CourseVersionId) -> Result<Option<i32>, DbErr> {
    Ok(course_version::Entity::find_by_id(version.0).one(conn).await?.map(|row| row.number))
}
