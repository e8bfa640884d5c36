//! SR.1 and SR.2.

use vidik_sequencing::definition::{Randomization, Timing};
use vidik_sequencing::{Activity, Exception, IndexedTree, Navigation, NodeIndex, SequencerState, SharedObjectives};

use crate::course::{Learner, cluster, leaf, with};

fn ten(randomization: Randomization) -> Activity {
    let leaves = (0..10).map(|place| leaf(&format!("leaf-{place}"))).collect();
    with(cluster("course", leaves), |course| course.randomization = randomization)
}

fn order(tree: &IndexedTree, state: &SequencerState) -> Vec<String> {
    state.available(tree, NodeIndex::ROOT).iter().map(|index| tree.id(*index).to_string()).collect()
}

#[test]
fn sr_1_some_are_selected_once_in_the_manifests_order() {
    let once = Randomization { selection_timing: Timing::Once, select_count: Some(4), ..Randomization::default() };
    let mut learner = Learner::started(ten(once));
    let selected = order(&learner.tree, &learner.state);
    let mut sorted = selected.clone();
    sorted.sort();
    assert_eq!(selected.len(), 4);
    assert_eq!(selected, sorted);
    let left_out = (0..10).map(|place| format!("leaf-{place}")).find(|id| !selected.contains(id));
    let left_out = Navigation::Choice(left_out.expect("six are left out").into());
    assert_eq!(learner.refused(left_out), Some(Exception::ChoiceNotAvailable));
    learner.go(Navigation::ExitAll);
    assert_eq!(order(&learner.tree, &learner.state), selected, "kept for good");
}

#[test]
fn sr_2_a_new_order_for_each_attempt_the_same_for_the_same_seed() {
    let each = Randomization {
        randomization_timing: Timing::OnEachNewAttempt,
        reorder_children: true,
        ..Randomization::default()
    };
    let mut learner = Learner::started(ten(each));
    let first = order(&learner.tree, &learner.state);
    learner.go(Navigation::Continue);
    assert_eq!(order(&learner.tree, &learner.state), first, "kept for the attempt");
    let again = SequencerState::new(&learner.tree, 1, SharedObjectives::new());
    assert_eq!(order(&learner.tree, &again), first);
    let other = SequencerState::new(&learner.tree, 2, SharedObjectives::new());
    assert_ne!(order(&learner.tree, &other), first);
    learner.go(Navigation::ExitAll);
    assert_ne!(order(&learner.tree, &learner.state), first);
}

#[test]
fn sr_2_an_attempt_that_does_not_go_on_leaves_a_new_order_behind() {
    let each = Randomization {
        randomization_timing: Timing::OnEachNewAttempt,
        reorder_children: true,
        ..Randomization::default()
    };
    let mut learner = Learner::started(ten(each.clone()));
    let first = order(&learner.tree, &learner.state);
    learner.go(Navigation::AbandonAll);
    assert_ne!(order(&learner.tree, &learner.state), first, "abandoned");

    let part = Activity { identifier: "part".into(), ..ten(each) };
    let mut learner = Learner::started(cluster("course", vec![part, leaf("other")]));
    let part = learner.tree.find("part").expect("the part");
    let drawn = |learner: &Learner| learner.state.available(&learner.tree, part).to_vec();
    let first = drawn(&learner);
    learner.go(Navigation::SuspendAll);
    assert_eq!(drawn(&learner), first, "it may go on");
    learner.choose("other");
    assert_ne!(drawn(&learner), first, "given up for another activity (DB.2.1)");
}

#[test]
fn rollup_asks_only_those_who_take_part() {
    let one = Randomization { selection_timing: Timing::Once, select_count: Some(1), ..Randomization::default() };
    let mut learner = Learner::started(ten(one));
    learner.go(Navigation::ExitAll);
    assert_eq!(learner.completion("course"), vidik_sequencing::CompletionStatus::Completed);
}
