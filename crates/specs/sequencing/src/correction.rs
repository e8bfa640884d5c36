//! What an administrator does with a state by hand: taking back what was reached, and rolling up anew.

use crate::engine::Engine;
use crate::rollup::leaves_below;
use crate::state::{ActivityState, ObjectiveState, SequencerState};
use crate::tree::{IndexedTree, NodeIndex};

/// Takes back everything that is known of an activity and of what lies below it, as if it had never been opened: its
/// attempts, its results, and what its objectives have written to shared ones. What lies above is rolled up anew, from
/// what the other activities know.
///
/// The attempt must stand still: where an activity is being delivered, suspend or end it first.
#[must_use]
pub fn reset(tree: &IndexedTree, state: SequencerState, index: NodeIndex) -> SequencerState {
    let mut engine = Engine::new(tree, state, false);
    if index.place() >= tree.len() {
        return engine.state;
    }
    let below: Vec<NodeIndex> = tree.indices().filter(|at| tree.upwards(*at).any(|above| above == index)).collect();
    for at in &below {
        engine.forget(*at);
    }
    if engine.state.suspended.is_some_and(|at| below.contains(&at)) {
        engine.state.suspended = None;
    }
    if engine.state.current.is_some_and(|at| below.contains(&at)) {
        engine.state.current = None;
    }
    for above in tree.upwards(index).filter(|at| *at != index) {
        engine.state.activity_mut(above).forget_attempt();
    }
    for at in leaves_below(tree, index) {
        engine.rb_1_5_overall_rollup(at);
    }
    engine.state
}

/// Rolls up every cluster anew from what the leaves know.
#[must_use]
pub fn recalculate(tree: &IndexedTree, state: SequencerState) -> SequencerState {
    let mut engine = Engine::new(tree, state, false);
    for at in leaves_below(tree, NodeIndex::ROOT) {
        engine.rb_1_5_overall_rollup(at);
    }
    engine.state
}

impl Engine<'_> {
    fn forget(&mut self, index: NodeIndex) {
        let objectives = self.tree.activity(index).sequencing.objectives.all();
        for map in objectives.flat_map(|objective| &objective.maps) {
            let flags = &map.flags;
            let Some(shared) = self.state.shared.get_mut(&map.target) else { continue };
            let kept = ObjectiveState {
                satisfied: shared.satisfied.filter(|_| !flags.write_satisfied_status),
                measure: shared.measure.filter(|_| !flags.write_normalized_measure),
                raw: shared.raw.filter(|_| !flags.write_raw_score),
                min: shared.min.filter(|_| !flags.write_min_score),
                max: shared.max.filter(|_| !flags.write_max_score),
                completed: shared.completed.filter(|_| !flags.write_completion_status),
                progress_measure: shared.progress_measure.filter(|_| !flags.write_progress_measure),
                ..ObjectiveState::default()
            };
            if *shared != kept {
                *shared = kept;
                self.changed.insert(map.target.clone());
            }
        }
        let activity = self.state.activity_mut(index);
        let others = activity.others.len();
        // Which children were selected, and in which order, stays.
        *activity = ActivityState {
            available: activity.available.take(),
            others: vec![ObjectiveState::default(); others],
            ..ActivityState::default()
        };
    }
}
