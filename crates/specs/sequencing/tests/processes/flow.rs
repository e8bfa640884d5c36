//! SB.2.1, 2.2, 2.3 and the requests that flow.

use vidik_sequencing::rules::{Condition, PreAction};
use vidik_sequencing::{Exception, Navigation};

use crate::course::{Learner, cluster, leaf, pre, with};

#[test]
fn sb_2_1_behind_the_last_activity_the_session_ends() {
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), leaf("two")]));
    learner.go(Navigation::Continue);
    assert!(learner.ahead().next);
    assert_eq!(learner.go(Navigation::Continue), None);
    assert!(learner.ended());
}

#[test]
fn sb_2_1_3_before_the_first_activity_there_is_nothing() {
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), leaf("two")]));
    assert!(!learner.ahead().previous);
    assert_eq!(learner.refused(Navigation::Previous), Some(Exception::StartOfCourse));
}

#[test]
fn sb_2_1_a_forward_only_cluster_is_entered_at_its_front_from_behind() {
    let front = with(cluster("front", vec![leaf("one"), leaf("two")]), |front| front.control.forward_only = true);
    let mut learner = Learner::new(cluster("course", vec![leaf("zero"), front, leaf("three")]));
    learner.choose("three");
    assert_eq!(learner.go(Navigation::Previous).as_deref(), Some("one"));
}

#[test]
fn sb_2_2_backward_through_a_forward_only_cluster_where_all_is_skipped() {
    let skipped = |id| pre(leaf(id), PreAction::Skip, Condition::Always);
    let front = with(cluster("front", vec![skipped("one"), skipped("two")]), |front| front.control.forward_only = true);
    let mut learner = Learner::new(cluster("course", vec![leaf("zero"), front, leaf("three")]));
    learner.choose("three");
    assert_eq!(learner.go(Navigation::Previous).as_deref(), Some("zero"));
}

#[test]
fn sb_2_2_skipped_activities_are_walked_past_both_ways() {
    let skipped = pre(cluster("skipped", vec![leaf("two")]), PreAction::Skip, Condition::Always);
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), skipped, leaf("three")]));
    assert_eq!(learner.go(Navigation::Continue).as_deref(), Some("three"));
    assert_eq!(learner.go(Navigation::Previous).as_deref(), Some("one"));
}

#[test]
fn sb_2_2_1_a_cluster_without_flow_is_not_entered() {
    let closed = with(cluster("closed", vec![leaf("two")]), |closed| closed.control.flow = false);
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), closed]));
    assert!(learner.ahead().offers_next, "flow is on where the learner is");
    assert!(!learner.ahead().next, "but nothing comes of it");
    assert_eq!(learner.refused(Navigation::Continue), Some(Exception::FlowNotEnabled));
}

#[test]
fn sb_2_2_2_a_disabled_activity_stops_the_flow() {
    let disabled = pre(leaf("two"), PreAction::Disabled, Condition::Always);
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), disabled, leaf("three")]));
    assert_eq!(learner.refused(Navigation::Continue), Some(Exception::FlowActivityBlocked));
}

#[test]
fn sb_2_5_a_course_of_one_activity_starts_without_flow() {
    let root = with(cluster("course", vec![leaf("only")]), |course| course.control.flow = false);
    assert_eq!(Learner::new(root).go(Navigation::Start).as_deref(), Some("only"));
    assert_eq!(Learner::new(leaf("only")).go(Navigation::Start).as_deref(), Some("only"));
}

#[test]
fn sb_2_13_jump_goes_where_choice_and_flow_do_not() {
    let closed = with(cluster("closed", vec![leaf("two")]), |closed| {
        closed.control.flow = false;
        closed.control.choice = false;
    });
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), closed]));
    assert!(!learner.may_choose("two"));
    assert_eq!(learner.go(Navigation::Jump("two".into())).as_deref(), Some("two"));
}
