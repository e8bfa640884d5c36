//! What must hold for any tree and any course of events.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops where its course is not as it should be"
)]

mod courses;
mod walk;

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use vidik_sequencing::{
    Activity, ActivityId, ActivityTree, CarriedResult, Effect, Event, IndexedTree, Navigation, ObjectiveId,
    ScoreReport, SequencerState, SharedObjectives, SuccessStatus, carry_over, look_ahead, status, step, step_traced,
};

use crate::courses::{event, moves, tree};

/// What other languages came to, for any of the activities.
fn carried() -> impl Strategy<Value = Vec<(u8, CarriedResult)>> {
    let result = (
        any::<bool>(),
        prop::sample::select(vec![SuccessStatus::Unknown, SuccessStatus::Failed, SuccessStatus::Passed]),
        prop::option::of(prop::sample::select(vec![0.0, 0.25, 0.5, 1.0])),
        prop::option::of(prop::sample::select(vec![-1.0, 0.0, 0.5, 0.75, 1.0])),
        any::<bool>(),
    )
        .prop_map(|(completed, success, progress_measure, scaled, open)| CarriedResult {
            completed,
            success,
            progress_measure,
            score: ScoreReport { scaled, ..ScoreReport::default() },
            open,
        });
    vec((any::<u8>(), result), 0..8)
}

/// Whether a request is carried out when it is really made.
fn carried_out(tree: &IndexedTree, state: &SequencerState, request: Navigation) -> bool {
    let outcome = step(tree, state.clone(), Event::Navigate(request));
    !outcome.effects.iter().any(|effect| matches!(effect, Effect::Refused(_)))
}

/// Whether some activity has post-condition rules.
fn asks_for_something(activity: &Activity) -> bool {
    !activity.sequencing.rules.post.is_empty() || activity.children.iter().any(asks_for_something)
}

/// Shared objectives that clusters know, and may write what they roll up to.
fn shared_by_clusters(activity: &Activity, targets: &mut BTreeSet<ObjectiveId>) {
    if !activity.children.is_empty() {
        targets.extend(shared_of(activity));
    }
    for child in &activity.children {
        shared_by_clusters(child, targets);
    }
}

/// Leaves that know one of these shared objectives.
fn leaves_that_share(activity: &Activity, targets: &BTreeSet<ObjectiveId>, leaves: &mut BTreeSet<ActivityId>) {
    if activity.children.is_empty() && shared_of(activity).any(|target| targets.contains(&target)) {
        leaves.insert(activity.identifier.clone());
    }
    for child in &activity.children {
        leaves_that_share(child, targets, leaves);
    }
}

fn shared_of(activity: &Activity) -> impl Iterator<Item = ObjectiveId> {
    let objectives = &activity.sequencing.objectives;
    let all = std::iter::once(&objectives.primary).chain(&objectives.others);
    all.flat_map(|objective| objective.maps.iter().map(|map| map.target.clone()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn any_course_of_events_stays_within_the_rules(tree in tree(), moves in moves(), seed in any::<u64>()) {
        let text = serde_json::to_string(&tree).expect("a tree is JSON");
        prop_assert_eq!(&serde_json::from_str::<ActivityTree>(&text).expect("and back"), &tree);
        let chooses_itself = asks_for_something(&tree.root);
        let tree = IndexedTree::new(tree);
        let mut state = SequencerState::new(&tree, seed, SharedObjectives::new());
        for step_made in &moves {
            let Some(event) = event(&tree, &state, step_made) else { continue };
            let ahead = look_ahead(&tree, &state);
            let outcome = step(&tree, state.clone(), event.clone());
            let again = step_traced(&tree, state.clone(), event.clone());
            prop_assert_eq!(&outcome.state, &again.state, "the same events give the same state, traced or not");
            prop_assert_eq!(&outcome.effects, &again.effects);
            for effect in &outcome.effects {
                if let Effect::Deliver { activity, .. } = effect {
                    let index = tree.find(activity).expect("never leaves the tree");
                    prop_assert!(tree.node(index).is_leaf(), "only leaves are delivered");
                    prop_assert_eq!(outcome.state.delivered(), Some(index));
                    prop_assert!(!ahead.reach(index).disabled, "a disabled activity is never delivered");
                    // A rule that asks for something itself (TB.2.2) takes the learner's request back, and may deliver
                    // what was chosen in its own right.
                    if let Event::Navigate(Navigation::Choice(target)) = &event
                        && target == activity
                        && !chooses_itself
                    {
                        prop_assert!(!ahead.reach(index).hidden, "a hidden activity is never chosen");
                    }
                }
            }
            let stored = serde_json::to_string(&outcome.state).expect("a state is JSON");
            let read: SequencerState = serde_json::from_str(&stored).expect("and back");
            prop_assert_eq!(&read, &outcome.state);
            state = read;
        }
    }

    #[test]
    fn looking_ahead_is_what_really_happens(tree in tree(), moves in moves(), seed in any::<u64>()) {
        let tree = IndexedTree::new(tree);
        let mut state = SequencerState::new(&tree, seed, SharedObjectives::new());
        for step_made in &moves {
            let Some(event) = event(&tree, &state, step_made) else { continue };
            state = step(&tree, state, event).state;
            let ahead = look_ahead(&tree, &state);
            let does = |request| carried_out(&tree, &state, request);
            prop_assert_eq!(ahead.start, does(Navigation::Start), "start");
            prop_assert_eq!(ahead.resume_all, does(Navigation::ResumeAll), "resume");
            prop_assert_eq!(ahead.next, does(Navigation::Continue), "continue");
            prop_assert_eq!(ahead.previous, does(Navigation::Previous), "previous");
            prop_assert_eq!(ahead.exit, does(Navigation::Exit), "exit");
            prop_assert_eq!(ahead.exit_all, does(Navigation::ExitAll), "exit all");
            prop_assert_eq!(ahead.abandon, does(Navigation::Abandon), "abandon");
            prop_assert_eq!(ahead.abandon_all, does(Navigation::AbandonAll), "abandon all");
            prop_assert_eq!(ahead.suspend_all, does(Navigation::SuspendAll), "suspend all");
            for index in tree.indices() {
                let reach = ahead.reach(index);
                let id = tree.id(index).clone();
                prop_assert_eq!(reach.choice, does(Navigation::Choice(id.clone())), "choice of {}", id);
                prop_assert_eq!(reach.jump, does(Navigation::Jump(id.clone())), "jump to {}", id);
            }
        }
    }

    #[test]
    fn what_is_carried_over_raises_leaves_and_is_carried_over_once(
        tree in tree(), moves in moves(), carried in carried(), seed in any::<u64>()
    ) {
        let mut of_clusters = BTreeSet::new();
        shared_by_clusters(&tree.root, &mut of_clusters);
        let mut shows_clusters = BTreeSet::new();
        leaves_that_share(&tree.root, &of_clusters, &mut shows_clusters);
        let tree = IndexedTree::new(tree);
        let mut state = SequencerState::new(&tree, seed, SharedObjectives::new());
        for step_made in &moves {
            let Some(event) = event(&tree, &state, step_made) else { continue };
            state = step(&tree, state, event).state;
        }
        let at = |place: u8| tree.indices().nth(usize::from(place) % tree.len()).expect("an activity");
        let results: Vec<_> = carried.iter().map(|(place, result)| (at(*place), *result)).collect();
        let after = carry_over(&tree, state.clone(), &results);
        prop_assert_eq!(&carry_over(&tree, after.clone(), &results), &after, "a second time changes nothing");
        prop_assert_eq!(after.current(), state.current());
        prop_assert_eq!(after.suspended(), state.suspended());
        for index in tree.indices().filter(|index| tree.node(*index).is_leaf()) {
            let (old, new) = (state.activity(index), after.activity(index));
            if results.iter().all(|(carried, _)| *carried != index) || old.active {
                prop_assert_eq!(old, new, "nothing was said of {}", tree.id(index));
            }
            prop_assert!(old.completed != Some(true) || new.completed == Some(true));
            prop_assert!(old.primary.satisfied <= new.primary.satisfied);
            prop_assert!(old.primary.measure <= new.primary.measure, "{:?} {:?}", old, new);
            prop_assert!(old.progress_measure <= new.progress_measure);
            prop_assert!(old.attempt_count <= new.attempt_count);
            if shows_clusters.contains(tree.id(index)) {
                // It may show what a cluster says of itself, which is rolled up anew and may be less.
                continue;
            }
            let (old, new) = (status(&tree, &state, index), status(&tree, &after, index));
            prop_assert!(rank(old.success) <= rank(new.success), "{:?} {:?}", old, new);
            prop_assert!(old.measure <= new.measure, "{:?} {:?}", old, new);
        }
        // Whatever was carried over, the course can be gone on with by the same rules.
        for step_made in &moves {
            let Some(event) = event(&tree, &after, step_made) else { continue };
            let _ = step(&tree, after.clone(), event);
        }
    }
}

fn rank(status: SuccessStatus) -> u8 {
    match status {
        SuccessStatus::Unknown => 0,
        SuccessStatus::Failed => 1,
        SuccessStatus::Passed => 2,
    }
}
