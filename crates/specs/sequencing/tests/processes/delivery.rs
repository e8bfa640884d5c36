//! DB.1.1, DB.2, DB.2.1 and UP.1.

use vidik_sequencing::{
    Activity, ActivityTree, CompletionStatus, Edition, Entry, Exception, Navigation, SuccessStatus, TrackingReport,
};

use crate::course::{Learner, cluster, leaf, with};

#[test]
fn db_1_1_1_only_leaves_are_delivered() {
    let part = cluster("part", vec![leaf("two")]);
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), part]));
    assert_eq!(learner.refused(Navigation::Jump("part".into())), Some(Exception::DeliveryOfCluster));
}

#[test]
fn db_2_a_suspended_attempt_goes_on() {
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), leaf("two")]));
    learner.says_status(Some(CompletionStatus::Incomplete), None);
    learner.says(TrackingReport { suspended: Some(true), ..TrackingReport::default() });
    learner.go(Navigation::Continue);
    assert_eq!(learner.choose("one").as_deref(), Some("one"));
    assert_eq!(learner.entry(), Some(Entry::Resume));
    assert_eq!(learner.completion("one"), CompletionStatus::Incomplete);
}

#[test]
fn db_2_1_what_was_suspended_is_cleared_by_starting_elsewhere() {
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), leaf("two")]));
    learner.go(Navigation::SuspendAll);
    assert_eq!(learner.choose("two").as_deref(), Some("two"));
    assert_eq!(learner.state.suspended(), None);
    let one = learner.tree.find("one").expect("an activity");
    assert!(!learner.state.activity(one).suspended);
}

#[test]
fn up_1_attempts_are_counted_and_limited() {
    let once = with(leaf("one"), |one| one.limits.attempt_limit = Some(1));
    let mut learner = Learner::started(cluster("course", vec![once, leaf("two")]));
    learner.go(Navigation::Continue);
    assert_eq!(learner.refused(Navigation::Choice("one".into())), Some(Exception::DeliveryBlocked));
}

#[test]
fn up_1_a_duration_of_years_blocks_nothing() {
    let long = with(leaf("one"), |one| one.limits.attempt_absolute_duration = Some("P5Y6M4DT12H30M58S".to_owned()));
    assert_eq!(Learner::new(cluster("course", vec![long])).go(Navigation::Start).as_deref(), Some("one"));
}

#[test]
fn what_is_not_tracked_is_delivered_and_forgotten() {
    let loose = with(leaf("one"), |one| one.delivery.tracked = false);
    let mut learner = Learner::started(cluster("course", vec![loose, leaf("two")]));
    learner.says_status(Some(CompletionStatus::Incomplete), Some(SuccessStatus::Failed));
    learner.go(Navigation::Continue);
    assert_eq!(learner.completion("one"), CompletionStatus::Unknown);
    learner.says_status(Some(CompletionStatus::Completed), Some(SuccessStatus::Passed));
    learner.go(Navigation::ExitAll);
    assert_eq!(learner.completion("course"), CompletionStatus::Completed);
}

fn scorm12(prerequisites: &str) -> Learner {
    let mut locked = leaf("three");
    locked.scorm12.prerequisites = Some(prerequisites.to_owned());
    let root: Activity = cluster("course", vec![leaf("one"), leaf("two"), locked]);
    Learner::of(ActivityTree {
        edition: Edition::Scorm12,
        objectives_global_to_system: true,
        shared_data_global_to_system: true,
        root,
    })
}

#[test]
fn scorm12_prerequisites_lock_until_they_hold() {
    for (text, after_one) in [
        ("one", true),
        ("one & two", false),
        ("one | two", true),
        ("~two", true),
        ("2*{one, two}", false),
        ("1*{one, two}", true),
        ("one=\"completed\" & two<>\"completed\"", true),
        ("one & (two | ~one)", false),
        ("not an expression (", true),
    ] {
        let mut learner = scorm12(text);
        learner.choose("one");
        learner.says_status(Some(CompletionStatus::Completed), None);
        assert_eq!(learner.may_choose("three"), after_one, "{text}");
    }
}

#[test]
fn scorm12_a_lesson_is_browsed_until_it_is_worked_through() {
    for (text, browsed, worked) in [
        ("one=\"browsed\"", true, false),
        ("one=\"b\"", true, false),
        ("one<>\"browsed\"", false, true),
        ("one=\"incomplete\"", false, false),
        ("one=\"completed\"", false, true),
        ("one", false, true),
    ] {
        let mut learner = scorm12(text);
        learner.choose("one");
        let said = |completion, browsed| TrackingReport {
            completion_status: Some(completion),
            browsed,
            ..TrackingReport::default()
        };
        learner.says(said(CompletionStatus::Incomplete, true));
        assert_eq!(learner.may_choose("three"), browsed, "{text}, browsed");
        learner.says(said(CompletionStatus::Completed, false));
        assert_eq!(learner.may_choose("three"), worked, "{text}, completed");
    }
}

#[test]
fn scorm12_nothing_is_passed_that_did_not_say_so() {
    let mut learner = scorm12("");
    learner.choose("one");
    learner.says_status(Some(CompletionStatus::Completed), None);
    learner.go(Navigation::Continue);
    assert_eq!(learner.completion("one"), CompletionStatus::Completed);
    assert_eq!(learner.success("one"), SuccessStatus::Unknown);
}
