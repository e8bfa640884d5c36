//! SB.2.4, SB.2.9, 2.9.1, 2.9.2: may the learner go to an activity of their choice?

use crate::engine::Engine;
use crate::exception::Exception;
use crate::flow::{Direction, Stop};
use crate::rules::PreAction;
use crate::tree::NodeIndex;

impl Engine<'_> {
    /// SB.2.9 Choice Sequencing Request Process: the leaf that the choice delivers.
    pub(crate) fn sb_2_9_choice(&mut self, target: NodeIndex) -> Result<NodeIndex, Exception> {
        let result = self.choose(target);
        self.trace("SB.2.9", Some(target), || match result {
            Ok(leaf) => format!("{leaf:?}"),
            Err(exception) => exception.code().to_owned(),
        });
        result
    }

    fn choose(&mut self, target: NodeIndex) -> Result<NodeIndex, Exception> {
        self.target_may_be_chosen(target)?;
        match self.state.current {
            None => self.descend(NodeIndex::ROOT, target, true)?,
            Some(current) if current == target => {}
            Some(current) => self.walk(current, target)?,
        }
        if self.is_leaf(target) {
            return Ok(target);
        }
        self.sb_2_3_flow(target, Direction::Forward, true).map_err(|_: Stop| Exception::ChoiceNothingToDeliver)
    }

    /// SB.2.9 steps 2 to 4.
    fn target_may_be_chosen(&mut self, target: NodeIndex) -> Result<(), Exception> {
        self.on_path_to_choice(target)?;
        match self.parent(target) {
            Some(parent) if !self.tree.sketch(parent).choice() => Err(Exception::ChoiceControlOff),
            _ => Ok(()),
        }
    }

    /// SB.2.9 steps 2 and 3, from the root down. While the state stands still, what lies above is asked once.
    fn on_path_to_choice(&mut self, target: NodeIndex) -> Result<(), Exception> {
        let path = self.unanswered(target, |known| known.kept_from.is_some());
        let result = self.kept_from(&path);
        self.path = path;
        self.known(target).and_then(|known| known.kept_from).unwrap_or(result)
    }

    fn kept_from(&mut self, path: &[NodeIndex]) -> Result<(), Exception> {
        let mut kept_from = Ok(());
        for index in path.iter().rev().copied() {
            let above = self.parent(index).and_then(|parent| self.known(parent)?.kept_from);
            kept_from = above.unwrap_or(kept_from);
            if kept_from.is_ok() && !self.is_available(index) {
                kept_from = Err(Exception::ChoiceNotAvailable);
            } else if kept_from.is_ok() && self.pre_condition(index, PreAction::HiddenFromChoice) {
                kept_from = Err(Exception::ChoiceHidden);
            }
            match self.known_mut(index) {
                Some(known) => known.kept_from = Some(kept_from),
                None => kept_from?,
            }
        }
        kept_from
    }

    /// SB.2.9 steps 8 to 12: from the current activity to the target.
    fn walk(&mut self, current: NodeIndex, target: NodeIndex) -> Result<(), Exception> {
        if let Some(parent) = self.parent(current)
            && self.parent(target) == Some(parent)
        {
            return self.walk_along(current, target, parent);
        }
        let ancestor = self.tree.common_ancestor(current, target);
        if ancestor == current {
            return self.descend(ancestor, target, true);
        }
        if ancestor == target {
            return self.ascend(current, target);
        }
        self.constrain(current, target, ancestor)?;
        let forward = self.is_forward(current, target, ancestor);
        self.descend(ancestor, target, forward)
    }

    /// SB.2.9 step 8: along the siblings.
    fn walk_along(&mut self, current: NodeIndex, target: NodeIndex, parent: NodeIndex) -> Result<(), Exception> {
        let (from, to) = (self.place_among(current, parent), self.place_among(target, parent));
        let (Some(from), Some(to)) = (from, to) else {
            return Err(Exception::ChoiceNothingToTraverse);
        };
        if to < from {
            // The same answer for every sibling on the way: they have one parent.
            return self.sb_2_4_choice_activity_traversal(current, Direction::Backward);
        }
        if self.first_stop(current, parent, from) < to {
            return Err(Exception::TraversalStopped);
        }
        Ok(())
    }

    /// The place of the first sibling from the current activity on that stops forward
    /// traversal (SB.2.4 along the list of step 8); the same for every target.
    fn first_stop(&mut self, current: NodeIndex, parent: NodeIndex, from: usize) -> usize {
        if let Some((known, place)) = self.stops
            && known == current
        {
            return place;
        }
        let (mut here, mut place) = (current, from);
        while self.sb_2_4_choice_activity_traversal(here, Direction::Forward).is_ok() {
            place += 1;
            match self.neighbour(here, parent, Direction::Forward) {
                Some(next) => here = next,
                None => break,
            }
        }
        if self.frozen() {
            self.stops = Some((current, place));
        }
        place
    }

    /// SB.2.9 steps 9 and 11.8: from a cluster down to, but without, the target. Going forward
    /// the clusters on the way must let the walk through.
    fn descend(&mut self, ancestor: NodeIndex, target: NodeIndex, forward: bool) -> Result<(), Exception> {
        let mut path = std::mem::take(&mut self.path);
        path.clear();
        path.extend(self.tree.upwards(target).skip(1).take_while(|index| self.tree.contains(ancestor, *index)));
        let result = self.descend_along(&path, ancestor, forward);
        self.path = path;
        result
    }

    fn descend_along(&mut self, path: &[NodeIndex], ancestor: NodeIndex, forward: bool) -> Result<(), Exception> {
        for index in path.iter().rev().copied() {
            if forward {
                self.sb_2_4_choice_activity_traversal(index, Direction::Forward)?;
            }
            let prevents = self.tree.sketch(index).prevents_activation();
            if prevents && index != ancestor && !self.state.activity(index).active {
                return Err(Exception::ActivationPrevented);
            }
        }
        Ok(())
    }

    /// SB.2.9 step 10: up to a cluster around the current activity.
    fn ascend(&mut self, current: NodeIndex, target: NodeIndex) -> Result<(), Exception> {
        for index in self.tree.upwards(current).take_while(|index| *index != target) {
            if !self.tree.sketch(index).choice_exit() {
                return Err(Exception::ChoiceExitOff);
            }
        }
        Ok(())
    }

    /// SB.2.9 steps 11.3 to 11.7: out of the current branch, as far as it lets the learner go.
    fn constrain(&mut self, current: NodeIndex, target: NodeIndex, ancestor: NodeIndex) -> Result<(), Exception> {
        let mut constrained = None;
        for index in self.tree.upwards(current).take_while(|index| *index != ancestor) {
            let sketch = self.tree.sketch(index);
            if !sketch.choice_exit() {
                return Err(Exception::ChoiceExitOff);
            }
            // SN 3.3.2: it is clusters that constrain.
            let constrains = sketch.constrains_choice() && !sketch.is_leaf();
            if constrained.is_none() && constrains {
                constrained = Some(index);
            }
        }
        let Some(constrained) = constrained else {
            return Ok(());
        };
        let direction =
            if self.is_forward(constrained, target, ancestor) { Direction::Forward } else { Direction::Backward };
        let consider = self.sb_2_9_1_choice_flow(constrained, direction);
        let within = self.tree.contains(consider, target) || target == constrained;
        if within { Ok(()) } else { Err(Exception::ChoiceConstrained) }
    }

    /// Whether the branch of `target` comes after the branch of `from` under their ancestor.
    fn is_forward(&self, from: NodeIndex, target: NodeIndex, ancestor: NodeIndex) -> bool {
        let branch = |index| {
            self.tree
                .upwards(index)
                .take_while(|above| *above != ancestor)
                .last()
                .and_then(|child| self.place_among(child, ancestor))
        };
        branch(target) > branch(from)
    }

    /// SB.2.4 Choice Activity Traversal Subprocess: may a choice walk past this activity?
    fn sb_2_4_choice_activity_traversal(&mut self, index: NodeIndex, direction: Direction) -> Result<(), Exception> {
        self.trace("SB.2.4", Some(index), || format!("{direction:?}"));
        match direction {
            Direction::Forward => {
                if self.pre_condition(index, PreAction::StopForwardTraversal) {
                    return Err(Exception::TraversalStopped);
                }
            }
            Direction::Backward => {
                let parent = self.parent(index).ok_or(Exception::ChoiceBeforeRoot)?;
                if self.tree.sketch(parent).forward_only() {
                    return Err(Exception::ChoiceForwardOnly);
                }
            }
        }
        Ok(())
    }

    /// SB.2.9.1 Choice Flow Subprocess: the next activity over, or this one at the tree's end.
    fn sb_2_9_1_choice_flow(&mut self, from: NodeIndex, direction: Direction) -> NodeIndex {
        let next = self.sb_2_9_2_choice_flow_tree_traversal(from, direction);
        self.trace("SB.2.9.2", Some(from), || format!("{direction:?}: {next:?}"));
        let next = next.unwrap_or(from);
        self.trace("SB.2.9.1", Some(next), || format!("{direction:?}"));
        next
    }

    /// SB.2.9.2 Choice Flow Tree Traversal Subprocess.
    fn sb_2_9_2_choice_flow_tree_traversal(&self, from: NodeIndex, direction: Direction) -> Option<NodeIndex> {
        let mut here = from;
        while let Some(parent) = self.parent(here) {
            if let Some(next) = self.neighbour(here, parent, direction) {
                return Some(next);
            }
            here = parent;
        }
        None
    }
}
