//! What others are told about an activity: for the outline, for reports, for a SCO's start.

use serde::{Deserialize, Serialize};

use crate::event::{CompletionStatus, SuccessStatus};
use crate::identifiers::ObjectiveId;
use crate::state::{ObjectiveState, SequencerState};
use crate::tracking::{PRIMARY, Tracking};
use crate::tree::{IndexedTree, NodeIndex};

/// Where an activity stands, shared objectives read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActivityStatus {
    pub completion: CompletionStatus,
    pub success: SuccessStatus,
    /// 0 to 1.
    pub progress_measure: Option<f64>,
    /// Scaled, -1 to 1.
    pub measure: Option<f64>,
    pub raw: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub attempted: bool,
    pub active: bool,
    pub suspended: bool,
    pub attempt_count: u32,
}

/// Where an activity stands.
pub fn status(tree: &IndexedTree, state: &SequencerState, index: NodeIndex) -> ActivityStatus {
    let primary = Tracking { tree, state, current_attempt: false }.objective(index, PRIMARY);
    let activity = state.activity(index);
    ActivityStatus {
        completion: primary.completed.into(),
        success: primary.satisfied.into(),
        progress_measure: primary.progress_measure,
        measure: primary.measure,
        raw: primary.raw,
        min: primary.min,
        max: primary.max,
        attempted: activity.attempt_count > 0,
        active: activity.active,
        suspended: activity.suspended,
        attempt_count: activity.attempt_count,
    }
}

/// One entry of `cmi.objectives` as a SCO finds it (RTE 4.2.17): every objective of the
/// activity that has an id, primary first, with what it and the shared objectives it reads know.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveredObjective {
    pub id: ObjectiveId,
    pub primary: bool,
    pub known: ObjectiveState,
}

impl DeliveredObjective {
    /// `cmi.objectives.n.success_status`.
    pub fn success_status(&self) -> SuccessStatus {
        self.known.satisfied.into()
    }

    /// `cmi.objectives.n.completion_status`.
    pub fn completion_status(&self) -> CompletionStatus {
        self.known.completed.into()
    }
}

/// The objectives that a SCO's `cmi.objectives` begins with, in order.
pub fn objectives_for_delivery(
    tree: &IndexedTree,
    state: &SequencerState,
    index: NodeIndex,
) -> Vec<DeliveredObjective> {
    let tracking = Tracking { tree, state, current_attempt: false };
    tree.activity(index)
        .sequencing
        .objectives
        .all()
        .enumerate()
        .filter_map(|(place, objective)| {
            Some(DeliveredObjective {
                id: objective.id.clone()?,
                primary: place == PRIMARY,
                known: tracking.objective(index, place),
            })
        })
        .collect()
}
