//! SB.2.1, 2.2, 2.3: walking the tree to the next or previous activity that can be delivered.

use crate::engine::Engine;
use crate::exception::Exception;
use crate::rules::PreAction;
use crate::tree::NodeIndex;

/// Which way a walk goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Forward,
    Backward,
}

/// Why a walk found nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It walked off the end of the tree.
    EndSession,
    Exception(Exception),
}

/// Where SB.2.1 got to, and in which direction it is now going.
type Reached = Result<(NodeIndex, Direction), Stop>;

impl Engine<'_> {
    /// SB.2.3 Flow Subprocess: the leaf that flow leads to.
    pub(crate) fn sb_2_3_flow(
        &mut self,
        from: NodeIndex,
        direction: Direction,
        consider_children: bool,
    ) -> Result<NodeIndex, Stop> {
        let result = self
            .sb_2_1_flow_tree_traversal(from, direction, consider_children, None)
            .and_then(|(next, _)| self.sb_2_2_flow_activity_traversal(next, direction));
        self.trace("SB.2.3", Some(from), || format!("{direction:?}: {result:?}"));
        result
    }

    /// SB.2.1 Flow Tree Traversal Subprocess: one step.
    fn sb_2_1_flow_tree_traversal(
        &mut self,
        from: NodeIndex,
        direction: Direction,
        consider_children: bool,
        previous: Option<Direction>,
    ) -> Reached {
        self.trace("SB.2.1", Some(from), || format!("{direction:?}"));
        // Into a forward-only cluster from behind it was entered at its first child; past its
        // last child the way is back out of it.
        if previous == Some(Direction::Backward)
            && let Some(parent) = self.parent(from)
            && self.last_available(parent) == Some(from)
        {
            let first = self.first_available(parent).unwrap_or(from);
            return self.step_backward(first, consider_children, true);
        }
        match direction {
            Direction::Forward => self.step_forward(from, consider_children),
            Direction::Backward => self.step_backward(from, consider_children, false),
        }
    }

    /// SB.2.1 step 4.
    fn step_forward(&mut self, from: NodeIndex, consider_children: bool) -> Reached {
        if consider_children && !self.is_leaf(from) {
            return match self.first_available(from) {
                Some(first) => Ok((first, Direction::Forward)),
                None => Err(Stop::Exception(Exception::NoAvailableChildren)),
            };
        }
        let mut here = from;
        while let Some(parent) = self.parent(here) {
            if let Some(next) = self.neighbour(here, parent, Direction::Forward) {
                return Ok((next, Direction::Forward));
            }
            here = parent;
        }
        Err(Stop::EndSession)
    }

    /// SB.2.1 step 5.
    fn step_backward(&mut self, from: NodeIndex, consider_children: bool, reversed: bool) -> Reached {
        if from == NodeIndex::ROOT && !consider_children {
            return Err(Stop::Exception(Exception::StartOfCourse));
        }
        if consider_children && !self.is_leaf(from) {
            let forward_only = self.tree.sketch(from).forward_only();
            let (child, direction) = if forward_only {
                (self.first_available(from), Direction::Forward)
            } else {
                (self.last_available(from), Direction::Backward)
            };
            return child.map(|child| (child, direction)).ok_or(Stop::Exception(Exception::NoAvailableChildren));
        }
        let (mut here, mut reversed) = (from, reversed);
        while let Some(parent) = self.parent(here) {
            let forward_only = self.tree.sketch(parent).forward_only();
            if forward_only && !reversed {
                return Err(Stop::Exception(Exception::ForwardOnly));
            }
            if let Some(next) = self.neighbour(here, parent, Direction::Backward) {
                return Ok((next, Direction::Backward));
            }
            here = parent;
            reversed = false;
        }
        Err(Stop::Exception(Exception::StartOfCourse))
    }

    /// SB.2.2 Flow Activity Traversal Subprocess: from a candidate on to a leaf that may be
    /// delivered. While the state stands still, a way forward is walked once.
    fn sb_2_2_flow_activity_traversal(
        &mut self,
        candidate: NodeIndex,
        direction: Direction,
    ) -> Result<NodeIndex, Stop> {
        let mut passed = Vec::new();
        let result = self.traverse(candidate, direction, &mut passed);
        for index in passed {
            if let Some(leads) = self.leads.get_mut(index.place()) {
                *leads = Some(result);
            }
        }
        result
    }

    /// The specification's recursion as a loop. `passed`: from which activities a walk forward leads to the same.
    fn traverse(
        &mut self,
        candidate: NodeIndex,
        direction: Direction,
        passed: &mut Vec<NodeIndex>,
    ) -> Result<NodeIndex, Stop> {
        let (mut here, mut direction, mut previous) = (candidate, direction, None);
        loop {
            if direction == Direction::Forward && previous.is_none() && self.frozen() {
                if let Some(Some(known)) = self.leads.get(here.place()) {
                    return *known;
                }
                passed.push(here);
            }
            self.trace("SB.2.2", Some(here), || format!("{direction:?}"));
            if let Some(parent) = self.parent(here)
                && !self.tree.sketch(parent).flow()
            {
                return Err(Stop::Exception(Exception::FlowNotEnabled));
            }
            if self.pre_condition(here, PreAction::Skip) {
                let (next, now) = self.sb_2_1_flow_tree_traversal(here, direction, false, previous)?;
                if previous == Some(Direction::Backward) && now == Direction::Backward {
                    (direction, previous) = (Direction::Backward, None);
                }
                here = next;
                continue;
            }
            if self.up_5_check_activity(here) {
                return Err(Stop::Exception(Exception::FlowActivityBlocked));
            }
            if self.is_leaf(here) {
                return Ok(here);
            }
            let (next, now) = self.sb_2_1_flow_tree_traversal(here, direction, true, None)?;
            previous = None;
            if direction == Direction::Backward && now == Direction::Forward {
                (direction, previous) = (Direction::Forward, Some(Direction::Backward));
            }
            here = next;
        }
    }

    fn available(&self, index: NodeIndex) -> &[NodeIndex] {
        self.state.available(self.tree, index)
    }

    fn first_available(&self, index: NodeIndex) -> Option<NodeIndex> {
        self.available(index).first().copied()
    }

    fn last_available(&self, index: NodeIndex) -> Option<NodeIndex> {
        self.available(index).last().copied()
    }

    /// Place among the parent's Available Children.
    pub(crate) fn place_among(&self, index: NodeIndex, parent: NodeIndex) -> Option<usize> {
        match &self.state.activity(parent).available {
            None => Some(self.tree.sketch(index).position as usize),
            Some(_) => self.drawn.place(index),
        }
    }

    /// The sibling next to `index` in that direction.
    pub(crate) fn neighbour(&self, index: NodeIndex, parent: NodeIndex, direction: Direction) -> Option<NodeIndex> {
        let place = self.place_among(index, parent)?;
        let place = match direction {
            Direction::Forward => place + 1,
            Direction::Backward => place.checked_sub(1)?,
        };
        self.available(parent).get(place).copied()
    }

    /// Whether it is the root or among its parent's Available Children.
    pub(crate) fn is_available(&self, index: NodeIndex) -> bool {
        match self.parent(index) {
            None => true,
            Some(parent) => self.place_among(index, parent).is_some(),
        }
    }
}
