//! TB.2.1, 2.2, 2.3 and UP.4.

use vidik_sequencing::rules::{Condition, ExitAction, PostAction};
use vidik_sequencing::{CompletionStatus, Entry, Navigation, SuccessStatus, TrackingReport};

use crate::course::{Learner, cluster, leaf, post, rule, with};

#[test]
fn tb_2_1_an_exit_rule_ends_the_cluster() {
    let left = with(cluster("left", vec![leaf("one"), leaf("two")]), |left| {
        left.rules.exit.push(rule(ExitAction::Exit, Condition::Attempted));
    });
    let mut learner = Learner::started(cluster("course", vec![left, leaf("three")]));
    assert_eq!(learner.go(Navigation::Continue).as_deref(), Some("three"));
}

#[test]
fn tb_2_2_a_post_condition_replaces_what_was_asked_for() {
    let again = post(leaf("one"), PostAction::Retry, Condition::Satisfied);
    let mut learner = Learner::started(cluster("course", vec![again, leaf("two")]));
    assert_eq!(learner.go(Navigation::Continue).as_deref(), Some("one"), "satisfied because nothing else was said");
    learner.says_status(None, Some(SuccessStatus::Failed));
    assert_eq!(learner.go(Navigation::Continue).as_deref(), Some("two"));
}

#[test]
fn tb_2_2_a_suspended_activity_has_no_post_conditions() {
    let again = post(leaf("one"), PostAction::Retry, Condition::Always);
    let mut learner = Learner::started(cluster("course", vec![again, leaf("two")]));
    learner.says(TrackingReport { suspended: Some(true), ..TrackingReport::default() });
    assert_eq!(learner.go(Navigation::Continue).as_deref(), Some("two"));
}

#[test]
fn tb_2_3_exit_parent_climbs_and_asks_again() {
    let one = post(leaf("one"), PostAction::ExitParent, Condition::Always);
    let inner = post(cluster("inner", vec![one, leaf("two")]), PostAction::ExitParent, Condition::Always);
    let outer = post(cluster("outer", vec![inner, leaf("three")]), PostAction::Continue, Condition::Always);
    let mut learner = Learner::started(cluster("course", vec![outer, leaf("four")]));
    assert_eq!(learner.go(Navigation::Exit).as_deref(), Some("four"));
}

#[test]
fn tb_2_3_retry_all_begins_the_course_again() {
    let two = post(leaf("two"), PostAction::RetryAll, Condition::Always);
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), two, leaf("three")]));
    learner.go(Navigation::Continue);
    assert_eq!(learner.go(Navigation::Continue).as_deref(), Some("one"));
}

#[test]
fn tb_2_3_exit_all_ends_the_session() {
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), leaf("two")]));
    assert_eq!(learner.go(Navigation::ExitAll), None);
    assert!(learner.ended());
    assert_eq!(learner.state.current(), None);
    assert_eq!(learner.go(Navigation::Start).as_deref(), Some("one"));
    assert_eq!(learner.entry(), Some(Entry::AbInitio));
}

#[test]
fn tb_2_3_suspend_all_is_resumed_where_it_was() {
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), leaf("two")]));
    learner.go(Navigation::Continue);
    learner.go(Navigation::SuspendAll);
    assert!(learner.ended());
    assert_eq!(learner.go(Navigation::ResumeAll).as_deref(), Some("two"));
    assert_eq!(learner.entry(), Some(Entry::Resume));
}

#[test]
fn tb_2_3_suspended_after_an_exit_it_goes_on_within_the_cluster() {
    let part = cluster("part", vec![leaf("two"), leaf("three")]);
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), part]));
    learner.choose("three");
    learner.go(Navigation::Exit);
    learner.go(Navigation::SuspendAll);
    assert!(learner.ahead().resume_all);
    assert_eq!(learner.go(Navigation::ResumeAll).as_deref(), Some("two"));
    let part = learner.tree.find("part").expect("an activity");
    assert_eq!(learner.state.activity(part).attempt_count, 1);
}

#[test]
fn tb_2_3_an_abandoned_attempt_counts_for_nothing() {
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), leaf("two")]));
    learner.says_status(Some(CompletionStatus::Completed), Some(SuccessStatus::Passed));
    learner.go(Navigation::Abandon);
    assert_eq!(learner.completion("one"), CompletionStatus::Unknown);
    assert_eq!(learner.success("one"), SuccessStatus::Unknown);
}

#[test]
fn up_4_what_was_left_unsaid_is_done() {
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), leaf("two")]));
    learner.go(Navigation::Continue);
    assert_eq!(learner.completion("one"), CompletionStatus::Completed);
    assert_eq!(learner.success("one"), SuccessStatus::Passed);
}

#[test]
fn up_4_unknown_said_by_content_stays_unknown() {
    let mut learner = Learner::started(cluster("course", vec![leaf("one"), leaf("two")]));
    learner.says_status(Some(CompletionStatus::Unknown), Some(SuccessStatus::Unknown));
    learner.go(Navigation::Continue);
    assert_eq!(learner.completion("one"), CompletionStatus::Unknown);
    assert_eq!(learner.success("one"), SuccessStatus::Unknown);
}

#[test]
fn up_4_content_that_sets_its_status_itself_is_believed() {
    let own = with(leaf("one"), |one| {
        one.delivery.completion_set_by_content = true;
        one.delivery.objective_set_by_content = true;
    });
    let mut learner = Learner::started(cluster("course", vec![own, leaf("two")]));
    learner.go(Navigation::Continue);
    assert_eq!(learner.completion("one"), CompletionStatus::Unknown);
    assert_eq!(learner.success("one"), SuccessStatus::Unknown);
}
