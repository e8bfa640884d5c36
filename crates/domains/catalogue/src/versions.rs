//! A new version of a course: what it is made of, and which of its items were there before.
//!
//! A plan reads and writes nothing, so that an author sees what a version would change before there is one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;
use vidik_base::{AlignedItemId, Clock, CourseId, CourseVersionId, LanguageTag, PackageId, PersonId, Rng, new_id};
use vidik_package::{CourseTree, Format};

use crate::{
    add_edition::{
        EditionChangeError, NewEdition, OwnItems, edition_rows, in_some_script, links_of, newest, trees, write_aligned,
    },
    alignment::{How, KnownItems, Placed, align, placed},
    editions::VersionFacts,
    entity::{aligned_item, course, course_version, edition, edition_item, package},
};

/// What a new version is to be made of.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// The package that is new.
    pub package: PackageId,
    /// The language that it replaces or adds; where absent, one that the course has and the package says it is in. A
    /// package of our own format is all languages of the version.
    pub language: Option<LanguageTag>,
    /// Who makes it.
    pub author: Option<PersonId>,
}

/// A version that could be made.
#[derive(Clone, Debug)]
pub struct VersionPlan {
    /// The version that it follows.
    pub base: VersionFacts,
    /// Its editions.
    pub editions: Vec<PlannedEdition>,
    /// The language in which old and new are compared: that of the new package.
    pub compared: LanguageTag,
    /// Languages of the version before that it would not have any more.
    pub dropped: Vec<LanguageTag>,
}

/// An edition of a version that could be made.
#[derive(Clone, Debug)]
pub struct PlannedEdition {
    /// Its language.
    pub language: LanguageTag,
    /// Its package.
    pub package: PackageId,
    /// Whether the package is another than before.
    pub changed: bool,
    /// Its structure.
    pub tree: CourseTree,
    /// The item of the version before that each activity is, and how that was found; in the tree's order.
    pub(crate) found: Vec<Option<(Uuid, Option<How>)>>,
}

impl VersionPlan {
    /// The lineages of what the new version has of the one before.
    pub fn kept_lineages(&self, items: &BTreeMap<AlignedItemId, ItemFacts>) -> BTreeSet<Uuid> {
        self.kept().iter().filter_map(|item| items.get(item)).map(|facts| facts.lineage).collect()
    }

    /// Items of the version before that the new one has, too.
    fn kept(&self) -> HashSet<AlignedItemId> {
        let found = self.editions.iter().flat_map(|edition| edition.found.iter().flatten());
        found.map(|(item, _)| AlignedItemId(*item)).collect()
    }
}

/// A version as it stands, read for comparing.
pub(crate) struct Base {
    pub version: course_version::Model,
    pub editions: Vec<edition::Model>,
    pub trees: HashMap<Uuid, CourseTree>,
    pub links: Vec<edition_item::Model>,
}

impl Base {
    pub async fn load<C: ConnectionTrait>(
        conn: &C,
        version: course_version::Model,
    ) -> Result<Self, EditionChangeError> {
        let editions = edition_rows(conn, CourseVersionId(version.id)).await?;
        let trees = trees(conn, &editions).await?;
        let links = links_of(conn, &editions).await?;
        Ok(Self { version, editions, trees, links })
    }

    /// The edition of a language, or else the first.
    pub fn edition(&self, language: &LanguageTag) -> Option<&edition::Model> {
        let of = self.editions.iter().find(|edition| edition.language == language.as_str());
        of.or_else(|| self.editions.first())
    }

    pub fn links_of<'a>(&'a self, edition: &edition::Model) -> HashMap<&'a str, &'a edition_item::Model> {
        let id = edition.id;
        self.links.iter().filter(|link| link.edition_id == id).map(|link| (link.activity.as_str(), link)).collect()
    }
}

/// The version that a new one follows: the published one, or else the newest.
async fn base_of<C: ConnectionTrait>(conn: &C, course: CourseId) -> Result<Base, EditionChangeError> {
    let row = course::Entity::find_by_id(course.0).one(conn).await?.ok_or(EditionChangeError::UnknownCourse)?;
    let version = match row.published_version_id {
        Some(id) => course_version::Entity::find_by_id(id).one(conn).await?,
        None => newest(conn, course).await?,
    };
    Base::load(conn, version.ok_or(EditionChangeError::UnknownCourse)?).await
}

/// What a new version would be.
pub async fn plan_version<C: ConnectionTrait>(
    conn: &C,
    course: CourseId,
    new: &NewVersion,
) -> Result<VersionPlan, EditionChangeError> {
    let base = base_of(conn, course).await?;
    let row = package::Entity::find_by_id(new.package.0).one(conn).await?.ok_or(EditionChangeError::UnknownPackage)?;
    let tree: CourseTree = serde_json::from_str(&row.tree).map_err(|_| EditionChangeError::BrokenPackage)?;
    let had = languages(&base)?;
    let own = tree.format == Format::Native;
    if !own && base.trees.values().any(|tree| tree.format == Format::Native) {
        return Err(EditionChangeError::OwnFormat);
    }
    let compared = match &new.language {
        _ if own => tree.languages.iter().find(|language| had.contains(language)).or(tree.languages.first()).cloned(),
        Some(language) => Some(in_some_script(language)?),
        None => tree.languages.iter().find(|language| had.contains(language)).or(had.first()).cloned(),
    };
    let compared = compared.ok_or(EditionChangeError::BrokenPackage)?;
    let mut editions = Vec::new();
    if own {
        for language in &tree.languages {
            editions.push(planned(&base, &tree, language, new.package)?);
        }
    } else {
        for (language, edition) in had.iter().zip(&base.editions) {
            editions.push(if *language == compared {
                planned(&base, &tree, language, new.package)?
            } else {
                copied(&base, edition, language)?
            });
        }
        if !had.contains(&compared) {
            editions.push(planned(&base, &tree, &compared, new.package)?);
        }
    }
    let has = |language: &LanguageTag| editions.iter().any(|edition| edition.language == *language);
    let dropped = had.iter().filter(|language| !has(language)).cloned().collect();
    Ok(VersionPlan { base: base.version.into(), editions, compared, dropped })
}

fn languages(base: &Base) -> Result<Vec<LanguageTag>, EditionChangeError> {
    let tags = base.editions.iter().map(|edition| LanguageTag::parse(&edition.language));
    tags.collect::<Result<_, _>>().map_err(|_| EditionChangeError::BrokenPackage)
}

/// An edition that stays as it is.
fn copied(base: &Base, edition: &edition::Model, language: &LanguageTag) -> Result<PlannedEdition, EditionChangeError> {
    let tree = base.trees.get(&edition.package_id).ok_or(EditionChangeError::BrokenPackage)?;
    let organization = tree.organization().ok_or(EditionChangeError::BrokenPackage)?;
    let links = base.links_of(edition);
    let found = placed(&organization.tree).into_iter().map(|placed| {
        let link = links.get(placed.activity.identifier.as_str())?;
        Some((link.aligned_item_id, link.how.as_deref().and_then(How::from_word)))
    });
    let found = found.collect();
    let (language, package) = (language.clone(), PackageId(edition.package_id));
    Ok(PlannedEdition { language, package, changed: false, found, tree: tree.clone() })
}

/// An edition of a new package, compared with the one of its language, and where that does not help with the others.
fn planned(
    base: &Base,
    tree: &CourseTree,
    language: &LanguageTag,
    package: PackageId,
) -> Result<PlannedEdition, EditionChangeError> {
    let organization = tree.organization().ok_or(EditionChangeError::BrokenPackage)?;
    let activities = placed(&organization.tree);
    let reference = base.edition(language);
    let by_name = How::by_name(&organization.tree);
    let mut known = KnownItems::default();
    let mut standing = Vec::new();
    let others = base.editions.iter().filter(|edition| reference.is_some_and(|first| first.id != edition.id));
    for edition in reference.into_iter().chain(others) {
        let Some(old) = base.trees.get(&edition.package_id).and_then(CourseTree::organization) else { continue };
        let links = base.links_of(edition);
        for placed in placed(&old.tree) {
            let Some(link) = links.get(placed.activity.identifier.as_str()) else { continue };
            known.named(placed.activity.identifier.as_str(), placed.kind, link.aligned_item_id);
            known.at(&placed, link.aligned_item_id);
            if reference.is_some_and(|first| first.id == edition.id) {
                standing.push((placed.path.clone(), placed.kind, placed.activity.title.clone(), link.aligned_item_id));
            }
        }
    }
    let mut found = align(&activities, &known, by_name, false);
    if tree.format != Format::Native {
        find_unnamed(&activities, &mut found, &known, &standing);
    }
    // What was mended by hand stays mended.
    let links = reference.map(|edition| base.links_of(edition)).unwrap_or_default();
    let found = activities.iter().zip(found).map(|(placed, found)| {
        let (item, how) = found?;
        let link = links.get(placed.activity.identifier.as_str()).filter(|link| link.aligned_item_id == item);
        let before = link.and_then(|link| link.how.as_deref()).and_then(How::from_word);
        Some((item, Some(before.unwrap_or(how))))
    });
    let found: Vec<_> = found.collect();
    let changed = reference.is_none_or(|edition| edition.package_id != package.0);
    Ok(PlannedEdition { language: language.clone(), package, changed, found, tree: tree.clone() })
}

type Standing = (Vec<usize>, &'static str, String, Uuid);

/// Where a tool gives new identifiers each time, none is found, and place and type must do. Where identifiers are
/// kept, one that is not known is something new, unless place, type and title are those of something that is gone.
fn find_unnamed(
    activities: &[Placed<'_>],
    found: &mut [Option<(Uuid, How)>],
    known: &KnownItems,
    standing: &[Standing],
) {
    let named = activities.iter().zip(found.iter()).any(|(placed, found)| placed.kind != "cluster" && found.is_some());
    if !named {
        for (place, found) in align(activities, known, How::Identifier, true).into_iter().zip(found) {
            *found = place;
        }
        return;
    }
    let mut taken: HashSet<Uuid> = found.iter().flatten().map(|(item, _)| *item).collect();
    for (placed, found) in activities.iter().zip(found).filter(|(_, found)| found.is_none()) {
        let same = standing.iter().find(|(path, kind, title, item)| {
            let root = path.is_empty() && placed.path.is_empty();
            let there = *path == placed.path && *kind == placed.kind && *title == placed.activity.title;
            (root || there) && !taken.contains(item)
        });
        if let Some((_, _, _, item)) = same {
            taken.insert(*item);
            *found = Some((*item, How::Place));
        }
    }
}

/// Makes the version that was planned. It is a draft until it is published; the one before stays as it is.
pub async fn create_version<C: ConnectionTrait>(
    txn: &C,
    clock: &dyn Clock,
    rng: &dyn Rng,
    course: CourseId,
    new: &NewVersion,
) -> Result<VersionFacts, EditionChangeError> {
    let plan = plan_version(txn, course, new).await?;
    let number = newest(txn, course).await?.map_or(0, |row| row.number).saturating_add(1);
    let id: CourseVersionId = new_id(rng);
    let version = course_version::ActiveModel {
        id: Set(id.0),
        course_id: Set(course.0),
        number: Set(number),
        created_at: Set(clock.now()),
        published_at: Set(None),
        previous_id: Set(Some(plan.base.id.0)),
        created_by: Set(new.author.map(|author| author.0)),
        policy: Set(None),
    };
    let version = version.insert(txn).await?;
    let items = write_items(txn, rng, id, &plan).await?;
    for (edition, position) in plan.editions.iter().zip(0..) {
        let organization = edition.tree.organization().ok_or(EditionChangeError::BrokenPackage)?;
        let found: Vec<_> =
            edition.found.iter().map(|found| found.and_then(|(old, how)| Some((*items.get(&old)?, how)))).collect();
        let new = NewEdition { version: id, language: &edition.language, package: edition.package, position };
        write_aligned(txn, rng, &new, &organization.tree, &found).await?;
    }
    Ok(version.into())
}

/// The new version's items that go on with one of the version before: from old to new.
async fn write_items<C: ConnectionTrait>(
    txn: &C,
    rng: &dyn Rng,
    version: CourseVersionId,
    plan: &VersionPlan,
) -> Result<BTreeMap<Uuid, Uuid>, EditionChangeError> {
    let kept = plan.kept();
    let old = aligned_item::Entity::find()
        .filter(aligned_item::Column::CourseVersionId.eq(plan.base.id.0))
        .order_by_asc(aligned_item::Column::Position)
        .all(txn)
        .await?;
    let mut own = OwnItems::load(txn, version).await?;
    let mut items = BTreeMap::new();
    for row in old.iter().filter(|row| kept.contains(&AlignedItemId(row.id))) {
        let id: AlignedItemId = new_id(rng);
        own.add_as(id.0, &row.key, &row.kind, Some(row.lineage_id.unwrap_or(row.id)));
        items.insert(row.id, id.0);
    }
    own.write(txn).await?;
    Ok(items)
}

/// The versions of a course, newest first.
pub async fn versions_of<C: ConnectionTrait>(conn: &C, course: CourseId) -> Result<Vec<VersionFacts>, DbErr> {
    let rows = course_version::Entity::find()
        .filter(course_version::Column::CourseId.eq(course.0))
        .order_by_desc(course_version::Column::Number)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(VersionFacts::from).collect())
}

/// An item of some version of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemFacts {
    /// Of which version.
    pub version: CourseVersionId,
    /// The same in every version that has it.
    pub lineage: Uuid,
    /// `cluster`, `sco`, `asset` or `quiz`.
    pub kind: String,
    /// Its name in the version.
    pub key: String,
}

/// Every item of every version of a course.
pub async fn items_of<C: ConnectionTrait>(
    conn: &C,
    course: CourseId,
) -> Result<BTreeMap<AlignedItemId, ItemFacts>, DbErr> {
    let versions: Vec<Uuid> = versions_of(conn, course).await?.into_iter().map(|version| version.id.0).collect();
    let rows =
        aligned_item::Entity::find().filter(aligned_item::Column::CourseVersionId.is_in(versions)).all(conn).await?;
    let facts = rows.into_iter().map(|row| {
        let lineage = row.lineage_id.unwrap_or(row.id);
        let version = CourseVersionId(row.course_version_id);
        (AlignedItemId(row.id), ItemFacts { version, lineage, kind: row.kind, key: row.key })
    });
    Ok(facts.collect())
}
