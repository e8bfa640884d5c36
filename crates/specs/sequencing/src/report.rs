//! Reports of the run-time, and what maps write to shared objectives (SN 3.9.3, RTE 4.2).

use crate::definition::MapFlags;
use crate::engine::Engine;
use crate::event::{CompletionStatus, ObjectiveReport, ScoreReport, SuccessStatus, TrackingReport};
use crate::identifiers::ObjectiveId;
use crate::state::ObjectiveState;
use crate::tracking::PRIMARY;
use crate::tree::NodeIndex;

impl Engine<'_> {
    /// Takes over what a SCO has said. It reaches shared objectives and clusters when the attempt
    /// ends or is suspended, and nothing when it is abandoned.
    pub(crate) fn take_report(&mut self, index: NodeIndex, report: &TrackingReport) {
        if !self.is_leaf(index) {
            return;
        }
        self.trace("tracking", Some(index), || told(report));
        if let Some(suspended) = report.suspended {
            self.state.activity_mut(index).suspended = suspended;
        }
        if !self.tracked(index) {
            return;
        }
        self.recorded_now(index);
        // What a SCO says of itself as a whole prevails over its primary objective's entry.
        for objective in &report.objectives {
            if let Some(place) = self.tree.node(index).objective_place(&objective.id) {
                self.take_objective(index, place, objective);
            }
        }
        let whole = ObjectiveReport {
            id: ObjectiveId::default(),
            completion_status: report.completion_status,
            success_status: report.success_status,
            progress_measure: report.progress_measure,
            score: report.score,
        };
        self.take_objective(index, PRIMARY, &whole);
        if report.completion_status.is_some() {
            self.state.activity_mut(index).browsed = report.browsed;
        }
    }

    fn take_objective(&mut self, index: NodeIndex, place: usize, report: &ObjectiveReport) {
        let activity = self.state.activity_mut(index);
        if place == PRIMARY {
            if let Some(status) = report.completion_status {
                activity.completed = status.tracked();
            }
            activity.progress_measure = report.progress_measure.or(activity.progress_measure);
        }
        let objective = activity.objective_mut(place);
        take_score(objective, report.score);
        if let Some(status) = report.success_status {
            objective.satisfied = status.tracked();
            objective.success_unknown = status == SuccessStatus::Unknown;
        }
        if let Some(status) = report.completion_status {
            objective.completion_unknown = status == CompletionStatus::Unknown;
            if place != PRIMARY {
                objective.completed = status.tracked();
            }
        }
        if place != PRIMARY {
            objective.progress_measure = report.progress_measure.or(objective.progress_measure);
        }
    }

    /// Write maps: what is known locally goes to the shared objectives, and "unknown" where
    /// content has said it. What was merely never said takes nothing away there.
    pub(crate) fn write_objectives(&mut self, index: NodeIndex) {
        if self.tracked(index) {
            self.write(index, |own| own);
        }
    }

    /// The same for a cluster. A status that rollup did not determine is an older one, which must
    /// not overwrite what others have written since.
    pub(crate) fn write_rolled_up(&mut self, index: NodeIndex, satisfied: bool, completed: bool) {
        let activity = self.state.activity(index);
        let (measured, progressed) = (!activity.earlier_objectives, !activity.earlier_progress);
        self.write(index, |own| ObjectiveState {
            satisfied: own.satisfied.filter(|_| satisfied),
            measure: own.measure.filter(|_| measured),
            completed: own.completed.filter(|_| completed),
            progress_measure: own.progress_measure.filter(|_| progressed),
            ..own
        });
    }

    fn write(&mut self, index: NodeIndex, of: impl Fn(ObjectiveState) -> ObjectiveState) {
        let node = self.tree.node(index);
        for place in 0..node.objective_count() {
            let maps = &node.objective(place).maps;
            if maps.is_empty() {
                continue;
            }
            let own = of(self.own_objective(index, place));
            for map in maps {
                let before = self.state.shared.get(&map.target).cloned().unwrap_or_default();
                let after = merge(&before, &own, &map.flags);
                if after != before {
                    self.state.shared.insert(map.target.clone(), after);
                    self.changed.insert(map.target.clone());
                }
            }
        }
    }

    /// A suspended attempt goes on: what the activity reads is what its content finds, so that
    /// leaving again does not write back what others have changed in the meantime.
    pub(crate) fn read_objectives(&mut self, index: NodeIndex) {
        let node = self.tree.node(index);
        for place in 0..node.objective_count() {
            if node.objective(place).maps.is_empty() {
                continue;
            }
            let known = self.tracking().objective(index, place);
            let activity = self.state.activity_mut(index);
            if place == PRIMARY {
                activity.completed = known.completed;
                activity.progress_measure = known.progress_measure;
            }
            let own = activity.objective_mut(place);
            let (completed, progress_measure) =
                if place == PRIMARY { (None, None) } else { (known.completed, known.progress_measure) };
            *own = ObjectiveState {
                success_unknown: own.success_unknown && known.satisfied.is_none(),
                completion_unknown: own.completion_unknown && known.completed.is_none(),
                completed,
                progress_measure,
                ..known
            };
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

/// What a report says, in the words of the data model.
fn told(report: &TrackingReport) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut say = |name: &str, value: Option<String>| said.extend(value.map(|value| format!("{name} {value}")));
    let number = |value: Option<f64>| value.map(|value| value.to_string());
    say("completion_status", report.completion_status.map(|status| status.as_str().to_owned()));
    say("success_status", report.success_status.map(|status| status.as_str().to_owned()));
    say("progress_measure", number(report.progress_measure));
    let score = report.score;
    for (name, value) in [("scaled", score.scaled), ("raw", score.raw), ("min", score.min), ("max", score.max)] {
        say(name, number(value));
    }
    for objective in &report.objectives {
        let status = objective.success_status.map_or("unknown", SuccessStatus::as_str);
        say("objective", Some(format!("{} {status}", objective.id)));
    }
    say("exit", report.suspended.map(|suspended| if suspended { "suspend" } else { "normal" }.to_owned()));
    if report.browsed {
        said.push("browsed".to_owned());
    }
    if said.is_empty() { "nothing told".to_owned() } else { said.join(", ") }
}

fn take_score(objective: &mut ObjectiveState, score: ScoreReport) {
    objective.measure = score.scaled.or(objective.measure);
    objective.raw = score.raw.or(objective.raw);
    objective.min = score.min.or(objective.min);
    objective.max = score.max.or(objective.max);
}

/// What a shared objective knows after a map has written to it.
fn merge(shared: &ObjectiveState, own: &ObjectiveState, flags: &MapFlags) -> ObjectiveState {
    fn written<T: Copy>(writes: bool, taken_back: bool, own: Option<T>, shared: Option<T>) -> Option<T> {
        match own {
            Some(own) if writes => Some(own),
            None if writes && taken_back => None,
            _ => shared,
        }
    }
    ObjectiveState {
        satisfied: written(flags.write_satisfied_status, own.success_unknown, own.satisfied, shared.satisfied),
        measure: written(flags.write_normalized_measure, false, own.measure, shared.measure),
        raw: written(flags.write_raw_score, false, own.raw, shared.raw),
        min: written(flags.write_min_score, false, own.min, shared.min),
        max: written(flags.write_max_score, false, own.max, shared.max),
        completed: written(flags.write_completion_status, own.completion_unknown, own.completed, shared.completed),
        progress_measure: written(flags.write_progress_measure, false, own.progress_measure, shared.progress_measure),
        ..ObjectiveState::default()
    }
}
