//! Which activities of several editions are the same item: by stable id, else by manifest identifier, else by place and
//! type.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;
use vidik_sequencing::{Activity, ActivityTree, Edition, definition::ResourceKind};

/// How an activity was found to be an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By an id of our own format, which never changes its meaning.
    Id,
    /// By the identifier in the manifest.
    Identifier,
    /// By its place in the structure, and its type.
    Place,
    /// Somebody said so.
    Hand,
}

impl How {
    /// The word on the wire and in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Identifier => "identifier",
            Self::Place => "place",
            Self::Hand => "hand",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "id" => Self::Id,
            "identifier" => Self::Identifier,
            "place" => Self::Place,
            "hand" => Self::Hand,
            _ => return None,
        })
    }

    /// What an equal identifier is worth in this tree.
    pub(crate) fn by_name(tree: &ActivityTree) -> Self {
        if tree.edition == Edition::Native { Self::Id } else { Self::Identifier }
    }
}

/// An activity with its place.
#[derive(Clone, Debug)]
pub(crate) struct Placed<'a> {
    pub activity: &'a Activity,
    /// Positions from the root on; the root's own is empty.
    pub path: Vec<usize>,
    pub kind: &'static str,
}

/// Every activity in the tree's order. Where an identifier occurs twice, it names the first.
pub(crate) fn placed(tree: &ActivityTree) -> Vec<Placed<'_>> {
    let (mut waiting, mut order, mut seen) = (vec![(&tree.root, Vec::new())], Vec::new(), HashSet::new());
    while let Some((activity, path)) = waiting.pop() {
        for (position, child) in activity.children.iter().enumerate().rev() {
            let mut below = path.clone();
            below.push(position);
            waiting.push((child, below));
        }
        if seen.insert(activity.identifier.as_str()) {
            order.push(Placed { activity, path, kind: kind_of(activity, tree.edition) });
        }
    }
    order
}

/// `cluster`, `sco`, `asset` or `quiz`.
pub(crate) fn kind_of(activity: &Activity, edition: Edition) -> &'static str {
    match &activity.resource {
        None => "cluster",
        Some(resource) if edition == Edition::Native && resource.href.starts_with("quiz/") => "quiz",
        Some(resource) if resource.kind == ResourceKind::Sco => "sco",
        Some(_) => "asset",
    }
}

/// Whether two types can be the same item at all: what holds others never is what is shown.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    (one == "cluster") == (other == "cluster")
}

/// The items that are there, as their editions know them.
#[derive(Debug, Default)]
pub(crate) struct KnownItems {
    by_name: HashMap<String, (Uuid, String)>,
    by_place: HashMap<(Vec<usize>, String), Uuid>,
}

impl KnownItems {
    /// Notes that `item` is found under this identifier.
    pub fn named(&mut self, identifier: &str, kind: &str, item: Uuid) {
        self.by_name.entry(identifier.to_owned()).or_insert_with(|| (item, kind.to_owned()));
    }

    /// Notes that `item` stands at this place.
    pub fn at(&mut self, placed: &Placed<'_>, item: Uuid) {
        self.by_place.entry((placed.path.clone(), placed.kind.to_owned())).or_insert(item);
    }
}

/// Finds the item of each activity; each item is given once. Names come first for all, and places for the rest.
pub(crate) fn align(
    activities: &[Placed<'_>],
    known: &KnownItems,
    by_name: How,
    by_place: bool,
) -> Vec<Option<(Uuid, How)>> {
    let mut taken = HashSet::new();
    let mut found: Vec<Option<(Uuid, How)>> = activities
        .iter()
        .map(|placed| {
            let (item, kind) = known.by_name.get(placed.activity.identifier.as_str())?;
            (alike(kind, placed.kind) && taken.insert(*item)).then_some((*item, by_name))
        })
        .collect();
    if !by_place {
        return found;
    }
    for (placed, found) in activities.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
        let item = known.by_place.get(&(placed.path.clone(), placed.kind.to_owned()));
        *found = item.filter(|item| taken.insert(**item)).map(|item| (*item, How::Place));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use vidik_sequencing::definition::LaunchResource;

    fn leaf(id: &str) -> Activity {
        let mut leaf = Activity::new(id, id);
        leaf.resource =
            Some(LaunchResource { identifier: id.to_owned(), kind: ResourceKind::Sco, href: "index.html".to_owned() });
        leaf
    }

    fn tree(root: &str, children: Vec<Activity>) -> ActivityTree {
        ActivityTree {
            edition: Edition::Scorm12,
            objectives_global_to_system: true,
            shared_data_global_to_system: true,
            root: Activity { children, ..Activity::new(root, root) },
        }
    }

    fn known(tree: &ActivityTree) -> (KnownItems, Vec<Uuid>) {
        let (mut known, mut ids) = (KnownItems::default(), Vec::new());
        for (placed, n) in placed(tree).iter().zip(1..) {
            let id = Uuid::from_u128(n);
            known.named(placed.activity.identifier.as_str(), placed.kind, id);
            known.at(placed, id);
            ids.push(id);
        }
        (known, ids)
    }

    #[test]
    fn names_come_before_places() {
        let first = tree("course", vec![leaf("a"), leaf("b"), leaf("c")]);
        let (known, ids) = known(&first);
        let second = tree("kurs", vec![leaf("b"), leaf("x"), leaf("y"), leaf("z")]);
        let found = align(&placed(&second), &known, How::Identifier, true);
        let place = |at: usize| Some((ids[at], How::Place));
        assert_eq!(found[0], place(0), "the root is the root");
        assert_eq!(found[1], Some((ids[2], How::Identifier)));
        assert_eq!(found[2], None, "its place is that of an item which was found by its name");
        assert_eq!(found[3], place(3));
        assert_eq!(found[4], None, "nothing is there");
    }

    #[test]
    fn a_module_is_never_a_lesson() {
        let first = tree("course", vec![leaf("one"), leaf("two")]);
        let (known, _) = known(&first);
        let module = Activity { children: vec![leaf("inner")], ..Activity::new("one", "one") };
        let second = tree("course", vec![module, leaf("two")]);
        let found = align(&placed(&second), &known, How::Identifier, true);
        assert_eq!(found.iter().filter(|found| found.is_none()).count(), 2, "neither module nor what is in it");
    }
}
