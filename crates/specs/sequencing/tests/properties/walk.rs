//! A long random walk: random courses, in each of them random requests and reports, and after every step what must
//! hold whatever happened. A few thousand steps each time; as many as `VIDIK_WALK_STEPS` says where it is set.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use vidik_sequencing::rules::{Condition, Operator, PreAction, Rule};
use vidik_sequencing::{
    Effect, Entry, Event, IndexedTree, Navigation, NodeIndex, SequencerState, SharedObjectives, look_ahead, step,
    step_traced,
};

use crate::courses::{event, moves, tree};

const STEPS: u64 = 4_000;

#[expect(clippy::disallowed_methods, reason = "how long to walk is said by the environment alone")]
fn steps() -> u64 {
    std::env::var("VIDIK_WALK_STEPS").ok().and_then(|steps| steps.parse().ok()).unwrap_or(STEPS)
}

/// Exceptions of which `tests/spec` says that nothing leads to them.
fn impossible() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/spec/sequencing/without-rows.json");
    let text = std::fs::read_to_string(path).expect("rules without rows");
    let reasons: BTreeMap<String, String> = serde_json::from_str(&text).expect("rules without rows");
    reasons.into_keys().collect()
}

#[test]
fn a_random_walk_finds_no_panic_and_no_breach() {
    let (wanted, impossible) = (steps(), impossible());
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut told = Told::default();
    while told.steps < wanted {
        let course = tree().new_tree(&mut runner).expect("a course").current();
        let course = IndexedTree::new(course);
        let mut state = SequencerState::new(&course, told.courses, SharedObjectives::new());
        told.courses += 1;
        // Several learners' days one after the other: sessions end, begin again, are suspended and resumed.
        for _ in 0..4 {
            let day = moves().new_tree(&mut runner).expect("moves").current();
            for one in &day {
                let Some(event) = event(&course, &state, one) else { continue };
                // Where nobody is in the course, most requests are refused at once: go in first.
                if state.current().is_none() && told.steps % 8 != 0 {
                    state = walk(&course, &state, &enter(&course, told.steps), &mut told);
                }
                state = walk(&course, &state, &event, &mut told);
            }
        }
    }
    println!(
        "{} steps in {} courses; {} deliveries; refused: {:?}",
        told.steps, told.courses, told.delivered, told.refused
    );
    assert!(told.delivered > wanted / 20, "a walk in which little is delivered proves little");
    let found: Vec<_> = told.refused.keys().filter(|code| impossible.contains(**code)).collect();
    assert!(found.is_empty(), "exceptions that nothing leads to, by tests/spec: {found:?}");
}

/// Start, Resume All, or the choice of some activity.
fn enter(course: &IndexedTree, number: u64) -> Event {
    Event::Navigate(match number % 3 {
        0 => Navigation::Start,
        1 => Navigation::ResumeAll,
        _ => {
            let place = usize::try_from(number).unwrap_or_default() % course.len();
            let target = course.indices().nth(place).expect("an activity");
            Navigation::Choice(course.id(target).clone())
        }
    })
}

#[derive(Default)]
struct Told {
    steps: u64,
    courses: u64,
    delivered: u64,
    refused: BTreeMap<&'static str, u64>,
}

fn walk(course: &IndexedTree, state: &SequencerState, event: &Event, told: &mut Told) -> SequencerState {
    told.steps += 1;
    let outcome = step(course, state.clone(), event.clone());
    // One in so many steps is made again with a trace, and looked ahead of: both cost more than the step.
    if told.steps.is_multiple_of(16) {
        let traced = step_traced(course, state.clone(), event.clone());
        assert_eq!(outcome.state, traced.state, "deterministic, traced or not");
        assert_eq!(outcome.effects, traced.effects, "deterministic, traced or not");
        let ahead = look_ahead(course, &outcome.state);
        assert_eq!(ahead.activities.len(), course.len());
    }
    let deliveries = outcome.effects.iter().filter(|effect| matches!(effect, Effect::Deliver { .. })).count();
    let refused = outcome.effects.iter().any(|effect| matches!(effect, Effect::Refused(_)));
    let ended = outcome.effects.contains(&Effect::SessionEnded);
    assert!(deliveries + usize::from(refused) + usize::from(ended) <= 1, "one answer: {:?}", outcome.effects);
    for effect in &outcome.effects {
        match effect {
            Effect::Deliver { activity, entry, attempt } => {
                let index = course.find(activity).expect("never leaves the tree");
                told.delivered += 1;
                delivered_as_it_may(course, state, &outcome.state, index, *entry, *attempt);
                if *event == Event::Navigate(Navigation::Choice(activity.clone())) {
                    assert!(!course.path_has(index, PreAction::HiddenFromChoice), "a hidden activity was chosen");
                }
            }
            Effect::Refused(exception) => *told.refused.entry(exception.code()).or_default() += 1,
            Effect::AttemptEnded { activity, .. } => assert!(course.find(activity).is_some(), "in the tree"),
            Effect::SessionEnded => assert_eq!(outcome.state.current(), None, "after the end nobody is anywhere"),
        }
    }
    one_path_is_active(course, &outcome.state);
    let stored = serde_json::to_string(&outcome.state).expect("a state is JSON");
    let read: SequencerState = serde_json::from_str(&stored).expect("and back");
    assert_eq!(read, outcome.state, "a state survives being stored");
    read
}

/// Looked up in the definitions, not asked of the engine.
fn delivered_as_it_may(
    course: &IndexedTree,
    before: &SequencerState,
    after: &SequencerState,
    index: NodeIndex,
    entry: Entry,
    attempt: u32,
) {
    assert!(course.node(index).is_leaf(), "only leaves are delivered");
    assert_eq!(after.delivered(), Some(index), "what is delivered is current and active");
    assert!(!course.path_has(index, PreAction::Disabled), "a disabled activity was delivered");
    let sequencing = &course.activity(index).sequencing;
    let count = after.activity(index).attempt_count;
    assert_eq!(attempt, count);
    if let Some(limit) = sequencing.limits.attempt_limit
        && sequencing.delivery.tracked
        && entry == Entry::AbInitio
    {
        assert!(count <= limit, "attempt {count} of {limit}");
    }
    let begun = count - before.activity(index).attempt_count;
    let wanted = u32::from(sequencing.delivery.tracked && entry == Entry::AbInitio);
    assert_eq!(begun, wanted, "one attempt more, where it is new and counted");
}

fn one_path_is_active(course: &IndexedTree, state: &SequencerState) {
    let leaves = course.indices().filter(|index| course.node(*index).is_leaf());
    let active: Vec<_> = leaves.filter(|index| state.activity(*index).active).collect();
    assert!(active.len() <= 1, "two leaves are active");
    if let Some(leaf) = active.first() {
        let mut above = course.node(*leaf).parent;
        while let Some(index) = above {
            assert!(state.activity(index).active, "a leaf is active in a cluster that is not");
            above = course.node(index).parent;
        }
    }
}

trait Always {
    /// Whether a rule with this action that holds always stands on the path to an activity.
    fn path_has(&self, index: NodeIndex, action: PreAction) -> bool;
}

impl Always for IndexedTree {
    fn path_has(&self, index: NodeIndex, action: PreAction) -> bool {
        let always = |rule: &Rule<PreAction>| {
            rule.action == action
                && !rule.conditions.is_empty()
                && rule
                    .conditions
                    .iter()
                    .all(|one| one.condition == Condition::Always && one.operator == Operator::NoOp)
        };
        let mut here = Some(index);
        while let Some(index) = here {
            if self.activity(index).sequencing.rules.pre.iter().any(always) {
                return true;
            }
            here = self.node(index).parent;
        }
        false
    }
}
