//! What is known of an activity once its maps to shared objectives are read (SN 3.9.3, 4.1).

use crate::definition::{MapFlags, Objective};
use crate::state::{ActivityState, ObjectiveState, SequencerState};
use crate::tree::{IndexedTree, Node, NodeIndex};

/// A reader of the tracking model.
#[derive(Clone, Copy)]
pub(crate) struct Tracking<'a> {
    pub tree: &'a IndexedTree,
    pub state: &'a SequencerState,
}

/// The place of the objective that contributes to rollup.
pub(crate) const PRIMARY: usize = 0;

impl<'a> Tracking<'a> {
    fn node(self, index: NodeIndex) -> &'a Node {
        self.tree.node(index)
    }

    fn activity(self, index: NodeIndex) -> &'a ActivityState {
        self.state.activity(index)
    }

    /// What a shared objective that may be read knows: the first map that has it.
    fn shared<T>(
        self,
        objective: &Objective,
        may_read: impl Fn(&MapFlags) -> bool,
        value: impl Fn(&ObjectiveState) -> Option<T>,
    ) -> Option<T> {
        objective
            .maps
            .iter()
            .filter(|map| may_read(&map.flags))
            .find_map(|map| self.state.shared.get(&map.target).and_then(&value))
    }

    /// Objective Normalized Measure: the activity's own, or else a shared one that it reads.
    pub fn measure(self, index: NodeIndex, place: usize) -> Option<f64> {
        let objective = self.node(index).objective(place);
        self.activity(index)
            .objective(place)
            .measure
            .or_else(|| self.shared(objective, |map| map.read_normalized_measure, |known| known.measure))
    }

    /// Objective Satisfied Status. Where satisfaction is by measure, the measure alone decides.
    pub fn satisfied(self, index: NodeIndex, place: usize) -> Option<bool> {
        let objective = self.node(index).objective(place);
        if objective.satisfied_by_measure {
            return self.by_measure(index, objective, self.measure(index, place));
        }
        self.activity(index)
            .objective(place)
            .satisfied
            .or_else(|| self.shared(objective, |map| map.read_satisfied_status, |known| known.satisfied))
    }

    /// As `satisfied`, from what the activity itself knows: this is what its maps write.
    pub fn own_satisfied(self, index: NodeIndex, place: usize) -> Option<bool> {
        let objective = self.node(index).objective(place);
        let own = self.activity(index).objective(place);
        if objective.satisfied_by_measure {
            return self.by_measure(index, objective, own.measure);
        }
        own.satisfied
    }

    fn by_measure(self, index: NodeIndex, objective: &Objective, measure: Option<f64>) -> Option<bool> {
        let considerations = &self.node(index).activity.sequencing.rollup.considerations;
        if self.activity(index).active && !considerations.measure_satisfaction_if_active {
            return None;
        }
        measure.map(|measure| measure >= objective.min_normalized_measure)
    }

    /// Attempt Completion Amount of the activity, or of a shared objective that its primary
    /// objective reads.
    pub fn progress_measure(self, index: NodeIndex) -> Option<f64> {
        self.activity(index).progress_measure.or_else(|| {
            self.shared(
                self.node(index).objective(PRIMARY),
                |map| map.read_progress_measure,
                |known| known.progress_measure,
            )
        })
    }

    /// Attempt Completion Status. Where completion is by measure, the measure alone decides.
    pub fn completed(self, index: NodeIndex) -> Option<bool> {
        let threshold = &self.node(index).activity.completion_threshold;
        if threshold.completed_by_measure
            && let Some(amount) = self.progress_measure(index)
        {
            return Some(amount >= threshold.min_progress_measure);
        }
        self.activity(index).completed.or_else(|| {
            self.shared(self.node(index).objective(PRIMARY), |map| map.read_completion_status, |known| known.completed)
        })
    }

    /// As `completed`, from what the activity itself knows: this is what its maps write.
    pub fn own_completed(self, index: NodeIndex) -> Option<bool> {
        let threshold = &self.node(index).activity.completion_threshold;
        let own = self.activity(index);
        if threshold.completed_by_measure
            && let Some(amount) = own.progress_measure
        {
            return Some(amount >= threshold.min_progress_measure);
        }
        own.completed
    }

    /// Everything known of an objective, as `cmi.objectives` shows it.
    pub fn objective(self, index: NodeIndex, place: usize) -> ObjectiveState {
        let objective = self.node(index).objective(place);
        let own = self.activity(index).objective(place);
        ObjectiveState {
            satisfied: self.satisfied(index, place),
            measure: self.measure(index, place),
            raw: own.raw.or_else(|| self.shared(objective, |map| map.read_raw_score, |known| known.raw)),
            min: own.min.or_else(|| self.shared(objective, |map| map.read_min_score, |known| known.min)),
            max: own.max.or_else(|| self.shared(objective, |map| map.read_max_score, |known| known.max)),
            completed: if place == PRIMARY {
                self.completed(index)
            } else {
                own.completed
                    .or_else(|| self.shared(objective, |map| map.read_completion_status, |known| known.completed))
            },
            progress_measure: if place == PRIMARY {
                self.progress_measure(index)
            } else {
                own.progress_measure
                    .or_else(|| self.shared(objective, |map| map.read_progress_measure, |known| known.progress_measure))
            },
        }
    }
}
