//! Adding a language to a version: the edition, and which item each of its activities is.

use std::collections::{HashMap, HashSet};

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    ModelTrait as _, QueryFilter as _, QueryOrder as _,
};
use thiserror::Error;
use uuid::Uuid;
use vidik_base::{AlignedItemId, CourseId, CourseVersionId, EditionId, LanguageTag, PackageId, Rng, new_id};
use vidik_package::CourseTree;
use vidik_sequencing::{ActivityTree, Edition as Standard};

use crate::{
    alignment::{How, KnownItems, Placed, align, placed},
    entity::{aligned_item, course_version, edition, edition_item, package},
    search::index_course,
};

/// Why editions cannot be added or their alignment not be mended.
#[derive(Debug, Error)]
pub enum EditionChangeError {
    /// There is no such course, or it has no version.
    #[error("there is no such course")]
    UnknownCourse,
    /// There is no such package.
    #[error("there is no such package")]
    UnknownPackage,
    /// The version has no such edition.
    #[error("the course has no such edition")]
    UnknownEdition,
    /// The edition has no such activity.
    #[error("the edition has no such activity")]
    UnknownActivity,
    /// The version has no such item.
    #[error("the course has no such item")]
    UnknownItem,
    /// A module was to be a lesson, or the other way round.
    #[error("a module cannot be a lesson")]
    OtherKind,
    /// A published version has an edition of this language.
    #[error("the course has an edition of that language")]
    LanguageTaken,
    /// Serbian without a script: nobody could say which.
    #[error("Serbian needs its script: sr-Cyrl or sr-Latn")]
    ScriptMissing,
    /// A package of our own format has all its languages in it; it makes a new version.
    #[error("a package of our own format makes a new version")]
    OwnFormat,
    /// Only Serbian has two scripts.
    #[error("only Serbian editions can be shown in the other script")]
    NotSerbian,
    /// The package's stored tree cannot be read.
    #[error("the package's structure cannot be read")]
    BrokenPackage,
    /// The database said no.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Adds a language to the newest version of a course. A version that nobody has begun yet can have its edition of that
/// language replaced.
pub async fn add_edition<C: ConnectionTrait>(
    txn: &C,
    rng: &dyn Rng,
    course: CourseId,
    package: PackageId,
    language: &LanguageTag,
) -> Result<EditionId, EditionChangeError> {
    let language = in_some_script(language)?;
    let version = newest(txn, course).await?.ok_or(EditionChangeError::UnknownCourse)?;
    let row = package::Entity::find_by_id(package.0).one(txn).await?.ok_or(EditionChangeError::UnknownPackage)?;
    let tree: CourseTree = serde_json::from_str(&row.tree).map_err(|_| EditionChangeError::BrokenPackage)?;
    let editions = edition_rows(txn, CourseVersionId(version.id)).await?;
    if is_own(&tree) || any_own(txn, &editions).await? {
        return Err(EditionChangeError::OwnFormat);
    }
    let mut position = editions.iter().map(|edition| edition.position + 1).max().unwrap_or(0);
    if let Some(old) = editions.into_iter().find(|edition| edition.language == language.as_str()) {
        if version.published_at.is_some() {
            return Err(EditionChangeError::LanguageTaken);
        }
        position = old.position;
        old.delete(txn).await?;
    }
    let new = NewEdition { version: version.id.into(), language: &language, package, position };
    let edition = write_edition(txn, rng, &new, &tree).await?;
    index_course(txn, course).await?;
    Ok(edition)
}

pub(crate) fn in_some_script(language: &LanguageTag) -> Result<LanguageTag, EditionChangeError> {
    if language.primary() == "sr" && language.script().is_none() {
        return Err(EditionChangeError::ScriptMissing);
    }
    Ok(language.clone())
}

fn is_own(tree: &CourseTree) -> bool {
    tree.organization().is_some_and(|organization| organization.tree.edition == Standard::Native)
}

async fn any_own<C: ConnectionTrait>(txn: &C, editions: &[edition::Model]) -> Result<bool, EditionChangeError> {
    Ok(trees(txn, editions).await?.values().any(is_own))
}

pub(crate) async fn newest<C: ConnectionTrait>(
    txn: &C,
    course: CourseId,
) -> Result<Option<course_version::Model>, DbErr> {
    course_version::Entity::find()
        .filter(course_version::Column::CourseId.eq(course.0))
        .order_by_desc(course_version::Column::Number)
        .one(txn)
        .await
}

/// A version's editions in the order in which they came.
pub(crate) async fn edition_rows<C: ConnectionTrait>(
    txn: &C,
    version: CourseVersionId,
) -> Result<Vec<edition::Model>, DbErr> {
    edition::Entity::find()
        .filter(edition::Column::CourseVersionId.eq(version.0))
        .order_by_asc(edition::Column::Position)
        .order_by_asc(edition::Column::Language)
        .all(txn)
        .await
}

/// The trees of the editions' packages, by package.
pub(crate) async fn trees<C: ConnectionTrait>(
    txn: &C,
    editions: &[edition::Model],
) -> Result<HashMap<Uuid, CourseTree>, EditionChangeError> {
    let packages: HashSet<Uuid> = editions.iter().map(|edition| edition.package_id).collect();
    let rows = package::Entity::find().filter(package::Column::Id.is_in(packages)).all(txn).await?;
    rows.into_iter()
        .map(|row| {
            let tree = serde_json::from_str(&row.tree).map_err(|_| EditionChangeError::BrokenPackage)?;
            Ok((row.id, tree))
        })
        .collect()
}

/// The links of several editions.
pub(crate) async fn links_of<C: ConnectionTrait>(
    txn: &C,
    editions: &[edition::Model],
) -> Result<Vec<edition_item::Model>, DbErr> {
    edition_item::Entity::find()
        .filter(edition_item::Column::EditionId.is_in(editions.iter().map(|edition| edition.id)))
        .all(txn)
        .await
}

/// An edition to be written.
pub(crate) struct NewEdition<'a> {
    pub version: CourseVersionId,
    pub language: &'a LanguageTag,
    pub package: PackageId,
    /// Among the version's editions: the first is the one that the others are compared with.
    pub position: i32,
}

/// Writes an edition and gives each of its activities its aligned item, made where there is none yet.
pub(crate) async fn write_edition<C: ConnectionTrait>(
    txn: &C,
    rng: &dyn Rng,
    new: &NewEdition<'_>,
    tree: &CourseTree,
) -> Result<EditionId, EditionChangeError> {
    let known = known_items(txn, new.version).await?;
    let organization = tree.organization().ok_or(EditionChangeError::BrokenPackage)?;
    let activities = placed(&organization.tree);
    // What is ours is found by its id or not at all.
    let by_place = organization.tree.edition != Standard::Native;
    let found = align(&activities, &known, How::by_name(&organization.tree), by_place);
    let found: Vec<_> = found.into_iter().map(|found| found.map(|(item, how)| (item, Some(how)))).collect();
    write_aligned(txn, rng, new, &organization.tree, &found).await
}

/// Writes an edition whose items are found already; `found` goes with the tree's activities in their order.
pub(crate) async fn write_aligned<C: ConnectionTrait>(
    txn: &C,
    rng: &dyn Rng,
    new: &NewEdition<'_>,
    tree: &ActivityTree,
    found: &[Option<(Uuid, Option<How>)>],
) -> Result<EditionId, EditionChangeError> {
    let id: EditionId = new_id(rng);
    edition::ActiveModel {
        id: Set(id.0),
        course_version_id: Set(new.version.0),
        language: Set(new.language.as_str().to_owned()),
        package_id: Set(new.package.0),
        position: Set(new.position),
        alignment: Set(0),
        transliterate: Set(false),
    }
    .insert(txn)
    .await?;
    let activities = placed(tree);
    let mut own = OwnItems::load(txn, new.version).await?;
    let mut links = Vec::new();
    for (placed, found) in activities.iter().zip(found) {
        let identifier = placed.activity.identifier.to_string();
        let (item, how) = match found {
            Some((item, how)) => (*item, *how),
            // The first edition names its items itself.
            None => (own.add(rng, placed), (new.position == 0).then(|| How::by_name(tree))),
        };
        links.push(edition_item::ActiveModel {
            edition_id: Set(id.0),
            activity: Set(identifier),
            aligned_item_id: Set(item),
            how: Set(how.map(|how| how.as_str().to_owned())),
        });
    }
    own.write(txn).await?;
    for chunk in links.chunks(500) {
        edition_item::Entity::insert_many(chunk.to_vec()).exec_without_returning(txn).await?;
    }
    Ok(id)
}

/// What the editions of a version know of its items.
async fn known_items<C: ConnectionTrait>(txn: &C, version: CourseVersionId) -> Result<KnownItems, EditionChangeError> {
    let editions = edition_rows(txn, version).await?;
    let trees = trees(txn, &editions).await?;
    let links = links_of(txn, &editions).await?;
    let mut known = KnownItems::default();
    for edition in &editions {
        let tree = trees.get(&edition.package_id).and_then(CourseTree::organization);
        let Some(organization) = tree else { continue };
        let items: HashMap<&str, Uuid> = links
            .iter()
            .filter(|link| link.edition_id == edition.id)
            .map(|link| (link.activity.as_str(), link.aligned_item_id))
            .collect();
        for placed in placed(&organization.tree) {
            if let Some(item) = items.get(placed.activity.identifier.as_str()) {
                known.named(placed.activity.identifier.as_str(), placed.kind, *item);
                known.at(&placed, *item);
            }
        }
    }
    Ok(known)
}

/// Items that are made, each with a key that no other item of the version has.
pub(crate) struct OwnItems {
    version: CourseVersionId,
    keys: HashSet<String>,
    position: i32,
    rows: Vec<aligned_item::ActiveModel>,
}

impl OwnItems {
    pub async fn load<C: ConnectionTrait>(txn: &C, version: CourseVersionId) -> Result<Self, DbErr> {
        let existing =
            aligned_item::Entity::find().filter(aligned_item::Column::CourseVersionId.eq(version.0)).all(txn).await?;
        let position = existing.iter().map(|row| row.position.saturating_add(1)).max().unwrap_or(0);
        Ok(Self { version, keys: existing.into_iter().map(|row| row.key).collect(), position, rows: Vec::new() })
    }

    pub fn add(&mut self, rng: &dyn Rng, placed: &Placed<'_>) -> Uuid {
        let id: AlignedItemId = new_id(rng);
        self.add_as(id.0, placed.activity.identifier.as_str(), placed.kind, None);
        id.0
    }

    /// Adds an item of a lineage: the same thing as one of an earlier version.
    pub fn add_as(&mut self, id: Uuid, name: &str, kind: &str, lineage: Option<Uuid>) {
        let mut key = name.to_owned();
        if !self.keys.insert(key.clone()) {
            key = format!("{name} {id}");
            self.keys.insert(key.clone());
        }
        self.rows.push(aligned_item::ActiveModel {
            id: Set(id),
            course_version_id: Set(self.version.0),
            key: Set(key),
            kind: Set(kind.to_owned()),
            position: Set(self.position),
            lineage_id: Set(Some(lineage.unwrap_or(id))),
        });
        self.position = self.position.saturating_add(1);
    }

    pub async fn write<C: ConnectionTrait>(self, txn: &C) -> Result<(), DbErr> {
        for chunk in self.rows.chunks(500) {
            aligned_item::Entity::insert_many(chunk.to_vec()).exec_without_returning(txn).await?;
        }
        Ok(())
    }
}
