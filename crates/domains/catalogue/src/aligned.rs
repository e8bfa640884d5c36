//! The items of a version and what each is in its editions: what an author looks at to mend it.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ConnectionTrait, EntityTrait as _};
use uuid::Uuid;
use vidik_base::{AlignedItemId, CourseVersionId, EditionId, PackageId};
use vidik_package::CourseTree;

use crate::{
    add_edition::{EditionChangeError, edition_rows, links_of, trees},
    alignment::{How, placed},
    editions::{Edition, edition_of},
    entity::package,
};

/// A version's items and editions.
#[derive(Clone, Debug)]
pub struct Alignment {
    /// Of which version.
    pub version: CourseVersionId,
    /// In the order in which they came.
    pub editions: Vec<AlignedEdition>,
    /// In the order of the course.
    pub items: Vec<AlignedItem>,
}

impl Alignment {
    /// Items that at least one edition lacks.
    pub fn unmatched(&self) -> usize {
        self.items.iter().filter(|item| item.activities.len() < self.editions.len()).count()
    }
}

/// An edition as the table heads its column.
#[derive(Clone, Debug)]
pub struct AlignedEdition {
    /// The edition.
    pub edition: Edition,
    /// What its package is called.
    pub title: String,
    /// `scorm12`, `scorm2004`, `native`.
    pub format: String,
    /// The name of the file that was uploaded.
    pub file_name: String,
    /// Its package's id.
    pub package: PackageId,
    /// Whether its pages are shown in the script of a reader of the other one.
    pub transliterate: bool,
}

/// An item, and which activity it is in each edition that has it.
#[derive(Clone, Debug)]
pub struct AlignedItem {
    /// The item.
    pub item: AlignedItemId,
    /// `cluster`, `sco`, `asset` or `quiz`.
    pub kind: &'static str,
    /// How deep it stands; the course itself at 0.
    pub depth: usize,
    /// By edition.
    pub activities: BTreeMap<EditionId, AlignedActivity>,
}

/// An activity in the table.
#[derive(Clone, Debug)]
pub struct AlignedActivity {
    /// Identifier in the package.
    pub activity: String,
    /// Its title there.
    pub title: String,
    /// How it was found to be this item; nothing where it stands alone.
    pub how: Option<How>,
}

/// The items of a version with what they are in each edition.
pub async fn alignment<C: ConnectionTrait>(
    conn: &C,
    version: CourseVersionId,
) -> Result<Alignment, EditionChangeError> {
    let rows = edition_rows(conn, version).await?;
    let trees = trees(conn, &rows).await?;
    let links = links_of(conn, &rows).await?;
    let mut editions = Vec::new();
    let mut items: Vec<AlignedItem> = Vec::new();
    for row in &rows {
        let edition = edition_of(row).map_err(|_| EditionChangeError::BrokenPackage)?;
        let tree = trees.get(&row.package_id).ok_or(EditionChangeError::BrokenPackage)?;
        let links: HashMap<&str, (Uuid, Option<How>)> = links
            .iter()
            .filter(|link| link.edition_id == row.id)
            .map(|link| (link.activity.as_str(), (link.aligned_item_id, link.how.as_deref().and_then(How::from_word))))
            .collect();
        lay_in(&mut items, &edition, tree, &links);
        let package = package::Entity::find_by_id(row.package_id).one(conn).await?;
        let package = package.ok_or(EditionChangeError::UnknownPackage)?;
        editions.push(AlignedEdition {
            title: tree.title_in(&edition.language).map_or(package.title, str::to_owned),
            format: package.format,
            file_name: package.file_name,
            package: PackageId(package.id),
            transliterate: row.transliterate,
            edition,
        });
    }
    Ok(Alignment { version, editions, items })
}

/// Enters an edition's activities: each item where it stands already, what is new behind what came before it.
fn lay_in(
    items: &mut Vec<AlignedItem>,
    edition: &Edition,
    tree: &CourseTree,
    links: &HashMap<&str, (Uuid, Option<How>)>,
) {
    let Some(activities) = tree.activities_in(&edition.language) else { return };
    let mut place = 0;
    for placed in placed(&activities) {
        let identifier = placed.activity.identifier.as_str();
        let Some((item, how)) = links.get(identifier) else { continue };
        let title = placed.activity.title.clone();
        let activity = AlignedActivity { activity: identifier.to_owned(), title, how: *how };
        let at = items.iter().position(|known| known.item.0 == *item).unwrap_or_else(|| {
            let at = place.min(items.len());
            let (item, depth) = (AlignedItemId(*item), placed.path.len());
            items.insert(at, AlignedItem { item, kind: placed.kind, depth, activities: BTreeMap::new() });
            at
        });
        if let Some(row) = items.get_mut(at) {
            row.activities.insert(edition.id, activity);
        }
        place = at + 1;
    }
}
