//! `moveOn`, and what it makes of blocks and the course (cmi5 9.3.9, 10.2.5).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vidik_sequencing::{IndexedTree, MoveOn, NodeIndex};

/// What a learner reached in a unit within one registration, by the statements that count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitResult {
    /// A completed statement was taken.
    pub completed: bool,
    /// A passed statement was taken.
    pub passed: bool,
    /// A failed statement was taken.
    pub failed: bool,
    /// It need not be done (cmi5 9.3.7).
    pub waived: bool,
}

impl UnitResult {
    /// Whether the unit's `moveOn` is met; a waived unit always is.
    pub const fn satisfies(self, move_on: MoveOn) -> bool {
        self.waived || move_on.met(self.completed, self.passed)
    }
}

/// The blocks, and at last the course, that are satisfied now and were not told to be so: from inside out.
pub fn newly_satisfied(
    tree: &IndexedTree,
    results: &BTreeMap<String, UnitResult>,
    told: &BTreeSet<String>,
) -> Vec<NodeIndex> {
    let mut satisfied: BTreeSet<NodeIndex> = BTreeSet::new();
    let mut inside_out: Vec<NodeIndex> = tree.indices().collect();
    inside_out.sort_by_key(|index| (std::cmp::Reverse(tree.node(*index).depth), *index));
    let mut new = Vec::new();
    for index in inside_out {
        let node = tree.node(index);
        let id = tree.id(index).as_str();
        let met = match &node.activity.cmi5 {
            Some(unit) => results.get(id).copied().unwrap_or_default().satisfies(unit.move_on),
            None => node.children.iter().all(|child| satisfied.contains(child)),
        };
        if met {
            satisfied.insert(index);
            if node.activity.cmi5.is_none() && !told.contains(id) {
                new.push(index);
            }
        }
    }
    new
}

#[cfg(test)]
mod tests {
    use vidik_sequencing::{Activity, ActivityTree, AssignableUnit, Edition};

    use super::*;

    fn unit(id: &str, move_on: MoveOn) -> Activity {
        let mut unit = Activity::new(id, id);
        unit.cmi5 = Some(Box::new(AssignableUnit { move_on, ..AssignableUnit::default() }));
        unit
    }

    fn course() -> IndexedTree {
        let mut root = Activity::new("course", "");
        let (mut outer, mut inner) = (Activity::new("outer", ""), Activity::new("inner", ""));
        inner.children = vec![unit("a", MoveOn::CompletedAndPassed)];
        outer.children = vec![inner, unit("b", MoveOn::NotApplicable)];
        root.children = vec![outer, unit("c", MoveOn::CompletedOrPassed)];
        IndexedTree::new(ActivityTree {
            edition: Edition::Cmi5,
            objectives_global_to_system: false,
            shared_data_global_to_system: false,
            root,
        })
    }

    fn told(tree: &IndexedTree, new: &[NodeIndex]) -> Vec<String> {
        new.iter().map(|index| tree.id(*index).to_string()).collect()
    }

    #[test]
    fn blocks_from_inside_out_and_the_course_at_last_by_rule_cmi5_9_3_9() {
        let tree = course();
        let mut results = BTreeMap::new();
        let mut known = BTreeSet::new();
        results.insert("a".to_owned(), UnitResult { completed: true, ..UnitResult::default() });
        assert!(newly_satisfied(&tree, &results, &known).is_empty());
        results.insert("a".to_owned(), UnitResult { completed: true, passed: true, ..UnitResult::default() });
        let new = told(&tree, &newly_satisfied(&tree, &results, &known));
        assert_eq!(new, ["inner", "outer"]);
        known.extend(new);
        results.insert("c".to_owned(), UnitResult { waived: true, ..UnitResult::default() });
        assert_eq!(told(&tree, &newly_satisfied(&tree, &results, &known)), ["course"]);
    }

    #[test]
    fn move_on_by_rule_cmi5_13_1_4() {
        for (move_on, completed, passed, both) in [
            (MoveOn::Passed, false, true, true),
            (MoveOn::Completed, true, false, true),
            (MoveOn::CompletedAndPassed, false, false, true),
            (MoveOn::CompletedOrPassed, true, true, true),
            (MoveOn::NotApplicable, true, true, true),
        ] {
            assert_eq!(move_on.met(true, false), completed, "{move_on:?}");
            assert_eq!(move_on.met(false, true), passed, "{move_on:?}");
            assert_eq!(move_on.met(true, true), both, "{move_on:?}");
            assert_eq!(move_on.met(false, false), move_on == MoveOn::NotApplicable, "{move_on:?}");
        }
    }
}
