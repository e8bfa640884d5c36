//! RB.1.1 to RB.1.5.

use vidik_sequencing::definition::CompletionThreshold;
use vidik_sequencing::rules::{
    ChildSet, Combination, Condition, Operator, PreAction, Required, RollupAction, RollupCondition,
    RollupConditionKind, RollupRule,
};
use vidik_sequencing::{
    Activity, CompletionStatus, Navigation, SequencingDefinition, SuccessStatus, TrackingReport, status,
};

use crate::course::{Learner, cluster, leaf, pre, with};

fn rule(child_set: ChildSet, condition: RollupConditionKind, action: RollupAction) -> RollupRule {
    RollupRule {
        child_set,
        combination: Combination::Any,
        conditions: vec![RollupCondition { condition, operator: Operator::NoOp }],
        action,
    }
}

/// Three activities that are failed, passed, passed in turn.
fn two_of_three(change: impl FnOnce(&mut SequencingDefinition)) -> Learner {
    let root = with(cluster("course", vec![leaf("one"), leaf("two"), leaf("three")]), change);
    let mut learner = Learner::started(root);
    learner.says_status(None, Some(SuccessStatus::Failed));
    learner.go(Navigation::Continue);
    learner.go(Navigation::Continue);
    learner.go(Navigation::ExitAll);
    learner
}

#[test]
fn rb_1_1_a_measures_are_weighted() {
    let light = with(leaf("one"), |one| one.rollup.objective_measure_weight = 0.5);
    let mut learner = Learner::started(cluster("course", vec![light, leaf("two"), leaf("three")]));
    learner.scores(1.0);
    learner.go(Navigation::Continue);
    learner.scores(0.5);
    learner.go(Navigation::Exit);
    let course = status(&learner.tree, &learner.state, vidik_sequencing::NodeIndex::ROOT);
    assert_eq!(course.measure, Some((1.0 * 0.5 + 0.5) / 2.5), "what has no measure still weighs");
}

#[test]
fn rb_1_1_b_and_1_3_a_progress_is_weighted_and_decides_completion() {
    let mut heavy = leaf("one");
    heavy.completion_threshold.progress_weight = 1.0;
    let mut light = leaf("two");
    light.completion_threshold.progress_weight = 0.25;
    let root = Activity {
        completion_threshold: CompletionThreshold {
            completed_by_measure: true,
            min_progress_measure: 0.8,
            ..CompletionThreshold::default()
        },
        ..cluster("course", vec![heavy, light])
    };
    let mut learner = Learner::started(root);
    learner.says(TrackingReport { progress_measure: Some(0.5), ..TrackingReport::default() });
    learner.go(Navigation::Exit);
    assert_eq!(learner.completion("course"), CompletionStatus::Incomplete);
    learner.choose("one");
    learner.says(TrackingReport { progress_measure: Some(1.0), ..TrackingReport::default() });
    learner.go(Navigation::Exit);
    assert_eq!(learner.completion("course"), CompletionStatus::Completed);
}

#[test]
fn rb_1_2_a_satisfied_by_measure() {
    let by_measure = |scaled| {
        let root = with(cluster("course", vec![leaf("one")]), |course| {
            course.objectives.primary.satisfied_by_measure = true;
            course.objectives.primary.min_normalized_measure = 0.6;
        });
        let mut learner = Learner::started(root);
        learner.scores(scaled);
        learner.go(Navigation::ExitAll);
        learner.success("course")
    };
    assert_eq!(by_measure(0.59), SuccessStatus::Failed);
    assert_eq!(by_measure(0.6), SuccessStatus::Passed);
}

#[test]
fn rb_1_2_b_without_rules_all_must_be_satisfied() {
    assert_eq!(two_of_three(|_| ()).success("course"), SuccessStatus::Failed);
}

#[test]
fn rb_1_2_b_satisfied_prevails_over_not_satisfied() {
    let learner = two_of_three(|course| {
        course.rollup.rules = vec![
            rule(ChildSet::Any, RollupConditionKind::Satisfied, RollupAction::Satisfied),
            rule(ChildSet::Any, RollupConditionKind::Attempted, RollupAction::NotSatisfied),
        ];
    });
    assert_eq!(learner.success("course"), SuccessStatus::Passed);
}

#[test]
fn rb_1_3_b_without_rules_all_must_be_completed() {
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), leaf("two")]));
    learner.go(Navigation::Continue);
    learner.says_status(Some(CompletionStatus::Incomplete), None);
    learner.go(Navigation::ExitAll);
    assert_eq!(learner.completion("course"), CompletionStatus::Incomplete);
}

#[test]
fn rb_1_4_child_sets() {
    for (set, satisfied) in [
        (ChildSet::All, false),
        (ChildSet::Any, true),
        (ChildSet::None, false),
        (ChildSet::AtLeastCount(2), true),
        (ChildSet::AtLeastCount(3), false),
        (ChildSet::AtLeastPercent(0.6), true),
        (ChildSet::AtLeastPercent(0.7), false),
    ] {
        let learner = two_of_three(|course| {
            course.rollup.rules = vec![rule(set, RollupConditionKind::Satisfied, RollupAction::Satisfied)];
        });
        assert_eq!(learner.success("course") == SuccessStatus::Passed, satisfied, "{set:?}");
    }
}

#[test]
fn rb_1_4_2_a_skipped_child_need_not_count() {
    let skipped = |required| {
        let two = with(pre(leaf("two"), PreAction::Skip, Condition::Always), |two| {
            two.rollup.considerations.required_for_completed = required;
        });
        let mut learner = Learner::started(cluster("course", vec![leaf("one"), two]));
        learner.go(Navigation::ExitAll);
        learner.completion("course")
    };
    assert_eq!(skipped(Required::Always), CompletionStatus::Unknown);
    assert_eq!(skipped(Required::IfNotSkipped), CompletionStatus::Completed);
}

#[test]
fn rb_1_4_2_where_no_child_counts_all_of_them_do() {
    let loose = with(leaf("one"), |one| one.rollup.progress_completion = false);
    let mut learner = Learner::started(cluster("course", vec![loose]));
    learner.says_status(Some(CompletionStatus::Incomplete), None);
    learner.go(Navigation::ExitAll);
    assert_eq!(learner.completion("course"), CompletionStatus::Completed);
}

#[test]
fn rb_1_5_an_earlier_attempt_at_the_cluster_does_not_count() {
    let build = |use_current: bool| {
        let part = with(cluster("part", vec![leaf("one"), leaf("two")]), |part| {
            part.control.use_current_attempt_progress_info = use_current;
            let half = ChildSet::AtLeastCount(2);
            part.rollup.rules = vec![rule(half, RollupConditionKind::Completed, RollupAction::Completed)];
        });
        let mut learner = Learner::started(cluster("course", vec![part, leaf("three")]));
        learner.choose("three");
        learner.choose("two");
        learner.choose("three");
        learner.completion("part")
    };
    assert_eq!(build(true), CompletionStatus::Unknown);
    assert_eq!(build(false), CompletionStatus::Completed);
}
