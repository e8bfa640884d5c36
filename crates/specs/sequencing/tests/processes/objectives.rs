//! Maps between local and shared objectives (SN 3.9.3).

use vidik_sequencing::definition::{Objective, ObjectiveMap};
use vidik_sequencing::rules::{Condition, PreAction};
use vidik_sequencing::{Activity, Navigation, ObjectiveReport, SuccessStatus, TrackingReport, objectives_for_delivery};

use crate::course::{Learner, cluster, leaf, pre, with};

fn mapped(activity: Activity, change: impl FnOnce(&mut ObjectiveMap)) -> Activity {
    let mut map = ObjectiveMap::new("shared");
    change(&mut map);
    with(activity, |sequencing| {
        sequencing.objectives.primary = Objective { id: Some("local".into()), maps: vec![map], ..Objective::default() };
    })
}

fn writer(id: &str) -> Activity {
    mapped(leaf(id), |map| map.flags.write_satisfied_status = true)
}

#[test]
fn what_one_writes_another_reads() {
    let reader = pre(mapped(leaf("two"), |_| ()), PreAction::Skip, Condition::Satisfied);
    let mut learner = Learner::started(cluster("course", vec![writer("one"), reader, leaf("three")]));
    learner.says_status(None, Some(SuccessStatus::Passed));
    assert_eq!(learner.go(Navigation::Continue).as_deref(), Some("three"));
    assert_eq!(learner.success("two"), SuccessStatus::Passed);
}

#[test]
fn nothing_is_written_unless_a_map_says_so() {
    let mut learner = Learner::started(cluster("course", vec![mapped(leaf("one"), |_| ()), leaf("two")]));
    learner.says_status(None, Some(SuccessStatus::Passed));
    learner.go(Navigation::Continue);
    assert!(learner.state.shared.is_empty());
    assert_eq!(learner.success("one"), SuccessStatus::Unknown, "where a map reads, the shared objective is the source");
}

#[test]
fn an_abandoned_attempt_writes_nothing() {
    let mut learner = Learner::started(cluster("course", vec![writer("one"), leaf("two")]));
    learner.says_status(None, Some(SuccessStatus::Passed));
    learner.go(Navigation::AbandonAll);
    assert!(learner.state.shared.is_empty());
}

#[test]
fn clusters_over_readers_are_rolled_up_as_well() {
    let part = cluster("part", vec![mapped(leaf("two"), |_| ())]);
    let mut learner = Learner::started(cluster("course", vec![writer("one"), part]));
    learner.says_status(None, Some(SuccessStatus::Failed));
    learner.go(Navigation::Exit);
    assert_eq!(learner.success("part"), SuccessStatus::Failed);
}

#[test]
fn objectives_of_a_delivery_begin_with_what_is_shared() {
    let reader = with(leaf("two"), |two| {
        let map = ObjectiveMap::new("shared");
        two.objectives.others.push(Objective { id: Some("other".into()), maps: vec![map], ..Objective::default() });
    });
    let mut learner = Learner::started(cluster("course", vec![writer("one"), reader]));
    learner.says_status(None, Some(SuccessStatus::Failed));
    learner.go(Navigation::Continue);
    let two = learner.tree.find("two").expect("an activity");
    let objectives = objectives_for_delivery(&learner.tree, &learner.state, two);
    assert_eq!(objectives.len(), 1, "an objective without an id is not shown");
    assert_eq!(objectives[0].id.as_str(), "other");
    assert_eq!(objectives[0].success_status(), SuccessStatus::Failed);
}

#[test]
fn a_report_on_the_primary_objective_is_one_on_the_activity() {
    let mut learner = Learner::started(cluster("course", vec![writer("one"), leaf("two")]));
    let mut objective = ObjectiveReport::new("local");
    objective.success_status = Some(SuccessStatus::Failed);
    learner.says(TrackingReport { objectives: vec![objective], ..TrackingReport::default() });
    learner.go(Navigation::Continue);
    assert_eq!(learner.success("one"), SuccessStatus::Failed);
}

#[test]
fn shared_objectives_of_a_course_of_its_own_end_with_the_attempt() {
    let root = cluster("course", vec![writer("one"), leaf("two")]);
    let mut learner = Learner::of(vidik_sequencing::ActivityTree {
        edition: vidik_sequencing::Edition::Scorm2004Fourth,
        objectives_global_to_system: false,
        shared_data_global_to_system: true,
        root,
    });
    learner.go(Navigation::Start);
    learner.says_status(None, Some(SuccessStatus::Passed));
    learner.go(Navigation::ExitAll);
    assert_eq!(learner.state.shared["shared"].satisfied, Some(true));
    learner.go(Navigation::Start);
    assert_eq!(learner.state.shared["shared"].satisfied, None);
}
