//! What is known of an activity once its maps to shared objectives are read (SN 3.9.3, 4.1).

use crate::definition::{MapFlags, Objective};
use crate::state::{ActivityState, ObjectiveState, SequencerState};
use crate::tree::{IndexedTree, Node, NodeIndex};

/// A reader of the tracking model.
#[derive(Clone, Copy)]
pub(crate) struct Tracking<'a> {
    pub tree: &'a IndexedTree,
    pub state: &'a SequencerState,
    /// For rollup: what a child knows from an earlier attempt at its parent is left out.
    pub current_attempt: bool,
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

    /// Satisfaction and scores: where a map reads, the shared objective is the only source, known
    /// or not; the activity's own value counts where no map reads (SN 3.9.3).
    fn read<T>(
        self,
        objective: &Objective,
        own: Option<T>,
        reads: impl Fn(&MapFlags) -> bool,
        value: impl Fn(&ObjectiveState) -> Option<T>,
    ) -> Option<T> {
        let mut maps = objective.maps.iter().filter(|map| reads(&map.flags)).peekable();
        if maps.peek().is_none() {
            return own;
        }
        maps.find_map(|map| self.state.shared.get(&map.target).and_then(&value))
    }

    /// Completion and progress: as `read`, but an activity's own attempt still counts where the
    /// shared objective knows nothing, since it belongs to the activity, not to the objective.
    fn read_progress<T>(
        self,
        objective: &Objective,
        own: Option<T>,
        reads: impl Fn(&MapFlags) -> bool,
        value: impl Fn(&ObjectiveState) -> Option<T>,
    ) -> Option<T> {
        let mut maps = objective.maps.iter().filter(|map| reads(&map.flags));
        maps.find_map(|map| self.state.shared.get(&map.target).and_then(&value)).or(own)
    }

    fn own_objective<T>(self, index: NodeIndex, own: Option<T>) -> Option<T> {
        own.filter(|_| !self.current_attempt || !self.activity(index).earlier_objectives)
    }

    fn own_progress<T>(self, index: NodeIndex, own: Option<T>) -> Option<T> {
        own.filter(|_| !self.current_attempt || !self.activity(index).earlier_progress)
    }

    /// Nothing is known of an activity that is not tracked, to rules and rollup.
    fn tracked(self, index: NodeIndex) -> bool {
        self.tree.sketch(index).tracked()
    }

    /// Objective Normalized Measure.
    pub fn measure(self, index: NodeIndex, place: usize) -> Option<f64> {
        self.any_measure(index, place).filter(|_| self.tracked(index))
    }

    fn any_measure(self, index: NodeIndex, place: usize) -> Option<f64> {
        let own = self.own_objective(index, self.activity(index).objective(place).measure);
        let objective = self.node(index).objective(place);
        self.read(objective, own, |map| map.read_normalized_measure, |known| known.measure)
    }

    /// Objective Satisfied Status. Where satisfaction is by measure, the measure alone decides.
    pub fn satisfied(self, index: NodeIndex, place: usize) -> Option<bool> {
        self.any_satisfied(index, place).filter(|_| self.tracked(index))
    }

    fn any_satisfied(self, index: NodeIndex, place: usize) -> Option<bool> {
        let objective = self.node(index).objective(place);
        if objective.satisfied_by_measure {
            return self.by_measure(index, objective, self.any_measure(index, place));
        }
        let own = self.own_objective(index, self.activity(index).objective(place).satisfied);
        self.read(objective, own, |map| map.read_satisfied_status, |known| known.satisfied)
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

    /// Attempt Completion Amount; the primary objective's maps speak for the activity.
    pub fn progress_measure(self, index: NodeIndex) -> Option<f64> {
        self.any_progress(index, PRIMARY).filter(|_| self.tracked(index))
    }

    fn any_progress(self, index: NodeIndex, place: usize) -> Option<f64> {
        let activity = self.activity(index);
        let own = if place == PRIMARY { activity.progress_measure } else { activity.objective(place).progress_measure };
        let own = self.own_progress(index, own);
        let objective = self.node(index).objective(place);
        self.read_progress(objective, own, |map| map.read_progress_measure, |known| known.progress_measure)
    }

    /// Attempt Completion Status. Where completion is by measure, the measure alone decides.
    pub fn completed(self, index: NodeIndex) -> Option<bool> {
        self.objective_completed(index, PRIMARY)
    }

    /// SCORM 1.2's `browsed`, until something is reached.
    pub fn browsed(self, index: NodeIndex) -> bool {
        self.tracked(index)
            && self.activity(index).browsed
            && self.completed(index) != Some(true)
            && self.satisfied(index, PRIMARY).is_none()
    }

    /// Completion as rules see it through one of the activity's objectives.
    pub fn objective_completed(self, index: NodeIndex, place: usize) -> Option<bool> {
        self.any_completed(index, place).filter(|_| self.tracked(index))
    }

    fn any_completed(self, index: NodeIndex, place: usize) -> Option<bool> {
        let threshold = &self.node(index).activity.completion_threshold;
        if place == PRIMARY && threshold.completed_by_measure {
            return self.any_progress(index, place).map(|amount| amount >= threshold.min_progress_measure);
        }
        let activity = self.activity(index);
        let own = if place == PRIMARY { activity.completed } else { activity.objective(place).completed };
        let own = self.own_progress(index, own);
        let objective = self.node(index).objective(place);
        self.read_progress(objective, own, |map| map.read_completion_status, |known| known.completed)
    }

    /// As `completed`, from what the activity itself knows: this is what its maps write.
    pub fn own_completed(self, index: NodeIndex) -> Option<bool> {
        let threshold = &self.node(index).activity.completion_threshold;
        let own = self.activity(index);
        if threshold.completed_by_measure {
            return own.progress_measure.map(|amount| amount >= threshold.min_progress_measure);
        }
        own.completed
    }

    /// Everything known of an objective, as `cmi.objectives` shows it.
    pub fn objective(self, index: NodeIndex, place: usize) -> ObjectiveState {
        let objective = self.node(index).objective(place);
        let own = self.activity(index).objective(place);
        ObjectiveState {
            satisfied: self.any_satisfied(index, place),
            measure: self.any_measure(index, place),
            raw: self.read(objective, own.raw, |map| map.read_raw_score, |known| known.raw),
            min: self.read(objective, own.min, |map| map.read_min_score, |known| known.min),
            max: self.read(objective, own.max, |map| map.read_max_score, |known| known.max),
            completed: self.any_completed(index, place),
            progress_measure: self.any_progress(index, place),
            ..ObjectiveState::default()
        }
    }
}
