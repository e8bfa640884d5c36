//! Reports of the run-time, and what maps write to shared objectives (SN 3.9.3, RTE 4.2).

use crate::engine::Engine;
use crate::event::{ObjectiveReport, ScoreReport, TrackingReport};
use crate::state::ObjectiveState;
use crate::tracking::PRIMARY;
use crate::tree::NodeIndex;

impl Engine<'_> {
    /// Takes over what a SCO has said. An activity that is not tracked keeps nothing but
    /// whether it was suspended.
    pub(crate) fn take_report(&mut self, index: NodeIndex, report: &TrackingReport) {
        if !self.is_leaf(index) {
            return;
        }
        self.trace("tracking", Some(index), || format!("{report:?}"));
        if let Some(suspended) = report.suspended {
            self.state.activity_mut(index).suspended = suspended;
        }
        if !self.tracked(index) {
            return;
        }
        let activity = self.state.activity_mut(index);
        if let Some(measure) = report.progress_measure {
            activity.progress_measure = Some(measure);
        }
        if let Some(status) = report.completion_status {
            activity.completed = status.tracked();
        }
        if let Some(status) = report.success_status {
            activity.primary.satisfied = status.tracked();
        }
        take_score(&mut activity.primary, report.score);
        for objective in &report.objectives {
            if let Some(place) = self.tree.node(index).objective_place(&objective.id) {
                self.take_objective(index, place, objective);
            }
        }
        self.write_objectives(index);
    }

    fn take_objective(&mut self, index: NodeIndex, place: usize, report: &ObjectiveReport) {
        let activity = self.state.activity_mut(index);
        if place == PRIMARY {
            if let Some(status) = report.completion_status {
                activity.completed = status.tracked();
            }
            if let Some(measure) = report.progress_measure {
                activity.progress_measure = Some(measure);
            }
        }
        let objective = activity.objective_mut(place);
        if let Some(status) = report.success_status {
            objective.satisfied = status.tracked();
        }
        take_score(objective, report.score);
        if place != PRIMARY {
            if let Some(status) = report.completion_status {
                objective.completed = status.tracked();
            }
            if let Some(measure) = report.progress_measure {
                objective.progress_measure = Some(measure);
            }
        }
    }

    /// Write maps: what is known locally goes to the shared objectives; what is unknown takes
    /// nothing away there.
    pub(crate) fn write_objectives(&mut self, index: NodeIndex) {
        let node = self.tree.node(index);
        for place in 0..node.objective_count() {
            let maps = &node.objective(place).maps;
            if maps.is_empty() {
                continue;
            }
            let own = self.own_objective(index, place);
            for map in maps {
                let flags = &map.flags;
                let written = ObjectiveState {
                    satisfied: own.satisfied.filter(|_| flags.write_satisfied_status),
                    measure: own.measure.filter(|_| flags.write_normalized_measure),
                    raw: own.raw.filter(|_| flags.write_raw_score),
                    min: own.min.filter(|_| flags.write_min_score),
                    max: own.max.filter(|_| flags.write_max_score),
                    completed: own.completed.filter(|_| flags.write_completion_status),
                    progress_measure: own.progress_measure.filter(|_| flags.write_progress_measure),
                };
                if written == ObjectiveState::default() {
                    continue;
                }
                let shared = self.state.shared.entry(map.target.clone()).or_default();
                if merge(shared, &written) {
                    self.changed.insert(map.target.clone());
                }
            }
        }
    }

    fn own_objective(&self, index: NodeIndex, place: usize) -> ObjectiveState {
        let tracking = self.tracking();
        let activity = self.state.activity(index);
        let mut own = activity.objective(place).clone();
        own.satisfied = tracking.own_satisfied(index, place);
        if place == PRIMARY {
            own.completed = tracking.own_completed(index);
            own.progress_measure = activity.progress_measure;
        }
        own
    }
}

fn take_score(objective: &mut ObjectiveState, score: ScoreReport) {
    objective.measure = score.scaled.or(objective.measure);
    objective.raw = score.raw.or(objective.raw);
    objective.min = score.min.or(objective.min);
    objective.max = score.max.or(objective.max);
}

/// Whether anything changed.
fn merge(shared: &mut ObjectiveState, written: &ObjectiveState) -> bool {
    let before = shared.clone();
    shared.satisfied = written.satisfied.or(shared.satisfied);
    shared.measure = written.measure.or(shared.measure);
    shared.raw = written.raw.or(shared.raw);
    shared.min = written.min.or(shared.min);
    shared.max = written.max.or(shared.max);
    shared.completed = written.completed.or(shared.completed);
    shared.progress_measure = written.progress_measure.or(shared.progress_measure);
    *shared != before
}
