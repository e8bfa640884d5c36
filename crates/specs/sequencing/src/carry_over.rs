//! What was reached elsewhere, in another language or version of the course, put into a state as if it had been
//! reported here, so that rules, rollup and outline see it.

use crate::definition::MapFlags;
use crate::engine::Engine;
use crate::event::{ScoreReport, SuccessStatus};
use crate::state::{ActivityState, ObjectiveState, SequencerState};
use crate::tracking::PRIMARY;
use crate::tree::{IndexedTree, NodeIndex};

/// The result of a leaf that was worked on elsewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CarriedResult {
    /// Gone through. What is not is taken as begun.
    pub completed: bool,
    /// Mastered or not, where it was judged.
    pub success: SuccessStatus,
    /// 0 to 1.
    pub progress_measure: Option<f64>,
    /// The best score.
    pub score: ScoreReport,
    /// The attempt goes on here: opening the activity continues it instead of beginning another.
    pub open: bool,
}

/// Raises leaves to what was reached elsewhere, and rolls up. Nothing that the leaves know is lowered; doing so again
/// changes nothing; an activity that is being delivered, a cluster and one that is not tracked are left alone.
///
/// Everything above a raised leaf counts as an attempt that was interrupted: to begin anew would forget what has just
/// been carried over (DB.2 step 5), and empty shared objectives that the course keeps to itself.
#[must_use]
pub fn carry_over(tree: &IndexedTree, state: SequencerState, results: &[(NodeIndex, CarriedResult)]) -> SequencerState {
    let mut engine = Engine::new(tree, state, false);
    let mut raised = Vec::new();
    for (index, result) in results {
        if index.place() < tree.len() && engine.raise(*index, result) {
            raised.push(*index);
        }
    }
    for index in &raised {
        engine.reopen_above(*index);
    }
    for index in &raised {
        engine.raise_shared(*index);
    }
    for index in &raised {
        engine.rb_1_5_overall_rollup(*index);
    }
    engine.state
}

impl Engine<'_> {
    /// Whether the result was better than what was known.
    fn raise(&mut self, index: NodeIndex, result: &CarriedResult) -> bool {
        if !self.is_leaf(index) || !self.tracked(index) || self.state.activity(index).active {
            return false;
        }
        let activity = self.state.activity_mut(index);
        let before = activity.clone();
        take(activity, result);
        let better = *activity != before || before.attempt_count == 0;
        if better {
            activity.attempt_count = activity.attempt_count.max(1);
            activity.suspended |= result.open;
        }
        better
    }

    /// The attempts above go on, and what was carried over belongs to them.
    fn reopen_above(&mut self, leaf: NodeIndex) {
        for index in self.tree.upwards(leaf).filter(|index| *index != leaf) {
            let activity = self.state.activity_mut(index);
            if !activity.active {
                activity.suspended = true;
            }
            activity.attempt_count = activity.attempt_count.max(1);
        }
        for index in self.tree.path(leaf) {
            self.recorded_now(index);
        }
    }

    /// Write maps, but never downwards.
    fn raise_shared(&mut self, index: NodeIndex) {
        let maps = &self.tree.node(index).objective(PRIMARY).maps;
        let mut own = self.state.activity(index).primary.clone();
        own.satisfied = self.tracking().own_satisfied(index, PRIMARY);
        own.completed = self.tracking().own_completed(index);
        own.progress_measure = self.state.activity(index).progress_measure;
        for map in maps {
            let before = self.state.shared.get(&map.target).cloned().unwrap_or_default();
            let after = raised(&before, &own, &map.flags);
            if after != before {
                self.state.shared.insert(map.target.clone(), after);
                self.changed.insert(map.target.clone());
            }
        }
    }
}

fn take(activity: &mut ActivityState, result: &CarriedResult) {
    if result.completed {
        activity.completed = Some(true);
        activity.primary.completion_unknown = false;
    }
    activity.progress_measure = more(activity.progress_measure, result.progress_measure);
    let primary = &mut activity.primary;
    let judged = match result.success {
        SuccessStatus::Passed => Some(true),
        SuccessStatus::Failed => Some(false),
        SuccessStatus::Unknown => None,
    };
    primary.satisfied = either(primary.satisfied, judged);
    if primary.satisfied.is_some() {
        primary.success_unknown = false;
    }
    if better(result.score.scaled, result.score.raw, primary) {
        primary.measure = result.score.scaled.or(primary.measure);
        primary.raw = result.score.raw;
        primary.min = result.score.min;
        primary.max = result.score.max;
    }
}

/// By measure where both have one, else by points; something known is better than nothing.
fn better(measure: Option<f64>, raw: Option<f64>, known: &ObjectiveState) -> bool {
    match (measure, known.measure) {
        (Some(new), Some(old)) => new > old,
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) => raw.is_some_and(|new| known.raw.is_none_or(|old| new > old)),
    }
}

fn raised(shared: &ObjectiveState, own: &ObjectiveState, flags: &MapFlags) -> ObjectiveState {
    let measured = flags.write_normalized_measure && better(own.measure, None, shared);
    let scored =
        |written: bool, own: Option<f64>, shared: Option<f64>| if written { more(shared, own) } else { shared };
    ObjectiveState {
        satisfied: if flags.write_satisfied_status {
            either(shared.satisfied, own.satisfied)
        } else {
            shared.satisfied
        },
        measure: if measured { own.measure } else { shared.measure },
        raw: scored(flags.write_raw_score, own.raw, shared.raw),
        min: if flags.write_min_score { shared.min.or(own.min) } else { shared.min },
        max: if flags.write_max_score { shared.max.or(own.max) } else { shared.max },
        completed: if flags.write_completion_status {
            either(shared.completed, own.completed)
        } else {
            shared.completed
        },
        progress_measure: scored(flags.write_progress_measure, own.progress_measure, shared.progress_measure),
        ..shared.clone()
    }
}

/// True before false before nothing.
fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), _) | (_, Some(false)) => Some(false),
        _ => None,
    }
}

fn more(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}
