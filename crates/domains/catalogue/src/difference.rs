//! What a version changes: items that came, went, have another name, place or file to open.

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::{ConnectionTrait, EntityTrait as _};
use uuid::Uuid;
use vidik_base::{AlignedItemId, CourseVersionId, LanguageTag, PackageId};
use vidik_package::{
    CourseTree, Format,
    archive::{ArchiveIndex, decode_url_path},
};
use vidik_sequencing::ActivityTree;

use crate::{
    add_edition::EditionChangeError,
    alignment::{Placed, placed},
    entity::course_version,
    versions::{Base, ItemFacts, VersionPlan},
};

/// What happened to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not there.
    Added,
    /// It is there no more.
    Removed,
    /// It is called otherwise.
    Renamed,
    /// It stands in another module, or in another order.
    Moved,
    /// What is opened is another file, or has other content.
    Content,
}

/// A line of one of the two structures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferenceRow {
    /// The same in every version that has the item; absent where nothing is known of it yet.
    pub identity: Option<Uuid>,
    /// Identifier in the package.
    pub activity: String,
    /// Its title.
    pub title: String,
    /// `cluster`, `sco`, `asset` or `quiz`.
    pub kind: &'static str,
    /// How deep it stands; the course itself at 0.
    pub depth: usize,
    /// What happened to it.
    pub changes: Vec<Change>,
}

/// Two structures beside each other, each whole and in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// As it was.
    pub old: Vec<DifferenceRow>,
    /// As it would be.
    pub new: Vec<DifferenceRow>,
}

/// What each activity opens, as something that differs when its content does.
pub type Prints = HashMap<String, String>;

/// Two structures to be compared.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The package of the old one.
    pub old_package: PackageId,
    /// The package of the new one.
    pub new_package: PackageId,
    /// In which language.
    pub language: LanguageTag,
    old: Side,
    new: Side,
}

#[derive(Clone, Debug)]
struct Side {
    tree: CourseTree,
    activities: ActivityTree,
    /// In the tree's order.
    identities: Vec<Option<Uuid>>,
}

impl Side {
    fn new(
        tree: &CourseTree,
        language: &LanguageTag,
        identify: impl Fn(&Placed<'_>) -> Option<Uuid>,
    ) -> Result<Self, EditionChangeError> {
        let activities = tree.activities_in(language).ok_or(EditionChangeError::BrokenPackage)?;
        let identities = placed(&activities).iter().map(identify).collect();
        Ok(Self { tree: tree.clone(), activities, identities })
    }
}

/// Compares a version that could be made with the one that it follows.
pub async fn compare_plan<C: ConnectionTrait>(
    conn: &C,
    plan: &VersionPlan,
    items: &BTreeMap<AlignedItemId, ItemFacts>,
) -> Result<Comparison, EditionChangeError> {
    let lineage = |item: Uuid| items.get(&AlignedItemId(item)).map(|facts| facts.lineage);
    let base = course_version::Entity::find_by_id(plan.base.id.0).one(conn).await?;
    let base = Base::load(conn, base.ok_or(EditionChangeError::UnknownCourse)?).await?;
    let edition = base.edition(&plan.compared).ok_or(EditionChangeError::UnknownEdition)?;
    let tree = base.trees.get(&edition.package_id).ok_or(EditionChangeError::BrokenPackage)?;
    let links = base.links_of(edition);
    let old = Side::new(tree, &plan.compared, |placed| {
        links.get(placed.activity.identifier.as_str()).and_then(|link| lineage(link.aligned_item_id))
    })?;
    let planned = plan.editions.iter().find(|planned| planned.language == plan.compared);
    let planned = planned.ok_or(EditionChangeError::UnknownEdition)?;
    let mut new = Side::new(&planned.tree, &plan.compared, |_| None)?;
    new.identities = planned.found.iter().map(|found| found.and_then(|(item, _)| lineage(item))).collect();
    Ok(Comparison {
        old_package: PackageId(edition.package_id),
        new_package: planned.package,
        language: plan.compared.clone(),
        old,
        new,
    })
}

/// Compares two versions of a course, in a language whose package is another one, where there is such.
pub async fn compare_versions<C: ConnectionTrait>(
    conn: &C,
    from: CourseVersionId,
    to: CourseVersionId,
    items: &BTreeMap<AlignedItemId, ItemFacts>,
) -> Result<Comparison, EditionChangeError> {
    let load = async |id: CourseVersionId| {
        let row = course_version::Entity::find_by_id(id.0).one(conn).await?;
        Base::load(conn, row.ok_or(EditionChangeError::UnknownCourse)?).await
    };
    let (from, to) = (load(from).await?, load(to).await?);
    // Where a package is another one, there is something to be seen.
    let changed = to.editions.iter().find(|edition| {
        from.editions.iter().any(|old| old.language == edition.language && old.package_id != edition.package_id)
    });
    let edition = changed.or_else(|| to.editions.first()).ok_or(EditionChangeError::UnknownEdition)?;
    let language = LanguageTag::parse(&edition.language).map_err(|_| EditionChangeError::BrokenPackage)?;
    let side = |base: &Base| {
        let edition = base.edition(&language).ok_or(EditionChangeError::UnknownEdition)?;
        let tree = base.trees.get(&edition.package_id).ok_or(EditionChangeError::BrokenPackage)?;
        let links = base.links_of(edition);
        let side = Side::new(tree, &language, |placed| {
            let link = links.get(placed.activity.identifier.as_str())?;
            items.get(&link.aligned_item_id.into()).map(|facts| facts.lineage)
        })?;
        Ok::<_, EditionChangeError>((PackageId(edition.package_id), side))
    };
    let ((old_package, old), (new_package, new)) = (side(&from)?, side(&to)?);
    Ok(Comparison { old_package, new_package, language: language.clone(), old, new })
}

impl Comparison {
    /// The two structures line by line. `old_files` and `new_files` are the indexes of their packages.
    pub fn difference(&self, old_files: &ArchiveIndex, new_files: &ArchiveIndex) -> Difference {
        let prints = [prints(&self.old.tree, old_files), prints(&self.new.tree, new_files)];
        let [old_prints, new_prints] = &prints;
        let (old, new) = (placed(&self.old.activities), placed(&self.new.activities));
        difference(
            &Lines::new(&old, &self.old.identities, old_prints),
            &Lines::new(&new, &self.new.identities, new_prints),
        )
    }
}

/// What each activity opens. Of a lesson or quiz of ours these are its files in all languages.
fn prints(tree: &CourseTree, files: &ArchiveIndex) -> Prints {
    let Some(organization) = tree.organization() else { return Prints::new() };
    let own = tree.format == Format::Native;
    placed(&organization.tree)
        .iter()
        .filter_map(|placed| {
            let href = &placed.activity.resource.as_ref()?.href;
            let print = if own { own_print(tree, href, files) } else { file_print(href, files) };
            Some((placed.activity.identifier.to_string(), print))
        })
        .collect()
}

/// Of one file, by what is in it; of an address elsewhere or a file that is not there, by its name.
fn file_print(href: &str, files: &ArchiveIndex) -> String {
    let path = href.split(['?', '#']).next().unwrap_or(href);
    let decoded = decode_url_path(path);
    match decoded.as_deref().and_then(|path| files.resolve(path)) {
        Some(entry) => hex(&entry.sha256),
        None => href.to_owned(),
    }
}

fn own_print(tree: &CourseTree, href: &str, files: &ArchiveIndex) -> String {
    let (kind, id) = href.split_once('/').unwrap_or((href, ""));
    let begins = match kind {
        "lesson" => format!("{}lessons/{id}/", tree.folder),
        _ => format!("{}quizzes/{id}.json", tree.folder),
    };
    files.iter().filter(|entry| entry.path.starts_with(&begins)).map(|entry| hex(&entry.sha256)).collect()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// One structure, ready to be compared.
struct Lines<'a> {
    placed: &'a [Placed<'a>],
    identities: &'a [Option<Uuid>],
    by_identity: HashMap<Uuid, usize>,
    by_path: HashMap<&'a [usize], usize>,
    prints: &'a Prints,
}

impl<'a> Lines<'a> {
    fn new(placed: &'a [Placed<'a>], identities: &'a [Option<Uuid>], prints: &'a Prints) -> Self {
        let by_identity = identities.iter().enumerate().filter_map(|(at, id)| Some(((*id)?, at))).collect();
        let by_path = placed.iter().enumerate().map(|(at, placed)| (placed.path.as_slice(), at)).collect();
        Self { placed, identities, by_identity, by_path, prints }
    }

    /// The item that holds this one.
    fn parent(&self, at: usize) -> Option<Uuid> {
        let (_, above) = self.placed.get(at)?.path.split_last()?;
        *self.identities.get(*self.by_path.get(above)?)?
    }

    fn rows(&self, other: &Self, alone: Change, moved: &HashSet<Uuid>) -> Vec<DifferenceRow> {
        self.placed
            .iter()
            .zip(self.identities)
            .map(|(placed, identity)| {
                let there = identity.and_then(|identity| other.by_identity.get(&identity)).copied();
                let twin = there.and_then(|at| other.placed.get(at));
                DifferenceRow {
                    identity: *identity,
                    activity: placed.activity.identifier.to_string(),
                    title: placed.activity.title.clone(),
                    kind: placed.kind,
                    depth: placed.path.len(),
                    changes: match twin {
                        None => vec![alone],
                        Some(twin) => self.changes(placed, other, twin, identity.is_some_and(|id| moved.contains(&id))),
                    },
                }
            })
            .collect()
    }

    fn changes(&self, placed: &Placed<'_>, other: &Self, twin: &Placed<'_>, moved: bool) -> Vec<Change> {
        let print = |lines: &Self, placed: &Placed<'_>| lines.prints.get(placed.activity.identifier.as_str()).cloned();
        let mut changes = Vec::new();
        if placed.activity.title != twin.activity.title {
            changes.push(Change::Renamed);
        }
        if moved {
            changes.push(Change::Moved);
        }
        if print(self, placed) != print(other, twin) {
            changes.push(Change::Content);
        }
        changes
    }
}

fn difference(old: &Lines<'_>, new: &Lines<'_>) -> Difference {
    let moved = moved(old, new);
    Difference { old: old.rows(new, Change::Removed, &moved), new: new.rows(old, Change::Added, &moved) }
}

/// Items that stand in another module, or among their old neighbours in another order. Of those whose order changed,
/// as few as possible are said to have moved.
fn moved(old: &Lines<'_>, new: &Lines<'_>) -> HashSet<Uuid> {
    let mut moved = HashSet::new();
    let mut stayed: HashMap<Option<Uuid>, Vec<(usize, Uuid)>> = HashMap::new();
    for (at, identity) in new.identities.iter().enumerate() {
        let Some((identity, before)) = identity.and_then(|id| Some((id, *old.by_identity.get(&id)?))) else { continue };
        let parent = new.parent(at);
        if old.parent(before) == parent {
            stayed.entry(parent).or_default().push((before, identity));
        } else {
            moved.insert(identity);
        }
    }
    for siblings in stayed.values() {
        let kept = longest_rise(&siblings.iter().map(|(before, _)| *before).collect::<Vec<_>>());
        moved.extend(siblings.iter().filter(|(before, _)| !kept.contains(before)).map(|(_, identity)| *identity));
    }
    moved
}

/// The longest rising part of a sequence of different numbers, not necessarily of neighbours.
fn longest_rise(numbers: &[usize]) -> HashSet<usize> {
    // By length: the smallest number that such a part ends with, and for each number the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: HashMap<usize, Option<usize>> = HashMap::new();
    for number in numbers {
        let at = ends.partition_point(|end| end < number);
        before.insert(*number, at.checked_sub(1).and_then(|at| ends.get(at)).copied());
        match ends.get_mut(at) {
            Some(end) => *end = *number,
            None => ends.push(*number),
        }
    }
    std::iter::successors(ends.last().copied(), |number| before.get(number).copied().flatten()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vidik_sequencing::{
        Activity, Edition,
        definition::{LaunchResource, ResourceKind},
    };

    fn leaf(id: &str, title: &str) -> Activity {
        let mut leaf = Activity::new(id, title);
        let href = format!("{id}.html");
        leaf.resource = Some(LaunchResource { identifier: id.to_owned(), kind: ResourceKind::Sco, href });
        leaf
    }

    fn module(id: &str, children: Vec<Activity>) -> Activity {
        Activity { children, ..Activity::new(id, id) }
    }

    fn tree(children: Vec<Activity>) -> ActivityTree {
        ActivityTree {
            edition: Edition::Scorm12,
            objectives_global_to_system: true,
            shared_data_global_to_system: true,
            root: module("course", children),
        }
    }

    /// Every name is its own identity.
    fn compared(old: &ActivityTree, new: &ActivityTree, prints: [&[(&str, &str)]; 2]) -> Vec<(String, Vec<Change>)> {
        let identities = |placed: &[Placed<'_>]| {
            let number = |name: &str| name.bytes().fold(7_u128, |sum, byte| sum * 257 + u128::from(byte));
            placed.iter().map(|placed| Some(Uuid::from_u128(number(placed.activity.identifier.as_str())))).collect()
        };
        let prints = prints.map(|prints| prints.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect());
        let [old_prints, new_prints]: &[Prints; 2] = &prints;
        let (old, new) = (placed(old), placed(new));
        let (old_ids, new_ids): (Vec<_>, Vec<_>) = (identities(&old), identities(&new));
        let told = difference(&Lines::new(&old, &old_ids, old_prints), &Lines::new(&new, &new_ids, new_prints));
        let rows = told.old.into_iter().filter(|row| row.changes == [Change::Removed]).chain(told.new);
        rows.filter(|row| !row.changes.is_empty()).map(|row| (row.activity, row.changes)).collect()
    }

    fn told(name: &str, changes: &[Change]) -> (String, Vec<Change>) {
        (name.to_owned(), changes.to_vec())
    }

    #[test]
    fn what_came_went_and_is_called_otherwise() {
        let old = tree(vec![leaf("a", "A"), leaf("b", "B"), leaf("c", "C")]);
        let new = tree(vec![leaf("n", "N"), leaf("a", "A"), leaf("c", "See")]);
        assert_eq!(
            compared(&old, &new, [&[], &[]]),
            [told("b", &[Change::Removed]), told("n", &[Change::Added]), told("c", &[Change::Renamed]),]
        );
    }

    #[test]
    fn one_that_is_taken_to_the_end_has_moved_and_the_others_have_not() {
        let old = tree(vec![leaf("a", "A"), leaf("b", "B"), leaf("c", "C"), leaf("d", "D")]);
        let new = tree(vec![leaf("b", "B"), leaf("c", "C"), leaf("d", "D"), leaf("a", "A")]);
        assert_eq!(compared(&old, &new, [&[], &[]]), [told("a", &[Change::Moved])]);
    }

    #[test]
    fn another_module_is_another_place_and_other_bytes_are_other_content() {
        let old = tree(vec![module("one", vec![leaf("a", "A"), leaf("b", "B")]), module("two", vec![leaf("c", "C")])]);
        let new = tree(vec![module("one", vec![leaf("a", "A")]), module("two", vec![leaf("b", "B"), leaf("c", "C")])]);
        let before: &[(&str, &str)] = &[("a", "1"), ("b", "2"), ("c", "3")];
        let after: &[(&str, &str)] = &[("a", "9"), ("b", "2"), ("c", "3")];
        assert_eq!(
            compared(&old, &new, [before, after]),
            [told("a", &[Change::Content]), told("b", &[Change::Moved]),]
        );
    }
}
