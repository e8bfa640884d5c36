//! Lessons that are shown apart from the sequencer: every leaf of the tree, in its order.

use vidik_sequencing::{IndexedTree, NodeIndex};

/// Everything that can be shown.
pub(super) fn leaves(tree: &IndexedTree) -> impl DoubleEndedIterator<Item = NodeIndex> + '_ {
    let leaves: Vec<NodeIndex> = tree
        .indices()
        .filter(|index| tree.node(*index).is_leaf() && tree.activity(*index).resource.is_some())
        .collect();
    leaves.into_iter()
}

/// What comes behind.
pub(super) fn after(tree: &IndexedTree, here: NodeIndex) -> Option<NodeIndex> {
    leaves(tree).find(|leaf| *leaf > here)
}

/// What comes before.
pub(super) fn before(tree: &IndexedTree, here: NodeIndex) -> Option<NodeIndex> {
    leaves(tree).rev().find(|leaf| *leaf < here)
}

/// The lesson itself, or the first one of a module.
pub(super) fn chosen(tree: &IndexedTree, target: &str) -> Option<NodeIndex> {
    let target = tree.find(target)?;
    let under =
        |leaf: &NodeIndex| std::iter::successors(Some(*leaf), |at| tree.node(*at).parent).any(|above| above == target);
    leaves(tree).find(under)
}
