//! The activity tree laid out flat, so that every question about order and ancestry is cheap.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::definition::{Activity, ActivityTree, Edition, Objective};
use crate::identifiers::{ActivityId, ObjectiveId};
use crate::prerequisites::Prerequisites;
use crate::sketch::Sketch;

/// Place of an activity in the tree, in the manifest's order, the root at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeIndex(pub(crate) u32);

impl NodeIndex {
    /// The organization.
    pub const ROOT: Self = Self(0);

    pub(crate) fn place(self) -> usize {
        self.0 as usize
    }
}

/// One activity with its place.
#[derive(Debug, Clone)]
pub struct Node {
    pub parent: Option<NodeIndex>,
    /// In the manifest's order, whatever selection and randomisation make of it.
    pub children: Vec<NodeIndex>,
    /// Place among the parent's children.
    pub position: usize,
    pub depth: usize,
    /// First index after this activity's descendants.
    pub(crate) end: u32,
    /// The definition; its `children` are moved out into `IndexedTree`.
    pub activity: Activity,
    pub(crate) prerequisites: Option<Prerequisites>,
}

impl Node {
    /// Whether it is delivered rather than passed through.
    pub fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }

    /// The objective at `place`: 0 is the primary one.
    pub(crate) fn objective(&self, place: usize) -> &Objective {
        let objectives = &self.activity.sequencing.objectives;
        match place.checked_sub(1) {
            None => &objectives.primary,
            Some(other) => objectives.others.get(other).unwrap_or(&objectives.primary),
        }
    }

    pub(crate) fn objective_count(&self) -> usize {
        1 + self.activity.sequencing.objectives.others.len()
    }

    /// Place of the local objective with this id.
    pub(crate) fn objective_place(&self, id: &str) -> Option<usize> {
        self.activity.sequencing.objectives.all().position(|objective| objective.id.as_deref() == Some(id))
    }
}

/// An [`ActivityTree`] ready for the sequencer. Built once a package version and shared.
#[derive(Debug, Clone)]
pub struct IndexedTree {
    pub edition: Edition,
    pub objectives_global_to_system: bool,
    pub shared_data_global_to_system: bool,
    nodes: Vec<Node>,
    /// The same of each node, small enough to be walked through quickly.
    sketches: Vec<Sketch>,
    by_id: HashMap<ActivityId, NodeIndex>,
    readers: HashMap<ObjectiveId, Vec<NodeIndex>>,
}

impl IndexedTree {
    /// Lays the tree out. Where an identifier occurs twice, it names the first activity.
    pub fn new(tree: ActivityTree) -> Self {
        let mut indexed = Self {
            edition: tree.edition,
            objectives_global_to_system: tree.objectives_global_to_system,
            shared_data_global_to_system: tree.shared_data_global_to_system,
            nodes: Vec::new(),
            sketches: Vec::new(),
            by_id: HashMap::new(),
            readers: HashMap::new(),
        };
        indexed.lay_out(tree.root);
        indexed
    }

    /// Without recursion, as a manifest may nest deeper than a stack.
    fn lay_out(&mut self, root: Activity) {
        let mut waiting = vec![(root, None::<NodeIndex>)];
        while let Some((mut activity, parent)) = waiting.pop() {
            let index = NodeIndex(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
            let children = std::mem::take(&mut activity.children);
            let (position, depth) = parent.map_or((0, 0), |parent| {
                let above = self.node_mut(parent);
                above.children.push(index);
                (above.children.len() - 1, above.depth + 1)
            });
            waiting.extend(children.into_iter().rev().map(|child| (child, Some(index))));
            self.by_id.entry(activity.identifier.clone()).or_insert(index);
            self.note_reads(index, &activity);
            let prerequisites = activity.scorm12.prerequisites.as_deref().and_then(Prerequisites::parse);
            self.nodes.push(Node {
                parent,
                children: Vec::new(),
                position,
                depth,
                end: index.0 + 1,
                activity,
                prerequisites,
            });
        }
        for place in (1..self.nodes.len()).rev() {
            let node = self.node(NodeIndex(u32::try_from(place).unwrap_or(u32::MAX)));
            let end = node.end;
            if let Some(parent) = node.parent {
                let above = self.node_mut(parent);
                above.end = above.end.max(end);
            }
        }
        self.sketches = self.nodes.iter().map(Sketch::of).collect();
    }

    fn note_reads(&mut self, index: NodeIndex, activity: &Activity) {
        for objective in activity.sequencing.objectives.all() {
            for map in &objective.maps {
                let readers = self.readers.entry(map.target.clone()).or_default();
                if readers.last() != Some(&index) {
                    readers.push(index);
                }
            }
        }
    }

    /// How many activities there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never: there is always a root.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All places in the manifest's order.
    pub fn indices(&self) -> impl Iterator<Item = NodeIndex> + use<> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(NodeIndex)
    }

    /// The leaf of a tree that has but one.
    pub fn only_leaf(&self) -> Option<NodeIndex> {
        let mut leaves = self.indices().filter(|index| self.node(*index).is_leaf());
        leaves.next().filter(|_| leaves.next().is_none())
    }

    /// The activity at a place that this tree gave.
    #[expect(clippy::indexing_slicing, reason = "a NodeIndex is only made by the tree that it belongs to")]
    pub fn node(&self, index: NodeIndex) -> &Node {
        &self.nodes[index.place()]
    }

    #[expect(clippy::indexing_slicing, reason = "a NodeIndex is only made by the tree that it belongs to")]
    fn node_mut(&mut self, index: NodeIndex) -> &mut Node {
        &mut self.nodes[index.place()]
    }

    /// What the processes ask most of the activity at a place.
    #[expect(clippy::indexing_slicing, reason = "there is one for each node")]
    pub(crate) fn sketch(&self, index: NodeIndex) -> Sketch {
        self.sketches[index.place()]
    }

    /// The activity above; none above the root.
    pub fn parent(&self, index: NodeIndex) -> Option<NodeIndex> {
        self.sketch(index).parent
    }

    /// The definition at a place.
    pub fn activity(&self, index: NodeIndex) -> &Activity {
        &self.node(index).activity
    }

    /// The identifier at a place.
    pub fn id(&self, index: NodeIndex) -> &ActivityId {
        &self.node(index).activity.identifier
    }

    /// Where an identifier is.
    pub fn find(&self, id: &str) -> Option<NodeIndex> {
        self.by_id.get(id).copied()
    }

    /// Activities with a map to this shared objective.
    pub(crate) fn mapped_to(&self, target: &str) -> &[NodeIndex] {
        self.readers.get(target).map_or(&[], Vec::as_slice)
    }

    /// Whether `ancestor` is `index` or lies above it.
    pub(crate) fn contains(&self, ancestor: NodeIndex, index: NodeIndex) -> bool {
        ancestor <= index && index.0 < self.sketch(ancestor).end
    }

    /// The lowest activity that contains both.
    pub(crate) fn common_ancestor(&self, one: NodeIndex, other: NodeIndex) -> NodeIndex {
        let mut ancestor = one;
        while !self.contains(ancestor, other) {
            match self.parent(ancestor) {
                Some(parent) => ancestor = parent,
                None => break,
            }
        }
        ancestor
    }

    /// From the activity itself up to the root, both included.
    pub(crate) fn upwards(&self, from: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        std::iter::successors(Some(from), |index| self.parent(*index))
    }

    /// From the root down to the activity, both included.
    pub(crate) fn path(&self, to: NodeIndex) -> Vec<NodeIndex> {
        let mut path: Vec<_> = self.upwards(to).collect();
        path.reverse();
        path
    }

    /// From `from` up to, but without, `ancestor`.
    pub(crate) fn path_below(&self, from: NodeIndex, ancestor: NodeIndex) -> Vec<NodeIndex> {
        self.upwards(from).take_while(|index| *index != ancestor).collect()
    }
}
