//! What a learner's work has left behind: the tracking model (SN 4.1) of one attempt at a course.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::definition::{is_default, is_false};
use crate::identifiers::ObjectiveId;
use crate::tree::{IndexedTree, NodeIndex};

/// Shared ("global") objectives of one learner by their target id.
pub type SharedObjectives = BTreeMap<ObjectiveId, ObjectiveState>;

/// The whole tracking state. Two runs of the same events over equal states are equal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SequencerState {
    /// In the tree's order.
    pub(crate) activities: Vec<ActivityState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) current: Option<NodeIndex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) suspended: Option<NodeIndex>,
    /// Shared objectives. Where `objectives_global_to_system` holds, put the learner's own in
    /// before a step and store what comes back; they may be left out of what is stored here.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub shared: SharedObjectives,
    /// What selection and randomisation draw from.
    pub(crate) seed: u64,
}

/// Tracking of one activity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActivityState {
    #[serde(skip_serializing_if = "is_false")]
    pub active: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub suspended: bool,
    /// Activity Attempt Count; Activity Progress Status is true from the first attempt on.
    #[serde(skip_serializing_if = "is_default")]
    pub attempt_count: u32,
    /// What is known of satisfaction and scores was recorded before the current attempt at the parent, which looks at
    /// that attempt alone (`useCurrentAttemptObjectiveInfo`, SN 3.2.5).
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) earlier_objectives: bool,
    /// The same of completion (`useCurrentAttemptProgressInfo`, SN 3.2.6).
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) earlier_progress: bool,
    /// Attempt Progress Status and Attempt Completion Status in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed: Option<bool>,
    /// SCORM 1.2's `browsed`: looked around in, and not worked through. Nothing but prerequisites asks for it.
    #[serde(skip_serializing_if = "is_false")]
    pub browsed: bool,
    /// Attempt Completion Amount, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_measure: Option<f64>,
    /// The objective that contributes to rollup.
    #[serde(skip_serializing_if = "is_default")]
    pub primary: ObjectiveState,
    /// The others, in the definition's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<ObjectiveState>,
    /// Available Children where they differ from the manifest's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) available: Option<Vec<NodeIndex>>,
}

/// What is known of an objective, local or shared (SN 4.1.1.1 and the 4th edition's additions).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ObjectiveState {
    /// Objective Progress Status and Objective Satisfied Status in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub satisfied: Option<bool>,
    /// Objective Normalized Measure, -1 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Unused on a primary objective: there the activity's own is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed: Option<bool>,
    /// 0 to 1; unused on a primary objective likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_measure: Option<f64>,
    /// Content said that success is unknown: it stays so when the attempt ends, and maps write it.
    #[serde(skip_serializing_if = "is_false")]
    pub success_unknown: bool,
    /// The same of completion; on a primary objective it means the activity.
    #[serde(skip_serializing_if = "is_false")]
    pub completion_unknown: bool,
}

impl SequencerState {
    /// Before the first attempt: selection and randomisation are done, nothing else.
    pub fn new(tree: &IndexedTree, seed: u64, shared: SharedObjectives) -> Self {
        let mut state = Self { shared, seed, ..Self::default() };
        state.fit(tree);
        crate::selection::arrange_all(tree, &mut state);
        state
    }

    /// Gives every activity of the tree its place, whatever was stored.
    pub(crate) fn fit(&mut self, tree: &IndexedTree) {
        if self.activities.len() != tree.len() {
            self.activities.resize_with(tree.len(), Default::default);
        }
        for (state, index) in self.activities.iter_mut().zip(tree.indices()) {
            let others = tree.sketch(index).others as usize;
            if state.others.len() != others {
                state.others.resize_with(others, Default::default);
            }
        }
        let inside = |index: &NodeIndex| index.place() < tree.len();
        self.current = self.current.filter(inside);
        self.suspended = self.suspended.filter(inside);
        for (state, index) in self.activities.iter_mut().zip(tree.indices()) {
            if let Some(available) = &mut state.available {
                available.retain(|child| inside(child) && tree.parent(*child) == Some(index));
            }
        }
    }

    /// Where the learner is: the activity last delivered, or what a termination has left.
    pub fn current(&self) -> Option<NodeIndex> {
        self.current
    }

    /// The activity that is being delivered now.
    pub fn delivered(&self) -> Option<NodeIndex> {
        self.current.filter(|index| self.activity(*index).active)
    }

    /// What Resume All would deliver.
    pub fn suspended(&self) -> Option<NodeIndex> {
        self.suspended
    }

    /// Tracking of one activity.
    #[expect(
        clippy::indexing_slicing,
        reason = "`fit` gives every index of the tree its place before any process runs"
    )]
    pub fn activity(&self, index: NodeIndex) -> &ActivityState {
        &self.activities[index.place()]
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "`fit` gives every index of the tree its place before any process runs"
    )]
    pub(crate) fn activity_mut(&mut self, index: NodeIndex) -> &mut ActivityState {
        &mut self.activities[index.place()]
    }

    /// Available Children of an activity, in order.
    pub fn available<'a>(&'a self, tree: &'a IndexedTree, index: NodeIndex) -> &'a [NodeIndex] {
        match &self.activity(index).available {
            Some(available) => available,
            None => &tree.node(index).children,
        }
    }
}

impl ActivityState {
    /// The objective at `place`: 0 is the primary one.
    pub fn objective(&self, place: usize) -> &ObjectiveState {
        match place.checked_sub(1) {
            None => &self.primary,
            Some(other) => self.others.get(other).unwrap_or(&self.primary),
        }
    }

    pub(crate) fn objective_mut(&mut self, place: usize) -> &mut ObjectiveState {
        match place.checked_sub(1) {
            None => &mut self.primary,
            Some(other) => self.others.get_mut(other).unwrap_or(&mut self.primary),
        }
    }

    /// Everything that belongs to an attempt goes, what belongs to the activity stays.
    pub(crate) fn forget_attempt(&mut self) {
        self.forget_objectives();
        self.forget_progress();
    }

    /// Whether anything is known of satisfaction or scores.
    pub(crate) fn knows_objectives(&self) -> bool {
        let known = |objective: &ObjectiveState| {
            objective.satisfied.is_some() || [objective.measure, objective.raw].iter().any(Option::is_some)
        };
        std::iter::once(&self.primary).chain(&self.others).any(known)
    }

    /// Whether anything is known of completion.
    pub(crate) fn knows_progress(&self) -> bool {
        let known = |objective: &ObjectiveState| objective.completed.is_some() || objective.progress_measure.is_some();
        self.completed.is_some() || self.progress_measure.is_some() || self.others.iter().any(known)
    }

    /// What was known of satisfaction and scores.
    pub(crate) fn forget_objectives(&mut self) {
        self.earlier_objectives = false;
        for objective in std::iter::once(&mut self.primary).chain(&mut self.others) {
            *objective = ObjectiveState {
                completed: objective.completed,
                progress_measure: objective.progress_measure,
                completion_unknown: objective.completion_unknown,
                ..ObjectiveState::default()
            };
        }
    }

    /// What was known of completion.
    pub(crate) fn forget_progress(&mut self) {
        self.earlier_progress = false;
        self.completed = None;
        self.browsed = false;
        self.progress_measure = None;
        for objective in std::iter::once(&mut self.primary).chain(&mut self.others) {
            objective.completed = None;
            objective.progress_measure = None;
            objective.completion_unknown = false;
        }
    }
}
