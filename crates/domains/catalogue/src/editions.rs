//! Editions as the player needs them: the tree laid out, and which aligned item each activity is.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use lru::LruCache;
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{AlignedItemId, CourseId, CourseVersionId, EditionId, LanguageTag, PackageId, PersonId};
use vidik_lang::script::Script;
use vidik_package::{CourseTree, Format};
use vidik_sequencing::{IndexedTree, NodeIndex};

use crate::courses::Policy;
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

/// An edition, ready to be played. Nothing of it changes but its alignment, so it is shared and kept.
#[derive(Debug)]
pub struct PlayableEdition {
    /// The edition.
    pub edition: Edition,
    /// Of which course.
    pub course: CourseId,
    /// Which run-time its content talks to.
    pub format: Format,
    /// The publisher's id of the course.
    pub identifier: String,
    /// The course's title in this edition.
    pub title: String,
    /// The activities, laid out for the sequencer.
    pub tree: IndexedTree,
    /// What each activity is in all languages.
    pub aligned: HashMap<String, AlignedItemId>,
    /// How often its alignment was mended.
    pub alignment: i32,
    /// Whether pages are shown in the script of a reader of the other one: an author has ticked it.
    pub transliterate: bool,
}

impl PlayableEdition {
    /// The script into which pages are put for a reader of `reading`; none where they are served as they are.
    pub fn script_for(&self, reading: &str) -> Option<Script> {
        let reading = Script::of(&LanguageTag::parse(reading).ok()?)?;
        let written = Script::of(&self.edition.language)?;
        (self.transliterate && self.format != Format::Native && reading != written).then_some(reading)
    }

    /// The language that its content comes in for a reader of `reading`: its own, or Serbian in the reader's script
    /// where that is made of it.
    pub fn comes_in(&self, reading: &LanguageTag) -> LanguageTag {
        let converted = self.format == Format::Native && Script::of(&self.edition.language).is_some();
        match Script::of(reading) {
            Some(_) if converted || self.script_for(reading.as_str()).is_some() => reading.clone(),
            _ => self.edition.language.clone(),
        }
    }

    /// The activity that an item is here.
    pub fn activity_of(&self, item: AlignedItemId) -> Option<NodeIndex> {
        let (activity, _) = self.aligned.iter().find(|(_, aligned)| **aligned == item)?;
        self.tree.find(activity)
    }
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

/// How long an edition stands before it is asked whether its alignment was mended at another server.
const STANDS: Duration = Duration::from_secs(10);

/// Keeps the editions that are being played.
#[derive(Debug)]
pub struct Editions {
    kept: Mutex<LruCache<Uuid, Kept>>,
    /// Packages that are looked at before anything is made of them, by their language.
    previewed: Mutex<LruCache<(Uuid, String), Arc<PlayableEdition>>>,
}

#[derive(Clone, Debug)]
struct Kept {
    edition: Arc<PlayableEdition>,
    asked: Instant,
}

impl Default for Editions {
    fn default() -> Self {
        Self {
            kept: Mutex::new(LruCache::new(NonZeroUsize::new(64).unwrap_or(NonZeroUsize::MIN))),
            previewed: Mutex::new(LruCache::new(NonZeroUsize::new(8).unwrap_or(NonZeroUsize::MIN))),
        }
    }
}

impl Editions {
    /// The edition, from memory where it was played lately.
    pub async fn playable<C: ConnectionTrait>(
        &self,
        conn: &C,
        id: EditionId,
    ) -> Result<Arc<PlayableEdition>, EditionError> {
        let kept = self.kept().get(&id.0).cloned();
        if let Some(kept) = kept {
            if kept.asked.elapsed() < STANDS {
                return Ok(kept.edition);
            }
            let row = edition::Entity::find_by_id(id.0).one(conn).await?.ok_or(EditionError::Unknown)?;
            if row.alignment == kept.edition.alignment {
                return Ok(self.keep(id, kept.edition));
            }
        }
        let loaded = Arc::new(load(conn, id).await?);
        Ok(self.keep(id, loaded))
    }

    /// A package laid out as if it were an edition in that language, of no course: for who looks at it before anything
    /// is made of it. Its ids of edition, version and course are that of the package.
    pub async fn of_package<C: ConnectionTrait>(
        &self,
        conn: &C,
        id: PackageId,
        language: &LanguageTag,
    ) -> Result<Arc<PlayableEdition>, EditionError> {
        let key = (id.0, language.as_str().to_owned());
        let kept = self.previewed.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let row = package::Entity::find_by_id(id.0).one(conn).await?.ok_or(EditionError::Unknown)?;
        let edition =
            Edition { id: EditionId(id.0), version: CourseVersionId(id.0), language: language.clone(), package: id };
        let laid_out = Arc::new(laid_out(row, edition, CourseId(id.0))?);
        self.previewed.lock().unwrap_or_else(PoisonError::into_inner).put(key, Arc::clone(&laid_out));
        Ok(laid_out)
    }

    /// Forgets an edition: after its alignment was mended.
    pub fn forget(&self, id: EditionId) {
        self.kept().pop(&id.0);
    }

    fn keep(&self, id: EditionId, edition: Arc<PlayableEdition>) -> Arc<PlayableEdition> {
        self.kept().put(id.0, Kept { edition: Arc::clone(&edition), asked: Instant::now() });
        edition
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, LruCache<Uuid, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn load<C: ConnectionTrait>(conn: &C, id: EditionId) -> Result<PlayableEdition, EditionError> {
    let row = edition::Entity::find_by_id(id.0).one(conn).await?.ok_or(EditionError::Unknown)?;
    let version =
        course_version::Entity::find_by_id(row.course_version_id).one(conn).await?.ok_or(EditionError::Unknown)?;
    let package = package::Entity::find_by_id(row.package_id).one(conn).await?.ok_or(EditionError::Unknown)?;
    let links = edition_item::Entity::find().filter(edition_item::Column::EditionId.eq(id.0)).all(conn).await?;
    Ok(PlayableEdition {
        aligned: links.into_iter().map(|link| (link.activity, AlignedItemId(link.aligned_item_id))).collect(),
        alignment: row.alignment,
        transliterate: row.transliterate,
        ..laid_out(package, edition_of(&row)?, CourseId(version.course_id))?
    })
}

fn laid_out(package: package::Model, edition: Edition, course: CourseId) -> Result<PlayableEdition, EditionError> {
    let tree: CourseTree = serde_json::from_str(&package.tree).map_err(|_| EditionError::Broken)?;
    let activities = tree.activities_in(&edition.language).ok_or(EditionError::Broken)?;
    Ok(PlayableEdition {
        course,
        format: tree.format,
        title: tree.title_in(&edition.language).map_or(package.title, str::to_owned),
        identifier: tree.identifier,
        tree: IndexedTree::new(activities),
        edition,
        aligned: HashMap::new(),
        alignment: 0,
        transliterate: false,
    })
}

/// The tree of a package.
pub(crate) async fn tree_of<C: ConnectionTrait>(conn: &C, package: Uuid) -> Result<Option<CourseTree>, DbErr> {
    let row = package::Entity::find_by_id(package).one(conn).await?;
    Ok(row.and_then(|row| serde_json::from_str(&row.tree).ok()))
}

pub(crate) fn edition_of(row: &edition::Model) -> Result<Edition, EditionError> {
    Ok(Edition {
        id: EditionId(row.id),
        version: CourseVersionId(row.course_version_id),
        language: LanguageTag::parse(&row.language).map_err(|_| EditionError::Broken)?,
        package: PackageId(row.package_id),
    })
}

/// The item that an activity of an edition is.
pub async fn item_of<C: ConnectionTrait>(
    conn: &C,
    edition: EditionId,
    activity: &str,
) -> Result<Option<AlignedItemId>, DbErr> {
    let link = edition_item::Entity::find_by_id((edition.0, activity.to_owned())).one(conn).await?;
    Ok(link.map(|link| AlignedItemId(link.aligned_item_id)))
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

/// What a list says of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionFacts {
    /// Id.
    pub id: CourseVersionId,
    /// 1, 2, 3 …
    pub number: i32,
    /// Made when.
    pub created_at: DateTime<Utc>,
    /// Published first when; absent for a draft.
    pub published_at: Option<DateTime<Utc>>,
    /// The version that it was made from.
    pub previous: Option<CourseVersionId>,
    /// What became of learners of other versions when it was published last.
    pub policy: Option<Policy>,
    /// Who made it, while that person is known.
    pub created_by: Option<PersonId>,
}

impl From<course_version::Model> for VersionFacts {
    fn from(row: course_version::Model) -> Self {
        Self {
            id: CourseVersionId(row.id),
            number: row.number,
            created_at: row.created_at,
            published_at: row.published_at,
            previous: row.previous_id.map(CourseVersionId),
            policy: row.policy.as_deref().and_then(Policy::from_word),
            created_by: row.created_by.map(PersonId),
        }
    }
}

/// The version of that number.
pub async fn version_numbered<C: ConnectionTrait>(
    conn: &C,
    course: CourseId,
    number: i32,
) -> Result<Option<VersionFacts>, DbErr> {
    let row = course_version::Entity::find()
        .filter(course_version::Column::CourseId.eq(course.0))
        .filter(course_version::Column::Number.eq(number))
        .one(conn)
        .await?;
    Ok(row.map(VersionFacts::from))
}
