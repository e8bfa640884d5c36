//! SR.1, SR.2: which children take part in an attempt, and in which order.

use crate::definition::{Randomization, Timing};
use crate::engine::Engine;
use crate::state::SequencerState;
use crate::tree::{IndexedTree, NodeIndex};

/// Before the first attempt: whatever has a timing but Never.
pub(crate) fn arrange_all(tree: &IndexedTree, state: &mut SequencerState) {
    for index in tree.indices() {
        let controls = &tree.activity(index).sequencing.randomization;
        if tree.node(index).is_leaf() || *controls == Randomization::default() {
            continue;
        }
        sr_1_select_children(tree, state, index, controls.selection_timing != Timing::Never);
        sr_2_randomize_children(tree, state, index, controls.randomization_timing != Timing::Never);
    }
}

/// The places of activities among the Available Children of those clusters whose children are not all there in the
/// manifest's order, so that nobody has to look for one among ten thousand. Empty where there is no such cluster.
#[derive(Default)]
pub(crate) struct Drawn(Vec<Option<u32>>);

impl Drawn {
    /// As a state has them.
    pub fn of(state: &SequencerState) -> Self {
        let mut drawn = Self::default();
        for available in state.activities.iter().filter_map(|activity| activity.available.as_deref()) {
            drawn.note(available, state.activities.len());
        }
        drawn
    }

    fn note(&mut self, available: &[NodeIndex], activities: usize) {
        self.0.resize(activities, None);
        for (place, child) in (0..).zip(available) {
            if let Some(known) = self.0.get_mut(child.place()) {
                *known = Some(place);
            }
        }
    }

    fn forget(&mut self, children: &[NodeIndex]) {
        for child in children {
            if let Some(known) = self.0.get_mut(child.place()) {
                *known = None;
            }
        }
    }

    /// The place of a child of such a cluster; none where it was not selected.
    pub fn place(&self, child: NodeIndex) -> Option<usize> {
        self.0.get(child.place()).copied().flatten().map(|place| place as usize)
    }
}

impl Engine<'_> {
    /// After an attempt: what is to be drawn anew for the next one.
    pub(crate) fn sr_arrange_for_next_attempt(&mut self, index: NodeIndex) {
        let controls = &self.tree.activity(index).sequencing.randomization;
        if *controls == Randomization::default() {
            return;
        }
        let each = |timing| timing == Timing::OnEachNewAttempt;
        sr_1_select_children(self.tree, &mut self.state, index, each(controls.selection_timing));
        sr_2_randomize_children(self.tree, &mut self.state, index, each(controls.randomization_timing));
        self.drawn.forget(&self.tree.node(index).children);
        if let Some(available) = &self.state.activity(index).available {
            self.drawn.note(available, self.tree.len());
        }
        if self.traced() {
            let text = format!("{:?}", self.state.activity(index).available);
            if each(controls.selection_timing) {
                self.trace("SR.1", Some(index), || text.clone());
            }
            if each(controls.randomization_timing) {
                self.trace("SR.2", Some(index), || text);
            }
        }
    }
}

/// SR.1 Select Children Process: some of the children, in the manifest's order.
fn sr_1_select_children(tree: &IndexedTree, state: &mut SequencerState, index: NodeIndex, due: bool) {
    let controls = &tree.activity(index).sequencing.randomization;
    let Some(count) = controls.select_count.filter(|_| due) else {
        return;
    };
    let mut drawn = tree.node(index).children.clone();
    shuffle(&mut drawn, &mut source(state, index, 1));
    drawn.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    drawn.sort_unstable();
    state.activity_mut(index).available = Some(drawn);
}

/// SR.2 Randomize Children Process: what was selected, in another order.
fn sr_2_randomize_children(tree: &IndexedTree, state: &mut SequencerState, index: NodeIndex, due: bool) {
    if !due || !tree.activity(index).sequencing.randomization.reorder_children {
        return;
    }
    let mut order = state.available(tree, index).to_vec();
    order.sort_unstable();
    shuffle(&mut order, &mut source(state, index, 2));
    state.activity_mut(index).available = Some(order);
}

/// Different for every activity, attempt and purpose; the same whenever it is asked again.
fn source(state: &SequencerState, index: NodeIndex, purpose: u64) -> u64 {
    let attempt = u64::from(state.activity(index).attempt_count);
    let mut seed = state.seed ^ (u64::from(index.0) << 32) ^ (attempt << 8) ^ purpose;
    next(&mut seed)
}

/// `SplitMix64`: small, well spread, and the same everywhere.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Fisher and Yates. The bias of the remainder is far below anything a class could notice.
fn shuffle(items: &mut [NodeIndex], seed: &mut u64) {
    for last in (1..items.len()).rev() {
        let bound = u64::try_from(last + 1).unwrap_or(u64::MAX);
        let drawn = usize::try_from(next(seed) % bound).unwrap_or(0);
        items.swap(last, drawn);
    }
}
