//! How long one navigation with look-ahead takes. Run with `--release --run-ignored only`.

#![expect(clippy::expect_used, reason = "a test stops where its course is not as it should be")]

use std::time::Instant;

use vidik_sequencing::definition::{ControlModes, Objective, ObjectiveMap};
use vidik_sequencing::rules::{Combination, Condition, PreAction, Rule, RuleCondition};
use vidik_sequencing::{
    Activity, ActivityTree, Edition, Event, IndexedTree, Navigation, SequencerState, SharedObjectives, look_ahead, step,
};

/// `width` children a cluster, `leaves` in all, each with a rule on a shared objective.
fn tree(leaves: usize, width: usize) -> IndexedTree {
    let mut level: Vec<Activity> = (0..leaves)
        .map(|place| {
            let mut leaf = Activity::new(format!("leaf-{place}"), "");
            let mut map = ObjectiveMap::new(format!("shared-{}", place % 10));
            map.flags.write_satisfied_status = true;
            leaf.sequencing.objectives.primary =
                Objective { id: Some("local".into()), maps: vec![map], ..Objective::default() };
            leaf.sequencing.rules.pre.push(Rule {
                combination: Combination::All,
                conditions: vec![RuleCondition::new(Condition::ObjectiveMeasureKnown)],
                action: PreAction::Disabled,
            });
            leaf
        })
        .collect();
    let mut names = 0..;
    while level.len() > 1 {
        let mut above = Vec::new();
        let mut rest = level.into_iter().peekable();
        while rest.peek().is_some() {
            let mut cluster = Activity::new(format!("cluster-{}", names.next().unwrap_or(0)), "");
            cluster.sequencing.control = ControlModes { flow: true, ..ControlModes::default() };
            cluster.children = rest.by_ref().take(width).collect();
            above.push(cluster);
        }
        level = above;
    }
    let root = level.pop().expect("a root");
    IndexedTree::new(ActivityTree {
        edition: Edition::Scorm2004Fourth,
        objectives_global_to_system: true,
        shared_data_global_to_system: true,
        root,
    })
}

#[test]
#[ignore = "it measures, and says nothing on a busy machine"]
fn one_navigation_with_look_ahead() {
    for (leaves, width) in
        [(10, 10), (100, 100), (1_000, 1_000), (10_000, 10_000), (10, 5), (100, 5), (1_000, 5), (10_000, 5)]
    {
        let tree = tree(leaves, width);
        let mut state = SequencerState::new(&tree, 1, SharedObjectives::new());
        state = step(&tree, state, Event::Navigate(Navigation::Start)).state;
        let mut times: Vec<_> = (0..20)
            .map(|turn| {
                let request = if turn % 2 == 0 { Navigation::Continue } else { Navigation::Previous };
                let begun = Instant::now();
                state = step(&tree, std::mem::take(&mut state), Event::Navigate(request)).state;
                let ahead = look_ahead(&tree, &state);
                assert!(ahead.offers_next);
                begun.elapsed()
            })
            .collect();
        times.sort_unstable();
        println!(
            "{leaves} leaves, {width} a cluster: fastest {:?}, median {:?}, slowest {:?}",
            times[0], times[10], times[19]
        );
    }
}
